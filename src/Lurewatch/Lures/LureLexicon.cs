using Lurewatch.Intel;

namespace Lurewatch.Lures;

/// <summary>A row of a lexicon.</summary>
/// <param name="Phrase">In the phrase language of docs/lures.md.</param>
/// <param name="Topic">What the lure is about; <c>any</c> for requests and pressure that go with every topic.</param>
/// <param name="Role"><c>object</c>, <c>request</c>, <c>pressure</c> or <c>whole</c>.</param>
/// <param name="Language">ISO 639-1 code.</param>
/// <param name="Example">Text that must match.</param>
/// <param name="NearMiss">Text that must not; null if none is given.</param>
internal sealed record LurePhrase(string Phrase, string Topic, string Role, string Language, string Example, string? NearMiss);

/// <summary>The lexicons Lures/lexicon-*.tsv, one a language, together in one table: mail mixes languages, and phrases of one seldom stand in another.</summary>
internal sealed class LureLexicon
{
    private LureLexicon(IEnumerable<LurePhrase> phrases)
    {
        Phrases = [.. phrases];
        Table = PhraseTable.Of(Array.ConvertAll(Phrases, phrase => phrase.Phrase));
    }

    /// <summary>Languages that have a lexicon.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["en", "de", "pl", "fr", "es", "it", "pt", "nl", "ja"];

    private static readonly Lazy<LureLexicon> s_builtIn = new(() => new LureLexicon(Languages.SelectMany(Read)));

    /// <summary>The lexicons that ship with the engine.</summary>
    public static LureLexicon BuiltIn => s_builtIn.Value;

    /// <summary>By number of the phrase in <see cref="Table"/>.</summary>
    public LurePhrase[] Phrases { get; }

    /// <summary>Finds them.</summary>
    public PhraseTable Table { get; }

    private static IEnumerable<LurePhrase> Read(string language)
    {
        foreach (var row in Lists.Rows($"Lures/lexicon-{language}.tsv"))
            yield return new LurePhrase(row[0], row[1], row[2], language, row[3], row.Length > 4 && row[4].Length > 0 ? row[4] : null);
    }
}
