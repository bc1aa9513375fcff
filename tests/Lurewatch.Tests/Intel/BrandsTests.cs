using Lurewatch.Intel;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Intel;

public sealed class BrandsTests
{
    [Theory]
    [InlineData("PayPal Service", "PayPal")]
    [InlineData("Pay\u200BPal", "PayPal")]
    [InlineData("РауРаl Kundendienst", "PayPal")]          // Cyrillic Р а у
    [InlineData("𝗡𝗲𝘁𝗳𝗹𝗶𝘅 Support", "Netflix")]
    [InlineData("ＤＨＬ Paket", "DHL")]
    [InlineData("Societe Generale", "Société Générale")]
    [InlineData("Caixa Econômica Federal", "Caixa Econômica Federal")]
    [InlineData("Oesterreichische Post", "Österreichische Post")]
    [InlineData("三菱ＵＦＪ銀行からのお知らせ", "MUFG")]
    [InlineData("【楽天カード】重要なお知らせ", "Rakuten")]
    [InlineData("ＥＴＣ利用照会サービス", "ETC")]
    [InlineData("Apple Support", "Apple")]
    public void A_brand_is_found_however_it_is_written(string text, string name) =>
        Brands.Find(text).ShouldContain(mention => mention.Brand.Name == name);

    [Theory]
    [InlineData("the upside of an apple a day", true)]
    [InlineData("Microsoft account team", false)]
    [InlineData("Orange Bank", false)]
    [InlineData("an orange chase", true)]
    public void Words_with_other_meanings_are_marked(string text, bool ambiguous)
    {
        var mentions = Brands.Find(text);
        mentions.ShouldNotBeEmpty();
        mentions.ShouldAllBe(mention => mention.Ambiguous == ambiguous);
    }

    [Theory]
    [InlineData("")]
    [InlineData("The paypals of old, dhlx and undhl")]
    [InlineData("visualisation, tessellate, groupware")]
    public void Parts_of_words_are_no_brands(string text) => Brands.Find(text).ShouldBeEmpty();

    [Fact]
    public void The_owner_of_a_root_domain_is_known_in_any_case()
    {
        Brands.OwnerOf("PayPal.com")!.Name.ShouldBe("PayPal");
        Brands.OwnerOf("paypal-secure.example").ShouldBeNull();
        Brands.OwnerOf(null).ShouldBeNull();
    }

    [Fact]
    public void A_mention_carries_its_words_and_place()
    {
        var mention = Brands.Find("Your De\u00ADutsche Bank card").ShouldHaveSingleItem();
        mention.Text.ShouldBe("De\u00ADutsche Bank");
        mention.Offset.ShouldBe(5);
    }

    [Fact]
    public void The_list_is_well_formed()
    {
        var sectors = new HashSet<string> { "bank", "parcel", "cloud", "mail", "hosting", "shop", "payment", "telecom", "social", "crypto", "tax", "government", "utility", "insurance", "travel", "entertainment", "security" };
        Brands.All.Count.ShouldBeGreaterThan(250);
        Brands.All.Select(brand => brand.Name).ShouldBeUnique();
        foreach (var brand in Brands.All)
        {
            sectors.ShouldContain(brand.Sector, brand.Name);
            foreach (var domain in brand.Domains)
            {
                domain.ShouldMatch("^[a-z0-9-]+(\\.[a-z0-9-]+)+$", brand.Name);
                Brands.OwnerOf(domain).ShouldBe(brand, domain);
            }
        }
    }
}
