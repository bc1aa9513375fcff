using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Lurewatch.Containers;
using Lurewatch.Files.Office.Content;
using Lurewatch.Scripts.Vba;

namespace Lurewatch.Files.Office;

/// <summary>Document properties of a compound file [MS-OLEPS 2.21, 2.25]: \5SummaryInformation and \5DocumentSummaryInformation.</summary>
internal static class OlePropertySet
{
    private const int MostProperties = 128, MostText = 4096, MostMacroText = 1 << 20;
    private const string SummaryStream = "\u0005SummaryInformation", DocumentStream = "\u0005DocumentSummaryInformation";

    public static OfficeSummary Read(CfbReader cfb, AnalysisBudget budget)
    {
        var summary = new OfficeSummary();
        if (CfbStreams.Open(cfb, SummaryStream, budget) is { } first)
        {
            var set = new Section(first.Span, 0);
            summary = new OfficeSummary
            {
                CodePage = set.CodePage,
                Title = set.Text(2),
                Subject = set.Text(3),
                Author = set.Text(4),
                Keywords = set.Text(5),
                Comments = set.Text(6),
                Template = set.Text(7),
                LastSavedBy = set.Text(8),
                Application = set.Text(18),
                Created = set.Time(12),
                Saved = set.Time(13),
            };
        }
        if (CfbStreams.Open(cfb, DocumentStream, budget) is { } second)
            summary = summary with { Company = new Section(second.Span, 0).Text(15) };
        return summary;
    }

    /// <summary>All textual properties by the names that macros use, and those that users added, with their own names.</summary>
    public static (IReadOnlyDictionary<string, string> BuiltIn, IReadOnlyDictionary<string, string> Custom) Texts(CfbReader cfb, AnalysisBudget budget)
    {
        var builtIn = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var custom = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (CfbStreams.Open(cfb, SummaryStream, budget) is { } first)
        {
            var set = new Section(first.Span, 0);
            foreach (var (id, name) in (ReadOnlySpan<(uint, string)>)[(2, "Title"), (3, "Subject"), (4, "Author"), (5, "Keywords"), (6, "Comments"), (7, "Template"), (8, "Last Author"), (9, "Revision Number"), (18, "Application Name")])
                if (set.Text(id, MostMacroText) is { } text) builtIn[name] = text;
        }
        if (CfbStreams.Open(cfb, DocumentStream, budget) is { } second)
        {
            var set = new Section(second.Span, 0);
            foreach (var (id, name) in (ReadOnlySpan<(uint, string)>)[(2, "Category"), (3, "Format"), (14, "Manager"), (15, "Company"), (26, "Content type"), (27, "Content status"), (28, "Language"), (29, "Document version")])
                if (set.Text(id, MostMacroText) is { } text) builtIn[name] = text;
            new Section(second.Span, 1).Named(custom, budget);
            if (custom.TryGetValue("_PID_LINKBASE", out var linkBase)) builtIn["Hyperlink Base"] = linkBase;
        }
        return (builtIn, custom);
    }

    /// <summary>One section of a property set: a table of ids and offsets, then typed values.</summary>
    private readonly ref struct Section
    {
        private readonly ReadOnlySpan<byte> _section;
        private readonly Encoding _encoding;

        public Section(ReadOnlySpan<byte> stream, int index)
        {
            _encoding = Encodings.Of(1252);
            var at = 44 + index * 20;                                       // after FMTID0, offset 0, FMTID1
            if (stream.Length < at + 4 || index > 0 && BinaryPrimitives.ReadUInt32LittleEndian(stream[24..]) <= index) return;
            var offset = BinaryPrimitives.ReadUInt32LittleEndian(stream[at..]);
            if (offset > stream.Length - 8) return;
            _section = stream[(int)offset..];
            var value = Value(1);
            if (value.Length < 6) return;
            CodePage = BinaryPrimitives.ReadUInt16LittleEndian(value[4..]);
            _encoding = Encodings.Of(CodePage.Value);
        }

        public int? CodePage { get; }

        /// <summary>VT_LPSTR or VT_LPWSTR; null if absent or empty.</summary>
        public string? Text(uint id, int most = MostText) => Text(Value(id), most);

        public DateTimeOffset? Time(uint id)
        {
            var value = Value(id);
            return value.Length < 12 || BinaryPrimitives.ReadUInt16LittleEndian(value) != 0x40
                ? null
                : CfbReader.FileTime(BinaryPrimitives.ReadInt64LittleEndian(value[4..]));
        }

        /// <summary>Properties that a dictionary (property 0) names [MS-OLEPS 2.17].</summary>
        public void Named(Dictionary<string, string> to, AnalysisBudget budget)
        {
            var dictionary = Value(0);
            if (dictionary.Length < 4) return;
            var count = BinaryPrimitives.ReadUInt32LittleEndian(dictionary);
            var wide = CodePage == 1200;
            var at = 4;
            for (var i = 0; i < count && to.Count < MostProperties && dictionary.Length - at >= 8 && budget.TryTakeSteps(MostProperties, "property names"); i++)
            {
                var id = BinaryPrimitives.ReadUInt32LittleEndian(dictionary[at..]);
                var size = BinaryPrimitives.ReadUInt32LittleEndian(dictionary[(at + 4)..]) * (wide ? 2L : 1L);
                at += 8;
                if (size > dictionary.Length - at || size > MostText) return;
                var name = (wide ? Encoding.Unicode : _encoding).GetString(dictionary.Slice(at, (int)size)).TrimEnd('\0');
                at += wide ? (int)(size + 3 & ~3L) : (int)size;
                if (at > dictionary.Length) at = dictionary.Length;
                if (Shown(Value(id)) is { } value) to.TryAdd(name, value);
            }
        }

        /// <summary>A value as code would see it in text.</summary>
        private string? Shown(ReadOnlySpan<byte> value)
        {
            if (value.Length < 8) return null;
            return BinaryPrimitives.ReadUInt16LittleEndian(value) switch
            {
                0x03 => BinaryPrimitives.ReadInt32LittleEndian(value[4..]).ToString(CultureInfo.InvariantCulture),
                0x05 when value.Length >= 12 => BinaryPrimitives.ReadDoubleLittleEndian(value[4..]).ToString(CultureInfo.InvariantCulture),
                0x0B => BinaryPrimitives.ReadUInt16LittleEndian(value[4..]) != 0 ? "True" : "False",
                0x1E or 0x1F => Text(value, MostMacroText),
                0x41 => Blob(value),                                        // _PID_LINKBASE is a blob of UTF-16
                _ => null,
            };
        }

        private static string? Blob(ReadOnlySpan<byte> value)
        {
            var bytes = value[8..];
            bytes = bytes[..(int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(value[4..]), (uint)bytes.Length)];
            var text = Encoding.Unicode.GetString(bytes[..Math.Min(bytes.Length, MostText)]).TrimEnd('\0');
            return text.Length > 0 && !text.Any(char.IsControl) ? text : null;
        }

        private string? Text(ReadOnlySpan<byte> value, int most)
        {
            if (value.Length < 8) return null;
            var type = BinaryPrimitives.ReadUInt16LittleEndian(value);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(value[4..]);
            if (type is not (0x1E or 0x1F)) return null;
            var bytes = value[8..];
            var wide = type == 0x1F;
            bytes = bytes[..(int)Math.Min(Math.Min(wide ? length * 2L : length, bytes.Length), most)];
            var text = (wide ? Encoding.Unicode : _encoding).GetString(bytes).Trim('\0', ' ');
            return text.Length == 0 ? null : text;
        }

        private ReadOnlySpan<byte> Value(uint id)
        {
            if (_section.Length < 8) return default;
            var count = Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(_section[4..]), MostProperties);
            for (var i = 0; i < count && 16 + i * 8 <= _section.Length; i++)
            {
                if (BinaryPrimitives.ReadUInt32LittleEndian(_section[(8 + i * 8)..]) != id) continue;
                var offset = BinaryPrimitives.ReadUInt32LittleEndian(_section[(12 + i * 8)..]);
                return offset > _section.Length - 4 ? default : _section[(int)offset..];
            }
            return default;
        }
    }
}
