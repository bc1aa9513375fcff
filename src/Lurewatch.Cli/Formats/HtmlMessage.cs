using System.Globalization;
using Lurewatch.Bytes;
using Lurewatch.Cli.Terminals;
using Lurewatch.Events;

namespace Lurewatch.Cli.Formats;

/// <summary>One message's part of the HTML report.</summary>
/// <param name="openBad">Show what is malicious or suspicious unfolded.</param>
internal sealed class HtmlMessage(bool openBad)
{
    private const int TextChars = 3_000, Artifacts = 200, Indicators = 200, MaxDepth = 8;

    public void Write(HtmlText html, Analysis analysis, string place, int depth)
    {
        var verdict = analysis.Verdict;
        var word = verdict.Class.Name();
        var isOpen = openBad && verdict.Class >= VerdictClass.Suspicious;
        html.Raw($"<details class=\"message {word}\"{(isOpen ? " open" : "")}>\n<summary><span class=\"badge\">{word}</span> <span class=\"score\" title=\"score, 0 to 100\">{Words.Rounded(verdict.Score)}</span> <span class=\"subject\"><bdi>");
        var subject = Facts.Subject(analysis);
        if (subject.Length > 0) html.Text(subject);
        else html.Raw(analysis.Message is null ? "file without a name" : "(no subject)");
        html.Raw("</bdi></span> <span class=\"from\"><bdi>").Text(Defang.Host(Facts.Sender(analysis))).Raw("</bdi></span>");
        if (Facts.Strongest(analysis) is { } strongest) html.Raw(" <span class=\"why\">").Text(strongest.Finding.Kind.Title).Raw("</span>");
        html.Raw("</summary>\n<div class=\"inside\">\n");
        About(html, analysis, place);
        FindingsTable(html, analysis);
        Tree(html, analysis);
        IndicatorTable(html, analysis);
        Body(html, analysis);
        if (analysis.Attached.Count > 0 && depth < MaxDepth)
        {
            html.Raw("<h3>Attached messages</h3>\n");
            foreach (var attached in analysis.Attached) Write(html, attached, place + attached.Root.Path, depth + 1);
        }
        html.Raw("</div>\n</details>\n");
    }

    private static void About(HtmlText html, Analysis analysis, string place)
    {
        html.Raw("<dl>\n");
        if (Words.Of(analysis.Verdict.Kind) is { Length: > 0 } kind) Row(html, "Aim", kind);
        if (analysis.Message is { } message)
        {
            Row(html, "From", Safe.Text(Facts.Mailboxes(message.Headers.From.Count > 0 ? message.Headers.From : [message.Sender], 5)));
            Row(html, "To", Safe.Text(Facts.Mailboxes([.. message.Recipients.To, .. message.Recipients.Cc], 5)));
            Row(html, "Reply-To", Safe.Text(Facts.Mailboxes(message.Headers.ReplyTo, 5)));
            Row(html, "Return-Path", Safe.Text(message.Headers.ReturnPath?.Address));
            Row(html, "Date", message.Headers.Date?.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture));
            Row(html, "Message-ID", Defang.Host(message.Headers.MessageId ?? ""));
            Row(html, "Authentication", Safe.Text(string.Join(", ", Facts.Authentication(analysis).Select(line => line.Name + " " + line.Value))));
        }
        Row(html, "File", place);
        Row(html, "SHA-256", analysis.Root.Sha256, isCode: true);
        foreach (var protection in analysis.Protections.Take(5)) Row(html, "Protection", Safe.Text(Facts.Protection(protection)));
        for (var report = analysis.Report; report is not null; report = report.Within)
        {
            Row(html, "Reported", Safe.Text(Facts.Report(report)));
            Row(html, "Note of the report", Safe.Text(report.Note));
        }
        if (analysis.Verdict.Unopened.Count > 0) Row(html, "Not opened", string.Join(", ", analysis.Verdict.Unopened));
        html.Raw("</dl>\n");
    }

    private static void Row(HtmlText html, string name, string? value, bool isCode = false)
    {
        if (string.IsNullOrWhiteSpace(value)) return;
        html.Raw("<dt>").Raw(name).Raw(isCode ? "</dt><dd><code>" : "</dt><dd><bdi>").Text(value).Raw(isCode ? "</code></dd>\n" : "</bdi></dd>\n");
    }

    private static void FindingsTable(HtmlText html, Analysis analysis)
    {
        var shares = Facts.SharesByPoints(analysis);
        if (shares.Count == 0) return;
        html.Raw("<h3>Why</h3>\n<table class=\"findings\">\n<thead><tr><th scope=\"col\">Share of the score</th><th scope=\"col\">Evidence</th></tr></thead>\n<tbody>\n");
        var most = Math.Max(1, shares.Max(share => Math.Abs(share.Points)));
        foreach (var share in shares)
        {
            var finding = share.Finding;
            var width = Math.Round(Math.Abs(share.Points) / most * 100).ToString(CultureInfo.InvariantCulture);
            var points = share.Points.ToString("+0.0;−0.0;0", CultureInfo.InvariantCulture);
            html.Raw($"<tr><td class=\"share\"><span class=\"n\">{points}</span><span class=\"bar{(share.Points < 0 ? " good" : "")}\" aria-hidden=\"true\"><i style=\"width:{width}%\"></i></span></td><td><b>");
            html.Text(finding.Kind.Title).Raw("</b> <small class=\"sev\">").Text(finding.Kind.Severity.Name() + " · " + finding.Kind.Id);
            foreach (var technique in finding.Kind.Techniques) html.Text(" · " + technique);
            html.Raw("</small><br><bdi>").Text(Safe.Text(finding.Reason)).Raw("</bdi>");
            if (!string.IsNullOrWhiteSpace(finding.Excerpt)) html.Raw("<blockquote><bdi>").Text(Safe.Text(finding.Excerpt)).Raw("</bdi></blockquote>");
            html.Raw(" <small>").Text(finding.Place.ToString()).Raw("</small></td></tr>\n");
        }
        html.Raw("</tbody>\n</table>\n");
    }

    private static void Tree(HtmlText html, Analysis analysis)
    {
        if (analysis.Artifacts.Count < 2) return;
        var children = analysis.Artifacts.Where(file => file.Parent is not null).ToLookup(file => file.Parent!);
        html.Raw("<h3>Files</h3>\n<ul class=\"tree\">\n");
        var left = Artifacts;
        foreach (var child in children[analysis.Root]) Branch(html, child, children, 0, ref left);
        html.Raw("</ul>\n");
        if (left <= 0) html.Raw($"<p><small>and {(analysis.Artifacts.Count - 1 - Artifacts).ToString("N0", CultureInfo.InvariantCulture)} more</small></p>\n");
    }

    private static void Branch(HtmlText html, Artifact file, ILookup<Artifact, Artifact> children, int depth, ref int left)
    {
        if (left-- <= 0 || depth > 32) return;
        html.Raw("<li><bdi><b>").Text(file.Name ?? "(no name)").Raw("</b></bdi> <small>").Text($"{file.Type.Name()} · {Words.Size(file.Size)} · {file.Origin}").Raw("</small>");
        if (file.NameLies) html.Raw(" <span class=\"flag\">the name lies</span>");
        if (file.Unopened is { } why) html.Raw(" <span class=\"flag\">not opened: ").Text(why).Raw("</span>");
        html.Raw("<br><code class=\"hash\">").Text(file.Sha256).Raw("</code>");
        if (file.Tlsh is { } tlsh) html.Raw("<br><code class=\"hash\">").Text(tlsh).Raw("</code>");
        if (children[file].Any())
        {
            html.Raw("\n<ul>\n");
            foreach (var child in children[file]) Branch(html, child, children, depth + 1, ref left);
            html.Raw("</ul>\n");
        }
        html.Raw("</li>\n");
    }

    private static void IndicatorTable(HtmlText html, Analysis analysis)
    {
        if (analysis.Indicators.Count == 0) return;
        html.Raw("<h3>Indicators</h3>\n<table class=\"indicators\">\n<thead><tr><th scope=\"col\">Type</th><th scope=\"col\">Value</th><th scope=\"col\">Role</th><th scope=\"col\">Place</th></tr></thead>\n<tbody>\n");
        foreach (var indicator in analysis.Indicators.Take(Indicators))
            html.Raw("<tr><td>").Text(Words.Of(indicator.Type)).Raw("</td><td class=\"v\"><code>").Text(Safe.Indicator(indicator)).Raw("</code></td><td>").Text(indicator.Role)
                .Raw("</td><td>").Text(Facts.Chain(indicator) ?? indicator.Place.ToString()).Raw("</td></tr>\n");
        html.Raw("</tbody>\n</table>\n");
        if (analysis.Indicators.Count > Indicators) html.Raw($"<p><small>and {(analysis.Indicators.Count - Indicators).ToString("N0", CultureInfo.InvariantCulture)} more</small></p>\n");
    }

    private static void Body(HtmlText html, Analysis analysis)
    {
        var text = analysis.Message?.Body.CurrentThread.Text;
        if (string.IsNullOrWhiteSpace(text)) return;
        html.Raw("<details class=\"text\">\n<summary>What the reader sees</summary>\n<pre><bdi>").Lines(Safe.Text(text.Trim()), TextChars).Raw("</bdi></pre>\n</details>\n");
    }
}
