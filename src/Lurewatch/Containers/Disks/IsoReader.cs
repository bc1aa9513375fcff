using System.Buffers.Binary;
using System.Text;

namespace Lurewatch.Containers.Disks;

/// <summary>ISO 9660 [ECMA-119]: every directory tree that the volume descriptors name, the Joliet one first, since Windows shows that.</summary>
internal static class IsoReader
{
    private const int Sector = 2048;
    private const int FirstDescriptor = 16;
    private const int MostDescriptors = 64;
    private const int DescriptorRoot = 156;
    private const int MostDepth = 64;

    private const byte PrimaryVolume = 1, SupplementaryVolume = 2, Terminator = 255;

    /// <summary>The trees of a disk; none if there is no descriptor of ISO 9660.</summary>
    public static IReadOnlyList<Volume> Read(DiskBytes disk, AnalysisBudget budget)
    {
        var volumes = new List<Volume>();
        for (var index = 0; index < MostDescriptors; index++)
        {
            var at = (long)(FirstDescriptor + index) * Sector;
            var descriptor = disk.Read(at, Sector).Span;
            if (descriptor.Length < DescriptorRoot + 34 || !descriptor.Slice(1, 5).SequenceEqual("CD001"u8) || descriptor[0] is Terminator) break;
            if (descriptor[0] is not (PrimaryVolume or SupplementaryVolume)) continue;
            var joliet = descriptor[0] is SupplementaryVolume && descriptor[88] == '%' && descriptor[89] == '/' && descriptor[90] is (byte)'@' or (byte)'C' or (byte)'E';
            if (descriptor[0] is SupplementaryVolume && !joliet && descriptor[6] != 2) continue; // version 2: the enhanced descriptor of ISO 9660:1999
            var blockSize = BinaryPrimitives.ReadUInt16LittleEndian(descriptor[128..]);
            if (blockSize is not (512 or 1024 or 2048)) blockSize = Sector;
            var volume = new Volume(joliet ? "joliet" : "iso9660", disk) { Label = Label(descriptor.Slice(40, 32), joliet) };
            new Walk(volume, blockSize, joliet, budget).Run(descriptor.Slice(DescriptorRoot, 34));
            if (joliet) volumes.Insert(0, volume);
            else volumes.Add(volume);
        }
        return volumes;
    }

    private static string? Label(ReadOnlySpan<byte> field, bool joliet)
    {
        var text = (joliet ? Encoding.BigEndianUnicode : Encoding.Latin1).GetString(field).Trim(' ', '\0');
        return text.Length == 0 ? null : text;
    }

    /// <summary>One directory tree, folder by folder; each extent is entered once, so that a tree that leads into itself ends.</summary>
    private sealed class Walk(Volume volume, int blockSize, bool joliet, AnalysisBudget budget)
    {
        private readonly Queue<(long At, long Size, string Path, int Depth)> _folders = new();
        private readonly HashSet<long> _entered = [];
        private readonly RockRidge _rockRidge = new(volume.Disk, blockSize);

        public void Run(ReadOnlySpan<byte> root)
        {
            Enter(Location(root), Size(root), "", 0);
            while (_folders.TryDequeue(out var folder))
                if (!Folder(folder.At, folder.Size, folder.Path, folder.Depth)) return;
            if (_rockRidge.Seen) volume.Kind = "rock-ridge";
        }

        private void Enter(long at, long size, string path, int depth)
        {
            if (!_entered.Add(at)) volume.Problems.Add("directory-loop", path);
            else if (depth > MostDepth) volume.Problems.Add("directory-depth", path);
            else _folders.Enqueue((at, size, path, depth));
        }

        private bool Folder(long at, long size, string path, int depth)
        {
            if (at < 0 || at >= volume.Disk.Length)
            {
                volume.Problems.Add("directory-outside", path.Length == 0 ? "/" : path);
                return true;
            }
            List<Extent>? parts = null; // of a file in several extents
            long whole = 0;
            var end = Math.Min(at + size, volume.Disk.Length);
            while (at < end)
            {
                if (!volume.MayAdd(budget, volume.Kind)) return false;
                var left = Sector - (int)(at % Sector);
                var record = volume.Disk.Read(at, Math.Min(left, 255)).Span;
                if (record.Length < 34 || record[0] < 34)
                {
                    at += left; // records do not cross sectors: the rest of this one is empty
                    continue;
                }
                if (record[0] > record.Length)
                {
                    volume.Problems.Add("directory-damaged", $"record at offset {at}");
                    at += left;
                    continue;
                }
                record = record[..record[0]];
                at += record.Length;
                if (record[32] == 0 || 33 + record[32] > record.Length || IsItselfOrParent(record)) { _rockRidge.Look(record); continue; }
                var flags = record[25];
                var alternative = joliet ? default : _rockRidge.Read(record);
                if (alternative.Relocated) continue;
                var name = path + (alternative.Name is { Length: > 0 } given ? given : Name(record.Slice(33, record[32])));
                if (alternative.Child is { } child) Enter(child, SizeOfItself(child), name + "/", depth + 1);
                else if ((flags & 2) != 0) Enter(Location(record), Size(record), name + "/", depth + 1);
                else
                {
                    (parts ??= []).Add(new Extent(Location(record), Size(record)));
                    whole += Size(record);
                    if ((flags & 0x80) != 0) continue;
                    volume.Files.Add(new StoredFile(name, whole) { Extents = parts, Hidden = (flags & 1) != 0 });
                    (parts, whole) = (null, 0);
                }
            }
            return true;
        }

        /// <summary>Size of a folder by its own first record: a relocated folder's stands nowhere else.</summary>
        private long SizeOfItself(long at) => volume.Disk.Read(at, 34).Span is { Length: 34 } record && record[0] >= 34 ? Size(record) : 0;

        private long Location(ReadOnlySpan<byte> record) => (BinaryPrimitives.ReadUInt32LittleEndian(record[2..]) + (long)record[1]) * blockSize;

        private static long Size(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadUInt32LittleEndian(record[10..]);

        private static bool IsItselfOrParent(ReadOnlySpan<byte> record) => record[32] == 1 && record[33] <= 1;

        /// <summary>Without the version that stands behind a semicolon, and without the dot of a name that has no extension.</summary>
        private string Name(ReadOnlySpan<byte> field)
        {
            var name = joliet ? Encoding.BigEndianUnicode.GetString(field) : System.Text.Unicode.Utf8.IsValid(field) ? Encoding.UTF8.GetString(field) : Encoding.Latin1.GetString(field);
            var version = name.LastIndexOf(';');
            if (version > 0 && name.AsSpan(version + 1).IndexOfAnyExceptInRange('0', '9') < 0) name = name[..version];
            return !joliet && name.EndsWith('.') ? name[..^1] : name;
        }
    }
}
