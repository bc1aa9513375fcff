using Jint.Native;
using Jint.Native.Object;
using Lurewatch.Files;

namespace Lurewatch.Scripts.JavaScript;

/// <summary>Runs the scripts of a page in a stub browser: what they would write, hand over as a file, lead to and fetch.</summary>
internal static class PageEmulator
{
    private const int MostStatements = 6_000_000, MostTasks = 1_500, MostScripts = 200;

    /// <summary>Null if the page has no script.</summary>
    public static PageRun? Run(string markup, string fileName, bool isApplication, AnalysisBudget budget, string what)
    {
        var scripts = PageScripts.Of(markup, budget, what);
        if (!scripts.HasScript) return null;
        var record = new ScriptRecord(budget, what);
        using var world = new ScriptWorld(budget, what, MostStatements);
        var host = new PageHost(world, record, budget, fileName, what);
        ObjectInstance page;
        ObjectInstance? windows;
        try
        {
            world.Start(host.Object);
            var dom = world.Add(Worlds.Dom, host.Object);
            page = world.Add(Worlds.Page, host.Object, dom);
            world.Add(Worlds.Web, host.Object, dom);
            windows = UsesWindows(markup, isApplication) ? Windows(world, host) : null;
        }
        catch (ScriptSpentException)
        {
            return null;   // nothing was left of the analysis; the limit is noted
        }
        world.Call(page.Get("load"), page, new JsString(scripts.Markup));
        var tasks = new Tasks(world, host);
        foreach (var script in scripts.All.Take(MostScripts))
        {
            host.Entry = "script";
            if (PageScripts.IsVbScript(script.Language)) host.VbScript.Append(script.Text).Append('\n');
            else if (PageScripts.IsJavaScript(script.Language))
            {
                world.Call(page.Get("current"), page, JsNumber.Create(script.Index));
                world.Execute(script.Text);
            }
            tasks.Flush();
            if (world.IsSpent) break;
        }
        if (page.Get("phases") is JsArray phases)
        {
            for (var phase = 0u; phase < phases.Length && !world.IsSpent; phase++)
            {
                tasks.Drain(MostTasks);
                world.Call(phases[phase], JsValue.Undefined);
                tasks.Drain(MostTasks);
            }
        }
        host.Entry = "script";
        if (windows is not null) world.Finish(windows.Get("finish"));
        host.Finish();
        var texts = KeptTexts.Of(world.Engine, budget, what);
        return new PageRun(record, [.. record.Files, .. host.Pages], host.VbScript.ToString(), texts);
    }

    /// <summary>HTML applications have Windows' objects; pages have them in old browsers.</summary>
    private static bool UsesWindows(string markup, bool isApplication) => isApplication || markup.Contains("ActiveXObject", StringComparison.Ordinal);

    private static ObjectInstance Windows(ScriptWorld world, PageHost host)
    {
        host.AddWindows(isScriptHost: false, isOnline: true, source: null, new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        return world.Add(Worlds.Windows, host.Object);
    }
}

/// <summary>What running a page gave.</summary>
/// <param name="Record">What it would do.</param>
/// <param name="Files">Files that it would hand over, pages that it would write.</param>
/// <param name="Texts">Texts with addresses that its variables hold in the end.</param>
/// <param name="VbScript">Its VBScript, which this emulator does not run.</param>
internal sealed record PageRun(ScriptRecord Record, IReadOnlyList<ExtractedFile> Files, string VbScript, IEnumerable<string> Texts);

/// <summary>Timers and handlers that are due, one by one.</summary>
internal sealed class Tasks(ScriptWorld world, ScriptHost host)
{
    private int _done;

    /// <summary>Runs what is due, at most so many in all.</summary>
    public void Drain(int most)
    {
        var next = world.Base.Get("next");
        while (_done++ < most && !world.IsSpent)
        {
            JsValue task = JsValue.Undefined;
            if (world.Engine.Call(next) is { } due) task = due;
            if (task is not Jint.Native.Object.ObjectInstance one) break;
            host.Entry = one.Get("entry").ToString();
            world.Call(one.Get("run"), JsValue.Undefined);
            Flush();
        }
    }

    /// <summary>What was written and not yet read as markup.</summary>
    public void Flush()
    {
        var flush = world.Base.Get("flush");
        if (flush is Jint.Native.Function.Function) world.Call(flush, JsValue.Undefined, new JsString("document.write"));
    }
}
