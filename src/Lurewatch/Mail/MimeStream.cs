namespace Lurewatch.Mail;

/// <summary>What MimeKit gets to parse: the message's content fields, then its body, without copying. It never sees the other fields (read here, and MimeKit's
/// header buffer is quadratic in a field's length), and it meets the end of the stream when the budget's time is over.</summary>
internal sealed class MimeStream(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body, AnalysisBudget budget) : Stream
{
    private int _position;
    private bool _ended;

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => head.Length + body.Length;
    public override long Position { get => _position; set => _position = (int)Math.Clamp(value, 0, Length); }
    /// <summary>The budget ended the stream before its end.</summary>
    public bool Cut => _ended;

    public override int Read(Span<byte> buffer)
    {
        if (_ended || !budget.HasTime("MIME structure"))
        {
            _ended = true;
            return 0;
        }
        var source = _position < head.Length ? head.Span[_position..] : body.Span[(_position - head.Length)..];
        var count = Math.Min(source.Length, buffer.Length);
        source[..count].CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) =>
        Position = offset + origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => _position, _ => Length };

    public override void Flush() { }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
