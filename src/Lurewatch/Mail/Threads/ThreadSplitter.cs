using System.Text;
using Lurewatch.Mail.Links;

namespace Lurewatch.Mail.Threads;

/// <summary>A body split into what was written now and what is quoted.</summary>
internal sealed record ThreadSplit(string? Current, string? Preamble, IReadOnlyList<PreviousThread> Previous)
{
    public static ThreadSplit None { get; } = new(Current: null, Preamble: null, []);
}

/// <summary>Splits replies and forwards: header blocks (Outlook), attributions (Gmail, Thunderbird, Apple), separators, quote marks.</summary>
internal static class ThreadSplitter
{
    private const int MaxThreads = 32;
    private const int MaxQuoteDepth = 8;

    private enum Kind
    {
        None,
        Marked,
        Below,
    }

    /// <summary>Where a quote begins and what its introduction says.</summary>
    private struct Boundary
    {
        public Kind Kind;
        public int Start;
        public int BodyStart;
        public string? Preamble;
        public Sender? Sender;
        public Recipients? Recipients;
        public string? Subject;
        public string? Date;
    }

    public static ThreadSplit Split(string text, DomainCache domains, AnalysisBudget budget) => Split(text, domains, budget, 0);

    private static ThreadSplit Split(string text, DomainCache domains, AnalysisBudget budget, int depth)
    {
        var at = Find(text, 0, domains);
        if (at.Kind == Kind.None || depth >= MaxQuoteDepth || !budget.TryTakeSteps(text.Length / 16, "quoted threads")) return new(text, Preamble: null, []);
        var current = text[..at.Start];
        var preamble = at.Preamble;
        var previous = new List<PreviousThread>();
        while (previous.Count < MaxThreads)
        {
            if (at.Kind == Kind.Marked)
            {
                var (quoted, own) = Unquote(text, at.BodyStart);
                if (previous.Count == 0) current = own.Length == 0 ? current : current + own;
                var inner = Split(quoted, domains, budget, depth + 1);
                // "Message du 16/09/19 10:00" stands above a quoted header block: it is the block's date, no message of its own.
                var heading = inner.Previous.Count > 0 && inner.Current?.Trim() is { Length: < 60 } line && (line.Length == 0 || QuotedDate.Read(line).Count > 0) ? inner.Current.Trim() : null;
                if (heading is null) previous.Add(Make(at, inner.Current ?? "", budget));
                foreach (var older in inner.Previous)
                    if (previous.Count < MaxThreads) previous.Add(previous.Count == 0 && older.Date is null && heading?.Length > 0 ? older with { Date = heading } : older);
                break;
            }
            var next = Find(text, at.BodyStart, domains);
            var end = next.Kind == Kind.None ? text.Length : next.Start;
            previous.Add(Make(at, text[at.BodyStart..end], budget));
            if (next.Kind == Kind.None) break;
            at = next;
        }
        return new(current.TrimEnd(), preamble, previous);
    }

    private static PreviousThread Make(in Boundary at, string text, AnalysisBudget budget)
    {
        text = text.Trim();
        return new PreviousThread
        {
            Text = text,
            Links = TextLinks.Find(text, budget),
            Preamble = at.Preamble,
            Sender = at.Sender,
            Recipients = at.Recipients,
            Subject = at.Subject is null ? null : SubjectReader.Read(at.Subject),
            Date = at.Date,
        };
    }

    private static Boundary Find(string text, int from, DomainCache domains)
    {
        var previousLine = (Start: -1, End: -1);
        var beforeThat = (Start: -1, End: -1);
        var at = from;
        while (at < text.Length)
        {
            var end = LineEnd(text, at);
            var line = text.AsSpan(at, end - at);
            var trimmed = line.Trim(" \t\r\u00A0");
            if (trimmed.IsEmpty) { at = end + 1; continue; }
            if (trimmed[0] is '>' or '|' && IsQuoted(text, at))
            {
                var found = new Boundary { Kind = Kind.Marked, Start = at, BodyStart = at };
                foreach (var start in (ReadOnlySpan<int>)[previousLine.Start, beforeThat.Start])
                {
                    if (start < 0 || found.Preamble is not null) continue;
                    var intro = OneLine(text.AsSpan(start, previousLine.End - start));
                    if (!ThreadDialects.IsAttribution(intro, sure: true)) continue;
                    ReadAttribution(intro, ref found, domains);
                    found.Start = start;
                }
                return found;
            }
            if (trimmed[0] == '-' && ThreadDialects.IsDashedAttribution(trimmed))
            {
                var found = new Boundary { Kind = Kind.Below, Start = at, BodyStart = Math.Min(end + 1, text.Length) };
                ReadAttribution(trimmed.Trim("- ").ToString(), ref found, domains);
                ReadBlock(text, found.BodyStart, ref found, domains);
                found.Preamble = text[at..found.BodyStart].Trim();
                return found;
            }
            if (trimmed.Length <= 90 && trimmed[0] is '-' or '_' or '=' or '*' or 'B' or 'A' or 'P' or 'D' or 'I' or '転' or '元' && ThreadDialects.IsSeparator(trimmed))
            {
                var found = new Boundary { Kind = Kind.Below, Start = at, BodyStart = Math.Min(end + 1, text.Length), Preamble = trimmed.ToString() };
                if (ReadBlock(text, found.BodyStart, ref found, domains) || ReadFollowingAttribution(text, ref found, domains)) return found;
                // Apple Mail puts the signature between this line and the quoted header: the header is the border then.
                var header = Find(text, found.BodyStart, domains);
                return header is { Kind: Kind.Below, Sender: not null } ? header : found;
            }
            if (ThreadDialects.LabelOf(trimmed, out _) is not null)
            {
                var found = new Boundary { Start = at };
                if (ReadBlock(text, at, ref found, domains))
                {
                    found.Kind = Kind.Below;
                    // Outlook's line of underscores above the block belongs to it.
                    if (previousLine.Start >= 0 && text.AsSpan(previousLine.Start, previousLine.End - previousLine.Start).Trim(" \t\r\u00A0_-").IsEmpty) found.Start = previousLine.Start;
                    found.Preamble = text[found.Start..found.BodyStart].Trim();
                    return found;
                }
            }
            if (trimmed[^1] is ':' or '：' || ThreadDialects.MayLead(trimmed))
            {
                var last = end;
                for (var more = 0; more < 3; more++)
                {
                    var whole = OneLine(text.AsSpan(at, last - at));
                    if (ThreadDialects.IsAttribution(whole, sure: false))
                    {
                        var found = new Boundary { Kind = Kind.Below, Start = at, BodyStart = Math.Min(last + 1, text.Length) };
                        ReadAttribution(whole, ref found, domains);
                        var next = found.BodyStart;
                        while (next < text.Length && text[next] is '\r' or '\n' or ' ') next++;
                        if (next < text.Length && text[next] == '>') found.Kind = Kind.Marked;
                        return found;
                    }
                    if (last >= text.Length || trimmed[^1] is ':' or '：') break;
                    last = LineEnd(text, last + 1);
                }
            }
            beforeThat = previousLine;
            previousLine = (at, end);
            at = end + 1;
        }
        return default;
    }

    /// <summary>At least two marked lines among the next four: a lone "&gt;" is typography.</summary>
    private static bool IsQuoted(string text, int at)
    {
        if (text[at] is not '>' && text.AsSpan(at).TrimStart(" \t")[0] is not '>') return false;
        var marked = 0;
        for (var lines = 0; lines < 4 && at < text.Length; lines++)
        {
            var end = LineEnd(text, at);
            var line = text.AsSpan(at, end - at).TrimStart(" \t");
            if (!line.IsEmpty && line[0] == '>') marked++;
            at = end + 1;
        }
        return marked >= 2;
    }

    /// <summary>Takes one level of quote marks off; what stands between the marked lines is an answer to them.</summary>
    private static (string Quoted, string Own) Unquote(string text, int from)
    {
        var quoted = new StringBuilder();
        var own = new StringBuilder();
        var at = from;
        while (at < text.Length)
        {
            var end = LineEnd(text, at);
            var line = text.AsSpan(at, end - at).TrimEnd('\r');
            var start = line.TrimStart(" \t");
            if (!start.IsEmpty && start[0] == '>')
            {
                start = start[1..];
                if (!start.IsEmpty && start[0] == ' ') start = start[1..];
                quoted.Append(start).Append('\n');
            }
            else if (!start.IsEmpty || own.Length > 0)
            {
                own.Append(line).Append('\n');
            }
            at = end + 1;
        }
        return (quoted.ToString(), own.ToString().TrimEnd());
    }

    /// <summary>A quoted header block: From and at least two of date, To, Subject.</summary>
    private static bool ReadBlock(string text, int at, ref Boundary found, DomainCache domains)
    {
        string? from = null, to = null, cc = null, subject = null, date = null;
        var labels = 0;
        var blanks = 0;
        ThreadDialects.Label? open = null;
        var continued = 0;
        var bodyStart = at;
        for (var lines = 0; lines < 24 && at < text.Length; lines++)
        {
            var end = LineEnd(text, at);
            var line = text.AsSpan(at, end - at).Trim(" \t\r\u00A0>");
            at = Math.Min(end + 1, text.Length);
            if (line.IsEmpty)
            {
                // HTML gives a blank line between paragraphs; two end the block.
                if (labels > 0 && ++blanks > 1) break;
                open = null;
                continue;
            }
            if (ThreadDialects.LabelOf(line, out var valueAt) is { } label)
            {
                var value = line[valueAt..].Trim(" \t\u00A0*").ToString();
                // A label that comes again begins the next message.
                if (label == ThreadDialects.Label.From && from is not null) break;
                switch (label)
                {
                    case ThreadDialects.Label.From: from = value; break;
                    case ThreadDialects.Label.Date: date ??= value; break;
                    case ThreadDialects.Label.To: to ??= value; break;
                    case ThreadDialects.Label.Cc: cc ??= value; break;
                    case ThreadDialects.Label.Subject: subject ??= value; break;
                }
                labels++;
                blanks = 0;
                continued = 0;
                open = label;
                bodyStart = at;
                continue;
            }
            if (open is null || ++continued > 6) break;
            // A folded value: long recipient lists wrap, subjects now and then.
            if (open is ThreadDialects.Label.To) to = $"{to} {line}";
            else if (open is ThreadDialects.Label.Cc) cc = $"{cc} {line}";
            else if (open is ThreadDialects.Label.From && from is { Length: 0 }) from = line.ToString();
            else if (open is ThreadDialects.Label.From && from is not null && !from.Contains('@', StringComparison.Ordinal) && line.Contains('@')) from = $"{from} {line}";
            else break;
            bodyStart = at;
        }
        if (from is null || (date is null ? 0 : 1) + (to is null ? 0 : 1) + (subject is null ? 0 : 1) < 2) return false;
        found.BodyStart = bodyStart;
        found.Date = date;
        found.Subject = subject;
        var senders = AddressReader.ReadText(from, domains, 1);
        found.Sender = senders.Count == 0 ? null : new Sender { DisplayName = senders[0].DisplayName, Email = senders[0].Email };
        found.Recipients = new Recipients
        {
            To = to is null ? [] : AddressReader.ReadText(to, domains, 50),
            Cc = cc is null ? [] : AddressReader.ReadText(cc, domains, 50),
        };
        return true;
    }

    /// <summary>Proton writes a separator and an attribution below it.</summary>
    private static bool ReadFollowingAttribution(string text, ref Boundary found, DomainCache domains)
    {
        var at = found.BodyStart;
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
        for (var (end, lines) = (LineEnd(text, at), 0); lines < 3 && end > at; lines++)
        {
            var whole = OneLine(text.AsSpan(at, end - at));
            if (ThreadDialects.IsAttribution(whole, sure: false))
            {
                var preamble = found.Preamble;
                found.BodyStart = Math.Min(end + 1, text.Length);
                ReadAttribution(whole, ref found, domains);
                found.Preamble = $"{preamble}\n{whole}";
                return true;
            }
            if (end >= text.Length) return false;
            end = LineEnd(text, end + 1);
        }
        return false;
    }

    private static void ReadAttribution(string line, ref Boundary found, DomainCache domains)
    {
        found.Preamble = line;
        var core = line.AsSpan().Trim(" \t\u00A0*").TrimEnd(" :：\u00A0");
        var verb = ThreadDialects.VerbAt(core, out var verbLength);
        var open = core.IndexOf('<');
        // Name and address stand after the date; the date's last digit is where they begin.
        var nameEnd = open >= 0 ? open : verb > 0 && core[(verb + verbLength)..].Trim(" \u00A0").Length < 4 ? verb : core.Length;
        var at = core.IndexOf('@');
        if (open < 0 && at > 0) nameEnd = core[..at].LastIndexOfAny(' ', '\u00A0') + 1;
        // "Jan Kowal schreef op 2019-09-16" has the date behind the verb.
        if (open < 0 && at < 0 && verb > 0 && core[..verb].IndexOfAnyInRange('0', '9') < 0) nameEnd = verb;
        var digit = core[..nameEnd].LastIndexOfAnyInRange('0', '9');
        var nameStart = digit + 1;
        if (verb >= nameStart && verb + verbLength <= nameEnd) nameStart = verb + verbLength;
        // "schrieb Max (Firma): am 16. …" has the date behind the name: then the whole is the name's line.
        var name = core[nameStart..Math.Max(nameStart, nameEnd)];
        name = Strip(name);
        // "Jan <jan@x.example> escreveu no dia 16/09/2019 10:00" has the date behind the name.
        var behind = open >= 0 && core[open..].IndexOf('>') is var shut and > 0 ? core[(open + shut + 1)..] : verb >= 0 && digit < 0 ? core[(verb + verbLength)..] : default;
        if (digit >= 0) found.Date = core[..(digit + 1)].TrimStart().ToString();
        else if (behind.IndexOfAnyInRange('0', '9') >= 0) found.Date = behind.Trim().ToString();
        string? address = null;
        if (open >= 0)
        {
            var rest = core[(open + 1)..];
            var close = rest.IndexOf('>');
            address = (close >= 0 ? rest[..close] : rest).Trim().ToString();
            if (address.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase)) address = address[7..];
        }
        else if (at > 0)
        {
            var rest = core[nameEnd..];
            var end = rest.IndexOfAny(" \u00A0,;)");
            address = (end < 0 ? rest : rest[..end]).Trim("<>()[]").ToString();
        }
        if (name.Length > 80) name = default;
        if (address is null && name.IsEmpty) return;
        found.Sender = new Sender
        {
            DisplayName = name.IsEmpty ? null : name.ToString(),
            Email = address is not null && address.Contains('@', StringComparison.Ordinal) ? domains.Email(address) : new Email(),
        };
    }

    private static readonly string[] Fillers =
        ["AM", "PM", "a.m.", "p.m.", "Uhr", "um", "at", "CET", "CEST", "UTC", "GMT", "użytkownik", "schrieb", "schreef", "de", "h", "r.", "il", "o", "godz.", "&", "às", "à", "from", "EST", "EDT", "PST", "PDT", "MESZ", "MEZ", "hat", "heeft"];

    private static ReadOnlySpan<char> Strip(ReadOnlySpan<char> name)
    {
        name = name.Trim(" \t\u00A0,、;:.-–()\"'[]");
        for (var again = true; again;)
        {
            again = false;
            foreach (var filler in Fillers)
            {
                if (!name.StartsWith(filler, StringComparison.OrdinalIgnoreCase)) continue;
                if (name.Length > filler.Length && char.IsLetterOrDigit(name[filler.Length])) continue;
                name = name[filler.Length..].Trim(" \t\u00A0,;:.-–()\"'[]");
                again = !name.IsEmpty;
            }
        }
        return name;
    }

    private static string OneLine(ReadOnlySpan<char> lines)
    {
        if (lines.Length > 1000) return "";
        var text = new StringBuilder(lines.Length);
        var blank = false;
        foreach (var c in lines)
        {
            if (c is '\r' or '\n' or ' ' or '\t' or '\u00A0') { blank = text.Length > 0; continue; }
            if (blank) text.Append(' ');
            blank = false;
            text.Append(c);
        }
        return text.ToString();
    }

    private static int LineEnd(string text, int at)
    {
        if (at >= text.Length) return text.Length;
        var end = text.AsSpan(at).IndexOf('\n');
        return end < 0 ? text.Length : at + end;
    }
}
