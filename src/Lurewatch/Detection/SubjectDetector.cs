using Lurewatch.Intel;
using Lurewatch.Mail;

namespace Lurewatch.Detection;

/// <summary>What the subject line gives away of how the message was made, whatever it says.</summary>
internal sealed class SubjectDetector : IDetector
{
    private static readonly FindingKind NamesRecipient = new("subject.names-recipient", "The subject line carries the recipient's address", Severity.Low);
    private static readonly FindingKind Tag = new("subject.random-tag", "The subject line ends in a random tag behind a gap", Severity.Medium);
    private static readonly FindingKind RandomWord = new("subject.random-word", "The subject line holds a word drawn at random", Severity.Low);
    private static readonly FindingKind Template = new("subject.unfilled-template", "A mass mailer's placeholder was left unfilled", Severity.Medium);
    private static readonly FindingKind Decorated = new("subject.decorated", "The subject line is dressed up with pictures", Severity.Low);
    private static readonly FindingKind Shouting = new("subject.shouting", "The subject line shouts", Severity.Low);

    public IReadOnlyList<FindingKind> Kinds { get; } = [NamesRecipient, Tag, RandomWord, Template, Decorated, Shouting];

    public void Examine(ScanView view, List<Finding> findings)
    {
        if (view.Message is not { } message || view.Sender is not { } sender) return;
        LookForTemplate(message, findings);
        if (message.Subject.SubjectText is not { Length: > 0 } subject) return;
        // A calendar service puts who is invited behind what and when.
        var invitation = sender is { Brand: not null, IsFreeMail: false, Failed: false } && view.OwnArtifacts.Any(file => file.Facts is Files.Calendar.CalendarFacts { Events: > 0 });
        foreach (var recipient in sender.Recipients)
        {
            if (invitation) break;
            if (recipient.Address is not { Length: > 5 } address || address.Equals(sender.Address, StringComparison.OrdinalIgnoreCase)
                || !subject.Contains(address, StringComparison.OrdinalIgnoreCase)) continue;
            findings.Add(Found(NamesRecipient, $"The subject line carries the recipient's address {address}.", subject));
            break;
        }
        if (TagBehindGap(subject) is { } tag) findings.Add(Found(Tag, $"The subject line ends in “{tag}” behind a gap, to differ from its copies.", tag));
        else if (LastRandomWord(subject) is { } word) findings.Add(Found(RandomWord, $"The subject line holds “{word}”, which is no word.", word));
        if (message.Subject is { IsReply: false, IsForward: false } && Pictographs.First(subject) is { } picture)
            findings.Add(Found(Decorated, $"The subject line holds the picture {picture}.", subject));
        if (Shouts(subject)) findings.Add(Found(Shouting, "The subject line is in capitals or strings exclamation marks.", subject));
    }

    /// <summary>A lone word of letters and digits behind five or more spaces: mass mailers make each copy's subject differ so.</summary>
    private static string? TagBehindGap(string subject)
    {
        var text = subject.AsSpan().TrimEnd();
        var start = text.Length;
        while (start > 0 && (char.IsAsciiLetterOrDigit(text[start - 1]) || text[start - 1] is '-' or '(' or ')' or '[' or ']' or '_')) start--;
        var gap = start;
        while (gap > 0 && text[gap - 1] is ' ' or '\t' or '\u00a0') gap--;
        return start - gap >= 5 && gap > 0 && text.Length - start is >= 2 and <= 24 && IsNoWord(text[start..]) ? text[start..].ToString() : null;
    }

    /// <summary>Holds a digit, or four consonants in a row.</summary>
    private static bool IsNoWord(ReadOnlySpan<char> tag)
    {
        var run = 0;
        foreach (var c in tag)
        {
            if (char.IsAsciiDigit(c)) return true;
            run = char.IsAsciiLetter(c) && (c | 0x20) is not ('a' or 'e' or 'i' or 'o' or 'u' or 'y') ? run + 1 : 0;
            if (run == 4) return true;
        }
        return false;
    }

    /// <summary>The last word, if no one can say it. Numbers of orders and tickets have digits, words in capitals are names: those are left alone.</summary>
    private static string? LastRandomWord(string subject)
    {
        var text = subject.AsSpan().TrimEnd(" .!?)]");
        var start = text.LastIndexOf(' ') + 1;
        if (IsKey(text[start..])) return text[start..].ToString();
        start = text.Length;
        while (start > 0 && char.IsAsciiLetter(text[start - 1])) start--;
        var word = text[start..];
        if (word.Length < 5 || (start > 0 && text[start - 1] is not (' ' or '_' or '('))) return null;
        int vowels = 0, run = 0, longest = 0, upper = 0, turns = 0;
        for (var i = 0; i < word.Length; i++)
        {
            if (char.IsAsciiLetterUpper(word[i])) upper++;
            if (i > 1 && char.IsAsciiLetterUpper(word[i]) != char.IsAsciiLetterUpper(word[i - 1])) turns++;
            if ((word[i] | 0x20) is 'a' or 'e' or 'i' or 'o' or 'u' or 'y') { vowels++; run = 0; }
            else longest = Math.Max(longest, ++run);
        }
        var odd = Gibberish.Looks(word) || (longest >= 5 && vowels * 5 <= word.Length && upper < word.Length) || (turns >= 4 && vowels * 4 <= word.Length);
        return odd ? word.ToString() : null;
    }

    /// <summary>Capitals, small letters and digits thrown together, as in a key: no one numbers orders so.</summary>
    private static bool IsKey(ReadOnlySpan<char> word)
    {
        if (word.Length is < 10 or > 40) return false;
        int turns = 0, digits = 0;
        for (var i = 0; i < word.Length; i++)
        {
            if (!char.IsAsciiLetterOrDigit(word[i])) return false;
            if (char.IsAsciiDigit(word[i])) digits++;
            if (i > 0 && Sort(word[i]) != Sort(word[i - 1])) turns++;
        }
        return digits >= 3 && digits < word.Length && turns >= 6 && word.ContainsAnyInRange('a', 'z') && word.ContainsAnyInRange('A', 'Z');

        static int Sort(char c) => char.IsAsciiDigit(c) ? 0 : char.IsAsciiLetterUpper(c) ? 1 : 2;
    }

    private static void LookForTemplate(Message message, List<Finding> findings)
    {
        if (Placeholder(message.Subject.SubjectText) is { } inSubject) Add(inSubject, "Subject");
        else if (Placeholder(message.Sender.DisplayName) is { } inName) Add(inName, "From");
        else
            foreach (var to in message.Recipients.To)
                if (Placeholder(to.DisplayName) is { } inTo) { Add(inTo, "To"); break; }

        void Add(string placeholder, string header) => findings.Add(new Finding
        {
            Kind = Template,
            Reason = $"The placeholder {placeholder} was never filled in.",
            Excerpt = placeholder,
            Place = Place.InHeader(header),
        });
    }

    /// <summary><c>{FIRSTNAME}</c>, <c>{{name}}</c>, <c>[[email]]</c>, <c>%%name%%</c>, <c>##Name##</c>, <c>$name$</c>, <c>[to]</c>: upper case or doubled marks around one word.</summary>
    private static string? Placeholder(string? text)
    {
        if (text is null) return null;
        for (var i = 0; i < text.Length - 3; i++)
        {
            var close = text[i] switch { '{' => '}', '[' => ']', '%' => '%', '#' => '#', '$' => '$', _ => '\0' };
            if (close == '\0') continue;
            var doubled = text[i + 1] == text[i];
            var start = doubled ? i + 2 : i + 1;
            var end = start;
            while (end < text.Length && end - start < 24 && (char.IsAsciiLetter(text[end]) || text[end] is '_' or '-')) end++;
            if (end - start < 2 || end >= text.Length || text[end] != close) continue;
            if (doubled ? end + 1 < text.Length && text[end + 1] == close : text[i] == '{' || IsField(text.AsSpan(start, end - start), text[i]))
                return text[i..Math.Min(text.Length, end + (doubled ? 2 : 1))];
        }
        return null;
    }

    /// <summary>Single square brackets are lists' tags, single signs are prices: between those only the mass mailers' own words count.</summary>
    private static bool IsField(ReadOnlySpan<char> word, char mark)
    {
        foreach (var field in (ReadOnlySpan<string>)["to", "email", "firstname", "first_name", "lastname", "last_name", "username", "recipient", "toemail", "to_email", "randomnumber", "random_number"])
            if (word.Equals(field, mark == '[' ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    private static bool Shouts(string subject)
    {
        if (subject.Contains("!!", StringComparison.Ordinal) || subject.Contains("$$", StringComparison.Ordinal)) return true;
        int upper = 0, lower = 0;
        foreach (var c in subject)
        {
            if (char.IsUpper(c)) upper++;
            else if (char.IsLower(c)) lower++;
        }
        return upper >= 14 && lower * 5 <= upper;
    }

    private static Finding Found(FindingKind kind, string reason, string excerpt) =>
        new() { Kind = kind, Reason = reason, Excerpt = excerpt.Length > 120 ? excerpt[..120] : excerpt, Place = Place.InHeader("Subject") };
}
