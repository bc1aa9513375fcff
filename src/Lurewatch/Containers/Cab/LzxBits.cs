using System.Buffers.Binary;

namespace Lurewatch.Containers.Cab;

/// <summary>Bits of LZX: words of 16 bits, low byte first, highest bit first.</summary>
internal sealed class LzxBits(ReadOnlyMemory<byte> bytes)
{
    private const int Word = 2;

    private readonly int _end = bytes.Length & ~1;
    private int _at;
    private uint _held; // from the top bit down
    private int _count;

    /// <summary>The next 16 bits, not taken; zeros behind the input's end.</summary>
    public int Peek()
    {
        if (_count < 16) Fill();
        return (int)(_held >> 16);
    }

    public int Take(int count)
    {
        if (count == 0) return 0;
        if (count > 16) return (Take(count - 16) << 16) | Take(16);
        var value = Peek() >> (16 - count);
        Skip(count);
        return value;
    }

    public void Skip(int count)
    {
        _held <<= count;
        _count -= count;
        if (_at > _end && (_at - _end) * 8 > _count) throw new InvalidDataException("the content ends early");
    }

    /// <summary>To the next word, if not there already.</summary>
    public void Align() => Skip(_count & 15);

    /// <summary>Bytes follow: from the next word on, which is the one after this if no bit of it was taken.</summary>
    public void StartBytes()
    {
        Peek();
        if (_count > 16) _at -= Word;
        (_held, _count) = (0, 0);
    }

    public byte TakeByte() => _at < bytes.Length ? bytes.Span[_at++] : throw new InvalidDataException("the content ends early");

    public uint TakeWord()
    {
        if (_at + 4 > bytes.Length) throw new InvalidDataException("the content ends early");
        _at += 4;
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[(_at - 4)..]);
    }

    public void SkipByte() => _at++;

    private void Fill()
    {
        uint word = 0;
        if (_at + 1 < bytes.Length) word = BinaryPrimitives.ReadUInt16LittleEndian(bytes.Span[_at..]);
        _at += Word;
        _held |= word << (16 - _count);
        _count += 16;
    }
}
