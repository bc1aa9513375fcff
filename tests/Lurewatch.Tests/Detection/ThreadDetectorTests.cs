using System.Text;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Detection;

public sealed class ThreadDetectorTests
{
    private static Finding? Of(string mail) =>
        new MailScanner(new ScanOptions { Strict = true }).Scan(Encoding.UTF8.GetBytes(mail)).Findings.SingleOrDefault(finding => finding.Kind.Id.StartsWith("thread.", StringComparison.Ordinal));

    private static string Answer(string from = "Jan Kowal <jan@firma.example>", string to = "Anna <anna@stadt.example>", string subject = "AW: Angebot Aktenschrank", string text = "Ja, das passt.",
        string date = "Tue, 17 Sep 2019 10:00:00 +0200", string links = "In-Reply-To: <2@stadt.example>\n", string quotedDate = "Montag, 16. September 2019 10:00", string quotedSubject = "Angebot Aktenschrank") => $"""
        From: {from}
        To: {to}
        Subject: {subject}
        Date: {date}
        Message-ID: <1@{from[(from.IndexOf('@', StringComparison.Ordinal) + 1)..].TrimEnd('>')}>
        {links}MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8

        {text}

        Von: Anna <anna@stadt.example>
        Gesendet: {quotedDate}
        An: Jan Kowal <jan@firma.example>
        Betreff: {quotedSubject}

        Guten Tag, passt Ihnen der Termin am Freitag?
        """;

    [Fact]
    public void The_true_correspondent_may_answer() => Of(Answer()).ShouldBeNull();

    [Fact]
    public void A_colleague_of_the_correspondent_may_answer() => Of(Answer(from: "Piotr Nowak <piotr@firma.example>")).ShouldBeNull();

    [Fact]
    public void A_participants_name_with_another_address_and_a_link_is_a_stolen_thread()
    {
        var found = Of(Answer(from: "Jan Kowal <info@bakery.example>", links: "", text: "Siehe hier: http://bakery.example/wp-content/doc.zip"));
        found!.Kind.Id.ShouldBe("thread.stolen");
        found.Reason.ShouldContain("jan@firma.example");
        found.Reason.ShouldContain("info@bakery.example");
        found.Reason.ShouldContain("In-Reply-To");
    }

    [Fact]
    public void A_participants_name_with_another_address_alone_does_not_fit() =>
        Of(Answer(from: "Jan Kowal <info@bakery.example>"))!.Kind.Id.ShouldBe("thread.misfit");

    [Fact]
    public void A_domain_all_but_equal_to_a_participants_is_a_stolen_thread()
    {
        var found = Of(Answer(from: "Jan Kowal <jan@firrma.example>"));
        found!.Kind.Id.ShouldBe("thread.stolen");
        found.Reason.ShouldContain("firrma.example is all but firma.example");
    }

    [Fact]
    public void An_outsider_who_only_talks_is_hardly_worth_a_word() =>
        Of(Answer(from: "Ola <ola@fremd.example>"))!.Kind.Id.ShouldBe("thread.outsider");

    [Fact]
    public void A_participants_signature_under_a_strangers_address_does_not_fit()
    {
        var found = Of(Answer(from: "Buero <buero@fremd.example>", text: "Die Bankdaten haben sich geändert.\n\nMit freundlichen Grüßen\nJan Kowal\njan@firma.example"));
        found!.Reason.ShouldContain("signed with jan@firma.example");
        found.Kind.Id.ShouldBe("thread.misfit");
    }

    [Theory]
    [InlineData("Dienstag, 16. Januar 2018 10:00", "609 days old")]
    [InlineData("Freitag, 20. Dezember 2019 10:00", "94 days after")]
    public void Dates_that_do_not_fit_are_said(string quotedDate, string said) =>
        Of(Answer(from: "Ola <ola@fremd.example>", quotedDate: quotedDate))!.Reason.ShouldContain(said);

    [Fact]
    public void Another_subject_is_said() =>
        Of(Answer(from: "Ola <ola@fremd.example>", subject: "AW: Rechnung 4711"))!.Reason.ShouldContain("“Rechnung 4711”");

    [Fact]
    public void Forwarding_a_thread_to_others_is_everyday() =>
        Of(Answer(from: "Anna <anna@stadt.example>", to: "Chef <chef@stadt.example>", subject: "WG: Angebot Aktenschrank")).ShouldBeNull();
}
