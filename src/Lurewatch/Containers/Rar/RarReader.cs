using Lurewatch.Bytes;
using SharpCompress.Readers;
using SharpReader = SharpCompress.Readers.Rar.RarReader;

namespace Lurewatch.Containers.Rar;

/// <summary>What became of a file of a RAR.</summary>
/// <param name="State">How far it went.</param>
/// <param name="Bytes">What there is.</param>
/// <param name="Detail">What went wrong.</param>
internal readonly record struct RarContent(ZipState State, ReadOnlyMemory<byte> Bytes = default, string? Detail = null);

/// <summary>A RAR archive, formats 1.5 to 5: headers and keys are read here, packed content is unpacked by SharpCompress.</summary>
internal sealed class RarReader
{
    /// <summary>Check values that one password is held against: files may have each its own.</summary>
    private const int MostChecks = 8;
    private const int NewFormats = 29, Kept = 64 << 10;

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly AnalysisBudget _budget;
    private readonly RarKeys _keys;
    private readonly List<string> _passwords = [];

    private RarReader(ReadOnlyMemory<byte> bytes, AnalysisBudget budget)
    {
        _bytes = bytes;
        _budget = budget;
        _keys = new RarKeys(budget);
        Directory = ReadDirectory(null);
    }

    public RarDirectory Directory { get; private set; }
    /// <summary>The headers are encrypted, and no password was found yet: not even names are known.</summary>
    public bool HeadersClosed => Directory.HeaderCipher is not null && !Directory.HeadersOpen;
    public bool Encrypted => Directory.HeaderCipher is not null || Directory.Entries.Exists(entry => entry.Cipher is not null);

    public static RarReader Read(ReadOnlyMemory<byte> bytes, AnalysisBudget budget) => new(bytes, budget);

    /// <summary>Some file is still closed; another password may open it.</summary>
    public bool HasClosed => HeadersClosed || Directory.Entries.Exists(entry => entry.Cipher is { Format: not 0 } cipher && PasswordOf(cipher) is null);

    /// <summary>True if a password opens the headers, or, where these are open, a file that is still closed; files may have passwords of their own.</summary>
    public bool TryPassword(string password)
    {
        if (HeadersClosed)
        {
            var directory = ReadDirectory(password);
            if (!directory.HeadersOpen) return false;
            Directory = directory;
            _passwords.Add(password);
            return true;
        }
        RarEntry? smallest = null;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in Directory.Entries)
        {
            if (entry is not { Cipher: { Format: not 0 } cipher, Size: > 0 } || PasswordOf(cipher) is not null) continue;
            if (cipher.Check is null && (smallest is null || entry.PackedSize < smallest.PackedSize)) smallest = entry;
            if (cipher.Check is null || seen.Count >= MostChecks || !seen.Add(Convert.ToHexString([.. cipher.Salt, .. cipher.Check])) || !_keys.Passes(cipher, password)) continue;
            _passwords.Add(password);
            return true;
        }
        if (smallest is null) return false;
        _passwords.Add(password);
        if (_keys.Passes(smallest.Cipher!, password) && Fits(smallest)) return true;
        _passwords.Remove(password);
        return false;
    }

    /// <summary>Unpacks every file in order, its bytes taken from the budget.</summary>
    public IEnumerable<(RarEntry Entry, RarContent Content)> Open()
    {
        for (var at = 0; at < Directory.Entries.Count;)
        {
            var count = 1;
            while (at + count < Directory.Entries.Count && Directory.Entries[at + count].Solid) count++;
            var group = Directory.Entries.GetRange(at, count);
            foreach (var pair in group.Zip(OpenGroup(group))) yield return pair;
            at += count;
        }
    }

    private RarDirectory ReadDirectory(string? password) => _bytes.Span.StartsWith("Rar!\x1a\x7\x1\0"u8)
        ? new Rar5Headers(_bytes, _keys, password, _budget).Read()
        : new Rar4Headers(_bytes, _keys, password, _budget).Read();

    /// <summary>Tries a password by unpacking: only RAR 5 stores something to check against. In a solid archive what comes before has to be unpacked too.</summary>
    private bool Fits(RarEntry entry)
    {
        var entries = Directory.Entries;
        var index = entries.IndexOf(entry);
        var start = index;
        while (start > 0 && entries[start].Solid) start--;
        return OpenGroup(entries.GetRange(start, index - start + 1), trial: true)[^1].State is ZipState.Whole;
    }

    /// <summary>Unpacks files that share a dictionary.</summary>
    /// <param name="trial">Only to see whether it can be: nothing is taken from the budget but steps.</param>
    private RarContent[] OpenGroup(List<RarEntry> group, bool trial = false)
    {
        var contents = new RarContent[group.Count];
        var packed = new List<(RarEntry Entry, ReadOnlyMemory<byte> Packed, int Index)>();
        for (var i = 0; i < group.Count; i++)
        {
            var entry = group[i];
            if (!_budget.HasTime(entry.Name)) { contents[i] = new RarContent(ZipState.Limit, Detail: "time"); continue; }
            if (Packed(entry, out var closed) is not { } content) contents[i] = closed;
            else if (entry.Method == 0) contents[i] = Stored(entry, content, trial);
            else if (entry.SplitBefore) contents[i] = new RarContent(ZipState.Damaged, Detail: "begins in the volume before");
            else if (entry.Version is not (15 or 20 or 26 or 29 or 36 or 50) || entry.Method > 5) contents[i] = new RarContent(ZipState.Unsupported, Detail: $"unpacker {entry.Version}");
            else if (entry.Size == 0) contents[i] = new RarContent(ZipState.Whole);
            else packed.Add((entry, content, i));
        }
        if (packed.Count == 0) return contents;
        foreach (var (_, _, i) in packed) contents[i] = new RarContent(ZipState.Damaged, Detail: "the file before it is damaged or cut");
        Unpack(packed, contents, group.Count > 1, trial);
        return contents;
    }

    private void Unpack(List<(RarEntry Entry, ReadOnlyMemory<byte> Packed, int Index)> files, RarContent[] contents, bool solid, bool trial)
    {
        try
        {
            using var stream = new MemoryStream(RarWrapper.Wrap(Directory.Format, solid, [.. files.Select(file => (file.Entry, file.Packed))], _budget.Limits.Ratio), writable: false);
            using var reader = SharpReader.OpenReader(stream, new ReaderOptions { LeaveStreamOpen = true });
            foreach (var (entry, packed, index) in files)
            {
                if (!reader.MoveToNextEntry()) break;
                using var entryStream = reader.OpenEntryStream();
                // The unpackers of old formats take an input that has ended for zeros without end.
                using Stream content = entry.Version < NewFormats ? new TakeStream(entryStream, Kept + (packed.Length * (long)_budget.Limits.Ratio)) : entryStream;
                var unpacked = trial
                    ? BoundedUnpacking.Prefix(content, entry.Size, packed.Length, (int)Math.Min(_budget.Limits.MemberBytes, Array.MaxLength - 1), entry.Name, _budget)
                    : BoundedUnpacking.Drain(content, entry.Size, packed.Length, entry.Name, _budget);
                contents[index] = unpacked.Limit is { } limit ? new RarContent(ZipState.Limit, unpacked.Bytes, limit) : Checked(entry, unpacked.Bytes, unpacked.Damage);
                if (contents[index].State is ZipState.Whole) continue;
                if (unpacked.Limit is not null)
                    foreach (var (_, _, behind) in files.Where(file => file.Index > index)) contents[behind] = new RarContent(ZipState.Limit, Detail: "the file before it was cut");
                reader.Cancel(); // else closing the stream would unpack the rest of it
                break;
            }
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            for (var i = 0; i < files.Count; i++)
            {
                if (contents[files[i].Index] is not { State: ZipState.Damaged, Bytes.IsEmpty: true }) continue;
                contents[files[i].Index] = new RarContent(ZipState.Damaged, Detail: error.Message);
                break;
            }
        }
    }

    private ReadOnlyMemory<byte>? Packed(RarEntry entry, out RarContent closed)
    {
        closed = default;
        var there = (int)Math.Clamp(_bytes.Length - entry.At, 0, entry.PackedSize);
        var packed = there == 0 ? default : _bytes.Slice((int)entry.At, there);
        if (entry.Cipher is not { } cipher) return packed;
        if (cipher.Format == 0) closed = new RarContent(ZipState.Encrypted, Detail: "a cipher that is not read");
        else if (PasswordOf(cipher) is not { } password) closed = new RarContent(ZipState.Encrypted);
        else if (_keys.Decrypt(cipher, password, packed.Span) is { } plain) return plain;
        else closed = new RarContent(ZipState.Limit, Detail: "steps");
        return null; // not as one expression: there null would become an empty memory
    }

    /// <summary>The password that fits a cipher, of those that opened something; RAR 4 stores nothing to tell by, so the last.</summary>
    private string? PasswordOf(RarCipher cipher)
    {
        if (cipher.Check is null) return _passwords.Count > 0 ? _passwords[^1] : null;
        foreach (var password in _passwords)
            if (_keys.Passes(cipher, password)) return password;
        return null;
    }

    private RarContent Stored(RarEntry entry, ReadOnlyMemory<byte> content, bool trial)
    {
        if (entry.Size >= 0 && content.Length > entry.Size) content = content[..(int)entry.Size]; // filling of the cipher
        return trial || _budget.TryTakeBytes(content.Length, entry.Name) ? Checked(entry, content, null) : new RarContent(ZipState.Limit, BoundedUnpacking.Start(content), "size");
    }

    private RarContent Checked(RarEntry entry, ReadOnlyMemory<byte> content, string? damage)
    {
        var split = entry.SplitAfter ? "goes on in the next volume" : entry.SplitBefore ? "begins in the volume before" : null;
        if (split is not null) return new RarContent(ZipState.Damaged, content, split);
        if (entry.Crc is { } expected)
        {
            var crc = Crc32.Of(content.Span);
            if (entry.Cipher is { HashedCrc: true } cipher && PasswordOf(cipher) is { } password) crc = _keys.HashedCrc(cipher, password, crc);
            if (crc == expected) return new RarContent(ZipState.Whole, content);
            return new RarContent(ZipState.Damaged, content, damage ?? "CRC does not match");
        }
        return content.Length == entry.Size || (entry.Size < 0 && damage is null) ? new RarContent(ZipState.Whole, content) : new RarContent(ZipState.Damaged, content, damage ?? "length does not match");
    }
}
