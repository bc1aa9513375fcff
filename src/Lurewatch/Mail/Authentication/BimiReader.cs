namespace Lurewatch.Mail.Authentication;

/// <summary>Brand Indicators for Message Identification: noted, never followed. A logo's address is the sender's to choose, and to see who asks for it.</summary>
internal static class BimiReader
{
    /// <summary>The header's side; null if the mail says nothing of it.</summary>
    public static BimiCheck? FromHeader(string? selector, string? indicator)
    {
        if (selector is null && indicator is null) return null;
        return new BimiCheck { Selector = selector is null ? null : TagList.Parse(selector)["s"], HasIndicator = indicator is { Length: > 0 } };
    }

    /// <summary>The record's side: of the From domain, else of its organisational domain.</summary>
    public static BimiCheck? Look(BimiCheck? header, string from, DmarcEvaluator dmarc, Lookups dns)
    {
        var selector = header?.Selector is { Length: > 0 } named && DnsNames.CanBeAsked(named) ? named : "default";
        var organisation = dmarc.Organisation(from);
        foreach (var domain in from == organisation ? (ReadOnlySpan<string>)[from] : [from, organisation])
        {
            var name = $"{selector}._bimi.{domain}";
            foreach (var text in dns.Ask(name, DnsType.Txt).Values)
            {
                var tags = TagList.Parse(text);
                if (tags["v"] != "BIMI1" || tags.First != "v") continue;
                return (header ?? new BimiCheck()) with { RecordName = name, Logo = Filled(tags["l"]), Evidence = Filled(tags["a"]), IsDeclined = tags["l"] is "" && tags["a"] is null or "" };
            }
        }
        return header;
    }

    private static string? Filled(string? value) => value is { Length: > 0 } ? value : null;
}
