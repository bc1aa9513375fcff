// Traits of shortcuts, disk images, libraries, PDF and Java that carry or start something.

rule Lurewatch_Lnk_Starts_Interpreter
{
    meta:
        description = "Shortcut that hands code or an address to an interpreter"
        author = "Lurewatch"
        reference = "https://attack.mitre.org/techniques/T1204/002/"
        score = 85
        attack = "T1204.002, T1059"
    strings:
        $interpreter = /(powershell|pwsh|cmd(\.exe)?|mshta|wscript|cscript|rundll32|regsvr32|msiexec|conhost|forfiles|pcalua|ftp)(\.exe)?/ ascii wide nocase
        $code1 = /-enc|\/enc|-ec / wide nocase
        $code2 = "FromBase64String" wide nocase
        $code3 = /\biex\b|Invoke-Expression|DownloadString|DownloadFile|Invoke-WebRequest|\birm\b|\biwr\b|curl|certutil|bitsadmin/ wide nocase
        $code4 = /https?:\/\//  wide nocase
        $code5 = /javascript:|vbscript:/ wide nocase
        $code6 = "hidden" wide nocase
        $code7 = /\\\\[a-z0-9.\-]{3,60}@(ssl|[0-9]{2,5})\\/ wide nocase
        $code8 = /findstr|\bset [a-z]{1,12}=|%[a-z]{1,20}:~[0-9]/ wide nocase
    condition:
        uint32(0) == 0x4c and uint32(4) == 0x00021401 and $interpreter and 1 of ($code*)
}

rule Lurewatch_Lnk_With_Payload
{
    meta:
        description = "Shortcut of a size that no shortcut needs: something is appended"
        author = "Lurewatch"
        reference = "https://learn.microsoft.com/openspecs/windows_protocols/ms-shllink"
        score = 65
        attack = "T1027.009"
    condition:
        uint32(0) == 0x4c and uint32(4) == 0x00021401 and filesize > 64KB
}

rule Lurewatch_Disk_Image_With_Shortcut
{
    meta:
        description = "Disk image with a shortcut in it: what it starts lies beside it, out of the reach of the mark of the web"
        author = "Lurewatch"
        reference = "https://attack.mitre.org/techniques/T1553/005/"
        score = 85
        attack = "T1553.005, T1204.002"
    strings:
        $shortcut = { 4C 00 00 00 01 14 02 00 00 00 00 00 C0 00 00 00 00 00 00 46 }
        $iso = "CD001"
        $udf = "NSR0"
        $vhd = "conectix"
        $vhdx = "vhdxfile"
    condition:
        $shortcut and ($iso at 0x8001 or $iso at 0x8801 or $udf in (0x8000..0xa000) or $vhd at 0 or $vhd at filesize - 512 or $vhdx at 0)
}

rule Lurewatch_Disk_Image_With_Script
{
    meta:
        description = "Small disk image with a script"
        author = "Lurewatch"
        reference = "https://attack.mitre.org/techniques/T1553/005/"
        score = 65
        attack = "T1553.005"
    strings:
        $iso = "CD001"
        $name8 = /\.(JSE?|VB[SE]|WSF|HTA|BAT|CMD|PS1);1/
        $name16 = /\x00\.\x00(j\x00s|j\x00s\x00e|v\x00b\x00s|v\x00b\x00e|w\x00s\x00f|h\x00t\x00a|b\x00a\x00t|c\x00m\x00d|p\x00s\x001)(\x00;\x001|[^\x00]|\x00\x00)/ nocase
    condition:
        ($iso at 0x8001 or $iso at 0x8801) and filesize < 20MB and 1 of ($name*)
}

rule Lurewatch_Xll_Add_In
{
    meta:
        description = "Library that Excel runs on opening (XLL)"
        author = "Lurewatch"
        reference = "https://attack.mitre.org/techniques/T1137/006/"
        score = 75
        attack = "T1137.006"
    strings:
        $open = "xlAutoOpen" ascii fullword
    condition:
        uint16(0) == 0x5a4d and uint32(uint32(0x3c)) == 0x4550 and $open
}

rule Lurewatch_Pdf_Launches
{
    meta:
        description = "PDF that starts a program"
        author = "Lurewatch"
        reference = "https://attack.mitre.org/techniques/T1204/002/"
        score = 80
        attack = "T1204.002"
    strings:
        $launch = /\/S[ \t\r\n]{0,8}\/Launch\b/
        $program = /\((cmd|powershell|mshta|wscript|cscript|rundll32)(\.exe)?\)|\.(exe|scr|bat|cmd|vbs|js|hta|lnk)\)/ nocase
    condition:
        uint32be(0) == 0x25504446 and all of them
}

rule Lurewatch_Pdf_Script_Opens_File
{
    meta:
        description = "PDF whose script writes out and opens a file that it holds"
        author = "Lurewatch"
        reference = "https://attack.mitre.org/techniques/T1059/007/"
        score = 80
        attack = "T1059.007, T1204.002"
    strings:
        $export = /exportDataObject[ \t\r\n]{0,4}\(/
        $launch = /nLaunch[ \t]{0,4}["']?[ \t]{0,4}:[ \t]{0,4}[12]/
    condition:
        (uint32be(0) == 0x25504446 or filetype == "JS" or origin == "script") and all of them
}

rule Lurewatch_Java_Class_Starts_Program
{
    meta:
        description = "Java class that fetches or unpacks a file and starts a program"
        author = "Lurewatch"
        reference = "https://attack.mitre.org/techniques/T1059/"
        score = 75
        attack = "T1059, T1105"
    strings:
        $runtime = "java/lang/Runtime"
        $builder = "java/lang/ProcessBuilder"
        $fetch = /openStream|openConnection|getResourceAsStream/
        $write = "java/io/FileOutputStream"
        $temp = /java\.io\.tmpdir|createTempFile|APPDATA|user\.home/ nocase
        $start = /cmd\.exe|wscript|javaw|powershell|regsvr32|rundll32|schtasks|reg add/ nocase
    condition:
        uint32be(0) == 0xcafebabe and 1 of ($runtime, $builder) and $fetch and $write and $temp and $start
}

rule Lurewatch_Url_File_To_Share
{
    meta:
        description = "Internet shortcut that opens a file of a foreign share"
        author = "Lurewatch"
        reference = "https://attack.mitre.org/techniques/T1187/"
        score = 75
        attack = "T1187, T1204.002"
    strings:
        $section = "[InternetShortcut]" ascii nocase
        $share = /[\r\n](URL|IconFile|WorkingDirectory)=["']?(file:\/{2,4}[a-z0-9\-.]{3,60}\.[a-z]{2,12}[@\/\\]|file:\/{2,4}[0-9]{1,3}\.[0-9]{1,3}\.|\\\\[a-z0-9.\-]{3,60}[@\\])/ ascii nocase
    condition:
        filesize < 64KB and filetype != "EML" and all of them
}

rule Lurewatch_Settings_Link_Runs_Program
{
    meta:
        description = "Settings shortcut (.SettingContent-ms) whose link runs a command"
        author = "Lurewatch"
        reference = "https://attack.mitre.org/techniques/T1204/002/"
        score = 80
        attack = "T1204.002"
    strings:
        $link = /<DeepLink>[^<]{0,200}(cmd|powershell|mshta|rundll32|wscript|regsvr32)[^<]{0,2000}<\/DeepLink>/ ascii wide nocase
    condition:
        filesize < 256KB and filetype != "EML" and $link
}

rule Lurewatch_Web_Query
{
    meta:
        description = "Excel web query that loads from an address"
        author = "Lurewatch"
        reference = "https://attack.mitre.org/techniques/T1559/"
        score = 55
        attack = "T1559"
    strings:
        $query = /^WEB[ ]{0,4}\r?\n1[ ]{0,4}\r?\nhttps?:/ nocase
    condition:
        $query at 0
}

rule Lurewatch_ActiveMime_In_Web_Archive
{
    meta:
        description = "Web archive with an Office macro project (ActiveMime) in it"
        author = "Lurewatch"
        reference = "https://attack.mitre.org/techniques/T1027/"
        score = 65
        attack = "T1027, T1059.005"
    strings:
        $base64 = "QWN0aXZlTWltZQAAAfA"
        $mime = "MIME-Version:" nocase
        $location = "Content-Location:" nocase
    condition:
        all of them
}
