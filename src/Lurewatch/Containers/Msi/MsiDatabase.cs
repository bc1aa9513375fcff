using System.Buffers.Binary;
using System.Text;

namespace Lurewatch.Containers.Msi;

/// <summary>The database of a Windows Installer package: streams under packed names, strings in a pool, tables column by column [as the Windows Installer SDK describes its tables; the storage by msitools' and Wine's documentation].</summary>
internal sealed class MsiDatabase
{
    private const int MostStrings = 1 << 20, MostRows = 1 << 16, MostColumns = 1 << 14;
    private const int FirstPair = 0x3800, FirstSingle = 0x4800, TableMark = 0x4840;
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._";

    private readonly CfbReader _cfb;
    private readonly AnalysisBudget _budget;
    private readonly Dictionary<string, CfbEntry> _streams = new(StringComparer.Ordinal);
    private readonly List<(int At, int Length)> _strings = [];
    private readonly Dictionary<int, string> _read = [];
    private readonly Dictionary<string, List<Column>> _tables = new(StringComparer.Ordinal);
    private ReadOnlyMemory<byte> _text;
    private Encoding _encoding = Encoding.Latin1;
    private int _referenceSize = 2;

    /// <summary>A column of a table.</summary>
    private sealed record Column(string Name, bool IsText, int Size);

    private MsiDatabase(CfbReader cfb, AnalysisBudget budget) => (_cfb, _budget) = (cfb, budget);

    /// <summary>Streams by their names unpacked; those of tables start with an exclamation mark.</summary>
    public IReadOnlyDictionary<string, CfbEntry> Streams => _streams;

    public static MsiDatabase Read(CfbReader cfb, AnalysisBudget budget)
    {
        var database = new MsiDatabase(cfb, budget);
        foreach (var entry in cfb.Entries)
            if (!entry.IsStorage && budget.TryTakeSteps(1, "msi")) database._streams.TryAdd(Name(entry.Path), entry);
        database.ReadStrings();
        database.ReadColumns();
        return database;
    }

    /// <summary>Two characters of 64 in one; what is outside of the range stands for itself.</summary>
    public static string Name(string packed)
    {
        var name = new StringBuilder(packed.Length * 2);
        foreach (var c in packed)
        {
            if (c is >= (char)FirstPair and < (char)FirstSingle) name.Append(Alphabet[(c - FirstPair) & 63]).Append(Alphabet[(c - FirstPair) >> 6]);
            else if (c is >= (char)FirstSingle and < (char)TableMark) name.Append(Alphabet[c - FirstSingle]);
            else name.Append(c == TableMark ? '!' : c);
        }
        return name.ToString();
    }

    /// <summary>A table's rows as text, in columns as asked for; a column that it has not is empty.</summary>
    public IEnumerable<string[]> Rows(string table, params string[] columns)
    {
        if (!_tables.TryGetValue(table, out var has) || Open("!" + table) is not { } stored) yield break;
        var width = has.Sum(column => column.Size);
        var rows = Math.Min(width == 0 ? 0 : stored.Length / width, MostRows);
        for (var row = 0; row < rows && _budget.TryTakeSteps(columns.Length, "msi"); row++)
        {
            var values = new string[columns.Length];
            for (var i = 0; i < columns.Length; i++) values[i] = Value(stored.Span, has, columns[i], row, rows);
            yield return values;
        }
    }

    private string Value(ReadOnlySpan<byte> stored, List<Column> columns, string name, int row, int rows)
    {
        var before = 0;
        foreach (var column in columns)
        {
            if (column.Name == name)
            {
                var cell = stored.Slice((before * rows) + (row * column.Size), column.Size);
                if (column.IsText) return Text(Number(cell));
                return (column.Size == 2 ? Number(cell) - 0x8000 : BinaryPrimitives.ReadInt32LittleEndian(cell) ^ int.MinValue).ToString(System.Globalization.CultureInfo.InvariantCulture);
            }
            before += column.Size;
        }
        return "";
    }

    private void ReadStrings()
    {
        if (Open("!_StringPool") is not { Length: >= 4 } pool || Open("!_StringData") is not { } text) return;
        _text = text;
        var header = BinaryPrimitives.ReadUInt32LittleEndian(pool.Span);
        if ((header & 0x80000000) != 0) _referenceSize = 3;
        _encoding = (header & 0xffff) is 65001 ? Encoding.UTF8 : CodePagesEncodingProvider.Instance.GetEncoding((int)(header & 0xffff)) ?? Encoding.Latin1;
        var at = 0;
        _strings.Add(default); // the first has the number one
        for (var entry = 4; entry + 4 <= pool.Length && _strings.Count < MostStrings && _budget.TryTakeSteps(1, "msi"); entry += 4)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(pool.Span[entry..]), references = BinaryPrimitives.ReadUInt16LittleEndian(pool.Span[(entry + 2)..]);
            if (length == 0 && references != 0 && entry + 8 <= pool.Length)
            {
                // A long one: the upper half of its length, then an entry with the lower.
                entry += 4;
                length = (int)Math.Min(((long)references << 16) + BinaryPrimitives.ReadUInt16LittleEndian(pool.Span[entry..]), int.MaxValue);
            }
            length = Math.Min(length, text.Length - at);
            _strings.Add((at, length));
            at += length;
        }
    }

    /// <summary>The table of columns describes itself too; its own shape is fixed: table, number, name, type.</summary>
    private void ReadColumns()
    {
        const int textFlag = 0x0800, binary = 0x0900, nullable = 0x1000, key = 0x2000;
        if (Open("!_Columns") is not { } stored) return;
        var width = (2 * _referenceSize) + 4;
        var rows = Math.Min(stored.Length / width, MostColumns);
        List<Column> own = [new("Table", true, _referenceSize), new("Number", false, 2), new("Name", true, _referenceSize), new("Type", false, 2)];
        for (var row = 0; row < rows && _budget.TryTakeSteps(1, "msi"); row++)
        {
            var type = int.Parse(Value(stored.Span, own, "Type", row, rows), System.Globalization.CultureInfo.InvariantCulture) & 0xffff;
            var isBinary = (type & ~(nullable | key) & 0xff00) == binary && (type & 0xff) == 0;
            var isText = !isBinary && (type & textFlag) != 0;
            var table = Value(stored.Span, own, "Table", row, rows);
            if (!_tables.TryGetValue(table, out var columns)) _tables.Add(table, columns = []);
            columns.Add(new Column(Value(stored.Span, own, "Name", row, rows), isText, isText ? _referenceSize : isBinary || (type & 0xff) != 4 ? 2 : 4));
        }
    }

    private string Text(int number)
    {
        if (number <= 0 || number >= _strings.Count) return "";
        // Many cells may refer to one long string.
        if (_read.TryGetValue(number, out var known)) return known;
        var (at, length) = _strings[number];
        return _read[number] = _encoding.GetString(_text.Span.Slice(at, length));
    }

    private static int Number(ReadOnlySpan<byte> cell)
    {
        var value = 0;
        for (var i = cell.Length - 1; i >= 0; i--) value = (value << 8) | cell[i];
        return value;
    }

    private ReadOnlyMemory<byte>? Open(string name) => _streams.TryGetValue(name, out var entry) ? _cfb.Open(entry, _budget) : null;
}
