namespace Lurewatch.Mail.Links;

/// <summary>Finds links in plain text, defanged ones too.</summary>
internal static class TextLinks
{
    /// <summary>Links in order of place.</summary>
    public static IReadOnlyList<Link> Find(string text, AnalysisBudget budget) => [];

    /// <summary>IP addresses that stand in the text outside of URLs.</summary>
    public static IReadOnlyList<Ip> FindIps(string text, AnalysisBudget budget) => [];
}
