using CsCheck;
using Lurewatch.Lures;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Lures;

public sealed class FoldedTextTests
{
    [Theory]
    [InlineData("Straße & Œuvre", "strasse|oeuvre")]
    [InlineData("ﬁle ｆｕｌｌ ①", "file|full|1")]
    [InlineData("Ｐ𝒂y 🅿🅰🆈", "pay|pay")]
    [InlineData("e\u0301te\u0301", "ete")]
    [InlineData("e-mail re-use", "email|re|use")]
    [InlineData("US$12,50", "us|$|12|50")]
    [InlineData("日本語テキスト ok", "日本語テキスト|ok")]
    [InlineData("ﾊﾞﾝｸ", "バンク")]
    public void Words_are_folded(string text, string words) => string.Join('|', Words(FoldedText.Of(text))).ShouldBe(words);

    [Fact]
    public void Any_text_folds_to_words_that_stand_in_order_within_it() =>
        Gen.String.Sample(text =>
        {
            var folded = FoldedText.Of(text);
            var end = 0;
            foreach (var word in folded.Words)
            {
                if (word.Source < end || word.SourceEnd <= word.Source || word.SourceEnd > text.Length || word.Length == 0) return false;
                end = word.SourceEnd;
            }
            return true;
        }, iter: 20_000);

    [Fact]
    public void Folding_twice_changes_nothing() =>
        Gen.String[Gen.Char["abcXYZ äöüßéłøñçа е о р日本カﾞｶｰ１Ａ𝐚 -'’\u200b\u00ad€"], 0, 40].Sample(text =>
        {
            var once = string.Join(' ', Words(FoldedText.Of(text)));
            return string.Join(' ', Words(FoldedText.Of(once))) == once;
        }, iter: 5_000);

    private static List<string> Words(FoldedText text)
    {
        var words = new List<string>();
        foreach (var word in text.Words) words.Add(new string(text[word]));
        return words;
    }
}
