// Traits of office documents that run something when they are opened. General technique, no family.
// Own types stand in the external variable filetype (docs/yara.md).

rule Lurewatch_Rtf_Equation_Object_Updated
{
    meta:
        description = "RTF loads an Equation Editor object by itself, as exploits of CVE-2017-11882 and CVE-2018-0802 do"
        author = "Lurewatch"
        reference = "https://nvd.nist.gov/vuln/detail/CVE-2017-11882"
        score = 85
        attack = "T1203"
    strings:
        $clsid = "02ce020000000000c000000000000046" ascii nocase
        $name = "4571756174696f6e2e33" ascii nocase    // Equation.3
        $update = "\\objupdate" ascii
        $auto = "\\objautlink" ascii
    condition:
        uint32be(0) == 0x7b5c7274 and 1 of ($clsid, $name) and 1 of ($update, $auto)
}

rule Lurewatch_Rtf_Equation_Object
{
    meta:
        description = "RTF holds an Equation Editor 3 object; the editor was removed from Office in 2018"
        author = "Lurewatch"
        reference = "https://nvd.nist.gov/vuln/detail/CVE-2018-0802"
        score = 50
        attack = "T1203"
    strings:
        $clsid = "02ce020000000000c000000000000046" ascii nocase
        $name = "4571756174696f6e2e33" ascii nocase
        $data = "\\objdata" ascii
        $update = /\\obj(update|autlink)/ ascii
    condition:
        uint32be(0) == 0x7b5c7274 and $data and 1 of ($clsid, $name) and not $update
}

rule Lurewatch_Rtf_Object_Updated
{
    meta:
        description = "RTF holds an object that is loaded on opening, without a click"
        author = "Lurewatch"
        reference = "https://learn.microsoft.com/openspecs/windows_protocols/ms-oleds"
        score = 60
        attack = "T1559.002"
    strings:
        $update = /[^\\]\\objupdate/ ascii
        $data = /[^\\]\\objdata/ ascii
    condition:
        uint32be(0) == 0x7b5c7274 and all of them
}

rule Lurewatch_Rtf_Remote_Template
{
    meta:
        description = "RTF loads its template from the net"
        author = "Lurewatch"
        reference = "https://attack.mitre.org/techniques/T1221/"
        score = 85
        attack = "T1221"
    strings:
        $template = /\{\\\*\\template[ \t\r\n]{1,8}(https?:|\\\\|ftp:)/ ascii nocase
        $escaped = /\{\\\*\\template[ \t\r\n]{0,8}(\\u-?[0-9]{1,5}.?|\\'[0-9a-f]{2}){8}/ ascii nocase
    condition:
        uint32be(0) == 0x7b5c7274 and any of them
}

rule Lurewatch_Xls_Hidden_Macro_Sheet
{
    meta:
        description = "Workbook with a hidden Excel 4.0 macro sheet that runs on opening"
        author = "Lurewatch"
        reference = "https://learn.microsoft.com/openspecs/office_file_formats/ms-xls"
        score = 85
        attack = "T1059.005"
    strings:
        $hidden = { 85 00 ?? 00 ?? ?? ?? 00 (01 | 02) 01 }                                // BoundSheet8: hidden or very hidden, macro sheet
        $open = { 18 00 ?? ?? (20 | 21) 00 ?? 01 ?? ?? 00 00 ?? ?? 00 00 00 00 00 01 }    // Lbl: built-in name 1, Auto_Open
        $name = "auto_open" ascii wide nocase
    condition:
        uint32be(0) == 0xd0cf11e0 and $hidden and 1 of ($open, $name)
}

rule Lurewatch_Xls_Macro_Sheet_Auto_Open
{
    meta:
        description = "Workbook with a visible Excel 4.0 macro sheet that runs on opening"
        author = "Lurewatch"
        reference = "https://learn.microsoft.com/openspecs/office_file_formats/ms-xls"
        score = 65
        attack = "T1059.005"
    strings:
        $sheet = { 85 00 ?? 00 ?? ?? ?? 00 00 01 }
        $open = { 18 00 ?? ?? (20 | 21) 00 ?? 01 ?? ?? 00 00 ?? ?? 00 00 00 00 00 01 }
    condition:
        uint32be(0) == 0xd0cf11e0 and all of them
}

rule Lurewatch_Ooxml_Macro_Sheet
{
    meta:
        description = "Workbook of the XML formats with an Excel 4.0 macro sheet"
        author = "Lurewatch"
        reference = "https://attack.mitre.org/techniques/T1059/005/"
        score = 60
        attack = "T1059.005"
    strings:
        $sheet = "xl/macrosheets/" ascii nocase
    condition:
        uint32be(0) == 0x504b0304 and $sheet
}

rule Lurewatch_Slk_Runs_Program
{
    meta:
        description = "Symbolic-link sheet (SLK) whose cells start a program or call a library"
        author = "Lurewatch"
        reference = "https://attack.mitre.org/techniques/T1559/"
        score = 85
        attack = "T1559"
    strings:
        $exec = /;E(EXEC|CALL|REGISTER)\(/ ascii nocase
    condition:
        uint32be(0) & 0xffffff00 == 0x49443b00 and $exec
}

rule Lurewatch_Dde_Runs_Program
{
    meta:
        description = "Field or cell that starts a program by DDE"
        author = "Lurewatch"
        reference = "https://attack.mitre.org/techniques/T1559/002/"
        score = 80
        attack = "T1559.002"
    strings:
        $field = /DDE(AUTO)?[ \t"\\]{1,8}[^\r\n]{0,120}(cmd|powershell|mshta|rundll32|regsvr32|certutil)(\.exe)?/ ascii nocase
        $cell = /[=+\-@][ \t"']{0,4}(cmd|msexcel|powershell|mshta|rundll32)(\.exe)?['"]{0,2}\|['" ]{0,3}[\/\-.\\a-z]/ ascii nocase
    condition:
        (uint32be(0) == 0xd0cf11e0 or uint32be(0) == 0x7b5c7274 or filetype == "TXT" or filetype == "UNKNOWN" or filetype == "SLK") and any of them
}

rule Lurewatch_Ole_Package_Of_Script
{
    meta:
        description = "Office document with a packaged script or program that opens on a double click"
        author = "Lurewatch"
        reference = "https://attack.mitre.org/techniques/T1204/002/"
        score = 70
        attack = "T1204.002"
    strings:
        $native = "\x01Ole10Native" wide
        $name = /\.(exe|scr|pif|com|cmd|bat|vbs|vbe|js|jse|wsf|wsh|hta|ps1|lnk|jar|cpl|msi)\x00/ ascii nocase
    condition:
        uint32be(0) == 0xd0cf11e0 and all of them
}

rule Lurewatch_Macro_Document_Named_Docx
{
    meta:
        description = "Document with macros under the extension of one without"
        author = "Lurewatch"
        reference = "https://attack.mitre.org/techniques/T1036/008/"
        score = 75
        attack = "T1036.008"
    strings:
        $project = /(word|xl|ppt)\/vbaProject\.bin/ ascii nocase
    condition:
        uint32be(0) == 0x504b0304 and $project and (extension == ".docx" or extension == ".xlsx" or extension == ".pptx" or extension == ".ppsx")
}

rule Lurewatch_Follina
{
    meta:
        description = "Calls the support diagnostic tool with a command, as CVE-2022-30190 does"
        author = "Lurewatch"
        reference = "https://nvd.nist.gov/vuln/detail/CVE-2022-30190"
        score = 90
        attack = "T1203, T1218"
    strings:
        $scheme = "ms-msdt:" ascii wide nocase
        $browse = "IT_BrowseForFile" ascii wide nocase
        $launch = "IT_LaunchMethod" ascii wide nocase
    condition:
        filesize < 2MB and filetype != "EML" and $scheme and 1 of ($browse, $launch)
}

rule Lurewatch_OneNote_With_Script
{
    meta:
        description = "OneNote section with an embedded file that is a script or program"
        author = "Lurewatch"
        reference = "https://learn.microsoft.com/openspecs/office_file_formats/ms-one"
        score = 80
        attack = "T1204.002"
    strings:
        // FileDataStoreObject [MS-ONESTORE] 2.6.13: GUID, length, eight and four unused, then the file
        $program = { E7 16 E3 BD 65 26 11 45 A4 C4 8D 4D 0B 7A 9E AC [20] 4D 5A }
        $shortcut = { E7 16 E3 BD 65 26 11 45 A4 C4 8D 4D 0B 7A 9E AC [20] 4C 00 00 00 01 14 02 00 }
        $store = { E7 16 E3 BD 65 26 11 45 A4 C4 8D 4D 0B 7A 9E AC }
        $hta = "<hta:application" ascii wide nocase
        $script = /<script[^>]{0,60}(vbscript|jscript|javascript)/ ascii wide nocase
        $shell = "WScript.Shell" ascii wide nocase
        $batch = "@echo off" ascii nocase
        $powershell = /powershell[^\r\n]{0,40} -/ ascii nocase
        $name = /\.(hta|vbs|vbe|jse?|wsf|bat|cmd|exe|lnk|ps1|chm)\x00\x00/ wide nocase
    condition:
        uint32be(0) == 0xe4525c7b and (1 of ($program, $shortcut) or ($store and 1 of ($hta, $script, $shell, $batch, $powershell)) or ($store and $name))
}
