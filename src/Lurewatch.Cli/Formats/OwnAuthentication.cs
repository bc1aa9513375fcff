using System.Globalization;
using Lurewatch.Mail.Authentication;

namespace Lurewatch.Cli.Formats;

/// <summary>What was evaluated here of a mail's authentication, as lines: method, result, of whom, why. Foreign text: whoever prints, defangs.</summary>
internal static class OwnAuthentication
{
    public static IReadOnlyList<(string Method, AuthenticationStatus Status, string Text)> Lines(Authenticity own)
    {
        var lines = new List<(string, AuthenticationStatus, string)>();
        if (own.Spf is { } spf)
            lines.Add(("SPF", spf.Status, Join(spf.Domain, spf.Identity == "helo" ? "asked by HELO" : null, $"from {spf.ClientIp}, as {(spf.Source == "envelope" ? "the envelope" : "Received")} says", spf.Reason, spf.Explanation)));
        foreach (var signature in own.Dkim)
        {
            var bits = signature.KeyBits is { } size ? string.Create(CultureInfo.InvariantCulture, $"{size} bits") : null;
            var open = signature.UnsignedBytes > 0 ? string.Create(CultureInfo.InvariantCulture, $"the last {signature.UnsignedBytes:N0} bytes are not signed") : null;
            var body = signature.BodyIntact == true && signature.Status != AuthenticationStatus.Pass ? "the body is as signed" : null;
            lines.Add(("DKIM", signature.Status, Join(signature.Domain, signature.Selector is { } selector ? "selector " + selector : null, signature.Algorithm, bits, signature.Reason, body, open)));
        }
        if (own.Dmarc is { } dmarc)
            lines.Add(("DMARC", dmarc.Status, Join(dmarc.Domain, dmarc.Policy is { } policy ? $"policy {policy}{(dmarc.IsTest ? ", only tried" : "")}" : null,
                dmarc.RecordDomain is { } at && at != dmarc.Domain ? "published by " + at : null, dmarc.Reason)));
        if (own.Arc is { } arc) lines.Add(("ARC", arc.Status, Join(string.Join(", ", arc.Sealers), arc.Reason)));
        if (own.Bimi is { } bimi)
            lines.Add(("BIMI", AuthenticationStatus.None, Join(bimi.RecordName, bimi.IsDeclined ? "declined" : bimi.Logo, bimi.Evidence is null ? null : "with a certificate", bimi.HasIndicator ? "the mail brings a logo along" : null,
                bimi.Selector is { } selector ? "selector " + selector : null)));
        return lines;
    }

    private static string Join(params IEnumerable<string?> parts) => string.Join("; ", parts.Where(static part => !string.IsNullOrWhiteSpace(part)));
}
