namespace Lurewatch.Lures;

/// <summary>What the words of a text say.</summary>
internal sealed record LureReading
{
    /// <summary>Nothing read.</summary>
    public static LureReading None { get; } = new();

    /// <summary>ISO 639-1 code of the text's language; null if it is too short or unclear.</summary>
    public string? Language { get; init; }
    /// <summary>Lure phrases found, in order of place.</summary>
    public IReadOnlyList<LureMatch> Matches { get; init; } = [];
}

/// <summary>A phrase of the lure lexicon.</summary>
/// <param name="Topic"><c>invoice</c>, <c>password-expiry</c>, <c>parcel-fee</c>, …</param>
/// <param name="Role"><c>object</c> (invoice, parcel, mailbox), <c>request</c> (pay, open, sign in), <c>pressure</c> (deadline, loss, secrecy).</param>
/// <param name="Language">ISO 639-1 code of the lexicon it stands in.</param>
/// <param name="Text">As written in the mail.</param>
/// <param name="Place"><c>subject</c> or <c>body</c>.</param>
/// <param name="Offset">Character offset there.</param>
internal sealed record LureMatch(string Topic, string Role, string Language, string Text, string Place, int Offset);
