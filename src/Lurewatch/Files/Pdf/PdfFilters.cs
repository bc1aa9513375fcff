using System.Buffers;
using System.IO.Compression;

namespace Lurewatch.Files.Pdf;

/// <summary>Decodes stream filters [ISO 32000-2, 7.4]: what can be undone without a picture's own codec. Output is bounded by the budget, and what breaks off is kept.</summary>
internal static class PdfFilters
{
    private const int MostFilters = 8;

    /// <summary>The bytes, as far as filters could be undone, and the name of the filter that was left (DCTDecode, JPXDecode, JBIG2Decode, CCITTFaxDecode); null if none.</summary>
    public static (byte[] Bytes, string? Left) Decode(ReadOnlyMemory<byte> raw, IReadOnlyList<(string Name, Func<string, double> Parameter)> filters, AnalysisBudget budget, string what)
    {
        var bytes = raw.ToArray();
        for (var i = 0; i < filters.Count; i++)
        {
            if (i == MostFilters) { budget.Exhaust("pdf_filters", what); return (bytes, filters[i].Name); }
            var (name, parameter) = filters[i];
            switch (name)
            {
                case "FlateDecode" or "Fl": bytes = Predict(Flate(bytes, budget, what), parameter); break;
                case "LZWDecode" or "LZW": bytes = Predict(Lzw(bytes, parameter("EarlyChange") != 0, budget, what), parameter); break;
                case "ASCIIHexDecode" or "AHx": bytes = AsciiHex(bytes); break;
                case "ASCII85Decode" or "A85": bytes = Ascii85(bytes, budget, what); break;
                case "RunLengthDecode" or "RL": bytes = RunLength(bytes, budget, what); break;
                case "Crypt": break;
                default: return (bytes, name);
            }
        }
        return (bytes, null);
    }

    private static byte[] Flate(byte[] packed, AnalysisBudget budget, string what)
    {
        var output = new ArrayBufferWriter<byte>(Math.Clamp(packed.Length * 3, 256, 1 << 20));
        // Some writers leave the header out, others spoil it: without it the data still is Deflate.
        foreach (var skip in packed is [_, _, ..] && (packed[0] & 15) == 8 ? (ReadOnlySpan<int>)[2, 0] : [0, 2])
        {
            if (skip > packed.Length) continue;
            using var inflate = new DeflateStream(new MemoryStream(packed, skip, packed.Length - skip, writable: false), CompressionMode.Decompress);
            try
            {
                while (true)
                {
                    var read = inflate.Read(output.GetSpan(1 << 14));
                    if (read == 0) break;
                    if (!Take(read, output.WrittenCount, packed.Length, budget, what)) return output.WrittenSpan.ToArray();
                    output.Advance(read);
                }
            }
            catch (InvalidDataException)
            {
                // what came before the damage is kept
            }
            if (output.WrittenCount > 0) break;
        }
        return output.WrittenSpan.ToArray();
    }

    private static bool Take(int count, long written, long packed, AnalysisBudget budget, string what)
    {
        if (written + count > budget.Limits.MemberBytes) { budget.Exhaust("member_bytes", what); return false; }
        if (written + count > 1 << 20 && written + count > packed * budget.Limits.Ratio) { budget.Exhaust("ratio", what); return false; }
        return budget.TryTakeBytes(count, what);
    }

    private static byte[] Lzw(ReadOnlySpan<byte> packed, bool early, AnalysisBudget budget, string what)
    {
        var output = new ArrayBufferWriter<byte>(Math.Max(256, packed.Length * 2));
        var prefix = new short[4096];
        var suffix = new byte[4096];
        var stack = new byte[4097];
        int next = 258, width = 9, previous = -1, buffer = 0, held = 0;
        byte first = 0;
        for (var i = 0; i < 256; i++) suffix[i] = (byte)i;
        foreach (var b in packed)
        {
            buffer = buffer << 8 | b;
            held += 8;
            if (held < width) continue;
            var code = buffer >> (held - width) & ((1 << width) - 1);
            held -= width;
            buffer &= (1 << held) - 1;
            if (code == 257) break;
            if (code == 256) { (next, width, previous) = (258, 9, -1); continue; }
            if (code > next || (code == next && previous < 0)) break;
            var depth = 0;
            var walk = code;
            if (code == next) { stack[depth++] = first; walk = previous; }
            while (walk >= 258) { stack[depth++] = suffix[walk]; walk = prefix[walk]; }
            if (walk > 255) break;
            first = (byte)walk;
            stack[depth++] = first;
            if (!Take(depth, output.WrittenCount, packed.Length, budget, what)) break;
            var to = output.GetSpan(depth);
            for (var i = 0; i < depth; i++) to[i] = stack[depth - 1 - i];
            output.Advance(depth);
            if (previous >= 0 && next < 4096)
            {
                prefix[next] = (short)previous;
                suffix[next++] = first;
                var full = next + (early ? 1 : 0);
                width = full >= 2048 ? 12 : full >= 1024 ? 11 : full >= 512 ? 10 : 9;
            }
            previous = code;
        }
        return output.WrittenSpan.ToArray();
    }

    /// <summary>TIFF's and PNG's predictors [7.4.4.4].</summary>
    private static byte[] Predict(byte[] bytes, Func<string, double> parameter)
    {
        var predictor = (int)parameter("Predictor");
        if (predictor < 2 || bytes.Length == 0) return bytes;
        int colours = Positive(parameter("Colors"), 1, 32), bits = Positive(parameter("BitsPerComponent"), 8, 16), columns = Positive(parameter("Columns"), 1, 1 << 20);
        var row = (int)(((long)colours * bits * columns + 7) / 8);
        var pixel = Math.Max(1, colours * bits / 8);
        if (predictor == 2)
        {
            if (bits != 8) return bytes;
            for (var start = 0; start + row <= bytes.Length; start += row)
                for (var i = start + pixel; i < start + row; i++) bytes[i] += bytes[i - pixel];
            return bytes;
        }
        var rows = (bytes.Length + row) / (row + 1);
        var plain = new byte[(long)rows * row];
        var length = 0;
        for (var y = 0; y < rows; y++)
        {
            var from = bytes.AsSpan(y * (row + 1));
            var to = plain.AsSpan(y * row, Math.Min(row, from.Length - 1));
            from.Slice(1, to.Length).CopyTo(to);
            length += to.Length;
            for (var i = 0; i < to.Length; i++)
            {
                int left = i < pixel ? 0 : to[i - pixel], up = y == 0 ? 0 : plain[(y - 1) * row + i], corner = i < pixel || y == 0 ? 0 : plain[(y - 1) * row + i - pixel];
                to[i] += from[0] switch { 1 => (byte)left, 2 => (byte)up, 3 => (byte)((left + up) / 2), 4 => Paeth(left, up, corner), _ => 0 };
            }
        }
        return length == plain.Length ? plain : plain[..length];
    }

    private static byte Paeth(int left, int up, int corner)
    {
        int toLeft = Math.Abs(up - corner), toUp = Math.Abs(left - corner), toCorner = Math.Abs(left + up - 2 * corner);
        return (byte)(toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner);
    }

    private static int Positive(double value, int otherwise, int most) => value is >= 1 and < int.MaxValue ? Math.Min((int)value, most) : otherwise;

    public static byte[] AsciiHex(ReadOnlySpan<byte> digits)
    {
        var bytes = new byte[digits.Length / 2 + 1];
        int written = 0, half = -1;
        foreach (var c in digits)
        {
            if (c == '>') break;
            var value = c switch { >= (byte)'0' and <= (byte)'9' => c - '0', >= (byte)'a' and <= (byte)'f' => c - 'a' + 10, >= (byte)'A' and <= (byte)'F' => c - 'A' + 10, _ => -1 };
            if (value < 0) continue;
            if (half < 0) half = value;
            else
            {
                bytes[written++] = (byte)(half << 4 | value);
                half = -1;
            }
        }
        if (half >= 0) bytes[written++] = (byte)(half << 4);
        return bytes[..written];
    }

    private static byte[] Ascii85(ReadOnlySpan<byte> text, AnalysisBudget budget, string what)
    {
        if (!budget.TryTakeBytes(text.Length, what)) return [];
        var bytes = new List<byte>(text.Length);
        uint value = 0;
        var count = 0;
        foreach (var c in text)
        {
            if (c == '~') break;
            if (c == 'z' && count == 0) { bytes.AddRange([0, 0, 0, 0]); continue; }
            if (c is < (byte)'!' or > (byte)'u') continue;
            value = unchecked(value * 85 + (uint)(c - '!'));
            if (++count < 5) continue;
            bytes.AddRange([(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value]);
            (value, count) = (0, 0);
        }
        if (count > 1)
        {
            for (var i = count; i < 5; i++) value = unchecked(value * 85 + 84);
            for (var i = 0; i < count - 1; i++) bytes.Add((byte)(value >> (24 - 8 * i)));
        }
        return [.. bytes];
    }

    private static byte[] RunLength(ReadOnlySpan<byte> packed, AnalysisBudget budget, string what)
    {
        var output = new ArrayBufferWriter<byte>(Math.Max(256, packed.Length * 2));
        for (var at = 0; at < packed.Length && packed[at] != 128;)
        {
            int length = packed[at++];
            var count = length < 128 ? Math.Min(length + 1, packed.Length - at) : 257 - length;
            if (at >= packed.Length || !Take(count, output.WrittenCount, packed.Length, budget, what)) break;
            var to = output.GetSpan(count)[..count];
            if (length < 128) packed.Slice(at, count).CopyTo(to);
            else to.Fill(packed[at]);
            at += length < 128 ? count : 1;
            output.Advance(count);
        }
        return output.WrittenSpan.ToArray();
    }
}
