using System.Text;
using Lurewatch.Files;
using Lurewatch.Files.Calendar;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Files;

public sealed class CalendarHandlerTests
{
    private static Extraction Open(IFileHandler handler, string text) =>
        handler.Extract(new Artifact(Encoding.UTF8.GetBytes(text), "x", "/x", parent: null, "input", FileType.Ics), new FileContext(new AnalysisBudget(new AnalysisLimits(), TimeProvider.System), []));

    [Fact]
    public void An_invitation_is_read_with_folded_lines_and_quoted_parameters()
    {
        var found = Open(new CalendarHandler(), "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nORGANIZER;CN=\"Bank; Service: IT\":mailto:It@Bank.example\r\nATTENDEE;RSVP=TRUE:mailto:anna@stadtwerke.example\r\nSUMMARY:Pass\r\n word\\, expiry\r\n"
            + "DESCRIPTION:Sign in at https://one.exam\r\n ple.test/a\\nnow\r\nX-ALT-DESC;FMTTYPE=text/html:<a href=\"https://two.example.test/b\">here</a>\r\nLOCATION:https://three.example.test/c\r\n"
            + "ATTACH;FMTTYPE=application/pdf;ENCODING=BASE64;VALUE=BINARY;X-FILENAME=a.txt:aGVs\r\n bG8=\r\nATTACH:https://four.example.test/d\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
        var facts = (CalendarFacts)found.Facts!;
        facts.Method.ShouldBe("REQUEST");
        facts.Organizer.ShouldBe("it@bank.example");
        facts.OrganizerName.ShouldBe("Bank; Service: IT");
        facts.Attendees.ShouldBe(["anna@stadtwerke.example"]);
        facts.Summary.ShouldBe("Password, expiry");
        facts.Links.Select(link => link.UrlText).Order(StringComparer.Ordinal).ShouldBe(["https://four.example.test/d", "https://one.example.test/a", "https://three.example.test/c", "https://two.example.test/b"]);
        found.Files.ShouldHaveSingleItem().Name.ShouldBe("a.txt");
        Encoding.UTF8.GetString(found.Files[0].Bytes.Span).ShouldBe("hello");
    }

    [Fact]
    public void Contacts_of_old_and_new_versions_are_read()
    {
        var facts = (ContactFacts)Open(new ContactHandler(), "BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCl=\nler\nitem1.URL:https://a.example.test/\nEMAIL;INTERNET:m@b.example\nTEL;CELL:+49 30 1\nNOTE:see https://c.example.test/x\nEND:VCARD\n").Facts!;
        facts.Names.ShouldBe(["Müller"]);
        facts.Addresses.ShouldBe(["m@b.example"]);
        facts.Phones.ShouldBe(["+49 30 1"]);
        facts.Links.Select(link => link.UrlText).ShouldBe(["https://a.example.test/", "https://c.example.test/x"]);
    }

    [Fact]
    public void Lines_without_sense_end_quietly()
    {
        foreach (var text in new[] { "", ":", ";:", "A;B=\"c:d", "BEGIN:VEVENT\n \n\t\n", "ATTACH;VALUE=BINARY:%%%", new string('\n', 50_000), "X:" + new string(' ', 100_000), string.Concat(Enumerable.Repeat("BEGIN:VEVENT\n", 30_000)) })
        {
            Open(new CalendarHandler(), text).Facts.ShouldNotBeNull();
            Open(new ContactHandler(), text).Facts.ShouldNotBeNull();
        }
    }

    private static string[] Kinds(string from, string ics)
    {
        var mail = $"From: {from}\r\nTo: anna@stadtwerke.example\r\nSubject: Meeting\r\nMessage-ID: <1@x.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/calendar; method=REQUEST; charset=utf-8\r\nContent-Disposition: attachment; filename=invite.ics\r\n\r\n{ics}";
        return [.. new MailScanner(new ScanOptions { Strict = true }).Scan(Encoding.UTF8.GetBytes(mail)).Findings.Select(finding => finding.Kind.Id).Where(id => id.StartsWith("calendar.", StringComparison.Ordinal) || id == "link.recipient-encoded").Order(StringComparer.Ordinal)];
    }

    [Fact]
    public void An_invitation_that_is_a_lure_is_found_and_a_meeting_is_not()
    {
        Kinds("Events <events@news-mail.example>", "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nORGANIZER;CN=IT:mailto:it@helpdesk.example\r\nSUMMARY:Your password expires today\r\nDESCRIPTION:Your account will be suspended. Verify your account within 24 hours: https://portal.example.test/#anna@stadtwerke.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
            .ShouldBe(["calendar.lure", "calendar.organizer-differs", "link.recipient-encoded"]);
        Kinds("Jens <jens@partner.example>", "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nORGANIZER;CN=Jens:mailto:jens@partner.example\r\nSUMMARY:Budget round\r\nDESCRIPTION:Join: https://teams.microsoft.com/l/meetup-join/19%3ameeting_x\\nMeeting ID: 123\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n").ShouldBeEmpty();
    }
}
