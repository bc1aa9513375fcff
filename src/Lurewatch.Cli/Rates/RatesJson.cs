using System.Text;
using System.Text.Json;

namespace Lurewatch.Cli.Rates;

/// <summary>The rates for a program: one JSON object.</summary>
internal static class RatesJson
{
    public static string Of(RateReport report, int missed)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("messages", report.Messages);
            json.WriteNumber("left_out", report.LeftOut);
            json.WriteNumber("flags_from", report.Flags);
            json.WriteStartObject("groups");
            foreach (var @class in Enum.GetValues<MailClass>()) json.WriteNumber(RatesText.Name(@class), report[@class]);
            json.WriteEndObject();
            json.WriteStartArray("rates");
            foreach (var rate in report.Rates)
            {
                json.WriteStartObject();
                json.WriteNumber("false_positives_percent", rate.Percent);
                if (!double.IsInfinity(rate.Threshold)) json.WriteNumber("threshold", rate.Threshold);
                json.WriteNumber("ham", rate.Ham);
                json.WriteNumber("phish", rate.Phish);
                json.WriteNumber("spam", rate.Spam);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartArray("languages");
            foreach (var row in report.Languages)
            {
                json.WriteStartObject();
                json.WriteString("language", row.Language);
                json.WriteNumber("phish", row.Phish);
                json.WriteNumber("phish_found", row.PhishFound);
                json.WriteNumber("spam", row.Spam);
                json.WriteNumber("spam_found", row.SpamFound);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartArray("findings");
            foreach (var row in report.Effects)
            {
                json.WriteStartObject();
                json.WriteString("id", row.Kind.Id);
                json.WriteNumber("weight", row.Weight);
                json.WriteNumber("ham", row.Ham);
                json.WriteNumber("phish", row.Phish);
                json.WriteNumber("spam", row.Spam);
                json.WriteNumber("phish_points_at_0.1", Math.Round(row.PhishStrict, 2));
                json.WriteNumber("phish_points_at_1", Math.Round(row.PhishLoose, 2));
                json.WriteNumber("spam_points_at_1", Math.Round(row.SpamLoose, 2));
                json.WriteNumber("ham_flagged_by_it", row.HamFlagged);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            Named(json, "ham_flagged", report.FalsePositives);
            Named(json, "phish_missed", report.Missed.Take(missed));
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    private static void Named(Utf8JsonWriter json, string name, IEnumerable<Sample> samples)
    {
        json.WriteStartArray(name);
        foreach (var sample in samples)
        {
            json.WriteStartObject();
            json.WriteString("path", sample.Place);
            json.WriteNumber("score", sample.Score);
            json.WriteStartArray("findings");
            foreach (var share in sample.Analysis.Verdict.Shares)
                if (share.Points > 0) json.WriteStringValue(share.Finding.Kind.Id);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
