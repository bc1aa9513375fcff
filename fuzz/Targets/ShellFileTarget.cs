using Lurewatch.Files;
using Lurewatch.Files.Shell;

namespace Lurewatch.Fuzz;

/// <summary>Any bytes as a remote desktop file and as each small file of a desktop: nothing throws.</summary>
internal static class ShellFileTarget
{
    public static IReadOnlyList<byte[]> Seeds() =>
    [
        "full address:s:host.example:3389\r\ndrivestoredirect:s:*\r\nremoteapplicationprogram:s:||A\r\nsignature:s:AAAAAAAAAAAAAAAAMAs=\r\n"u8.ToArray(),
        "[Desktop Entry]\nName=A\nExec=sh -c a\nURL=http://host.example/\n"u8.ToArray(),
        "<libraryDescription><simpleLocation><url>\\\\host.example\\share</url></simpleLocation></libraryDescription>"u8.ToArray(),
        "<PCSettings><DeepLink>cmd /c a</DeepLink><Icon>\\\\host.example\\a.ico</Icon></PCSettings>"u8.ToArray(),
        "<jnlp codebase=\"http://host.example/\"><jar href=\"a.jar\"/></jnlp>"u8.ToArray(),
        "<assembly><deploymentProvider codebase=\"http://host.example/a.application\"/></assembly>"u8.ToArray(),
    ];

    public static void Run(ReadOnlySpan<byte> data)
    {
        if (new RdpHandler().Extract(File(data, FileType.Rdp), Context()).Facts is not RdpFacts { Links.Count: <= 2 }) throw new InvalidOperationException("no facts");
        foreach (var type in (ReadOnlySpan<FileType>)[FileType.DesktopEntry, FileType.ShellLibrary, FileType.SettingContent, FileType.Jnlp, FileType.ClickOnce])
            if (new ShellFileHandler().Extract(File(data, type), Context()).Facts is not ShellFileFacts { Urls.Count: <= 64 }) throw new InvalidOperationException("no facts, or too many addresses");
    }

    private static Artifact File(ReadOnlySpan<byte> data, FileType type) => new(data.ToArray(), "fuzz", "/fuzz", parent: null, "input", type);

    private static FileContext Context() => new(new AnalysisBudget(new AnalysisLimits(), TimeProvider.System), []);
}
