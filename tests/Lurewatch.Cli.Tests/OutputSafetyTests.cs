using System.Text.RegularExpressions;
using CsCheck;
using Lurewatch.Cli.Terminals;
using Shouldly;
using Xunit;

namespace Lurewatch.Cli.Tests;

public sealed class OutputSafetyTests : IDisposable
{
    private const string Evil = "\e]0;owned\a\e[2J\u009b31m\u202Egpj.exe\u2066x\u200B\r\nspoofed";
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("scan")]
    [InlineData("explain")]
    [InlineData("unpack")]
    public void Nothing_in_a_mail_steers_the_terminal(string verb)
    {
        var encoded = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Evil));
        var mail = $"From: =?utf-8?B?{encoded}?= <a@bad.example>\r\nTo: bob@acme.example\r\nSubject: =?utf-8?B?{encoded}?=\r\nMIME-Version: 1.0\r\n"
            + $"Content-Type: application/octet-stream; name=\"=?utf-8?B?{encoded}?=\"\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\nTVqQ\r\n";
        var run = Run.With(new Setting { IsTerminal = true, Environment = { ["NO_COLOR"] = "1" } }, verb, _folder.Write("a\e[31m.eml", mail));
        Regex.IsMatch(run.Out + run.Error.Replace("\r\e[K", "", StringComparison.Ordinal), @"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\u200e\u200f]").ShouldBeFalse();
    }

    [Fact]
    public void Any_text_is_made_safe_for_one_line() => Gen.String.Sample(text =>
        !Regex.IsMatch(Printable.Clean(text), @"[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]"));

    [Fact]
    public void Fitted_text_takes_at_most_the_cells_it_was_given() => Gen.Select(Gen.OneOf(Gen.String, Gen.String[Gen.Char['あ', '漢']]), Gen.Int[1, 60]).Sample((text, cells) =>
        CellWidth.Of(Printable.Fit(text, cells)) <= cells && CellWidth.Of(Printable.Fit(text, cells, pad: true)) == cells);

    [Theory]
    [InlineData("請求書のお知らせ", 16)]
    [InlineData("e\u0301", 1)]
    [InlineData("한국", 4)]
    [InlineData("abc", 3)]
    public void Widths_follow_East_Asian_Width(string text, int cells) => CellWidth.Of(text).ShouldBe(cells);

    [Theory]
    [InlineData("see https://bad.example/a.b?c=d.e now", "see hxxps://bad[.]example/a.b?c=d.e now")]
    [InlineData("http://bad.example/p/@http://worse.example/d/", "hxxp://bad[.]example/p/@hxxp://worse[.]example/d/")]
    [InlineData("http://bad.example@http://worse.example", "hxxp://bad[.]example[@]hxxp://worse[.]example")]
    [InlineData("https://good.example/?u=https://bad.example/x.y", "hxxps://good[.]example/?u=hxxps://bad[.]example/x.y")]
    [InlineData("<a@bad.example>", "<a[@]bad[.]example>")]
    [InlineData("from bad.example.", "from bad[.]example.")]
    [InlineData("at 10.0.0.1, port 80", "at 10[.]0[.]0[.]1, port 80")]
    [InlineData("Rechnung.doc in Rechnung.pdf.exe", "Rechnung.doc in Rechnung.pdf.exe")]
    [InlineData("bad.zip/login", "bad[.]zip/login")]
    [InlineData("version 1.2 of e.g. this", "version 1.2 of e.g. this")]
    [InlineData("'paypal.com' and \"bad.example\"", "'paypal[.]com' and \"bad[.]example\"")]
    public void Running_text_is_defanged_but_for_file_names(string text, string expected) => Safe.Text(text).ShouldBe(expected);

    [Theory]
    [InlineData("=cmd|'/c calc'!A1")]
    [InlineData("+1+1")]
    [InlineData("-2+3")]
    [InlineData("@SUM(1)")]
    public void A_spreadsheet_finds_no_formula_in_the_CSV(string subject)
    {
        var run = Run.Of("scan", _folder.Write("a.eml", Mails.Plain(subject)), "--format", "csv");
        run.Out.Split("\r\n")[1].ShouldContain("'" + subject);
    }

    [Fact]
    public void Quotes_commas_and_line_ends_stay_within_their_CSV_field()
    {
        var run = Run.Of("scan", _folder.Write("a,b\"c.eml", Mails.Plain("one, \"two\"")), "--format", "csv");
        var rows = Csv(run.Out);
        rows.Count.ShouldBe(2);
        var row = rows[0].Zip(rows[1]).ToDictionary(pair => pair.First, pair => pair.Second);
        row["path"].ShouldBe(_folder["a,b\"c.eml"]);
        row["subject"].ShouldBe("one, \"two\"");
        row["verdict"].ShouldBe("clean");
    }

    [Fact]
    public void Markup_in_a_mail_is_only_text_in_the_HTML_report()
    {
        const string Markup = "</title></bdi><script>alert(1)</script><img src=x onerror='alert(2)'>&\"";
        var run = Run.Of("scan", _folder.Write("a.eml", Mails.Plain(Markup, $"\"{Markup.Replace("\"", "", StringComparison.Ordinal)}\" <a@bad.example>", Markup)), "--format", "html");
        run.Out.ShouldNotContain("<script");
        run.Out.ShouldNotContain("<img");
        run.Out.ShouldContain("&lt;script&gt;alert(1)");
    }

    [Fact]
    public void The_HTML_report_refers_to_nothing_outside_and_is_defanged()
    {
        var run = Run.Of("scan", _folder.Write("a.eml", Mails.Plain(body: "Go to https://bad.example/login now")), "--format", "html");
        Regex.IsMatch(run.Out, @"\s(href|src|action)\s*=|url\(", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture).ShouldBeFalse();
        run.Out.ShouldNotContain("https://bad.example");
        run.Out.ShouldContain("default-src &#39;none&#39;".Replace("&#39;", "'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("NO_COLOR", false)]
    public void Colour_is_for_terminals_that_want_it(string? variable, bool colours)
    {
        var path = _folder.Write("a.eml", Mails.Plain());
        var setting = new Setting { IsTerminal = true };
        if (variable is not null) setting.Environment[variable] = "1";
        Run.With(setting, "scan", path).Out.Contains("\e[", StringComparison.Ordinal).ShouldBe(colours);
        Run.With(setting with { Environment = new() { ["TERM"] = "dumb" } }, "scan", path).Out.ShouldNotContain("\e[");
        Run.With(setting with { IsTerminal = false }, "scan", path).Out.ShouldNotContain("\e[");
        Run.With(setting, "scan", path, "--no-color").Out.ShouldNotContain("\e[");
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(132)]
    public void A_line_fits_the_terminal(int width)
    {
        var path = _folder.Write("a.eml", Mails.Plain(new string('請', 60) + " " + new string('x', 300), $"{new string('y', 50)}@{new string('z', 60)}.example"));
        var run = Run.With(new Setting { IsTerminal = true, Width = width, Environment = { ["NO_COLOR"] = "1" } }, "scan", path, "--quiet");
        CellWidth.Of(run.Lines[0]).ShouldBeLessThan(width);
    }

    private static List<List<string>> Csv(string text)
    {
        var rows = new List<List<string>>();
        var row = new List<string>();
        var field = new System.Text.StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted)
            {
                if (c != '"') field.Append(c);
                else if (i + 1 < text.Length && text[i + 1] == '"') field.Append(text[++i]);
                else quoted = false;
            }
            else if (c == '"') quoted = true;
            else if (c is ',' or '\n')
            {
                row.Add(field.ToString());
                field.Clear();
                if (c == '\n')
                {
                    rows.Add(row);
                    row = [];
                }
            }
            else if (c != '\r') field.Append(c);
        }
        return rows;
    }
}
