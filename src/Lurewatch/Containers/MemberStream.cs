namespace Lurewatch.Containers;

/// <summary>Members that are read one after the other as one content.</summary>
/// <param name="next">Makes the next member's stream when its turn comes; null after the last.</param>
internal sealed class MemberStream(Func<Stream?> next) : Stream
{
    private Stream? _current;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        while (true)
        {
            _current ??= next();
            var read = _current?.Read(buffer, offset, count) ?? 0;
            if (read > 0 || _current is null) return read;
            _current.Dispose();
            _current = null;
        }
    }

    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _current?.Dispose();
        base.Dispose(disposing);
    }
}
