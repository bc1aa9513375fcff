using System.Text;
using System.Xml.Linq;
using Lurewatch.Files;
using Lurewatch.Mail;
using Shouldly;
using Xunit;

namespace Lurewatch.Conformance;

/// <summary>The MIME corpora: mime4j's expected structures are ours where both speak, and every message of every set is a mail here or listed with why it is none.</summary>
public sealed class MimeConformanceTests
{
    /// <summary>Where ours differs, and why.</summary>
    private static readonly Dictionary<string, string> Different = new(StringComparer.Ordinal)
    {
        ["basic-plain-with-bad-header-separator"] = "a line of one blank where the header should end: the lines after it that are no fields are the text here, mime4j drops the first of them",
        ["hdr-fakeout"] = "as above; mime4j drops all of them",
        ["malformedHeader-noheader"] = "text without a header: here all of it is the text, mime4j drops the lines before the first blank one",
        ["malformedHeaderStartsBody-noheader"] = "as above",
        ["very-long-boundary"] = "as weird-boundary, and over 900 characters long",
        ["very-very-long-boundary"] = "as above",
        ["2002_06_12_doublebound"] = "a delimiter that stands twice: mime4j makes an empty part of it, here there is none",
        ["double-bound"] = "as above, several times",
        ["badbound"] = "the boundary does not occur: mime4j sees no parts, here the delimiter that does occur is taken, as mail programs do that show something",
        ["missing-boundary"] = "no boundary is named: as above",
        ["missing-inner-boundary"] = "as above, inside",
        ["missing-inner-start-boundary"] = "as above, inside",
        ["ending-boundaries"] = "words behind a delimiter: mime4j takes the line for one, MimeKit and so ours only if white space follows",
        ["frag"] = "base64 that breaks off: mime4j drops the last incomplete group, ours keeps what it gives",
        ["multi-frag"] = "as above",
        ["malformedHeaderStartsBody-nocrlfcrlf"] = "a line that is no field, then one that is: mime4j ends the header at the first, ours notes it and goes on (two such lines end it)",
        ["multipartemptypart"] = "a part with neither header nor body is none here",
        ["multipartnopart"] = "a multipart with nothing but its end: mime4j sees no part, here what is left of its text is one",
        ["sig-uu"] = "uuencoded files are taken out of the text here",
        ["uu-junk"] = "as above",
        ["uu-zeegee"] = "as above",
        ["weird-boundary"] = "a boundary that ends with blanks, which RFC 2046 forbids: mime4j keeps them, ours does not",
    };

    /// <summary>Files of the sets that hold messages, and are none.</summary>
    private static readonly Dictionary<string, string> NoMail = new(StringComparer.Ordinal)
    {
        ["mime4j/core/src/test/resources/testmsgs/malformedHeader-nocrlfcrlf.msg"] = "one field, then text",
        ["mime4j/core/src/test/resources/testmsgs/malformedHeader-noheader.msg"] = "text without any field",
        ["mime4j/core/src/test/resources/testmsgs/malformedHeaderStartsBody-nocrlfcrlf.msg"] = "one field, then text",
        ["mime4j/core/src/test/resources/testmsgs/malformedHeaderStartsBody-noheader.msg"] = "text without any field of a mail",
        ["mime4j/core/src/test/resources/testmsgs/missing-boundary.msg"] = "one field, a multipart without a delimiter line",
        ["python_email/data/msg_19.txt"] = "text without any field",
    };

    [Fact]
    public void Expected_structures_of_mime4j_are_ours()
    {
        var folder = Path.Combine(Corpora.Folder("mime"), "mime4j");
        var differences = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var compared = 0;
        foreach (var expected in Corpora.Files(folder).Where(file => file.EndsWith("_decoded.xml", StringComparison.Ordinal)))
        {
            var name = Path.GetFileName(expected)[..^"_decoded.xml".Length];
            var message = Path.Combine(Path.GetDirectoryName(expected)!, name + ".msg");
            compared++;
            var root = XDocument.Parse(WithoutForbidden(Encoding.Latin1.GetString(File.ReadAllBytes(expected))), LoadOptions.PreserveWhitespace).Root!;
            if (Compare(root, File.ReadAllBytes(message), Path.GetDirectoryName(expected)!, "") is { } difference) differences[name] = difference;
        }
        compared.ShouldBe(80);
        differences.Where(difference => !Different.ContainsKey(difference.Key)).Select(difference => $"{difference.Key}: {difference.Value}").ShouldBeEmpty();
        Different.Keys.Except(differences.Keys).ShouldBeEmpty("no longer different");
    }

    [Theory]
    [InlineData("mimekit", "*.eml", "messages/*.txt", "smime/*.txt")]
    [InlineData("mime4j", "*.msg")]
    [InlineData("rspamd_messages", "*.eml")]
    [InlineData("python_email", "msg_*.txt")]
    [InlineData("flanker", "*.eml")]   // messages/dkim holds canonicalisation vectors, pieces of made-up headers
    [InlineData("mailparser_spamscope", "mail*")]
    public void Every_message_of_every_set_is_read(string set, params string[] patterns)
    {
        var folder = Path.Combine(Corpora.Folder("mime"), set);
        var scanner = new MailScanner(new ScanOptions { Strict = true });
        var files = Corpora.Files(folder).Where(file => patterns.Any(pattern => Matches(Path.GetRelativePath(folder, file).Replace('\\', '/'), pattern))).ToArray();
        files.Length.ShouldBeGreaterThan(0);
        var unread = files.Where(file => scanner.Scan(File.ReadAllBytes(file), Path.GetFileName(file)) is { Message: null, Root.Type: not (FileType.Msg or FileType.Cfb or FileType.Mhtml) })
            .Select(file => Path.GetRelativePath(Path.GetDirectoryName(folder)!, file).Replace('\\', '/')).ToArray();
        unread.Except(NoMail.Keys).ShouldBeEmpty();
        NoMail.Keys.Where(name => name.StartsWith(set + "/", StringComparison.Ordinal)).Except(unread).ShouldBeEmpty("a mail now");
    }

    private static bool Matches(string path, string pattern)
    {
        var slash = pattern.LastIndexOf('/');
        if (slash >= 0 && !path.AsSpan().StartsWith(pattern.AsSpan(0, slash + 1), StringComparison.Ordinal)) return false;
        return System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern.AsSpan(slash + 1), Path.GetFileName(path));
    }

    /// <summary>The first difference; null if there is none.</summary>
    private static string? Compare(XElement expected, byte[] bytes, string folder, string where)
    {
        var mail = MessageReader.Read(bytes, new AnalysisBudget(new AnalysisLimits { Time = TimeSpan.FromMinutes(1) }, TimeProvider.System));
        var tree = new Tree(mail, bytes);
        var fields = expected.Element("header")?.Elements("field").Select(Name).ToArray() ?? [];
        var ours = mail.Headers.Select(header => header.Name).ToArray();
        if (!fields.SequenceEqual(ours, StringComparer.OrdinalIgnoreCase)) return $"{where}header fields [{string.Join(' ', fields)}] are [{string.Join(' ', ours)}]";
        return Body(expected, tree, expected.Element("multipart") is null ? "1" : "", folder, where);
    }

    private static string? Body(XElement expected, Tree tree, string number, string folder, string where)
    {
        var at = $"{where}part {(number.Length == 0 ? "(top)" : number)}";
        var part = tree.Part(number);
        if (part is null) return $"{at} is not here; ours are {tree.Numbers}";
        var declared = expected.Element("header")?.Elements("field").FirstOrDefault(field => Name(field).Equals("content-type", StringComparison.OrdinalIgnoreCase));
        if (declared is not null && MediaType(declared) is { } media && !media.Equals(part.ContentType, StringComparison.OrdinalIgnoreCase)) return $"{at} is {media}, here {part.ContentType}";
        if (expected.Element("multipart") is { } multipart)
        {
            var parts = multipart.Elements("body-part").ToArray();
            for (var i = 0; i < parts.Length; i++)
                if (Body(parts[i], tree, number.Length == 0 ? $"{i + 1}" : $"{number}.{i + 1}", folder, where) is { } difference) return difference;
            var next = number.Length == 0 ? $"{parts.Length + 1}" : $"{number}.{parts.Length + 1}";
            return tree.Part(next) is null ? null : $"{at} has {parts.Length} parts, here more";
        }
        if (expected.Element("message") is { } message)
        {
            var file = tree.File(number);
            return file is null ? $"{at} is a message, here no file" : Compare(message, file.Bytes.ToArray(), folder, $"{at}: ");
        }
        var leaf = expected.Element("text-body") ?? expected.Element("binary-body");
        if (leaf is null) return null;
        var content = File.ReadAllBytes(Path.Combine(folder, leaf.Attribute("name")!.Value));
        return tree.Content(number) switch
        {
            { } found when Same(found, content) => null,
            { } found => $"{at}: {content.Length} bytes expected, {found.Length} here; first difference at {FirstDifference(Lines(content), Lines(found))}",
            null when tree.Text(number) is { } text => Charsets.Decode(content, part.Charset, 1 << 20, out _) is var theirs && Plain(theirs) == Plain(text) ? null
                : $"{at}: text “{Start(theirs)}” is “{Start(text)}”",
            null => content.Length == 0 ? null : $"{at}: {content.Length} bytes are not here",
        };
    }

    private static string Start(string text) => Plain(text) is { Length: > 60 } plain ? plain[..60] : Plain(text);

    private static string Name(XElement field)
    {
        var text = field.Value.TrimStart('\r', '\n');
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return (colon < 0 ? text : text[..colon]).TrimEnd();
    }

    private static string? MediaType(XElement field)
    {
        var value = field.Value[(field.Value.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        var end = value.IndexOfAny([';', ' ', '\r', '\n', '\t']);
        var media = (end < 0 ? value : value[..end]).Trim();
        return media.Split('/') is [{ Length: > 0 }, { Length: > 0 }] ? media.ToLowerInvariant() : null;
    }

    private static bool Same(byte[] one, byte[] other) => one.AsSpan().SequenceEqual(other) || Lines(one).AsSpan().SequenceEqual(Lines(other));

    /// <summary>Line ends alike, none at the end.</summary>
    private static byte[] Lines(byte[] bytes) => Encoding.Latin1.GetBytes(Plain(Encoding.Latin1.GetString(bytes)));

    private static string Plain(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').TrimEnd('\n');

    private static int FirstDifference(byte[] one, byte[] other) => one.AsSpan().CommonPrefixLength(other);

    /// <summary>The expectations are XML with whatever characters the mails hold.</summary>
    private static string WithoutForbidden(string xml) => string.Concat(xml.Select(c => c < ' ' && c is not ('\t' or '\n' or '\r') ? '?' : c));

    /// <summary>What ours read, by part number.</summary>
    private sealed class Tree(ParsedMail mail, byte[] bytes)
    {
        private readonly MimeTree _tree = Walk(bytes);

        /// <summary>As MessageReader does it.</summary>
        private static MimeTree Walk(byte[] bytes)
        {
            var block = HeaderBlock.Scan(bytes);
            if (block.NoBlankLine && block.Fields.Count > 0) bytes = [.. bytes.AsSpan(0, block.End), (byte)'\n', .. bytes.AsSpan(block.End)];
            return MimeTree.Read(bytes, block, new MimeKit.ParserOptions { MaxMimeDepth = 64 },
            new AnalysisBudget(new AnalysisLimits(), TimeProvider.System), new Defects(), MailForm.Mime);
        }

        public string Numbers => string.Join(' ', mail.Parts.Select(part => part.Number.Length == 0 ? "(top)" : part.Number));

        public Mail.MimePart? Part(string number) => mail.Parts.FirstOrDefault(part => part.Number == number);

        public MailFile? File(string number) => mail.Files.FirstOrDefault(file => file.Part.Number == number);

        public byte[]? Content(string number) => Text(number) is null ? File(number)?.Bytes.ToArray() : null;

        public string? Text(string number) => _tree.Bodies.FirstOrDefault(body => body.Number == number)?.Text;
    }
}
