using System.Buffers.Binary;

namespace Lurewatch.Containers.Disks;

/// <summary>A file allocation table: from the first cluster of a file to where all of it lies.</summary>
/// <param name="disk">The volume.</param>
/// <param name="table">Where the table starts.</param>
/// <param name="bits">12, 16 or 32 a cluster.</param>
/// <param name="heap">Where cluster 2 starts.</param>
/// <param name="clusterSize">Bytes of a cluster.</param>
/// <param name="clusters">Clusters that there are.</param>
internal sealed class FatTable(DiskBytes disk, long table, int bits, long heap, int clusterSize, long clusters)
{
    private const int MostExtents = 1 << 20;
    private int _extents;

    /// <summary>Follows a chain as far as a size needs it, and no further than the budget could take; a chain that leads into itself ends after as many clusters as the volume has.</summary>
    /// <param name="loops">The chain is longer than the volume.</param>
    public List<Extent> Chain(uint first, long size, AnalysisBudget budget, out bool loops)
    {
        var extents = new List<Extent>();
        loops = false;
        size = Math.Min(size, budget.Limits.MemberBytes + 1);
        long length = 0, followed = 0;
        for (var cluster = first; cluster >= 2 && cluster < clusters + 2 && length < size; cluster = Next(cluster))
        {
            if (++followed > clusters)
            {
                loops = true;
                break;
            }
            if (!budget.TryTakeSteps(1, "fat")) break;
            var at = heap + ((cluster - 2L) * clusterSize);
            if (extents.Count > 0 && extents[^1].At + extents[^1].Length == at) extents[^1] = extents[^1] with { Length = extents[^1].Length + clusterSize };
            else if (_extents++ < MostExtents) extents.Add(new Extent(at, clusterSize));
            else break;
            length += clusterSize;
        }
        return extents;
    }

    /// <summary>Clusters that follow one another without the table.</summary>
    public List<Extent> Run(uint first, long size) => first >= 2 && first < clusters + 2 ? [new Extent(heap + ((first - 2L) * clusterSize), Math.Min(size, (clusters + 2 - first) * clusterSize))] : [];

    private uint Next(uint cluster)
    {
        switch (bits)
        {
            case 12:
                var pair = disk.Read(table + cluster + (cluster / 2), 2).Span;
                if (pair.Length < 2) return 0;
                var both = BinaryPrimitives.ReadUInt16LittleEndian(pair);
                return (cluster & 1) == 0 ? both & 0xfffu : (uint)both >> 4;
            case 16:
                return disk.Read(table + (cluster * 2L), 2).Span is { Length: 2 } two ? BinaryPrimitives.ReadUInt16LittleEndian(two) : 0u;
            default:
                return disk.Read(table + (cluster * 4L), 4).Span is { Length: 4 } four ? BinaryPrimitives.ReadUInt32LittleEndian(four) & 0x0fffffff : 0;
        }
    }
}
