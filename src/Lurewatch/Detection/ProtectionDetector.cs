using Lurewatch.Mail;

namespace Lurewatch.Detection;

/// <summary>Signatures and encryption: who signed, whether that fits content and sender. A signature that fits speaks for nobody by itself: certificates are not traced to an authority.</summary>
internal sealed class ProtectionDetector : IDetector
{
    private static readonly FindingKind Signed = new("protection.signed", "The mail is signed", Severity.Info);
    private static readonly FindingKind Encrypted = new("protection.encrypted", "The mail is encrypted, so that its content was not looked at", Severity.Info);
    private static readonly FindingKind Broken = new("protection.signature-broken", "The signature does not fit the content", Severity.Info);
    private static readonly FindingKind Differs = new("protection.signer-differs", "Somebody other than the sender signed", Severity.Medium, "T1656");

    public IReadOnlyList<FindingKind> Kinds { get; } = [Signed, Encrypted, Broken, Differs];

    public void Examine(ScanView view, List<Finding> findings)
    {
        if (view.Mail is not { Protections.Count: > 0 } mail) return;
        foreach (var protection in mail.Protections)
        {
            var place = Place.InPart(protection.Part);
            if (protection.Kind == ProtectionKind.Encrypted)
                findings.Add(new Finding { Kind = Encrypted, Reason = Describe(protection), Place = place });
            if (protection.Kind != ProtectionKind.Signed) continue;
            findings.Add(new Finding { Kind = Signed, Reason = Describe(protection), Place = place });
            foreach (var signer in protection.Signers)
            {
                if (signer.Verified == false)
                    findings.Add(new Finding { Kind = Broken, Reason = $"The signature by {Name(signer)} does not fit the content: it was changed on its way, by a list's footer or by somebody else.", Place = place });
                else if (signer.Verified == true && signer.Emails.Count > 0 && !IsSender(mail, signer))
                {
                    findings.Add(new Finding
                    {
                        Kind = Differs,
                        Reason = $"It says it is from {mail.Message.Sender.Email.Address ?? "nobody"}, and is signed with a certificate for {string.Join(", ", signer.Emails)}.",
                        Place = place,
                    });
                }
            }
        }
    }

    private static string Describe(Protection protection)
    {
        var format = protection.Format == "smime" ? "S/MIME" : "OpenPGP";
        if (protection.Kind == ProtectionKind.Encrypted)
        {
            var algorithm = protection.Algorithm is { } cipher ? $" ({cipher})" : "";
            return protection.Recipients is { } count ? $"Encrypted with {format}{algorithm} to {count} recipients." : $"Encrypted with {format}{algorithm}.";
        }
        if (protection.Signers.Count == 0)
            return protection.KeyIds.Count > 0 ? $"Signed with {format}, key {string.Join(", ", protection.KeyIds)}; not verified, the key does not come with the mail." : $"Signed with {format}; {protection.Problem ?? "by whom does not come with the mail"}.";
        var signer = protection.Signers[0];
        var fits = signer.Verified switch
        {
            true => "the signature fits the content",
            false => "the signature does not fit the content",
            null => "not verified",
        };
        return $"Signed with {format} by {Name(signer)}{(signer.Digest is { } digest ? $" ({digest})" : "")}, certificate issued by {signer.Issuer ?? "nobody named"}; {fits}; the certificate's chain was not checked.";
    }

    private static string Name(MailSigner signer) => signer.Emails.Count > 0 ? string.Join(", ", signer.Emails) : signer.Subject ?? signer.Serial ?? "somebody";

    private static bool IsSender(ParsedMail mail, MailSigner signer)
    {
        var headers = mail.Message.Headers;
        foreach (var email in signer.Emails)
        {
            if (Is(mail.Message.Sender.Email.Address, email) || mail.Header("Sender")?.Contains(email, StringComparison.OrdinalIgnoreCase) == true
                || mail.Header("Resent-From")?.Contains(email, StringComparison.OrdinalIgnoreCase) == true) return true;
            foreach (var mailbox in headers.From)
                if (Is(mailbox.Email.Address, email)) return true;
            // Lists write their own address into From, and the author's into Reply-To.
            foreach (var mailbox in headers.ReplyTo)
                if (Is(mailbox.Email.Address, email) && mail.Header("List-Id") is not null) return true;
        }
        return false;
    }

    private static bool Is(string? address, string email) => address is not null && address.Equals(email, StringComparison.OrdinalIgnoreCase);
}
