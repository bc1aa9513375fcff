namespace Lurewatch.Containers.Cab;

/// <summary>A canonical Huffman code of up to 16 bits, as LZX has them: short codes from a table, long ones by their length's first code.</summary>
internal sealed class PrefixCode
{
    private const int MostBits = 16, TableBits = 9;

    private readonly ushort[] _table = new ushort[1 << TableBits]; // symbol and length; 0: longer, or none
    private readonly int[] _limit = new int[MostBits + 1], _offset = new int[MostBits + 1];
    private ushort[] _symbols = [];
    private bool _empty;

    /// <summary>Throws what is no code: more codes of a length than there are. A code may be empty as long as it is not asked, and may leave room.</summary>
    public void Build(ReadOnlySpan<byte> lengths)
    {
        Span<int> count = stackalloc int[MostBits + 1];
        count.Clear();
        foreach (var length in lengths) count[length]++;
        _empty = count[0] == lengths.Length;
        count[0] = 0;
        Span<int> start = stackalloc int[MostBits + 2];
        start.Clear();
        var code = 0;
        for (var bits = 1; bits <= MostBits; bits++)
        {
            code <<= 1;
            _offset[bits] = start[bits] - code;
            code += count[bits];
            if (code > 1 << bits) throw new InvalidDataException("a Huffman code with too many codes");
            _limit[bits] = code << (MostBits - bits); // the first 16 bits beyond those of this length
            start[bits + 1] = start[bits] + count[bits];
        }
        if (_symbols.Length < lengths.Length) _symbols = new ushort[lengths.Length];
        for (var symbol = 0; symbol < lengths.Length; symbol++)
            if (lengths[symbol] > 0) _symbols[start[lengths[symbol]]++] = (ushort)symbol;
        Array.Clear(_table);
        var at = 0;
        for (var bits = 1; bits <= TableBits; bits++)
        {
            var width = 1 << (TableBits - bits);
            for (var i = 0; i < count[bits]; i++, at += width) _table.AsSpan(at, width).Fill((ushort)((_symbols[start[bits] - count[bits] + i] << 4) | bits));
        }
    }

    public int Take(LzxBits bits)
    {
        if (_empty) throw new InvalidDataException("a code that has none");
        var next = bits.Peek();
        var known = _table[next >> (MostBits - TableBits)];
        if (known != 0)
        {
            bits.Skip(known & 15);
            return known >> 4;
        }
        for (var length = TableBits + 1; length <= MostBits; length++)
        {
            if (next >= _limit[length]) continue;
            bits.Skip(length);
            return _symbols[(next >> (MostBits - length)) + _offset[length]];
        }
        throw new InvalidDataException("bits that are no code");
    }
}
