using System.Buffers;
using Lurewatch.Intel;
using Lurewatch.Mail;

namespace Lurewatch.Files;

/// <summary>Passwords worth trying on an encrypted file.</summary>
internal static class PasswordCandidates
{
    private const int MaxCandidates = 64;
    private const int MaxLength = 64;
    private const int MaxTextRead = 64 << 10;
    /// <summary>Words looked at behind an announcing word, and before it.</summary>
    private const int WordsBehind = 6, WordsBefore = 3;

    private static readonly SearchValues<char> OpeningQuotes = SearchValues.Create("\"“„«「『‘'");
    private static readonly SearchValues<char> ClosingQuotes = SearchValues.Create("\"”“»」』’'\n");
    private static readonly Lazy<string[]> Announcers = new(() => [.. Lists.Rows("Files/password-words.tsv").Select(row => row[0])]);

    /// <summary>What stands between "password" and the password, in the languages of the list.</summary>
    private static readonly HashSet<string> Between = new(StringComparer.OrdinalIgnoreCase)
    {
        "is", "are", "was", "the", "for", "to", "of", "this", "that", "your", "a", "an", "in", "file", "archive", "document", "attachment", "attached", "zip", "open", "below", "following", "as", "and", "with", "use", "please", "here", "code",
        "ist", "lautet", "das", "der", "die", "den", "dem", "für", "fur", "fuer", "zum", "zur", "datei", "archiv", "anhang", "öffnen", "dokument", "folgende", "folgendes", "von", "im", "ihr", "wie", "folgt",
        "to", "do", "dla", "pliku", "archiwum", "dokumentu", "jest", "brzmi", "załącznika", "otwarcia",
        "est", "le", "la", "les", "pour", "du", "de", "fichier", "pièce", "jointe", "ouvrir", "suivant",
        "es", "el", "para", "del", "archivo", "documento", "abrir", "siguiente", "é", "o", "do", "da", "arquivo", "ficheiro", "anexo",
        "è", "per", "il", "file", "aprire", "allegato", "dell'archivio", "seguente", "het", "voor", "bestand", "bijlage", "van", "openen", "protected", "geschützt", "geschuetzt",
    };

    /// <summary>What malspam and analysts use all the time, after the user's own.</summary>
    public static IReadOnlyList<PasswordCandidate> Usual(IReadOnlyList<string> own) =>
        [.. own.Select(p => new PasswordCandidate(p, "options")), .. UsualOnes];

    private static readonly PasswordCandidate[] UsualOnes =
        [.. new[] { "infected", "1234", "12345", "123456", "password", "VelvetSweatshop" }.Select(p => new PasswordCandidate(p, "usual"))];

    /// <summary>Passwords that the message tells, likeliest first: behind a word that announces one, on a line of its own, in the subject, in file names.</summary>
    /// <remarks>Only asked about files that can be encrypted; other mail pays nothing.</remarks>
    public static IReadOnlyList<PasswordCandidate> FromMessage(Message message)
    {
        var needed = false;
        foreach (var attachment in message.Attachments) needed |= CanBeEncrypted(attachment);
        if (!needed) return [];
        var found = new Finder();
        foreach (var text in new[] { message.Body.CurrentThread.Text, message.Body.Plain?.Raw, message.Body.Html?.DisplayText })
            if (text is not null) found.InText(text.AsSpan(0, Math.Min(text.Length, MaxTextRead)), "body");
        if (message.Subject.SubjectText is { } subject) found.InText(subject, "subject");
        foreach (var attachment in message.Attachments) found.InName(attachment.FileName);
        return found.Ranked();
    }

    /// <summary>Passwords that a text tells: of a page that hands over an archive, of a note beside one.</summary>
    public static IReadOnlyList<PasswordCandidate> FromText(string text, string source)
    {
        var found = new Finder();
        found.InText(text.AsSpan(0, Math.Min(text.Length, MaxTextRead)), source);
        return found.Ranked();
    }

    private static bool CanBeEncrypted(Attachment attachment) => attachment.FileType is not ("png" or "jpeg" or "gif" or "bmp" or "webp" or "tiff" or "ico" or "txt" or "ics" or "vcf" or "crypto" or "empty" or "audio" or "video"
        or "svg" or "html" or "js" or "vbs" or "pe");

    /// <summary>Collects candidates with a rank: lower is likelier.</summary>
    private sealed class Finder
    {
        private readonly List<(int Rank, PasswordCandidate Candidate)> _all = [];
        private readonly Dictionary<string, int> _known = new(StringComparer.Ordinal);

        public IReadOnlyList<PasswordCandidate> Ranked() =>
            [.. _all.Select((entry, order) => (entry.Rank, order, entry.Candidate)).OrderBy(entry => entry.Rank).ThenBy(entry => entry.order).Take(MaxCandidates).Select(entry => entry.Candidate)];

        public void InText(ReadOnlySpan<char> text, string source)
        {
            foreach (var announcer in Announcers.Value)
            {
                var hits = 0;
                for (var at = 0; hits < 16 && text[at..].IndexOf(announcer, StringComparison.OrdinalIgnoreCase) is >= 0 and var step; at += step + announcer.Length)
                {
                    var start = at + step;
                    hits++;
                    if (IsWord(announcer[0]) && start > 0 && IsWord(text[start - 1])) continue;
                    Behind(text[(start + announcer.Length)..], source, announcer.Length <= 4 ? 4 : 0);
                    Before(text[..start], source);
                }
            }
            LinesOfTheirOwn(text, source);
        }

        public void InName(string? name)
        {
            if (name is null) return;
            var dot = name.LastIndexOf('.');
            var stem = dot > 0 ? name.AsSpan(0, dot) : name;
            foreach (var part in stem.SplitAny(' ', '_', '-', '.', '(', ')', '[', ']'))
            {
                var word = stem[part];
                if (HasDigit(word)) Add(60, word, "file name");
                var digits = word.TrimStart("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#№");
                if (digits.Length < word.Length && digits.Length >= 3 && digits.IndexOfAnyExceptInRange('0', '9') < 0) Add(62, digits, "file name");
            }
            Add(64, stem, "file name");
        }

        /// <summary>The words behind an announcing word: the likelier the fewer there are between, and those behind a sign that leads in a value.</summary>
        private void Behind(ReadOnlySpan<char> rest, string source, int rank)
        {
            var window = rest[..Math.Min(rest.Length, 200)];
            if (window.Length > 0 && char.IsAsciiLetter(window[0]))
            {
                // "Passwords", "Passwortgeschützt": still the word; "passenger", "keyboard", "codes" of short ones: not.
                if (rank > 0) return;
                var end = 0;
                while (end < window.Length && IsWord(window[end])) end++;
                window = window[end..];
            }
            Quoted(window, source, rank);
            var led = false;
            var words = 0;
            var at = 0;
            while (words < WordsBehind && Next(window, ref at, out var word, out var newLine))
            {
                if (newLine && words > 0 && !led) break; // the value may stand on the next line, another sentence's words may not
                if (word.IndexOfAnyExcept(":=-–—>→：＝|») ".AsSpan()) < 0) { led = true; continue; }
                var bare = Strip(word, out var leads);
                if (bare.IsEmpty) { led |= leads; continue; }
                var isBetween = Between.Contains(bare.ToString());
                if (!isBetween || led) Add(rank + (led ? 0 : 8) + words + (HasDigit(bare) ? 0 : 3) + (isBetween ? 20 : 0), bare, source);
                if (!isBetween && bare.Length < word.Length) Add(rank + 12 + words, word.TrimStart(":=：＝"), source); // the stop may belong to it
                if (led && !isBetween) { rank += 10; led = false; }
                led |= leads;
                words++;
            }
            AsciiRun(window, source, rank);
        }

        /// <summary>Languages that write without spaces: the first run of ASCII behind the word, over particles and brackets.</summary>
        private void AsciiRun(ReadOnlySpan<char> window, string source, int rank)
        {
            var start = 0;
            while (start < window.Length && start < 12 && (window[start] is <= ' ' or ':' or '=' or '"' or '\'' or '(' or '[' or '<' || window[start] > '\u2000')) start++;
            var end = start;
            while (end < window.Length && window[end] is > ' ' and < '\x7f') end++;
            if (end > start && start > 0 && window[..start].ContainsAnyInRange('\u3000', '\uffef')) Add(rank + 1, window[start..end].TrimEnd(")]>\"'"), source);
        }

        private void Quoted(ReadOnlySpan<char> window, string source, int rank)
        {
            var open = window.IndexOfAny(OpeningQuotes);
            if (open < 0 || open > 60) return;
            var rest = window[(open + 1)..];
            var close = rest.IndexOfAny(ClosingQuotes);
            if (close > 0 && rest[close] != '\n') Add(rank, rest[..close].Trim(), source);
        }

        /// <summary>"Use 7291 as password".</summary>
        private void Before(ReadOnlySpan<char> text, string source)
        {
            var window = text[Math.Max(0, text.Length - 60)..];
            var line = window.LastIndexOf('\n');
            if (line >= 0) window = window[(line + 1)..];
            var words = 0;
            foreach (var part in window.Split(' '))
            {
                var word = Strip(window[part], out _);
                if (HasDigit(word) && words++ < WordsBefore) Add(30, word, source);
            }
        }

        private void LinesOfTheirOwn(ReadOnlySpan<char> text, string source)
        {
            var seen = 0;
            foreach (var raw in text.EnumerateLines())
            {
                var line = raw.Trim();
                if (line.Length is < 3 or > 16 || line.ContainsAny(' ', '\t') || ++seen > 40) continue;
                var word = Strip(line, out _);
                if (word.Length >= 3) Add(HasDigit(word) ? 40 : 55, word, source);
            }
            if (source != "subject") return;
            foreach (var part in text.SplitAny(' ', '\t', ':', ',', ';', '(', ')', '[', ']'))
                if (HasDigit(text[part])) Add(50, Strip(text[part], out _), source);
        }

        private static bool Next(ReadOnlySpan<char> window, ref int at, out ReadOnlySpan<char> word, out bool newLine)
        {
            newLine = false;
            while (at < window.Length && char.IsWhiteSpace(window[at])) newLine |= window[at++] == '\n';
            var start = at;
            while (at < window.Length && !char.IsWhiteSpace(window[at])) at++;
            word = window[start..at];
            return !word.IsEmpty;
        }

        /// <summary>A word without the signs around it; tells whether they lead in a value.</summary>
        private static ReadOnlySpan<char> Strip(ReadOnlySpan<char> word, out bool leads)
        {
            leads = word.Length > 0 && word[^1] is ':' or '=' or '：' or '＝';
            return word.Trim("\"'“”„‚‘’«»‹›「」『』()[]<>:=：＝,;.。、*_|-–—>");
        }

        private static bool IsWord(char c) => char.IsLetterOrDigit(c) && c < '\u2e80';

        private static bool HasDigit(ReadOnlySpan<char> word) => word.ContainsAnyInRange('0', '9');

        private void Add(int rank, ReadOnlySpan<char> word, string source)
        {
            if (word.Length is 0 or > MaxLength || _all.Count >= 4096) return;
            var value = word.ToString();
            if (_known.TryGetValue(value, out var at))
            {
                if (rank < _all[at].Rank) _all[at] = (rank, _all[at].Candidate);
                return;
            }
            _known.Add(value, _all.Count);
            _all.Add((rank, new PasswordCandidate(value, source)));
        }
    }
}
