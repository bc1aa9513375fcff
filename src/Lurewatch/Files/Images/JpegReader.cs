using System.Buffers;
using System.Buffers.Binary;

namespace Lurewatch.Files.Images;

/// <summary>JPEG [ITU-T T.81]: baseline, extended and progressive pictures with Huffman codes. Only one component is brought back to pixels: brightness (of CMYK the black).</summary>
/// <remarks>A scan that breaks off leaves what was decoded: viewers show that too.</remarks>
internal sealed class JpegReader
{
    private const int MostScans = 64;

    private static readonly byte[] s_zigzag =
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ];

    private readonly ushort[][] _quantization = new ushort[4][];
    private readonly JpegHuffman?[] _dc = new JpegHuffman?[4], _ac = new JpegHuffman?[4];
    private readonly AnalysisBudget _budget;
    private readonly string _what;
    private Component[] _components = [];
    private int _width, _height, _restart, _shown, _mcuWidth, _mcuHeight, _run;
    private bool _progressive;
    private short[] _coefficients = [];

    private JpegReader(AnalysisBudget budget, string what) => (_budget, _what) = (budget, what);

    private sealed class Component
    {
        public required int Id { get; init; }
        public required int Across { get; init; }
        public required int Down { get; init; }
        public required int Quantization { get; init; }
        /// <summary>Blocks that the picture covers, without the filling of the last unit.</summary>
        public int Columns, Rows;
        /// <summary>Blocks as stored.</summary>
        public int Stride;
        public int Predictor, DcTable, AcTable;
    }

    public static Picture? Read(ReadOnlySpan<byte> bytes, AnalysisBudget budget, string what)
    {
        var reader = new JpegReader(budget, what);
        try
        {
            var problem = reader.Segments(bytes);
            if (reader._width == 0) return null;
            var picture = new Picture(reader._width, reader._height) { Problem = problem };
            return reader._coefficients.Length == 0 ? picture : picture with { Gray = reader.Pixels() };
        }
        finally
        {
            if (reader._coefficients.Length > 0) ArrayPool<short>.Shared.Return(reader._coefficients);
        }
    }

    /// <summary>Marker segments [annex B]; null, or why it ended early.</summary>
    private string? Segments(ReadOnlySpan<byte> bytes)
    {
        var at = 2;
        int adobe = -1, scans = 0;
        while (at + 4 <= bytes.Length)
        {
            if (bytes[at] != 0xff) { at++; continue; }
            var marker = bytes[at + 1];
            if (marker is 0xff) { at++; continue; }
            if (marker is 0 or 1 or (>= 0xd0 and <= 0xd8)) { at += 2; continue; }
            if (marker == 0xd9) break;
            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
            if (length < 2) return "damaged";
            var content = bytes[(at + 4)..Math.Min(bytes.Length, at + 2 + length)];
            at += 2 + length;
            switch (marker)
            {
                case 0xdb: Quantization(content); break;
                case 0xc4: Huffman(content); break;
                case 0xdd when content.Length >= 2: _restart = BinaryPrimitives.ReadUInt16BigEndian(content); break;
                case 0xee when content.Length >= 12 && content.StartsWith("Adobe"u8): adobe = content[11]; break;
                case 0xc0 or 0xc1 or 0xc2:
                    if (_width != 0) return "damaged";
                    _progressive = marker == 0xc2;
                    if (Frame(content, adobe) is var (problem, known) && !known) return problem;
                    break;
                case 0xc3 or (>= 0xc5 and <= 0xcf): return "unsupported";   // lossless, hierarchical, arithmetic
                case 0xda:
                    if (_width == 0 || _coefficients.Length == 0 || ++scans > MostScans) return "damaged";
                    if (at >= bytes.Length) return "damaged";
                    var used = Scan(content, bytes[at..]);
                    if (used < 0) return _budget.HasTime(_what) ? "damaged" : "limit";
                    at += used;
                    if (!_progressive && _components.Length == 1) return null;
                    break;
            }
        }
        return scans == 0 ? "damaged" : null;
    }

    private void Quantization(ReadOnlySpan<byte> content)
    {
        while (content.Length > 64)
        {
            var (wide, id) = (content[0] >> 4, content[0] & 3);
            content = content[1..];
            if (wide != 0 && content.Length < 128) return;
            var table = new ushort[64];
            for (var i = 0; i < 64; i++) table[s_zigzag[i]] = wide == 0 ? content[i] : BinaryPrimitives.ReadUInt16BigEndian(content[(i * 2)..]);
            _quantization[id] = table;
            content = content[(wide == 0 ? 64 : 128)..];
        }
    }

    private void Huffman(ReadOnlySpan<byte> content)
    {
        while (content.Length >= 17)
        {
            var (isAc, id) = (content[0] >> 4 & 1, content[0] & 3);
            var total = 0;
            foreach (var count in content.Slice(1, 16)) total += count;
            if (total > 256 || content.Length < 17 + total) return;
            (isAc == 1 ? _ac : _dc)[id] = JpegHuffman.Build(content.Slice(1, 16), content.Slice(17, total));
            content = content[(17 + total)..];
        }
    }

    /// <summary>The frame header [B.2.2]; known false, with the reason, where nothing will be decoded.</summary>
    private (string? Problem, bool Known) Frame(ReadOnlySpan<byte> content, int adobe)
    {
        if (content.Length < 6) return ("damaged", false);
        var (height, width, count) = (BinaryPrimitives.ReadUInt16BigEndian(content[1..]), BinaryPrimitives.ReadUInt16BigEndian(content[3..]), content[5]);
        if (width == 0 || height == 0) return ("damaged", false);
        (_width, _height) = (width, height);
        if (content[0] != 8) return ("unsupported", false);
        if (!ImageReader.Allows(width, height, _budget, _what, out var problem)) return (problem, false);
        if (count is not (1 or 3 or 4) || content.Length < 6 + 3 * count) return ("damaged", false);
        _components = new Component[count];
        int across = 1, down = 1;
        for (var i = 0; i < count; i++)
        {
            var c = content.Slice(6 + i * 3, 3);
            var (h, v) = (c[1] >> 4, c[1] & 15);
            if (h is < 1 or > 4 || v is < 1 or > 4) return ("damaged", false);
            _components[i] = new Component { Id = c[0], Across = h, Down = v, Quantization = c[2] & 3 };
            (across, down) = (Math.Max(across, h), Math.Max(down, v));
        }
        _mcuWidth = (width + 8 * across - 1) / (8 * across);
        _mcuHeight = (height + 8 * down - 1) / (8 * down);
        foreach (var component in _components)
        {
            component.Columns = ((width * component.Across + across - 1) / across + 7) / 8;
            component.Rows = ((height * component.Down + down - 1) / down + 7) / 8;
            component.Stride = _mcuWidth * component.Across;
        }
        // RGB says so by Adobe's mark or its names: green is nearest to brightness. CMYK: black.
        _shown = count == 4 ? 3 : count == 3 && (adobe == 0 || (_components[0].Id == 'R' && _components[1].Id == 'G')) ? 1 : 0;
        var shown = _components[_shown];
        var coefficients = (long)shown.Stride * _mcuHeight * shown.Down * 64;
        if (!_budget.TryTakeBytes(coefficients * 2, _what)) return ("limit", false);
        _coefficients = ArrayPool<short>.Shared.Rent((int)coefficients);
        _coefficients.AsSpan(0, (int)coefficients).Clear();
        return (null, true);
    }

    /// <summary>One scan [B.2.3, F.2, G.2]; bytes used, or −1 when it cannot be decoded.</summary>
    private int Scan(ReadOnlySpan<byte> head, ReadOnlySpan<byte> data)
    {
        if (head.Length < 1) return -1;
        var count = head[0];
        if (count is 0 or > 4 || head.Length < 4 + 2 * count) return -1;
        var scanned = new Component[count];
        var shows = false;
        for (var i = 0; i < count; i++)
        {
            var id = head[1 + i * 2];
            var component = Array.Find(_components, c => c.Id == id);
            if (component is null) return -1;
            scanned[i] = component;
            (component.DcTable, component.AcTable, component.Predictor) = (head[2 + i * 2] >> 4 & 3, head[2 + i * 2] & 3, 0);
            shows |= component == _components[_shown];
        }
        var tail = head[(1 + 2 * count)..];
        var spectrum = new Spectrum(tail[0], Math.Min((int)tail[1], 63), tail[2] >> 4, tail[2] & 15, _progressive);
        var bits = new JpegBits(data);
        if (!shows) return bits.SkipScan();   // another component's own scan
        if (spectrum.First > spectrum.Last || spectrum.Low > 13 || (spectrum.First > 0 && count > 1 && _progressive)) return -1;
        _run = 0;
        var single = count == 1 ? scanned[0] : null;
        var (columns, rows) = single is null ? (_mcuWidth, _mcuHeight) : (single.Columns, single.Rows);
        var left = _restart;
        var scratch = new short[64];
        for (var y = 0; y < rows; y++)
        {
            if (!_budget.TryTakeSteps(columns / 4 + 1, _what)) return -1;
            for (var x = 0; x < columns; x++)
            {
                if (_restart > 0 && left-- == 0)
                {
                    if (!bits.Restart()) return bits.SkipScan();
                    foreach (var component in scanned) component.Predictor = 0;
                    _run = 0;
                    left = _restart - 1;
                }
                if (single is not null)
                {
                    if (!Block(ref bits, single, x, y, spectrum, scratch)) return bits.SkipScan();
                    continue;
                }
                foreach (var component in scanned)
                    for (var v = 0; v < component.Down; v++)
                        for (var h = 0; h < component.Across; h++)
                            if (!Block(ref bits, component, x * component.Across + h, y * component.Down + v, spectrum, scratch)) return bits.SkipScan();
            }
        }
        return bits.SkipScan();
    }

    private readonly record struct Spectrum(int First, int Last, int High, int Low, bool Progressive);

    private bool Block(ref JpegBits bits, Component component, int column, int row, Spectrum spectrum, short[] scratch)
    {
        if (bits.IsSpent) return false;
        var block = scratch.AsSpan();
        if (component == _components[_shown]) block = _coefficients.AsSpan((row * component.Stride + column) * 64, 64);
        if (!spectrum.Progressive) return Sequential(ref bits, component, block);
        if (spectrum.First == 0)
        {
            if (spectrum.High != 0)
            {
                if (bits.Take(1) == 1) block[0] |= (short)(1 << spectrum.Low);
                return true;
            }
            if (_dc[component.DcTable] is not { } table) return false;
            component.Predictor += bits.Signed(table.Next(ref bits) & 15);
            block[0] = (short)(component.Predictor << spectrum.Low);
            return true;
        }
        if (_ac[component.AcTable] is not { } codes) return false;
        return spectrum.High == 0 ? FirstPass(ref bits, codes, block, spectrum) : Refine(ref bits, codes, block, spectrum);
    }

    private bool Sequential(ref JpegBits bits, Component component, Span<short> block)
    {
        if (_dc[component.DcTable] is not { } dc || _ac[component.AcTable] is not { } ac) return false;
        component.Predictor += bits.Signed(dc.Next(ref bits) & 15);
        block[0] = (short)component.Predictor;
        for (var k = 1; k < 64; k++)
        {
            var symbol = ac.Next(ref bits);
            var (zeros, size) = (symbol >> 4, symbol & 15);
            if (size == 0)
            {
                if (zeros != 15) break;
                k += 15;
                continue;
            }
            k += zeros;
            var value = bits.Signed(size);
            if (k > 63) return false;
            block[s_zigzag[k]] = (short)value;
        }
        return true;
    }

    private bool FirstPass(ref JpegBits bits, JpegHuffman codes, Span<short> block, Spectrum spectrum)
    {
        if (_run > 0)
        {
            _run--;
            return true;
        }
        for (var k = spectrum.First; k <= spectrum.Last; k++)
        {
            var symbol = codes.Next(ref bits);
            var (zeros, size) = (symbol >> 4, symbol & 15);
            if (size == 0)
            {
                if (zeros < 15)
                {
                    _run = (1 << zeros) - 1 + bits.Take(zeros);
                    break;
                }
                k += 15;
                continue;
            }
            k += zeros;
            var value = bits.Signed(size);
            if (k > 63) return false;
            block[s_zigzag[k]] = (short)(value << spectrum.Low);
        }
        return true;
    }

    /// <summary>Successive approximation [G.1.2.3]: one more bit for what is there, new coefficients between.</summary>
    private bool Refine(ref JpegBits bits, JpegHuffman codes, Span<short> block, Spectrum spectrum)
    {
        var one = (short)(1 << spectrum.Low);
        var k = spectrum.First;
        if (_run == 0)
        {
            for (; k <= spectrum.Last; k++)
            {
                var symbol = codes.Next(ref bits);
                var (zeros, size) = (symbol >> 4, symbol & 15);
                short fresh = 0;
                if (size != 0) fresh = bits.Take(1) == 1 ? one : (short)-one;
                else if (zeros < 15)
                {
                    _run = (1 << zeros) + bits.Take(zeros);
                    break;
                }
                for (; k <= spectrum.Last; k++)
                {
                    ref var coefficient = ref block[s_zigzag[k]];
                    if (coefficient != 0) Approximate(ref bits, ref coefficient, one);
                    else if (zeros-- == 0)
                    {
                        coefficient = fresh;
                        break;
                    }
                }
                if (bits.IsSpent) return false;
            }
        }
        if (_run == 0) return true;
        for (; k <= spectrum.Last; k++)
            if (block[s_zigzag[k]] != 0) Approximate(ref bits, ref block[s_zigzag[k]], one);
        _run--;
        return true;
    }

    private static void Approximate(ref JpegBits bits, ref short coefficient, short one)
    {
        if (bits.Take(1) == 1 && (coefficient & one) == 0) coefficient += coefficient > 0 ? one : (short)-one;
    }

    /// <summary>Coefficients to rows of pixels; brightness stored smaller than the frame stays so.</summary>
    private GrayImage Pixels()
    {
        var shown = _components[_shown];
        var quantization = _quantization[shown.Quantization] ?? new ushort[64];
        int across = 1, down = 1;
        foreach (var component in _components) (across, down) = (Math.Max(across, component.Across), Math.Max(down, component.Down));
        var (width, height) = ((_width * shown.Across + across - 1) / across, (_height * shown.Down + down - 1) / down);
        var rows = new GrayRows(width, height);
        var stride = shown.Columns * 8;
        var band = new byte[stride * 8];
        for (var row = 0; row < shown.Rows; row++)
        {
            if (!_budget.HasTime(_what)) break;
            for (var column = 0; column < shown.Columns; column++)
                JpegTransform.Inverse(_coefficients.AsSpan((row * shown.Stride + column) * 64, 64), quantization, band.AsSpan(column * 8), stride);
            for (var y = 0; y < 8 && row * 8 + y < height; y++) rows.Add(band.AsSpan(y * stride, width));
        }
        return rows.Image;
    }
}
