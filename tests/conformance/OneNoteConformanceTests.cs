using Lurewatch.Files;
using Lurewatch.Files.OneNote;
using Shouldly;
using Xunit;

namespace Lurewatch.Conformance;

/// <summary>The section of Strelka's fixtures. Its tests expect no more than that the scanner ends without a flag; the page shows a Word document as a file.</summary>
public sealed class OneNoteConformanceTests
{
    [Theory]
    [InlineData("strelka")]
    [InlineData("strelka_sublime")]
    public void The_document_and_its_icon_come_out_by_name(string set)
    {
        var analysis = new MailScanner(new ScanOptions { Strict = true }).Scan(File.ReadAllBytes(Path.Combine(Corpora.Folder("documents"), set, "fixtures", "test.one")), "test.one");
        var facts = analysis.Artifacts[0].Facts.ShouldBeOfType<OneNoteFacts>();
        facts.Defects.ShouldBeEmpty();
        facts.Files.Count.ShouldBe(2);
        facts.Files[0].Name.ShouldBe("test.docx");
        facts.Files[0].SourcePath.ShouldNotBeNull().ShouldEndWith("/fixtures/test.docx");
        analysis.Artifacts.Where(file => file.Parent == analysis.Artifacts[0]).Select(file => (file.Type, file.Size)).ShouldBe([(FileType.Docx, 36980), (FileType.Png, 1433)]);
        facts.Text.ShouldContain("document");
    }
}
