using System.Buffers;
using Lurewatch.Intel;
using Lurewatch.Mail;

namespace Lurewatch.Detection;

/// <summary>How the text of a mail is made, whatever it says: a picture in place of words, one link around everything, random letters that make each copy differ,
/// a voice that shouts.</summary>
internal sealed class TextShapeDetector : IDetector
{
    /// <summary>Letters that a reader sees at a glance: below the first, the picture speaks; below the second, it speaks most.</summary>
    private const int NoText = 100, LittleText = 300;
    /// <summary>Characters that one filler line has at least; rules and signatures are shorter.</summary>
    private const int Filler = 100;
    /// <summary>Characters of a text that its tone is judged by.</summary>
    private const int ToneLimit = 12_000;

    private static readonly SearchValues<char> s_notProse = SearchValues.Create("/@<>[]=_");

    private static readonly FindingKind OnlyPicture = new("text.only-picture-and-link", "Hardly a word, but a picture and a link", Severity.Medium, "T1027");
    private static readonly FindingKind MostlyPicture = new("text.little-beside-picture", "Few words beside a picture and a link", Severity.Low, "T1027");
    private static readonly FindingKind ShortWithLink = new("text.short-with-link", "A few words and a link from someone the recipient did not write to", Severity.Low, "T1566.002");
    private static readonly FindingKind AllLink = new("text.all-link", "Nearly the whole text is a link", Severity.Medium, "T1566.002");
    private static readonly FindingKind RandomTail = new("text.random-tail", "The text ends in random letters", Severity.Medium, "T1027");
    private static readonly FindingKind FillerLine = new("text.filler", "A long run of one sign fills the text", Severity.Low, "T1027");
    private static readonly FindingKind Pitch = new("text.sales-pitch", "The text shouts in several ways", Severity.Low);
    private static readonly FindingKind Loud = new("text.loud", "The text shouts", Severity.Low);
    private static readonly FindingKind Differ = new("text.alternatives-differ", "The plain text says something else than the HTML", Severity.Medium, "T1027");
    private static readonly FindingKind Label = new("subject.advertisement-label", "The subject carries a label that laws demand of advertising", Severity.Low);

    public IReadOnlyList<FindingKind> Kinds { get; } = [OnlyPicture, MostlyPicture, ShortWithLink, AllLink, RandomTail, FillerLine, Pitch, Loud, Differ, Label];

    public void Examine(ScanView view, List<Finding> findings)
    {
        if (view.Mail is not { Message: { } message } mail || view.Sender is not { } sender) return;
        if (LabelOf(message.Subject.SubjectText) is { } label)
            findings.Add(new Finding { Kind = Label, Reason = $"The subject begins with “{label}”.", Excerpt = label, Place = Place.InHeader("Subject") });
        var text = view.Lure.Text.Body ?? "";
        var forwarded = view.Lure.Text.Forwarded is not null;
        if (message.Body.PreviousThreads.Count == 0 || forwarded) LookAtProportion(message, mail, sender, text, findings);
        if (text.Length == 0) return;
        LookAtTail(text, findings);
        LookAtTone(text, findings);
        LookAtAlternatives(message, mail, findings);
    }

    private static void LookAtProportion(Message message, ParsedMail mail, SenderView sender, string text, List<Finding> findings)
    {
        var links = 0;
        var linked = 0;
        string? host = null;
        var targets = new HashSet<string>(StringComparer.Ordinal);
        foreach (var link in message.Body.Links)
        {
            if (link.Parser is not ("hyperlink" or "area") || !LinkTraits.IsWeb(link.HrefUrl)) continue;
            links++;
            linked += link.DisplayText?.Length ?? 0;
            if (targets.Count < 4) targets.Add(link.HrefUrl.UrlText!);
            host ??= link.HrefUrl.Domain.DomainName ?? link.HrefUrl.Ip?.IpText;
        }
        if (links == 0) return;
        var letters = 0;
        foreach (var c in text)
            if (char.IsLetter(c) && ++letters > 2 * LittleText) break;
        var place = Place.InPart("text/html");
        // An answer, or a mail of the organisation's own, may be as short as it likes.
        // So may advertising that proves where it comes from and leads there.
        var stranger = !sender.IsOwn && message.Headers.InReplyTo is not { Length: > 0 } && !(sender.Authenticated && Homeward.Leads(message, sender));
        if (mail.Html is { Images: > 0 and var images } && letters < LittleText && stranger)
            findings.Add(new Finding
            {
                Kind = letters < NoText ? OnlyPicture : MostlyPicture,
                Reason = $"{letters} letters stand beside {images} {(images == 1 ? "picture" : "pictures")} and a link to {host}.",
                Excerpt = Cut(text),
                Place = place,
            });
        else if (letters < 2 * NoText && stranger)
            findings.Add(new Finding { Kind = ShortWithLink, Reason = $"{letters} letters and a link to {host}.", Excerpt = Cut(text), Place = place });
        if (targets.Count < 4 && linked > 30 && linked * 10 > text.Length * 7 && stranger)
            findings.Add(new Finding { Kind = AllLink, Reason = $"{linked} of {text.Length} characters are a link to {host}.", Excerpt = Cut(text), Place = place });
    }

    /// <summary>A last line of one word that nobody can say: each copy gets another, so that no two are alike.</summary>
    private static void LookAtTail(string text, List<Finding> findings)
    {
        var line = text.AsSpan().TrimEnd();
        var start = line.LastIndexOfAny('\n', '\r') + 1;
        var tail = line[start..].Trim();
        if (start == 0 || tail.Length is < 9 or > 64 || tail.Contains(' ')) return;
        int lower = 0, upper = 0, digits = 0;
        foreach (var c in tail)
        {
            if (char.IsAsciiLetterLower(c)) lower++;
            else if (char.IsAsciiLetterUpper(c)) upper++;
            else if (char.IsAsciiDigit(c)) digits++;
            else if (c is not ('-' or '_' or '+')) return;
        }
        var word = lower == tail.Length && RareLetters.Share(tail) is var share && (share >= 0.25 || tail.Length >= 12 && share >= 0.15);
        var key = digits > 1 && upper > 1 && lower > 1 && tail.IndexOf("--") < 0;
        if (!word && !key) return;
        findings.Add(new Finding { Kind = RandomTail, Reason = $"The last line is “{tail}”, which is no word.", Excerpt = tail.ToString(), Place = Place.InPart("text/plain", start) });
    }

    private static void LookAtTone(string text, List<Finding> findings)
    {
        int marks = 0, run = 0, longest = 0, words = 0, shouted = 0, free = 0, letters = 0, upper = 0, same = 0, filler = 0;
        var last = '\0';
        var limit = Math.Min(text.Length, ToneLimit);
        for (var i = 0; i < limit; i++)
        {
            var c = text[i];
            same = c == last && c is '.' or '_' or '·' or '\u2024' or '-' && c == last ? same + 1 : 0;
            filler = Math.Max(filler, same);
            if (char.IsAsciiLetter(c) || c > 0x7F && char.IsLetter(c))
            {
                letters++;
                if (c is >= 'A' and <= 'Z' || c > 0x7F && char.IsUpper(c)) upper++;
            }
            else
            {
                if (letters > 2)
                {
                    words++;
                    if (upper == letters)
                    {
                        shouted++;
                        if (IsFree(text.AsSpan(i - letters, letters))) free++;
                    }
                }
                letters = upper = 0;
                run = c == '!' ? run + 1 : 0;
                if (run > 0) { marks++; longest = Math.Max(longest, run); }
            }
            last = c;
        }
        if (filler >= Filler && (text.Contains(new string('.', Filler), StringComparison.Ordinal) || text.Contains(new string('_', Filler), StringComparison.Ordinal)))
            findings.Add(new Finding { Kind = FillerLine, Reason = $"A run of {filler + 1} equal signs fills a line.", Place = Place.InPart("text/plain") });
        var signs = new List<string>();
        if (longest >= 3 || marks >= 5 && marks * 200 > limit) signs.Add($"{marks} exclamation marks");
        if (free >= 2) signs.Add($"“FREE” {free} times");
        if (words >= 30 && shouted * 4 > words) signs.Add($"{shouted} of {words} words in capitals");
        if (signs.Count == 0) return;
        findings.Add(new Finding { Kind = signs.Count > 1 ? Pitch : Loud, Reason = $"The text has {string.Join(", ", signs)}.", Place = Place.InPart("text/plain") });
    }

    private static bool IsFree(ReadOnlySpan<char> word) => word is "FREE" or "GRATIS" or "KOSTENLOS" or "GRATUIT" or "GRATUITO" or "GRÁTIS" or "DARMO";

    /// <summary>What only one of two alternatives says, nobody was meant to compare: filters read one, people the other.</summary>
    private static void LookAtAlternatives(Message message, ParsedMail mail, List<Finding> findings)
    {
        if (message.Body.Plain?.Raw is not { Length: > 60 } plain || mail.Html?.Html.DisplayText is not { Length: > 60 } shown) return;
        int asked = 0, found = 0;
        var rest = plain.AsSpan();
        while (!rest.IsEmpty && asked < 40)
        {
            var end = rest.IndexOfAny(" \t\r\n\u00A0");
            var word = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            if (word.Length > 24 || word.ContainsAny(s_notProse)) continue;
            word = word.Trim(".,;:!?()\"'*-");
            if (word.Length < 5 || !char.IsLetter(word[0])) continue;
            asked++;
            if (shown.AsSpan().IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0 && ++found >= 6) return;
        }
        if (asked < 10 || found * 6 > asked) return;
        findings.Add(new Finding { Kind = Differ, Reason = $"Of the first {asked} words of the plain text, the HTML has {found}.", Excerpt = Cut(plain), Place = Place.InPart("text/plain") });
    }

    /// <summary><c>ADV:</c> (laws of several US states, 1998 to 2003), <c>(광고)</c> (Korea), <c>未承諾広告</c> (Japan, 2002).</summary>
    private static string? LabelOf(string? subject)
    {
        if (subject is null) return null;
        var text = subject.AsSpan().TrimStart();
        foreach (var label in (ReadOnlySpan<string>)["ADV:", "ADV :", "ADV-", "[ADV]", "(ADV)", "ADVERTISEMENT:", "(광고)", "[광고]", "未承諾広告", "WERBUNG:", "[PUB]"])
            if (text.StartsWith(label, StringComparison.OrdinalIgnoreCase)) return text[..label.Length].ToString();
        return null;
    }

    private static string Cut(string text)
    {
        var trimmed = text.Trim();
        return trimmed.Length > 240 ? trimmed[..240] + "…" : trimmed;
    }
}
