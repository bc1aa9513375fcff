namespace Lurewatch.Server.Ingest;

/// <summary>Lines of a stream with their ends; a line longer than the buffer comes in pieces.</summary>
internal sealed class LineReader(Stream stream)
{
    private readonly byte[] _buffer = new byte[64 << 10];
    private int _start, _end;
    private bool _ended;

    /// <summary>The next line; valid until the next call. False at the end.</summary>
    public bool TryRead(out ReadOnlyMemory<byte> line)
    {
        var searched = 0;
        while (true)
        {
            var have = _buffer.AsSpan(_start, _end - _start);
            var newline = have[searched..].IndexOf((byte)'\n');
            var length = newline >= 0 ? searched + newline + 1 : _ended || have.Length == _buffer.Length ? have.Length : -1;
            if (length >= 0)
            {
                line = _buffer.AsMemory(_start, length);
                _start += length;
                return length > 0;
            }
            searched = have.Length;
            if (_start > 0)
            {
                have.CopyTo(_buffer);
                (_start, _end) = (0, have.Length);
            }
            var read = stream.Read(_buffer, _end, _buffer.Length - _end);
            _ended = read == 0;
            _end += read;
        }
    }
}
