namespace Lurewatch.Server.Ingest;

/// <summary>A stream whose first bytes were read already.</summary>
internal sealed class Prefixed(ReadOnlyMemory<byte> prefix, Stream rest) : ForwardStream
{
    private ReadOnlyMemory<byte> _prefix = prefix;

    public override int Read(Span<byte> buffer)
    {
        if (_prefix.IsEmpty) return rest.Read(buffer);
        var count = Math.Min(buffer.Length, _prefix.Length);
        _prefix.Span[..count].CopyTo(buffer);
        _prefix = _prefix[count..];
        return count;
    }
}

/// <summary>A stream that cannot seek, with its first bytes kept so that it can be looked at and then read from its start. Reading beyond them ends that.</summary>
internal sealed class Rewindable(Stream source, int keep) : ForwardStream
{
    private readonly MemoryStream _kept = new();
    private int _position;

    public void Rewind()
    {
        if (_position > _kept.Length) throw new IOException("the stream was read too far to start again");
        _position = 0;
    }

    public override int Read(Span<byte> buffer)
    {
        var kept = (int)_kept.Length;
        if (_position < kept)
        {
            var count = Math.Min(buffer.Length, kept - _position);
            _kept.GetBuffer().AsSpan(_position, count).CopyTo(buffer);
            _position += count;
            return count;
        }
        var read = source.Read(buffer);
        if (_position == kept && kept < keep) _kept.Write(buffer[..read]);
        _position = Math.Min(_position + read, int.MaxValue / 2);
        return read;
    }
}

/// <summary>Sums up what is read [CRC-32 of ISO 3309]: ZipArchive does not compare it with what the archive says.</summary>
internal sealed class Checked(Stream source) : ForwardStream
{
    private static readonly uint[] s_table = Table();
    private uint _crc = uint.MaxValue;

    public uint Crc => ~_crc;
    public bool AtEnd { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        var read = source.Read(buffer);
        AtEnd = read == 0 && !buffer.IsEmpty;
        foreach (var b in buffer[..read]) _crc = s_table[(byte)(_crc ^ b)] ^ (_crc >> 8);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) source.Dispose();
        base.Dispose(disposing);
    }

    private static uint[] Table()
    {
        var table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++) value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
            table[i] = value;
        }
        return table;
    }
}

/// <summary>What a read-only, forward-only stream has to say about everything else.</summary>
internal abstract class ForwardStream : Stream
{
    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    public abstract override int Read(Span<byte> buffer);
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
