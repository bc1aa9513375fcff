namespace Lurewatch.Cli.Formats;

/// <summary>Keeps what must stand behind something that is only known at the end: in memory while it is small, then in a temporary file that goes away by itself.</summary>
internal sealed class Spool : IDisposable
{
    private const int MemoryBytes = 8 << 20;
    private Stream _stream = new MemoryStream();

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_stream is MemoryStream memory && memory.Length + bytes.Length > MemoryBytes)
        {
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                Options = FileOptions.DeleteOnClose,
                BufferSize = 1 << 16,
            };
            // Excerpts of mail are nobody else's business.
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            _stream = new FileStream(Path.Combine(Path.GetTempPath(), $"lurewatch-{Guid.NewGuid():N}.tmp"), options);
            memory.WriteTo(_stream);
            memory.Dispose();
        }
        _stream.Write(bytes);
    }

    /// <summary>Hands all on, in order.</summary>
    public void CopyTo(Action<ReadOnlySpan<byte>> target)
    {
        _stream.Position = 0;
        var buffer = new byte[1 << 16];
        while (_stream.Read(buffer) is > 0 and var read) target(buffer.AsSpan(0, read));
    }

    public void Dispose() => _stream.Dispose();
}
