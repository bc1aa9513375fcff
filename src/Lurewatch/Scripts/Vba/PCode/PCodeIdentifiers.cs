using System.Buffers.Binary;
using System.Text;

namespace Lurewatch.Scripts.Vba.PCode;

/// <summary>The names that compiled code refers to, from the stream <c>_VBA_PROJECT</c>. [MS-OVBA 2.3.4.1] calls it a performance cache and leaves it undescribed; the layout is the one that public research on p-code found.</summary>
internal sealed class PCodeIdentifiers
{
    /// <summary>The operand that stands for the module's own object.</summary>
    public const int Me = 0xFFFF;
    private const int MostNames = 1 << 16;
    private const ushort Magic = 0x61CC, Vba6 = 0x006B, Vba7 = 0x0097, NoCache = 0xFFFF;

    private readonly List<string> _names = [];

    private PCodeIdentifiers(int version, bool is64Bit)
    {
        IsVba7 = version >= Vba7;
        Is64Bit = is64Bit;
    }

    /// <summary>Office 2010 and later.</summary>
    public bool IsVba7 { get; }
    public bool Is64Bit { get; }
    public IReadOnlyList<string> Names => _names;

    /// <summary>Reads the table; null where the stream holds no cache, is of another version than Office 2000 and later for Windows, or does not add up.</summary>
    public static PCodeIdentifiers? Read(ReadOnlySpan<byte> stream, bool is64Bit, Encoding encoding, AnalysisBudget budget)
    {
        if (stream.Length < 0x22 || BinaryPrimitives.ReadUInt16LittleEndian(stream) != Magic) return null;
        var version = BinaryPrimitives.ReadUInt16LittleEndian(stream[2..]);
        if (version is < Vba6 or NoCache || BinaryPrimitives.ReadUInt16LittleEndian(stream[5..]) == 0x000E) return null;   // 0x000E: big-endian, of a Mac
        var cursor = new Cursor(stream, 0x1E);
        SkipReferences(ref cursor, budget);
        cursor.SkipCounted(2);                                          // classes and forms
        cursor.SkipCounted(4);                                          // constants of conditional compilation
        cursor.Skip(2);
        cursor.SkipText();                                              // type library
        cursor.SkipText();                                              // description
        cursor.SkipText();                                              // help file
        cursor.Skip(0x64);
        SkipModules(ref cursor, budget);
        cursor.Skip(6);
        cursor.Skip(cursor.DWord());
        cursor.Skip(6);
        var (all, count, dead) = (cursor.Word(), cursor.Word(), cursor.Word());
        cursor.Skip(4);
        if (cursor.HasFailed || all < dead) return null;
        var identifiers = new PCodeIdentifiers(version, is64Bit);
        for (var i = 0; i < count + dead - all && !cursor.HasFailed; i++)
        {
            if (!budget.TryTakeSteps(1, "p-code names")) return null;
            cursor.Skip(4);
            var (length, flags) = (cursor.Byte(), cursor.Byte());
            cursor.Skip((flags & 0x80) != 0 ? length + 6 : length);
        }
        for (var i = 0; i < all - dead && i < MostNames; i++)
        {
            if (!budget.TryTakeSteps(1, "p-code names")) return null;
            var (length, flags) = (cursor.Byte(), cursor.Byte());
            var isKeyword = length == 0 && flags == 0;
            if (isKeyword)
            {
                cursor.Skip(2);
                (length, flags) = (cursor.Byte(), cursor.Byte());
            }
            if ((flags & 0x80) != 0) cursor.Skip(6);
            if (length > 0) identifiers._names.Add(encoding.GetString(cursor.Take(length)));
            if (!isKeyword) cursor.Skip(4);
            if (cursor.HasFailed) return null;
        }
        return cursor.HasFailed ? null : identifiers;
    }

    /// <summary>The name that a code's operand stands for; null for words of the language, which are numbered below 256, and where the table has none of that number.</summary>
    /// <param name="operand">Twice the number, with a flag in the lowest bit.</param>
    public PCodeName? Name(int operand)
    {
        var index = (operand >> 1) - 0x100;
        if (operand == Me || index < 0) return null;
        if (IsVba7)
        {
            index -= Is64Bit ? 7 : 4;                                   // more words of the language than there were numbers for
            if (index > 0xBE) index--;
        }
        if (index < 0 || index >= _names.Count) return null;
        return new PCodeName(_names[index], index > 0 ? _names[index - 1] : null, index + 1 < _names.Count ? _names[index + 1] : null);
    }

    private static void SkipReferences(ref Cursor cursor, AnalysisBudget budget)
    {
        int references = cursor.Word();
        cursor.Skip(2);
        for (var i = 0; i < references && !cursor.HasFailed; i++)
        {
            if (!budget.TryTakeSteps(1, "p-code references")) return;
            int length = cursor.Word();
            if (length == 0)
            {
                cursor.Skip(6);
            }
            else
            {
                var libid = cursor.Take(length);
                if (libid.Length >= 5 && libid[4] is (byte)'C' or (byte)'D') cursor.SkipCounted(1);   // *\C, *\D: a project, which has a second path
            }
            cursor.Skip(10);
            if (cursor.Word() == 0) continue;
            cursor.SkipCounted(1);
            int rest = cursor.Word();
            cursor.Skip(rest == 0 ? 30 : rest + 32);
        }
    }

    private static void SkipModules(ref Cursor cursor, AnalysisBudget budget)
    {
        int modules = cursor.Word();
        for (var i = 0; i < modules && !cursor.HasFailed; i++)
        {
            if (!budget.TryTakeSteps(1, "p-code modules")) return;
            cursor.SkipCounted(1);                                      // name
            cursor.SkipCounted(1);                                      // stream
            cursor.SkipText();
            cursor.Skip(2);
            cursor.SkipText();
            cursor.SkipText();
            cursor.Skip(6);
            cursor.SkipCounted(8);
            cursor.Skip(11);
        }
    }

    /// <summary>Reads forwards and notes when the bytes end.</summary>
    private ref struct Cursor(ReadOnlySpan<byte> bytes, int at)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private int _at = at;

        public bool HasFailed { get; private set; }

        public ReadOnlySpan<byte> Take(long length)
        {
            if (length > _bytes.Length - _at)
            {
                HasFailed = true;
                return [];
            }
            _at += (int)length;
            return _bytes.Slice(_at - (int)length, (int)length);
        }

        public void Skip(long length) => Take(length);

        public byte Byte() => Take(1) is [var value] ? value : (byte)0;

        public ushort Word() => Take(2) is { Length: 2 } word ? BinaryPrimitives.ReadUInt16LittleEndian(word) : (ushort)0;

        public uint DWord() => Take(4) is { Length: 4 } word ? BinaryPrimitives.ReadUInt32LittleEndian(word) : 0;

        public void SkipCounted(int size) => Skip((long)Word() * size);

        /// <summary>A length, then text; all ones stand for none.</summary>
        public void SkipText()
        {
            var length = Word();
            if (length != 0xFFFF) Skip(length);
        }
    }
}

/// <summary>A name in the table, with its neighbours: in some versions the numbers of some names are one off, so no proof may rest on the difference.</summary>
internal readonly record struct PCodeName(string Text, string? Before, string? After);
