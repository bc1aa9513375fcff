using System.IO.Compression;
using System.Text;
using Lurewatch.Cli.Unpacking;
using Shouldly;
using Xunit;

namespace Lurewatch.Cli.Tests;

public sealed class UnpackTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static byte[] Zip(params (string Name, string Text)[] members)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in members)
            {
                using var stream = zip.CreateEntry(name).Open();
                stream.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        return bytes.ToArray();
    }

    private List<string> Written() => [.. Directory.EnumerateFiles(_folder["out"], "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_folder["out"], path).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    [Fact]
    public void The_tree_is_written_with_what_lay_inside_beside_each_file()
    {
        var path = _folder.Write("a.zip", Zip(("Rechnung.txt", "one"), ("sub/Rechnung.txt", "two")));
        var run = Run.Of("unpack", path, "-d", _folder["out"]);
        run.Code.ShouldBe(0, run.Error);
        Written().ShouldBe(["a.zip.d/2-Rechnung.txt_", "a.zip.d/Rechnung.txt_", "a.zip_", "index.csv"]);
        File.ReadAllText(_folder["out/a.zip.d/Rechnung.txt_"]).ShouldBe("one");
        var index = File.ReadAllLines(_folder["out/index.csv"]);
        index[0].ShouldStartWith("file,path,type,size,sha256");
        index.ShouldContain(line => line.StartsWith("\"a.zip.d/2-Rechnung.txt_\",\"/sub/Rechnung.txt\",txt,3,3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3,", StringComparison.Ordinal), string.Join('\n', index));
    }

    [Theory]
    [InlineData("../../../etc/passwd", "passwd")]
    [InlineData("..\\..\\boot.ini", "boot.ini")]
    [InlineData("/absolute.exe", "absolute.exe")]
    [InlineData("C:\\a\\b.exe", "b.exe")]
    [InlineData("CON", "_CON")]
    [InlineData("nul.txt", "_nul.txt")]
    [InlineData("a\u202Efdp.exe", "a_fdp.exe")]
    [InlineData("a\nb\0c\u001b[31m", "a_b_c_[31m")]
    [InlineData("-rf", "_rf")]
    [InlineData(" .. ", "none")]
    [InlineData("...", "none")]
    [InlineData("", "none")]
    [InlineData("x:y|z*?<>\"", "x_y_z____\u005f")]
    [InlineData("請求書.doc", "請求書.doc")]
    [InlineData("Straße ä.doc", "Straße ä.doc")]
    public void Names_cannot_leave_the_folder_steer_a_terminal_or_name_a_device(string given, string safe) => SafeName.Of(given, "none").ShouldBe(safe);

    [Fact]
    public void Long_names_are_cut() => SafeName.Of(new string('a', 5_000) + ".exe", "none").Length.ShouldBe(80);

    [Fact]
    public void No_written_file_may_be_executed_or_read_by_others()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such mode.");
        if (OperatingSystem.IsWindows()) return;
        Run.Of("unpack", _folder.Write("a.zip", Zip(("run.sh", "#!/bin/sh\n"))), "-d", _folder["out"]).Code.ShouldBe(0);
        foreach (var file in Directory.EnumerateFiles(_folder["out"], "*", SearchOption.AllDirectories)) File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void A_folder_that_holds_something_is_left_alone()
    {
        _folder.Write("out/kept.txt", "kept");
        var run = Run.Of("unpack", _folder.Write("a.zip", Zip(("x", "y"))), "-d", _folder["out"]);
        run.Code.ShouldBe(3);
        run.Error.ShouldContain("not empty");
        Written().ShouldBe(["kept.txt"]);
    }

    [Fact]
    public void A_place_that_is_a_file_is_refused()
    {
        var path = _folder.Write("a.zip", Zip(("x", "y")));
        Run.Of("unpack", path, "-d", path).Code.ShouldBe(3);
    }

    [Fact]
    public void Zip_without_a_folder_is_refused()
    {
        var run = Run.Of("unpack", _folder.Write("a.zip", Zip(("x", "y"))), "--zip");
        run.Code.ShouldBe(3);
        run.Error.ShouldContain("-d DIR");
    }

    [Fact]
    public void The_zip_opens_with_the_customary_password_and_holds_the_same_tree()
    {
        var run = Run.Of("unpack", _folder.Write("a.zip", Zip(("Rechnung.txt", "one"), ("empty", ""))), "-d", _folder["out"], "--zip");
        run.Code.ShouldBe(0, run.Error);
        Written().ShouldBe(["a.zip.zip"]);
        using var archive = SharpCompress.Archives.Zip.ZipArchive.OpenArchive(_folder["out/a.zip.zip"], new SharpCompress.Readers.ReaderOptions { Password = "infected" });
        archive.Entries.Select(entry => entry.Key).ShouldBe(["a.zip_", "a.zip.d/Rechnung.txt_", "a.zip.d/empty_", "index.csv"]);
        archive.Entries.ShouldAllBe(entry => entry.IsEncrypted);
        using var text = new StreamReader(archive.Entries.Single(entry => entry.Key == "a.zip.d/Rechnung.txt_").OpenEntryStream());
        text.ReadToEnd().ShouldBe("one");
    }
}
