using System.Globalization;
using System.Text;
using Lurewatch.Files.Images;
using Lurewatch.Tests.Files.Images;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Detection;

public sealed class CodeDetectorTests
{
    private const string Evil = "https://portal-check.example.test/s?u=anna%40stadtwerke.example";

    private static Analysis Scan(string text, string from, string? html, params byte[][] pictures)
    {
        var mail = new StringBuilder().Append(CultureInfo.InvariantCulture, $"From: {from}\r\nTo: anna@stadtwerke.example\r\nSubject: Notice\r\nDate: Tue, 24 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@x.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n");
        mail.Append(CultureInfo.InvariantCulture, $"--b\r\nContent-Type: text/{(html is null ? "plain" : "html")}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{Convert.ToBase64String(Encoding.UTF8.GetBytes(html ?? text), Base64FormattingOptions.InsertLineBreaks)}\r\n");
        for (var i = 0; i < pictures.Length; i++)
            mail.Append(CultureInfo.InvariantCulture, $"--b\r\nContent-Type: image/png; name=p{i}.png\r\nContent-Disposition: inline; filename=p{i}.png\r\nContent-Transfer-Encoding: base64\r\n\r\n{Convert.ToBase64String(pictures[i], Base64FormattingOptions.InsertLineBreaks)}\r\n");
        mail.Append("--b--\r\n");
        return new MailScanner(new ScanOptions { Strict = true }).Scan(Encoding.UTF8.GetBytes(mail.ToString()));
    }

    private static byte[] Code(string text) => Pictures.Png(Pictures.Paint(Pictures.Symbol(text)), 2);

    private static string[] Codes(Analysis analysis) => [.. analysis.Findings.Select(finding => finding.Kind.Id).Where(id => id.StartsWith("code.", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    [Fact]
    public void A_code_that_asks_for_a_sign_in_and_knows_the_reader_is_damning()
    {
        var analysis = Scan("Your password expires today. Scan the code below to verify your account within 24 hours, otherwise your account will be suspended.", "IT <it@helpdesk-mail.example>", null, Code(Evil));
        Codes(analysis).ShouldBe(["code.link", "code.link-with-lure", "code.recipient-in-link"]);
        analysis.Verdict.Class.ShouldBe(VerdictClass.Malicious);
        analysis.Indicators.ShouldContain(indicator => indicator.Value == Evil && indicator.Role == "link" && indicator.Place.Artifact == "/p0.png");
    }

    [Theory]
    [InlineData("otpauth://totp/Partner:anna?secret=JBSWY3DPEHPK3PXP")]
    [InlineData("WIFI:T:WPA;S:Gast;P:geheim;;")]
    [InlineData("BCD\n002\n1\nSCT\n\nWerke\nDE02120300000000202051\nEUR12.30")]
    [InlineData("https://tickets.partner.example/t/8812")]
    [InlineData("TICKET-8812-7731")]
    public void Honest_codes_pass_in_silence(string text) => Codes(Scan("Here is your ticket. Please show the code at the entrance.", "Partner <info@partner.example>", null, Code(text))).ShouldBeEmpty();

    [Fact]
    public void A_code_cut_into_two_pictures_is_put_together()
    {
        var whole = Pictures.Paint(Pictures.Symbol(Evil));
        var half = whole.Width / 2;
        GrayImage left = new(half, whole.Height), right = new(whole.Width - half, whole.Height);
        for (var y = 0; y < whole.Height; y++)
        {
            whole.Pixels.Slice(y * whole.Width, half).CopyTo(left.Pixels[(y * half)..]);
            whole.Pixels.Slice(y * whole.Width + half, right.Width).CopyTo(right.Pixels[(y * right.Width)..]);
        }
        var analysis = Scan("Please scan.", "IT <it@helpdesk-mail.example>", null, Pictures.Png(left), Pictures.Png(right));
        Codes(analysis).ShouldContain("code.hidden-from-scanners");
        analysis.Indicators.ShouldContain(indicator => indicator.Value == Evil);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void A_code_drawn_with_characters_is_read(bool half, bool inHtml)
    {
        var symbol = Pictures.Symbol(Evil);
        var side = symbol.GetLength(0);
        bool Dark(int x, int y) => x >= 0 && y >= 0 && x < side && y < side && symbol[x, y];
        var text = new StringBuilder();
        for (var y = -2; y < side + 2; y += half ? 2 : 1)
        {
            for (var x = -2; x < side + 2; x++)
                text.Append(half ? (Dark(x, y), Dark(x, y + 1)) switch { (true, true) => "\u2588", (true, false) => "\u2580", (false, true) => "\u2584", _ => " " } : Dark(x, y) ? "\u2588\u2588" : "  ");
            text.Append('\n');
        }
        var analysis = Scan($"Please scan:\n\n{text}\n\nRegards", "IT <it@helpdesk-mail.example>", inHtml ? $"<p>Please scan</p><pre>{text.ToString().Replace("\u2588", "&#9608;", StringComparison.Ordinal)}</pre>" : null);
        Codes(analysis).ShouldContain("code.hidden-from-scanners");
        analysis.Indicators.ShouldContain(indicator => indicator.Value == Evil);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_code_drawn_with_table_cells_is_read(bool styled)
    {
        var symbol = Pictures.Symbol(Evil);
        var table = new StringBuilder("<table cellspacing=0 cellpadding=0 bgcolor=\"#ffffff\">");
        for (var y = 0; y < symbol.GetLength(0); y++)
        {
            table.Append("<tr>");
            for (var x = 0; x < symbol.GetLength(0); x++)
                table.Append(styled ? $"<td style=\"width:5px;height:5px;background-color:{(symbol[x, y] ? "#102040" : "#fff")}\"></td>" : $"<td{(symbol[x, y] ? " bgcolor=black" : "")}>&nbsp;</td>");
            table.Append("</tr>");
        }
        var analysis = Scan("", "IT <it@helpdesk-mail.example>", $"<p>Please scan</p>{table}</table>");
        Codes(analysis).ShouldContain("code.hidden-from-scanners");
    }
}
