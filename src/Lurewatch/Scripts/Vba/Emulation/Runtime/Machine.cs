using System.Collections.Frozen;

namespace Lurewatch.Scripts.Vba.Emulation.Runtime;

/// <summary>The computer that the code believes to run on: an ordinary desktop, so that code that looks for a sandbox goes on. The same answers every time.</summary>
internal sealed class Machine
{
    private const string Profile = @"C:\Users\user";
    private double _now = 44_837.4;   // a Tuesday morning of 2022; it advances with each question, so that loops that wait end
    private uint _random = 0x2545F491;

    private static readonly FrozenDictionary<string, string> s_environment = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["ALLUSERSPROFILE"] = @"C:\ProgramData",
        ["APPDATA"] = Profile + @"\AppData\Roaming",
        ["COMMONPROGRAMFILES"] = @"C:\Program Files\Common Files",
        ["COMPUTERNAME"] = "DESKTOP-7Q2LM4K",
        ["COMSPEC"] = @"C:\Windows\system32\cmd.exe",
        ["HOMEDRIVE"] = "C:",
        ["HOMEPATH"] = @"\Users\user",
        ["LOCALAPPDATA"] = Profile + @"\AppData\Local",
        ["LOGONSERVER"] = @"\\DC01",
        ["NUMBER_OF_PROCESSORS"] = "8",
        ["OS"] = "Windows_NT",
        ["PATH"] = @"C:\Windows\system32;C:\Windows;C:\Windows\System32\Wbem;C:\Windows\System32\WindowsPowerShell\v1.0\",
        ["PATHEXT"] = ".COM;.EXE;.BAT;.CMD;.VBS;.VBE;.JS;.JSE;.WSF;.WSH;.MSC",
        ["PROCESSOR_ARCHITECTURE"] = "AMD64",
        ["PROGRAMDATA"] = @"C:\ProgramData",
        ["PROGRAMFILES"] = @"C:\Program Files",
        ["PROGRAMFILES(X86)"] = @"C:\Program Files (x86)",
        ["PSMODULEPATH"] = @"C:\Windows\system32\WindowsPowerShell\v1.0\Modules\",
        ["PUBLIC"] = @"C:\Users\Public",
        ["SYSTEMDRIVE"] = "C:",
        ["SYSTEMROOT"] = @"C:\Windows",
        ["TEMP"] = Profile + @"\AppData\Local\Temp",
        ["TMP"] = Profile + @"\AppData\Local\Temp",
        ["USERDOMAIN"] = "CORP",
        ["USERDNSDOMAIN"] = "CORP.EXAMPLE",
        ["USERNAME"] = "user",
        ["USERPROFILE"] = Profile,
        ["WINDIR"] = @"C:\Windows",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Serial date; each call is a minute later.</summary>
    public double Now() => _now += 1.0 / 1440;

    /// <summary>0 to 1, the same sequence every time.</summary>
    public double Random()
    {
        _random ^= _random << 13;
        _random ^= _random >> 17;
        _random ^= _random << 5;
        return _random / 4294967296.0;
    }

    /// <summary>All environment variables, in stable order.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Variables => s_environment.OrderBy(variable => variable.Key, StringComparer.Ordinal);

    /// <summary>An environment variable; empty if there is none.</summary>
    public string Environment(string name) => s_environment.GetValueOrDefault(name.Trim('%', ' '), "");

    /// <summary>A text with its <c>%variables%</c> replaced.</summary>
    public string Expand(string text)
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
    public string SpecialFolder(string name) => name.ToLowerInvariant() switch
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
