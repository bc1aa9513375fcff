using System.Text;

namespace Lurewatch.Files.Text;

/// <summary>Text of a file whose character set nobody declared: byte order mark, UTF-16 by its zeros, UTF-8 if valid, else Latin-1.</summary>
internal static class FileText
{
    /// <summary>At most <see cref="AnalysisLimits.TextChars"/> characters; the limit is noted where it cuts.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes, AnalysisBudget budget, string what) => Decode(bytes, budget, what, budget.Limits.TextChars);

    /// <summary>With a bound of its own, for what is run rather than searched.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes, AnalysisBudget budget, string what, int limit)
    {
        var (encoding, mark) = bytes switch
        {
            [0xef, 0xbb, 0xbf, ..] => (Encoding.UTF8, 3),
            [0xff, 0xfe, ..] => (Encoding.Unicode, 2),
            [0xfe, 0xff, ..] => (Encoding.BigEndianUnicode, 2),
            [not 0, 0, not 0, 0, not 0, 0, ..] => (Encoding.Unicode, 0),
            [0, not 0, 0, not 0, 0, not 0, ..] => (Encoding.BigEndianUnicode, 0),
            _ => (System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8 : Encoding.Latin1, 0),
        };
        bytes = bytes[mark..];
        var most = encoding is UnicodeEncoding ? (long)limit * 2 : limit;
        if (bytes.Length > most)
        {
            budget.Exhaust("text_chars", what);
            bytes = bytes[..(int)most];
        }
        return encoding.GetString(bytes);
    }
}
