using CsCheck;
using Lurewatch.Lures;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Lures;

public sealed class PhraseTableTests
{
    [Theory]
    [InlineData("your account", "YOUR  Account!", true)]
    [InlineData("your account", "your accounts", false)]
    [InlineData("suspen*", "suspension", true)]
    [InlineData("suspen*", "unsuspended", false)]
    [InlineData("pay _ now", "pay it all right now", true)]
    [InlineData("pay _ now", "pay it all back right now", false)]
    [InlineData("open/read _ file", "read the file", true)]
    [InlineData("within # hours", "Within 24 hours", true)]
    [InlineData("within # hours", "within few hours", false)]
    [InlineData("# free spins", "200 free spins", true)]
    [InlineData("überweis*", "Bitte ueberweisen", true)]
    [InlineData("überweis*", "BITTE ÜBERWEISEN", true)]
    [InlineData("überweis*", "bitte uberweisen", true)]
    [InlineData("straße", "STRASSE", true)]
    [InlineData("email", "e-mail", true)]
    [InlineData("d'accès", "d’acces", true)]
    [InlineData("お支払い", "【重要】お支払い方法", true)]
    [InlineData("お支払い _ 確認", "お支払い方法をご確認ください", true)]
    [InlineData("カード", "ｶｰﾄﾞ", true)]
    [InlineData("jcbカード", "ＪＣＢカード会員", true)]
    [InlineData("pass\u00ADword", "p\u200Bassword", true)]
    [InlineData("password", "раsswоrd", true)]
    [InlineData("password", "𝐩𝐚𝐬𝐬𝐰𝐨𝐫𝐝", true)]
    public void A_phrase_means_what_the_docs_say(string phrase, string text, bool matches)
    {
        var hits = new List<PhraseHit>();
        PhraseTable.Of([phrase]).Find(FoldedText.Of(text), hits);
        hits.Count.ShouldBe(matches ? 1 : 0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("_ pay")]
    [InlineData("pay _")]
    [InlineData("#")]
    [InlineData("e-mail-list/other")]
    [InlineData("a b c d e f g h i j k l m")]
    public void What_is_no_phrase_is_refused(string phrase) => Should.Throw<FormatException>(() => PhraseTable.Of([phrase]));

    [Fact]
    public void Phrases_of_plain_words_are_found_as_by_looking_at_every_place()
    {
        string[] vocabulary = ["pay", "now", "payment", "the", "12", "bill"];
        var word = Gen.Int[0, vocabulary.Length - 1].Select(i => vocabulary[i]);
        var phrase = word.Array[1, 3].Select(words => string.Join(' ', words)).Where(words => words.Any(char.IsLetter));
        Gen.Select(phrase.Array[1, 5], word.Array[0, 30]).Sample((phrases, words) =>
        {
            var hits = new List<PhraseHit>();
            PhraseTable.Of(phrases).Find(FoldedText.Of(string.Join(", ", words)), hits);
            for (var i = 0; i < phrases.Length; i++)
            {
                var parts = phrases[i].Split(' ');
                var first = Enumerable.Range(0, words.Length).FirstOrDefault(at => words.Skip(at).Take(parts.Length).SequenceEqual(parts), -1);
                var hit = hits.FindIndex(candidate => candidate.Phrase == i);
                if ((first < 0) != (hit < 0) || first >= 0 && (hits[hit].First != first || hits[hit].Last != first + parts.Length - 1)) return false;
            }
            return true;
        }, iter: 2000);
    }
}
