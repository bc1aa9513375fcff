using System.Reflection;
using Lurewatch.Verdicts;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Verdicts;

public sealed class WeightTableTests
{
    [Fact]
    public void Each_declared_kind_of_finding_has_a_row()
    {
        var missing = BuiltIn.FindingKinds().Select(kind => kind.Id).Except(WeightTable.Default.Rows.Select(row => row.Id)).ToArray();
        missing.ShouldBeEmpty("add a row to src/Lurewatch/Verdicts/weights.tsv");
    }

    [Fact]
    public void Each_row_belongs_to_a_declared_kind_of_finding()
    {
        var orphans = WeightTable.Default.Rows.Select(row => row.Id).Except(BuiltIn.FindingKinds().Select(kind => kind.Id)).ToArray();
        orphans.ShouldBeEmpty("a row without a FindingKind: remove it, or declare the kind in Kinds of its detector or handler, registered in BuiltIn");
    }

    [Fact]
    public void Each_static_kind_of_finding_is_declared()
    {
        var declared = BuiltIn.FindingKinds().ToHashSet();
        var statics = typeof(MailScanner).Assembly.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.FieldType == typeof(FindingKind))
            .Select(field => (Field: $"{field.DeclaringType!.Name}.{field.Name}", Kind: (FindingKind)field.GetValue(null)!));
        statics.Where(one => !declared.Contains(one.Kind)).Select(one => one.Field)
            .ShouldBeEmpty("list it in Kinds of its detector or handler, registered in BuiltIn");
    }

    [Fact]
    public void Each_id_is_declared_once_and_written_area_dot_what()
    {
        var kinds = BuiltIn.FindingKinds();
        kinds.Select(kind => kind.Id).ShouldBeUnique();
        foreach (var kind in kinds) kind.Id.ShouldMatch(@"^[a-z][a-z0-9-]*\.[a-z0-9][a-z0-9-]*$");
        foreach (var kind in kinds) kind.Title.ShouldNotEndWith(".");
    }

    [Fact]
    public void Techniques_look_like_techniques()
    {
        foreach (var kind in BuiltIn.FindingKinds())
            foreach (var technique in kind.Techniques) technique.ShouldMatch(@"^T\d{4}(\.\d{3})?$", kind.Id);
    }

    [Fact]
    public void Only_good_evidence_weighs_in_favour()
    {
        var kinds = BuiltIn.FindingKinds().ToDictionary(kind => kind.Id);
        foreach (var row in WeightTable.Default.Rows.Where(row => kinds.ContainsKey(row.Id)))
        {
            if (row.Weight < 0) kinds[row.Id].Severity.ShouldBe(Severity.Good, row.Id);
            if (row.Weight > 0) kinds[row.Id].Severity.ShouldNotBe(Severity.Good, row.Id);
            if (row.Weight < 0) WeightTable.Default.Cap(row.Group).ShouldBeLessThan(0, row.Id);
            else WeightTable.Default.Cap(row.Group).ShouldBeGreaterThan(0, row.Id);
        }
    }

    [Fact]
    public void Each_group_of_a_row_has_a_cap()
    {
        var groups = WeightTable.Default.Groups.ToHashSet();
        WeightTable.Default.Rows.Where(row => row.Group != "-" && !groups.Contains(row.Group)).ShouldBeEmpty("add a row: @group name cap");
    }

    [Fact]
    public void Classes_stand_in_order()
    {
        WeightTable.Default.From(VerdictClass.Malicious).ShouldBeGreaterThan(WeightTable.Default.From(VerdictClass.Suspicious));
        WeightTable.Default.From(VerdictClass.Suspicious).ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("a.b\tfive\t-\t-")]
    [InlineData("a.b\t5\tphish\t-")]
    [InlineData("a.b\t5")]
    [InlineData("@class\tugly\t5")]
    public void A_wrong_row_is_named(string row) =>
        Should.Throw<FormatException>(() => new WeightTable([["@scale", "40"], row.Split('\t')])).Message.ShouldContain(row.Split('\t')[0]);

    [Fact]
    public void A_row_may_stand_only_once() =>
        Should.Throw<FormatException>(() => new WeightTable([["@scale", "40"], ["a.b", "1", "-", "-"], ["a.b", "2", "-", "-"]]));
}
