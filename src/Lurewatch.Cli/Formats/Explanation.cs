using System.Globalization;
using System.Text;
using Lurewatch.Bytes;
using Lurewatch.Cli.Terminals;
using Lurewatch.Events;
using Lurewatch.Intel;
using Lurewatch.Mail.Authentication;

namespace Lurewatch.Cli.Formats;

/// <summary>One message explained for an analyst: the verdict first, then what gave it, then what is inside.</summary>
internal sealed class Explanation(Ansi ansi, int width)
{
    private const int BarCells = 16, Indent = 29, Indicators = 60;
    private readonly StringBuilder _text = new();

    public string Of(Analysis analysis, string place, Organisation organisation)
    {
        One(analysis, place, organisation, depth: 0);
        return _text.ToString();
    }

    private void One(Analysis analysis, string place, Organisation? organisation, int depth)
    {
        Head(analysis, place, organisation);
        Authentication(analysis);
        Findings(analysis);
        Route(analysis);
        Files(analysis);
        IndicatorTable(analysis);
        if (depth >= 8) return;
        foreach (var attached in analysis.Attached)
        {
            _text.Append('\n').Append(ansi.Dim(new string('─', Math.Min(width, 80)))).Append('\n');
            One(attached, place + attached.Root.Path, null, depth + 1);
        }
    }

    private void Head(Analysis analysis, string place, Organisation? organisation)
    {
        var verdict = analysis.Verdict;
        var kind = Words.Of(verdict.Kind);
        Line(ansi.Verdict(verdict.Class, verdict.Class.Name().ToUpperInvariant()) + ansi.Bold($"  {Words.Score(verdict.Score)} of 100") + (kind.Length > 0 ? $"  {kind}" : ""));
        _text.Append('\n');
        Field("File", place);
        Field("SHA-256", analysis.Root.Sha256);
        if (analysis.Message is { } message)
        {
            Field("Subject", Safe.Text(message.Subject.SubjectText));
            Field("From", Safe.Text(Facts.Mailboxes(message.Headers.From.Count > 0 ? message.Headers.From : [message.Sender], 5)));
            Field("To", Safe.Text(Facts.Mailboxes([.. message.Recipients.To, .. message.Recipients.Cc], 5)));
            Field("Reply-To", Safe.Text(Facts.Mailboxes(message.Headers.ReplyTo, 5)));
            Field("Return-Path", Safe.Text(message.Headers.ReturnPath?.Address));
            Field("Date", message.Headers.Date?.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture));
            Field("Message-ID", Defang.Host(message.Headers.MessageId ?? ""));
            var authentication = Facts.Authentication(analysis);
            Field("Authentic", authentication.Count == 0 ? "no server said anything about SPF, DKIM or DMARC" : Safe.Text(string.Join(", ", authentication.Select(line => line.Name + " " + line.Value))));
        }
        else
        {
            Field("Type", $"{analysis.Root.Type.Name()}, {Words.Size(analysis.Root.Size)}: a file, no mail");
        }
        if (organisation is { Domains.Count: > 0 })
            Field("Judged for", string.Join(", ", organisation.Domains.Select(Defang.Host)) + (organisation.Guessed ? " (guessed from the recipients; set it with --org FILE)" : ""));
        foreach (var protection in analysis.Protections.Take(5)) Field("Protection", Safe.Text(Facts.Protection(protection)));
        for (var report = analysis.Report; report is not null; report = report.Within)
        {
            Field("Reported", Safe.Text(Facts.Report(report)));
            Field("Its note", Safe.Text(report.Note));
        }
        if (verdict.Unopened.Count > 0) Field("Not opened", string.Join(", ", verdict.Unopened));
    }

    private void Authentication(Analysis analysis)
    {
        if (analysis.Authenticity is not { } own || OwnAuthentication.Lines(own) is not { Count: > 0 } lines) return;
        Section(own.IsLookedUp ? "Authentication, evaluated here" : "Authentication, evaluated here without look-ups (--dns asks for keys and records)");
        foreach (var (method, status, text) in lines)
        {
            var word = status.ToString().ToLowerInvariant();
            var colour = status == AuthenticationStatus.Pass ? ansi.Green(word.PadRight(10)) : status == AuthenticationStatus.Fail ? ansi.Red(word.PadRight(10)) : word.PadRight(10);
            Line($"  {ansi.Dim(method.PadRight(6))} {(method == "BIMI" ? new string(' ', 10) : colour)} {Printable.Clean(Safe.Text(text))}");
        }
        foreach (var name in own.Withheld) Line($"  {ansi.Dim("not asked")} {Printable.Clean(Defang.Host(name))}: it holds the recipient's address");
        if (own is { IsLookedUp: true, IsLate: true }) Line("  " + ansi.Dim("received more than a month ago: keys and records may have changed since, so that what fails here does not count"));
    }

    private void Findings(Analysis analysis)
    {
        var shares = Facts.SharesByPoints(analysis);
        Section("Why");
        if (shares.Count == 0)
        {
            Line("  Nothing speaks for or against it.");
            return;
        }
        var most = Math.Max(1, shares.Max(share => Math.Abs(share.Points)));
        foreach (var share in shares)
        {
            var finding = share.Finding;
            var bar = share.Points == 0 ? new string(' ', BarCells) : Progress.Bar(Math.Abs(share.Points) / most, BarCells).Replace('·', ' ');
            var colour = share.Points < 0 ? ansi.Green(bar) : finding.Kind.Severity == Severity.High ? ansi.Red(bar) : ansi.Yellow(bar);
            var techniques = finding.Kind.Techniques.Count > 0 ? ", " + string.Join(' ', finding.Kind.Techniques) : "";
            var points = share.Points == 0 ? "·" : share.Points.ToString("+0.0;-0.0", CultureInfo.InvariantCulture);
            Line($"  {points,6}  {colour}  " + ansi.Bold(finding.Kind.Title) + ansi.Dim($"  {finding.Kind.Severity.Name()}, {finding.Kind.Id}{techniques}"));
            Wrapped(Safe.Text(finding.Reason), static text => text);
            if (!string.IsNullOrWhiteSpace(finding.Excerpt)) Wrapped("» " + Safe.Text(finding.Excerpt), ansi.Cyan);
            Wrapped("in " + finding.Place, ansi.Dim);
        }
        Line($"  {Words.Score(analysis.Verdict.Score),6}  " + ansi.Dim("score: the sum of the shares; findings of one kind are capped together"));
    }

    /// <summary>From the sender to the mailbox; what lies before the boundary is the sender's word.</summary>
    private void Route(Analysis analysis)
    {
        if (analysis.Route is not { Hops.Count: > 0 } route) return;
        Section("Route");
        DateTimeOffset? before = null;
        foreach (var hop in route.Hops)
        {
            var client = new List<string>(4);
            if (hop.Helo is { } helo) client.Add(Safe.Text(helo));
            if (hop.ReverseName is { } name && name != hop.Helo) client.Add(Safe.Text(name));
            if (hop.Ip is { } ip) client.Add($"[{Defang.Host(ip)}]");
            if (hop.LocalUser is { } local) client.Add("local user " + local);
            if (hop.User is { } user) client.Add("logged in as " + Safe.Text(user));
            else if (hop.Authenticated) client.Add("logged in");
            var how = new List<string>(3);
            if (hop.With is { } with) how.Add(with);
            if (hop.TlsVersion is { } tls) how.Add(tls == "unknown" ? "TLS" : tls);
            if (before is { } earlier && hop.Time is { } now) how.Add(Words.Delay(now - earlier));
            before = hop.Time ?? before;
            var mark = hop.Index == route.Boundary ? "►" : hop.Trusted ? " " : "?";
            var line = $"  {hop.Index,3} {mark} {Printable.Clean(string.Join(' ', client))} → {Printable.Clean(Safe.Text(hop.By ?? "?"))}";
            Line((hop.Trusted ? line : ansi.Dim(line)) + ansi.Dim(how.Count > 0 ? "  " + Printable.Clean(string.Join(", ", how)) : ""));
        }
        Line(ansi.Dim(route.Boundary is null ? "  ? is what the sender's side says; no hop shows for certain where the mail came in (--trusted-hops N says it)"
            : $"  ► is where it came in ({(route.BoundarySource == Lurewatch.Mail.BoundarySource.Configured ? "as configured" : "assumed; --trusted-hops N says it for certain")}); ? before it is what the sender's side says"));
        foreach (var origin in route.Origins.Skip(route.Origins is [{ Certain: true }, ..] ? 1 : 0))
            Line(ansi.Dim("  claimed origin ") + Defang.Host(origin.Ip) + ansi.Dim($", {origin.Source}{(origin.Hop is { } at ? $" of hop {at}" : "")}"));
        if (route.Claims.Count == 0) return;
        Section("Claims of others, not believed");
        foreach (var claim in route.Claims.Take(30))
            Line($"  {ansi.Dim(Printable.Clean(claim.Source))} {Printable.Clean(claim.Name)} {Printable.Clean(Safe.Text(claim.Value))}");
    }

    private void Files(Analysis analysis)
    {
        if (analysis.Artifacts.Count < 2) return;
        Section("Files");
        foreach (var line in FileTree.Of(analysis, ansi, withHashes: true).Split('\n', StringSplitOptions.RemoveEmptyEntries)) Line("  " + line);
    }

    private void IndicatorTable(Analysis analysis)
    {
        if (analysis.Indicators.Count == 0) return;
        Section("Indicators");
        foreach (var indicator in analysis.Indicators.Take(Indicators))
        {
            Line($"  {Words.Of(indicator.Type),-11} {Printable.Clean(Safe.Indicator(indicator))}  " + ansi.Dim($"{Printable.Clean(indicator.Role)}, {Printable.Clean(indicator.Place.ToString())}"));
            if (Facts.Chain(indicator) is { } chain) Line("  " + new string(' ', 12) + ansi.Dim(Printable.Clean(chain)));
        }
        if (analysis.Indicators.Count > Indicators) Line($"  … and {analysis.Indicators.Count - Indicators} more: --format json has them all");
    }

    private void Section(string title) => _text.Append('\n').Append(ansi.Bold(title)).Append('\n');

    private void Field(string name, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value)) Line($"  {ansi.Dim(name.PadRight(12))} {Printable.Clean(value)}");
    }

    private void Line(string text) => _text.Append(text).Append('\n');

    /// <summary>Breaks foreign text at blanks so that it stays within its column.</summary>
    private void Wrapped(string text, Func<string, string> colour)
    {
        var room = Math.Max(30, width - Indent);
        var line = new StringBuilder();
        var cells = 0;
        foreach (var word in Printable.Clean(text).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var wide = CellWidth.Of(word);
            if (cells > 0 && cells + 1 + wide > room)
            {
                Line(new string(' ', Indent) + colour(line.ToString()));
                line.Clear();
                cells = 0;
            }
            if (cells > 0) line.Append(' ');
            line.Append(word);
            cells += wide + (cells > 0 ? 1 : 0);
        }
        if (cells > 0) Line(new string(' ', Indent) + colour(line.ToString()));
    }
}
