using Lurewatch.Intel;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Intel;

public sealed class WellKnownTests
{
    [Theory]
    [InlineData("gmail.com")]
    [InlineData("T-Online.de")]
    [InlineData("interia.pl")]
    public void Free_mail_is_known_in_any_case(string domain) => WellKnown.IsFreeMail(domain).ShouldBeTrue();

    [Theory]
    [InlineData("microsoft.com")]
    [InlineData("example.com")]
    [InlineData(null)]
    public void Companies_are_no_free_mail(string? domain) => WellKnown.IsFreeMail(domain).ShouldBeFalse();

    [Fact]
    public void Only_the_exact_host_is_harmless()
    {
        WellKnown.IsHarmlessHost("mail.w3.org").ShouldBeFalse();
        WellKnown.IsHarmlessHost("w3.org").ShouldBeTrue();
        WellKnown.IsHarmlessHost("fonts.googleapis.com").ShouldBeTrue();
        WellKnown.IsHarmlessHost("storage.googleapis.com").ShouldBeFalse();
    }

    [Fact]
    public void A_bulk_sender_has_a_name()
    {
        WellKnown.BulkSender("rsgsv.net").ShouldBe("Mailchimp");
        WellKnown.BulkSender("example.net").ShouldBeNull();
    }

    [Fact]
    public void No_list_holds_a_domain_twice()
    {
        foreach (var list in new[] { "Intel/free-mail.tsv", "Intel/well-known-hosts.tsv", "Intel/bulk-senders.tsv" })
            Lists.Rows(list).Select(row => row[0]).ShouldBeUnique(list);
    }
}
