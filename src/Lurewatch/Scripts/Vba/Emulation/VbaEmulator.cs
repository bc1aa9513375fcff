using Lurewatch.Scripts.Vba.Emulation.Runtime;
using Lurewatch.Scripts.Vba.Emulation.Syntax;

namespace Lurewatch.Scripts.Vba.Emulation;

/// <summary>Emulates the macros of a document, or a VBScript: from the procedures that the application starts, over inert objects, into a record of what they would do.</summary>
internal static class VbaEmulator
{
    private const int MostEntries = 40, MostModules = 400;
    private static readonly string[] s_order = ["open", "close", "action"];

    /// <summary>Runs the macros of a document.</summary>
    /// <param name="modules">Its modules, of all its projects.</param>
    /// <param name="host">What they can read from it.</param>
    /// <param name="budget">Bounds the work.</param>
    public static VbaEmulation Run(IReadOnlyList<VbaModule> modules, IVbaHost host, AnalysisBudget budget)
    {
        var record = new ScriptRecord(budget, "VBA emulation");
        var interpreter = new Interpreter(host, record, budget);
        var instances = new List<ModuleInstance>();
        var skipped = 0;
        foreach (var source in modules.Take(MostModules))
        {
            if (!budget.HasTime("VBA emulation")) break;
            var module = ModuleParser.Parse(source.Name, source.Source, isScript: false, budget);
            module.IsClass = source.Kind == VbaModuleKind.Class && !source.Source.Contains("VB_PredeclaredId = True", StringComparison.OrdinalIgnoreCase);
            skipped += module.Skipped;
            var hasForm = source.Kind == VbaModuleKind.Form || host.Controls.Any(control => control.Form.Equals(source.Name, StringComparison.OrdinalIgnoreCase));
            var isDocument = source.Kind == VbaModuleKind.Document || source.Kind == VbaModuleKind.Class && !module.IsClass
                || source.Name.Equals("ThisDocument", StringComparison.OrdinalIgnoreCase) || source.Name.Equals("ThisWorkbook", StringComparison.OrdinalIgnoreCase);
            instances.Add(interpreter.Add(module, hasForm ? interpreter.Globals.Form(source.Name) : isDocument ? interpreter.Globals.Basis(source.Name) : null));
        }
        interpreter.Begin();
        var entries = Entries(instances);
        var startsItself = entries.Count > 0;
        if (!startsItself)
        {
            // Nothing starts by itself: procedures that can be started by hand tell what they would do then.
            foreach (var instance in instances)
                foreach (var procedure in instance.Module.Procedures.Values)
                    if (procedure is { Kind: ProcedureKind.Sub, Parameters.Count: 0, IsPrivate: false } && !instance.Module.IsClass) entries.Add((procedure, instance));
        }
        foreach (var (procedure, instance) in entries.Take(MostEntries))
        {
            if (!interpreter.HasSteps && interpreter.WasCut) break;
            interpreter.Start(procedure, instance);
            interpreter.Files.Flush();
        }
        return new VbaEmulation(record, startsItself, skipped, interpreter.WasCut);
    }

    /// <summary>Runs a VBScript from its first line.</summary>
    public static VbaEmulation RunScript(string source, string fileName, AnalysisBudget budget)
    {
        var record = new ScriptRecord(budget, "VBScript emulation");
        var interpreter = new Interpreter(new NoDocument("script", fileName), record, budget);
        var module = ModuleParser.Parse("script", source, isScript: true, budget);
        var instance = interpreter.Add(module, null);
        interpreter.Begin();
        interpreter.RunMain(instance, "");
        foreach (var name in (ReadOnlySpan<string>)["window_onload", "document_onload", "body_onload", "auto_open", "autoopen", "window_onunload"])
            if (module.Procedures.TryGetValue(name, out var handler)) interpreter.Start(handler, instance);
        interpreter.Files.Flush();
        return new VbaEmulation(record, true, module.Skipped, interpreter.WasCut);
    }

    private static List<(Procedure Procedure, ModuleInstance Instance)> Entries(List<ModuleInstance> instances)
    {
        var entries = new List<(Procedure, ModuleInstance)>();
        foreach (var when in s_order)
            foreach (var instance in instances)
                foreach (var procedure in instance.Module.Procedures.Values)
                    if (procedure.Kind is ProcedureKind.Sub or ProcedureKind.Function && VbaCalls.AutoRun(procedure.Written) == when) entries.Add((procedure, instance));
        return entries;
    }
}

/// <summary>What an emulation gave.</summary>
/// <param name="Record">Actions, files and addresses.</param>
/// <param name="StartsItself">Something in it is started by the application.</param>
/// <param name="Skipped">Statements that did not parse.</param>
/// <param name="WasCut">A limit was reached.</param>
internal sealed record VbaEmulation(ScriptRecord Record, bool StartsItself, int Skipped, bool WasCut);
