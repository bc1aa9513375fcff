using System.Buffers;
using System.Globalization;
using System.Text;
using Lurewatch.Files;
using Lurewatch.Mail;

namespace Lurewatch.Events;

/// <summary>
/// ArcSight Common Event Format, version 0: one line a message, attached messages as lines of their own. Keys and their lengths are those of the
/// CEF extension dictionary (docs/siem/cef.md); no syslog header, which is the transport's affair.
/// </summary>
internal sealed class CefEncoder : IAnalysisEncoder
{
    private const int HeaderMax = 512;

    public string Name => "cef";
    public bool IsStateless => true;

    public void WriteStart(IBufferWriter<byte> output) { }

    public void Write(ScanRecord record, IBufferWriter<byte> output) => Write(record, record.Analysis, parent: null, output);

    public void WriteEnd(IBufferWriter<byte> output) { }

    private static void Write(ScanRecord record, Analysis analysis, Analysis? parent, IBufferWriter<byte> output)
    {
        var verdict = analysis.Verdict;
        var shares = EventOrder.Strongest(verdict);
        output.Write("CEF:0|Lurewatch|Lurewatch|"u8);
        CefText.Header(output, record.ProductVersion, 31);
        output.Write("|"u8);
        CefText.Header(output, verdict.Kind is VerdictKind.None ? verdict.Class.Name() : $"{verdict.Class.Name()}.{verdict.Kind.Name()}", HeaderMax);
        output.Write("|"u8);
        CefText.Header(output, EventName(analysis), HeaderMax);
        output.Write("|"u8);
        Number(output, EventText.Severity10(verdict));
        output.Write("|"u8);

        var line = new Extension(output);
        line.Number("rt"u8, record.ScannedAt.ToUnixTimeMilliseconds());
        line.Text("externalId"u8, analysis.Root.Sha1, 40);
        line.Text("cat"u8, verdict.Kind.Name(), 1023);
        line.Text("msg"u8, Reasons(shares) ?? EventText.Summary(analysis), 1023);
        line.Text("filePath"u8, Location(record, analysis, parent), 1023);
        if (analysis.Message is { } message) WriteMail(ref line, message, analysis);
        var file = MainFile(analysis);
        if (file is not null)
        {
            line.Text("fname"u8, file.Name ?? file.Type.Name(), 1023);
            line.Text("fileHash"u8, file.Sha256, 255);
            line.Number("fsize"u8, file.Size);
            line.Text("fileType"u8, FileTypes.Mime(file.Type), 1023);
        }
        var url = EventText.MainUrl(analysis);
        line.Text("request"u8, url?.Value, 1023);
        line.Text("reason"u8, url is null ? null : EventText.Chain(url), 1023);
        line.Custom("cs1"u8, "Verdict", verdict.Class.Name());
        line.Custom("cs2"u8, "Findings", Join(shares, static share => share.Finding.Kind.Id));
        line.Custom("cs3"u8, "ATT&CK techniques", string.Join(',', EventText.Techniques(shares)));
        line.Custom("cs4"u8, "Subject", analysis.Message?.Subject.SubjectText);
        line.Custom("cs5"u8, "Message-ID", analysis.Message?.Headers.MessageId);
        line.Custom("cs6"u8, "Indicators", Indicators(analysis));
        line.Text("cfp1"u8, verdict.Score.ToString("0.##", CultureInfo.InvariantCulture), 32);
        line.Text("cfp1Label"u8, "Score", 1023);
        if (verdict.Unopened.Count > 0)
        {
            line.Text("flexString1"u8, string.Join(',', verdict.Unopened), 1023);
            line.Text("flexString1Label"u8, "Unopened", 128);
        }
        if (parent is null && analysis.Report is { } report)
        {
            line.Text("flexString2"u8, report.Reporter is { } reporter ? $"{report.Kind.Name()}: {reporter}" : report.Kind.Name(), 1023);
            line.Text("flexString2Label"u8, "Reported by", 128);
        }
        output.Write("\n"u8);
        foreach (var attached in analysis.Attached) Write(record, attached, analysis, output);
    }

    private static void WriteMail(ref Extension line, Message message, Analysis analysis)
    {
        line.Text("suser"u8, message.Sender.Email.Address ?? message.Sender.DisplayName, 1023);
        line.Text("duser"u8, Recipients(message.Recipients) is { Length: > 0 } named ? named : string.Join(',', (analysis.Report?.Envelope?.RcptTo ?? []).Take(10)), 1023);
        if (message.Headers.Date is { } date)
        {
            line.Number("deviceCustomDate1"u8, date.ToUnixTimeMilliseconds());
            line.Text("deviceCustomDate1Label"u8, "Date of the message", 1023);
        }
        foreach (var indicator in analysis.Indicators)
        {
            if (indicator.Role != "origin") continue;
            if (indicator.Type is IndicatorType.Ipv4) { line.Text("src"u8, indicator.Value, 16); break; }
            if (indicator.Type is not IndicatorType.Ipv6) continue;
            line.Text("c6a2"u8, indicator.Value, 45);
            line.Text("c6a2Label"u8, "Source IPv6 Address", 1023);
            break;
        }
    }

    private static string EventName(Analysis analysis)
    {
        var what = analysis.Message is null ? "file" : "mail";
        return analysis.Verdict.Kind is VerdictKind.None ? $"{analysis.Verdict.Class.Name()} {what}" : $"{analysis.Verdict.Class.Name()} {what}: {analysis.Verdict.Kind.Name()}";
    }

    private static string Location(ScanRecord record, Analysis analysis, Analysis? parent) =>
        (record.Index is { } index ? string.Create(CultureInfo.InvariantCulture, $"{record.Path}#{index}") : record.Path)
        + (parent is null ? "" : "!" + analysis.Root.Path);

    /// <summary>The reasons that speak against the message, strongest first.</summary>
    private static string? Reasons(IReadOnlyList<ScoreShare> shares)
    {
        StringBuilder? text = null;
        foreach (var share in shares)
        {
            if (share.Finding.Kind.Severity <= Severity.Info) continue;
            if (text is null) text = new StringBuilder(); else text.Append(' ');
            text.Append(share.Finding.Reason);
            if (text.Length > 1023) break;
        }
        return text?.ToString();
    }

    private static string Recipients(Recipients recipients)
    {
        var text = new StringBuilder();
        foreach (var list in (ReadOnlySpan<IReadOnlyList<Mailbox>>)[recipients.To, recipients.Cc, recipients.Bcc])
        {
            foreach (var mailbox in list)
            {
                if (mailbox.Email.Address is not { Length: > 0 } address) continue;
                if (text.Length + address.Length + 1 > 1023) return text.ToString();   // whole addresses only
                if (text.Length > 0) text.Append(',');
                text.Append(address);
            }
        }
        return text.ToString();
    }

    /// <summary>The file that the event is about: the scanned file if it is no mail, else the most telling attachment.</summary>
    private static Artifact? MainFile(Analysis analysis)
    {
        if (analysis.Message is null) return analysis.Root;
        foreach (var share in EventOrder.Strongest(analysis.Verdict))
        {
            if (share.Finding.Place.Artifact is not { } path || share.Finding.Kind.Severity <= Severity.Info) continue;
            foreach (var file in analysis.Artifacts)
                if (file.Path == path && file != analysis.Root) return file;
        }
        foreach (var file in analysis.Artifacts)
            if (file != analysis.Root && file.Origin is "attachment" or "uuencode" or "yenc" or "binhex") return file;
        return null;
    }

    private static string Join(IReadOnlyList<ScoreShare> shares, Func<ScoreShare, string> part)
    {
        var text = new StringBuilder();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var share in shares)
        {
            var value = part(share);
            if (!seen.Add(value)) continue;
            if (text.Length + value.Length + 1 > 4000) break;
            if (text.Length > 0) text.Append(',');
            text.Append(value);
        }
        return text.ToString();
    }

    /// <summary>All indicators, <c>type:value</c>, as many whole ones as the field holds.</summary>
    private static string Indicators(Analysis analysis)
    {
        var text = new StringBuilder();
        foreach (var indicator in analysis.Indicators)
        {
            if (indicator.Type is IndicatorType.Subject or IndicatorType.MessageId) continue;
            var type = indicator.Type.Name();
            if (text.Length + type.Length + indicator.Value.Length + 2 > 4000) break;
            if (text.Length > 0) text.Append(' ');
            text.Append(type).Append(':').Append(indicator.Value);
        }
        return text.ToString();
    }

    private static void Number(IBufferWriter<byte> output, long value)
    {
        var span = output.GetSpan(20);
        value.TryFormat(span, out var written, provider: CultureInfo.InvariantCulture);
        output.Advance(written);
    }

    /// <summary>The key=value pairs of one line.</summary>
    private ref struct Extension(IBufferWriter<byte> output)
    {
        private bool _any;

        public void Text(ReadOnlySpan<byte> key, string? value, int limit)
        {
            if (string.IsNullOrEmpty(value) || CefText.Cut(value, limit).IsEmpty) return;
            Key(key);
            CefText.Value(output, value, limit);
        }

        public void Number(ReadOnlySpan<byte> key, long value)
        {
            Key(key);
            CefEncoder.Number(output, value);
        }

        /// <summary>A custom string with its label.</summary>
        public void Custom(ReadOnlySpan<byte> key, string label, string? value)
        {
            if (string.IsNullOrEmpty(value) || CefText.Cut(value, 4000).IsEmpty) return;
            Key(key);
            CefText.Value(output, value, 4000);
            output.Write(" "u8);
            output.Write(key);
            output.Write("Label="u8);
            CefText.Value(output, label, 1023);
        }

        private void Key(ReadOnlySpan<byte> key)
        {
            if (_any) output.Write(" "u8);
            _any = true;
            output.Write(key);
            output.Write("="u8);
        }
    }
}
