using System.Buffers;
using Lurewatch.Cli.Terminals;

namespace Lurewatch.Cli.Scanning;

/// <summary>Where a report goes: buffered, and clear about whose fault a failed write is.</summary>
internal sealed class OutputStream : IDisposable
{
    private const int FlushBytes = 64 << 10;
    private readonly Stream _stream;
    private readonly string? _path;
    private readonly ArrayBufferWriter<byte> _buffer = new(FlushBytes * 2);

    private OutputStream(Stream stream, string? path)
    {
        _stream = stream;
        _path = path;
    }

    public IBufferWriter<byte> Buffer => _buffer;

    public static OutputStream Open(string? path, Terminal terminal)
    {
        if (path is null or "-") return new OutputStream(terminal.Out, null);
        try
        {
            return new OutputStream(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 0), path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            var reason = error switch
            {
                DirectoryNotFoundException => "its folder does not exist; create it first",
                UnauthorizedAccessException => Directory.Exists(path) ? "it is a folder; name a file in it" : "it may not be written; choose another place or change its permissions",
                _ => "it cannot be created; choose another place",
            };
            throw new UsageException($"output {path}: {reason}.");
        }
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= FlushBytes)
        {
            Flush();
            WriteThrough(bytes);
            return;
        }
        _buffer.Write(bytes);
        FlushIfFull();
    }

    public void FlushIfFull()
    {
        if (_buffer.WrittenCount >= FlushBytes) Flush();
    }

    public void Flush()
    {
        if (_buffer.WrittenCount == 0) return;
        WriteThrough(_buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
    }

    public bool HasUnwritten => _buffer.WrittenCount > 0;

    private void WriteThrough(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _stream.Write(bytes);
            _stream.Flush();
        }
        catch (IOException error) when (_path is null)
        {
            _buffer.ResetWrittenCount();
            throw new BrokenOutputException(error);
        }
        catch (IOException error)
        {
            _buffer.ResetWrittenCount();
            throw new UsageException($"output {_path}: writing failed ({error.Message.Split(':')[0].Trim()}); the report is not complete. Check the space left on its disk.");
        }
    }

    public void Dispose()
    {
        if (_path is not null) _stream.Dispose();
    }
}
