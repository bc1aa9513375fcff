// Traits of scripts and command lines that fetch, write and start something. They are held against text that is code:
// what the engine took out of documents, shortcuts and other scripts, decoded, has such a type too.

private rule Is_Script
{
    condition:
        filetype == "JS" or filetype == "VBS" or filetype == "PS1" or filetype == "BATCH" or filetype == "WSF" or filetype == "HTA" or filetype == "VBA"
        or filetype == "SH" or filetype == "ENCODED-SCRIPT" or origin == "script" or origin == "command" or origin == "macro"
}

private rule Is_Web_Page
{
    condition:
        filetype == "HTML" or filetype == "SVG" or filetype == "XML" or filetype == "MHTML"
}

rule Lurewatch_Script_Download_And_Run
{
    meta:
        description = "Script fetches a file, writes it and starts it"
        author = "Lurewatch"
        reference = "https://attack.mitre.org/techniques/T1105/"
        score = 85
        attack = "T1105, T1059"
    strings:
        $fetch1 = "XMLHTTP" ascii wide nocase
        $fetch2 = "WinHttpRequest" ascii wide nocase
        $fetch3 = "URLDownloadToFile" ascii wide nocase
        $fetch4 = "DownloadFile" ascii wide nocase
        $fetch5 = "Start-BitsTransfer" ascii wide nocase
        $fetch6 = "InternetOpenUrl" ascii wide nocase
        $write1 = "SaveToFile" ascii wide nocase
        $write2 = "URLDownloadToFile" ascii wide nocase
        $write3 = "DownloadFile" ascii wide nocase
        $write4 = "Start-BitsTransfer" ascii wide nocase
        $write5 = "For Binary" ascii wide nocase
        $run1 = "WScript.Shell" ascii wide nocase
        $run2 = "Shell.Application" ascii wide nocase
        $run3 = "ShellExecute" ascii wide nocase
        $run4 = "Win32_Process" ascii wide nocase
        $run5 = "Start-Process" ascii wide nocase
        $run6 = "Invoke-Item" ascii wide nocase
        $run7 = /\bShell[ (]+[A-Za-z_"]/ ascii wide nocase
        $run8 = "rundll32" ascii wide nocase
        $run9 = "regsvr32" ascii wide nocase
    condition:
        Is_Script and 1 of ($fetch*) and 1 of ($write*) and 1 of ($run*)
}

rule Lurewatch_PowerShell_Cradle
{
    meta:
        description = "PowerShell runs what it fetches, without a file"
        author = "Lurewatch"
        reference = "https://attack.mitre.org/techniques/T1059/001/"
        score = 85
        attack = "T1059.001, T1105"
    strings:
        $run = /(\biex\b|Invoke-Expression|\[Reflection\.Assembly\]::Load|\.Invoke\()/ ascii wide nocase
        $fetch = /(DownloadString|DownloadData|Invoke-WebRequest|Invoke-RestMethod|\birm\b|\biwr\b|Net\.WebClient|Msxml2\.XMLHTTP)/ ascii wide nocase
        $shell = "powershell" ascii wide nocase
    condition:
        Is_Script and $run and $fetch and ($shell or filetype == "PS1" or origin == "command")
}

rule Lurewatch_PowerShell_Encoded_Command
{
    meta:
        description = "PowerShell started with an encoded command"
        author = "Lurewatch"
        reference = "https://attack.mitre.org/techniques/T1027/010/"
        score = 75
        attack = "T1059.001, T1027.010"
    strings:
        $encoded = /(powershell|pwsh)[^\r\n]{0,160}[ \t][\/\-]e[ncodemas^]{0,16}[ \t]{1,8}["']?[A-Za-z0-9+\/]{40}/ ascii wide nocase
    condition:
        Is_Script and $encoded
}

rule Lurewatch_Wmi_Starts_Process
{
    meta:
        description = "Script starts a process by WMI, so that it is no child of the document's program"
        author = "Lurewatch"
        reference = "https://attack.mitre.org/techniques/T1047/"
        score = 75
        attack = "T1047"
    strings:
        $moniker = "winmgmts:" ascii wide nocase
        $class = "Win32_Process" ascii wide nocase
        $create = /\.Create[ (]|ExecMethod/ ascii wide nocase
    condition:
        Is_Script and $moniker and $class and $create
}

rule Lurewatch_Macro_Runs_Hidden
{
    meta:
        description = "Macro that runs by itself, puts its text together and starts a program out of sight"
        author = "Lurewatch"
        reference = "https://attack.mitre.org/techniques/T1059/005/"
        score = 75
        attack = "T1059.005, T1564.003"
    strings:
        $auto = /\b(Auto_?Open|Auto_?Close|Document_?Open|Document_?Close|Workbook_Open|Workbook_BeforeClose|AutoExec|AutoNew)\b/ nocase
        $start = /(\bShell[!@#$%& (]|ShellExecute|\.Run[ (]|\.Exec[ (]|Win32_Process|CreateProcess)/ nocase
        $hide1 = "vbHide" nocase
        $hide2 = "ShowWindow" nocase
        $hide3 = "WindowStyle" nocase
        $make1 = "StrReverse" nocase
        $make2 = /Chr[W$]?\([^)\r\n]{1,20}\)[ ]?[&+][ ]?Chr[W$]?\([^)\r\n]{1,20}\)[ ]?[&+][ ]?Chr/ nocase
        $make3 = "\" & \""
        $make4 = /Replace\([^\r\n]{1,80}, ?""\)/ nocase
        $make5 = "powershell" nocase
        $make6 = /Mid[$]?\([^\r\n]{1,60}\)[ ]?[&+]/ nocase
    condition:
        filetype == "VBA" and $auto and $start and 1 of ($hide*) and (1 of ($make1, $make2, $make4, $make5, $make6) or #make3 > 10)
}

rule Lurewatch_Batch_Sliced_Variables
{
    meta:
        description = "Batch file that puts its commands together from slices of variables"
        author = "Lurewatch"
        reference = "https://attack.mitre.org/techniques/T1027/010/"
        score = 70
        attack = "T1027.010"
    strings:
        $slices = /(%[^%\r\n]{1,30}:~-?[0-9]{1,4},[0-9]{1,2}%){4}/
    condition:
        filetype == "BATCH" and #slices > 2
}

rule Lurewatch_Tools_Of_The_System_Fetch
{
    meta:
        description = "Command line that has a tool of the system fetch or decode a file"
        author = "Lurewatch"
        reference = "https://lolbas-project.github.io/"
        score = 80
        attack = "T1105, T1140, T1218"
    strings:
        $certutil = /certutil(\.exe)?[^\r\n]{0,60}[\/\-](urlcache|verifyctl|decode(hex)?)\b/ ascii wide nocase
        $bits = /bitsadmin(\.exe)?[^\r\n]{0,80}\/transfer/ ascii wide nocase
        $mshta = /mshta(\.exe)?["']?[ \t]{1,8}["']?(https?:|javascript:|vbscript:)/ ascii wide nocase
        $regsvr = /regsvr32(\.exe)?[^\r\n]{0,60}\/i:["']?https?:/ ascii wide nocase
        $msiexec = /msiexec(\.exe)?[^\r\n]{0,40}[\/\-](i|package)[ \t"']{1,4}https?:/ ascii wide nocase
        $curl = /curl(\.exe)?[ \t][^\r\n]{0,160}https?:[^\r\n]{0,200}&+[ \t]{0,4}(start|rundll32|regsvr32|cmd|wscript|cscript|mshta|powershell|msiexec|call)\b/ ascii wide nocase
    condition:
        (Is_Script or filetype == "LNK") and any of them
}

rule Lurewatch_Hta_Starts_Program
{
    meta:
        description = "HTML application or page with script that starts a program"
        author = "Lurewatch"
        reference = "https://attack.mitre.org/techniques/T1218/005/"
        score = 80
        attack = "T1218.005"
    strings:
        $script = "<script" ascii wide nocase
        $shell = /(ActiveXObject|CreateObject)[ \t]{0,4}\([ \t"']{0,6}(WScript\.Shell|Shell\.Application)/ ascii wide nocase
        $run = /\.(Run|Exec|ShellExecute)[ \t]{0,4}[ ("']/ ascii wide nocase
    condition:
        (filetype == "HTA" or filetype == "WSF" or Is_Web_Page) and all of them
}

rule Lurewatch_Scriptlet
{
    meta:
        description = "COM scriptlet with code, as regsvr32 and others load from the net"
        author = "Lurewatch"
        reference = "https://attack.mitre.org/techniques/T1218/010/"
        score = 80
        attack = "T1218.010"
    strings:
        $root = /<(scriptlet|component|package)\b/ ascii nocase
        $script = /<script[^>]{0,60}language/ ascii nocase
        $object = /(ActiveXObject|CreateObject|GetObject)/ ascii nocase
        $shell = /(WScript\.Shell|Shell\.Application|XMLHTTP|winmgmts)/ ascii nocase
    condition:
        filesize < 1MB and filetype != "HTML" and filetype != "EML" and $root in (0..2048) and $script and $object and $shell
}

rule Lurewatch_Encoded_Script
{
    meta:
        description = "Script in Microsoft's encoded form, which hides its text from plain readers"
        author = "Lurewatch"
        reference = "https://attack.mitre.org/techniques/T1027/"
        score = 60
        attack = "T1027"
    strings:
        $begin = /#@~\^[A-Za-z0-9+\/]{6}==/
        $end = "^#~@"
    condition:
        filetype != "EML" and all of them
}

rule Lurewatch_Html_Smuggling
{
    meta:
        description = "Page holds an archive, disk image or program as text and hands it out as a download"
        author = "Lurewatch"
        reference = "https://attack.mitre.org/techniques/T1027/006/"
        score = 80
        attack = "T1027.006"
    strings:
        $zip = /["'`,]UEsDB[A-Za-z0-9+\/]{64}/
        $program = /["'`,]TV[nopqr][A-Za-z0-9+\/]{64}/
        $rar = /["'`,]UmFyIR[A-Za-z0-9+\/]{64}/
        $seven = /["'`,]N3q8ryc[A-Za-z0-9+\/]{64}/
        $image = /["'`,]AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/
        $blob = /new[ \t]{1,4}(Blob|File)[ \t]{0,4}\(/
        $url = "createObjectURL"
        $save = "msSaveOrOpenBlob"
        $anchor = /\.download[ \t]{0,4}=/
        $attribute = /download[ \t]{0,4}=[ \t]{0,4}["'][^"'\r\n]{1,80}\.(zip|iso|img|vhdx?|rar|7z|exe|js|hta|lnk|one)["']/ nocase
        $data = /href[ \t]{0,4}=[ \t]{0,4}["']?data:application\/(zip|octet-stream|x-[a-z\-]{1,30});base64,/ nocase
    condition:
        Is_Web_Page and ((1 of ($zip, $program, $rar, $seven, $image) and 1 of ($blob, $url, $save, $anchor)) or ($data and $attribute))
}

rule Lurewatch_Html_Blob_Decoded_And_Clicked
{
    meta:
        description = "Page decodes a text into a file and clicks its download by script"
        author = "Lurewatch"
        reference = "https://attack.mitre.org/techniques/T1027/006/"
        score = 60
        attack = "T1027.006"
    strings:
        $blob = /new[ \t]{1,4}(Blob|File)[ \t]{0,4}\(/
        $url = /createObjectURL|msSaveOrOpenBlob/
        $decode = /\batob[ \t]{0,4}\(|charCodeAt|fromCharCode/
        $array = "Uint8Array"
        $click = /\.click[ \t]{0,4}\(|dispatchEvent|msSaveOrOpenBlob/
    condition:
        Is_Web_Page and filesize > 4KB and filesize < 8MB and all of them
}

rule Lurewatch_Svg_With_Script
{
    meta:
        description = "Picture (SVG) with script that decodes text or leads elsewhere"
        author = "Lurewatch"
        reference = "https://attack.mitre.org/techniques/T1027/017/"
        score = 70
        attack = "T1027.017"
    strings:
        $script = "<script" nocase
        $decode = /\batob[ \t]{0,4}\(|fromCharCode|\beval[ \t]{0,4}\(|unescape[ \t]{0,4}\(/
        $leave = /(window|document|top|self|parent)?\.?location(\.href|\.replace|\.assign)?[ \t]{0,4}[=(]/
    condition:
        filetype == "SVG" and $script and 1 of ($decode, $leave)
}

rule Lurewatch_Search_Folder_Of_Stranger
{
    meta:
        description = "Opens a search in a folder of a foreign server, whose files then look local"
        author = "Lurewatch"
        reference = "https://attack.mitre.org/techniques/T1204/001/"
        score = 75
        attack = "T1204.001"
    strings:
        $search = /search(-ms)?:[^"'<>\r\n]{0,300}crumb=location:(\\\\|%5c%5c|\/\/)/ ascii wide nocase
        $library = /<url>[ \t\r\n]{0,8}(\\\\|https?:\/\/)[^<]{3,200}<\/url>/ ascii nocase
        $libraries = "schemas.microsoft.com/windows/2009/library" ascii nocase
    condition:
        filetype != "EML" and ($search or ($library and $libraries))
}
