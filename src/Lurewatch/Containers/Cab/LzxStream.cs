using System.Buffers.Binary;

namespace Lurewatch.Containers.Cab;

/// <summary>LZX as cabinets use it [MS-PATCH 2, with the frames and the call translation of MS-CAB's LZX]: a window of 32 KiB to 2 MiB, Huffman codes sent as differences from the last ones.</summary>
internal sealed class LzxStream : Stream
{
    private const int FrameSize = 32 << 10, Literals = 256, LengthCodes = 249, PreCodes = 20, AlignedCodes = 8, ShortestMatch = 2, LongLength = 7, RepeatSlots = 3, MostFooterBits = 17;
    private const int LastTranslated = 1 << 15, UntranslatedEnd = 10;

    private readonly LzxBits _bits;
    private readonly byte[] _window;
    private readonly long _size;
    private readonly int _slots;
    private readonly byte[] _mainLengths, _lengthLengths = new byte[LengthCodes];
    private readonly PrefixCode _main = new(), _lengths = new(), _aligned = new(), _pre = new();
    private readonly uint[] _repeats = [1, 1, 1];
    private readonly byte[] _frame = new byte[FrameSize];
    private bool _started;
    private int _translation;
    private BlockType _type;
    private int _blockSize, _blockLeft;
    private long _made, _framed;
    private int _frameLength, _frameAt;
    private string? _damage;

    private enum BlockType
    {
        Verbatim = 1,
        Aligned = 2,
        Plain = 3,
    }

    private LzxStream(ReadOnlyMemory<byte> packed, int windowBits, long size)
    {
        _bits = new LzxBits(packed);
        _size = size;
        _slots = windowBits switch { 20 => 42, 21 => 50, _ => windowBits * 2 };
        _mainLengths = new byte[Literals + (_slots * 8)];
        // A window beyond the whole output is never looked into.
        var window = 1 << windowBits;
        while (window > FrameSize && window / 2 >= size) window /= 2;
        _window = new byte[window];
    }

    /// <summary>Null where the window cannot be that of a cabinet.</summary>
    /// <param name="packed">The blocks of a folder, joined.</param>
    /// <param name="windowBits">15 to 21.</param>
    /// <param name="size">Size of the output.</param>
    public static LzxStream? Open(ReadOnlyMemory<byte> packed, int windowBits, long size) => windowBits is >= 15 and <= 21 ? new LzxStream(packed, windowBits, size) : null;

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (count <= 0) return 0;
        if (_frameAt == _frameLength)
        {
            if (_damage is not null) throw new InvalidDataException(_damage);
            if (_framed >= _size) return 0;
            NextFrame();
            if (_frameLength == 0) throw new InvalidDataException(_damage);
        }
        var there = Math.Min(count, _frameLength - _frameAt);
        _frame.AsSpan(_frameAt, there).CopyTo(buffer.AsSpan(offset));
        _frameAt += there;
        return there;
    }

    /// <summary>32 KiB of output, the last frame less, and less where the input is damaged: what came before is kept.</summary>
    private void NextFrame()
    {
        var length = (int)Math.Min(FrameSize, _size - _framed);
        try
        {
            Fill(_framed + length);
        }
        catch (InvalidDataException error)
        {
            _damage = error.Message;
            length = (int)Math.Min(length, _made - _framed);
        }
        for (var i = 0; i < length; i++) _frame[i] = _window[(int)((_framed + i) & (_window.Length - 1))];
        if (_translation != 0 && _framed / FrameSize < LastTranslated && length > UntranslatedEnd) Translate(_frame.AsSpan(0, length), (int)_framed, _translation);
        _framed += length;
        (_frameAt, _frameLength) = (0, length);
    }

    /// <summary>Each frame ends at a word of the input.</summary>
    private void Fill(long end)
    {
        if (!_started)
        {
            _started = true;
            if (_bits.Take(1) == 1) _translation = (_bits.Take(16) << 16) | _bits.Take(16);
        }
        while (_made < end)
        {
            if (_blockLeft == 0) StartBlock();
            var todo = (int)Math.Min(_blockLeft, end - _made);
            var before = _made;
            if (_type is BlockType.Plain) CopyPlain(todo);
            else Decode(before + todo);
            _blockLeft = Math.Max(0, _blockLeft - (int)(_made - before));
        }
        if (_type is not BlockType.Plain) _bits.Align();
    }

    private void StartBlock()
    {
        // Padding of a plain block of odd size.
        if (_type is BlockType.Plain && (_blockSize & 1) != 0) _bits.SkipByte();
        _type = (BlockType)_bits.Take(3);
        _blockSize = _blockLeft = (_bits.Take(16) << 8) | _bits.Take(8);
        switch (_type)
        {
            case BlockType.Aligned:
                Span<byte> aligned = stackalloc byte[AlignedCodes];
                foreach (ref var length in aligned) length = (byte)_bits.Take(3);
                _aligned.Build(aligned);
                goto case BlockType.Verbatim;
            case BlockType.Verbatim:
                ReadLengths(_mainLengths.AsSpan(0, Literals));
                ReadLengths(_mainLengths.AsSpan(Literals));
                _main.Build(_mainLengths);
                ReadLengths(_lengthLengths);
                _lengths.Build(_lengthLengths);
                break;
            case BlockType.Plain:
                _bits.StartBytes();
                foreach (ref var repeat in _repeats.AsSpan()) repeat = _bits.TakeWord();
                break;
            default:
                throw new InvalidDataException("a block of no known type");
        }
        if (_blockSize == 0) throw new InvalidDataException("an empty block");
    }

    /// <summary>Lengths of a code, as differences from those of the block before, run lengths among them.</summary>
    private void ReadLengths(Span<byte> lengths)
    {
        Span<byte> pre = stackalloc byte[PreCodes];
        foreach (ref var length in pre) length = (byte)_bits.Take(4);
        _pre.Build(pre);
        for (var i = 0; i < lengths.Length;)
        {
            var symbol = _pre.Take(_bits);
            var run = 1;
            var value = 0;
            switch (symbol)
            {
                case 17:
                    run = 4 + _bits.Take(4);
                    break;
                case 18:
                    run = 20 + _bits.Take(5);
                    break;
                case 19:
                    run = 4 + _bits.Take(1);
                    value = Difference(lengths[i], _pre.Take(_bits));
                    break;
                default:
                    value = Difference(lengths[i], symbol);
                    break;
            }
            run = Math.Min(run, lengths.Length - i);
            lengths.Slice(i, run).Fill((byte)value);
            i += run;
        }
    }

    private static int Difference(int before, int symbol) => symbol <= 16 ? (before - symbol + 17) % 17 : throw new InvalidDataException("a run inside a run of lengths");

    private void Decode(long end)
    {
        while (_made < end)
        {
            var symbol = _main.Take(_bits);
            if (symbol < Literals)
            {
                _window[(int)(_made++ & (_window.Length - 1))] = (byte)symbol;
                continue;
            }
            symbol -= Literals;
            var length = symbol & 7;
            if (length == LongLength) length += _lengths.Take(_bits);
            length += ShortestMatch;
            var slot = symbol >> 3;
            var distance = slot < RepeatSlots ? Repeat(slot) : Distance(slot);
            if (distance == 0 || distance > _made || distance > _window.Length) throw new InvalidDataException("a match before the start of the window");
            if (length > _size - _made) throw new InvalidDataException("a match behind the end");
            for (; length > 0; length--, _made++) _window[(int)(_made & (_window.Length - 1))] = _window[(int)((_made - distance) & (_window.Length - 1))];
        }
    }

    private uint Repeat(int slot)
    {
        (_repeats[0], _repeats[slot]) = (_repeats[slot], _repeats[0]);
        return _repeats[0];
    }

    private uint Distance(int slot)
    {
        var (start, footer) = Slot(slot);
        var distance = (uint)start - 2;
        if (_type is BlockType.Aligned && footer >= 3) distance += ((uint)_bits.Take(footer - 3) << 3) + (uint)_aligned.Take(_bits);
        else distance += (uint)_bits.Take(footer);
        (_repeats[2], _repeats[1], _repeats[0]) = (_repeats[1], _repeats[0], distance);
        return distance;
    }

    /// <summary>First distance of a slot, and the bits that follow: two slots of each width, up to 17 bits.</summary>
    private static (int Start, int Footer) Slot(int slot)
    {
        if (slot < 4) return (slot, 0);
        const int firstWide = 36;
        var footer = Math.Min((slot / 2) - 1, MostFooterBits);
        return slot < firstWide ? ((2 + (slot & 1)) << footer, footer) : ((slot - firstWide + 2) << MostFooterBits, footer);
    }

    private void CopyPlain(int count)
    {
        for (; count > 0; count--, _made++) _window[(int)(_made & (_window.Length - 1))] = _bits.TakeByte();
    }

    /// <summary>Calls of x86 code were made absolute, so that they repeat: they are made relative again.</summary>
    private static void Translate(Span<byte> frame, int position, int fileSize)
    {
        const byte call = 0xe8;
        for (var i = 0; i < frame.Length - UntranslatedEnd; i++)
        {
            if (frame[i] != call) continue;
            var absolute = BinaryPrimitives.ReadInt32LittleEndian(frame[(i + 1)..]);
            var at = position + i;
            if (absolute >= -at && absolute < fileSize) BinaryPrimitives.WriteInt32LittleEndian(frame[(i + 1)..], absolute >= 0 ? absolute - at : absolute + fileSize);
            i += 4;
        }
    }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
