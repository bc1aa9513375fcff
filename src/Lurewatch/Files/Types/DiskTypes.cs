using System.Buffers.Binary;
using Lurewatch.Containers.Disks;

namespace Lurewatch.Files.Types;

/// <summary>Images of disks that have no magic number of their own: a boot sector of a known file system, or a partition table that fits the file.</summary>
internal static class DiskTypes
{
    public static bool LooksLikeOne(ReadOnlySpan<byte> b)
    {
        if (b.Length < 1024 || !Partitions.IsBootRecord(b)) return false;
        return b[3..].StartsWith("NTFS    "u8) || b[3..].StartsWith("EXFAT   "u8) || FatReader.Parameters(b) is not null || HasPartitions(b);
    }

    private static bool HasPartitions(ReadOnlySpan<byte> b)
    {
        var partitions = 0;
        for (var i = 0; i < 4; i++)
        {
            var entry = b.Slice(446 + (i * 16), 16);
            if (entry[4] == 0 && entry.IndexOfAnyExcept((byte)0) < 0) continue;
            if (entry[0] is not (0 or 0x80) || entry[4] == 0 || BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]) is var start && (start == 0 || start * 512L >= b.Length)) return false;
            partitions++;
        }
        return partitions > 0;
    }
}
