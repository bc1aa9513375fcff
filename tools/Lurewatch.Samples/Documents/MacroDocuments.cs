namespace Lurewatch.Samples.Documents;

/// <summary>Documents whose VBA computes what it would run.</summary>
internal static class MacroDocuments
{
    public static IEnumerable<DocumentSample> All() => [WmiFiveUrls()];

    private static DocumentSample WmiFiveUrls()
    {
        string[] urls = ["http://one.example/a/", "http://two.example/b/", "http://three.example/c/", "http://four.example/d/", "http://five.example/e/"];
        return new("wmi-five-urls.doc", "September 2019, Emotet: AutoOpen, WMI, base64 PowerShell, five addresses split at @.", Payloads.EmotetLikeDoc(urls), urls);
    }
}
