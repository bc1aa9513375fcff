using System.Buffers;

namespace Lurewatch.Events;

/// <summary>The objects of <see cref="NdjsonEncoder"/> in one array, for tools that read whole files.</summary>
internal sealed class JsonEncoder : IAnalysisEncoder
{
    private bool _any;

    public string Name => "json";
    public bool IsStateless => false;

    public void WriteStart(IBufferWriter<byte> output) => output.Write("["u8);

    public void Write(ScanRecord record, IBufferWriter<byte> output)
    {
        output.Write(_any ? ",\n"u8 : "\n"u8);
        _any = true;
        AnalysisJson.Write(record, output);
    }

    public void WriteEnd(IBufferWriter<byte> output) => output.Write("\n]\n"u8);
}
