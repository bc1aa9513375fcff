using Lurewatch.Mail;

namespace Lurewatch.Detection;

/// <summary>Text in the HTML that the reader does not see but a filter, or an assistant that sums the mail up, does.</summary>
internal sealed class HiddenTextDetector : IDetector
{
    private const string Obfuscation = "T1027";
    private const int MinHidden = 200, MinInvisible = 3;

    private static readonly FindingKind Hidden = new("hidden.text", "Text is hidden from the reader", Severity.Low, Obfuscation);
    private static readonly FindingKind MostlyHidden = new("hidden.most-of-text", "More text is hidden than shown", Severity.Medium, Obfuscation);
    private static readonly FindingKind Salad = new("hidden.word-salad", "The hidden text is a jumble of words", Severity.Medium, Obfuscation);
    private static readonly FindingKind Invisible = new("hidden.invisible-characters", "Characters without width split words", Severity.Medium, Obfuscation);
    private static readonly FindingKind AiInstruction = new("hidden.ai-instruction", "An instruction to an AI assistant is hidden in the mail", Severity.High, Obfuscation);

    public IReadOnlyList<FindingKind> Kinds { get; } = [Hidden, MostlyHidden, Salad, Invisible, AiInstruction];

    public void Examine(ScanView view, List<Finding> findings)
    {
        if (view.Mail?.Html is not { } html) return;
        long amount = 0;
        HiddenText? longest = null;
        foreach (var text in html.HiddenTexts)
        {
            if (AiInstructions.In(text.Text) is { } instruction && findings.TrueForAll(finding => finding.Kind != AiInstruction))
                findings.Add(new Finding { Kind = AiInstruction, Reason = $"Hidden text ({text.How}) speaks to an AI assistant: “{instruction}”.", Excerpt = Cut(text.Text), Place = Place.InPart("text/html", text.Offset), Subject = text.How });
            if (text.How is "preheader" or "comment") continue;
            amount += text.Text.Length;
            if (longest is null || text.Text.Length > longest.Text.Length) longest = text;
        }
        if (html.InvisibleInWords >= MinInvisible)
            findings.Add(new Finding { Kind = Invisible, Reason = $"{html.InvisibleInWords} characters without width stand between the letters of words.", Place = Place.InPart("text/html") });
        if (longest is null || amount < MinHidden) return;
        var shown = html.Html.DisplayText?.Length ?? 0;
        findings.Add(new Finding
        {
            Kind = amount > shown ? MostlyHidden : Hidden,
            Reason = $"{amount} characters are hidden ({longest.How}), {shown} are shown.",
            Excerpt = Cut(longest.Text),
            Place = Place.InPart("text/html", longest.Offset),
            Subject = longest.How,
        });
        if (IsSalad(longest.Text))
            findings.Add(new Finding { Kind = Salad, Reason = "The hidden text is a run of words without sentences.", Excerpt = Cut(longest.Text), Place = Place.InPart("text/html", longest.Offset) });
    }

    /// <summary>Many different words, hardly any punctuation, none of the short words that every language's sentences need.</summary>
    private static bool IsSalad(string text)
    {
        int words = 0, stops = 0, shorts = 0, letters = 0, length = 0;
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c))
            {
                length++;
                letters++;
                if (c > '\u2E80') return false;   // no spaces between words there
                continue;
            }
            if (c is '.' or ',' or '!' or '?' or ':' or ';') stops++;
            if (length == 0) continue;
            words++;
            if (length <= 3) shorts++;
            length = 0;
        }
        return words >= 40 && letters > words * 5 && stops * 25 < words && shorts * 12 < words;
    }

    private static string Cut(string text) => text.Length > 240 ? text[..240] + "…" : text;
}
