using System.Buffers;
using System.Globalization;
using Lurewatch.Cli.Scanning;
using Lurewatch.Cli.Terminals;
using Lurewatch.Events;

namespace Lurewatch.Cli.Formats;

/// <summary>One self-contained file for a ticket: no script, nothing loaded from anywhere, everything defanged. What stands on top is known last, so the messages are spooled.</summary>
internal sealed class HtmlFormat(FormatContext context) : IReportFormat, IDisposable
{
    private const int OpenUpTo = 40, Rows = 12, NamedProblems = 200;
    private readonly Spool _messages = new();
    private readonly HtmlMessage _message = new(openBad: context.Files <= OpenUpTo);

    public bool IsStateless => true;

    public void Start(OutputStream output) { }

    public void Write(Outcome outcome, IBufferWriter<byte> output)
    {
        if (outcome.Analysis is not { } analysis) return;
        var html = new HtmlText();
        _message.Write(html, analysis, outcome.Item.ToString(), depth: 0);
        html.WriteTo(output);
    }

    public void Accept(ReadOnlySpan<byte> text, OutputStream output) => _messages.Write(text);

    public void End(RunSummary summary, OutputStream output)
    {
        var html = new HtmlText();
        html.Raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<meta name=\"color-scheme\" content=\"light dark\">\n")
            .Raw("<meta name=\"referrer\" content=\"no-referrer\">\n<title>Lurewatch report</title>\n<style>\n").Raw(HtmlStyle.Css).Raw("</style>\n</head>\n<body>\n<main>\n");
        Header(html, summary);
        if (summary.Scanned > 1) Tables(html, summary);
        Problems(html, summary);
        html.Raw("<h2>Messages</h2>\n");
        html.WriteTo(output.Buffer);
        _messages.CopyTo(output.Write);
        output.Write("</main>\n<footer>Addresses are defanged: hxxp for http, [.] for a dot. Nothing in this report links to or loads from anywhere.</footer>\n</body>\n</html>\n"u8);
    }

    public void Dispose() => _messages.Dispose();

    private void Header(HtmlText html, RunSummary summary)
    {
        html.Raw("<header>\n<h1>Lurewatch report</h1>\n<p class=\"sub\">");
        html.Text(context.StartedAt.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture));
        html.Text(" · " + Words.Plural(summary.Scanned - summary.Files, "message") + (summary.Files > 0 ? " and " + Words.Plural(summary.Files, "file") : ""));
        if (summary.Attached > 0) html.Text(" · " + Words.Plural(summary.Attached, "attached message"));
        if (context.Organisation.Domains.Count > 0)
            html.Text(" · organisation: " + string.Join(", ", context.Organisation.Domains.Select(Bytes.Defang.Host)) + (context.Organisation.Guessed ? " (guessed from the recipients)" : ""));
        html.Raw("</p>\n");
        if (summary.Interrupted) html.Raw("<p class=\"note warn\">The scan was stopped before its end: this report covers what was scanned until then.</p>\n");
        html.Raw("<ul class=\"tiles\">\n");
        foreach (var verdict in (VerdictClass[])[VerdictClass.Malicious, VerdictClass.Suspicious, VerdictClass.Spam, VerdictClass.Clean])
            html.Raw($"<li class=\"{verdict.Name()}\"><strong>{summary[verdict].ToString("N0", CultureInfo.InvariantCulture)}</strong> {verdict.Name()}</li>\n");
        html.Raw("</ul>\n");
        if (summary.Kinds.Count > 0)
            html.Raw("<p class=\"sub\">").Text(string.Join(" · ", summary.Kinds.Select(kind => string.Create(CultureInfo.InvariantCulture, $"{Words.Of(kind.Kind)} {kind.Count:N0}")))).Raw("</p>\n");
        html.Raw("</header>\n");
    }

    private static void Tables(HtmlText html, RunSummary summary)
    {
        var findings = summary.TopFindings(Rows);
        var indicators = summary.TopIndicators(Rows);
        if (findings.Count == 0 && indicators.Count == 0) return;
        html.Raw("<div class=\"two\">\n");
        if (findings.Count > 0)
        {
            html.Raw("<section>\n<h2>Top findings</h2>\n<table>\n<thead><tr><th scope=\"col\" class=\"n\">Messages</th><th scope=\"col\">Finding</th></tr></thead>\n<tbody>\n");
            foreach (var (kind, count) in findings)
                html.Raw("<tr><td class=\"n\">").Text(count.ToString("N0", CultureInfo.InvariantCulture)).Raw("</td><td>").Text(kind.Title).Raw(" <small>").Text(kind.Id).Raw("</small></td></tr>\n");
            html.Raw("</tbody>\n</table>\n</section>\n");
        }
        if (indicators.Count > 0)
        {
            html.Raw("<section>\n<h2>Top indicators of malicious and suspicious mail</h2>\n<table>\n<thead><tr><th scope=\"col\" class=\"n\">Messages</th><th scope=\"col\">Type</th><th scope=\"col\">Value</th></tr></thead>\n<tbody>\n");
            foreach (var (key, count) in indicators)
                html.Raw("<tr><td class=\"n\">").Text(count.ToString("N0", CultureInfo.InvariantCulture)).Raw("</td><td>").Text(Words.Of(key.Type)).Raw("</td><td class=\"v\"><code>")
                    .Text(Safe.Indicator(new Indicator(key.Type, key.Value, key.Role, new Place()))).Raw("</code> <small>").Text(key.Role).Raw("</small></td></tr>\n");
            html.Raw("</tbody>\n</table>\n</section>\n");
        }
        html.Raw("</div>\n");
    }

    private static void Problems(HtmlText html, RunSummary summary)
    {
        var problems = summary.Problems.Where(item => item.Problem!.IsError).Take(NamedProblems).ToList();
        if (problems.Count == 0) return;
        html.Raw("<section class=\"note warn\">\n<h2>").Text(Words.Plural(summary.Unread, "input")).Raw(" not read</h2>\n<ul>\n");
        foreach (var item in problems) html.Raw("<li><code>").Text(item.ToString()).Raw("</code> ").Text(item.Problem!.Reason).Raw(". ").Text(item.Problem.Remedy).Raw("</li>\n");
        html.Raw("</ul>\n</section>\n");
    }
}
