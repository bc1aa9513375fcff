using System.Text;

namespace Lurewatch.Mail.Parts.Embedded;

/// <summary>A file that stood in a text.</summary>
/// <param name="Name">As written there.</param>
/// <param name="Origin"><c>uuencode</c>, <c>yenc</c> or <c>binhex</c>.</param>
/// <param name="Problem">What was wrong; null for nothing.</param>
internal sealed record EmbeddedFile(string? Name, ReadOnlyMemory<byte> Bytes, string Origin, string? Problem = null);

/// <summary>Files written into a text in the ways that are older than MIME: uuencode, yEnc, BinHex. They become files, the text keeps the rest.</summary>
internal static class EmbeddedFiles
{
    private const int MaxFiles = 200;

    /// <summary>True if a reading is worth it: two or three vectorised searches, which ordinary mail does not get beyond.</summary>
    public static bool MayHold(ReadOnlySpan<byte> text) => text.IndexOf("begin "u8) >= 0 || text.IndexOf("BinHex"u8) >= 0;

    /// <summary>The files in <paramref name="text"/>, and what is left of it; null if there are none.</summary>
    public static byte[]? Read(ReadOnlySpan<byte> text, string what, AnalysisBudget budget, List<EmbeddedFile> files)
    {
        List<Range>? cuts = null;
        List<YencPart>? parts = null;
        for (var at = 0; at < text.Length && files.Count + (parts?.Count ?? 0) < MaxFiles;)
        {
            var next = NextMark(text, at);
            if (next < 0 || !budget.TryTakeSteps(64, what)) break;
            var here = text[next..];
            var length = 0;
            if (here[0] == 'b') length = Uuencode.Read(here, what, budget, files);
            else if (here[0] == '=') length = Yenc.Read(here, what, budget, parts ??= []);
            else if (here[0] == '(') length = BinHex.Read(here, what, budget, files);
            if (length > 0) (cuts ??= []).Add(next..(next + length));
            at = next + Math.Max(length, 1);
        }
        if (parts is { Count: > 0 }) Yenc.Join(parts, budget, what, files);
        if (cuts is null) return null;
        var rest = new byte[text.Length];
        var to = 0;
        var from = 0;
        foreach (var cut in cuts)
        {
            text[from..cut.Start.Value].CopyTo(rest.AsSpan(to));
            to += cut.Start.Value - from;
            from = cut.End.Value;
        }
        text[from..].CopyTo(rest.AsSpan(to));
        return rest[..(to + text.Length - from)];
    }

    /// <summary>The next line that begins like one of the three.</summary>
    private static int NextMark(ReadOnlySpan<byte> text, int from)
    {
        while (from < text.Length)
        {
            var here = text[from..];
            var at = here.IndexOf("begin "u8);
            var binHex = here.IndexOf(BinHex.Mark);
            if (at < 0 && binHex < 0) return -1;
            if (binHex >= 0 && (at < 0 || binHex < at)) at = binHex;
            else if (at >= 2 && here[at - 1] == 'y' && here[at - 2] == '=') at -= 2;
            if (IsLineStart(text, from + at)) return from + at;
            from += at + 6;
        }
        return -1;
    }

    private static bool IsLineStart(ReadOnlySpan<byte> text, int at) => at == 0 || text[at - 1] is (byte)'\n' or (byte)'\r';

    /// <summary>Cuts the first line off, without its end.</summary>
    internal static ReadOnlySpan<byte> Line(ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)'\n');
        var line = end < 0 ? rest : rest[..end];
        rest = end < 0 ? [] : rest[(end + 1)..];
        return line.TrimEnd((byte)'\r');
    }

    /// <summary>A name as bytes of whatever charset.</summary>
    internal static string? Name(ReadOnlySpan<byte> name)
    {
        name = name.Trim(" \t\""u8);
        if (name.IsEmpty || name.Length > 255) return null;
        return Charsets.Guess(name) is { Length: > 0 } text ? text : Encoding.Latin1.GetString(name);
    }
}
