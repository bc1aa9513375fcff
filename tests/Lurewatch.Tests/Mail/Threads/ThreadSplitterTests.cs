using Lurewatch.Mail;
using Lurewatch.Mail.Threads;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Mail.Threads;

public sealed class ThreadSplitterTests
{
    private static ThreadSplit Split(string text) =>
        ThreadSplitter.Split(text, new DomainCache(), new AnalysisBudget(new AnalysisLimits(), TimeProvider.System));

    public static TheoryData<string, string, string, string> Introductions =>
        [.. File.ReadLines(Repository.Path("tests/cases/threads/introductions.tsv")).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('\t', 4))
            .Select(row => new TheoryDataRow<string, string, string, string>(row[0], row[1], row[2], row[3].Replace("\\n", "\n").Replace("\\t", "\t")))];

    [Theory]
    [MemberData(nameof(Introductions))]
    public void What_every_client_puts_before_a_quote_is_known(string language, string client, string address, string introduction)
    {
        _ = (language, client);
        var isMarked = introduction[0] == '>';
        var split = Split($"My answer.\nJan\n\n{introduction}\n\n{(isMarked ? "> " : "")}The original text,\n{(isMarked ? "> " : "")}in two lines.\n");
        split.Current.ShouldBe("My answer.\nJan");
        var previous = split.Previous.ShouldHaveSingleItem();
        previous.Text.ShouldBe("The original text,\nin two lines.");
        previous.Sender!.Email.Address.ShouldBe(address == "-" ? null : address);
        if (client != "libero") previous.Sender.DisplayName.ShouldBe("Jan Kowal");
        QuotedDate.Read(previous.Date).ShouldContain(new DateOnly(2019, 9, 16));
    }

    [Theory]
    [InlineData("On Mon, Sep 16, 2019 at 10:00 AM John Smith <john@x.example> wrote:", "John Smith")]
    [InlineData("On Mon, Sep 16, 2019 at 10:00 AM John Smith\n<john@x.example> wrote:", "John Smith")]
    [InlineData("Am 16.09.2019 um 10:00 schrieb John Smith <john@x.example>:", "John Smith")]
    [InlineData("Am Mo., 16. Sept. 2019 um 10:00 Uhr schrieb John Smith <john@x.example>:", "John Smith")]
    [InlineData("W dniu 2019-09-16 o 10:00, John Smith <john@x.example> pisze:", "John Smith")]
    [InlineData("pon., 16 wrz 2019 o 10:00 John Smith <john@x.example> napisał(a):", "John Smith")]
    [InlineData("Dnia 16 września 2019 10:00 John Smith <john@x.example> napisał(a):", "John Smith")]
    [InlineData("Le lun. 16 sept. 2019 à 10:00, John Smith <john@x.example> a écrit :", "John Smith")]
    [InlineData("El lun., 16 sept. 2019 a las 10:00, John Smith (<john@x.example>) escribió:", "John Smith")]
    [InlineData("Il giorno lun 16 set 2019 alle ore 10:00 John Smith <john@x.example> ha scritto:", "John Smith")]
    [InlineData("Em seg., 16 de set. de 2019 às 10:00, John Smith <john@x.example> escreveu:", "John Smith")]
    [InlineData("Op ma 16 sep. 2019 om 10:00 schreef John Smith <john@x.example>:", "John Smith")]
    [InlineData("2019年9月16日(月) 10:00 John Smith <john@x.example>:", "John Smith")]
    public void Attributions_of_nine_languages_are_known(string line, string name)
    {
        foreach (var quote in new[] { "\n> old text\n> more\n", "\nold text\nmore\n" })
        {
            var split = Split("my answer\n\n" + line + quote);
            split.Current.ShouldBe("my answer");
            var previous = split.Previous.ShouldHaveSingleItem();
            previous.Text.ShouldBe("old text\nmore");
            previous.Sender!.Email.Address.ShouldBe("john@x.example");
            previous.Sender.DisplayName.ShouldBe(name);
            previous.Date!.ShouldContain("16");
        }
    }

    [Theory]
    [InlineData("From:", "Sent:", "To:", "Subject:")]
    [InlineData("Von:", "Gesendet:", "An:", "Betreff:")]
    [InlineData("Od:", "Wysłano:", "Do:", "Temat:")]
    [InlineData("De :", "Envoyé :", "À :", "Objet :")]
    [InlineData("De:", "Enviado el:", "Para:", "Asunto:")]
    [InlineData("Da:", "Inviato:", "A:", "Oggetto:")]
    [InlineData("De:", "Enviada em:", "Para:", "Assunto:")]
    [InlineData("Van:", "Verzonden:", "Aan:", "Onderwerp:")]
    [InlineData("差出人:", "送信日時:", "宛先:", "件名:")]
    [InlineData("*From:*", "*Sent:*", "*To:*", "*Subject:*")]
    public void Header_blocks_of_nine_languages_are_known(string from, string sent, string to, string subject)
    {
        var split = Split($"see file\n\n________________________________\n{from} John Smith <john@x.example>\n{sent} Monday, 16 September 2019 10:00\n"
            + $"{to} Anna <anna@y.example>; bob@z.example\n{subject} RE: Invoice\n\nthe original\n");
        split.Current.ShouldBe("see file");
        var previous = split.Previous.ShouldHaveSingleItem();
        previous.Text.ShouldBe("the original");
        previous.Sender!.DisplayName.ShouldBe("John Smith");
        previous.Sender.Email.Address.ShouldBe("john@x.example");
        previous.Recipients!.To.Select(mailbox => mailbox.Email.Address).ShouldBe(["anna@y.example", "bob@z.example"]);
        previous.Subject!.Base.ShouldBe("Invoice");
        previous.Date!.ShouldContain("2019");
    }

    [Theory]
    [InlineData("-----Original Message-----")]
    [InlineData("-----Ursprüngliche Nachricht-----")]
    [InlineData("-----Wiadomość oryginalna-----")]
    [InlineData("---------- Forwarded message ---------")]
    [InlineData("Begin forwarded message:")]
    [InlineData("Anfang der weitergeleiteten Nachricht:")]
    [InlineData("-------- Messaggio Inoltrato --------")]
    public void Separators_are_known(string line)
    {
        var split = Split($"fyi\n\n{line}\nFrom: John <john@x.example>\nDate: Mon\nSubject: s\nTo: a@y.example\n\ntext");
        split.Current.ShouldBe("fyi");
        split.Previous.Single().Sender!.Email.Address.ShouldBe("john@x.example");
        split.Previous.Single().Text.ShouldBe("text");
    }

    [Fact]
    public void Answers_between_quotes_belong_to_the_current_thread()
    {
        var split = Split("Hi,\n\nJohn <john@x.example> wrote:\n> one?\n> really?\n\nyes\n\n> two?\n> > older\n> > still older\n\nno\n");
        split.Current.ShouldBe("Hi,\n\nyes\n\n\nno");
        split.Previous[0].Text!.ShouldContain("one?");
    }

    [Fact]
    public void Chains_are_split_newest_first()
    {
        var split = Split("a\nFrom: 1 <1@x.example>\nTo: t@y.example\nSubject: s\n\nfirst\n\nFrom: 2 <2@x.example>\nTo: t@y.example\nSubject: s\n\nsecond\n");
        split.Previous.Select(previous => previous.Text).ShouldBe(["first", "second"]);
    }

    [Theory]
    [InlineData("Please note:\nFrom: Monday we are closed.\nTo: everybody\n")]
    [InlineData("> a lone mark\nand text\n")]
    [InlineData("He wrote:\nnothing\n")]
    [InlineData("Our hours: 10:00 to 12:00\nSubject to change:\n")]
    public void Ordinary_text_is_not_split(string text) => Split(text).Previous.ShouldBeEmpty();
}
