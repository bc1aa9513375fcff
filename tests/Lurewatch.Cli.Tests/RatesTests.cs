using System.Text.Json;
using CsCheck;
using Lurewatch.Cli.Rates;
using Shouldly;
using Xunit;

namespace Lurewatch.Cli.Tests;

public sealed class RatesTests
{
    private const string Demand = "Your password expires today. Verify your account within 24 hours or it will be suspended: http://203.0.113.9:8080/login?u=bob@acme.example";

    private static TempFolder Labelled()
    {
        var folder = new TempFolder();
        for (var i = 0; i < 10; i++) folder.Write($"ham/{i}.eml", Mails.Plain($"Lunch {i}"));
        for (var i = 0; i < 4; i++) folder.Write($"phish/{i}.eml", Mails.Plain("Account suspended", "IT Service Desk <desk@login.example>", Demand));
        folder.Write("phish/quiet.eml", Mails.Plain("Hello"));
        folder.Write("notes.txt", "no label");
        return folder;
    }

    [Fact]
    public void Folders_named_by_class_are_labels_enough()
    {
        using var folder = Labelled();
        var run = Run.Of("rates", folder.Path, "--format", "json");
        run.Code.ShouldBe(0, run.Error);
        var report = JsonDocument.Parse(run.Out).RootElement;
        report.GetProperty("groups").GetProperty("ham").GetInt32().ShouldBe(10);
        report.GetProperty("groups").GetProperty("phish").GetInt32().ShouldBe(5);
        report.GetProperty("left_out").GetInt32().ShouldBe(1);
        report.GetProperty("rates")[0].GetProperty("phish").GetInt32().ShouldBe(4);
        report.GetProperty("rates")[0].GetProperty("ham").GetInt32().ShouldBe(0);
    }

    [Fact]
    public void Near_duplicates_of_one_group_count_once()
    {
        using var folder = Labelled();
        folder.Write("labels.tsv", "file\tclass\tgroup\tlang\tside\n" + string.Concat(Enumerable.Range(0, 4).Select(i => $"phish/{i}.eml\tphish\tg1\ten\tdev\n"))
            + "ham/1.eml\tham\t\t\tdev\nham/2.eml\tham\t\t\ttrain\n");
        var report = JsonDocument.Parse(Run.Of("rates", folder.Path, "--format", "json", "--side", "dev").Out).RootElement;
        report.GetProperty("messages").GetInt32().ShouldBe(5);
        report.GetProperty("groups").GetProperty("phish").GetInt32().ShouldBe(1);
        report.GetProperty("groups").GetProperty("ham").GetInt32().ShouldBe(1);
    }

    [Fact]
    public void Several_folders_are_one_collection_and_a_side_binds_only_where_there_are_sides()
    {
        using var folder = Labelled();
        using var other = Labelled();
        folder.Write("labels.tsv", "file\tclass\tside\nham/1.eml\tham\tdev\nham/2.eml\tham\ttrain\n");
        var report = JsonDocument.Parse(Run.Of("rates", folder.Path, other.Path, "--side", "dev", "--format", "json").Out).RootElement;
        report.GetProperty("groups").GetProperty("ham").GetInt32().ShouldBe(11);
    }

    [Fact]
    public void Each_finding_shows_whom_it_hits_and_what_it_brings()
    {
        using var folder = Labelled();
        var report = JsonDocument.Parse(Run.Of("rates", folder.Path, "--format", "json").Out).RootElement;
        var lure = report.GetProperty("findings").EnumerateArray().Single(row => row.GetProperty("id").GetString() == "lure.credential");
        lure.GetProperty("phish").GetInt32().ShouldBe(4);
        lure.GetProperty("ham").GetInt32().ShouldBe(0);
    }

    [Fact]
    public void Other_weights_give_other_rates_and_only_there()
    {
        using var folder = Labelled();
        var zero = string.Concat(JsonDocument.Parse(Run.Of("rates", folder.Path, "--format", "json").Out).RootElement.GetProperty("findings").EnumerateArray()
            .Select(row => row.GetProperty("id").GetString() + "\t0\n"));
        var weights = folder.Write("mine.weights", "# nothing counts\n" + zero);
        var report = JsonDocument.Parse(Run.Of("rates", folder.Path, "--format", "json", "--weights", weights).Out).RootElement;
        report.GetProperty("rates")[0].GetProperty("phish").GetInt32().ShouldBe(0);
        Run.Of("scan", folder["phish/1.eml"]).Code.ShouldBe(ExitCode.Found);
        Run.Of("scan", folder["phish/1.eml"], "--weights", weights).Code.ShouldBe(ExitCode.Nothing);
    }

    [Theory]
    [InlineData("no.such-finding\t5", "line 2", "no.such-finding")]
    [InlineData("lure.credential\tmany", "line 2", "no number")]
    [InlineData("lure.credential 40", "line 2", "tabs")]
    [InlineData("lure.credential\t1\nlure.credential\t2", "line 3", "twice")]
    [InlineData("lure.credential\t1\t-\tno-such-group", "line 2", "no-such-group")]
    public void A_weights_file_that_cannot_be_used_is_refused_with_its_line(string rows, string where, string what)
    {
        using var folder = Labelled();
        var run = Run.Of("rates", folder.Path, "--weights", folder.Write("mine.weights", "# mine\n" + rows + "\n"));
        run.Code.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain(where);
        run.Error.ShouldContain(what);
    }

    [Theory]
    [InlineData("class\tgroup\nham\t1\n", "line 1")]
    [InlineData("file\tclass\nham/1.eml\thamm\n", "line 2")]
    public void A_list_of_labels_that_cannot_be_used_is_refused_with_its_line(string labels, string where)
    {
        using var folder = Labelled();
        folder.Write("labels.tsv", labels);
        var run = Run.Of("rates", folder.Path);
        run.Code.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain(where);
    }

    [Fact]
    public void A_folder_without_labels_says_how_to_label()
    {
        using var folder = new TempFolder();
        folder.Write("one.eml", Mails.Plain());
        var run = Run.Of("rates", folder.Path);
        run.Code.ShouldBe(ExitCode.Unread);
        run.Error.ShouldContain("ham, phish and spam");
    }

    [Fact]
    public void The_text_report_names_the_missed_phish_that_was_asked_for()
    {
        using var folder = Labelled();
        Run.Of("rates", folder.Path, "--missed", "5").Out.ShouldContain("quiet.eml");
        Run.Of("rates", folder.Path).Out.ShouldNotContain("quiet.eml");
    }

    [Fact]
    public void No_more_ham_than_allowed_reaches_the_threshold_and_no_lower_threshold_would_do() =>
        Gen.Select(Gen.Int[0, 20].Select(n => n * 5.0).Array[1, 400], Gen.Int[1, 50].Select(tenths => tenths / 10.0)).Sample((ham, percent) =>
        {
            var threshold = RateMath.Threshold(ham, percent);
            var allowed = (int)((ham.Length * percent / 100) + 1e-9);
            RateMath.Reaching(ham, threshold).ShouldBeLessThanOrEqualTo(allowed);
            foreach (var lower in ham.Where(score => score < threshold)) RateMath.Reaching(ham, lower).ShouldBeGreaterThan(allowed);
        });

    [Fact]
    public void The_area_under_the_curve_is_the_share_of_pairs_in_the_right_order() =>
        Gen.Select(Gen.Int[0, 9].Select(n => (double)n).Array[1, 30], Gen.Int[0, 9].Select(n => (double)n).Array[1, 30]).Sample((ham, bad) =>
        {
            var slow = ham.SelectMany(h => bad.Select(b => b > h ? 1.0 : b == h ? 0.5 : 0)).Sum() / ham.Length / bad.Length;
            RateMath.AreaUnderCurve(ham, bad).ShouldBe(slow, 1e-9);
        });
}
