using System.Buffers.Binary;

namespace Lurewatch.Containers.SevenZip;

/// <summary>Reads a 7z header [7zFormat.txt]. What runs past the end answers zeros and sets <see cref="Failed"/>.</summary>
internal ref struct SevenZipCursor(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    public bool Failed { get; private set; }

    public readonly int Left => _bytes.Length - _at;

    public byte Byte()
    {
        if (_at < _bytes.Length) return _bytes[_at++];
        Failed = true;
        return 0;
    }

    public uint UInt32() => Take(4) is { Length: 4 } four ? BinaryPrimitives.ReadUInt32LittleEndian(four) : 0;

    public ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > Left)
        {
            Failed = true;
            return default;
        }
        _at += (int)count;
        return _bytes.Slice(_at - (int)count, (int)count);
    }

    /// <summary>NUMBER: the set bits at the top of the first byte say how many bytes follow. Negative ones are failures.</summary>
    public long Number()
    {
        var first = Byte();
        ulong value = 0;
        var mask = 0x80;
        for (var i = 0; i < 8; i++, mask >>= 1)
        {
            if ((first & mask) == 0)
            {
                value |= (ulong)(first & (mask - 1)) << (8 * i);
                break;
            }
            value |= (ulong)Byte() << (8 * i);
        }
        if (value <= long.MaxValue) return (long)value;
        Failed = true;
        return 0;
    }

    /// <summary>A count of things of which each needs something of what is left; more cannot be.</summary>
    /// <param name="perByte">How many of them a byte can hold.</param>
    public int Count(int perByte = 1)
    {
        var count = Number();
        if (count <= (long)Left * perByte) return (int)count;
        Failed = true;
        return 0;
    }

    /// <summary>A bit for each of <paramref name="count"/> things, the highest first.</summary>
    public bool[] Bits(int count)
    {
        var from = Take((count + 7) / 8);
        var bits = new bool[from.IsEmpty ? 0 : count];
        for (var i = 0; i < bits.Length; i++) bits[i] = (from[i / 8] & (0x80 >> (i % 8))) != 0;
        return bits.Length == count ? bits : new bool[Failed ? 0 : count];
    }

    /// <summary>As <see cref="Bits"/>, behind a byte that says whether all are set.</summary>
    public bool[] OptionalBits(int count)
    {
        if (Byte() == 0) return Bits(count);
        var bits = new bool[Math.Min(count, 8L * _bytes.Length) == count ? count : 0];
        Array.Fill(bits, true);
        return bits;
    }
}
