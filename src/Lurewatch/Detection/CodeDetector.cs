using Lurewatch.Intel;
using Lurewatch.Mail.Links;

namespace Lurewatch.Detection;

/// <summary>Codes that lead away from the sender: in pictures and documents, where no filter of links looks and where the phone that reads them stands outside of the organisation.
/// Tickets, Wi-Fi, contacts, payments, one-time passwords and the sender's own links pass in silence.</summary>
internal sealed class CodeDetector : IDetector
{
    private const string SpearphishingLink = "T1566.002", Masquerading = "T1036";

    private static readonly FindingKind Link = new("code.link", "A QR code leads to a site that is not the sender's", Severity.Info, SpearphishingLink);
    private static readonly FindingKind WithLure = new("code.link-with-lure", "A lure, and a QR code that leads away from the sender", Severity.High, SpearphishingLink);
    private static readonly FindingKind Recipient = new("code.recipient-in-link", "A QR code's link carries the recipient's address", Severity.High, SpearphishingLink);
    private static readonly FindingKind Doubtful = new("code.doubtful-host", "A QR code leads to a host that anyone can have", Severity.Medium, SpearphishingLink);
    private static readonly FindingKind Program = new("code.program-download", "A QR code leads straight to a program", Severity.High, "T1204.001");
    private static readonly FindingKind Drawn = new("code.hidden-from-scanners", "A QR code is built so that scanners of pictures do not see it", Severity.High, "T1027", Masquerading);
    private static readonly FindingKind Script = new("code.script-target", "A QR code holds script or a page", Severity.High, SpearphishingLink);

    public IReadOnlyList<FindingKind> Kinds { get; } = [Link, WithLure, Recipient, Doubtful, Program, Drawn, Script];

    public void Examine(ScanView view, List<Finding> findings)
    {
        if (view.Codes.Count == 0) return;
        var senderRoot = view.Sender?.Root;
        var recipients = new RecipientMarks(view.Sender);
        var done = new HashSet<FindingKind>();
        foreach (var seen in view.Codes)
        {
            if (seen.Code.Content == "text" && (seen.Code.Text.StartsWith("data:", StringComparison.OrdinalIgnoreCase) || seen.Code.Text.StartsWith("javascript:", StringComparison.OrdinalIgnoreCase)))
                Add(Script, seen, $"A QR code in {Where(seen)} holds content that runs in a browser.");
            if (seen.Code.Content != "url" || seen.Code.Url is not { } url || !LinkTraits.IsWeb(url)) continue;
            var host = url.Domain.Punycode ?? url.Domain.DomainName ?? url.Ip?.IpText;
            if (seen.Code.Drawn is "characters" or "cells" or "two-pictures")
                Add(Drawn, seen, $"A QR code that leads to {host} is {(seen.Code.Drawn is "two-pictures" ? "cut into two pictures" : $"drawn with {seen.Code.Drawn} instead of a picture")}.");
            var isOwn = url.Domain.RootDomain is { } root && (root == senderRoot && view.Sender is { IsFreeMail: false, Failed: false } || view.Organisation.Owns(url.Domain.DomainName));
            if (isOwn) continue;
            Add(Link, seen, $"A QR code in {Where(seen)} leads to {host}.");
            if (LinkTraits.IsProgram(url)) Add(Program, seen, $"A QR code in {Where(seen)} leads straight to a program at {host}.");
            if (recipients.In(url, out var how) is { } address) Add(Recipient, seen, $"The link of a QR code in {Where(seen)} carries the recipient's address {address} ({how}) to {host}.");
            if (Brands.OwnerOf(url.Domain.RootDomain) is not null) continue;   // app stores, a bank's own site
            if (url.Ip is not null || LinkServices.KindOf(host) is "free-hosting" or "dynamic-dns" or "form-builder")
                Add(Doubtful, seen, $"A QR code in {Where(seen)} leads to {host}, where anyone's content can stand.");
            if (view.Sender is not null && StrongestLure(findings) is { } lure)
                Add(WithLure, seen, $"{lure.Reason.TrimEnd('.')}; and a QR code in {Where(seen)} leads to {host}, away from the sender {view.Sender.Address}.");
        }

        void Add(FindingKind kind, SeenCode seen, string reason)
        {
            if (!done.Add(kind)) return;
            findings.Add(new Finding { Kind = kind, Reason = reason, Excerpt = seen.Code.Text.Length > 300 ? seen.Code.Text[..300] + "…" : seen.Code.Text, Place = seen.Place });
        }
    }

    private static string Where(SeenCode seen) => seen.Place.Artifact ?? "the text";

    /// <summary>Lures that want the reader's sign-in, document or money; a newsletter's words do not count.</summary>
    private static Finding? StrongestLure(List<Finding> findings)
    {
        foreach (var finding in findings)
            if (finding.Kind.Id is "lure.credential" or "lure.credential-hint" or "lure.shared-document" or "lure.shared-document-hint" or "lure.voicemail" or "lure.tax" or "lure.renewal" or "lure.parcel-fee" or "lure.payment"
                or "lure.crypto" or "lure.invoice" or "lure.legal-threat") return finding;
        return null;
    }
}
