namespace Lurewatch.Samples;

/// <summary>September 2019 retold, and what came after: nine attacks.</summary>
internal static class Attacks
{
    private static string Unauthenticated(string domain) => $"spf=softfail smtp.mailfrom={domain}; dkim=none; dmarc=none header.from={domain}";

    public static IEnumerable<Sample> All()
    {
        yield return GermanMacro();
        yield return PolishMacro();
        yield return GermanLink();
        yield return PolishLink();
        yield return StolenThread();
        yield return EncryptedZip();
        yield return ChiefExecutive();
        yield return JapaneseInvoice();
        yield return PolishBank();
    }

    private static SampleMail Mail(string from, string to, string subject, string date, string domain) => new SampleMail()
        .Header("From", from).Header("To", to).Header("Subject", subject).Header("Date", date)
        .Header("Message-ID", $"<{SampleMail.Id(subject + date)}@{domain}>");

    private static SampleMail To(string server, SampleMail mail, string domain, string ip, string time) =>
        new SampleMail().Header("Return-Path", $"<info@{domain}>").Delivered($"mail.{domain}", ip, server, time, Unauthenticated(domain)).With(mail);

    private static Sample GermanMacro() => new("2019-09-16-de-rechnung-makro",
        "The first wave: a German invoice with a Word document whose macro starts PowerShell through WMI with five download addresses.",
        To("mx.stadt-lindenau.example", Mail("Buchhaltung Nordwerk <info@kueche-oder.example>", "Petra Sommer <petra.sommer@stadt-lindenau.example>",
            "Rechnung Nr. 2019-4471", "Mon, 16 Sep 2019 09:12:44 +0200", "kueche-oder.example")
            .Text("""
                Sehr geehrte Frau Sommer,

                im Anhang finden Sie die Rechnung zu Ihrer Bestellung. Die Zahlung ist seit dem 9. September überfällig.
                Bitte öffnen Sie das angehängte Dokument, klicken Sie auf "Inhalt aktivieren" und überweisen Sie den Betrag umgehend.

                Mit freundlichen Grüßen
                Buchhaltung
                Nordwerk Handels GmbH
                """)
            .Attach("Rechnung_2019-4471.doc", "application/msword", Payloads.EmotetLikeDoc(
                "http://pension-am-see.example/wp-content/k3f/", "http://malerbetrieb.example/cgi-bin/x/", "http://yoga-raum.example/uploads/7/",
                "http://dachdecker-ost.example/img/qq/", "http://imkerei.example/css/b1/")),
            "kueche-oder.example", "192.0.2.41", "Mon, 16 Sep 2019 09:12:51 +0200").ToBytes(),
        "malicious", "malware", "http://pension-am-see.example/wp-content/k3f/", "http://imkerei.example/css/b1/");

    private static Sample PolishMacro() => new("2019-09-16-pl-faktura-makro",
        "The same wave in Polish: an overdue invoice as a macro document.",
        To("mx.gmina-lipowo.example", Mail("Dział Księgowości <biuro@stolarnia-wisla.example>", "Anna Wójcik <a.wojcik@gmina-lipowo.example>",
            "Faktura VAT 118/09/2019 - przypomnienie o płatności", "Mon, 16 Sep 2019 10:02:10 +0200", "stolarnia-wisla.example")
            .Text("""
                Szanowni Państwo,

                w załączniku przesyłam fakturę VAT 118/09/2019. Termin płatności minął 10 września.
                Proszę otworzyć załączony dokument, włączyć zawartość i pilnie uregulować zaległą należność.

                Z poważaniem
                Dział Księgowości
                """)
            .Attach("faktura_118_09_2019.doc", "application/msword", Payloads.EmotetLikeDoc(
                "http://szkola-tanca.example/wp-admin/a8/", "http://meble-lipa.example/includes/rt/", "http://fryzjer-praga.example/old/3/")),
            "stolarnia-wisla.example", "192.0.2.77", "Mon, 16 Sep 2019 10:02:19 +0200").ToBytes(),
        "malicious", "malware", "http://szkola-tanca.example/wp-admin/a8/", "http://fryzjer-praga.example/old/3/");

    private static Sample GermanLink() => new("2019-09-17-de-rechnung-link",
        "The same lure with a download link; the text shown names another host than the link.",
        To("mx.stadt-lindenau.example", Mail("Buchhaltung Nordwerk <kontakt@autohaus-spree.example>", "Jens Albrecht <jens.albrecht@stadt-lindenau.example>",
            "Ihre Rechnung für September 2019", "Tue, 17 Sep 2019 07:41:03 +0200", "autohaus-spree.example")
            .Html("""
                <html><body><p>Guten Tag Jens Albrecht,</p>
                <p>Ihre Rechnung für September 2019 über 214,90&nbsp;EUR ist fällig. Um eine Sperrung Ihres Kundenkontos zu vermeiden,
                laden Sie die Rechnung bitte sofort herunter und bezahlen Sie den offenen Betrag:</p>
                <p><a href="http://tierarzt-havel.example/wp-includes/RECHNUNG/09_2019/">https://rechnung.nordwerk.example/2019-09</a></p>
                <p>Mit freundlichen Grüßen<br>Nordwerk Handels GmbH</p></body></html>
                """),
            "autohaus-spree.example", "192.0.2.130", "Tue, 17 Sep 2019 07:41:09 +0200").ToBytes(),
        "malicious", "malware", "http://tierarzt-havel.example/wp-includes/RECHNUNG/09_2019/");

    private static Sample PolishLink() => new("2019-09-17-pl-przesylka-link",
        "A parcel notice in Polish that asks for a small fee behind a link to an address in disguise.",
        To("mx.gmina-lipowo.example", Mail("InPost Powiadomienia <kontakt@hotel-tatry.example>", "Marek Kamiński <m.kaminski@gmina-lipowo.example>",
            "Twoja paczka została wstrzymana", "Tue, 17 Sep 2019 11:20:55 +0200", "hotel-tatry.example")
            .Html("""
                <html><body><p>Dzień dobry,</p>
                <p>Twoja paczka 6200-4471-88 została wstrzymana z powodu niedopłaty 1,50&nbsp;zł. Aby uniknąć zwrotu przesyłki,
                dopłać należność w ciągu 24 godzin:</p>
                <p><a href="http://3221225985/inpost/doplata.php?id=m.kaminski@gmina-lipowo.example">https://inpost.example/sledzenie-przesylek</a></p>
                <p>Pozdrawiamy<br>Zespół InPost</p></body></html>
                """),
            "hotel-tatry.example", "192.0.2.131", "Tue, 17 Sep 2019 11:21:00 +0200").ToBytes(),
        "malicious", "credential-phishing", "192.0.2.1");

    private static Sample StolenThread() => new("2019-09-23-de-antwort-gestohlen",
        "An answer to a real, stolen thread: the quoted original is by people whom the sender's address does not belong to.",
        To("mx.stadt-lindenau.example", Mail("Karin Vogt <ventas@ferreteria-sol.example>", "Petra Sommer <petra.sommer@stadt-lindenau.example>",
            "AW: Angebot Spielplatzgeräte", "Mon, 23 Sep 2019 08:30:12 +0200", "ferreteria-sol.example")
            .Text("""
                Guten Tag Frau Sommer,

                bitte sehen Sie sich das angehängte Dokument an und geben Sie mir heute noch Bescheid.

                Karin Vogt


                Am 11.09.2019 um 14:05 schrieb Petra Sommer <petra.sommer@stadt-lindenau.example>:
                > Von: Petra Sommer <petra.sommer@stadt-lindenau.example>
                > An: Karin Vogt <k.vogt@spielgeraete-vogt.example>
                > Betreff: Angebot Spielplatzgeräte
                >
                > Sehr geehrte Frau Vogt,
                > vielen Dank für das Angebot. Können Sie die Lieferzeit für die Schaukel noch bestätigen?
                > Freundliche Grüße
                > Petra Sommer
                """)
            .Attach("Angebot_Spielplatz.doc", "application/msword", Payloads.EmotetLikeDoc(
                "http://bootsverleih.example/wp-content/z/", "http://steuerbuero-saale.example/files/9k/")),
            "ferreteria-sol.example", "192.0.2.90", "Mon, 23 Sep 2019 08:30:20 +0200").ToBytes(),
        "malicious", "malware", "http://bootsverleih.example/wp-content/z/", "http://steuerbuero-saale.example/files/9k/");

    private static Sample EncryptedZip() => new("2020-07-20-de-passwort-zip",
        "The form of 2020: the macro document inside an encrypted ZIP, the password in the body, so that filters cannot look inside.",
        To("mx.stadt-lindenau.example", Mail("Gebäudeservice Brandt <office@friseur-elbe.example>", "Jens Albrecht <jens.albrecht@stadt-lindenau.example>",
            "Mahnung zur Rechnung 8807", "Mon, 20 Jul 2020 06:58:31 +0200", "friseur-elbe.example")
            .Text("""
                Guten Tag,

                anbei erhalten Sie unsere Mahnung als gesichertes Archiv.

                Passwort: 8807kl

                Bitte begleichen Sie den Betrag bis heute Abend.

                Gebäudeservice Brandt
                """)
            .Attach("Mahnung_8807.zip", "application/zip", ZipWriter.Write([("Mahnung_8807.doc", Payloads.EmotetLikeDoc(
                "http://cafe-linde.example/wp-admin/m2/", "http://gaertnerei-kamp.example/js/w/"))], "8807kl", ZipProtection.ZipCrypto)),
            "friseur-elbe.example", "192.0.2.142", "Mon, 20 Jul 2020 06:58:40 +0200").ToBytes(),
        "malicious", "malware", "http://cafe-linde.example/wp-admin/m2/", "http://gaertnerei-kamp.example/js/w/");

    private static Sample ChiefExecutive() => new("2019-10-02-de-chef-ueberweisung",
        "CEO fraud: no link, no file; the mayor's name on an address elsewhere, secrecy, haste and a bank account.",
        new SampleMail().Header("Return-Path", "<buergermeister.reinhardt@freie-post.example>")
            .Delivered("mout.freie-post.example", "192.0.2.17", "mx.stadt-lindenau.example", "Wed, 02 Oct 2019 15:47:05 +0200",
                "spf=pass smtp.mailfrom=freie-post.example; dkim=pass header.d=freie-post.example; dmarc=pass header.from=freie-post.example")
            .With(Mail("Bürgermeister Dr. Thomas Reinhardt <buergermeister.reinhardt@freie-post.example>", "Petra Sommer <petra.sommer@stadt-lindenau.example>",
                "Dringend und vertraulich", "Wed, 02 Oct 2019 15:47:01 +0200", "freie-post.example")
                .Header("Reply-To", "dr.reinhardt.privat@schnell-mail.example")
                .Text("""
                    Frau Sommer,

                    sind Sie am Platz? Ich bin in einer Sitzung und telefonisch nicht erreichbar. Ich brauche Sie für eine dringende Überweisung
                    von 38.450 EUR, die heute noch raus muss. Bitte behandeln Sie das streng vertraulich und sprechen Sie mit niemandem darüber.

                    Empfänger: Meridian Consulting
                    IBAN: DE89 3704 0044 0532 0130 00

                    Bestätigen Sie mir die Ausführung nur per E-Mail.

                    Dr. Thomas Reinhardt
                    Bürgermeister
                    """)).ToBytes(),
        "malicious", "payment-fraud", "DE89370400440532013000", "dr.reinhardt.privat@schnell-mail.example");

    private static Sample JapaneseInvoice() => new("2019-12-11-ja-seikyusho-makro",
        "The wave that reached Japan: an invoice lure with a macro document.",
        To("mx.musashi-seiki.example", Mail("経理部 田中 <info@ryokan-hakone.example>", "佐藤 健 <k.sato@musashi-seiki.example>",
            "請求書の件です。", "Wed, 11 Dec 2019 10:15:30 +0900", "ryokan-hakone.example")
            .Text("""
                佐藤様

                いつもお世話になっております。

                請求書を添付いたしました。お支払い期限を過ぎておりますので、
                至急、添付ファイルを開いて「コンテンツの有効化」をクリックし、内容をご確認ください。

                よろしくお願いいたします。
                経理部 田中
                """)
            .Attach("請求書.doc", "application/msword", Payloads.EmotetLikeDoc("http://sakura-dental.example/wp-content/p/", "http://onsen-guide.example/img/1d/")),
            "ryokan-hakone.example", "192.0.2.201", "Wed, 11 Dec 2019 10:15:41 +0900").ToBytes(),
        "malicious", "malware", "http://sakura-dental.example/wp-content/p/", "http://onsen-guide.example/img/1d/");

    private static Sample PolishBank() => new("2019-09-18-pl-bank-zabezpieczenia",
        "A notice in a bank's name that sends the reader to a page with a \"security update\" to download.",
        To("mx.gmina-lipowo.example", Mail("PKO Bank Polski <bezpieczenstwo@kwiaciarnia-roza.example>", "Anna Wójcik <a.wojcik@gmina-lipowo.example>",
            "Ważne: Twoje konto zostanie zablokowane", "Wed, 18 Sep 2019 09:05:00 +0200", "kwiaciarnia-roza.example")
            .Html("""
                <html><body><p>Szanowny Kliencie,</p>
                <p>wykryliśmy nieautoryzowane logowanie do Twojego konta. Aby uniknąć blokady, w ciągu 24 godzin zaloguj się i pobierz
                aktualizację zabezpieczeń:</p>
                <p><a href="http://pkobp.pl.konto-weryfikacja.example/zabezpieczenia/pobierz.php">Zaloguj się i pobierz zabezpieczenia</a></p>
                <p>Z poważaniem<br>PKO Bank Polski</p></body></html>
                """),
            "kwiaciarnia-roza.example", "192.0.2.133", "Wed, 18 Sep 2019 09:05:06 +0200").ToBytes(),
        "malicious", "credential-phishing", "http://pkobp.pl.konto-weryfikacja.example/zabezpieczenia/pobierz.php");
}
