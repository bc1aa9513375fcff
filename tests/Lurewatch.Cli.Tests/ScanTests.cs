using System.Text.Json;
using System.Xml.Linq;
using Shouldly;
using Xunit;

namespace Lurewatch.Cli.Tests;

public sealed class ScanTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--jobs")]
    [InlineData("--trusted-hops")]
    public void What_is_no_number_is_refused_in_plain_words(string option)
    {
        using var folder = new TempFolder();
        var run = Run.Of("scan", folder.Write("a.eml", Mails.Plain()), option, "many");
        run.Code.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain($"{option} takes a number, and many is none.");
        run.Error.ShouldNotContain("System.");
    }

    [Fact]
    public void A_clean_mail_ends_with_0()
    {
        var run = Run.Of("scan", _folder.Write("a.eml", Mails.Plain()));
        run.Code.ShouldBe(0, run.Error);
        run.Lines[0].ShouldStartWith("clean");
        run.Out.ShouldContain("Lunch");
        run.Out.ShouldContain("1 message");
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData("suspicious", 1)]
    [InlineData("spam", 1)]
    [InlineData("none", 0)]
    public void Something_bad_ends_with_1_unless_it_does_not_count(string? failOn, int code)
    {
        _folder.Write("a.eml", Mails.Plain());
        _folder.Write("b.eml", Mails.Plain("Your PayPal account is limited", "PayPal Security <service@paypal-login-verify.top>", "Verify your password at https://paypal-login-verify.top/login")
            .Replace("To: ", "Reply-To: paypal.help@gmail.com\r\nTo: ", StringComparison.Ordinal));
        string[] args = failOn is null ? [] : ["--fail-on", failOn];
        var run = Run.Of(["scan", _folder.Path, .. args]);
        run.Code.ShouldBe(code, run.Out);
        Run.Of(["scan", _folder.Path, _folder["missing.eml"], .. args]).Code.ShouldBe(2);
    }

    [Fact]
    public void What_cannot_be_read_is_named_the_rest_scanned_and_the_code_is_2()
    {
        _folder.Write("a.eml", Mails.Plain("first"));
        _folder.Write("b.eml", "");
        _folder.Write("c.eml", Mails.Plain("third"));
        var run = Run.Of("scan", _folder.Path, _folder["missing.eml"]);
        run.Code.ShouldBe(2);
        run.Error.ShouldContain("b.eml is empty");
        run.Error.ShouldContain("missing.eml does not exist");
        run.Out.ShouldContain("first");
        run.Out.ShouldContain("third");
        run.Out.ShouldContain("2 inputs could not be read");
    }

    [Fact]
    public void A_folder_without_files_is_named()
    {
        var run = Run.Of("scan", _folder.Path);
        run.Code.ShouldBe(2);
        run.Error.ShouldContain("holds no file");
    }

    [Fact]
    public void A_folder_without_mail_is_scanned_as_files_with_a_note()
    {
        _folder.Write("a.txt", "hello\n");
        _folder.Write("b.txt", "there\n");
        var run = Run.Of("scan", _folder.Path);
        run.Code.ShouldBe(0);
        run.Error.ShouldContain("none of the files is a mail");
        run.Out.ShouldContain("2 files");
    }

    [Theory]
    [InlineData("scan")]
    [InlineData("scan", "x", "--format", "yaml")]
    [InlineData("scan", "x", "--jobs", "0")]
    [InlineData("scan", "x", "--jobs", "many")]
    [InlineData("scan", "x", "--fail-on", "clean")]
    [InlineData("scan", "x", "--nonsense")]
    [InlineData("explain")]
    [InlineData("explain", "x", "--index", "-1")]
    [InlineData("completion", "csh")]
    [InlineData("frobnicate")]
    [InlineData]
    public void Usage_errors_end_with_3_and_say_why(params string[] args)
    {
        var run = Run.Of(args);
        run.Code.ShouldBe(3);
        run.Out.ShouldBeEmpty();
        run.Error.ShouldStartWith("lurewatch: ");
        run.Error.ShouldNotContain("   at ");
    }

    [Fact]
    public void An_output_that_cannot_be_written_is_named()
    {
        var mail = _folder.Write("a.eml", Mails.Plain());
        var run = Run.Of("scan", mail, "--output", _folder["no/such/report.json"]);
        (run.Code, run.Error).ShouldBe((3, $"lurewatch: output {_folder["no/such/report.json"]}: its folder does not exist; create it first.\n"));
        Run.Of("scan", mail, "--output", _folder.Path).Error.ShouldContain("it is a folder");
    }

    [Fact]
    public void An_input_is_never_overwritten()
    {
        var mail = _folder.Write("a.eml", Mails.Plain());
        Run.Of("scan", mail, "--output", mail).Code.ShouldBe(3);
        File.ReadAllText(mail).ShouldBe(Mails.Plain());
    }

    [Fact]
    public void A_report_in_the_scanned_folder_is_not_scanned()
    {
        _folder.Write("a.eml", Mails.Plain());
        for (var i = 0; i < 2; i++)
        {
            Run.Of("scan", _folder.Path, "--output", _folder["report.ndjson"], "--format", "ndjson").Code.ShouldBe(0);
            File.ReadAllLines(_folder["report.ndjson"]).Length.ShouldBe(1);
        }
    }

    [Fact]
    public void A_bad_organisation_file_is_named_with_its_line()
    {
        var mail = _folder.Write("a.eml", Mails.Plain());
        var organisation = _folder.Write("org.yml", "name: Acme\ndomains: {}\n");
        var run = Run.Of("scan", mail, "--org", organisation);
        run.Code.ShouldBe(3);
        run.Error.ShouldContain("org.yml: line 2");
        Run.Of("scan", mail, "--org", _folder["none.yml"]).Error.ShouldContain("does not exist");
    }

    [Fact]
    public void Without_an_organisation_one_is_guessed_and_that_is_said()
    {
        for (var i = 0; i < 9; i++) _folder.Write($"{i}.eml", Mails.Plain().Replace("bob@acme.example", i < 7 ? "bob@mail.acme.com" : "eve@gmail.com", StringComparison.Ordinal));
        Run.Of("scan", _folder.Path).Error.ShouldContain("organisation guessed from the recipients: acme.com");
        Run.Of("scan", _folder.Path, "--quiet").Error.ShouldBeEmpty();
        Run.Of("scan", _folder.Path, "--org", _folder.Write("org.yml", "domains: [other.example]\n")).Error.ShouldNotContain("guessed");
        Run.Of("scan", _folder.Path, "--format", "html").Out.ShouldContain("acme[.]com (guessed from the recipients)");
    }

    [Fact]
    public void Recipients_are_also_found_in_what_comes_from_standard_input()
    {
        var mail = Mails.Plain().Replace("bob@acme.example", "bob@acme.com", StringComparison.Ordinal);
        var run = Run.With(new Setting { In = System.Text.Encoding.UTF8.GetBytes(mail) }, "scan", "-");
        run.Code.ShouldBe(0);
        run.Error.ShouldContain("acme.com");
        run.Lines[0].ShouldContain("Lunch");
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    [InlineData("ndjson")]
    [InlineData("mdm")]
    [InlineData("ecs")]
    [InlineData("cef")]
    [InlineData("stix")]
    [InlineData("csv")]
    [InlineData("html")]
    public void Every_format_keeps_the_order_and_is_well_formed(string format)
    {
        const int count = 60;
        var mbox = string.Concat(Enumerable.Range(0, count).Select(i => "From a@friends.example Mon Sep 16 08:12:34 2019\r\n" + Mails.Plain($"number-{i:000}") + "\r\n"));
        var path = _folder.Write("box", mbox);
        var single = Run.Of("scan", path, "--format", format, "--jobs", "1", "--quiet");
        var parallel = Run.Of("scan", path, "--format", format, "--jobs", "4", "--quiet");
        single.Code.ShouldBe(0, single.Error);
        parallel.Out.ShouldBe(single.Out);
        WellFormed(format, parallel.Out, count);

        var file = _folder["out"];
        Run.Of("scan", path, "--format", format, "--output", file, "--quiet").Out.ShouldBeEmpty();
        File.ReadAllText(file).ShouldBe(single.Out);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("stix")]
    [InlineData("html")]
    [InlineData("csv")]
    public void Every_format_is_well_formed_without_a_message(string format)
    {
        var run = Run.Of("scan", _folder.Write("empty", ""), "--format", format);
        run.Code.ShouldBe(2);
        WellFormed(format, run.Out, 0);
    }

    [Fact]
    public void An_interrupted_scan_says_how_far_it_came_and_leaves_well_formed_output()
    {
        for (var i = 0; i < 400; i++) _folder.Write($"{i:000}.eml", Mails.Plain($"number-{i:000}"));
        using var interrupt = new CancellationTokenSource();
        using var output = new Interrupting(interrupt);
        var started = DateTime.UtcNow;
        var run = Run.With(new Setting { Out = output, Interrupted = interrupt.Token }, "scan", _folder.Path, "--format", "json", "--jobs", "2");
        (DateTime.UtcNow - started).ShouldBeLessThan(TimeSpan.FromSeconds(10));
        run.Code.ShouldBe(130);
        run.Error.ShouldMatch(@"stopped after \d+ messages; \d+ of 400 files read");
        using var json = JsonDocument.Parse(output.ToArray());
        json.RootElement.GetArrayLength().ShouldBeLessThan(400);
    }

    [Fact]
    public void A_scan_that_is_interrupted_before_it_begins_still_writes_a_whole_document()
    {
        using var interrupt = new CancellationTokenSource();
        interrupt.Cancel();
        var run = Run.With(new Setting { Interrupted = interrupt.Token }, "scan", _folder.Write("a.eml", Mails.Plain()), "--format", "html");
        run.Code.ShouldBe(130);
        WellFormed("html", run.Out, 0);
        run.Out.ShouldContain("stopped before its end");
    }

    [Fact]
    public void A_reader_that_goes_away_is_no_failure()
    {
        for (var i = 0; i < 2000; i++) _folder.Write($"{i:000}.eml", Mails.Plain($"number-{i:000}"));
        var run = Run.With(new Setting { Out = new Broken() }, "scan", _folder.Path, "--format", "ndjson");
        run.Error.ShouldNotContain("fault");
        run.Code.ShouldBe(0);
    }

    [Fact]
    public void Clean_messages_can_be_left_out_and_still_count()
    {
        var run = Run.Of("scan", _folder.Write("a.eml", Mails.Plain("not shown")), "--exclude-clean");
        run.Out.ShouldNotContain("not shown");
        run.Out.ShouldContain("1 message");
    }

    [Fact]
    public void Archives_and_Maildirs_are_scanned_message_by_message()
    {
        _folder.Write("m/cur/1:2,S", Mails.Plain("in-cur"));
        _folder.Write("m/new/2", Mails.Plain("in-new"));
        _folder.Write("m/tmp/3", Mails.Plain("in-tmp"));
        var zip = new MemoryStream();
        using (var archive = new System.IO.Compression.ZipArchive(zip, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
        {
            using var member = archive.CreateEntry("inbox/x.eml").Open();
            member.Write(System.Text.Encoding.UTF8.GetBytes(Mails.Plain("in-zip")));
        }
        _folder.Write("mails.zip", zip.ToArray());
        var run = Run.Of("scan", _folder.Path, "--format", "ndjson");
        run.Code.ShouldBe(0, run.Error);
        run.Lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("path").GetString()![(_folder.Path.Length + 1)..])
            .ShouldBe(["m/cur/1:2,S", "m/new/2", "mails.zip/inbox/x.eml"]);
    }

    [Fact]
    public void A_glob_that_the_shell_left_alone_is_expanded()
    {
        _folder.Write("a/1.eml", Mails.Plain("one"));
        _folder.Write("a/b/2.eml", Mails.Plain("two"));
        _folder.Write("a/b/3.txt", "no mail");
        Run.Of("scan", _folder["a/**/*.eml"]).Out.ShouldContain("2 messages");
        Run.Of("scan", _folder["z*.eml"]).Error.ShouldContain("no file matches");
    }

    private static void WellFormed(string format, string text, int count)
    {
        switch (format)
        {
            case "text":
                text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(count);
                break;
            case "json":
                using (var json = JsonDocument.Parse(text))
                {
                    json.RootElement.GetArrayLength().ShouldBe(count);
                    if (count > 0) json.RootElement.EnumerateArray().Select(element => element.GetProperty("index").GetInt32()).ShouldBe(Enumerable.Range(0, count));
                }
                break;
            case "stix":
                using (var json = JsonDocument.Parse(text)) json.RootElement.GetProperty("type").GetString().ShouldBe("bundle");
                break;
            case "csv":
                var rows = text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
                rows.Length.ShouldBe(count + 1);
                rows.ShouldAllBe(row => row.Count(c => c == ',') == rows[0].Count(c => c == ','));
                break;
            case "html":
                text.ShouldStartWith("<!doctype html>");
                var document = XDocument.Parse(text["<!doctype html>".Length..].Replace("<meta charset=\"utf-8\">", "", StringComparison.Ordinal).Replace("<bdi>", "<bdi >", StringComparison.Ordinal)
                    .Insert(0, "").ReplaceMeta().Replace("<br>", "<br/>", StringComparison.Ordinal).Replace(" open>", ">", StringComparison.Ordinal));
                document.Descendants("details").Count(element => ((string?)element.Attribute("class"))!.StartsWith("message", StringComparison.Ordinal)).ShouldBe(count);
                document.Descendants("script").ShouldBeEmpty();
                break;
            default:
                var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
                lines.Length.ShouldBe(count);
                foreach (var line in lines)
                {
                    if (format == "cef") line.ShouldStartWith("CEF:0|");
                    else JsonDocument.Parse(line).Dispose();
                }
                break;
        }
    }

    /// <summary>Presses Ctrl-C as soon as something is written.</summary>
    private sealed class Interrupting(CancellationTokenSource interrupt) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            base.Write(buffer);
            interrupt.Cancel();
        }
    }

    private sealed class Broken : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("Broken pipe");
    }
}

internal static class HtmlAsXml
{
    /// <summary>Void elements are closed so that an XML reader can check the rest.</summary>
    public static string ReplaceMeta(this string html) => System.Text.RegularExpressions.Regex.Replace(html, "<meta ([^>]*)>", "<meta $1/>");
}
