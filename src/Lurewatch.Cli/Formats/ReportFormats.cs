using Lurewatch.Events;

namespace Lurewatch.Cli.Formats;

/// <summary>Every format of <c>--format</c>: those for people are made here, those for machines in the engine.</summary>
internal static class ReportFormats
{
    public static IReadOnlyList<string> Names { get; } = ["text", .. Encoders.Names, "csv", "html"];

    public static IReportFormat Create(string name, FormatContext context) => name switch
    {
        "text" => new TextFormat(context),
        "csv" => new CsvFormat(),
        "html" => new HtmlFormat(context),
        _ => new EncoderFormat(Encoders.Create(name) ?? throw new UsageException($"format {name} is not known; choose one of {string.Join(", ", Names)}."), context),
    };
}
