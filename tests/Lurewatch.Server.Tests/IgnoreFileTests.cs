using Lurewatch.Server.Ingest;
using Shouldly;
using Xunit;

namespace Lurewatch.Server.Tests;

public sealed class IgnoreFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lurewatch-").FullName;

    [Fact]
    public void A_scan_leaves_out_what_the_folder_ignores_and_says_how_many()
    {
        Write(".lurewatchignore", "# what a scan must say\n*.expected.json\n");
        Write("a.eml", "Subject: a\n\n");
        Write("a.expected.json", "{}");
        Write("b.expected.json", "{}");
        var items = MailSources.Open([_folder]).Read().ToList();
        items.Where(item => item.Problem is null).Select(item => Path.GetFileName(item.Path)).ShouldBe(["a.eml"]);
        var left = items.Single(item => item.Problem is not null);
        left.Problem!.IsError.ShouldBeFalse();
        left.Problem.Reason.ShouldContain("2 files");
    }

    [Fact]
    public void A_file_that_is_named_is_read_all_the_same()
    {
        Write(".lurewatchignore", "*.eml\n");
        Write("a.eml", "Subject: a\n\n");
        MailSources.Open([Path.Combine(_folder, "a.eml")]).Read().Single().Problem.ShouldBeNull();
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
