using System.Buffers;
using System.Text;
using CsCheck;
using Lurewatch.Events;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Events;

public sealed class CefTests
{
    /// <summary>Text rich in what CEF escapes.</summary>
    private static readonly Gen<string> Hostile = Gen.Int[0, 15].Select(i => new[] { "|", "\\", "=", "\n", "\r", "\\n", "a=b", " x=", "cs1=", "\t", "\0", "ż", "\ud83d\ude00", "\ud800", "word", " " }[i])
        .Array[0, 40].Select(string.Concat);

    [Fact]
    public void Every_header_text_reads_back_as_it_was_written() => Hostile.Sample(text =>
    {
        var written = Write(output => CefText.Header(output, text, 10_000));
        written.ShouldNotContain("\n");
        CefReader.Read($"CEF:0|{written}|p|1|id|n|5|a=b").Header[1].ShouldBe(Clean(text, inHeader: true));
    }, iter: 5_000);

    [Fact]
    public void Every_extension_value_reads_back_as_it_was_written() => Hostile.Sample(text =>
    {
        var written = Write(output => CefText.Value(output, text, 10_000));
        written.ShouldNotContain("\n");
        written.ShouldNotContain("\r");
        CefReader.Read($"CEF:0|v|p|1|id|n|5|msg={written} act=end").Extension["msg"].ShouldBe(Clean(text, inHeader: false));
        CefReader.Read($"CEF:0|v|p|1|id|n|5|act=end msg={written}").Extension["msg"].ShouldBe(Clean(text, inHeader: false));
    }, iter: 5_000);

    [Fact]
    public void A_hostile_event_is_one_line_whose_fields_read_back() => Hostile.Select(Hostile).Sample((reason, name) =>
    {
        var line = EncodersTests.Encode("cef", Doubles.Record(Doubles.Analysis("r" + reason, name)));
        line.Count(c => c == '\n').ShouldBe(1);
        line.ShouldEndWith("\n");
        var (header, extension) = CefReader.Read(line.TrimEnd('\n'));
        header.ShouldBe(["0", "Lurewatch", "Lurewatch", "1.2.3", "malicious.credential-phishing", "malicious mail: credential-phishing", "8"]);
        extension["msg"].ShouldBe(Clean("r" + reason, inHeader: false));
        extension["cs4"].ShouldBe(Clean("r" + reason, inHeader: false));
        extension["cs4Label"].ShouldBe("Subject");
        extension["suser"].ShouldBe("a@b.example");
        extension["filePath"].ShouldBe("made/by hand.eml#3");
        extension["cfp1"].ShouldBe("60");
        extension["rt"].ShouldBe("1795521600000");
    }, iter: 1_000);

    [Fact]
    public void Values_are_cut_to_the_dictionarys_length_and_never_inside_a_character()
    {
        var reason = string.Concat(Enumerable.Repeat("\ud83d\ude00=", 2_000));
        var (_, extension) = CefReader.Read(EncodersTests.Encode("cef", Doubles.Record(Doubles.Analysis(reason, null))).TrimEnd('\n'));
        extension["msg"].Length.ShouldBeInRange(1_021, 1_023);
        extension["msg"].ShouldNotContain("\ufffd");
        extension["cs4"].Length.ShouldBeInRange(3_998, 4_000);
        extension["externalId"].Length.ShouldBe(40);
    }

    [Fact]
    public void Every_key_is_of_the_dictionary_and_every_custom_field_has_its_label()
    {
        string[] known = ["rt", "externalId", "cat", "msg", "filePath", "suser", "duser", "src", "fname", "fileHash", "fsize", "fileType", "request", "reason", "c6a2", "c6a2Label",
            "deviceCustomDate1", "deviceCustomDate1Label", "cfp1", "cfp1Label", "flexString1", "flexString1Label", "flexString2", "flexString2Label",
            "cs1", "cs1Label", "cs2", "cs2Label", "cs3", "cs3Label", "cs4", "cs4Label", "cs5", "cs5Label", "cs6", "cs6Label"];
        foreach (var folder in Cases.Folders("mail"))
        {
            foreach (var line in EncodersTests.Encode("cef", Cases.Record(folder)).TrimEnd('\n').Split('\n'))
            {
                var extension = CefReader.Read(line).Extension;
                extension.Keys.ShouldBeSubsetOf(known);
                foreach (var key in extension.Keys.Where(k => k.StartsWith("cs", StringComparison.Ordinal) && k.Length == 3)) extension.ShouldContainKey(key + "Label");
            }
        }
    }

    /// <summary>What the format cannot carry, said again by other means than the encoder's.</summary>
    private static string Clean(string text, bool inHeader)
    {
        var clean = new StringBuilder();
        var trimmed = text.TrimEnd();
        for (var i = 0; i < trimmed.Length; i++)
        {
            var c = trimmed[i];
            if (char.IsHighSurrogate(c) && i + 1 < trimmed.Length && char.IsLowSurrogate(trimmed[i + 1])) clean.Append(c).Append(trimmed[++i]);
            else if (char.IsSurrogate(c)) clean.Append('\ufffd');
            else if (c == '\t') clean.Append(' ');
            else if (c is '\r' or '\n') clean.Append(inHeader ? ' ' : c);
            else if (char.IsControl(c)) clean.Append('\ufffd');
            else clean.Append(c);
        }
        return clean.ToString();
    }

    private static string Write(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(output.WrittenSpan);
    }
}

/// <summary>Reads a CEF 0 line as ArcSight's "Implementing CEF" describes it: seven header fields set apart by unescaped pipes; extension keys are words before an unescaped equals sign.</summary>
internal static class CefReader
{
    public static (List<string> Header, Dictionary<string, string> Extension) Read(string line)
    {
        line.ShouldStartWith("CEF:");
        var header = new List<string>();
        var field = new StringBuilder();
        var at = 4;
        for (; header.Count < 7; at++)
        {
            if (line[at] == '\\')
            {
                at++;
                (line[at] is '\\' or '|').ShouldBeTrue("only backslash and pipe are escaped in the header");
                field.Append(line[at]);
            }
            else if (line[at] == '|')
            {
                header.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(line[at]);
            }
        }
        var extension = new Dictionary<string, string>(StringComparer.Ordinal);
        var rest = line[at..];
        var equals = NextEquals(rest, 0);
        var key = rest[..equals];
        while (true)
        {
            var next = NextEquals(rest, equals + 1);
            var end = next < 0 ? rest.Length : rest.LastIndexOf(' ', next);
            extension.Add(key, Unescape(rest[(equals + 1)..end]));
            if (next < 0) return (header, extension);
            key = rest[(end + 1)..next];
            key.ShouldAllBe(c => char.IsAsciiLetterOrDigit(c));
            equals = next;
        }
    }

    private static int NextEquals(string text, int from)
    {
        for (var i = from; i < text.Length; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == '=') return i;
        }
        return -1;
    }

    private static string Unescape(string value)
    {
        var text = new StringBuilder();
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] != '\\')
            {
                text.Append(value[i]);
                continue;
            }
            text.Append(value[++i] switch { 'n' => '\n', 'r' => '\r', '\\' => '\\', '=' => '=', var other => throw new FormatException($"\\{other} is no escape") });
        }
        return text.ToString();
    }
}
