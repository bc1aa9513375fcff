using System.Buffers;

namespace Lurewatch.Events;

/// <summary>Turns analyses into one machine format. Pure: no clock, no I/O; the same records give the same bytes.</summary>
/// <remarks>
/// One instance writes one stream: <see cref="WriteStart"/>, then each record in order, then <see cref="WriteEnd"/>. Where
/// <see cref="IsStateless"/> is true, records may be written in any order and from several threads, each to its own buffer.
/// </remarks>
public interface IAnalysisEncoder
{
    /// <summary>Name of the format: <c>ndjson</c>.</summary>
    string Name { get; }
    /// <summary>True if a record's bytes do not depend on the records before it.</summary>
    bool IsStateless { get; }
    /// <summary>What stands before the first record.</summary>
    void WriteStart(IBufferWriter<byte> output);
    /// <summary>One record, with the separator that it needs.</summary>
    void Write(ScanRecord record, IBufferWriter<byte> output);
    /// <summary>What stands after the last record.</summary>
    void WriteEnd(IBufferWriter<byte> output);
}

/// <summary>An analysis with what the engine does not know of it: where the bytes came from, and when they were read.</summary>
public sealed record ScanRecord
{
    /// <summary>What was found.</summary>
    public required Analysis Analysis { get; init; }
    /// <summary>Where the bytes came from, as the caller names it.</summary>
    public required string Path { get; init; }
    /// <summary>Zero-based number of the message in a file of several (an mbox); null if the file is one message.</summary>
    public int? Index { get; init; }
    /// <summary>When it was analysed: the event's time.</summary>
    public required DateTimeOffset ScannedAt { get; init; }
    /// <summary>Name of the organisation whose mail it is; null if unknown.</summary>
    public string? Organisation { get; init; }
    /// <summary>Version of the program that analysed it.</summary>
    public required string ProductVersion { get; init; }
}
