using System.Buffers.Binary;
using System.Text;

namespace Lurewatch.Mail.Mapi.Tnef;

/// <summary>MAPI properties inside of TNEF [MS-OXTNEF 2.1.3.4]: a count, then tag, name where the identifier is 0x8000 or higher, and value, each padded to four bytes.</summary>
internal sealed class TnefProperties(AnalysisBudget budget, List<(string Id, string Detail)> problems)
{
    private const int MostProblems = 32, MostRows = 2048, MostName = 1024;
    private const string What = "TNEF";

    /// <summary>One bag.</summary>
    public void Read(ReadOnlyMemory<byte> data, MapiProperties into)
    {
        var cursor = new Cursor(data);
        Read(ref cursor, into);
    }

    /// <summary>The recipients: a count of rows, each a bag.</summary>
    public void ReadRows(ReadOnlyMemory<byte> data, MapiProperties mail, List<MapiProperties> rows)
    {
        var cursor = new Cursor(data);
        if (!cursor.TryU32(out var count)) return;
        for (var i = 0u; i < count && !cursor.IsAtEnd; i++)
        {
            if (rows.Count >= MostRows)
            {
                budget.Exhaust("members", What);
                return;
            }
            var row = new MapiProperties { Names = mail.Names, CodePage = mail.CodePage };
            var whole = Read(ref cursor, row);
            if (row.Count > 0) rows.Add(row);
            if (!whole) return;
        }
    }

    private bool Read(ref Cursor cursor, MapiProperties into)
    {
        if (!cursor.TryU32(out var count)) return Cut(cursor);
        for (var i = 0u; i < count; i++)
        {
            if (!budget.TryTakeSteps(4, What)) return false;
            if (!cursor.TryU32(out var tag)) return Cut(cursor);
            var (id, type) = ((ushort)(tag >> 16), (ushort)tag);
            if (id >= 0x8000 && !TryName(ref cursor, into.Names, out id)) return Cut(cursor);
            var many = (type & MapiType.Many) != 0;
            var single = (ushort)(type & ~MapiType.Many);
            var fixedSize = MapiType.FixedSize(single);
            var variable = fixedSize == 0 && single is MapiType.String8 or MapiType.Unicode or MapiType.Binary or MapiType.Object;
            if (fixedSize == 0 && !variable)
            {
                if (single is 0x0000 or 0x0001) continue;                    // no value
                Problem("tnef-type", $"property {id:x4} of unknown type {type:x4}");
                return false;                                                // its length is not known
            }
            var values = 1u;
            if ((many || variable) && !cursor.TryU32(out values)) return Cut(cursor);
            for (var n = 0u; n < values; n++)
            {
                if (n > 0 && !budget.TryTakeSteps(1, What)) return false;
                var length = (uint)fixedSize;
                if (variable && !cursor.TryU32(out length)) return Cut(cursor);
                if (!cursor.TryTake(length, out var value))
                {
                    if (variable && n == 0 && id != 0) into.Add(id, type, value);   // what there is of it
                    return Cut(cursor);
                }
                if (n == 0 && id != 0) into.Add(id, type, value);
            }
        }
        return true;
    }

    private static bool TryName(ref Cursor cursor, MapiNames names, out ushort id)
    {
        id = 0;
        if (!cursor.TryTake(16, out var set) || !cursor.TryU32(out var kind)) return false;
        if (kind == 0)
        {
            if (!cursor.TryU32(out var number)) return false;
            id = names.Assign(new MapiName(new Guid(set.Span), number));
            return true;
        }
        if (!cursor.TryU32(out var length) || !cursor.TryTake(length, out var name)) return false;
        if (length is > 0 and <= MostName) id = names.Assign(new MapiName(new Guid(set.Span), 0, Encoding.Unicode.GetString(name.Span).TrimEnd('\0')));
        return true;
    }

    private bool Cut(Cursor cursor)
    {
        Problem("tnef-cut", $"properties end at byte {cursor.At}");
        return false;
    }

    private void Problem(string id, string detail)
    {
        if (problems.Count < MostProblems) problems.Add((id, detail));
    }

    /// <summary>Takes values off the front; each ends at a multiple of four.</summary>
    private ref struct Cursor(ReadOnlyMemory<byte> data)
    {
        private readonly ReadOnlyMemory<byte> _data = data;

        public int At { get; private set; }
        public readonly bool IsAtEnd => At >= _data.Length;

        public bool TryU32(out uint value)
        {
            value = 0;
            if (_data.Length - At < 4) return false;
            value = BinaryPrimitives.ReadUInt32LittleEndian(_data.Span[At..]);
            At += 4;
            return true;
        }

        /// <summary>False if there is less; then what there is.</summary>
        public bool TryTake(uint length, out ReadOnlyMemory<byte> value)
        {
            var left = _data.Length - At;
            value = _data.Slice(At, (int)Math.Min(length, (uint)left));
            At = (int)Math.Min(_data.Length, At + (length + 3L & ~3L));
            return length <= left;
        }
    }
}
