using Lurewatch.Files;
using Lurewatch.Files.OneNote;
using Lurewatch.Files.Rtf;
using Lurewatch.Files.Shortcuts;
using Lurewatch.Samples;

namespace Lurewatch.Fuzz;

/// <summary>Any bytes as a shortcut: nothing throws, what comes out is in it or shorter than it, and the command names its target.</summary>
internal static class LnkTarget
{
    public static IReadOnlyList<byte[]> Seeds() =>
    [
        new LnkWriter { Target = @"C:\Windows\System32\cmd.exe", Name = "n", RelativePath = @".\a", WorkingDirectory = @"C:\", Arguments = "/c findstr abc x.lnk > a.vbs", Icon = "a.pdf", Appended = [.. "\r\nabc\r\n%PDF-1.4\n"u8] }
            .Path(0xA0000001, @"%windir%\cmd.exe").Tracker("m", Guid.Empty, Guid.Empty).Properties(new Guid("28636AA6-953D-11D2-B5D6-00C04FD918D0"), (30u, "x")).Write(),
        new LnkWriter { LocalPath = @"C:\a.exe", Network = (@"\\a.example\b", "c.exe"), Items = [LnkWriter.UriItem("https://a.example/")], Unicode = false, Arguments = "x" }.Write(),
    ];

    public static void Run(ReadOnlySpan<byte> data)
    {
        var budget = new AnalysisBudget(new AnalysisLimits(), TimeProvider.System);
        var found = new LnkHandler().Extract(new Artifact(data.ToArray(), "x.lnk", "/x.lnk", parent: null, "input", FileType.Lnk), new FileContext(budget, []));
        if (found.Facts is not LnkFacts facts) throw new InvalidOperationException("no facts");
        if ((facts.Target is null) != (facts.CommandLine is null)) throw new InvalidOperationException("a target without command, or the other way round");
        var most = data.Length;
        if (found.Files.Exists(file => file.Origin is "appended" or "embedded" or "dropped" && file.Bytes.Length > most)) throw new InvalidOperationException("more came out than is in it");
    }
}

/// <summary>Any bytes as an RTF document: nothing throws, and no more comes out than hexadecimal digits can give.</summary>
internal static class RtfDocumentTarget
{
    public static IReadOnlyList<byte[]> Seeds() =>
    [
        RtfWriter.Document(RtfWriter.Object("Package", RtfWriter.Embedded("Package", RtfWriter.Package("a.js", "var x = 1;"u8.ToArray())))),
        RtfWriter.Document(RtfWriter.Object("Word", RtfWriter.Embedded("OLE2Link", RtfWriter.UrlMoniker("http://a.example/")), "\\objupdate")),
        RtfWriter.Document(@"{\*\template http://a.example/}{\field{\*\fldinst DDEAUTO {\field{\*\fldinst QUOTE 99 109}{\fldrslt }} ""/c x""}{\fldrslt }}{\pict\pngblip 89504e47}{\object\objdata\bin8 12345678}"),
    ];

    public static void Run(ReadOnlySpan<byte> data)
    {
        var budget = new AnalysisBudget(new AnalysisLimits(), TimeProvider.System);
        var found = new RtfHandler().Extract(new Artifact(data.ToArray(), "x.rtf", "/x.rtf", parent: null, "input", FileType.Rtf), new FileContext(budget, []));
        if (found.Facts is not RtfFacts facts) throw new InvalidOperationException("no facts");
        if (found.Files.Where(file => file.Origin is "embedded" or "image" or "appended").Sum(file => (long)file.Bytes.Length) > data.Length * 2L) throw new InvalidOperationException("more came out than is in it");
        if (facts.Text.Length > data.Length * 2L) throw new InvalidOperationException("more text than the document can hold");
    }
}

/// <summary>Any bytes as a OneNote section: nothing throws, and what comes out lies in it, each file once.</summary>
internal static class OneNoteTarget
{
    public static IReadOnlyList<byte[]> Seeds() => [Section().Write(), Section().WritePackage()];

    public static void Run(ReadOnlySpan<byte> data)
    {
        var budget = new AnalysisBudget(new AnalysisLimits(), TimeProvider.System);
        var found = new OneNoteHandler().Extract(new Artifact(data.ToArray(), "x.one", "/x.one", parent: null, "input", FileType.OneNote), new FileContext(budget, []));
        if (found.Facts is not OneNoteFacts facts) throw new InvalidOperationException("no facts");
        if (found.Files.Sum(file => (long)file.Bytes.Length) > data.Length) throw new InvalidOperationException("more came out than is in it");
        if (facts.Text.Length > data.Length * 2L) throw new InvalidOperationException("more text than is in it");
    }

    private static OneNoteWriter Section() => new OneNoteWriter().File("a.bat", "echo 1"u8.ToArray()).Picture([0x89, .. "PNG"u8], "p.png").Text("Double click").Link("https://a.example/");
}
