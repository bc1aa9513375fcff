using System.Buffers.Binary;
using System.Text;

namespace Lurewatch.Files.Office.Workbooks;

/// <summary>Records of an old workbook's stream [MS-XLS 2.1.4], one after the other.</summary>
internal ref struct BiffRecords(ReadOnlySpan<byte> workbook, int from, AnalysisBudget budget)
{
    public const ushort Continue = 0x003C, BeginOfFile = 0x0809, EndOfFile = 0x000A;
    private readonly ReadOnlySpan<byte> _workbook = workbook;
    private readonly AnalysisBudget _budget = budget;
    private int _next = from;

    public ushort Id { get; private set; }
    public ReadOnlySpan<byte> Data { get; private set; }
    /// <summary>Where <see cref="Data"/> begins in the stream.</summary>
    public int Place { get; private set; }

    /// <summary>Moves on; a record that is cut short gives what is there of it.</summary>
    public bool Next()
    {
        if (_next < 0 || _workbook.Length - _next < 4 || !_budget.TryTakeSteps(1, "workbook records")) return false;
        Id = BinaryPrimitives.ReadUInt16LittleEndian(_workbook[_next..]);
        int size = BinaryPrimitives.ReadUInt16LittleEndian(_workbook[(_next + 2)..]);
        Place = _next + 4;
        Data = _workbook.Slice(Place, Math.Min(size, _workbook.Length - Place));
        _next += 4 + size;
        return true;
    }

    /// <summary>Moves on if a record follows that continues this one.</summary>
    public bool NextContinued() => _next >= 0 && _workbook.Length - _next >= 4 && BinaryPrimitives.ReadUInt16LittleEndian(_workbook[_next..]) == Continue && Next();
}

/// <summary>Strings of old workbooks [MS-XLS 2.5.293, 2.5.294], which may go on in the records behind.</summary>
internal static class BiffText
{
    private const int MostChars = 1 << 16, MostStrings = 1 << 20;

    /// <summary>Characters of one or two bytes, as the flags before them say; nothing behind them is looked at.</summary>
    public static string Read(ReadOnlySpan<byte> flagsAndChars, int count)
    {
        if (flagsAndChars.IsEmpty) return "";
        var wide = (flagsAndChars[0] & 1) != 0;
        var chars = flagsAndChars[1..];
        chars = chars[..Math.Min(chars.Length, wide ? count * 2 : count)];
        return (wide ? Encoding.Unicode : Encoding.Latin1).GetString(chars);
    }

    /// <summary>A string whose length stands first, in two bytes, and which may go on in the next records.</summary>
    public static string ReadLong(ref BiffRecords records, AnalysisBudget budget)
    {
        if (records.Data.Length < 3) return "";
        var at = records.Data[2..];
        return Characters(ref records, ref at, BinaryPrimitives.ReadUInt16LittleEndian(records.Data), budget, out _);
    }

    /// <summary>The table of strings that cells share: SST with all that continues it.</summary>
    public static List<string> ReadShared(ref BiffRecords records, AnalysisBudget budget)
    {
        var strings = new List<string>();
        if (records.Data.Length < 8) return strings;
        var at = records.Data[8..];
        while (strings.Count < MostStrings && budget.TryTakeSteps(1, "shared strings"))
        {
            if (at.IsEmpty)
            {
                if (!records.NextContinued()) break;
                at = records.Data;
            }
            if (at.Length < 3) break;
            var count = BinaryPrimitives.ReadUInt16LittleEndian(at);
            at = at[2..];
            strings.Add(Characters(ref records, ref at, count, budget, out var behind));
            while (behind > at.Length)                                   // formatting runs and phonetic data
            {
                behind -= at.Length;
                at = default;
                if (!records.NextContinued()) return strings;
                at = records.Data;
            }
            at = at[(int)behind..];
        }
        return strings;
    }

    /// <summary>Flags, sizes of what stands behind, characters; where a record ends inside the characters, the next begins with flags of its own.</summary>
    private static string Characters(ref BiffRecords records, ref ReadOnlySpan<byte> at, int count, AnalysisBudget budget, out long behind)
    {
        behind = 0;
        if (at.IsEmpty) return "";
        var flags = at[0];
        at = at[1..];
        if ((flags & 0x08) != 0 && at.Length >= 2)
        {
            behind += BinaryPrimitives.ReadUInt16LittleEndian(at) * 4L;
            at = at[2..];
        }
        if ((flags & 0x04) != 0 && at.Length >= 4)
        {
            behind += BinaryPrimitives.ReadUInt32LittleEndian(at);
            at = at[4..];
        }
        var text = "";
        while (true)
        {
            var wide = (flags & 1) != 0;
            var here = Math.Min(count, wide ? at.Length / 2 : at.Length);
            if (here > 0 && budget.TryTakeBytes(here, "workbook strings")) text += (wide ? Encoding.Unicode : Encoding.Latin1).GetString(at[..(wide ? here * 2 : here)]);
            at = at[(wide ? here * 2 : here)..];
            count -= here;
            if (count <= 0 || text.Length > MostChars || !records.NextContinued() || records.Data.IsEmpty) break;
            flags = records.Data[0];
            at = records.Data[1..];
        }
        return text;
    }
}
