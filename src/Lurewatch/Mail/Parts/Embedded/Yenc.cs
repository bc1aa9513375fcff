using System.Buffers;
using System.Globalization;
using System.Text;
using Lurewatch.Bytes;

namespace Lurewatch.Mail.Parts.Embedded;

/// <summary>One yEnc block.</summary>
internal sealed record YencPart(string? Name, byte[] Bytes, int Part, int Total, long Begin, long Size, string? Problem);

/// <summary>yEnc, draft 1.3: <c>=ybegin</c>, for one part of several <c>=ypart</c>, bytes plus 42, <c>=yend</c> with size and CRC.</summary>
internal static class Yenc
{
    private static readonly SearchValues<byte> Special = SearchValues.Create("=\r\n"u8);

    /// <summary>Reads the block that begins here, if one does; gives the length it takes up in the text, 0 if it is none.</summary>
    public static int Read(ReadOnlySpan<byte> text, string what, AnalysisBudget budget, List<YencPart> parts)
    {
        var rest = text;
        var head = EmbeddedFiles.Line(ref rest);
        if (!head.StartsWith("=ybegin "u8) || Number(head, " line="u8) < 1 || Number(head, " size="u8) is not (>= 0 and var size)) return 0;
        var nameAt = head.IndexOf(" name="u8);
        if (nameAt < 0) return 0;
        var name = EmbeddedFiles.Name(head[(nameAt + 6)..]);
        var fields = head[..nameAt];
        var part = Number(fields, " part="u8);
        var begin = 1L;
        long length = size;
        if (part > 0)
        {
            var before = rest;
            var line = EmbeddedFiles.Line(ref rest);
            if (line.StartsWith("=ypart "u8) && Number(line, " begin="u8) is >= 1 and var first && Number(line, " end="u8) is var last && last >= first)
                (begin, length) = (first, last - first + 1);
            else rest = before;
        }
        var end = FindEnd(rest);
        var encoded = end < 0 ? rest : rest[..end];
        if (!budget.TryTakeBytes(encoded.Length, what) || !budget.TryTakeSteps(encoded.Length / 16, what)) return 0;
        var decoded = Decode(encoded);
        string? problem = null;
        if (end < 0) problem = "it has no end line";
        else
        {
            rest = rest[end..];
            var tail = EmbeddedFiles.Line(ref rest);
            if (decoded.Length != length) problem = string.Create(CultureInfo.InvariantCulture, $"{decoded.Length} bytes where {length} are declared");
            else if ((Crc(tail, " pcrc32="u8) ?? (part > 0 ? null : Crc(tail, " crc32="u8))) is { } crc && crc != Crc32.Of(decoded)) problem = "its checksum does not fit";
        }
        parts.Add(new YencPart(name, decoded, Math.Max(part, 0), Math.Max(Number(fields, " total="u8), 0), begin, size, problem));
        return end < 0 ? text.Length : text.Length - rest.Length;
    }

    /// <summary>Makes files of the blocks: parts of the same file that lie there one after another become that file.</summary>
    public static void Join(List<YencPart> parts, AnalysisBudget budget, string what, List<EmbeddedFile> files)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            var first = parts[i];
            var last = i;
            long length = first.Bytes.Length;
            while (last + 1 < parts.Count && first.Part > 0 && parts[last + 1] is var next && next.Part == parts[last].Part + 1 && next.Name == first.Name && next.Size == first.Size
                && next.Begin == parts[last].Begin + parts[last].Bytes.Length)
            {
                length += next.Bytes.Length;
                last++;
            }
            if (last == i || !budget.TryTakeBytes(length, what))
            {
                var problem = first.Problem ?? (first.Part > 0 && first.Bytes.Length != first.Size ? string.Create(CultureInfo.InvariantCulture, $"part {first.Part} of {first.Total}") : null);
                files.Add(new EmbeddedFile(first.Name, first.Bytes, "yenc", problem));
                continue;
            }
            var whole = new byte[length];
            var at = 0;
            string? broken = null;
            for (; i <= last; i++)
            {
                parts[i].Bytes.CopyTo(whole, at);
                at += parts[i].Bytes.Length;
                broken ??= parts[i].Problem;
            }
            i = last;
            files.Add(new EmbeddedFile(first.Name, whole, "yenc", broken ?? (length == first.Size && first.Begin == 1 ? null : "parts are missing")));
        }
    }

    private static int FindEnd(ReadOnlySpan<byte> text)
    {
        for (var from = 0; from < text.Length;)
        {
            var at = text[from..].IndexOf("=yend "u8);
            if (at < 0) return -1;
            at += from;
            if (at == 0 || text[at - 1] is (byte)'\n' or (byte)'\r') return at;
            from = at + 6;
        }
        return -1;
    }

    private static byte[] Decode(ReadOnlySpan<byte> encoded)
    {
        var decoded = new byte[encoded.Length];
        var to = 0;
        while (!encoded.IsEmpty)
        {
            var plain = encoded.IndexOfAny(Special);
            var run = plain < 0 ? encoded : encoded[..plain];
            foreach (var b in run) decoded[to++] = unchecked((byte)(b - 42));
            if (plain < 0) break;
            var special = encoded[plain];
            encoded = encoded[(plain + 1)..];
            if (special != '=' || encoded.IsEmpty) continue;
            decoded[to++] = unchecked((byte)(encoded[0] - 64 - 42));
            encoded = encoded[1..];
        }
        return decoded[..to];
    }

    /// <summary>A number behind its key; −1 if absent or none.</summary>
    private static int Number(ReadOnlySpan<byte> line, ReadOnlySpan<byte> key)
    {
        var at = line.IndexOf(key);
        if (at < 0) return -1;
        var digits = line[(at + key.Length)..];
        var end = digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return int.TryParse(end < 0 ? digits : digits[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
    }

    private static uint? Crc(ReadOnlySpan<byte> line, ReadOnlySpan<byte> key)
    {
        var at = line.IndexOf(key);
        if (at < 0) return null;
        var digits = line[(at + key.Length)..];
        var end = digits.IndexOf((byte)' ');
        return uint.TryParse(Encoding.ASCII.GetString(end < 0 ? digits : digits[..end]), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var crc) ? crc : null;
    }
}
