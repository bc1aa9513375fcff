namespace Lurewatch.Rules.Yara;

/// <summary>A rule that matched a file.</summary>
/// <param name="Rule">Its name.</param>
/// <param name="Namespace">The source that it came from.</param>
/// <param name="Tags">Its tags.</param>
/// <param name="Meta">Its meta section, numbers and truth values as text.</param>
/// <param name="Hits">Where its strings stand: the first few of each.</param>
internal sealed record YaraMatch(string Rule, string Namespace, IReadOnlyList<string> Tags, IReadOnlyList<KeyValuePair<string, string>> Meta, IReadOnlyList<YaraHit> Hits);

/// <summary>A string of a rule, found.</summary>
/// <param name="Name">Its identifier, with the dollar sign.</param>
/// <param name="Offset">Where in the file.</param>
/// <param name="Length">How long the match is.</param>
/// <param name="Bytes">What stands there, cut.</param>
internal sealed record YaraHit(string Name, long Offset, int Length, ReadOnlyMemory<byte> Bytes);
