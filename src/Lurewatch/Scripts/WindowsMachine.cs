using System.Collections.Frozen;

namespace Lurewatch.Scripts;

/// <summary>The computer that scripts believe to run on: an ordinary Windows 10, so that code that looks for a sandbox goes on, and code that takes letters out of paths finds them.</summary>
internal static class WindowsMachine
{
    /// <summary>A user's and a machine's name that nothing can be concluded from.</summary>
    public const string User = "user", Name = "DESKTOP-PC";

    /// <summary>The folder that a script lies in.</summary>
    public const string Folder = @"C:\Users\user\Downloads";

    private const string Profile = @"C:\Users\user";

    /// <summary>Environment variables, in the order in which <c>set</c> lists them.</summary>
    public static IReadOnlyList<(string Name, string Value)> Environment { get; } =
    [
        ("ALLUSERSPROFILE", @"C:\ProgramData"),
        ("APPDATA", @"C:\Users\user\AppData\Roaming"),
        ("CommonProgramFiles", @"C:\Program Files\Common Files"),
        ("CommonProgramFiles(x86)", @"C:\Program Files (x86)\Common Files"),
        ("CommonProgramW6432", @"C:\Program Files\Common Files"),
        ("COMPUTERNAME", Name),
        ("ComSpec", @"C:\Windows\system32\cmd.exe"),
        ("DriverData", @"C:\Windows\System32\Drivers\DriverData"),
        ("HOMEDRIVE", "C:"),
        ("HOMEPATH", @"\Users\user"),
        ("LOCALAPPDATA", @"C:\Users\user\AppData\Local"),
        ("LOGONSERVER", @"\\DESKTOP-PC"),
        ("NUMBER_OF_PROCESSORS", "4"),
        ("OneDrive", @"C:\Users\user\OneDrive"),
        ("OS", "Windows_NT"),
        ("Path", @"C:\Windows\system32;C:\Windows;C:\Windows\System32\Wbem;C:\Windows\System32\WindowsPowerShell\v1.0\;C:\Windows\System32\OpenSSH\;C:\Users\user\AppData\Local\Microsoft\WindowsApps;"),
        ("PATHEXT", ".COM;.EXE;.BAT;.CMD;.VBS;.VBE;.JS;.JSE;.WSF;.WSH;.MSC"),
        ("PROCESSOR_ARCHITECTURE", "AMD64"),
        ("PROCESSOR_IDENTIFIER", "Intel64 Family 6 Model 158 Stepping 10, GenuineIntel"),
        ("PROCESSOR_LEVEL", "6"),
        ("PROCESSOR_REVISION", "9e0a"),
        ("ProgramData", @"C:\ProgramData"),
        ("ProgramFiles", @"C:\Program Files"),
        ("ProgramFiles(x86)", @"C:\Program Files (x86)"),
        ("ProgramW6432", @"C:\Program Files"),
        ("PROMPT", "$P$G"),
        ("PSModulePath", @"C:\Program Files\WindowsPowerShell\Modules;C:\Windows\system32\WindowsPowerShell\v1.0\Modules"),
        ("PUBLIC", @"C:\Users\Public"),
        ("SESSIONNAME", "Console"),
        ("SystemDrive", "C:"),
        ("SystemRoot", @"C:\Windows"),
        ("TEMP", @"C:\Users\user\AppData\Local\Temp"),
        ("TMP", @"C:\Users\user\AppData\Local\Temp"),
        ("USERDOMAIN", Name),
        ("USERNAME", User),
        ("USERPROFILE", @"C:\Users\user"),
        ("windir", @"C:\Windows"),
    ];

    private static readonly FrozenDictionary<string, string> s_environment = Environment.ToFrozenDictionary(pair => pair.Name, pair => pair.Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>An environment variable; null if there is none of that name.</summary>
    public static string? Variable(string name) => s_environment.GetValueOrDefault(name);

    /// <summary>A text with its <c>%variables%</c> replaced.</summary>
    public static string Expand(string text)
    {
        var from = 0;
        while (text.IndexOf('%', from) is >= 0 and var open && text.IndexOf('%', open + 1) is > 0 and var close)
        {
            if (s_environment.TryGetValue(text[(open + 1)..close], out var value))
            {
                text = string.Concat(text.AsSpan(0, open), value, text.AsSpan(close + 1));
                from = open + value.Length;
            }
            else from = close;
        }
        return text;
    }

    /// <summary>A folder of the shell: <c>SpecialFolders("Startup")</c>.</summary>
    public static string SpecialFolder(string name) => name.ToLowerInvariant() switch
    {
        "desktop" => Profile + @"\Desktop",
        "mydocuments" => Profile + @"\Documents",
        "startup" => Profile + @"\AppData\Roaming\Microsoft\Windows\Start Menu\Programs\Startup",
        "startmenu" => Profile + @"\AppData\Roaming\Microsoft\Windows\Start Menu",
        "programs" => Profile + @"\AppData\Roaming\Microsoft\Windows\Start Menu\Programs",
        "appdata" => Profile + @"\AppData\Roaming",
        "alluserstartup" or "allusersstartup" => @"C:\ProgramData\Microsoft\Windows\Start Menu\Programs\Startup",
        "templates" => Profile + @"\AppData\Roaming\Microsoft\Windows\Templates",
        "recent" => Profile + @"\AppData\Roaming\Microsoft\Windows\Recent",
        _ => Profile + @"\" + name,
    };
}
