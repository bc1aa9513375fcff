using Lurewatch.Scripts;
using Lurewatch.Scripts.Vba;
using Lurewatch.Scripts.Vba.Emulation;

namespace Lurewatch.Tests.Scripts.Vba.Emulation;

/// <summary>Runs sources for the tests.</summary>
internal static class Emulated
{
    /// <summary>Commands that a macro would run; its body is AutoOpen unless it has procedures of its own.</summary>
    public static IReadOnlyList<string> Runs(string body, IVbaHost? host = null) => Of(body, ScriptActionKind.Run, host);

    public static IReadOnlyList<string> Of(string body, ScriptActionKind kind, IVbaHost? host = null) =>
        [.. Macro(body, host).Record.Actions.Where(action => action.Kind == kind).Select(action => action.Target)];

    public static VbaEmulation Macro(string body, IVbaHost? host = null)
    {
        var source = body.Contains("End Sub", StringComparison.Ordinal) ? body : $"Sub AutoOpen()\n{body}\nEnd Sub\n";
        return VbaEmulator.Run([new VbaModule("Module1", VbaModuleKind.Standard, "", source)], host ?? new NoDocument("word", "x.doc"), Budget());
    }

    public static IReadOnlyList<string> Script(string source, ScriptActionKind kind = ScriptActionKind.Run) =>
        [.. VbaEmulator.RunScript(source, "x.vbs", Budget()).Record.Actions.Where(action => action.Kind == kind).Select(action => action.Target)];

    public static AnalysisBudget Budget() => new(new AnalysisLimits(), TimeProvider.System);
}
