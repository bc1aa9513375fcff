using System.Buffers.Binary;
using System.Text;

namespace Lurewatch.Containers.Disks;

/// <summary>UDF [ECMA-167, OSTA UDF 1.02 to 2.60]: anchor, volume descriptors, the file set's root folder, and from there on every file.</summary>
internal sealed class UdfReader
{
    private const int MostDescriptors = 256, MostDepth = 64, MostFolderBytes = 16 << 20;
    private const ushort Anchor = 2, Pointer = 3, PartitionDescriptor = 5, LogicalVolume = 6, Terminating = 8, FileSet = 256, FileIdentifier = 257;

    private readonly AnalysisBudget _budget;
    private readonly Volume _volume;
    private readonly UdfSpace _space;
    private readonly HashSet<long> _entered = [];
    private readonly Queue<(UdfIcb Folder, string Path, int Depth)> _folders = new();

    private UdfReader(DiskBytes disk, int blockSize, AnalysisBudget budget)
    {
        _budget = budget;
        _volume = new Volume("udf", disk);
        _space = new UdfSpace(disk, blockSize, budget);
    }

    /// <summary>The file system; null if there is no anchor that leads to one.</summary>
    public static Volume? Read(DiskBytes disk, AnalysisBudget budget)
    {
        foreach (var blockSize in (ReadOnlySpan<int>)[2048, 512, 4096, 1024])
        {
            var last = disk.Length / blockSize;
            foreach (var sector in (ReadOnlySpan<long>)[256, last - 1, last - 257, last - 256, 512])
            {
                if (sector <= 0) continue;
                var anchor = disk.Read(sector * blockSize, 32).Span;
                if (!UdfSpace.IsTag(anchor, Anchor)) continue;
                var reader = new UdfReader(disk, blockSize, budget);
                if (reader.Open(anchor[16..]) || reader.Open(anchor[24..])) return reader._volume;
            }
        }
        return null;
    }

    /// <summary>Follows a volume descriptor sequence [ECMA-167 3/8.4.2].</summary>
    private bool Open(ReadOnlySpan<byte> extent)
    {
        long length = BinaryPrimitives.ReadUInt32LittleEndian(extent), at = BinaryPrimitives.ReadUInt32LittleEndian(extent[4..]) * (long)_space.BlockSize;
        byte[]? logical = null;
        for (var seen = 0; seen < MostDescriptors && length > 0; seen++)
        {
            var descriptor = _volume.Disk.Read(at, Math.Max(_space.BlockSize, 2048)).Span;
            if (descriptor.Length < 512) break;
            at += _space.BlockSize;
            length -= _space.BlockSize;
            var tag = BinaryPrimitives.ReadUInt16LittleEndian(descriptor);
            if (tag == Terminating) break;
            if (!UdfSpace.IsTag(descriptor, tag)) continue;
            switch (tag)
            {
                case Pointer:
                    length = BinaryPrimitives.ReadUInt32LittleEndian(descriptor[20..]);
                    at = BinaryPrimitives.ReadUInt32LittleEndian(descriptor[24..]) * (long)_space.BlockSize;
                    break;
                case PartitionDescriptor:
                    _space.AddPartition(descriptor);
                    break;
                case LogicalVolume:
                    logical = descriptor.ToArray();
                    break;
            }
        }
        return logical is not null && OpenLogical(logical);
    }

    private bool OpenLogical(ReadOnlySpan<byte> logical)
    {
        _volume.Label = DString(logical.Slice(84, 128));
        _space.AddMaps(logical);
        var set = _space.Read(LongAddress.Read(logical[248..]));
        if (!UdfSpace.IsTag(set, FileSet) || set.Length < 416) return false;
        Enter(UdfIcb.Read(_space, LongAddress.Read(set[400..])), "", 0);
        while (_folders.TryDequeue(out var folder))
            if (!Folder(folder.Folder, folder.Path, folder.Depth)) break;
        return true;
    }

    private void Enter(UdfIcb? folder, string path, int depth)
    {
        if (folder is null) _volume.Problems.Add("directory-damaged", path.Length == 0 ? "/" : path);
        else if (!_entered.Add(folder.At)) _volume.Problems.Add("directory-loop", path);
        else if (depth > MostDepth) _volume.Problems.Add("directory-depth", path);
        else _folders.Enqueue((folder, path, depth));
    }

    /// <summary>File identifier descriptors of a folder [ECMA-167 4/14.4].</summary>
    private bool Folder(UdfIcb folder, string path, int depth)
    {
        var whole = folder.ToFile(path);
        var length = (int)Math.Min(Math.Min(whole.Size, StoredContent.Reachable(_volume.Disk, whole)), MostFolderBytes);
        if (!_budget.TryTakeSteps(1 + (length >> 6), "udf")) return false;
        var content = StoredContent.Join(_volume.Disk, whole, length).Span;
        while (content.Length >= 38)
        {
            if (!_volume.MayAdd(_budget, "udf")) return false;
            if (BinaryPrimitives.ReadUInt16LittleEndian(content) != FileIdentifier)
            {
                _volume.Problems.Add("directory-damaged", path.Length == 0 ? "/" : path);
                break;
            }
            int nameSize = content[19], useSize = BinaryPrimitives.ReadUInt16LittleEndian(content[36..]);
            var size = (38 + nameSize + useSize + 3) & ~3;
            if (38 + nameSize + useSize > content.Length) break;
            var characteristics = content[18];
            const int hidden = 1, directory = 2, deleted = 4, parent = 8;
            if ((characteristics & (deleted | parent)) == 0)
            {
                var name = path + Characters(content.Slice(38 + useSize, nameSize));
                var icb = UdfIcb.Read(_space, LongAddress.Read(content[20..]));
                if ((characteristics & directory) != 0) Enter(icb, name + "/", depth + 1);
                else if (icb is not null) _volume.Files.Add(icb.ToFile(name) with { Hidden = (characteristics & hidden) != 0 });
                else _volume.Files.Add(new StoredFile(name, 1));
            }
            content = content[Math.Min(size, content.Length)..];
        }
        return true;
    }

    /// <summary>A fixed field whose last byte says how much of it is used [OSTA UDF 2.1.3].</summary>
    private static string? DString(ReadOnlySpan<byte> field)
    {
        var text = Characters(field[..Math.Min(field[^1], field.Length - 1)]).Trim('\0', ' ');
        return text.Length == 0 ? null : text;
    }

    /// <summary>Compressed Unicode: the first byte says whether a character has one byte or two [OSTA UDF 2.1.1].</summary>
    private static string Characters(ReadOnlySpan<byte> field)
    {
        if (field.IsEmpty) return "";
        return field[0] is 16 or 255 ? Encoding.BigEndianUnicode.GetString(field[1..]) : Encoding.Latin1.GetString(field[1..]);
    }
}
