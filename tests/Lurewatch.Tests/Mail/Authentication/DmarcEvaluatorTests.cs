using Lurewatch.Mail.Authentication;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Mail.Authentication;

public sealed class DmarcEvaluatorTests
{
    private sealed class Counting(IDnsResolver inner) : IDnsResolver
    {
        public List<string> Asked { get; } = [];

        public DnsAnswer Resolve(string name, DnsType type)
        {
            Asked.Add(name);
            return inner.Resolve(name, type);
        }
    }

    private static DmarcOutcome Check(string zone, string from, string? spf = null, string? dkim = null, AuthenticationStatus status = AuthenticationStatus.Pass) =>
        new DmarcEvaluator(new Lookups(ZoneResolver.Parse(zone), new AnalysisBudget(new AnalysisLimits(), TimeProvider.System)))
            .Check(from, spf is null ? null : new SpfOutcome(status, spf), dkim is null ? [] : [new DkimOutcome(status, new DkimSignature { Domain = dkim }, "")]);

    [Theory]
    [InlineData("", "mail.town.example", AuthenticationStatus.Pass)]
    [InlineData("", "other.example", AuthenticationStatus.Fail)]
    [InlineData("aspf=s", "mail.town.example", AuthenticationStatus.Fail)]
    [InlineData("aspf=s", "town.example", AuthenticationStatus.Pass)]
    public void Alignment_is_relaxed_unless_the_record_is_strict(string tags, string spf, AuthenticationStatus expected) =>
        Check($"_dmarc.town.example TXT \"v=DMARC1; p=reject; {tags}\"", "town.example", spf).Status.ShouldBe(expected);

    [Fact]
    public void A_signature_aligns_too()
    {
        var outcome = Check("_dmarc.town.example TXT \"v=DMARC1; p=reject\"", "news.town.example", "bulk.example", "town.example");
        outcome.AlignedBy.ShouldBe("dkim");
        outcome.Policy.ShouldBe(DmarcPolicy.Reject);
        outcome.RecordDomain.ShouldBe("town.example");
    }

    [Fact]
    public void A_public_suffix_separates_its_customers()
    {
        const string Zone = "_dmarc.suffix.example TXT \"v=DMARC1; p=reject; psd=y\"\n_dmarc.one.suffix.example TXT \"v=DMARC1; p=none\"\n_dmarc.two.suffix.example TXT \"v=DMARC1; p=none\"";
        Check(Zone, "one.suffix.example", "two.suffix.example").Status.ShouldBe(AuthenticationStatus.Fail);
        Check(Zone, "one.suffix.example", "mail.one.suffix.example").Status.ShouldBe(AuthenticationStatus.Pass);
        var none = Check(Zone, "three.suffix.example");
        none.RecordDomain.ShouldBe("suffix.example");
        none.Policy.ShouldBe(DmarcPolicy.Reject);
    }

    [Fact]
    public void An_organisation_may_say_that_it_is_one()
    {
        const string Zone = "_dmarc.example TXT \"v=DMARC1; p=none\"\n_dmarc.town.example TXT \"v=DMARC1; p=reject; psd=n\"";
        Check(Zone, "a.town.example", "b.town.example").Status.ShouldBe(AuthenticationStatus.Pass);
        Check(Zone, "a.town.example", "b.shop.example").Status.ShouldBe(AuthenticationStatus.Fail);
    }

    [Fact]
    public void Subdomains_have_their_policy_and_those_that_do_not_exist_theirs()
    {
        const string Zone = "_dmarc.town.example TXT \"v=DMARC1; p=none; sp=quarantine; np=reject\"\nmail.town.example A 192.0.2.1";
        Check(Zone, "town.example").Policy.ShouldBe(DmarcPolicy.None);
        Check(Zone, "mail.town.example").Policy.ShouldBe(DmarcPolicy.Quarantine);
        Check(Zone, "ghost.town.example").Policy.ShouldBe(DmarcPolicy.Reject);
    }

    [Fact]
    public void The_walk_asks_eight_names_at_most()
    {
        var resolver = new Counting(ZoneResolver.Parse("_dmarc.example TXT \"v=DMARC1; p=reject\""));
        var dmarc = new DmarcEvaluator(new Lookups(resolver, new AnalysisBudget(new AnalysisLimits(), TimeProvider.System)));
        dmarc.Check("a.b.c.d.e.f.g.h.i.j.example", null, []).Policy.ShouldBe(DmarcPolicy.Reject);
        resolver.Asked.Take(3).ShouldBe(["_dmarc.a.b.c.d.e.f.g.h.i.j.example", "_dmarc.e.f.g.h.i.j.example", "_dmarc.f.g.h.i.j.example"]);
        resolver.Asked.Count(name => name.StartsWith("_dmarc", StringComparison.Ordinal)).ShouldBe(8);
    }

    [Fact]
    public void Without_a_record_there_is_no_verdict() => Check("town.example A 192.0.2.1", "town.example", "town.example").Status.ShouldBe(AuthenticationStatus.None);

    [Fact]
    public void A_failed_look_up_is_no_verdict()
    {
        Check("_dmarc.town.example FAIL", "town.example", "town.example").Status.ShouldBe(AuthenticationStatus.TempError);
        Check("_dmarc.town.example TXT \"v=DMARC1; p=reject\"", "town.example", dkim: "town.example", status: AuthenticationStatus.TempError).Status.ShouldBe(AuthenticationStatus.TempError);
    }

    [Fact]
    public void Where_the_walk_fails_the_public_suffix_list_aligns() =>
        Check("_dmarc.town.example TXT \"v=DMARC1; p=reject\"\n_dmarc.mail.town.example FAIL", "town.example", "mail.town.example").Status.ShouldBe(AuthenticationStatus.Pass);

    [Theory]
    [InlineData("v=DMARC1; p=reject; unknown=1; rua=mailto:a@b.example", DmarcPolicy.Reject, false)]
    [InlineData("v=DMARC1;p=Quarantine;t=y", DmarcPolicy.Quarantine, true)]
    [InlineData("v=DMARC1; p=reject; pct=0", DmarcPolicy.Reject, true)]
    [InlineData("v=DMARC1; rua=mailto:a@b.example", DmarcPolicy.None, false)]
    public void Records_are_read(string text, object policy, bool test)
    {
        var record = DmarcRecord.Parse(text).ShouldNotBeNull();
        record.Policy.ShouldBe((DmarcPolicy)policy);
        record.IsTest.ShouldBe(test);
    }

    [Theory]
    [InlineData("v=dmarc1; p=reject")]
    [InlineData("p=reject; v=DMARC1")]
    [InlineData("v=DMARC10; p=reject")]
    [InlineData("")]
    public void What_is_no_record_is_none(string text) => DmarcRecord.Parse(text).ShouldBeNull();
}
