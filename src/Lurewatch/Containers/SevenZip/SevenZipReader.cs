using System.Buffers.Binary;
using Lurewatch.Bytes;

namespace Lurewatch.Containers.SevenZip;

/// <summary>A 7z archive [7zFormat.txt]: its directory, packed or encrypted as it may be, and its folders unpacked one at a time.</summary>
internal sealed class SevenZipReader
{
    private const int StartSize = 32, EncodedHeader = 23, MostEncodings = 4, MostHeaderBytes = 64 << 20, MostFolderBytes = 256 << 20, MostNesting = 32;

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly AnalysisBudget _budget;
    private readonly SevenZipAes _aes = new();
    private SevenZipHeader _header = new();
    private ReadOnlyMemory<byte> _encrypted;
    private string? _password;

    private SevenZipReader(ReadOnlyMemory<byte> bytes, AnalysisBudget budget)
    {
        _bytes = bytes;
        _budget = budget;
    }

    /// <summary>Files, folders left out; none while the directory is encrypted.</summary>
    public IReadOnlyList<SevenZipEntry> Entries => _header.Entries;
    public IReadOnlyList<SevenZipFolder> Folders => _header.Folders;
    /// <summary>The directory itself is encrypted, and no password was found yet.</summary>
    public bool HeaderEncrypted => !_encrypted.IsEmpty;
    /// <summary>What is wrong with the directory.</summary>
    public string? Damage { get; private set; }
    public bool Cut => _header.Cut;

    public static SevenZipReader Read(ReadOnlyMemory<byte> bytes, AnalysisBudget budget)
    {
        var reader = new SevenZipReader(bytes, budget);
        var span = bytes.Span;
        if (span.Length < StartSize)
        {
            reader.Damage = "the file ends inside its start";
            return reader;
        }
        long at = BinaryPrimitives.ReadInt64LittleEndian(span[12..]), size = BinaryPrimitives.ReadInt64LittleEndian(span[20..]);
        if (size == 0 && at == 0) return reader; // an empty archive
        if (at < 0 || size <= 0 || at > bytes.Length - StartSize || size > bytes.Length - StartSize - at)
        {
            reader.Damage = "the directory lies behind the file's end: the file is cut, or the first of several volumes";
            return reader;
        }
        var header = bytes.Slice((int)(StartSize + at), (int)size);
        if (Crc32.Of(header.Span) != BinaryPrimitives.ReadUInt32LittleEndian(span[28..])) reader.Damage = "CRC of the directory does not match";
        reader.ReadHeader(header);
        return reader;
    }

    /// <summary>True if a password opens the directory, or, where that is open, the smallest encrypted folder; it is then used for all.</summary>
    public bool TryPassword(string password)
    {
        _password = password;
        if (HeaderEncrypted)
        {
            var encrypted = _encrypted;
            _encrypted = default;
            if (ReadHeader(encrypted)) return true;
            (_encrypted, _password, _header) = (encrypted, null, new SevenZipHeader());
            return false;
        }
        SevenZipFolder? smallest = null;
        foreach (var folder in _header.Folders)
            if (folder.Encrypted && (smallest is null || folder.Size < smallest.Size)) smallest = folder;
        if (smallest is not null && Fits(smallest)) return true;
        _password = null;
        return false;
    }

    /// <summary>The password that was found.</summary>
    public bool HasPassword => _password is not null;

    /// <summary>Unpacks a folder as far as <paramref name="cap"/>; nothing is taken from the budget but steps. <c>Damage</c> is <c>unsupported</c> or <c>encrypted</c> where the content stays closed.</summary>
    public Unpacked Open(SevenZipFolder folder, long cap) => Output(folder, folder.Last, Math.Min(cap, MostFolderBytes), 0);

    private bool ReadHeader(ReadOnlyMemory<byte> header)
    {
        for (var encodings = 0; header.Length > 1 && header.Span[0] == EncodedHeader; encodings++)
        {
            if (SevenZipHeader.Read(header.Span[1..], encoded: true, _budget) is not { Folders: [var folder, ..] } streams || encodings >= MostEncodings)
            {
                Damage ??= "the packed directory is damaged";
                return false;
            }
            if (folder.Encrypted && _password is null)
            {
                _encrypted = header;
                return false;
            }
            _header = streams;
            var unpacked = Open(folder, MostHeaderBytes);
            if (unpacked.Limit is not null || unpacked.Damage is not null || folder.Crc is { } crc && Crc32.Of(unpacked.Bytes.Span) != crc)
            {
                if (!folder.Encrypted) Damage ??= $"the packed directory is damaged: {unpacked.Damage ?? unpacked.Limit ?? "CRC does not match"}";
                return false;
            }
            header = unpacked.Bytes;
        }
        if (SevenZipHeader.Read(header.Span, encoded: false, _budget) is not { } read)
        {
            if (_password is null) Damage ??= "the directory is damaged";
            _header = new SevenZipHeader();
            return false;
        }
        _header = read;
        return true;
    }

    private bool Fits(SevenZipFolder folder)
    {
        var unpacked = Open(folder, MostFolderBytes);
        if (unpacked.Limit is null && unpacked.Damage is not null) return false;
        long at = 0;
        foreach (var (size, crc) in folder.Files)
        {
            if (at + size > unpacked.Bytes.Length) break;
            if (crc is { } expected) return Crc32.Of(unpacked.Bytes.Span.Slice((int)at, (int)size)) == expected;
            at += size;
        }
        return folder.Crc is { } whole && unpacked.Limit is null ? Crc32.Of(unpacked.Bytes.Span) == whole : unpacked.Damage is null;
    }

    private Unpacked Output(SevenZipFolder folder, int index, long cap, int depth)
    {
        if (index < 0 || index >= folder.Sizes.Count || depth > MostNesting) return new Unpacked(default, Damage: "its coders lead nowhere");
        var coder = folder.Coders[index];
        var size = folder.Sizes[index];
        var inputs = new Unpacked[coder.Inputs];
        for (var i = 0; i < inputs.Length; i++)
        {
            inputs[i] = Input(folder, coder.FirstInput + i, cap, depth);
            if (inputs[i].Damage is not null && inputs[i].Bytes.IsEmpty) return inputs[i];
        }
        var input = inputs[0];
        var packed = input.Bytes;
        switch (coder.Method)
        {
            case SevenZipMethods.Copy:
                return Bounded(packed, size, input);
            case SevenZipMethods.Aes:
                if (_password is null) return new Unpacked(default, Damage: "encrypted");
                return _aes.Decrypt(coder.Properties, packed.Span, _password, _budget) is { } plain ? Bounded(plain, size, input) : new Unpacked(default, Damage: "unsupported");
            case SevenZipMethods.Bcj2 when inputs.Length == 4:
                var joined = Bcj2.Decode(packed.Span, inputs[1].Bytes.Span, inputs[2].Bytes.Span, inputs[3].Bytes.Span, (int)Math.Min(size, cap));
                return new Unpacked(joined, inputs.FirstOrDefault(one => one.Limit is not null).Limit ?? (size > cap ? "size" : null), joined.Length < Math.Min(size, cap) ? input.Damage ?? "the content ends early" : null);
        }
        if (SevenZipMethods.Filter(coder.Method) is { } filter)
        {
            var data = packed.ToArray();
            BranchFilters.Undo(filter, data, coder.Properties);
            return Bounded(data, size, input);
        }
        if (IsWrongKey(coder, packed.Span)) return new Unpacked(default, Damage: "not its first byte");
        try
        {
            using var stream = SevenZipMethods.Open(coder, packed, size, cap);
            if (stream is null) return new Unpacked(default, Damage: "unsupported");
            using var exact = new TakeStream(stream, size);
            var unpacked = BoundedUnpacking.Prefix(exact, size, packed.Length, (int)cap, "7z", _budget);
            return unpacked is { Limit: null, Damage: null } && unpacked.Bytes.Length < size ? unpacked with { Damage = "the content ends early" } : unpacked;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return new Unpacked(default, Damage: error.Message); // foreign decoders check their parameters when made
        }
    }

    private Unpacked Input(SevenZipFolder folder, int input, long cap, int depth)
    {
        if (folder.Bound.TryGetValue(input, out var coder)) return Output(folder, coder, cap, depth + 1);
        var number = folder.PackedInputs.IndexOf(input);
        if (number < 0 || folder.FirstPacked + number >= _header.Packed.Count) return new Unpacked(default, Damage: "its coders lead nowhere");
        var (at, size) = _header.Packed[folder.FirstPacked + number];
        if (at < 0 || at >= _bytes.Length) return new Unpacked(default, Damage: "the content lies behind the file's end");
        var there = Math.Min(size, _bytes.Length - at);
        return new Unpacked(_bytes.Slice((int)at, (int)there), Damage: there < size ? "the file ends inside it" : null);
    }

    /// <summary>What goes through without growing: no longer than its declared size.</summary>
    private static Unpacked Bounded(ReadOnlyMemory<byte> content, long size, Unpacked input) => content.Length >= size
        ? new Unpacked(content[..(int)size])
        : new Unpacked(content, input.Limit, input.Limit is null ? input.Damage ?? "the content ends early" : null);

    /// <summary>LZMA begins with a zero, LZMA2 with a chunk that resets the dictionary: most wrong passwords are found out here.</summary>
    private static bool IsWrongKey(SevenZipCoder coder, ReadOnlySpan<byte> packed) => packed.Length > 0 && coder.Method switch
    {
        SevenZipMethods.Lzma => packed[0] != 0,
        SevenZipMethods.Lzma2 => packed[0] is > 1 and < 0xe0,
        _ => false,
    };
}
