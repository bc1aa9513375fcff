using System.Text;
using CsCheck;
using Lurewatch.Mail.Mapi.Rtf;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Mail.Mapi;

public sealed class RtfTests
{
    private static AnalysisBudget Budget() => new(new AnalysisLimits(), TimeProvider.System);

    private static RtfBody Read(string rtf, int codePage = 0) => RtfReader.Read(Encoding.Latin1.GetBytes(rtf), codePage, Budget()).ShouldNotBeNull();

    [Fact]
    public void What_was_compressed_comes_back() =>
        Gen.OneOf(Gen.Byte.Array[0, 400], Gen.Byte[97, 100].Array[0, 6000], Gen.Const("{\\rtf1\\ansi\\fs20\\b Times New Roman}"u8.ToArray())).Sample(rtf =>
        {
            var read = LzFu.Decompress(LzFuWriter.Compress(rtf), Budget(), out var problem);
            problem.ShouldBeNull();
            read!.Value.ToArray().ShouldBe(rtf);
        }, iter: 60);

    [Fact]
    public void A_wrong_checksum_is_said_and_the_text_kept()
    {
        var data = LzFuWriter.Compress("{\\rtf1 text}"u8);
        data[12] ^= 1;
        LzFu.Decompress(data, Budget(), out var problem)!.Value.ToArray().ShouldBe("{\\rtf1 text}"u8.ToArray());
        problem.ShouldBe("the checksum is wrong");
    }

    [Fact]
    public void No_more_comes_out_than_the_bytes_can_give_whatever_is_declared()
    {
        byte[] data = [.. BitConverter.GetBytes(100), .. BitConverter.GetBytes(int.MaxValue), .. BitConverter.GetBytes(LzFu.Compressed), 0, 0, 0, 0, 0, (byte)'a', (byte)'b'];
        LzFu.Decompress(data, Budget(), out var problem)!.Value.ToArray().ShouldBe("ab"u8.ToArray());
        problem.ShouldNotBeNull();
    }

    [Fact]
    public void Encapsulated_html_comes_out_as_it_went_in()
    {
        var body = Read("""
            {\rtf1\ANSI\ansicpg1251\fromhtml1 \deff0
            {\fonttbl {\f0\fmodern Courier New;}{\f1\fswiss\fcharset161 Arial;}{\f2\fswiss\fcharset128 MS Gothic;}}
            {\colortbl\red0\green0\blue0;}\uc1\pard\plain\deftab360 \f0\fs24
            {\*\htmltag18 <html>}{\*\htmltag241 <style>\par p \{ color: red; \} \par </style>}
            {\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 \htmlrtf hidden \htmlrtf0 caf\'e9 {\*\mhtmltag84 <a href="http://other.example">}{\*\htmltag84 <a href="http://real.example/?a=1&amp;b=2">}link{\*\htmltag92 </a>}
            {\f1 \'e1\'e2}{\f2 \'93\'fa\'96\'7b}\u8364?\~\endash\par{\pntext\f0 1.\tab}\tab x\line y\htmlrtf }\htmlrtf0 {\*\htmltag72 </p>}{\*\htmltag27 </html>}}trailing
            """);
        body.Origin.ShouldBe(RtfOrigin.Html);
        body.Text.ShouldBeNull();
        body.Html.ShouldBe("<html><style>\r\np { color: red; } \r\n</style><p>cafй <a href=\"http://real.example/?a=1&amp;b=2\">link</a>αβ日本€&nbsp;&ndash;\r\n\tx\r\ny</p></html>");
    }

    [Fact]
    public void Encapsulated_text_comes_out_as_text()
    {
        var body = Read("{\\rtf1\\ansi\\ansicpg1252\\fromtext \\fbidi \\deff0{\\fonttbl{\\f0 Courier;}}\\f0 one\\par two \\{x\\}\\tab \\'fc\\par }");
        body.ShouldBe(new RtfBody(RtfOrigin.Text, "one\r\ntwo {x}\t\u00fc\r\n", null));
    }

    [Fact]
    public void Rtf_proper_becomes_text_and_html_with_its_links_and_what_it_hides()
    {
        var body = Read("{\\rtf1\\ansi{\\info{\\title secret}}{\\field{\\*\\fldinst { HYPERLINK \"http://bad.example/a\\\\b\" \\\\o \"tip\" }}{\\fldrslt {\\ul Click <here>}}} now{\\v  not seen}.{\\pict 0102}\\par {\\object{\\*\\objdata 0105}{\\result shown}}}");
        body.Text.ShouldBe("Click <here> now.\r\nshown");
        body.Html.ShouldBe("<html><body><a href=\"http://bad.example/a\\b\">Click &lt;here&gt;</a> now<span style=\"display:none\"> not seen</span>.<br>\r\nshown</body></html>");
    }

    [Theory]
    [InlineData("HYPERLINK \"http://a.example\"", "http://a.example")]
    [InlineData(" hyperlink http://a.example \\l \"x\"", "http://a.example")]
    [InlineData("HYPERLINK \\l \"_Toc1\"", "#_Toc1")]
    [InlineData("HYPERLINK \\t \"_blank\" \\n \"\\\\\\\\host\\\\share\"", "\\\\\\\\host\\\\share")]
    [InlineData("INCLUDEPICTURE \"x\"", null)]
    public void A_field_names_its_target(string instruction, string? target) => RtfFields.Target(instruction).ShouldBe(target);

    [Fact]
    public void Deep_groups_and_unbalanced_braces_do_no_harm()
    {
        Read("{\\rtf1 a" + new string('{', 100_000) + "deep" + new string('}', 99_000) + "b").Text.ShouldBe("a");
        Read("{\\rtf1 a}}}}b").Text.ShouldBe("a");
        Read("{\\rtf1 a\\bin99999999 b").Text.ShouldBe("a");
        RtfReader.Read("no rtf"u8, 0, Budget()).ShouldBeNull();
    }

    [Fact]
    public void Any_text_survives_its_way_through_rtf() =>
        Gen.String[Gen.Char["abc {}\\\t\u00fc\u20ac日\U0001F600"[0..9]], 0, 60].Sample(text =>
        {
            var rtf = new StringBuilder("{\\rtf1\\ansi\\uc1 ");
            foreach (var c in text)
            {
                if (c is '{' or '}' or '\\') rtf.Append('\\').Append(c);
                else if (c == '\t') rtf.Append("\\tab ");
                else if (c > 126) rtf.Append("\\u").Append((short)c).Append('?');
                else rtf.Append(c);
            }
            (Read(rtf.Append('}').ToString()).Text ?? "").Trim().ShouldBe(text.Trim());
        });
}
