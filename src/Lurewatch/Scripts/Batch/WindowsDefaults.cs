using System.Collections.Frozen;

namespace Lurewatch.Scripts.Batch;

/// <summary>What a script finds on an ordinary Windows 10: variables of the environment, file associations. Obfuscators take letters from them.</summary>
internal static class WindowsDefaults
{
    /// <summary>A user's and a machine's name that nothing can be concluded from.</summary>
    public const string User = "user", Machine = "DESKTOP-PC";

    /// <summary>The folder that a script lies in.</summary>
    public const string Folder = @"C:\Users\user\Downloads";

    /// <summary>Variables, in the order in which <c>set</c> lists them.</summary>
    public static IReadOnlyList<(string Name, string Value)> Environment { get; } =
    [
        ("ALLUSERSPROFILE", @"C:\ProgramData"),
        ("APPDATA", @"C:\Users\user\AppData\Roaming"),
        ("CommonProgramFiles", @"C:\Program Files\Common Files"),
        ("CommonProgramFiles(x86)", @"C:\Program Files (x86)\Common Files"),
        ("CommonProgramW6432", @"C:\Program Files\Common Files"),
        ("COMPUTERNAME", Machine),
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
        ("USERDOMAIN", Machine),
        ("USERNAME", User),
        ("USERPROFILE", @"C:\Users\user"),
        ("windir", @"C:\Windows"),
    ];

    private static readonly FrozenDictionary<string, string> s_environment = Environment.ToFrozenDictionary(pair => pair.Name, pair => pair.Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>A variable's value; null if there is none of that name.</summary>
    public static string? Variable(string name) => s_environment.GetValueOrDefault(name);

    /// <summary>The text with <c>%name%</c> replaced, as the shell does for a program that asks it to.</summary>
    public static string Expand(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal)) return text;
        return new Expansion(Variable).Percent(text, isBatch: false);
    }

    /// <summary>Extensions and the names of their types (<c>assoc</c>).</summary>
    public static IReadOnlyList<string> Associations { get; } =
    [
        ".bat=batfile", ".cdxml=Microsoft.PowerShellCmdletDefinitionXML.1", ".chm=chm.file", ".cmd=cmdfile", ".com=comfile", ".cpl=cplfile", ".dll=dllfile", ".exe=exefile", ".hta=htafile", ".inf=inffile", ".ini=inifile", ".js=JSFile", ".jse=JSEFile",
        ".lnk=lnkfile", ".msc=MSCFile", ".msi=Msi.Package", ".msp=Msi.Patch", ".pif=piffile", ".ps1=Microsoft.PowerShellScript.1", ".ps1xml=Microsoft.PowerShellXMLData.1", ".psc1=Microsoft.PowerShellConsole.1",
        ".psd1=Microsoft.PowerShellData.1", ".psm1=Microsoft.PowerShellModule.1", ".reg=regfile", ".scr=scrfile", ".sct=scriptletfile", ".txt=txtfile", ".url=InternetShortcut", ".vbe=VBEFile", ".vbs=VBSFile", ".wsf=WSFFile", ".wsh=WSHFile", ".xml=xmlfile",
    ];

    /// <summary>Types and what opens them (<c>ftype</c>).</summary>
    public static IReadOnlyList<string> Types { get; } =
    [
        "batfile=\"%1\" %*", "chm.file=\"%SystemRoot%\\hh.exe\" %1", "cmdfile=\"%1\" %*", "comfile=\"%1\" %*", "exefile=\"%1\" %*", @"htafile=C:\Windows\SysWOW64\mshta.exe ""%1"" {1E460BD7-F1C3-4B2E-88BF-4E770A288AF5}%U{1E460BD7-F1C3-4B2E-88BF-4E770A288AF5} %*",
        @"inffile=%SystemRoot%\system32\NOTEPAD.EXE %1", @"inifile=%SystemRoot%\system32\NOTEPAD.EXE %1", @"JSEFile=C:\Windows\System32\WScript.exe ""%1"" %*", @"JSFile=C:\Windows\System32\WScript.exe ""%1"" %*",
        @"Microsoft.PowerShellConsole.1=""C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe"" ""-p"" ""%1""", @"Microsoft.PowerShellData.1=""C:\Windows\System32\notepad.exe"" ""%1""", @"Microsoft.PowerShellModule.1=""C:\Windows\System32\notepad.exe"" ""%1""",
        @"Microsoft.PowerShellScript.1=""C:\Windows\System32\notepad.exe"" ""%1""", @"Msi.Package=""%SystemRoot%\System32\msiexec.exe"" /i ""%1"" %*", "piffile=\"%1\" %*", "regfile=regedit.exe \"%1\"", "scrfile=\"%1\" /S", @"txtfile=%SystemRoot%\system32\NOTEPAD.EXE %1",
        @"VBEFile=""%SystemRoot%\System32\WScript.exe"" ""%1"" %*", @"VBSFile=""%SystemRoot%\System32\WScript.exe"" ""%1"" %*", @"WSFFile=""%SystemRoot%\System32\WScript.exe"" ""%1"" %*", @"WSHFile=""%SystemRoot%\System32\WScript.exe"" ""%1"" %*",
    ];
}
