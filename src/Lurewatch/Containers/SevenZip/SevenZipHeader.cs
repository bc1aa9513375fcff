using System.Text;

namespace Lurewatch.Containers.SevenZip;

/// <summary>A coder of a folder: method, properties, streams.</summary>
internal sealed record SevenZipCoder(ulong Method, byte[] Properties, int Inputs, int FirstInput);

/// <summary>A folder of a 7z: what was packed together [7zFormat.txt, Folder].</summary>
internal sealed class SevenZipFolder
{
    public List<SevenZipCoder> Coders { get; } = [];
    /// <summary>Which coder's output an input reads; an input that is missing here reads a packed stream.</summary>
    public Dictionary<int, int> Bound { get; } = [];
    /// <summary>Inputs that read the packed streams, in their order.</summary>
    public List<int> PackedInputs { get; } = [];
    /// <summary>Size of each coder's output.</summary>
    public List<long> Sizes { get; } = [];
    /// <summary>Number of its first packed stream.</summary>
    public int FirstPacked { get; set; }
    /// <summary>CRC of the whole output, where it is defined.</summary>
    public uint? Crc { get; set; }
    /// <summary>Sizes and CRCs of the files in it.</summary>
    public List<(long Size, uint? Crc)> Files { get; set; } = [];

    /// <summary>The coder whose output nobody reads; -1 if none.</summary>
    public int Last
    {
        get
        {
            for (var i = 0; i < Coders.Count; i++)
                if (!Bound.ContainsValue(i)) return i;
            return -1;
        }
    }

    public long Size => Last is >= 0 and var last && last < Sizes.Count ? Sizes[last] : 0;
    public bool Encrypted => Coders.Exists(coder => coder.Method == SevenZipMethods.Aes);
}

/// <summary>A file of a 7z.</summary>
/// <param name="Folder">Where its content is; -1 if it has none.</param>
/// <param name="At">Where its content starts in the folder's output.</param>
internal sealed record SevenZipEntry(string Name, int Folder, long At, long Size, uint? Crc, bool Hidden);

/// <summary>The header of a 7z [7zFormat.txt]: packed streams, folders, files.</summary>
internal sealed class SevenZipHeader
{
    private const int End = 0, Header = 1, ArchiveProperties = 2, AdditionalStreams = 3, MainStreams = 4, FilesInfo = 5, PackInfo = 6, UnpackInfo = 7, SubStreams = 8, SizeId = 9, Crc = 10,
        FolderId = 11, UnpackSize = 12, UnpackStreams = 13, EmptyStream = 14, EmptyFile = 15, Names = 17, Attributes = 21;

    private const int MostCoders = 32, MostFolders = 100_000, HiddenAttribute = 2, DirectoryAttribute = 16;

    public List<(long At, long Size)> Packed { get; } = [];
    public List<SevenZipFolder> Folders { get; } = [];
    public List<SevenZipEntry> Entries { get; } = [];
    /// <summary>More files than may be listed.</summary>
    public bool Cut { get; private set; }

    /// <summary>Reads a plain header (begins with 1), or the streams of an encoded one (the 23 before it already taken away); null if it is damaged.</summary>
    public static SevenZipHeader? Read(ReadOnlySpan<byte> bytes, bool encoded, AnalysisBudget budget)
    {
        var header = new SevenZipHeader();
        var cursor = new SevenZipCursor(bytes);
        if (encoded) header.ReadStreams(ref cursor, budget);
        else header.ReadHeader(ref cursor, budget);
        return cursor.Failed ? null : header;
    }

    private void ReadHeader(ref SevenZipCursor cursor, AnalysisBudget budget)
    {
        if (cursor.Byte() != Header) { cursor.Take(-1); return; }
        while (!cursor.Failed)
        {
            switch (cursor.Number())
            {
                case End:
                    return;
                case ArchiveProperties:
                    while (!cursor.Failed && cursor.Number() != End) cursor.Take(cursor.Number());
                    break;
                case AdditionalStreams:
                    cursor.Take(-1); // nothing writes them
                    break;
                case MainStreams:
                    ReadStreams(ref cursor, budget);
                    break;
                case FilesInfo:
                    ReadFiles(ref cursor, budget);
                    return;
                default:
                    cursor.Take(-1);
                    break;
            }
        }
    }

    private void ReadStreams(ref SevenZipCursor cursor, AnalysisBudget budget)
    {
        while (!cursor.Failed)
        {
            var id = cursor.Number();
            if (id == End) break;
            if (id == PackInfo) ReadPacked(ref cursor);
            else if (id == UnpackInfo) ReadFolders(ref cursor, budget);
            else if (id == SubStreams) ReadSubStreams(ref cursor, budget);
            else cursor.Take(-1);
        }
        foreach (var folder in Folders)
            if (folder.Files.Count == 0 && !HasSubStreams) folder.Files = [(folder.Size, folder.Crc)];
    }

    private bool HasSubStreams { get; set; }

    private void ReadPacked(ref SevenZipCursor cursor)
    {
        var at = cursor.Number() + 32;
        var count = cursor.Count();
        while (!cursor.Failed)
        {
            var id = cursor.Number();
            if (id == End) return;
            if (id == SizeId)
            {
                for (var i = 0; i < count && !cursor.Failed; i++)
                {
                    var size = cursor.Number();
                    Packed.Add((at, size));
                    if (at > long.MaxValue - size) cursor.Take(-1);
                    else at += size;
                }
            }
            else if (id == Crc)
            {
                ReadCrcs(ref cursor, count);
            }
            else
            {
                cursor.Take(-1);
            }
        }
    }

    private void ReadFolders(ref SevenZipCursor cursor, AnalysisBudget budget)
    {
        if (cursor.Number() != FolderId) cursor.Take(-1);
        var count = cursor.Count();
        if (cursor.Byte() != 0 || count > MostFolders) cursor.Take(-1); // external
        var packed = 0;
        for (var i = 0; i < count && !cursor.Failed && budget.TryTakeSteps(1, "7z"); i++)
        {
            var folder = ReadFolder(ref cursor);
            folder.FirstPacked = packed;
            packed += folder.PackedInputs.Count;
            Folders.Add(folder);
        }
        while (!cursor.Failed)
        {
            var id = cursor.Number();
            if (id == End) return;
            if (id == UnpackSize)
            {
                foreach (var folder in Folders)
                    for (var i = 0; i < folder.Coders.Count && !cursor.Failed; i++) folder.Sizes.Add(cursor.Number());
            }
            else if (id == Crc)
            {
                var crcs = ReadCrcs(ref cursor, Folders.Count);
                for (var i = 0; i < crcs.Count; i++) Folders[i].Crc = crcs[i];
            }
            else
            {
                cursor.Take(-1);
            }
        }
    }

    private static SevenZipFolder ReadFolder(ref SevenZipCursor cursor)
    {
        var folder = new SevenZipFolder();
        var coders = cursor.Count();
        if (coders is 0 or > MostCoders) cursor.Take(-1);
        var inputs = 0;
        for (var i = 0; i < coders && !cursor.Failed; i++)
        {
            var flags = cursor.Byte();
            ulong method = 0;
            foreach (var b in cursor.Take(flags & 0x0f)) method = (method << 8) | b;
            int own = 1, outputs = 1;
            if ((flags & 0x10) != 0) (own, outputs) = (cursor.Count(), cursor.Count());
            if (own is 0 or > 4 || outputs != 1) cursor.Take(-1);
            var properties = (flags & 0x20) != 0 ? cursor.Take(cursor.Number()).ToArray() : [];
            folder.Coders.Add(new SevenZipCoder(method, properties, own, inputs));
            inputs += own;
        }
        for (var pair = 0; pair < folder.Coders.Count - 1 && !cursor.Failed; pair++)
        {
            long input = cursor.Number(), output = cursor.Number();
            if (input >= inputs || output >= folder.Coders.Count || folder.Bound.ContainsValue((int)output) || !folder.Bound.TryAdd((int)input, (int)output)) cursor.Take(-1);
        }
        var packed = inputs - folder.Bound.Count;
        if (packed == 1)
        {
            for (var input = 0; input < inputs; input++)
                if (!folder.Bound.ContainsKey(input)) folder.PackedInputs.Add(input);
        }
        else
        {
            for (var i = 0; i < packed && !cursor.Failed; i++) folder.PackedInputs.Add((int)Math.Min(cursor.Number(), int.MaxValue));
        }
        return folder;
    }

    private void ReadSubStreams(ref SevenZipCursor cursor, AnalysisBudget budget)
    {
        HasSubStreams = true;
        var counts = new long[Folders.Count];
        Array.Fill(counts, 1);
        var id = cursor.Number();
        if (id == UnpackStreams)
        {
            for (var i = 0; i < counts.Length && !cursor.Failed; i++) counts[i] = cursor.Number();
            id = cursor.Number();
        }
        for (var i = 0; i < counts.Length && !cursor.Failed; i++)
        {
            var folder = Folders[i];
            if (counts[i] - 1 > cursor.Left || (id != SizeId && counts[i] > 1)) cursor.Take(-1);
            var rest = folder.Size;
            for (long file = 0; file < counts[i] && !cursor.Failed && budget.TryTakeSteps(1, "7z"); file++)
            {
                var size = file == counts[i] - 1 ? rest : cursor.Number();
                if (size < 0 || size > rest) cursor.Take(-1);
                rest -= size;
                folder.Files.Add((size, counts[i] == 1 ? folder.Crc : null));
            }
        }
        if (id == SizeId) id = cursor.Number();
        for (; id != End && !cursor.Failed; id = cursor.Number())
        {
            if (id == Crc) ReadFileCrcs(ref cursor);
            else cursor.Take(cursor.Number());
        }
    }

    /// <summary>CRCs of the files whose folder does not already tell it.</summary>
    private void ReadFileCrcs(ref SevenZipCursor cursor)
    {
        var missing = Folders.Sum(folder => folder.Files.Count(file => file.Crc is null));
        var crcs = ReadCrcs(ref cursor, missing);
        var next = 0;
        foreach (var folder in Folders)
            for (var i = 0; i < folder.Files.Count && next < crcs.Count; i++)
                if (folder.Files[i].Crc is null) folder.Files[i] = (folder.Files[i].Size, crcs[next++]);
    }

    private static List<uint?> ReadCrcs(ref SevenZipCursor cursor, int count)
    {
        var defined = cursor.OptionalBits(count);
        var crcs = new List<uint?>(defined.Length);
        foreach (var is1 in defined)
        {
            if (cursor.Failed) break;
            crcs.Add(is1 ? cursor.UInt32() : null);
        }
        return crcs;
    }

    private void ReadFiles(ref SevenZipCursor cursor, AnalysisBudget budget)
    {
        var count = cursor.Count(perByte: 8);
        var names = new List<string>();
        bool[] empty = [], emptyFiles = [];
        var attributes = new uint[count];
        while (!cursor.Failed)
        {
            var id = cursor.Number();
            if (id == End) break;
            var body = new SevenZipCursor(cursor.Take(cursor.Number()));
            if (id == EmptyStream) empty = body.Bits(count);
            else if (id == EmptyFile) emptyFiles = body.Bits(empty.Count(bit => bit));
            else if (id == Names && body.Byte() == 0) ReadNames(body.Take(body.Left), count, names);
            else if (id == Attributes) ReadAttributes(ref body, attributes);
        }
        var streams = Folders.SelectMany((folder, index) => folder.Files.Select((file, order) => (Folder: index, file.Size, file.Crc, First: order == 0))).GetEnumerator();
        long at = 0;
        var emptyIndex = 0;
        for (var i = 0; i < count && budget.TryTakeSteps(1, "7z"); i++)
        {
            if (Entries.Count >= budget.Limits.Members)
            {
                budget.Exhaust("members", "7z");
                Cut = true;
                return;
            }
            var name = i < names.Count ? names[i] : "";
            var hidden = (attributes[i] & HiddenAttribute) != 0;
            if (i < empty.Length && empty[i])
            {
                var isFile = emptyIndex < emptyFiles.Length && emptyFiles[emptyIndex];
                emptyIndex++;
                if (isFile && (attributes[i] & DirectoryAttribute) == 0) Entries.Add(new SevenZipEntry(name, -1, 0, 0, null, hidden));
                continue;
            }
            if (!streams.MoveNext()) { cursor.Take(-1); return; }
            if (streams.Current.First) at = 0;
            Entries.Add(new SevenZipEntry(name, streams.Current.Folder, at, streams.Current.Size, streams.Current.Crc, hidden));
            at += streams.Current.Size;
        }
    }

    private static void ReadNames(ReadOnlySpan<byte> utf16, int count, List<string> names)
    {
        while (names.Count < count && utf16.Length >= 2)
        {
            var end = 0;
            while (end + 1 < utf16.Length && (utf16[end] | utf16[end + 1]) != 0) end += 2;
            names.Add(Encoding.Unicode.GetString(utf16[..Math.Min(end, utf16.Length)]).Replace('\\', '/'));
            utf16 = utf16[Math.Min(end + 2, utf16.Length)..];
        }
    }

    private static void ReadAttributes(ref SevenZipCursor body, uint[] attributes)
    {
        var defined = body.OptionalBits(attributes.Length);
        if (body.Byte() != 0) return;
        for (var i = 0; i < defined.Length && !body.Failed; i++)
            if (defined[i]) attributes[i] = body.UInt32();
    }
}
