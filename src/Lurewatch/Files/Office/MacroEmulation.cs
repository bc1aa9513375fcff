using Lurewatch.Scripts.Vba;
using Lurewatch.Scripts.Vba.Emulation;

namespace Lurewatch.Files.Office;

/// <summary>Emulates a document's macros, where there are any that hold code.</summary>
internal static class MacroEmulation
{
    /// <summary>What the macros of all projects would do; null if they hold no code.</summary>
    public static VbaEmulation? Run(IReadOnlyList<VbaProject> projects, Func<IVbaHost> host, AnalysisBudget budget)
    {
        List<VbaModule>? modules = null;
        foreach (var project in projects)
            foreach (var module in project.Modules)
                if (HasCode(module)) (modules ??= []).Add(module);
        if (modules is null || !budget.HasTime("VBA emulation")) return null;
        // Modules without code may still be forms whose captions are read.
        return VbaEmulator.Run([.. projects.SelectMany(project => project.Modules)], host(), budget);
    }

    private static bool HasCode(VbaModule module) =>
        module.Source.Contains("End Sub", StringComparison.OrdinalIgnoreCase) || module.Source.Contains("End Function", StringComparison.OrdinalIgnoreCase)
        || module.Source.Contains("Sub ", StringComparison.OrdinalIgnoreCase);
}
