using Lurewatch.Mail.Links;

namespace Lurewatch.Scripts;

/// <summary>URLs in the text of a script or macro, where they stand in quotes and in lists that the script splits (<c>'http://a/@http://b/'.Split('@')</c>).</summary>
internal static class ScriptUrls
{
    private const string Separators = "@*|,;!^~+$#%";

    /// <summary>URLs in order of place, duplicates too.</summary>
    public static IEnumerable<Mail.Url> In(string script, AnalysisBudget budget) => TextLinks.Find(Apart(script), budget).Select(link => link.HrefUrl);

    /// <summary>What was fetched, then what stands in texts, without the pieces that the fetched addresses were put together from.</summary>
    public static IEnumerable<Mail.Url> Whole(IReadOnlyList<Mail.Url> fetched, IEnumerable<Mail.Url> seen) =>
        fetched.Concat(seen.Where(url => !fetched.Any(whole => whole.UrlText is { } text && url.UrlText is { } piece && text.Length > piece.Length && text.StartsWith(piece, StringComparison.Ordinal))));

    /// <summary>The script with a space for every quote, and for a list's separator where the next address follows it at once.</summary>
    private static string Apart(string script)
    {
        if (!script.Contains("://", StringComparison.Ordinal)) return script;
        var apart = script.Replace('\'', ' ').Replace('`', ' ').ToCharArray();
        for (var at = script.IndexOf("://", StringComparison.Ordinal); at >= 0; at = script.IndexOf("://", at + 3, StringComparison.Ordinal))
        {
            var scheme = at;
            while (scheme > 0 && at - scheme < 5 && char.IsAsciiLetter(script[scheme - 1])) scheme--;
            if (scheme > 0 && Separators.Contains(script[scheme - 1], StringComparison.Ordinal)) apart[scheme - 1] = ' ';
        }
        return new string(apart);
    }
}
