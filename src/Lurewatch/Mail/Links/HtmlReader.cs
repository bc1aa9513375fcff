namespace Lurewatch.Mail.Links;

/// <summary>Reads HTML in one pass over tokens, without a DOM: what is seen, what is hidden, where it leads.</summary>
internal static class HtmlReader
{
    public static HtmlContent Read(string html, AnalysisBudget budget) => new HtmlPass(html, budget).Read();
}

/// <summary>What an HTML body or file holds.</summary>
internal sealed record HtmlContent
{
    /// <summary>The MDM's part of it.</summary>
    public Html Html { get; init; } = new();
    /// <summary>Text kept from the reader's eye.</summary>
    public IReadOnlyList<HiddenText> HiddenTexts { get; init; } = [];
    /// <summary>Forms.</summary>
    public IReadOnlyList<HtmlForm> Forms { get; init; } = [];
    /// <summary>Sources of inline scripts.</summary>
    public IReadOnlyList<string> Scripts { get; init; } = [];
    /// <summary>Images, remote and embedded.</summary>
    public int Images { get; init; }
    /// <summary>The title element.</summary>
    public string? Title { get; init; }
    /// <summary>Character offset of each of <see cref="Html"/>'s links, in the same order.</summary>
    public IReadOnlyList<int> LinkOffsets { get; init; } = [];
    /// <summary>Each link's address as written, in the same order, cut to 512 characters.</summary>
    public IReadOnlyList<string> LinkSources { get; init; } = [];
    /// <summary>Characters without width between two letters of visible words.</summary>
    public int InvisibleInWords { get; init; }
}

/// <summary>A form.</summary>
/// <param name="Action">Where it is sent; null if unsaid.</param>
/// <param name="AsksForPassword">It has a password field (or one named like one).</param>
/// <param name="Offset">Character offset in the source.</param>
internal sealed record HtmlForm(Url? Action, bool AsksForPassword, long Offset);
