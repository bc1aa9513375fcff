using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lurewatch.Mail;

namespace Lurewatch.Events;

/// <summary>The Message Data Model as MQL rules see it: one object a line, every field written, null where there is nothing; the line <c>null</c> for a file that is no mail.</summary>
internal sealed class MdmEncoder : IAnalysisEncoder
{
    public string Name => "mdm";
    public bool IsStateless => true;

    public void WriteStart(IBufferWriter<byte> output) { }

    public void Write(ScanRecord record, IBufferWriter<byte> output)
    {
        using (var json = new Utf8JsonWriter(output, AnalysisJson.Options))
        {
            if (record.Analysis.Message is { } message) JsonSerializer.Serialize(json, message, MdmContext.Default.Message);
            else json.WriteNullValue();
        }
        output.Write("\n"u8);
    }

    public void WriteEnd(IBufferWriter<byte> output) { }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.Never)]
[JsonSerializable(typeof(Message))]
internal sealed partial class MdmContext : JsonSerializerContext;
