namespace Lurewatch.Lures;

/// <summary>What the words of a text say.</summary>
internal sealed record LureReading
{
    /// <summary>Nothing read.</summary>
    public static LureReading None { get; } = new();

    /// <summary>ISO 639-1 code of the text's language; null if it is too short or unclear.</summary>
    public string? Language { get; init; }
    /// <summary>Lure phrases found: subject, sender's name, names of files, body, each in order of place.</summary>
    public IReadOnlyList<LureMatch> Matches { get; init; } = [];
    /// <summary>Words written so that a filter does not read what the reader reads, in order of place.</summary>
    public IReadOnlyList<WordDisguise> Disguises { get; init; } = [];
    /// <summary>What was read.</summary>
    public LureText Text { get; init; } = new(null, null);
    /// <summary>Characters of the body that were read, where there are more; null if all were.</summary>
    public int? ReadUpTo { get; init; }
}

/// <summary>A phrase of the lure lexicon.</summary>
/// <param name="Topic"><c>invoice</c>, <c>password-expiry</c>, <c>parcel-fee</c>, … docs/lures.md lists them.</param>
/// <param name="Role"><c>object</c> (invoice, parcel, mailbox), <c>request</c> (pay, open, sign in), <c>pressure</c> (deadline, loss, secrecy), <c>whole</c> (says the whole lure).</param>
/// <param name="Language">ISO 639-1 code of the lexicon it stands in.</param>
/// <param name="Text">As written in the mail.</param>
/// <param name="Place"><c>subject</c>, <c>sender</c>, <c>file</c> or <c>body</c>.</param>
/// <param name="Offset">Character offset there.</param>
internal sealed record LureMatch(string Topic, string Role, string Language, string Text, string Place, int Offset);

/// <summary>A word in disguise.</summary>
/// <param name="How"><c>mixed-script</c> (Cyrillic or Greek letters among Latin ones), <c>invisible</c> (zero-width characters between letters),
/// <c>styled</c> (mathematical or enclosed letters), <c>spaced</c> (l e t t e r s apart), <c>digits</c> (0 for o).</param>
/// <param name="Text">As written.</param>
/// <param name="Place"><c>subject</c> or <c>body</c>.</param>
/// <param name="Offset">Character offset there.</param>
internal sealed record WordDisguise(string How, string Text, string Place, int Offset);
