using Lurewatch.Containers;
using Lurewatch.Files.Office;
using Lurewatch.Samples;
using Lurewatch.Samples.Office;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Files.Office.Content;

public sealed class DocumentContentTests
{
    private static AnalysisBudget Budget => new(new AnalysisLimits(), TimeProvider.System);

    private static DocumentContent Old(byte[] file) => DocumentContent.Read(CfbReader.Read(file, Budget), Budget);

    private static DocumentContent New(byte[] file) => DocumentContent.Read(OpcReader.Read(ZipReader.Read(file, Budget), Budget), Budget);

    private static readonly ControlToWrite[] s_controls =
    [
        new("TextBox", "Box1") { Value = "http://one.example/a", Tag = "tag of the box", Tip = "tip of the box" },
        new("Label", "Label1") { Caption = "Größe" },
        new("CommandButton", "Go") { Caption = "los" },
        new("CheckBox", "Check1") { Caption = "yes?", Value = "1" },
        new("OptionButton", "Option1") { Caption = "A", Value = "0", Group = "powershell" },
        new("ComboBox", "Combo1") { Value = "日本" },
        new("Frame", "Frame1") { Caption = "around", Inner = [new("TextBox", "Inner1") { Value = "deep" }] },
        new("MultiPage", "Pages1") { Inner = [new("UserForm", "PageA") { Caption = "first", Tag = "page tag", Tip = "page tip", Inner = [new("Label", "OnPage") { Caption = "lies on the page" }] }, new("UserForm", "PageB") { Caption = "second" }] },
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_controls_of_a_form_are_read_with_all_their_words(bool package)
    {
        var project = new VbaProjectWriter().AddForm("Form1", "Title \"quoted\"", s_controls, tag: "form tag").Add("Module1", "Sub A()\r\nEnd Sub\r\n");
        var content = package ? New(OfficePackage.Word("", macros: true).Macros(project.ToBin()).ToBytes()) : Old(new WordBinary { Text = "x\r", Streams = project.Streams("Macros/") }.ToBytes());
        FormControl Of(string name) => content.Controls.Single(control => control.Name == name);
        content.Controls.ShouldAllBe(control => control.Form == "Form1");
        Of("Form1").Caption.ShouldBe("Title \"quoted\"");
        Of("Form1").Tag.ShouldBe("form tag");
        Of("Box1").ShouldBe(new FormControl("Form1", "Box1", "TextBox") { Value = "http://one.example/a", Tag = "tag of the box", ControlTipText = "tip of the box" });
        Of("Label1").Caption.ShouldBe("Größe");
        Of("Go").Caption.ShouldBe("los");
        Of("Check1").Value.ShouldBe("True");
        Of("Option1").GroupName.ShouldBe("powershell");
        Of("Option1").Value.ShouldBe("False");
        Of("Combo1").Value.ShouldBe("日本");
        Of("Frame1").Caption.ShouldBe("around");
        Of("Inner1").ShouldBe(new FormControl("Form1", "Inner1", "TextBox") { Value = "deep", Parent = "Frame1" });
        Of("PageA").Tag.ShouldBe("page tag");
        Of("PageA").ControlTipText.ShouldBe("page tip");
        Of("PageB").Caption.ShouldBe("second");
        Of("OnPage").Parent.ShouldBe("PageA");
        Of("Box1").Properties["controltiptext"].ShouldBe("tip of the box");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_stories_of_an_old_document_are_read_from_their_pieces(bool compressed)
    {
        var content = Old(new WordBinary { Text = "Guten Tag\rGröße 12\r", Footnotes = "a note\r", Headers = "a header with DDE\r", Compressed = compressed }.ToBytes());
        content.Text.ShouldBe("Guten Tag\rGröße 12\r");
        content.Stories.ShouldBe([new DocumentStory("footnote", "a note\r"), new DocumentStory("header", "a header with DDE\r")]);
    }

    [Fact]
    public void Variables_bookmarks_shapes_and_properties_of_an_old_document_are_read()
    {
        var content = Old(new WordBinary
        {
            Text = "abcdef\r",
            Variables = [("first", "cmd /c echo"), ("zweite", "日本")],
            Bookmarks = [("whole", 0, 6), ("part", 2, 4)],
            Shapes = [("Picture 1", "alternative text"), ("Box", "")],
            Streams = PropertySetWriter.Streams(new Dictionary<uint, string> { [2] = "a title", [6] = "a comment" }, new Dictionary<uint, string> { [2] = "category", [15] = "company" }, new Dictionary<string, string> { ["hidden"] = "custom value" }),
        }.ToBytes());
        content.Variables.ShouldBe(new Dictionary<string, string> { ["first"] = "cmd /c echo", ["zweite"] = "日本" }, ignoreOrder: true);
        content.Bookmarks.ShouldBe(new Dictionary<string, string> { ["whole"] = "abcdef", ["part"] = "cd" }, ignoreOrder: true);
        content.Shapes.ShouldBe([new DocumentShape("Picture 1", "alternative text", "", ""), new DocumentShape("Box", "", "", "")]);
        content.BuiltInProperties["title"].ShouldBe("a title");
        content.BuiltInProperties["Comments"].ShouldBe("a comment");
        content.BuiltInProperties["Company"].ShouldBe("company");
        content.CustomProperties["hidden"].ShouldBe("custom value");
    }

    [Fact]
    public void Variables_properties_bookmarks_shapes_and_content_controls_of_a_package_are_read()
    {
        const string body = "<w:p><w:bookmarkStart w:id=\"0\" w:name=\"mark\"/><w:r><w:t>one</w:t></w:r><w:bookmarkEnd w:id=\"0\"/><w:r><w:t> two</w:t></w:r></w:p>"
            + "<w:sdt><w:sdtPr><w:alias w:val=\"the title\"/><w:tag w:val=\"the tag\"/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>held</w:t></w:r></w:p></w:sdtContent></w:sdt>"
            + "<w:p><w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wp:docPr id=\"1\" name=\"Box 1\" descr=\"alt &amp; text\" title=\"a title\"/><w:txbxContent><w:p><w:r><w:t>in the box</w:t></w:r></w:p></w:txbxContent></w:drawing></mc:Choice>"
            + "<mc:Fallback><w:pict><v:shape id=\"Box 1\" alt=\"alt\"><v:textbox><w:txbxContent><w:p><w:r><w:t>in the box</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>";
        var content = New(OfficePackage.Word(body).Variables(("a", "1"), ("b", "two \"words\"")).Properties([("title", "T"), ("description", "D")], [("Company", "C")], [("own", "V")]).ToBytes());
        content.Text.ShouldBe("one two\rheld\r\r");
        content.Stories.ShouldBe([new DocumentStory("text-box", "in the box\r")]);
        content.Shapes.ShouldBe([new DocumentShape("Box 1", "alt & text", "a title", "in the box")]);
        content.Bookmarks["mark"].ShouldBe("one");
        content.ContentControls.ShouldBe([new ContentControl("the title", "the tag", "held")]);
        content.Variables["b"].ShouldBe("two \"words\"");
        content.BuiltInProperties["Comments"].ShouldBe("D");
        content.BuiltInProperties["Company"].ShouldBe("C");
        content.CustomProperties["own"].ShouldBe("V");
    }

    [Fact]
    public void Field_results_are_text_and_field_codes_are_fields()
    {
        var content = Old(new WordBinary { Text = "see \u0013 HYPERLINK \"http://one.example/\" \u0014the page\u0015 and \u0013 DATE \u0014\u0013 TIME \u0014noon\u0015\u0015\r" }.ToBytes());
        content.Text.ShouldBe("see the page and noon\r");
        content.Fields.Select(field => field.Instruction).ShouldBe(["HYPERLINK \"http://one.example/\"", "TIME", "DATE"]);
    }

    [Fact]
    public void A_form_that_lies_about_its_sizes_ends_where_its_bytes_do()
    {
        var streams = new VbaProjectWriter().AddForm("Form1", "t", s_controls).Streams("Macros/").ToList();
        var at = streams.FindIndex(stream => stream.Path == "Macros/Form1/f");
        for (var cut = 0; cut < streams[at].Content.Length; cut += 3)
        {
            var damaged = streams.ToList();
            damaged[at] = (damaged[at].Path, [.. damaged[at].Content[..cut], 0xFF, 0xFF, 0xFF]);
            Old(new WordBinary { Text = "x", Streams = damaged }.ToBytes()).Controls.Count.ShouldBeLessThan(30);
        }
    }
}
