using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Lurewatch.Samples;

/// <summary>All files of <c>samples/</c>, name and content: the mails and, beside each, what a scan must say of it.</summary>
public static class SampleSet
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    public static IEnumerable<(string Name, byte[] Content)> Files()
    {
        yield return (".lurewatchignore", "# What a scan of this folder must say, not what it scans.\n*.expected.json\n"u8.ToArray());
        foreach (var sample in Attacks.All().Concat(Scenarios.All()).Concat(Ordinary.All()))
        {
            yield return ($"{sample.Name}.eml", sample.Bytes);
            yield return ($"{sample.Name}.expected.json", Encoding.UTF8.GetBytes(JsonSerializer.Serialize(
                new { why = sample.Why, verdict = sample.Verdict, kind = sample.Kind, indicators = sample.Indicators }, Json) + "\n"));
        }
    }
}
