using System.Buffers;

namespace Lurewatch.Events;

/// <summary>One JSON object a message, one line each [docs/schema/lurewatch-analysis.schema.json].</summary>
internal sealed class NdjsonEncoder : IAnalysisEncoder
{
    public string Name => "ndjson";
    public bool IsStateless => true;

    public void WriteStart(IBufferWriter<byte> output) { }

    public void Write(ScanRecord record, IBufferWriter<byte> output)
    {
        AnalysisJson.Write(record, output);
        output.Write("\n"u8);
    }

    public void WriteEnd(IBufferWriter<byte> output) { }
}
