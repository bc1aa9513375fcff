namespace Lurewatch.Mail.Parts.Embedded;

/// <summary>uuencode as POSIX describes it: <c>begin MODE NAME</c>, lines that say how many bytes they hold, <c>end</c>; and its base64 variant, <c>begin-base64</c>.</summary>
internal static class Uuencode
{
    private const int BytesPerLine = 45;

    /// <summary>Reads the file that begins here, if one does; gives the length it takes up in the text, 0 if it is none.</summary>
    public static int Read(ReadOnlySpan<byte> text, string what, AnalysisBudget budget, List<EmbeddedFile> files)
    {
        var rest = text;
        if (!TryBegin(EmbeddedFiles.Line(ref rest), out var name)) return 0;
        var data = rest;
        var lines = 0;
        var isEnded = false;
        var isLast = false;
        var before = rest;
        while (!rest.IsEmpty)
        {
            before = rest;
            var line = EmbeddedFiles.Line(ref rest);
            if (line.SequenceEqual("end"u8)) { isEnded = true; break; }
            if (line.IsEmpty && (isLast || lines == 0)) continue;
            if (!IsData(line)) { rest = before; break; }
            isLast = (line[0] - 32 & 63) == 0;
            if (!isLast) lines++;
            if ((lines & 63) == 63 && !budget.TryTakeSteps(64, what)) { rest = before; break; }
        }
        // A line of prose can look like data by chance; two, or an end where it belongs, do not.
        if (lines < 2 && !isEnded) return 0;
        var encoded = data[..(isEnded ? data.Length - before.Length : data.Length - rest.Length)];
        if (!budget.TryTakeBytes(encoded.Length / 4L * 3, what)) return 0;
        byte[] decoded = TransferDecoder.Uu([.. "begin 644 x\n"u8, .. encoded]);
        files.Add(new EmbeddedFile(name, decoded, "uuencode", isEnded ? null : "it has no end line"));
        return text.Length - rest.Length;
    }

    private static bool TryBegin(ReadOnlySpan<byte> line, out string? name)
    {
        name = null;
        if (!line.StartsWith("begin "u8)) return false;
        line = line[6..].TrimStart((byte)' ');
        var digits = 0;
        while (digits < line.Length && line[digits] is >= (byte)'0' and <= (byte)'7') digits++;
        if (digits is < 3 or > 6 || (digits < line.Length && line[digits] != ' ')) return false;
        name = EmbeddedFiles.Name(line[digits..]);                          // some leave the name out
        return true;
    }

    /// <summary>The first character counts the bytes; four characters each three of them. Blanks at the end may have been lost, a checksum may follow.</summary>
    private static bool IsData(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty || line.IndexOfAnyExceptInRange((byte)' ', (byte)'`') >= 0) return false;
        var bytes = line[0] - 32 & 63;
        var full = (bytes + 2) / 3 * 4;
        var have = line.Length - 1;
        if (bytes == 0) return have <= 1;
        return bytes <= 63 && have <= full + 2 && (have >= full || line.Length >= 1 && full - have <= Blanks(bytes, full)) && (bytes <= BytesPerLine || have >= full);
    }

    /// <summary>How many characters a program that strips trailing blanks may have taken: a whole line of zero bytes, no more than that.</summary>
    private static int Blanks(int bytes, int full) => bytes <= BytesPerLine ? Math.Min(full, 8) : 0;
}
