using System.Buffers.Binary;
using System.Text;
using Lurewatch.Bytes;

namespace Lurewatch.Mail.Mapi.Rtf;

/// <summary>Compressed RTF [MS-OXRTFCP]: a header of 16 bytes, then runs of eight tokens, each a byte or a reference into a ring of 4,096 bytes that starts filled.</summary>
internal static class LzFu
{
    public const uint Compressed = 0x75465A4C, Uncompressed = 0x414C454D;
    private const int HeaderSize = 16, RingSize = 4096;
    private const string What = "compressed RTF";

    /// <summary>What the ring holds before the first byte [2.1.2.1].</summary>
    private const string Filling =
        "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier"
        + "{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

    /// <summary>The ring as it is at the start, and where writing begins.</summary>
    public static byte[] Ring(out int at)
    {
        var ring = new byte[RingSize];
        at = Encoding.ASCII.GetBytes(Filling, ring);
        return ring;
    }

    /// <summary>The RTF; null if this is none or the budget forbids it. What is damaged is read as far as it goes.</summary>
    /// <param name="data">The property's value.</param>
    /// <param name="budget">What may be spent.</param>
    /// <param name="problem">What is wrong, if anything is.</param>
    public static ReadOnlyMemory<byte>? Decompress(ReadOnlyMemory<byte> data, AnalysisBudget budget, out string? problem)
    {
        problem = null;
        var header = data.Span;
        if (header.Length < HeaderSize) return null;
        var size = BinaryPrimitives.ReadUInt32LittleEndian(header);
        var raw = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        var kind = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        var crc = BinaryPrimitives.ReadUInt32LittleEndian(header[12..]);
        var content = data[HeaderSize..];
        if (size >= 12 && size - 12 < (uint)content.Length) content = content[..(int)(size - 12)];
        if (kind == Uncompressed)
        {
            if (raw < (uint)content.Length) content = content[..(int)raw];
            else if (raw > (uint)content.Length) problem = $"{content.Length} of {raw} bytes";
            return content;
        }
        if (kind != Compressed)
        {
            problem = $"unknown kind of compression {kind:X8}";
            return header[HeaderSize..].StartsWith("{\\rtf"u8) ? content : null;
        }
        if (Crc(content.Span) != crc) problem = "the checksum is wrong";
        // A reference of two bytes gives 17 at most, so no more can come out whatever is declared.
        var most = (int)Math.Min(Math.Min(raw, content.Length * 9L), budget.Limits.MemberBytes);
        if (!budget.TryTakeBytes(most, What) || !budget.TryTakeSteps(most >> 3, What)) return null;
        var read = Expand(content.Span, most);
        if (read.Length != raw) problem ??= $"{read.Length} of {raw} bytes";
        return read;
    }

    /// <summary>The checksum of the compressed bytes [2.2.3.2]: CRC-32 without the inversions.</summary>
    public static uint Crc(ReadOnlySpan<byte> bytes) => ~Crc32.Update(uint.MaxValue, bytes);

    private static byte[] Expand(ReadOnlySpan<byte> content, int most)
    {
        var ring = Ring(out var at);
        var output = new byte[most];
        var written = 0;
        var i = 0;
        while (i < content.Length && written < most)
        {
            var control = content[i++];
            for (var bit = 0; bit < 8 && written < most; bit++, control >>= 1)
            {
                if (i >= content.Length) break;
                if ((control & 1) == 0)
                {
                    output[written++] = ring[at] = content[i++];
                    at = at + 1 & RingSize - 1;
                    continue;
                }
                if (i + 1 >= content.Length) return output[..written];
                var reference = BinaryPrimitives.ReadUInt16BigEndian(content[i..]);
                i += 2;
                var from = reference >> 4;
                if (from == at) return output[..written];                    // the end mark
                for (var length = (reference & 0xF) + 2; length > 0 && written < most; length--)
                {
                    output[written++] = ring[at] = ring[from];
                    from = from + 1 & RingSize - 1;
                    at = at + 1 & RingSize - 1;
                }
            }
        }
        return written == most ? output : output[..written];
    }
}
