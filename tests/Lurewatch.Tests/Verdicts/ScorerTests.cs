using CsCheck;
using Lurewatch.Verdicts;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Verdicts;

public sealed class ScorerTests
{
    private static readonly WeightTable Table = Read(
        "@scale\t40", "@damning\t45", "@class\tmalicious\t75", "@class\tsuspicious\t50", "@class\tspam\t50", "@group\tlure\t40", "@group\tfavour\t-40",
        "a.weak\t5\t-\t-", "a.strong\t30\tcredential-phishing\t-", "a.damning\t60\tmalware\t-", "a.info\t0\t-\t-", "a.fraud\t30\tpayment-fraud\t-",
        "lure.one\t30\tcredential-phishing\tlure", "lure.two\t20\tcredential-phishing\tlure", "lure.three\t15\tcredential-phishing\tlure",
        "bulk.one\t45\tbulk\t-", "good.one\t-30\t-\tfavour", "good.two\t-25\t-\tfavour", "sim.declared\t0\tsimulation\t-", "a.odd\t7.3\t-\t-");

    private static WeightTable Read(params string[] rows) => new(rows.Select(row => row.Split('\t')));

    private static Finding Found(string id) => new() { Kind = new FindingKind(id, id, Severity.Low), Reason = id };

    private static Verdict Judge(params string[] ids) => Scorer.Judge([.. ids.Select(Found)], [], [], Table);

    private static Gen<string> OneOf(string[] ids) => Gen.Int[0, ids.Length - 1].Select(i => ids[i]);

    [Fact]
    public void Nothing_found_is_clean()
    {
        var verdict = Judge();
        verdict.Class.ShouldBe(VerdictClass.Clean);
        verdict.Kind.ShouldBe(VerdictKind.None);
        verdict.Score.ShouldBe(0);
    }

    [Fact]
    public void A_weight_of_one_scale_gives_half_the_score() => Judge("a.strong", "a.weak", "a.info").Score.ShouldBe(Math.Round(100 * (1 - Math.Pow(2, -35 / 40.0)), 1));

    [Fact]
    public void A_kind_counts_once_and_is_still_listed()
    {
        var verdict = Judge("a.strong", "a.strong", "a.strong");
        verdict.Score.ShouldBe(Judge("a.strong").Score);
        verdict.Shares.Select(share => share.Weight).ShouldBe([30, 0, 0]);
    }

    [Fact]
    public void A_group_gives_no_more_than_its_cap_heaviest_first() =>
        Judge("lure.three", "lure.two", "lure.one").Shares.Select(share => (share.Finding.Kind.Id, share.Weight))
            .ShouldBe([("lure.one", 30), ("lure.two", 10), ("lure.three", 0)]);

    [Fact]
    public void Evidence_in_favour_is_capped_too() => Judge("a.strong", "a.fraud", "good.one", "good.two").Score.ShouldBe(Judge("lure.two").Score);

    [Fact]
    public void Evidence_in_favour_cannot_answer_damning_evidence()
    {
        var verdict = Judge("a.damning", "a.weak", "good.one", "good.two");
        verdict.Score.ShouldBe(Judge("a.damning").Score);
        verdict.Class.ShouldNotBe(VerdictClass.Clean);
        verdict.Kind.ShouldBe(VerdictKind.Malware);
    }

    [Fact]
    public void More_good_than_bad_is_nothing_not_less()
    {
        var verdict = Judge("a.weak", "good.one");
        verdict.Score.ShouldBe(0);
        verdict.Shares.Select(share => share.Weight).ShouldBe([5, -5]);
        verdict.Shares.Sum(share => share.Points).ShouldBe(0, 1e-9);
        verdict.Shares[0].Points.ShouldBe(8.7);
    }

    [Fact]
    public void Mostly_bulk_is_spam() => Judge("bulk.one", "a.strong").Class.ShouldBe(VerdictClass.Spam);

    [Fact]
    public void Bulk_with_damning_evidence_of_an_attack_is_no_mere_spam() => Judge("bulk.one", "a.damning").Class.ShouldBe(VerdictClass.Malicious);

    [Fact]
    public void Of_equal_kinds_the_graver_names_it() => Judge("a.fraud", "a.strong").Kind.ShouldBe(VerdictKind.CredentialPhishing);

    [Fact]
    public void A_clean_message_has_no_kind() => Judge("lure.three").Kind.ShouldBe(VerdictKind.None);

    [Fact]
    public void A_declared_test_changes_the_name_and_nothing_else()
    {
        var plain = Judge("a.strong", "a.fraud");
        var declared = Judge("a.strong", "a.fraud", "sim.declared");
        declared.Kind.ShouldBe(VerdictKind.Simulation);
        (declared.Class, declared.Score).ShouldBe((plain.Class, plain.Score));
    }

    [Fact]
    public void Malware_that_calls_itself_a_test_is_malware() => Judge("a.damning", "sim.declared").Kind.ShouldBe(VerdictKind.Malware);

    [Fact]
    public void Points_sum_to_the_score_whatever_was_found()
    {
        var ids = OneOf([.. Table.Rows.Select(row => row.Id), "not.in-the-table"]);
        ids.Array[0, 30].Sample(found =>
        {
            var verdict = Judge(found);
            verdict.Shares.Count.ShouldBe(found.Length);
            verdict.Score.ShouldBeInRange(0, 100);
            verdict.Shares.Sum(share => Math.Round(share.Points * 10)).ShouldBe(Math.Round(verdict.Score * 10));
            foreach (var share in verdict.Shares)
            {
                if (share.Weight == 0) share.Points.ShouldBe(0);
                (share.Points * Math.Sign(share.Weight)).ShouldBeGreaterThanOrEqualTo(share.Weight == 0 ? 0 : -0.2);
            }
        });
    }

    [Fact]
    public void More_evidence_never_lowers_the_score_and_good_evidence_never_raises_it()
    {
        var ids = OneOf([.. Table.Rows.Select(row => row.Id)]);
        Gen.Select(ids.Array[0, 12], ids).Sample((found, more) =>
        {
            var (before, after) = (Judge(found).Score, Judge([.. found, more]).Score);
            if (Table.Row(more).Weight < 0) after.ShouldBeLessThanOrEqualTo(before);
            else after.ShouldBeGreaterThanOrEqualTo(before);
        });
    }
}
