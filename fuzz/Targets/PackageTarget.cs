using Lurewatch.Files;
using Lurewatch.Files.Programs.Packages;
using Lurewatch.Samples;

namespace Lurewatch.Fuzz;

/// <summary>Any bytes as a manifest of each kind and as a Java class: nothing throws, nothing is listed without end.</summary>
internal static class PackageTarget
{
    public static IReadOnlyList<byte[]> Seeds() =>
    [
        PackageWriter.JavaClass("a/Main", ["java/lang/Runtime"], "http://host.example/a"),
        PackageWriter.AndroidManifest("com.example.a", ".Start", ".Listen", utf8: true, "android.permission.READ_SMS"),
        PackageWriter.AndroidManifest("com.example.a", ".Start", ".Listen", utf8: false, "android.permission.READ_SMS"),
        PackageWriter.AppInstaller("https://host.example/a.appinstaller", "https://host.example/a.msix", "A"),
        "Manifest-Version: 1.0\r\nMain-Class: a.very.long\r\n .Name\r\nClass-Path: http://host.example/a.jar\r\n\r\n"u8.ToArray(),
    ];

    public static void Run(ReadOnlySpan<byte> data)
    {
        foreach (var type in (ReadOnlySpan<FileType>)[FileType.JarManifest, FileType.AndroidXml, FileType.AppxManifest, FileType.AppInstaller])
            if (new ManifestHandler().Extract(File(data, type), Context()).Facts is not PackageFacts { Permissions.Count: <= 256, EntryPoints.Count: <= 512 }) throw new InvalidOperationException("too much, or nothing");
        if (new JavaClassHandler().Extract(File(data, FileType.JavaClass), Context()).Facts is not JavaClassFacts) throw new InvalidOperationException("no facts");
    }

    private static Artifact File(ReadOnlySpan<byte> data, FileType type) => new(data.ToArray(), "fuzz", "/fuzz", parent: null, "input", type);

    private static FileContext Context() => new(new AnalysisBudget(new AnalysisLimits(), TimeProvider.System), []);
}
