using System.Buffers;
using System.Collections.Frozen;
using Lurewatch.Intel;

namespace Lurewatch.Scripts.Vba;

/// <summary>The tables calls.tsv and autorun.tsv, read when the first macro is.</summary>
internal static class VbaCalls
{
    private static readonly List<Row> Rows = [.. Lists.Rows("Scripts/Vba/calls.tsv").Select(row => new Row(row[0], row[1], row[2], row[3] == "strong", row[4].Length > 0 ? row[4] : null, row[5]))];
    private static readonly FrozenDictionary<string, Row>.AlternateLookup<ReadOnlySpan<char>> Calls = Table("call");
    private static readonly FrozenDictionary<string, Row>.AlternateLookup<ReadOnlySpan<char>> Members = Table("member");
    private static readonly FrozenDictionary<string, Row>.AlternateLookup<ReadOnlySpan<char>> Statements = Table("statement");
    private static readonly FrozenDictionary<string, Row>.AlternateLookup<ReadOnlySpan<char>> Declares = Table("declare");
    private static readonly Row[] Texts = [.. Rows.Where(row => row.Where == "text")];
    private static readonly SearchValues<string> AnyText = SearchValues.Create([.. Texts.Select(row => row.Name)], StringComparison.OrdinalIgnoreCase);
    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> AutoRuns =
        Lists.Rows("Scripts/Vba/autorun.tsv").ToFrozenDictionary(row => row[0], row => row[1], StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> AutoRunEndings =
        Lists.Rows("Scripts/Vba/autorun.tsv").Where(row => row[0][0] == '*').ToFrozenDictionary(row => row[0][2..], row => row[1], StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    internal sealed record Row(string Where, string Name, string Effect, bool IsStrong, string? Technique, string Meaning)
    {
        public VbaCall At(int offset) => new(Name.Trim(), Effect, IsStrong, Technique, Meaning, offset);
    }

    public static Row? Name(ReadOnlySpan<char> name, bool isMember)
    {
        if (Calls.TryGetValue(name, out var row) && (!isMember || row.Name != "Shell")) return row;
        return isMember && Members.TryGetValue(name, out row) ? row : null;
    }

    public static Row? Statement(ReadOnlySpan<char> name) => Statements.TryGetValue(name, out var row) ? row : null;

    public static Row? Declare(ReadOnlySpan<char> name) => Declares.TryGetValue(name, out var row) ? row : null;

    /// <summary>Every table string that stands in a text.</summary>
    public static void InText(string text, int offset, Dictionary<string, VbaCall> found)
    {
        if (text.AsSpan().IndexOfAny(AnyText) < 0) return;
        foreach (var row in Texts)
            if (!found.ContainsKey(row.Name) && text.Contains(row.Name, StringComparison.OrdinalIgnoreCase)) found.Add(row.Name, row.At(offset));
    }

    /// <summary>When Office starts a procedure of that name; null if it does not.</summary>
    public static string? AutoRun(ReadOnlySpan<char> procedure)
    {
        if (AutoRuns.TryGetValue(procedure, out var when)) return when;
        var line = procedure.LastIndexOf('_');
        return line > 0 && AutoRunEndings.TryGetValue(procedure[(line + 1)..], out when) ? when : null;
    }

    private static FrozenDictionary<string, Row>.AlternateLookup<ReadOnlySpan<char>> Table(string where) =>
        Rows.Where(row => row.Where == where).ToFrozenDictionary(row => row.Name, StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
}
