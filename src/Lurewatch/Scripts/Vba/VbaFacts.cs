using System.Text.Json.Serialization;
using Lurewatch.Files;
using Lurewatch.Mail;

namespace Lurewatch.Scripts.Vba;

/// <summary>What the source of a module says, read without running it.</summary>
internal sealed record VbaFacts : IHasUrls
{
    /// <summary>Procedures that Office starts itself.</summary>
    public IReadOnlyList<VbaAutoRun> AutoRun { get; init; } = [];
    /// <summary>Their names.</summary>
    public IReadOnlyList<string> AutoExec => [.. AutoRun.Select(run => run.Procedure)];
    /// <summary>Calls and strings that malicious macros need.</summary>
    public IReadOnlyList<VbaCall> Calls { get; init; } = [];
    /// <summary>Strings that result from joining, longest first.</summary>
    public IReadOnlyList<string> JoinedStrings { get; init; } = [];
    /// <summary>Strings that result from decoding.</summary>
    public IReadOnlyList<DecodedString> DecodedStrings { get; init; } = [];
    /// <summary>Those of <see cref="DecodedStrings"/> that stood there in hex.</summary>
    public IReadOnlyList<string> Hex => [.. DecodedStrings.Where(decoded => decoded.How == "hex").Select(decoded => decoded.Text)];
    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<Url> Urls { get; init; } = [];
    public VbaMeasures Measures { get; init; } = new();
}

/// <param name="Procedure">As written.</param>
/// <param name="When"><c>open</c>, <c>close</c> or <c>action</c> (an everyday act of the reader).</param>
/// <param name="Offset">Character offset in the source.</param>
internal sealed record VbaAutoRun(string Procedure, string When, int Offset);

/// <param name="Name">As in the table of calls.</param>
/// <param name="Effect"><c>execute</c>, <c>download</c>, <c>write</c>, <c>inject</c>, <c>persist</c>, <c>evade</c>, <c>destroy</c>, <c>spread</c>, <c>discover</c>, <c>automate</c>, <c>decode</c>.</param>
/// <param name="IsStrong">Rare in honest macros.</param>
/// <param name="Technique">ATT&amp;CK technique, if one fits.</param>
/// <param name="Meaning">What it does.</param>
/// <param name="Offset">Character offset in the source.</param>
internal sealed record VbaCall(string Name, string Effect, bool IsStrong, string? Technique, string Meaning, int Offset);

/// <param name="Text">The result.</param>
/// <param name="How"><c>base64</c>, <c>hex</c> or <c>reversed</c>.</param>
internal sealed record DecodedString(string Text, string How);

/// <summary>Measures that obfuscated source stands out by.</summary>
internal sealed record VbaMeasures
{
    public int Chars { get; init; }
    public int Procedures { get; init; }
    public int CommentChars { get; init; }
    /// <summary>Character codes turned into characters.</summary>
    public int CharacterCodes { get; init; }
    /// <summary>Joins of known strings.</summary>
    public int Joins { get; init; }
    /// <summary>Characters in literals.</summary>
    public int LiteralChars { get; init; }
    public int LongestString { get; init; }
    /// <summary>Names of eight letters and more, and how many of them no one could pronounce.</summary>
    public int LongNames { get; init; }
    public int RandomNames { get; init; }
}
