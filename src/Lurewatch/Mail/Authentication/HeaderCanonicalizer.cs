using System.Buffers;

namespace Lurewatch.Mail.Authentication;

/// <summary>Canonical form of header fields [RFC 6376, 3.4.1, 3.4.2].</summary>
internal static class HeaderCanonicalizer
{
    /// <summary>Writes a field with its line end.</summary>
    /// <param name="field">From the name to the end of its last line.</param>
    /// <param name="nameLength">Bytes of the name.</param>
    /// <param name="relaxed">Relaxed or simple.</param>
    /// <param name="to">Where to.</param>
    public static void Write(ReadOnlySpan<byte> field, int nameLength, bool relaxed, ArrayBufferWriter<byte> to)
    {
        if (relaxed) WriteRelaxed(field, nameLength, to);
        else WriteSimple(field, to);
        to.Write("\r\n"u8);
    }

    /// <summary>As <see cref="Write"/> for the signature field itself: without its last line end, and without the value of its b= [RFC 6376, 3.7].</summary>
    public static void WriteSignature(ReadOnlySpan<byte> field, int nameLength, bool relaxed, ArrayBufferWriter<byte> to)
    {
        var unsigned = WithoutSignature(field);
        if (relaxed) WriteRelaxed(unsigned, nameLength, to);
        else WriteSimple(unsigned, to);
    }

    /// <summary>The field with the value of b= cut out, white space around it included.</summary>
    public static byte[] WithoutSignature(ReadOnlySpan<byte> field)
    {
        var at = field.IndexOf((byte)':') + 1;
        var end = field.TrimEnd("\r\n"u8).Length;
        while (at < end)
        {
            var semicolon = field[at..end].IndexOf((byte)';');
            var next = semicolon < 0 ? end : at + semicolon;
            var tag = field[at..next];
            var equals = tag.IndexOf((byte)'=');
            if (equals > 0 && tag[..equals].Trim(" \t\r\n"u8).SequenceEqual("b"u8)) return [.. field[..(at + equals + 1)], .. field[next..end]];
            at = next + 1;
        }
        return field[..end].ToArray();
    }

    private static void WriteRelaxed(ReadOnlySpan<byte> field, int nameLength, ArrayBufferWriter<byte> to)
    {
        var space = to.GetSpan(field.Length + 2);
        var n = 0;
        foreach (var b in field[..nameLength]) space[n++] = b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b | 0x20) : b;
        space[n++] = (byte)':';
        var start = n;
        var blank = false;
        var value = field[nameLength..];
        value = value[(value.IndexOf((byte)':') + 1)..];
        for (var i = 0; i < value.Length; i++)
        {
            var b = value[i];
            if (b is (byte)' ' or (byte)'\t')
            {
                blank = true;
                continue;
            }
            if (b == '\n' || (b == '\r' && i + 1 < value.Length && value[i + 1] == '\n')) continue;
            if (blank && n > start) space[n++] = (byte)' ';
            blank = false;
            space[n++] = b;
        }
        to.Advance(n);
    }

    private static void WriteSimple(ReadOnlySpan<byte> field, ArrayBufferWriter<byte> to)
    {
        if (field.EndsWith("\n"u8)) field = field[..^1];
        if (field.EndsWith("\r"u8)) field = field[..^1];
        while (true)
        {
            var end = field.IndexOf((byte)'\n');
            if (end < 0) break;
            to.Write(end > 0 && field[end - 1] == '\r' ? field[..(end - 1)] : field[..end]);
            to.Write("\r\n"u8);
            field = field[(end + 1)..];
        }
        to.Write(field);
    }
}
