namespace Lurewatch.Scripts.Batch;

/// <summary>File associations of an ordinary Windows 10. Obfuscators take letters from them.</summary>
internal static class FileAssociations
{
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
