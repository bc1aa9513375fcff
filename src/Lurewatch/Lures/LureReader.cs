namespace Lurewatch.Lures;

/// <summary>Reads the words of a mail: its language, the lure phrases in it, and words written to be misread by machines.</summary>
internal static class LureReader
{
    /// <summary>A lure works at a glance: it stands in the first pages or not at all.</summary>
    private const int TextLimit = 32_000, SubjectLimit = 2_000, NameLimit = 300;
    /// <summary>A letter is language enough for a subject's words only if the body has none.</summary>
    private const int LanguageSample = 3_000;

    public static LureReading Read(string? subject, string? text, AnalysisBudget budget) => Read(new LureText(subject, text), budget);

    public static LureReading Read(LureText text, AnalysisBudget budget)
    {
        if (string.IsNullOrEmpty(text.Subject) && string.IsNullOrEmpty(text.Body) && string.IsNullOrEmpty(text.SenderName)) return LureReading.None;
        var language = LanguageOf(text.Subject, text.Body);
        var matches = new List<LureMatch>();
        var disguises = new List<WordDisguise>();
        ReadPart(text.Subject, "subject", SubjectLimit, language, budget, matches, disguises);
        ReadPart(text.SenderName, "sender", NameLimit, language, budget, matches, null);
        ReadPart(text.FileNames, "file", SubjectLimit, language, budget, matches, null);
        var limit = Math.Min(TextLimit, budget.Limits.TextChars);
        ReadPart(text.Body, "body", limit, language, budget, matches, disguises);
        return new LureReading { Language = language, Matches = matches, Disguises = disguises, Text = text, ReadUpTo = text.Body?.Length > limit ? limit : null };
    }

    private static string? LanguageOf(string? subject, string? text)
    {
        var body = text.AsSpan(0, Math.Min(text?.Length ?? 0, LanguageSample));
        return LanguageIdentifier.Identify(body) ?? LanguageIdentifier.Identify(subject);
    }

    private static void ReadPart(string? text, string place, int limit, string? language, AnalysisBudget budget, List<LureMatch> matches,
        List<WordDisguise>? disguises)
    {
        if (string.IsNullOrEmpty(text)) return;
        if (!budget.TryTakeSteps(Math.Min(text.Length, limit), "words of the mail")) return;
        var folded = FoldedText.Of(text, limit);
        var lexicon = LureLexicon.BuiltIn;
        var hits = new List<PhraseHit>();
        var decided = language is not null && LureLexicon.Languages.Contains(language);
        lexicon.Table.Find(folded, hits);
        foreach (var hit in hits)
        {
            var phrase = lexicon.Phrases[hit.Phrase];
            // Mail mixes languages, but a single word of another one is a chance likeness (Dutch "daten", German "Daten").
            if (decided && hit.First == hit.Last && phrase.Language != language && phrase.Language != "en") continue;
            matches.Add(new LureMatch(phrase.Topic, phrase.Role, phrase.Language, folded.Excerpt(hit.First, hit.Last), place, folded.Words[hit.First].Source));
        }
        if (disguises is not null) DisguisedWords.Find(folded, place, disguises);
    }
}
