using Lurewatch.Files.Rtf;
using Shouldly;
using Xunit;

namespace Lurewatch.Conformance;

/// <summary>The RTF documents of oletools' tests, against what those tests expect of rtfobj.</summary>
public sealed class RtfConformanceTests
{
    /// <summary>test_issue_251 and test_bin_no_param: one object. Its class and the compound file's first bytes can be read in the file, whose data ends there.</summary>
    [Fact]
    public void The_equation_object_in_pieces_is_found()
    {
        var facts = Facts("rtfobj/issue_251.rtf");
        var held = facts.Objects.ShouldHaveSingleItem();
        (held.Class, held.Kind, held.Updates, held.IsEquation).ShouldBe(("equation.3", "compound", true, true));
        facts.Obfuscation.ShouldNotBeEmpty();
    }

    /// <summary>Documents without objects have none here.</summary>
    [Fact]
    public void The_specification_of_RTF_holds_no_object_that_runs()
    {
        var facts = Facts("msodde/RTF-Spec-1.7.rtf");
        facts.Objects.ShouldBeEmpty();
        facts.Actions.ShouldBeEmpty();
        facts.Obfuscation.ShouldBeEmpty();
        facts.Text.ShouldContain("Rich Text Format");
    }

    private static RtfFacts Facts(string path)
    {
        var file = Path.Combine(Corpora.Folder("documents"), "oletools/test-data", path);
        return new MailScanner(new ScanOptions { Strict = true }).Scan(File.ReadAllBytes(file), Path.GetFileName(file)).Artifacts[0].Facts.ShouldBeOfType<RtfFacts>();
    }
}
