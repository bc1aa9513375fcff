using System.Text;
using Jint;
using Jint.Native;
using Lurewatch.Files;
using Lurewatch.Mail;

namespace Lurewatch.Scripts.JavaScript;

/// <summary>Runs a script file in the world that it was written for: Windows Script Host, a browser, a PDF viewer.</summary>
internal static class ScriptEmulator
{
    private const int MostStatements = 6_000_000, MostTasks = 500;

    /// <summary>Runs it; twice if it downloads, the second time in vain, so that the addresses it falls back to are seen, too.</summary>
    public static ScriptRun Run(string source, string fileName, FileType? parent, AnalysisBudget budget, string what)
    {
        source = ConditionalComments.Open(source);
        var record = new ScriptRecord(budget, what);
        var run = new ScriptRun(record);
        Once(source, fileName, parent, budget, what, run, isOnline: true);
        if (parent is not FileType.Pdf && record.Urls.Count > 0) Once(source, fileName, parent, budget, what, run, isOnline: false);
        return run;
    }

    private static void Once(string source, string fileName, FileType? parent, AnalysisBudget budget, string what, ScriptRun run, bool isOnline)
    {
        using var world = new ScriptWorld(budget, what, MostStatements);
        var isPage = parent is not FileType.Pdf && IsOfPages(source);
        var page = isPage ? new PageHost(world, run.Record, budget, fileName, what) : null;
        var host = page ?? new ScriptHost(world, run.Record, fileName);
        host.AddWindows(isScriptHost: !isPage, isOnline, source, run.Written);
        Jint.Native.Object.ObjectInstance? stub = null;
        Jint.Native.Object.ObjectInstance windows;
        try
        {
            world.Start(host.Object);
            if (page is not null)
            {
                var dom = world.Add(Worlds.Dom, host.Object);
                stub = world.Add(Worlds.Page, host.Object, dom);
                world.Add(Worlds.Web, host.Object, dom);
            }
            windows = parent is FileType.Pdf ? world.Add(Worlds.Acrobat, host.Object) : world.Add(Worlds.Windows, host.Object);
        }
        catch (ScriptSpentException)
        {
            return;   // nothing was left of the analysis; the limit is noted
        }
        var tasks = new Tasks(world, host);
        world.Execute(source);
        tasks.Drain(MostTasks);
        if (stub?.Get("phases") is JsArray phases)
        {
            for (var phase = 0u; phase < phases.Length && !world.IsSpent; phase++)
            {
                world.Call(phases[phase], JsValue.Undefined);
                tasks.Drain(MostTasks);
            }
        }
        host.Entry = "script";
        world.Finish(windows.Get("finish"));
        page?.Finish();
        if (page is not null) run.Pages.AddRange(page.Pages);
        if (run.VbScript.Length == 0) run.VbScript.Append(host.VbScript);
        run.Texts.AddRange(KeptTexts.Of(world.Engine, budget, what));
    }

    /// <summary>It speaks of a page and not of Windows' script host.</summary>
    private static bool IsOfPages(string source) =>
        (source.Contains("document.", StringComparison.Ordinal) || source.Contains("document[", StringComparison.Ordinal) || source.Contains("window.", StringComparison.Ordinal) || source.Contains("navigator.", StringComparison.Ordinal))
        && !source.Contains("WScript", StringComparison.OrdinalIgnoreCase) && !source.Contains("ActiveXObject", StringComparison.OrdinalIgnoreCase);
}

/// <summary>What running a script gave.</summary>
internal sealed class ScriptRun(ScriptRecord record)
{
    /// <summary>What it would do.</summary>
    public ScriptRecord Record { get; } = record;
    /// <summary>Paths that it would write to.</summary>
    public HashSet<string> Written { get; } = new(StringComparer.OrdinalIgnoreCase);
    /// <summary>Pages that it would write.</summary>
    public List<ExtractedFile> Pages { get; } = [];
    /// <summary>VBScript that it hands to another engine.</summary>
    public StringBuilder VbScript { get; } = new();
    /// <summary>Texts with addresses that its variables hold in the end.</summary>
    public List<string> Texts { get; } = [];

    /// <summary>Addresses that it would fetch, then those that its text and its variables name.</summary>
    public IEnumerable<Url> Urls(string source, AnalysisBudget budget) => ScriptUrls.Whole(Record.Urls, ScriptUrls.In(source, budget).Concat(Texts.SelectMany(text => ScriptUrls.In(text, budget))));
}

/// <summary>Texts that lie in the variables of a script after it ran: lists of addresses of which it tried one alone.</summary>
internal static class KeptTexts
{
    private const int MostNames = 2_000, MostTexts = 500, MostChars = 16 << 10;

    /// <summary>Those with an address in them; getters are not asked.</summary>
    public static IEnumerable<string> Of(Engine engine, AnalysisBudget budget, string what)
    {
        var texts = new List<string>();
        foreach (var (_, property) in engine.Global.GetOwnProperties().Take(MostNames))
        {
            if (!property.Enumerable || property.IsAccessorDescriptor()) continue;
            Keep(property.Value);
            if (property.Value is JsArray array && budget.TryTakeSteps(array.Length, what))
                for (var i = 0u; i < array.Length && i < MostTexts; i++)
                    if (array.GetOwnProperty(JsNumber.Create(i)) is { } element && !element.IsAccessorDescriptor()) Keep(element.Value);
            if (texts.Count >= MostTexts) break;
        }
        return texts;

        void Keep(JsValue? value)
        {
            if (value is JsString text && text.Length is > 10 and < MostChars && text.ToString() is var plain && plain.Contains("://", StringComparison.Ordinal) && texts.Count < MostTexts) texts.Add(plain);
        }
    }
}
