using System.Buffers.Binary;

namespace Lurewatch.Files.Images;

/// <summary>A Huffman table [T.81 annex C]: codes of up to nine bits by look-up, longer ones by comparison.</summary>
internal sealed class JpegHuffman
{
    private const int Fast = 9;

    private readonly short[] _fast = new short[1 << Fast];   // length << 8 | symbol; 0 for longer codes
    private readonly int[] _most = new int[18], _shift = new int[18];
    private byte[] _symbols = [];

    public static JpegHuffman Build(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        var table = new JpegHuffman { _symbols = symbols.ToArray() };
        int code = 0, next = 0;
        for (var length = 1; length <= 16; length++)
        {
            table._shift[length] = next - code;
            for (var i = 0; i < counts[length - 1]; i++, code++, next++)
            {
                if (length > Fast || code >= 1 << length) continue;
                var first = code << (Fast - length);
                table._fast.AsSpan(first, 1 << (Fast - length)).Fill((short)(length << 8 | symbols[next]));
            }
            table._most[length] = code << (16 - length);   // the first code of 16 bits that is longer
            code <<= 1;
        }
        table._most[17] = int.MaxValue;
        return table;
    }

    public int Next(ref JpegBits bits)
    {
        var ahead = bits.Peek16();
        var entry = _fast[ahead >> (16 - Fast)];
        if (entry != 0)
        {
            bits.Drop(entry >> 8);
            return entry & 0xff;
        }
        var length = Fast + 1;
        while (ahead >= _most[length]) length++;
        if (length > 16)
        {
            bits.Drop(16);
            return 0;
        }
        bits.Drop(length);
        var index = (ahead >> (16 - length)) + _shift[length];
        return (uint)index < (uint)_symbols.Length ? _symbols[index] : 0;
    }
}

/// <summary>Bits of an entropy-coded segment: 0xFF is followed by a stuffed zero, or by a marker that ends it [T.81 B.1.1.5]. Beyond the end come zeros.</summary>
internal ref struct JpegBits(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private int _at, _held, _missing;
    private uint _buffer;

    /// <summary>More was asked than there is.</summary>
    public readonly bool IsSpent => _missing > 8;

    private void Fill()
    {
        // Four bytes at once where none is 0xFF: most of the data.
        if (_held <= 16 && _at + 4 <= _data.Length && BinaryPrimitives.ReadUInt32BigEndian(_data[_at..]) is var four && !HasMarker(four))
        {
            var count = (32 - _held) >> 3;
            _buffer |= (four >> (32 - 8 * count)) << (32 - 8 * count) >> _held;
            _at += count;
            _held += 8 * count;
            return;
        }
        while (_held <= 24)
        {
            uint next = 0;
            if (_at < _data.Length && !(_data[_at] == 0xff && (_at + 1 >= _data.Length || _data[_at + 1] != 0)))
            {
                next = _data[_at];
                _at += next == 0xff ? 2 : 1;
            }
            else _missing++;
            _buffer |= next << (24 - _held);
            _held += 8;
        }
    }

    /// <summary>True if one of the four bytes is 0xFF: its complement has a zero byte.</summary>
    private static bool HasMarker(uint four) => (~four - 0x01010101u & four & 0x80808080u) != 0;

    public int Peek16()
    {
        if (_held < 16) Fill();
        return (int)(_buffer >> 16);
    }

    public void Drop(int count)
    {
        _buffer <<= count;
        _held -= count;
    }

    public int Take(int count)
    {
        if (count == 0) return 0;
        if (_held < count) Fill();
        var value = (int)(_buffer >> (32 - count));
        Drop(count);
        return value;
    }

    /// <summary>A number of that many bits [F.2.2.1].</summary>
    public int Signed(int size)
    {
        if (size == 0) return 0;
        var value = Take(size);
        return value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
    }

    /// <summary>Goes behind the next restart marker; false if there is none.</summary>
    public bool Restart()
    {
        (_buffer, _held, _missing) = (0, 0, 0);
        while (_at + 1 < _data.Length)
        {
            if (_data[_at] != 0xff || _data[_at + 1] is 0 or 0xff)
            {
                _at++;
                continue;
            }
            if (_data[_at + 1] is < 0xd0 or > 0xd7) return false;
            _at += 2;
            return true;
        }
        return false;
    }

    /// <summary>Where the next marker that is no restart begins.</summary>
    public int SkipScan()
    {
        while (_at < _data.Length)
        {
            var next = _data[_at..].IndexOf((byte)0xff);
            if (next < 0) break;
            _at += next;
            if (_at + 1 < _data.Length && _data[_at + 1] is not (0 or 0xff or (>= 0xd0 and <= 0xd7))) return _at;
            _at++;
        }
        return _data.Length;
    }
}
