using System.Collections.Frozen;

namespace Lurewatch.Files.Shortcuts;

/// <summary>Programs of Windows that run what their arguments say, and so stand in malicious shortcuts; and pictures that make a shortcut look like a document.</summary>
internal static class LnkPrograms
{
    private static readonly FrozenDictionary<string, string> s_runs = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["cmd"] = "runs the commands that follow",
        ["powershell"] = "runs the PowerShell that follows",
        ["pwsh"] = "runs the PowerShell that follows",
        ["powershell_ise"] = "runs the PowerShell that follows",
        ["mshta"] = "runs an HTML application from a file or an address",
        ["wscript"] = "runs a script",
        ["cscript"] = "runs a script",
        ["rundll32"] = "calls into a library",
        ["regsvr32"] = "loads a library, or runs a script from an address",
        ["msiexec"] = "installs a package, from an address too",
        ["certutil"] = "downloads and decodes files",
        ["bitsadmin"] = "downloads files",
        ["curl"] = "downloads files",
        ["wget"] = "downloads files",
        ["forfiles"] = "runs a command for each file",
        ["conhost"] = "runs another program",
        ["pcalua"] = "runs another program",
        ["scriptrunner"] = "runs other programs",
        ["wmic"] = "starts programs and runs scripts inside of XSL",
        ["msbuild"] = "builds and runs code",
        ["installutil"] = "runs code of an assembly",
        ["regasm"] = "runs code of an assembly",
        ["regsvcs"] = "runs code of an assembly",
        ["cmstp"] = "runs commands of an installation file",
        ["odbcconf"] = "loads a library",
        ["mavinject"] = "injects a library",
        ["hh"] = "opens compiled help, which can run scripts",
        ["ftp"] = "runs commands of a file",
        ["finger"] = "fetches text from another computer",
        ["ssh"] = "runs a command through its proxy setting",
        ["sftp"] = "runs a command through its proxy setting",
        ["schtasks"] = "creates tasks",
        ["syncappvpublishingserver"] = "runs PowerShell",
        ["bash"] = "runs the commands that follow",
        ["wsl"] = "runs the commands that follow",
        ["explorer"] = "opens what the argument names",
        ["control"] = "loads a control panel file",
        ["xcopy"] = "copies files, from shares too",
        ["robocopy"] = "copies files, from shares too",
        ["autoit3"] = "runs a script",
        ["python"] = "runs a script",
        ["pythonw"] = "runs a script",
        ["node"] = "runs a script",
        ["java"] = "runs a Java archive",
        ["javaw"] = "runs a Java archive",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> s_documentViewers = new[]
    {
        "winword", "excel", "powerpnt", "onenote", "outlook", "wordpad", "write", "notepad", "acrord32", "acrobat", "foxitreader", "foxitpdfreader", "msedge", "chrome", "firefox", "iexplore", "hwp", "wps", "et", "wpp",
        "soffice", "swriter", "mspaint", "photoviewer",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Indices of documents, folders and text files in the libraries where Windows keeps its icons.</summary>
    private static readonly FrozenDictionary<string, int[]> s_systemIcons = new Dictionary<string, int[]>(StringComparer.OrdinalIgnoreCase)
    {
        ["shell32.dll"] = [0, 1, 3, 4, 70, 126, 209, 224, 301, -1, -2, -4, -5, -152],
        ["imageres.dll"] = [2, 3, 5, 14, 19, 62, 67, 72, 85, 97, 107, 112, 174, -3, -5, -8, -102, -112, -1002, -1004, -1005],
        ["moricons.dll"] = [],
        ["wmploc.dll"] = [0, 17],
        ["pifmgr.dll"] = [],
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>What a program does with its arguments; null if it is none of these.</summary>
    public static string? Does(string? path) => s_runs.GetValueOrDefault(Stem(path));

    /// <summary>What the icon shows instead of the program: <c>a document</c> or the like, with the place; null if it shows nothing of that kind.</summary>
    public static string? Pretends(string? icon, int index)
    {
        if (string.IsNullOrWhiteSpace(icon)) return null;
        var name = NameOf(icon);
        if (s_systemIcons.TryGetValue(name, out var documents)) return Array.IndexOf(documents, index) >= 0 ? "a document or folder" : null;
        var dot = name.LastIndexOf('.');
        var extension = dot < 0 ? "" : name[(dot + 1)..].ToLowerInvariant();
        if (Danger.IsDecoy(extension)) return $"a file of type .{extension}";
        return s_documentViewers.Contains(Stem(icon)) ? $"a document of {name}" : null;
    }

    /// <summary>File name of a path without its extension.</summary>
    public static string Stem(string? path)
    {
        var name = NameOf(path);
        var dot = name.LastIndexOf('.');
        return dot <= 0 ? name : name[..dot];
    }

    private static string NameOf(string? path)
    {
        var name = (path ?? "").AsSpan().Trim().Trim('"');
        return name[(name.LastIndexOfAny('\\', '/') + 1)..].TrimEnd('.').TrimEnd().ToString();
    }
}
