using System.Buffers.Binary;

namespace Lurewatch.Containers;

/// <summary>Finds a ZIP's entries: end records from the file's end backwards, ZIP64, the central directories they name, then local headers that no
/// directory lists [APPNOTE 4.3].</summary>
internal readonly ref struct ZipDirectory(ReadOnlySpan<byte> bytes, ZipProblems problems, AnalysisBudget budget)
{
    private const uint LocalSignature = 0x04034b50;
    private const uint CentralSignature = 0x02014b50;
    private const uint End64Signature = 0x06064b50;
    private const uint Locator64Signature = 0x07064b50;
    private const uint DescriptorSignature = 0x08074b50;
    private const int LocalSize = 30;
    private const int CentralSize = 46;
    private const int EndSize = 22;
    private const int EndRecordsTried = 16;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly List<Raw> _found = [];

    /// <summary>An entry before it is judged: positions are absolute.</summary>
    private readonly record struct Raw(ZipEntry Entry, bool Listed, long DataEnd);

    public List<ZipEntry> Read()
    {
        var ends = ReadDirectories();
        if (ends == 0)
        {
            WalkLocal(0, _bytes.Length);
            problems.Add("directory-missing", _found.Count > 0 ? "no end of central directory; entries read from their local headers" : "neither a directory nor an entry");
        }
        else
        {
            WalkGaps();
        }
        return Judge();
    }

    /// <summary>Reads the directory of each valid end record outside of entries' content; the last in the file first.</summary>
    private int ReadDirectories()
    {
        var valid = 0;
        var searchEnd = _bytes.Length;
        for (var tried = 0; tried < EndRecordsTried; tried++)
        {
            var at = _bytes[..searchEnd].LastIndexOf("PK\x5\x6"u8);
            if (at < 0) break;
            searchEnd = at;
            if (at + EndSize > _bytes.Length || IsInsideContent(at)) continue;
            if (!ReadDirectory(at)) continue;
            valid++;
            if (valid > 1) problems.Add("several-directories", $"a further directory ends at offset {at}; unpackers differ in which they show");
            else NoteTail(at);
        }
        return valid;
    }

    private void NoteTail(int end)
    {
        var comment = U16(end + 20);
        var tail = _bytes.Length - end - EndSize;
        if (tail > comment) problems.Add("trailing-data", $"{tail - comment} bytes behind the end record");
        else if (tail < comment) problems.Add("comment-cut", $"comment of {comment} bytes declared, {tail} there");
    }

    private bool IsInsideContent(long position)
    {
        foreach (var raw in _found)
            if (position >= raw.Entry.DataOffset && position < raw.DataEnd) return true;
        return false;
    }

    private bool ReadDirectory(int end)
    {
        long count = U16(end + 10), size = U32(end + 12), offset = U32(end + 16);
        long directoryEnd = end;
        if (U16(end + 4) is > 0 and not 0xffff || U16(end + 6) is > 0 and not 0xffff) problems.Add("split", "says it is one of several volumes");
        if (count == 0xffff || size == 0xffffffff || offset == 0xffffffff) ReadEnd64(end, ref count, ref size, ref offset, ref directoryEnd);
        if (size < 0 || offset < 0 || count < 0) return false;
        if (count == 0 && size == 0) return true;
        var start = directoryEnd - size;
        long prefix = 0;
        if (IsCentral(start))
        {
            prefix = start - offset;
        }
        else if (IsCentral(offset))
        {
            start = offset;
            problems.Add("directory-size-lies", $"{size} bytes declared");
        }
        else
        {
            return false;
        }
        if (prefix < 0)
        {
            problems.Add("directory-offset-lies", $"{offset} declared, found at {start}");
            prefix = 0;
        }
        var before = _found.Count;
        WalkCentral(start, directoryEnd, prefix);
        var read = _found.Count - before;
        if (read != count && count != 0xffff) problems.Add("entry-count-lies", $"{count} entries declared, {read} found");
        return read > 0;
    }

    private bool IsCentral(long at) => at >= 0 && at + CentralSize <= _bytes.Length && U32(at) == CentralSignature;

    private void ReadEnd64(int end, ref long count, ref long size, ref long offset, ref long directoryEnd)
    {
        var locator = end - 20;
        if (locator < 0 || U32(locator) != Locator64Signature) return;
        var declared = (long)U64(locator + 8);
        foreach (var at in (ReadOnlySpan<long>)[declared, locator - 56])
        {
            if (at < 0 || at > _bytes.Length - 56 || U32(at) != End64Signature) continue;
            count = (long)U64(at + 32);
            size = (long)U64(at + 40);
            offset = (long)U64(at + 48);
            directoryEnd = at;
            return;
        }
        problems.Add("zip64-damaged", $"no ZIP64 end record at {declared}");
    }

    private void WalkCentral(long at, long end, long prefix)
    {
        while (at + CentralSize <= end && U32(at) == CentralSignature)
        {
            if (!MayAdd()) return;
            int name = U16(at + 28), extra = U16(at + 30), comment = U16(at + 32);
            var next = at + CentralSize + name + extra + comment;
            if (next > end)
            {
                problems.Add("directory-cut", $"entry at offset {at} runs past the directory's end");
                if (at + CentralSize + name > end) return;
                extra = (int)Math.Min(extra, end - at - CentralSize - name);
            }
            var header = new Header(U16(at + 8), U16(at + 10), U16(at + 12), U32(at + 16), U32(at + 20), U32(at + 24),
                Slice(at + CentralSize, name), Slice(at + CentralSize + name, extra));
            long local = U32(at + 42);
            var entry = ToEntry(header, ref local, central: true);
            AddListed(entry with { HeaderOffset = local + prefix }, header.Name);
            at = next;
        }
    }

    /// <summary>Joins a directory entry with its local header and notes where they differ.</summary>
    private void AddListed(ZipEntry entry, ReadOnlySpan<byte> rawName)
    {
        var at = entry.HeaderOffset;
        if (at < 0 || at > _bytes.Length - LocalSize || U32(at) != LocalSignature)
        {
            problems.Add("local-header-missing", $"{entry.Name}: none at offset {at}");
            _found.Add(new Raw(entry with { DataOffset = -1 }, true, -1));
            return;
        }
        long unused = 0;
        var local = ToEntry(LocalHeader(at), ref unused, central: false);
        var streamed = (local.Flags & 8) != 0;
        // Bytes too: the Unicode path field may stand in one of the two only.
        if (local.Name != entry.Name && !Slice(at + LocalSize, U16(at + 26)).SequenceEqual(rawName)) problems.Add("local-name-differs", $"“{entry.Name}” in the directory, “{local.Name}” before the content");
        if (local.Method != entry.Method) problems.Add("local-method-differs", $"{entry.Name}: {entry.Method} in the directory, {local.Method} before the content");
        if (local.Encryption != entry.Encryption && (local.Encryption is null || entry.Encryption is null))
            problems.Add("local-encryption-differs", $"{entry.Name}: {entry.Encryption ?? "none"} in the directory, {local.Encryption ?? "none"} before the content");
        if (!streamed && (local.CompressedSize != entry.CompressedSize || local.Size != entry.Size || local.Crc != entry.Crc))
            problems.Add("local-size-differs", $"{entry.Name}: {entry.CompressedSize} bytes in the directory, {local.CompressedSize} before the content");
        var data = at + LocalSize + U16(at + 26) + U16(at + 28);
        _found.Add(new Raw(entry with
        {
            DataOffset = data,
            LocalSize = streamed && local.CompressedSize == 0 ? null : local.CompressedSize,
            // What protects the content stands right before it: an entry that only the directory calls plain (or encrypted) is read as it lies.
            Encryption = local.Encryption ?? entry.Encryption,
            AesVersion = local.AesVersion != 0 ? local.AesVersion : entry.AesVersion,
            Flags = (ushort)(entry.Flags | (local.Flags & 9)),
            Time = local.Time,
        }, true, Math.Min(data + Math.Max(0, entry.CompressedSize), _bytes.Length)));
    }

    /// <summary>Local headers that stand where no listed entry lies: hidden from what goes by the directory, seen by what streams.</summary>
    private void WalkGaps()
    {
        var listed = _found.ToArray();
        Array.Sort(listed, static (a, b) => a.Entry.HeaderOffset.CompareTo(b.Entry.HeaderOffset));
        long covered = 0;
        foreach (var raw in listed)
        {
            if (raw.DataEnd < 0) continue;
            if (raw.Entry.HeaderOffset - covered >= LocalSize) WalkLocal(covered, raw.Entry.HeaderOffset);
            if (raw.Entry.HeaderOffset < covered) problems.Add("entries-overlap", $"{raw.Entry.Name} starts inside another entry's content");
            covered = Math.Max(covered, raw.DataEnd);
        }
        if (_bytes.Length - covered >= LocalSize) WalkLocal(covered, _bytes.Length);
    }

    /// <summary>Reads local headers one after the other in a range, looking for the next signature where one does not follow.</summary>
    private void WalkLocal(long from, long to)
    {
        var at = from;
        while (at + LocalSize <= to)
        {
            var step = _bytes[(int)at..(int)to].IndexOf("PK\x3\x4"u8);
            if (step < 0 || at + step + LocalSize > to) return;
            at += step;
            int name = U16(at + 26), extra = U16(at + 28);
            var data = at + LocalSize + name + extra;
            if (data > to || name == 0)
            {
                at += 4;
                continue;
            }
            if (!MayAdd()) return;
            long unused = 0;
            var entry = ToEntry(LocalHeader(at), ref unused, central: false) with { HeaderOffset = at, DataOffset = data };
            if ((entry.Flags & 8) != 0 && entry.CompressedSize == 0) entry = FindDescriptor(entry, data, to);
            var end = data + entry.CompressedSize;
            if (end > to)
            {
                problems.Add("content-cut", $"{entry.Name}: {entry.CompressedSize} bytes declared, {to - data} there");
                end = to;
            }
            _found.Add(new Raw(entry, false, end));
            at = Math.Max(end, data);
        }
    }

    /// <summary>Sizes of a streamed entry: a data descriptor, known by its own compressed size; else up to the next header.</summary>
    private ZipEntry FindDescriptor(ZipEntry entry, long data, long to)
    {
        var at = data;
        while (at < to)
        {
            var step = _bytes[(int)at..(int)to].IndexOf("PK"u8);
            if (step < 0 || at + step + 4 > to) break;
            at += step;
            var signature = U32(at);
            if (signature == DescriptorSignature && at + 16 <= to && U32(at + 8) == at - data)
                return entry with { Crc = U32(at + 4), CompressedSize = at - data, Size = U32(at + 12), HasCrc = true };
            if (signature is LocalSignature or CentralSignature)
            {
                if (at - 12 >= data && U32(at - 8) == at - 12 - data)
                    return entry with { Crc = U32(at - 12), CompressedSize = at - 12 - data, Size = U32(at - 4), HasCrc = true };
                return entry with { CompressedSize = at - data, HasCrc = false };
            }
            at += 2;
        }
        return entry with { CompressedSize = to - data, HasCrc = false };
    }

    private List<ZipEntry> Judge()
    {
        var entries = new List<ZipEntry>(_found.Count);
        var offsets = new HashSet<(long, string)>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var unlisted = false;
        foreach (var raw in _found) unlisted |= raw.Listed;
        foreach (var raw in _found)
        {
            var entry = raw.Entry;
            if (!offsets.Add((entry.HeaderOffset, entry.Name))) continue;
            if (entry.Name.EndsWith('/'))
            {
                if (entry.Size == 0 && entry.CompressedSize <= 12) continue;
                problems.Add("folder-with-content", $"{entry.Name} holds {entry.Size} bytes");
                entry = entry with { Name = entry.Name.TrimEnd('/') };
            }
            if (!raw.Listed && unlisted) problems.Add("entry-not-in-directory", $"{entry.Name} stands in the file but not in its directory");
            if (!names.Add(entry.Name)) problems.Add("duplicate-name", entry.Name);
            if (entry.Name.StartsWith('/') || (entry.Name.Length > 1 && entry.Name[1] == ':')) problems.Add("absolute-path", entry.Name);
            if (HasParent(entry.Name)) problems.Add("path-traversal", entry.Name);
            if (raw.Listed && raw.Entry.DataOffset >= 0 && entry.DataOffset + entry.CompressedSize > _bytes.Length)
                problems.Add("content-cut", $"{entry.Name}: {entry.CompressedSize} bytes declared, {Math.Max(0, _bytes.Length - entry.DataOffset)} there");
            entries.Add(entry);
        }
        var first = long.MaxValue;
        foreach (var raw in _found) first = Math.Min(first, raw.Entry.HeaderOffset);
        if (_found.Count > 0 && first > 4) problems.Add("prefix-data", $"{first} bytes before the first entry");
        return entries;
    }

    private static bool HasParent(string name)
    {
        foreach (var part in name.AsSpan().Split('/'))
            if (name.AsSpan()[part] is "..") return true;
        return false;
    }

    private bool MayAdd()
    {
        if (_found.Count >= budget.Limits.Members)
        {
            budget.Exhaust("members", "a ZIP's directory");
            return false;
        }
        return budget.TryTakeSteps(1, "a ZIP's directory");
    }

    private Header LocalHeader(long at)
    {
        int name = U16(at + 26), extra = U16(at + 28);
        return new Header(U16(at + 6), U16(at + 8), U16(at + 10), U32(at + 14), U32(at + 18), U32(at + 22),
            Slice(at + LocalSize, name), Slice(at + LocalSize + name, extra));
    }

    /// <summary>The fields that local header and directory entry have in common.</summary>
    private readonly ref struct Header(ushort flags, ushort method, ushort time, uint crc, uint compressed, uint size, ReadOnlySpan<byte> name,
        ReadOnlySpan<byte> extra)
    {
        public readonly ushort Flags = flags, Method = method, Time = time;
        public readonly uint Crc = crc, Compressed = compressed, Size = size;
        public readonly ReadOnlySpan<byte> Name = name, Extra = extra;
    }

    private static ZipEntry ToEntry(Header header, ref long offset, bool central)
    {
        long size = header.Size, compressed = header.Compressed;
        var method = header.Method;
        var encryption = (header.Flags & 1) == 0 ? null : (header.Flags & 0x40) != 0 ? "strong" : "zipcrypto";
        ushort aesVersion = 0;
        string? unicodeName = null;
        var extra = header.Extra;
        while (extra.Length >= 4)
        {
            var id = BinaryPrimitives.ReadUInt16LittleEndian(extra);
            var length = Math.Min((int)BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]), extra.Length - 4);
            var field = extra.Slice(4, length);
            switch (id)
            {
                case 0x0001:
                    if (header.Size == uint.MaxValue) size = Take64(ref field, size);
                    if (header.Compressed == uint.MaxValue) compressed = Take64(ref field, compressed);
                    if (central && offset == uint.MaxValue) offset = Take64(ref field, offset);
                    break;
                case 0x7075 when (header.Flags & 0x800) == 0:
                    unicodeName = ZipNames.UnicodePath(field, header.Name);
                    break;
                case 0x9901 when length >= 7:
                    aesVersion = BinaryPrimitives.ReadUInt16LittleEndian(field);
                    if (method == 99) method = BinaryPrimitives.ReadUInt16LittleEndian(field[5..]);
                    encryption = field[4] switch { 1 => "aes128", 2 => "aes192", _ => "aes256" };
                    break;
            }
            extra = extra[(4 + length)..];
        }
        return new ZipEntry(unicodeName ?? ZipNames.Decode(header.Name, (header.Flags & 0x800) != 0), method, compressed, size, header.Crc, encryption, 0)
        {
            Flags = header.Flags,
            Time = header.Time,
            AesVersion = aesVersion,
        };
    }

    private static long Take64(ref ReadOnlySpan<byte> field, long otherwise)
    {
        if (field.Length < 8) return otherwise;
        var value = BinaryPrimitives.ReadInt64LittleEndian(field);
        field = field[8..];
        return value < 0 ? otherwise : Math.Min(value, 1L << 60);
    }

    private ReadOnlySpan<byte> Slice(long at, long length)
    {
        if (at >= _bytes.Length) return [];
        return _bytes.Slice((int)at, (int)Math.Min(length, _bytes.Length - at));
    }

    private ushort U16(long at) => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[(int)at..]);
    private uint U32(long at) => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[(int)at..]);
    private ulong U64(long at) => BinaryPrimitives.ReadUInt64LittleEndian(_bytes[(int)at..]);
}
