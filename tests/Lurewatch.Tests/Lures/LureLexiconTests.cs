using Lurewatch.Lures;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Lures;

public sealed class LureLexiconTests
{
    public static TheoryData<string> Languages => [.. LureLexicon.Languages];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Each_phrase_matches_its_example_and_not_its_near_miss(string language)
    {
        var lexicon = LureLexicon.BuiltIn;
        var wrong = new List<string>();
        for (var i = 0; i < lexicon.Phrases.Length; i++)
        {
            var phrase = lexicon.Phrases[i];
            if (phrase.Language != language) continue;
            if (!Finds(lexicon, i, phrase.Example)) wrong.Add($"{phrase.Phrase} does not match {phrase.Example}");
            if (phrase.NearMiss is not null && Finds(lexicon, i, phrase.NearMiss)) wrong.Add($"{phrase.Phrase} matches {phrase.NearMiss}");
        }
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void A_phrase_that_says_all_shows_what_it_is_not() =>
        LureLexicon.BuiltIn.Phrases.Where(phrase => phrase.Role == "whole" && phrase.NearMiss is null).Select(phrase => phrase.Phrase).ShouldBeEmpty();

    [Fact]
    public void Topics_and_roles_are_known()
    {
        var topics = LureIntents.All.SelectMany(intent => intent.Topics).Append("any").ToHashSet();
        foreach (var phrase in LureLexicon.BuiltIn.Phrases)
        {
            topics.ShouldContain(phrase.Topic, phrase.Phrase);
            new[] { "object", "request", "pressure", "whole" }.ShouldContain(phrase.Role, phrase.Phrase);
        }
    }

    [Fact]
    public void No_language_holds_a_phrase_twice_for_one_topic() =>
        LureLexicon.BuiltIn.Phrases.Select(phrase => (phrase.Language, phrase.Phrase, phrase.Topic)).ShouldBeUnique();

    private static bool Finds(LureLexicon lexicon, int number, string text)
    {
        var hits = new List<PhraseHit>();
        lexicon.Table.Find(FoldedText.Of(text), hits);
        return hits.Exists(hit => hit.Phrase == number);
    }
}
