using System.Buffers.Binary;
using System.Text;
using Lurewatch.Containers;
using Lurewatch.Scripts.Vba;

namespace Lurewatch.Files.Office;

/// <summary>Document properties of a compound file [MS-OLEPS 2.21, 2.25]: \5SummaryInformation and \5DocumentSummaryInformation.</summary>
internal static class OlePropertySet
{
    private const int MostProperties = 128, MostText = 4096;

    public static OfficeSummary Read(CfbReader cfb, AnalysisBudget budget)
    {
        var summary = new OfficeSummary();
        if (Open(cfb, "\u0005SummaryInformation", budget) is { } first)
        {
            var set = new Reader(first.Span);
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
        if (Open(cfb, "\u0005DocumentSummaryInformation", budget) is { } second)
            summary = summary with { Company = new Reader(second.Span).Text(15) };
        return summary;
    }

    private static ReadOnlyMemory<byte>? Open(CfbReader cfb, string name, AnalysisBudget budget) =>
        cfb.Find(name) is { IsStorage: false } entry ? cfb.Open(entry, budget) : null;

    /// <summary>The first section of a property set: a table of ids and offsets, then typed values.</summary>
    private readonly ref struct Reader
    {
        private readonly ReadOnlySpan<byte> _section;
        private readonly Encoding _encoding;

        public Reader(ReadOnlySpan<byte> stream)
        {
            _encoding = Encodings.Of(1252);
            if (stream.Length < 48) return;
            var offset = BinaryPrimitives.ReadUInt32LittleEndian(stream[44..]);
            if (offset > stream.Length - 8) return;
            _section = stream[(int)offset..];
            var value = Value(1);
            if (value.Length < 6) return;
            CodePage = BinaryPrimitives.ReadUInt16LittleEndian(value[4..]);
            _encoding = Encodings.Of(CodePage.Value);
        }

        public int? CodePage { get; }

        /// <summary>VT_LPSTR or VT_LPWSTR; null if absent or empty.</summary>
        public string? Text(uint id)
        {
            var value = Value(id);
            if (value.Length < 8) return null;
            var type = BinaryPrimitives.ReadUInt16LittleEndian(value);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(value[4..]);
            if (type is not (0x1E or 0x1F)) return null;
            var bytes = value[8..];
            var wide = type == 0x1F;
            bytes = bytes[..(int)Math.Min(Math.Min(wide ? length * 2L : length, bytes.Length), MostText)];
            var text = (wide ? Encoding.Unicode : _encoding).GetString(bytes).Trim('\0', ' ');
            return text.Length == 0 ? null : text;
        }

        public DateTimeOffset? Time(uint id)
        {
            var value = Value(id);
            return value.Length < 12 || BinaryPrimitives.ReadUInt16LittleEndian(value) != 0x40
                ? null
                : CfbReader.FileTime(BinaryPrimitives.ReadInt64LittleEndian(value[4..]));
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
