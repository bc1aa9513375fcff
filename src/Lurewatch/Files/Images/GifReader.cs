using System.Buffers.Binary;

namespace Lurewatch.Files.Images;

/// <summary>GIF [GIF89a]: the first pictures of an animation, each drawn over the last, transparent parts on white.</summary>
internal static class GifReader
{
    /// <summary>A code that must be scanned stands still; what comes after the first pictures repeats them.</summary>
    private const int MostFrames = 4;

    public static Picture? Read(ReadOnlySpan<byte> bytes, AnalysisBudget budget, string what)
    {
        if (bytes.Length < 13) return null;
        int width = BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]), height = BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]);
        if (width == 0 || height == 0) return null;
        var picture = new Picture(width, height);
        if (!ImageReader.Allows(width, height, budget, what, out var problem)) return picture with { Problem = problem };
        var at = 13;
        var common = Palette(bytes, bytes[10], ref at);
        var canvas = new byte[width * height];
        canvas.AsSpan().Fill(255);
        var frames = new List<GrayImage>();
        var clear = -1;
        var whole = true;
        while (at < bytes.Length && frames.Count < MostFrames)
        {
            var block = bytes[at++];
            if (block == 0x21)
            {
                if (at + 6 < bytes.Length && bytes[at] == 0xf9) clear = (bytes[at + 2] & 1) == 1 ? bytes[at + 5] : -1;
                at++;
                SkipBlocks(bytes, ref at);
            }
            else if (block == 0x2c && at + 9 <= bytes.Length)
            {
                int left = BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]), top = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + 2)..]);
                int columns = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + 4)..]), rows = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + 6)..]);
                var flags = bytes[at + 8];
                at += 9;
                var palette = Palette(bytes, flags, ref at) ?? common ?? [];
                if (at >= bytes.Length || (long)columns * rows > (long)width * height || (frames.Count > 0 && !budget.TryTakeSteps((long)columns * rows / 4, what))) { whole = false; break; }
                var pixels = new byte[columns * rows];
                int codeSize = bytes[at++], from = at;
                SkipBlocks(bytes, ref at);
                whole &= Unpack(bytes[from..at], codeSize, pixels) == pixels.Length;
                Draw(pixels, columns, rows, (flags & 0x40) != 0, palette, clear, canvas, width, height, left, top);
                clear = -1;
                var shown = new GrayRows(width, height);
                for (var y = 0; y < height; y++) shown.Add(canvas.AsSpan(y * width, width));
                frames.Add(shown.Image);
            }
            else break;
        }
        if (frames.Count == 0) return picture with { Problem = "damaged" };
        return picture with { Gray = frames[0], Frames = frames.Count > 1 ? frames[1..] : [], Problem = whole ? null : "damaged" };
    }

    private static byte[]? Palette(ReadOnlySpan<byte> bytes, byte flags, ref int at)
    {
        if ((flags & 0x80) == 0) return null;
        var luma = new byte[2 << (flags & 7)];
        for (var i = 0; i < luma.Length && at + 3 <= bytes.Length; i++, at += 3) luma[i] = GrayImage.Luma(bytes[at], bytes[at + 1], bytes[at + 2]);
        return luma;
    }

    private static void SkipBlocks(ReadOnlySpan<byte> bytes, ref int at)
    {
        while (at < bytes.Length && bytes[at] != 0) at += bytes[at] + 1;
        at = Math.Min(at + 1, bytes.Length);
    }

    private static void Draw(byte[] pixels, int columns, int rows, bool interlaced, byte[] palette, int clear, byte[] canvas, int width, int height, int left, int top)
    {
        var lines = interlaced ? Interlaced(rows) : null;
        for (var row = 0; row < rows; row++)
        {
            var y = top + (lines is null ? row : lines[row]);
            if (y >= height) continue;
            for (var x = 0; x < columns && left + x < width; x++)
            {
                var index = pixels[row * columns + x];
                if (index != clear) canvas[y * width + left + x] = index < palette.Length ? palette[index] : (byte)0;
            }
        }
    }

    private static int[] Interlaced(int rows)
    {
        var order = new List<int>(rows);
        foreach (var (first, step) in (ReadOnlySpan<(int, int)>)[(0, 8), (4, 8), (2, 4), (1, 2)])
            for (var y = first; y < rows; y += step) order.Add(y);
        return [.. order];
    }

    /// <summary>LZW with codes of growing length in sub-blocks [appendix F]; the number of pixels that came out.</summary>
    private static int Unpack(ReadOnlySpan<byte> blocks, int codeSize, Span<byte> to)
    {
        if (codeSize is < 2 or > 11) return 0;
        Span<ushort> prefix = stackalloc ushort[4096];
        Span<byte> suffix = stackalloc byte[4096];
        Span<byte> stack = stackalloc byte[4097];
        int clear = 1 << codeSize, end = clear + 1, next = end + 1, length = codeSize + 1, previous = -1, written = 0;
        byte first = 0;
        int buffer = 0, held = 0, at = 0, left = 0;
        for (var i = 0; i < clear; i++) suffix[i] = (byte)i;
        while (written < to.Length)
        {
            while (held < length)
            {
                if (left == 0)
                {
                    if (at >= blocks.Length || blocks[at] == 0) return written;
                    left = blocks[at++];
                }
                if (at >= blocks.Length) return written;
                buffer |= blocks[at++] << held;
                held += 8;
                left--;
            }
            var code = buffer & ((1 << length) - 1);
            buffer >>= length;
            held -= length;
            if (code == clear)
            {
                (next, length, previous) = (end + 1, codeSize + 1, -1);
                continue;
            }
            if (code == end || code > next || (code == next && previous < 0)) return written;
            var depth = 0;
            var walk = code;
            if (code == next)
            {
                stack[depth++] = first;
                walk = previous;
            }
            while (walk > end)
            {
                stack[depth++] = suffix[walk];
                walk = prefix[walk];
            }
            if (walk >= clear) return written;
            first = suffix[walk];
            stack[depth++] = first;
            while (depth > 0 && written < to.Length) to[written++] = stack[--depth];
            if (previous >= 0 && next < 4096)
            {
                prefix[next] = (ushort)previous;
                suffix[next++] = first;
                if (next == 1 << length && length < 12) length++;
            }
            previous = code;
        }
        return written;
    }
}
