using System.Text;
using Lurewatch.Files;
using Lurewatch.Files.Scripts;
using Lurewatch.Files.Web;
using Lurewatch.Samples.Documents;

namespace Lurewatch.Fuzz;

/// <summary>Any bytes as a page and as a script file: nothing throws, and what is recorded stays inside its bounds.</summary>
internal static class JavaScriptTarget
{
    private const int MostActions = 1_000;

    public static IReadOnlyList<byte[]> Seeds() =>
    [
        .. DocumentSet.All().Where(sample => FileNames.Extension(sample.Name) is "html" or "svg" or "hta" or "js" or "jse").Select(sample => sample.Bytes),
        "<svg onload=\"location='https://a.example/'\"><script>document.write(unescape('%3Cb%3E'))</script></svg>"u8.ToArray(),
        Encoding.UTF8.GetBytes("<script>$('#a').html('<i>x</i>').on('click',function(){fetch('data:,x').then(r=>r.blob())});new FileReader().readAsText(new Blob(['x']));class A extends HTMLElement{}</script><a id=a onclick=b()>"),
    ];

    public static void Run(ReadOnlySpan<byte> data)
    {
        var bytes = data.ToArray();
        var limits = new AnalysisLimits { Steps = 300_000, Time = TimeSpan.FromSeconds(3) };
        var page = new HtmlHandler().Extract(new Artifact(bytes, "fuzz.html", "/fuzz.html", parent: null, "input", bytes.Length % 5 == 0 ? FileType.Hta : FileType.Html), new FileContext(new AnalysisBudget(limits, TimeProvider.System), []));
        if (page.Facts is not HtmlFacts facts || facts.Actions.Count > MostActions) throw new InvalidOperationException("a page's actions");
        var script = new JavaScriptHandler().Extract(new Artifact(bytes, "fuzz.js", "/fuzz.js", parent: null, "input", FileType.JavaScript), new FileContext(new AnalysisBudget(limits, TimeProvider.System), []));
        if (script.Facts is not JavaScriptFacts { Actions.Count: <= MostActions }) throw new InvalidOperationException("a script's actions");
    }
}
