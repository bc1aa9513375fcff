using System.Text.Json;
using Shouldly;
using Xunit;

namespace Lurewatch.Cli.Tests;

public sealed class ExplainTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_verdict_stands_first_then_who_wrote_and_why()
    {
        var run = Run.Of("explain", _folder.Write("a.eml", Mails.Plain()));
        run.Code.ShouldBe(0, run.Error);
        run.Lines[0].ShouldStartWith("CLEAN");
        run.Out.ShouldContain("Lunch");
        run.Out.ShouldContain("Why");
    }

    [Fact]
    public void One_message_of_an_mbox_is_chosen_by_its_index()
    {
        var mbox = string.Concat(Enumerable.Range(0, 3).Select(i => "From a@friends.example Mon Sep 16 08:12:34 2019\r\n" + Mails.Plain($"number-{i}") + "\r\n"));
        var path = _folder.Write("box", mbox);
        Run.Of("explain", path, "--index", "2").Out.ShouldContain("number-2");
        var first = Run.Of("explain", path);
        first.Out.ShouldContain("number-0");
        first.Error.ShouldContain("--index");
        var beyond = Run.Of("explain", path, "--index", "3");
        beyond.Code.ShouldBe(2);
        beyond.Error.ShouldContain("3 messages");
    }

    [Fact]
    public void Json_is_the_object_that_scan_writes()
    {
        var path = _folder.Write("a.eml", Mails.Plain());
        using var explained = JsonDocument.Parse(Run.Of("explain", path, "--format", "json").Out);
        explained.RootElement.GetProperty("verdict").GetString().ShouldBe("clean");
    }

    [Fact]
    public void What_cannot_be_read_is_named()
    {
        var run = Run.Of("explain", _folder["none.eml"]);
        run.Code.ShouldBe(2);
        run.Error.ShouldContain("does not exist");
    }

    [Theory]
    [InlineData]
    [InlineData("scan")]
    [InlineData("explain")]
    [InlineData("unpack")]
    [InlineData("completion")]
    public void Help_of_every_verb_has_examples(params string[] verb)
    {
        var run = Run.Of([.. verb, "--help"]);
        run.Code.ShouldBe(0, run.Error);
        run.Out.ShouldContain("Examples:");
    }

    [Theory]
    [InlineData("bash", "complete ")]
    [InlineData("zsh", "#compdef lurewatch")]
    [InlineData("fish", "complete -c lurewatch")]
    [InlineData("pwsh", "Register-ArgumentCompleter")]
    public void Completion_scripts_ask_the_command(string shell, string expected)
    {
        var run = Run.Of("completion", shell);
        run.Code.ShouldBe(0);
        run.Out.ShouldContain(expected);
        run.Out.ShouldContain("[suggest:");
    }

    [Theory]
    [InlineData("lurewatch s", "scan")]
    [InlineData("lurewatch scan --f", "--format")]
    [InlineData("lurewatch scan --format h", "html")]
    [InlineData("lurewatch scan --fail-on ", "spam")]
    public void The_command_suggests_what_comes_next(string line, string expected) =>
        Run.Of($"[suggest:{line.Length}]", line).Lines.Select(word => word.Trim()).ShouldContain(expected);
}
