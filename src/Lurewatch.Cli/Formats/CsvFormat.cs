using System.Buffers;
using System.Globalization;
using System.Text;
using Lurewatch.Cli.Scanning;
using Lurewatch.Events;

namespace Lurewatch.Cli.Formats;

/// <summary>One row a message [RFC 4180]. Values are real; what a spreadsheet would take for a formula is preceded by an apostrophe. Columns: docs/cli.md.</summary>
internal sealed class CsvFormat : IReportFormat
{
    private static readonly SearchValues<char> s_quoted = SearchValues.Create("\",\r\n");
    private static readonly string[] s_columns =
    [
        "path", "index", "sha256", "size", "date", "verdict", "kind", "score", "from_name", "from_address", "to", "subject", "message_id", "strongest_finding", "findings",
        "techniques", "urls", "domains", "attachments", "unopened", "report", "reporter", "chain",
    ];

    public bool IsStateless => true;

    public void Start(OutputStream output) => Encoding.UTF8.GetBytes(string.Join(',', s_columns) + "\r\n", output.Buffer);

    public void Write(Outcome outcome, IBufferWriter<byte> output)
    {
        if (outcome.Analysis is not { } analysis) return;
        var message = analysis.Message;
        var row = new StringBuilder(512);
        Field(row, outcome.Item.Location, isFirst: true);
        Field(row, outcome.Item.Index?.ToString(CultureInfo.InvariantCulture));
        Field(row, analysis.Root.Sha256);
        Field(row, analysis.Root.Size.ToString(CultureInfo.InvariantCulture));
        Field(row, message?.Headers.Date?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        Field(row, Words.Of(analysis.Verdict.Class));
        Field(row, analysis.Verdict.Kind.Name());
        Field(row, Words.Score(analysis.Verdict.Score));
        Field(row, message?.Sender.DisplayName);
        Field(row, message?.Sender.Email.Address);
        Field(row, message is null ? null : Join(message.Recipients.To.Concat(message.Recipients.Cc).Select(mailbox => mailbox.Email.Address)));
        Field(row, message?.Subject.SubjectText);
        Field(row, message?.Headers.MessageId);
        Field(row, Facts.Strongest(analysis)?.Finding.Kind.Id);
        Field(row, Join(analysis.Findings.Select(finding => finding.Kind.Id).Distinct(StringComparer.Ordinal)));
        Field(row, Join(analysis.Findings.SelectMany(finding => finding.Kind.Techniques).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)));
        Field(row, Join(Values(analysis, IndicatorType.Url)));
        Field(row, Join(Values(analysis, IndicatorType.Domain)));
        Field(row, message is null ? null : Join(message.Attachments.Select(attachment => attachment.FileName)));
        Field(row, Join(analysis.Verdict.Unopened));
        Field(row, analysis.Report?.Kind.Name());
        Field(row, analysis.Report?.Reporter);
        Field(row, analysis.Indicators.Select(Facts.Chain).FirstOrDefault(chain => chain is not null));
        row.Append("\r\n");
        Encoding.UTF8.GetBytes(row.ToString(), output);
    }

    public void End(RunSummary summary, OutputStream output) { }

    private static IEnumerable<string> Values(Analysis analysis, IndicatorType type) =>
        analysis.Indicators.Where(indicator => indicator.Type == type).Select(indicator => indicator.Value).Distinct(StringComparer.Ordinal);

    /// <summary>Blanks separate: none of the joined values holds one but names, where the reader sees what is meant.</summary>
    private static string Join(IEnumerable<string?> values) => string.Join(' ', values.Where(value => !string.IsNullOrEmpty(value)));

    private static void Field(StringBuilder row, string? value, bool isFirst = false)
    {
        if (!isFirst) row.Append(',');
        if (string.IsNullOrEmpty(value)) return;
        // Excel and Calc evaluate these; tab and carriage return are skipped before they look. NUL ends a field in some readers.
        var guarded = value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠' ? "'" : "";
        var text = value.Contains('\0', StringComparison.Ordinal) ? value.Replace('\0', '\uFFFD') : value;
        if (text.AsSpan().ContainsAny(s_quoted)) row.Append('"').Append(guarded).Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        else row.Append(guarded).Append(text);
    }
}
