using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lurewatch.Events;
using Shouldly;

namespace Lurewatch.Tests;

/// <summary>tests/cases: folders of bytes with expected answers. LUREWATCH_ACCEPT=1 writes the answers anew; read the diff.</summary>
internal static class Cases
{
    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static bool Accepting => Environment.GetEnvironmentVariable("LUREWATCH_ACCEPT") == "1";

    /// <summary>Folders below tests/cases/<paramref name="area"/> that hold an input, relative to tests/cases.</summary>
    public static IReadOnlyList<string> Folders(string area)
    {
        var root = Repository.Path("tests/cases");
        var below = Path.Combine(root, area);
        if (!Directory.Exists(below)) return [];
        return [.. Directory.EnumerateFiles(below, "input.*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, Path.GetDirectoryName(file)!).Replace('\\', '/')).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    public static string PathOf(string folder, string file) => Path.Combine(Repository.Path("tests/cases"), folder, file);

    /// <summary>input.eml as it is, or input.hex: hex digits, white space between, # to the line's end is a comment.</summary>
    public static byte[] Input(string folder)
    {
        var mail = PathOf(folder, "input.eml");
        if (File.Exists(mail)) return File.ReadAllBytes(mail);
        var hex = new StringBuilder();
        foreach (var line in File.ReadLines(PathOf(folder, "input.hex")))
        {
            var comment = line.IndexOf('#', StringComparison.Ordinal);
            foreach (var c in comment < 0 ? line : line[..comment]) if (!char.IsWhiteSpace(c)) hex.Append(c);
        }
        return Convert.FromHexString(hex.ToString());
    }

    public static Analysis Scan(ReadOnlyMemory<byte> bytes) => new MailScanner(new ScanOptions { Strict = true }).Scan(bytes);

    public static ScanRecord Record(string folder) => Record(Scan(Input(folder)), folder);

    public static ScanRecord Record(Analysis analysis, string path) => new()
    {
        Analysis = analysis,
        Path = path,
        ScannedAt = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero),
        Organisation = "Example Works",
        ProductVersion = "0.0.0",
    };

    /// <summary>The analysis as a person reviews it: indented, without the path.</summary>
    public static string Reviewable(Analysis analysis)
    {
        var output = new ArrayBufferWriter<byte>();
        new NdjsonEncoder().Write(Record(analysis, ""), output);
        var node = JsonNode.Parse(output.WrittenSpan)!.AsObject();
        node.Remove("path");
        return node.ToJsonString(Pretty) + "\n";
    }

    /// <summary>JSON of any kind, indented.</summary>
    public static string Indented(string json) => JsonNode.Parse(json)!.ToJsonString(Pretty) + "\n";

    /// <summary>Holds an answer to its file; a failing run leaves FILE.received beside it.</summary>
    public static void Matches(string folder, string file, string actual)
    {
        var path = PathOf(folder, file);
        if (Accepting)
        {
            File.WriteAllText(path, actual);
            return;
        }
        var expected = File.Exists(path) ? File.ReadAllText(path) : "";
        if (expected == actual) return;
        var line = 0;
        var (old, now) = (expected.Split('\n'), actual.Split('\n'));
        while (line < old.Length && line < now.Length && old[line] == now[line]) line++;
        Assert(string.Create(CultureInfo.InvariantCulture, $"{folder}/{file} differs at line {line + 1}:\n- {At(old, line)}\n+ {At(now, line)}\nLUREWATCH_ACCEPT=1 writes the new answer; read the diff."));
    }

    private static string At(string[] lines, int line) => line < lines.Length ? lines[line] : "(end)";

    private static void Assert(string message) => throw new ShouldAssertException(message);
}
