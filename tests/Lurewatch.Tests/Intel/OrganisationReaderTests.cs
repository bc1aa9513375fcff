using System.Text;
using CsCheck;
using Lurewatch.Intel;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Intel;

public sealed class OrganisationReaderTests
{
    [Fact]
    public void A_full_file_is_read()
    {
        var organisation = Organisation.Parse("""
            # who we are
            name: Stadtwerke Beispiel
            domains: [Stadtwerke.example, xn--mnchen-3ya.example]
            people:
              - name: Erika Mustermann
                email: erika@Stadtwerke.example
              - Max Muster
            languages: [de, EN]
            partners:
              - bank.example
            trusted-authserv-ids: mx.stadtwerke.example
            simulations:
              - "X-PHISHTEST: abc"
            """u8);
        organisation.Name.ShouldBe("Stadtwerke Beispiel");
        organisation.Domains.ShouldBe(["stadtwerke.example", "münchen.example"]);
        organisation.People.ShouldBe([new Person("Erika Mustermann", "erika@stadtwerke.example"), new Person("Max Muster")]);
        organisation.Languages.ShouldBe(["de", "en"]);
        organisation.Partners.ShouldBe(["bank.example"]);
        organisation.TrustedAuthservIds.ShouldBe(["mx.stadtwerke.example"]);
        organisation.Simulations.ShouldBe(["X-PHISHTEST: abc"]);
        organisation.Guessed.ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing but a comment\n")]
    [InlineData("---\n")]
    [InlineData("people:\ndomains: ~\n")]
    public void A_file_that_says_nothing_is_an_unknown_organisation(string yaml) =>
        Organisation.Parse(yaml).Domains.ShouldBeEmpty();

    [Theory]
    [InlineData("name: A\ndomain: [a.example]", 2, "domains")]
    [InlineData("domains:\n  - http://a.example/", 2, "without http://")]
    [InlineData("domains:\n  - '*.a.example'", 2, "subdomains are included")]
    [InlineData("domains: [localhost]", 1, "example.org")]
    [InlineData("domains:\n  a: b", 2, "expected a domain")]
    [InlineData("languages: [german]", 1, "ISO 639-1")]
    [InlineData("people:\n  - email: a@b.example", 2, "without a name")]
    [InlineData("people:\n  - name: A\n    mail: a@b.example", 3, "email")]
    [InlineData("people:\n  - name: A\n    email: a.b.example", 3, "anna@example.org")]
    [InlineData("name: A\nname: B", 2, "twice")]
    [InlineData("name: &x A\n", 1, "anchors")]
    [InlineData("- a\n- b", 1, "expected keys")]
    [InlineData("name: [a", 1, "")]
    [InlineData("domains: [a.example\nfoo: 1\n", 1, "bracket")]
    [InlineData("name: A\n---\nname: B", 2, "second")]
    public void A_wrong_file_is_refused_with_line_and_remedy(string yaml, long line, string remedy)
    {
        var error = Should.Throw<OrganisationFormatException>(() => Organisation.Parse(yaml));
        error.Line.ShouldBeInRange(line, line + 1);
        error.Message.ShouldContain(remedy);
    }

    [Fact]
    public void A_file_that_is_not_utf8_is_refused() =>
        Should.Throw<OrganisationFormatException>(() => Organisation.Parse([0x6e, 0xff, 0xfe])).Message.ShouldContain("UTF-8");

    [Fact]
    public void A_file_that_is_too_large_is_refused() =>
        Should.Throw<OrganisationFormatException>(() => Organisation.Parse(new string('#', (256 << 10) + 1))).Message.ShouldContain("256 kB");

    [Fact]
    public void Nested_brackets_end_early() =>
        Should.Throw<OrganisationFormatException>(() => Organisation.Parse("domains: " + new string('[', 200_000)));

    [Fact]
    public void Any_text_is_read_or_refused_in_the_same_way() =>
        Gen.Char["nadomins:[]{}-&*!|>'\"#%@ \n\ta.é"].Array[0, 60].Sample(chars =>
        {
            try { Organisation.Parse(Encoding.UTF8.GetBytes(chars)); }
            catch (OrganisationFormatException error) { error.Message.ShouldNotBeEmpty(); }
        });

    [Theory]
    [InlineData("a.example", true)]
    [InlineData("mail.a.example", true)]
    [InlineData("ba.example", false)]
    [InlineData("example", false)]
    [InlineData(null, false)]
    public void Subdomains_are_included(string? host, bool owned) => new Organisation { Domains = ["a.example"] }.Owns(host).ShouldBe(owned);
}
