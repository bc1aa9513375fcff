using System.Buffers;
using Lurewatch.Files;
using Lurewatch.Files.Office;
using Lurewatch.Mail.Links;
using Lurewatch.Scripts;

namespace Lurewatch.Detection;

/// <summary>Judges what emulated code would do: run, fetch, write, settle in.</summary>
/// <remarks>Honest macros start programs and write files, too: what counts is an interpreter that gets a command, an address that is fetched by itself, a program that is written.</remarks>
internal sealed class BehaviourDetector : IDetector
{
    private const int MostExcerpt = 300, MostReason = 120;

    private static readonly FindingKind Runs = new("script.would-run", "Code in the file would start a program", Severity.Medium, "T1204.002");
    private static readonly FindingKind RunsInterpreter = new("script.would-run-interpreter", "Code in the file would hand a command to an interpreter", Severity.High, "T1204.002", "T1059");
    private static readonly FindingKind Fetches = new("script.would-fetch", "Code in the file would fetch an address", Severity.Medium, "T1105");
    private static readonly FindingKind FetchesAndRuns = new("script.would-fetch-and-run", "Code in the file would fetch something and start a program", Severity.High, "T1105", "T1204.002");
    private static readonly FindingKind Writes = new("script.would-write", "Code in the file would write files", Severity.Low);
    private static readonly FindingKind WritesProgram = new("script.would-write-program", "Code in the file would write a program or script", Severity.High, "T1027.009", "T1204.002");
    private static readonly FindingKind Persists = new("script.would-persist", "Code in the file would settle in the registry", Severity.Medium, "T1547.001");
    private static readonly FindingKind Injects = new("script.would-inject", "Code in the file would prepare memory and run code in it", Severity.High, "T1055");
    private static readonly FindingKind OnDemand = new("script.on-demand", "Code in the file starts programs or fetches addresses when somebody starts it", Severity.Low);

    private static readonly SearchValues<string> s_interpreters = SearchValues.Create(
        ["powershell", "pwsh", "cmd.exe", "cmd /", "%comspec%", "mshta", "wscript", "cscript", "rundll32", "regsvr32", "certutil", "bitsadmin", "msiexec", "wmic", "schtasks", "curl ", "curl.exe", "msbuild", "installutil", "forfiles", "conhost"],
        StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> s_memory = SearchValues.Create(
        ["virtualalloc", "writeprocessmemory", "rtlmovememory", "createthread", "createremotethread", "queueuserapc", "heapcreate", "ntallocatevirtualmemory", "enumsystemlocales", "callwindowproc"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> s_runKeys = SearchValues.Create([@"\currentversion\run", @"\winlogon", @"image file execution options", @"\policies\explorer\run", @"\security\accessvbom", @"\security\vbawarnings", @"amsienable"], StringComparison.OrdinalIgnoreCase);

    public IReadOnlyList<FindingKind> Kinds { get; } = [Runs, RunsInterpreter, Fetches, FetchesAndRuns, Writes, WritesProgram, Persists, Injects, OnDemand];

    public void Examine(ScanView view, List<Finding> findings)
    {
        foreach (var file in view.OwnArtifacts)
            if (file.Facts is IHasActions { Actions: { Count: > 0 } actions }) Judge(file, actions, findings);
    }

    private static void Judge(Artifact file, IReadOnlyList<ScriptAction> actions, List<Finding> findings)
    {
        void Add(FindingKind kind, string reason, ScriptAction action) =>
            findings.Add(new Finding { Kind = kind, Reason = reason, Excerpt = action.Target.Length > MostReason ? Cut(action.Target) : null, Place = Place.InArtifact(file.Path) });

        ScriptAction? run = null, interpreter = null, fetch = null, write = null, program = null, persist = null, inject = null;
        foreach (var action in actions)
        {
            switch (action.Kind)
            {
                case ScriptActionKind.Run:
                    run ??= action;
                    if (action.Target.AsSpan().IndexOfAny(s_interpreters) >= 0) interpreter ??= action;
                    break;
                case ScriptActionKind.Fetch when HasHost(action.Target): fetch ??= action; break;
                case ScriptActionKind.Write:
                    write ??= action;
                    if (IsProgram(action.Target)) program ??= action;
                    break;
                case ScriptActionKind.Registry when action.Target.AsSpan().IndexOfAny(s_runKeys) >= 0: persist ??= action; break;
                case ScriptActionKind.Call when action.Target.AsSpan().IndexOfAny(s_memory) >= 0: inject ??= action; break;
            }
        }
        if (file.Facts is OfficeFacts { MacrosStartThemselves: false, MacroSheets.Count: 0 })
        {
            if ((interpreter ?? fetch ?? run) is { } later) Add(OnDemand, $"Nothing starts it by itself; started by hand, {Way(later)} would {Verb(later)} {Short(later.Target)}.", later);
            return;
        }
        if (fetch is { } f && (run ?? program) is { } r && r.Steps.SequenceEqual(f.Steps.Take(1).Concat(r.Steps.Skip(1)))) Add(FetchesAndRuns, $"{Way(f)} would fetch {Short(f.Target)}, and {Way(r)} would {Verb(r)} {Short(r.Target)}.", f);
        else if (fetch is { } only) Add(Fetches, $"{Way(only)} would fetch {Short(only.Target)}.", only);
        if (interpreter is { } i) Add(RunsInterpreter, $"{Way(i)} would run {Short(i.Target)}.", i);
        else if (run is { } plain) Add(Runs, $"{Way(plain)} would run {Short(plain.Target)}.", plain);
        if (program is { } p) Add(WritesProgram, $"{Way(p)} would write {Short(p.Target)}.", p);
        else if (write is { } w) Add(Writes, $"{Way(w)} would write {Short(w.Target)}.", w);
        if (persist is { } key) Add(Persists, $"{Way(key)} would write {Short(key.Target)} to the registry{(key.Detail is { } value ? $": {Short(value)}" : "")}.", key);
        if (inject is { } call) Add(Injects, $"{Way(call)} would call {Short(call.Target)}.", call);
    }

    private static string Way(ScriptAction action) => action.Steps.Count == 0 ? "The code" : string.Join(" → ", action.Steps);

    private static string Verb(ScriptAction action) => action.Kind switch { ScriptActionKind.Fetch => "fetch", ScriptActionKind.Write => "write", _ => "run" };

    /// <summary>Half of an address, the rest unknown, tells nothing.</summary>
    private static bool HasHost(string address) => UrlReader.Read(address) is { } url && (url.Domain.DomainName is { Length: > 0 } || url.Ip is not null) || address.StartsWith(@"\\", StringComparison.Ordinal);

    private static bool IsProgram(string path) => FileNames.Extension(path.TrimEnd('"', ' ')) is "exe" or "dll" or "scr" or "com" or "pif" or "cpl" or "ocx" or "msi" or "js" or "jse" or "vbs" or "vbe" or "wsf" or "wsh" or "hta" or "ps1" or "psm1" or "bat" or "cmd"
        or "lnk" or "sct" or "inf" or "xsl" or "jar" or "url" or "reg" or "wll" or "xll";

    private static string Short(string text) => text.Length <= MostReason ? text : text[..MostReason] + "…";

    private static string Cut(string text) => text.Length <= MostExcerpt ? text : text[..MostExcerpt] + "…";
}
