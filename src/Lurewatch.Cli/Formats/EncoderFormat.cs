using System.Buffers;
using Lurewatch.Cli.Scanning;
using Lurewatch.Events;

namespace Lurewatch.Cli.Formats;

/// <summary>A machine format of the engine.</summary>
internal sealed class EncoderFormat(IAnalysisEncoder encoder, FormatContext context) : IReportFormat
{
    private static readonly string s_version = typeof(MailScanner).Assembly.GetName().Version?.ToString(3) ?? "0";

    public bool IsStateless => encoder.IsStateless;

    public void Start(OutputStream output) => encoder.WriteStart(output.Buffer);

    public void Write(Outcome outcome, IBufferWriter<byte> output)
    {
        if (outcome.Analysis is not { } analysis) return;
        encoder.Write(new ScanRecord
        {
            Analysis = analysis,
            Path = outcome.Item.Location,
            Index = outcome.Item.Index,
            ScannedAt = outcome.ScannedAt,
            Organisation = context.Organisation.Name,
            ProductVersion = s_version,
        }, output);
    }

    public void End(RunSummary summary, OutputStream output) => encoder.WriteEnd(output.Buffer);
}
