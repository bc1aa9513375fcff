using System.Buffers;
using Lurewatch.Cli.Scanning;
using Lurewatch.Intel;

namespace Lurewatch.Cli.Formats;

/// <summary>Writes the outcomes of one run in one format.</summary>
internal interface IReportFormat
{
    /// <summary>True if <see cref="Write"/> may be called from several threads, each with its own buffer.</summary>
    bool IsStateless { get; }
    void Start(OutputStream output);
    /// <summary>One message or file that was read.</summary>
    void Write(Outcome outcome, IBufferWriter<byte> output);
    /// <summary>Takes what <see cref="Write"/> wrote, in order.</summary>
    void Accept(ReadOnlySpan<byte> text, OutputStream output) => output.Write(text);
    void End(RunSummary summary, OutputStream output);
}

/// <summary>What a format may know of the run.</summary>
internal sealed record FormatContext
{
    public Organisation Organisation { get; init; } = Organisation.Unknown;
    /// <summary>Columns of the terminal; null if the output is none.</summary>
    public int? Width { get; init; }
    public bool Colours { get; init; }
    public bool Quiet { get; init; }
    /// <summary>Files that the run will read.</summary>
    public long Files { get; init; }
    public DateTimeOffset StartedAt { get; init; }
}
