using System.Buffers.Binary;
using System.Text;

namespace Lurewatch.Files.Office.Content;

/// <summary>One structure of forms [MS-OFORMS 2.1.2]: version, size, a mask of which properties are there, small values each aligned to its own size, then big ones aligned to four.</summary>
internal ref struct FormBlock
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly ulong _mask;
    private int _at;

    private FormBlock(ReadOnlySpan<byte> bytes, ulong mask, int at)
    {
        _bytes = bytes;
        _mask = mask;
        _at = at;
    }

    /// <summary>Bytes of the whole structure, up to what may follow it.</summary>
    public readonly int Size => _bytes.Length;

    /// <summary>Opens a structure of that major version; false if it is none.</summary>
    public static bool TryOpen(ReadOnlySpan<byte> bytes, byte major, bool wideMask, out FormBlock block)
    {
        block = default;
        var start = wideMask ? 12 : 8;
        if (bytes.Length < start || bytes[1] != major) return false;
        var size = 4 + BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]);
        if (size < start) return false;
        bytes = bytes[..Math.Min(bytes.Length, size)];
        block = new FormBlock(bytes, wideMask ? BinaryPrimitives.ReadUInt64LittleEndian(bytes[4..]) : BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]), start);
        return true;
    }

    /// <summary>True if that property is there.</summary>
    public readonly bool Has(int bit) => (_mask >> bit & 1) != 0;

    /// <summary>A small value of one, two or four bytes; 0 if it is not there.</summary>
    public uint Number(int bit, int size)
    {
        if (!Has(bit)) return 0;
        Align(size);
        if (_bytes.Length - _at < size)
        {
            _at = _bytes.Length;
            return 0;
        }
        var value = size switch { 1 => _bytes[_at], 2 => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[_at..]), _ => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[_at..]) };
        _at += size;
        return value;
    }

    /// <summary>Passes small values that no one asks for.</summary>
    public void Pass(int size, params ReadOnlySpan<int> bits)
    {
        foreach (var bit in bits) Number(bit, size);
    }

    /// <summary>Passes a big value of that size, if it is there.</summary>
    public void PassBig(int bit, int size)
    {
        Align(4);
        if (Has(bit)) _at = Math.Min(_bytes.Length, _at + size);
    }

    /// <summary>A string whose length and compression were among the small values; null if it is not there.</summary>
    public string? Text(int bit, uint lengthAndCompression, AnalysisBudget budget)
    {
        Align(4);
        if (!Has(bit)) return null;
        var size = (int)Math.Min(lengthAndCompression & 0x7FFF_FFFF, (uint)(_bytes.Length - _at));
        var text = TextOf(_bytes.Slice(_at, size), lengthAndCompression >> 31 != 0, budget);
        _at += size;
        return text;
    }

    /// <summary>An array of strings [MS-OFORMS 2.4.14]: each with its length before it.</summary>
    public List<string> Texts(int bit, uint size, AnalysisBudget budget)
    {
        var texts = new List<string>();
        Align(4);
        if (!Has(bit)) return texts;
        var end = (int)Math.Min(_bytes.Length, _at + (long)size);
        while (end - _at >= 4 && budget.TryTakeSteps(1, "form strings"))
        {
            var head = BinaryPrimitives.ReadUInt32LittleEndian(_bytes[_at..]);
            _at += 4;
            var length = (int)Math.Min(head & 0x7FFF_FFFF, (uint)(end - _at));
            texts.Add(TextOf(_bytes.Slice(_at, length), head >> 31 != 0, budget) ?? "");
            _at += length;
            Align(4);
        }
        _at = end;
        return texts;
    }

    /// <summary>A character a byte where compressed, else UTF-16.</summary>
    private static string? TextOf(ReadOnlySpan<byte> bytes, bool isCompressed, AnalysisBudget budget) =>
        !budget.TryTakeBytes(bytes.Length, "form strings") ? null : (isCompressed ? Encoding.Latin1 : Encoding.Unicode).GetString(bytes);

    private void Align(int size) => _at = Math.Min(_bytes.Length, (_at + size - 1) / size * size);
}
