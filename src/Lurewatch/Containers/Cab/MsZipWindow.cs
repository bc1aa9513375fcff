using System.Buffers.Binary;
using System.IO.Compression;

namespace Lurewatch.Containers.Cab;

/// <summary>The last 32 KiB of output, that the next block of MSZIP refers to [MS-MCI].</summary>
internal sealed class MsZipWindow
{
    private const int Size = 32 << 10, StoredHeader = 5;

    private readonly byte[] _window = new byte[Size];
    private int _length;
    private ReadOnlyMemory<byte> _current;

    /// <summary>A block as a stream of its output alone.</summary>
    /// <param name="packed">The block, its signature left out.</param>
    /// <param name="size">Bytes that it should give; more are no part of it.</param>
    public Stream Open(ReadOnlySpan<byte> packed, int size)
    {
        var head = _length > 0 ? StoredHeader : 0;
        var input = new byte[head + _length + packed.Length];
        if (_length > 0)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(input.AsSpan(1), (ushort)_length);
            BinaryPrimitives.WriteUInt16LittleEndian(input.AsSpan(3), (ushort)~_length);
            _window.AsSpan(0, _length).CopyTo(input.AsSpan(head));
        }
        packed.CopyTo(input.AsSpan(head + _length));
        var output = new byte[_length + size];
        using var inflate = new DeflateStream(new MemoryStream(input, writable: false), CompressionMode.Decompress);
        var made = 0;
        string? damage = null;
        try
        {
            made = inflate.ReadAtLeast(output, output.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException error)
        {
            damage = error.Message;
        }
        if (made < output.Length) damage ??= "a block ends early";
        _current = output.AsMemory(Math.Min(_length, made), Math.Max(0, made - _length));
        return new BlockStream(_current, damage);
    }

    /// <summary>Takes the output of the block that was read into the window.</summary>
    public void Finish()
    {
        var output = _current.Span;
        _current = default;
        if (output.Length >= Size)
        {
            output[^Size..].CopyTo(_window);
            _length = Size;
            return;
        }
        var kept = Math.Min(_length, Size - output.Length);
        _window.AsSpan(_length - kept, kept).CopyTo(_window);
        output.CopyTo(_window.AsSpan(kept));
        _length = kept + output.Length;
    }

    /// <summary>What came out of a block, then the word why it was not all.</summary>
    private sealed class BlockStream(ReadOnlyMemory<byte> output, string? damage) : Stream
    {
        private int _at;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var there = Math.Min(count, output.Length - _at);
            if (there == 0 && count > 0 && damage is not null) throw new InvalidDataException(damage);
            output.Span.Slice(_at, there).CopyTo(buffer.AsSpan(offset));
            _at += there;
            return there;
        }

        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
