using System.Text;
using Lurewatch.Mail;
using Lurewatch.Mail.Links;
using Lurewatch.Mail.Links.Wrappers;

namespace Lurewatch.Fuzz;

/// <summary>Any text behind any wrapper: opening ends, gives a URL that reads again as itself, and keeps a way whose ends are the two URLs.</summary>
internal static class UnwrapTarget
{
    private static readonly string[] s_heads =
    [
        "", "https://eur01.safelinks.protection.outlook.com/?url=", "https://urldefense.com/v3/__", "https://urldefense.proofpoint.com/v2/url?u=", "https://www.bing.com/ck/a?u=a1", "https://www.google.com/url?q=",
        "https://www.google.com/amp/s/", "https://url.avanan.click/v2/___", "https://eu.protection.sophos.com/?u=", "https://links.eu.defend.egress.com/Warning?Base64Url=eN", "https://mandrillapp.com/track/click/1/x?p=",
        "https://x.translate.goog/?_x_tr_enc=", "https://r.search.yahoo.com/RU=", "https://secure-web.cisco.com/x/", "https://click.pstmrk.it/3s/", "https://href.li/?", "https://old.example/r?url=",
    ];

    public static void Run(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty || UrlReader.Read(s_heads[data[0] % s_heads.Length] + Encoding.UTF8.GetString(data[1..])) is not { } url) return;
        var opened = LinkWrappers.Open(url, new AnalysisBudget(new AnalysisLimits(), TimeProvider.System));
        _ = OpenRedirects.Of(opened);
        if (opened.Rewrite is not { } way)
        {
            if (!ReferenceEquals(opened, url)) throw new InvalidOperationException($"changed without a way: {url.UrlText}");
            return;
        }
        if (way.Original != url.UrlText) throw new InvalidOperationException($"lost the original: {url.UrlText}");
        if (way.Hops.Count != way.Encoders.Count || way.Hops.Count is 0 or > LinkWrappers.MaxDepth) throw new InvalidOperationException($"a way of {way.Hops.Count}: {url.UrlText}");
        if (UrlReader.Read(opened.UrlText!)?.UrlText != opened.UrlText) throw new InvalidOperationException($"unstable target: {opened.UrlText}");
        Url at = url;
        foreach (var hop in way.Hops)
        {
            if (hop.Url.UrlText != at.UrlText) throw new InvalidOperationException($"the way breaks at {at.UrlText}");
            if (!hop.By.TryOpen(at, out var found) || found.Target is null) throw new InvalidOperationException($"not {hop.By.Encoder}'s: {at.UrlText}");
            at = found.Target;
        }
        if (at.UrlText != opened.UrlText) throw new InvalidOperationException($"the way ends at {at.UrlText}, not {opened.UrlText}");
    }
}
