using System.Net;
using System.Text;
using Lurewatch.Mail.Authentication;
using Shouldly;
using Xunit;
using YamlDotNet.Serialization;

namespace Lurewatch.Conformance;

/// <summary>SPF and ARC against their public suites, DKIM and ARC messages against their own verdicts.</summary>
public sealed class AuthenticationConformanceTests
{
    [Theory]
    [InlineData("rfc7208-tests.yml", 203)]
    [InlineData("rfc4408-tests.yml", 191)]
    public void Every_SPF_test_has_one_of_its_listed_results(string file, int count)
    {
        var failures = new List<string>();
        var ran = 0;
        foreach (var scenario in Documents(Path.Combine(Corpora.Folder("auth"), "spf_pyspf", file)))
        {
            var zone = SpfZone(Map(scenario["zonedata"]));
            foreach (var (name, value) in Map(scenario["tests"]))
            {
                var test = Map(value);
                ran++;
                var outcome = new SpfEvaluator(new Lookups(zone, Budget())).Check(new SpfRequest(IPAddress.Parse((string)test["host"]), Text(test["helo"]), Text(test["mailfrom"])));
                var expected = test["result"] is List<object> several ? several.ConvertAll(Text) : [Text(test["result"])];
                if (!expected.Contains(outcome.Status.Name())) failures.Add($"{name}: {outcome.Status.Name()} ({outcome.Reason}), expected {string.Join('|', expected)}");
                if (!test.TryGetValue("explanation", out var wanted)) continue;
                var explanation = Text(wanted) == "DEFAULT" ? null : Text(wanted);
                if (outcome.Explanation != explanation) failures.Add($"{name}: explains {outcome.Explanation}, expected {explanation}");
            }
        }
        failures.ShouldBeEmpty();
        ran.ShouldBe(count);
    }

    [Fact]
    public void Every_ARC_chain_has_the_state_that_its_test_says()
    {
        var failures = new List<string>();
        int ran = 0, unspecified = 0;
        foreach (var scenario in Documents(Path.Combine(Corpora.Folder("auth"), "arc_test_suite", "tests", "arc-draft-validation-tests.yml")))
        {
            var zone = new ZoneResolver();
            foreach (var (name, value) in Map(scenario["txt-records"])) zone.Add(name, "TXT", Text(value));
            foreach (var (name, value) in Map(scenario["tests"]))
            {
                var test = Map(value);
                ran++;
                if (Text(test["cv"]).Length == 0) { unspecified++; continue; }
                foreach (var message in (string[])[Text(test["message"]), Text(test["message"]).ReplaceLineEndings("\r\n")])
                {
                    var bytes = Encoding.UTF8.GetBytes(message);
                    var budget = Budget();
                    var outcome = new ArcValidator(new SignedMail(bytes, budget), new Lookups(zone, budget), DateTimeOffset.UnixEpoch).Validate();
                    if (!outcome.Status.Name().Equals(Text(test["cv"]), StringComparison.OrdinalIgnoreCase)) failures.Add($"{name}: {outcome.Status.Name()} ({outcome.Reason}), expected {test["cv"]}");
                }
            }
        }
        failures.ShouldBeEmpty();
        ran.ShouldBe(171);
        unspecified.ShouldBe(3);
    }

    /// <summary>Messages with their keys above them: all their signatures were valid when they were kept. 001 of the ARC set is a list's mail, whose author's signature is broken.</summary>
    [Theory]
    [InlineData("dkim/001.txt", "pass pass", "none")]
    [InlineData("dkim/002.txt", "pass", "none")]
    [InlineData("dkim/003.txt", "pass pass", "none")]
    [InlineData("dkim/004.txt", "pass", "none")]
    [InlineData("dkim/005.txt", "pass", "none")]
    [InlineData("dkim/006.txt", "pass", "none")]
    [InlineData("arc/001.txt", "pass pass fail", "pass")]
    [InlineData("arc/002.txt", "pass", "pass")]
    public void Kept_messages_verify_with_the_keys_kept_beside_them(string file, string dkim, string arc)
    {
        var text = File.ReadAllText(Path.Combine(Corpora.Folder("auth"), "mailauth_stalwart", file), Encoding.Latin1);
        var split = text.IndexOf("\n\n", StringComparison.Ordinal);
        var zone = new ZoneResolver();
        foreach (var line in text[..split].Split('\n')) zone.Add(line[..line.IndexOf(' ', StringComparison.Ordinal)], "TXT", line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        var message = text[(split + 2)..];
        foreach (var form in (string[])[message, message.ReplaceLineEndings("\r\n")])
        {
            var budget = Budget();
            var mail = new SignedMail(Encoding.Latin1.GetBytes(form), budget);
            var dns = new Lookups(zone, budget);
            string.Join(' ', new DkimVerifier(mail, dns, DateTimeOffset.FromUnixTimeSeconds(1_667_843_700)).Verify().Select(outcome => outcome.Status.Name())).ShouldBe(dkim);
            var chain = new ArcValidator(mail, dns, DateTimeOffset.UnixEpoch).Validate();
            chain.Status.Name().ShouldBe(arc, chain.Reason);
        }
    }

    [Theory]
    [InlineData("gmail.msg")]
    [InlineData("related.msg")]
    [InlineData("multipart-no-end-boundary.msg")]
    public void Messages_of_MimeKits_tests_verify(string file)
    {
        var folder = Path.Combine(Corpora.Folder("mime"), "mimekit", "dkim");
        var zone = new ZoneResolver();
        zone.Add("20120113._domainkey.gmail.com", "TXT", "k=rsa; p=" + string.Concat(File.ReadLines(Path.Combine(folder, "gmail.pub")).Where(static line => line[0] != '-')));
        var budget = Budget();
        new DkimVerifier(new SignedMail(File.ReadAllBytes(Path.Combine(folder, file)), budget), new Lookups(zone, budget), DateTimeOffset.UnixEpoch).Verify()
            .ShouldHaveSingleItem().Status.ShouldBe(AuthenticationStatus.Pass);
    }

    private static AnalysisBudget Budget() => new(new AnalysisLimits(), TimeProvider.System);

    private static ZoneResolver SpfZone(Dictionary<string, object> data)
    {
        var zone = new ZoneResolver();
        foreach (var (name, value) in data)
        {
            var records = new List<(string Type, string Value)>();
            foreach (var record in (List<object>)value)
            {
                if (record is string word) { records.Add((word == "TIMEOUT" ? "FAIL" : word, "")); continue; }
                foreach (var (type, content) in Map(record))
                    records.Add((type, content is List<object> list ? type == "MX" ? $"{list[0]} {list[1]}" : string.Concat(list.Select(Text)) : Text(content)));
            }
            // SPF is the suite's way to write TXT; a TXT of its own, NONE too, stands instead.
            var hasText = records.Exists(static record => record.Type == "TXT");
            foreach (var (type, content) in records)
            {
                if (type == "TXT" && content == "NONE") zone.Add(name, "NONE", "");
                else if (type != "SPF") zone.Add(name, type, content);
                else if (!hasText) zone.Add(name, "TXT", content);
            }
        }
        return zone;
    }

    private static List<Dictionary<string, object>> Documents(string path)
    {
        var documents = new List<Dictionary<string, object>>();
        var deserializer = new DeserializerBuilder().Build();
        var text = new StringBuilder();
        var opens = false;
        foreach (var line in File.ReadLines(path).Append("---"))
        {
            if (line.TrimEnd() != "---")
            {
                // YamlDotNet refuses a block whose first, blank line is longer than its indentation.
                text.Append(opens && string.IsNullOrWhiteSpace(line) ? "" : line).Append('\n');
                opens = line.TrimEnd().EndsWith('|');
                continue;
            }
            if (text.ToString().Split('\n').Any(static line => line.Length > 0 && line[0] != '#')) documents.Add(Map(deserializer.Deserialize<Dictionary<object, object>>(text.ToString())));
            text.Clear();
        }
        return documents;
    }

    private static Dictionary<string, object> Map(object value) => ((Dictionary<object, object>)value).ToDictionary(pair => Text(pair.Key), pair => pair.Value, StringComparer.Ordinal);

    private static string Text(object? value) => value as string ?? "";
}
