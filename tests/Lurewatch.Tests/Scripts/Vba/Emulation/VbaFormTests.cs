using Lurewatch.Samples;
using Lurewatch.Samples.Office;
using Lurewatch.Scripts;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Scripts.Vba.Emulation;

public sealed class VbaFormTests
{
    private static readonly ControlToWrite[] s_controls =
    [
        new("CommandButton", "B1") { Caption = "caption", Tip = "tip" },
        new("TextBox", "T1") { Value = "value", Tag = "tag" },
        new("Frame", "F1") { Inner = [new("TextBox", "Deep") { Value = "deep" }] },
        new("MultiPage", "P1") { Inner = [new("UserForm", "PageA") { Inner = [new("Label", "OnPage") { Caption = "on page" }] }, new("UserForm", "PageB") { Caption = "second" }] },
    ];

    [Theory]
    [InlineData("Shell UserForm1.B1.ControlTipText", "", "tip")]
    [InlineData("Shell UserForm1.T1", "", "value")]
    [InlineData("Shell UserForm1.T1.Tag", "", "tag")]
    [InlineData("Shell UserForm1.Controls(1).Text", "", "value")]
    [InlineData("Shell UserForm1.Controls(\"T1\").Text", "", "value")]
    [InlineData("Shell UserForm1.F1.Controls(0).Value", "", "deep")]
    [InlineData("Shell UserForm1.P1.Pages(1).Caption", "", "second")]
    [InlineData("Shell UserForm1.P1.Pages(\"PageA\").Controls(0).Caption", "", "on page")]
    [InlineData("Dim c\nFor Each c In UserForm1.Controls\nIf c.Name = \"Deep\" Then Shell c.Value\nNext", "", "deep")]
    [InlineData("UserForm1.Show", "Private Sub UserForm_Activate()\nShell \"shown\"\nEnd Sub\n", "shown")]
    [InlineData("Load UserForm1", "Private Sub UserForm_Initialize()\nShell \"loaded\"\nEnd Sub\n", "loaded")]
    [InlineData("x = UserForm1.B1.Caption", "Private Sub UserForm_Initialize()\nShell \"loaded by a question\"\nEnd Sub\n", "loaded by a question")]
    [InlineData("UserForm1.Show", "Private Sub UserForm_Initialize()\nMe.Tag = B1.Caption\nShell Me.Tag\nEnd Sub\n", "caption")]
    [InlineData("UserForm1.T1 = \"new\"", "Private Sub T1_Change()\nShell T1\nEnd Sub\n", "new")]
    public void Forms_answer_and_their_events_run(string body, string source, string command)
    {
        var project = new VbaProjectWriter().AddForm("UserForm1", "calc", s_controls, source: source).Add("ThisDocument", "Sub AutoOpen()\n" + body + "\nEnd Sub\n");
        var analysis = new MailScanner(new ScanOptions { Strict = true }).Scan(OfficePackage.Word("", macros: true).Macros(project.ToBin()).ToBytes(), "x.docm");
        analysis.Artifacts.Select(file => file.Facts).OfType<IHasActions>().SelectMany(facts => facts.Actions).Where(action => action.Steps.Count > 0).Select(action => action.Target).Distinct(StringComparer.Ordinal).ShouldBe([command]);
    }
}
