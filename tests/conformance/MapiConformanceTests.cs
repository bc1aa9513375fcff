using System.Text;
using Lurewatch.Mail;
using Lurewatch.Mail.Mapi;
using Lurewatch.Mail.Mapi.Rtf;
using Lurewatch.Mail.Mapi.Tnef;
using Shouldly;
using Xunit;

namespace Lurewatch.Conformance;

/// <summary>Outlook messages (Apache POI's) and TNEF streams (MimeKit's): subjects, people, texts and files as the sets' owners have them.</summary>
public sealed class MapiConformanceTests
{
    private static Analysis Scan(string path) =>
        new MailScanner(new ScanOptions { Strict = true, Limits = new AnalysisLimits { Time = TimeSpan.FromSeconds(20) } }).Scan(File.ReadAllBytes(path), Path.GetFileName(path));

    [Theory]
    [InlineData("quick.msg", "Test the content transformer", "Kevin Roast", null, "kevin.roast@alfresco.org", "The quick brown fox jumps over the lazy dog")]
    [InlineData("simple_test_msg.msg", "test message", "Travis Ferguson", "travis@overwrittenstack.com", "travis@overwrittenstack.com", "This is a test message.")]
    [InlineData("attachment_test_msg.msg", "test pièce jointe 1", "Nicolas1 23456", "nicolas1.23456@free.fr", "nicolas1.23456@free.fr", "contenu")]
    [InlineData("example_received_unicode.msg", "This is a test message please ignore", "Mike Farman", "mike.farman@alfresco.com", "ashutosh.dandavate@alfresco.com paul.hh@alfresco.com mikef@alfresco.com", "..less you are Nick.....")]
    [InlineData("example_sent_regular.msg", "This is a test message please ignore", "Mike Farman", "mike.farman@alfresco.com", "ashutosh.dandavate@alfresco.com paul.hh@alfresco.com mikef@alfresco.com", "..less you are Nick.....")]
    [InlineData("cyrillic_message.msg", "Автоматический ответ подсистемы обмена данными ФГУП \"Почта России\".", null, "no-reply@niips.ru", "sviridov@niips.ru", "Ваше сообщение с темой \"FW: RTM\" было успешно получено")]
    [InlineData("53784_fails.msg", "Draft to La Tetra", "PA History Mailbox", null, "garrettac@state.gov", "Amy,")]
    [InlineData("message_extra_hyphen_submission_chunk.msg", "Reseller Irradiant - MM Build", "Amanda Bloomfield", null, "juan.herrero@arup.com Adrian.Conlon@arup.com", "Please complete build of 100 x Mail Manager licences")]
    [InlineData("msgClassPost.msg", "QuickBrownFox", "Allison, Timothy B.", null, "", "Is going to jump over the lazy brown dog!!!")]
    [InlineData("msgClassTask.msg", "Must jump over the lazy dog", "Allison, Timothy B.", null, "", "Quick brown fox must do what he must")]
    [InlineData("blank.msg", null, null, null, "", null)]
    [InlineData("ASCII_UTF-8_CP1252_LCID1031.msg", "Subject öäü Subject", null, null, "", "Body öäü Body")]
    [InlineData("ASCII_UTF-8_CP1252_LCID1031_HTML.msg", "Subject öäü Subject", null, null, "", "Body öäü Body")]
    [InlineData("HTMLBodyBinary_CP1251.msg", "Subject öäü Subject", null, null, "", "HTML автоматически")]
    [InlineData("HTMLBodyBinary_UTF-8.msg", "Subject öäü Subject", null, null, "", "HTML öäü")]
    public void A_message_of_the_set_says_what_it_says_in_Outlook(string file, string? subject, string? name, string? address, string to, string? text)
    {
        var analysis = Scan(Path.Combine(Corpora.Folder("documents/poi/hsmf"), file));
        var mail = analysis.Artifacts[0].Facts.ShouldBeOfType<ParsedMail>();
        mail.Form.ShouldBe(MailForm.Msg);
        (mail.Message.Subject.SubjectText ?? "").ShouldBe(subject ?? "");
        mail.Message.Sender.DisplayName.ShouldBe(name);
        if (address is not null) mail.Message.Sender.Email.Address.ShouldBe(address);
        string.Join(' ', mail.Message.Recipients.To.Select(person => person.Email.Address)).ShouldBe(to);
        var body = mail.Message.Body.Plain?.Raw ?? mail.Message.Body.Html?.DisplayText;
        if (text is not null) body.ShouldNotBeNull().TrimStart().ShouldStartWith(text);
        mail.Defects.ShouldBeEmpty();
    }

    [Fact]
    public void Every_message_of_the_set_is_read()
    {
        foreach (var file in Corpora.Files(Corpora.Folder("documents/poi/hsmf")))
            Scan(file).Artifacts[0].Facts.ShouldBeOfType<ParsedMail>(Path.GetFileName(file)).Headers.Count.ShouldBeGreaterThan(2, Path.GetFileName(file));
    }

    [Fact]
    public void Attachments_of_the_sets_come_out_whole()
    {
        static IEnumerable<(string?, long)> Files(Analysis analysis) => analysis.Artifacts.Skip(1).Where(file => file.Parent!.Depth == 0).Select(file => (file.Name, file.Size));
        Files(Scan(Path.Combine(Corpora.Folder("documents/poi/hsmf"), "attachment_test_msg.msg"))).ShouldBe([("test-unicode.doc", 24064), ("pj1.txt", 89)]);
        var winmail = Scan(Path.Combine(Corpora.Folder("documents/poi/hmef"), "bug52400-winmail-with-attachments.dat"));
        winmail.Message!.Subject.SubjectText.ShouldBe("TNEF test message with attachments");
        Files(winmail).ShouldBe([("scion_tc_2007_maintenanceguide.pdf", 193258), ("Duke_Wave.png", 122016)]);
        var quick = Corpora.Folder("documents/poi/hmef/quick-contents");
        Directory.Exists(quick).ShouldBeTrue();
    }

    public static TheoryData<string> Streams
    {
        get
        {
            var root = Environment.GetEnvironmentVariable("LUREWATCH_CORPORA");
            var folder = root is null ? "" : Path.Combine(root, "mime/mimekit/tnef");
            return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*.tnef").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)] : ["(no corpora)"];
        }
    }

    /// <summary>Each file of the folder that belongs to a stream: message.rtf, .html and .txt are its texts, the rest its attachments. The set's text files have other line ends.</summary>
    [Theory]
    [MemberData(nameof(Streams))]
    public void A_stream_holds_the_files_of_its_folder(string name)
    {
        var folder = Corpora.Folder("mime/mimekit/tnef");
        var path = Path.Combine(folder, name + ".tnef");
        var message = TnefReader.Read(File.ReadAllBytes(path), new AnalysisBudget(new AnalysisLimits(), TimeProvider.System)).ShouldNotBeNull();
        var analysis = Scan(path);
        var mail = analysis.Artifacts[0].Facts.ShouldBeOfType<ParsedMail>();
        var contents = Path.Combine(folder, name);
        if (!Directory.Exists(contents)) return;
        var found = analysis.Artifacts.Skip(1).Select(file => Plain(file.Bytes.Span)).ToHashSet(StringComparer.Ordinal);
        var missing = new List<string>();
        foreach (var file in Corpora.Files(contents))
        {
            var expected = Plain(File.ReadAllBytes(file));
            var known = Path.GetFileName(file) switch
            {
                "message.rtf" => Plain(Rtf(message)) == expected,
                "message.html" => Plain((message.Properties.Raw(MapiTag.Html) ?? default).Span) == expected && mail.Message.Body.Html is not null,
                "message.txt" => Plain(Encoding.UTF8.GetBytes(mail.Message.Body.Plain?.Raw ?? "")) == expected,
                // The set keeps the 16 bytes that name an object's interface before the object.
                _ => found.Contains(expected) || (expected.Length > 16 && found.Contains(Plain(File.ReadAllBytes(file).AsSpan(16)))),
            };
            if (!known) missing.Add(Path.GetFileName(file));
        }
        missing.ShouldBe(Elsewhere.GetValueOrDefault(name) ?? []);
    }

    /// <summary>Files of the set that are no file here, and why.</summary>
    private static readonly Dictionary<string, string[]> Elsewhere = new(StringComparer.Ordinal)
    {
        // Two attached messages: the set has their streams as files, and beside each the note for programs that cannot read them; here they are mail.
        ["christmas"] = ["Untitled Attachment.1", "Untitled Attachment.2", "Untitled Attachment.3", "Untitled Attachment.4"],
    };

    private static byte[] Rtf(MapiMessage message) =>
        message.Properties.Binary(MapiTag.RtfCompressed) is { } packed && LzFu.Decompress(packed, new AnalysisBudget(new AnalysisLimits(), TimeProvider.System), out _) is { } rtf ? rtf.ToArray() : [];

    private static string Plain(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes).Replace("\r", "", StringComparison.Ordinal).TrimEnd('\n', '\0');
}
