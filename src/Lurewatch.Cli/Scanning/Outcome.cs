using System.Buffers;
using Lurewatch.Server.Ingest;

namespace Lurewatch.Cli.Scanning;

/// <summary>What became of one item.</summary>
internal sealed class Outcome
{
    /// <summary>Where it stood; its bytes are gone.</summary>
    public required MailItem Item { get; init; }
    /// <summary>Null if it was not read.</summary>
    public Analysis? Analysis { get; init; }
    /// <summary>When it was analysed.</summary>
    public DateTimeOffset ScannedAt { get; init; }
    /// <summary>Its text in the chosen format, if the format could write it alone.</summary>
    public ArrayBufferWriter<byte>? Text { get; set; }
}
