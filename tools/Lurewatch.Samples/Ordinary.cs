namespace Lurewatch.Samples;

/// <summary>The mail of an ordinary week in the same places and languages. All of it must come out clean.</summary>
internal static class Ordinary
{
    public static IEnumerable<Sample> All()
    {
        yield return GermanInvoice();
        yield return GermanNewsletter();
        yield return GermanInvitation();
        yield return GermanThread();
        yield return GermanTemplate();
        yield return PolishInvoice();
        yield return PolishDelivery();
        yield return PolishTicket();
        yield return EnglishPasswordReset();
        yield return EnglishList();
        yield return JapaneseInvoice();
        yield return JapaneseNewsletter();
    }

    private const string Lindenau = "mx.stadt-lindenau.example";
    private const string Lipowo = "mx.gmina-lipowo.example";
    private const string Musashi = "mx.musashi-seiki.example";

    /// <summary>A mail that passes SPF, DKIM and DMARC for its own domain.</summary>
    private static SampleMail Mail(string server, string domain, string ip, string from, string to, string subject, string date, string received) => new SampleMail()
        .Header("Return-Path", $"<bounce@{domain}>")
        .Delivered($"mail.{domain}", ip, server, received, $"spf=pass smtp.mailfrom=bounce@{domain};\r\n\tdkim=pass header.d={domain} header.s=m1; dmarc=pass header.from={domain}")
        .Header("From", from).Header("To", to).Header("Subject", subject).Header("Date", date)
        .Header("Message-ID", $"<{SampleMail.Id(subject + date)}@{domain}>");

    private static Sample Clean(string name, string why, SampleMail mail, string kind = "none") => new(name, why, mail.ToBytes(), "clean", kind);

    private static Sample GermanInvoice() => Clean("de-rechnung-stadtwerke", "A utility's invoice as PDF: amount, deadline, customer number, and nothing to click.",
        Mail(Lindenau, "stadtwerke-lindenau.example", "192.0.2.10", "Stadtwerke Lindenau <kundenservice@stadtwerke-lindenau.example>",
            "Petra Sommer <petra.sommer@stadt-lindenau.example>", "Ihre Rechnung 2019/09 zu Vertrag 40117", "Thu, 12 Sep 2019 06:00:11 +0200", "Thu, 12 Sep 2019 06:00:14 +0200")
            .Text("""
                Guten Tag Frau Sommer,

                anbei erhalten Sie die Rechnung für August 2019. Den Betrag von 318,22 EUR buchen wir am 26. September von Ihrem Konto ab;
                Sie brauchen nichts zu tun.

                Fragen beantworten wir gern unter 0800 000 1234.

                Ihre Stadtwerke Lindenau
                """)
            .Attach("Rechnung_2019-09.pdf", "application/pdf", Payloads.Pdf("Rechnung 2019/09, Vertrag 40117, 318,22 EUR")));

    private static Sample GermanNewsletter() => Clean("de-newsletter", "A newsletter with a hidden preheader, counted links of one sender and a way to unsubscribe.",
        Mail(Lindenau, "kommunal-aktuell.example", "192.0.2.11", "Kommunal aktuell <newsletter@kommunal-aktuell.example>",
            "jens.albrecht@stadt-lindenau.example", "Digitalisierung im Rathaus: fünf Beispiele", "Wed, 11 Sep 2019 10:00:00 +0200", "Wed, 11 Sep 2019 10:00:07 +0200")
            .Header("List-Id", "Kommunal aktuell <newsletter.kommunal-aktuell.example>")
            .Header("List-Unsubscribe", "<https://www.kommunal-aktuell.example/abmelden?u=8f2c>")
            .Header("Precedence", "bulk")
            .Text("Digitalisierung im Rathaus: fünf Beispiele\n\nLesen Sie online: https://www.kommunal-aktuell.example/ausgabe/37\n\nAbmelden: https://www.kommunal-aktuell.example/abmelden?u=8f2c\n")
            .Html("""
                <html><body><div style="display:none;max-height:0;overflow:hidden">Fünf Gemeinden zeigen, wie es geht.</div>
                <table width="600"><tr><td><img src="https://www.kommunal-aktuell.example/bild/kopf.png" alt="Kommunal aktuell" width="600"></td></tr>
                <tr><td><h1>Digitalisierung im Rathaus: fünf Beispiele</h1>
                <p>Vom Bauantrag bis zur Hundesteuer: Fünf Gemeinden berichten, was sich bewährt hat.</p>
                <p><a href="https://www.kommunal-aktuell.example/k/8f2c/1">Weiterlesen</a></p></td></tr>
                <tr><td style="font-size:11px">Sie erhalten diesen Newsletter, weil Sie sich angemeldet haben.
                <a href="https://www.kommunal-aktuell.example/abmelden?u=8f2c">Abmelden</a></td></tr></table></body></html>
                """));

    private static Sample GermanInvitation() => Clean("de-kalender-einladung", "A calendar invitation from a colleague.",
        Mail(Lindenau, "stadt-lindenau.example", "192.0.2.12", "Jens Albrecht <jens.albrecht@stadt-lindenau.example>",
            "Petra Sommer <petra.sommer@stadt-lindenau.example>", "Einladung: Haushaltsrunde", "Mon, 16 Sep 2019 09:00:00 +0200", "Mon, 16 Sep 2019 09:00:02 +0200")
            .Text("Liebe Petra,\n\nhier die Einladung zur Haushaltsrunde am Donnerstag um 10 Uhr im Sitzungssaal 2.\n\nGruß\nJens\n")
            .Attach("einladung.ics", "text/calendar; method=REQUEST; charset=utf-8",
                Payloads.Invitation("Haushaltsrunde", "jens.albrecht@stadt-lindenau.example", "petra.sommer@stadt-lindenau.example", "Sitzungssaal 2")));

    private static Sample GermanThread() => Clean("de-antwort-angebot", "The real answer in the thread that was stolen later: same people, same addresses.",
        Mail(Lindenau, "spielgeraete-vogt.example", "192.0.2.13", "Karin Vogt <k.vogt@spielgeraete-vogt.example>",
            "Petra Sommer <petra.sommer@stadt-lindenau.example>", "AW: Angebot Spielplatzgeräte", "Thu, 12 Sep 2019 08:20:00 +0200", "Thu, 12 Sep 2019 08:20:03 +0200")
            .Header("In-Reply-To", "<20190911120500.4711@stadt-lindenau.example>").Header("References", "<20190911120500.4711@stadt-lindenau.example>")
            .Text("""
                Sehr geehrte Frau Sommer,

                die Schaukel ist in drei Wochen lieferbar. Das angepasste Angebot finden Sie im Anhang.

                Freundliche Grüße
                Karin Vogt

                Am 11.09.2019 um 14:05 schrieb Petra Sommer <petra.sommer@stadt-lindenau.example>:
                > Sehr geehrte Frau Vogt,
                > vielen Dank für das Angebot. Können Sie die Lieferzeit für die Schaukel noch bestätigen?
                > Freundliche Grüße
                > Petra Sommer
                """)
            .Attach("Angebot_Spielplatz.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", Payloads.Docx("Angebot Spielplatzgeräte")));

    private static Sample GermanTemplate() => Clean("de-vorlage-mit-makro", "A colleague's template with a small macro that a button calls: a macro alone is no attack.",
        Mail(Lindenau, "stadt-lindenau.example", "192.0.2.12", "Jens Albrecht <jens.albrecht@stadt-lindenau.example>",
            "Petra Sommer <petra.sommer@stadt-lindenau.example>", "Vorlage Sitzungsprotokoll", "Fri, 13 Sep 2019 11:31:00 +0200", "Fri, 13 Sep 2019 11:31:02 +0200")
            .Text("Hallo Petra,\n\nanbei die Vorlage für das Protokoll. Der Knopf oben setzt das Datum ein.\n\nGruß\nJens\n")
            .Attach("Protokollvorlage.docm", "application/vnd.ms-word.document.macroEnabled.12", MacroDocument.Docm(
            [
                ("ThisDocument", "Attribute VB_Name = \"ThisDocument\"\r\nAttribute VB_Base = \"1Normal.ThisDocument\"\r\n"),
                ("Datum", "Attribute VB_Name = \"Datum\"\r\nSub DatumEinsetzen()\r\n    Selection.TypeText Format(Date, \"d. MMMM yyyy\")\r\nEnd Sub\r\n"),
            ])));

    private static Sample PolishInvoice() => Clean("pl-faktura", "An ordinary Polish invoice as PDF.",
        Mail(Lipowo, "wodociagi-lipowo.example", "192.0.2.14", "Wodociągi Lipowo <faktury@wodociagi-lipowo.example>",
            "Anna Wójcik <a.wojcik@gmina-lipowo.example>", "Faktura nr 2231/09/2019", "Fri, 13 Sep 2019 07:10:00 +0200", "Fri, 13 Sep 2019 07:10:05 +0200")
            .Text("""
                Dzień dobry,

                w załączeniu przesyłamy fakturę nr 2231/09/2019 za wodę i ścieki. Termin płatności: 27 września 2019.

                Z poważaniem
                Wodociągi Lipowo
                """)
            .Attach("Faktura_2231_09_2019.pdf", "application/pdf", Payloads.Pdf("Faktura 2231/09/2019")));

    private static Sample PolishDelivery() => Clean("pl-potwierdzenie-dostawy", "A shop's delivery note with links to itself.",
        Mail(Lipowo, "sklep-biurowy.example", "192.0.2.15", "Sklep Biurowy <zamowienia@sklep-biurowy.example>",
            "Marek Kamiński <m.kaminski@gmina-lipowo.example>", "Zamówienie 55120 zostało wysłane", "Mon, 16 Sep 2019 13:45:00 +0200", "Mon, 16 Sep 2019 13:45:04 +0200")
            .Html("""
                <html><body><p>Dzień dobry,</p><p>zamówienie 55120 (papier ksero, 10 ryz) zostało dziś wysłane. Przewidywana dostawa: środa, 18 września.</p>
                <p><a href="https://www.sklep-biurowy.example/zamowienia/55120">Szczegóły zamówienia</a></p>
                <p>Dziękujemy za zakupy!<br>Sklep Biurowy</p></body></html>
                """));

    private static Sample PolishTicket() => Clean("pl-zgloszenie", "A help desk's answer to a ticket.",
        Mail(Lipowo, "pomoc-it.example", "192.0.2.16", "Pomoc IT <zgloszenia@pomoc-it.example>",
            "Anna Wójcik <a.wojcik@gmina-lipowo.example>", "[#4417] Drukarka w pokoju 12 - rozwiązane", "Tue, 17 Sep 2019 12:00:00 +0200", "Tue, 17 Sep 2019 12:00:03 +0200")
            .Header("Auto-Submitted", "auto-generated")
            .Text("""
                Dzień dobry,

                zgłoszenie #4417 zostało rozwiązane: wymieniono toner i zaktualizowano sterownik.
                Jeśli problem wystąpi ponownie, proszę odpowiedzieć na tę wiadomość.

                Historia zgłoszenia: https://www.pomoc-it.example/zgloszenia/4417

                Zespół Pomocy IT
                """));

    private static Sample EnglishPasswordReset() => Clean("en-password-reset", "A password reset that the reader asked for: one link, to the sender's own domain.",
        Mail(Lindenau, "ratsinfo-cloud.example", "192.0.2.18", "Ratsinfo Cloud <no-reply@ratsinfo-cloud.example>",
            "jens.albrecht@stadt-lindenau.example", "Reset your password", "Wed, 18 Sep 2019 16:02:00 +0200", "Wed, 18 Sep 2019 16:02:01 +0200")
            .Text("""
                Hello Jens,

                someone asked to reset the password of your Ratsinfo Cloud account. If it was you, use this link within one hour:

                https://www.ratsinfo-cloud.example/reset?t=0d5b7f3c91

                If it was not you, you can ignore this mail; your password stays as it is.

                The Ratsinfo Cloud team
                """));

    private static Sample EnglishList() => Clean("en-mailing-list-antwort", "A reply on a technical mailing list, quoted, through the list's own server.",
        Mail(Lindenau, "lists.open-town.example", "192.0.2.19", "Maria Lind <maria.lind@open-town.example>",
            "ops@lists.open-town.example", "Re: [ops] Postfix 3.4 and smtpd_tls_security_level", "Thu, 19 Sep 2019 20:15:00 +0000", "Thu, 19 Sep 2019 22:15:09 +0200")
            .Header("List-Id", "Operations <ops.lists.open-town.example>").Header("List-Post", "<mailto:ops@lists.open-town.example>")
            .Header("List-Unsubscribe", "<mailto:ops-leave@lists.open-town.example>").Header("Sender", "ops-bounces@lists.open-town.example")
            .Header("In-Reply-To", "<5d83c1.2211@open-town.example>").Header("References", "<5d83c1.2211@open-town.example>")
            .Text("""
                On Thu, 19 Sep 2019 at 18:40, Paul Weber <paul@open-town.example> wrote:
                > Does anyone run 3.4 with smtpd_tls_security_level=encrypt?

                Yes, on two hosts, but only on the submission port. On port 25 keep "may",
                or you lose mail from old senders.

                Maria
                _______________________________________________
                ops mailing list
                https://lists.open-town.example/listinfo/ops
                """));

    private static Sample JapaneseInvoice() => Clean("ja-seikyusho", "An ordinary Japanese invoice as PDF.",
        Mail(Musashi, "tokyo-buhin.example", "192.0.2.20", "東京部品株式会社 <keiri@tokyo-buhin.example>",
            "佐藤 健 <k.sato@musashi-seiki.example>", "9月分請求書送付のご案内", "Tue, 10 Dec 2019 09:30:00 +0900", "Tue, 10 Dec 2019 09:30:04 +0900")
            .Text("""
                武蔵精機株式会社
                佐藤様

                いつもお世話になっております。東京部品株式会社の鈴木です。
                11月分の請求書をPDFにてお送りいたします。お支払期日は12月末日でございます。
                ご不明な点がございましたら、お気軽にお問い合わせください。

                東京部品株式会社 経理課 鈴木
                """)
            .Attach("請求書_2019-11.pdf", "application/pdf", Payloads.Pdf("Invoice 2019-11")));

    private static Sample JapaneseNewsletter() => Clean("ja-newsletter", "A Japanese trade newsletter.",
        Mail(Musashi, "kikai-news.example", "192.0.2.21", "機械ニュース <news@kikai-news.example>",
            "k.sato@musashi-seiki.example", "【機械ニュース】展示会のお知らせ", "Mon, 09 Dec 2019 08:00:00 +0900", "Mon, 09 Dec 2019 08:00:06 +0900")
            .Header("List-Id", "<news.kikai-news.example>")
            .Header("List-Unsubscribe", "<https://www.kikai-news.example/teishi?u=31>")
            .Html("""
                <html><body><h2>国際工作機械展のお知らせ</h2><p>来年2月に東京で開催される国際工作機械展の見どころをご紹介します。</p>
                <p><a href="https://www.kikai-news.example/a/771">記事を読む</a></p>
                <p style="font-size:11px">配信停止は<a href="https://www.kikai-news.example/teishi?u=31">こちら</a></p></body></html>
                """));
}
