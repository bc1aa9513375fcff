using System.Buffers;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Lurewatch.Files.Pdf;

/// <summary>A stream's content. The buffer may be lent by a pool: what is kept beyond <see cref="Dispose"/> is copied.</summary>
/// <param name="Bytes">As far as filters could be undone.</param>
/// <param name="Left">The filter that was left (DCTDecode, JPXDecode, JBIG2Decode, CCITTFaxDecode); null if none.</param>
internal readonly record struct PdfContentBytes(ReadOnlyMemory<byte> Bytes, string? Left, byte[]? Lent) : IDisposable
{
    public void Dispose()
    {
        if (Lent is not null) ArrayPool<byte>.Shared.Return(Lent);
    }
}

/// <summary>Decodes stream filters [ISO 32000-2, 7.4]: what can be undone without a picture's own codec. Output is bounded by the budget, and what breaks off is kept.</summary>
internal static class PdfFilters
{
    private const int MostFilters = 8;

    public static PdfContentBytes Decode(ReadOnlyMemory<byte> raw, IReadOnlyList<(string Name, Func<string, double> Parameter)> filters, AnalysisBudget budget, string what)
    {
        var bytes = raw;
        byte[]? lent = null;
        for (var i = 0; i < filters.Count; i++)
        {
            if (i == MostFilters) { budget.Exhaust("pdf_filters", what); return new(bytes, filters[i].Name, lent); }
            var (name, parameter) = filters[i];
            byte[]? pooled = null;
            switch (name)
            {
                case "FlateDecode" or "Fl":
                    pooled = Flate(bytes, budget, what, out var length);
                    bytes = pooled.AsMemory(0, Predict(pooled.AsSpan(0, length), parameter));
                    break;
                case "LZWDecode" or "LZW":
                    var plain = Lzw(bytes.Span, parameter("EarlyChange") != 0, budget, what);
                    bytes = plain.AsMemory(0, Predict(plain, parameter));
                    break;
                case "ASCIIHexDecode" or "AHx": bytes = AsciiHex(bytes.Span); break;
                case "ASCII85Decode" or "A85": bytes = Ascii85(bytes.Span, budget, what); break;
                case "RunLengthDecode" or "RL": bytes = RunLength(bytes.Span, budget, what); break;
                case "Crypt": continue;
                default: return new(bytes, name, lent);
            }
            if (lent is not null) ArrayPool<byte>.Shared.Return(lent);
            lent = pooled;
        }
        return new(bytes, null, lent);
    }

    /// <summary>A buffer of the pool, filled up to <paramref name="length"/>.</summary>
    private static byte[] Flate(ReadOnlyMemory<byte> packed, AnalysisBudget budget, string what, out int length)
    {
        if (!MemoryMarshal.TryGetArray(packed, out var input)) input = packed.ToArray();
        var output = ArrayPool<byte>.Shared.Rent(Math.Clamp(packed.Length * 4, 1 << 12, 1 << 20));
        length = 0;
        // Some writers leave the header out, others spoil it: without it the data still is Deflate.
        foreach (var skip in packed.Span is [var first, _, ..] && (first & 15) == 8 ? (ReadOnlySpan<int>)[2, 0] : [0, 2])
        {
            if (skip > input.Count) continue;
            using var inflate = new DeflateStream(new MemoryStream(input.Array!, input.Offset + skip, input.Count - skip, writable: false), CompressionMode.Decompress);
            try
            {
                while (true)
                {
                    if (length == output.Length)
                    {
                        var larger = ArrayPool<byte>.Shared.Rent(length * 2);
                        output.CopyTo(larger, 0);
                        ArrayPool<byte>.Shared.Return(output);
                        output = larger;
                    }
                    var read = inflate.Read(output, length, Math.Min(output.Length - length, 1 << 16));
                    if (read == 0) break;
                    if (!Take(read, length, packed.Length, budget, what)) return output;
                    length += read;
                }
            }
            catch (InvalidDataException)
            {
                // what came before the damage is kept
            }
            if (length > 0) break;
        }
        return output;
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

    /// <summary>TIFF's and PNG's predictors [7.4.4.4], undone in place; the length that is left.</summary>
    private static int Predict(Span<byte> bytes, Func<string, double> parameter)
    {
        var predictor = (int)parameter("Predictor");
        if (predictor < 2 || bytes.Length == 0) return bytes.Length;
        int colours = Positive(parameter("Colors"), 1, 32), bits = Positive(parameter("BitsPerComponent"), 8, 16), columns = Positive(parameter("Columns"), 1, 1 << 20);
        var row = (int)(((long)colours * bits * columns + 7) / 8);
        var pixel = Math.Max(1, colours * bits / 8);
        if (predictor == 2)
        {
            if (bits != 8) return bytes.Length;
            for (var start = 0; start + row <= bytes.Length; start += row)
                for (var i = start + pixel; i < start + row; i++) bytes[i] += bytes[i - pixel];
            return bytes.Length;
        }
        var length = 0;
        ReadOnlySpan<byte> above = default;
        for (var at = 0; at < bytes.Length; at += row + 1)
        {
            var from = bytes[at..Math.Min(bytes.Length, at + row + 1)];
            var method = from[0];
            var to = bytes.Slice(length, from.Length - 1);   // never behind where it is read from
            from[1..].CopyTo(to);
            Unfilter(method, to, above, pixel);
            above = to;
            length += to.Length;
        }
        return length;
    }

    /// <summary>One row of PNG's filters; <paramref name="above"/> is empty for the first, and never shorter otherwise.</summary>
    private static void Unfilter(byte method, Span<byte> to, ReadOnlySpan<byte> above, int pixel)
    {
        switch (method)
        {
            case 1:
                for (var i = pixel; i < to.Length; i++) to[i] += to[i - pixel];
                break;
            case 2:
                for (var i = 0; i < Math.Min(to.Length, above.Length); i++) to[i] += above[i];
                break;
            case 3 or 4:
                for (var i = 0; i < to.Length; i++)
                {
                    int left = i < pixel ? 0 : to[i - pixel], up = above.IsEmpty ? 0 : above[i], corner = i < pixel || above.IsEmpty ? 0 : above[i - pixel];
                    to[i] += method == 3 ? (byte)((left + up) / 2) : Paeth(left, up, corner);
                }
                break;
        }
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
