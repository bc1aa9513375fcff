using System.Buffers.Binary;
using System.Text;

namespace Lurewatch.Bytes;

/// <summary>Reads the fields of structures whose offsets a hostile file chose, in either byte order: what lies outside reads as nothing.</summary>
internal readonly ref struct FieldReader(ReadOnlySpan<byte> bytes, bool bigEndian = false)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Length => _bytes.Length;

    /// <summary>True if so much lies there.</summary>
    public bool Has(long at, long count) => at >= 0 && count >= 0 && at <= _bytes.Length - count;

    public byte U8(long at) => Has(at, 1) ? _bytes[(int)at] : (byte)0;

    public ushort U16(long at)
    {
        if (!Has(at, 2)) return 0;
        var field = _bytes[(int)at..];
        return bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(field) : BinaryPrimitives.ReadUInt16LittleEndian(field);
    }

    public uint U32(long at)
    {
        if (!Has(at, 4)) return 0;
        var field = _bytes[(int)at..];
        return bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(field) : BinaryPrimitives.ReadUInt32LittleEndian(field);
    }

    public ulong U64(long at)
    {
        if (!Has(at, 8)) return 0;
        var field = _bytes[(int)at..];
        return bigEndian ? BinaryPrimitives.ReadUInt64BigEndian(field) : BinaryPrimitives.ReadUInt64LittleEndian(field);
    }

    /// <summary>As much of the range as there is.</summary>
    public ReadOnlySpan<byte> Slice(long at, long length)
    {
        if (at < 0 || at >= _bytes.Length || length <= 0) return [];
        return _bytes.Slice((int)at, (int)Math.Min(length, _bytes.Length - at));
    }

    /// <summary>8-bit text up to its zero, to the end, or to <paramref name="most"/> bytes.</summary>
    public string Text(long at, int most)
    {
        var text = Slice(at, most);
        var end = text.IndexOf((byte)0);
        return Encoding.Latin1.GetString(end < 0 ? text : text[..end]);
    }

    /// <summary>UTF-16 up to its zero, to the end, or to <paramref name="most"/> characters.</summary>
    public string WideText(long at, int most)
    {
        var text = Slice(at, 2L * most);
        var end = 0;
        while (end + 1 < text.Length && (text[end] | text[end + 1]) != 0) end += 2;
        return (bigEndian ? Encoding.BigEndianUnicode : Encoding.Unicode).GetString(text[..end]);
    }
}
