using System.Buffers.Binary;

namespace Lurewatch.Containers.Disks;

/// <summary>From a disk to the file systems on it: one without partitions, else those of a GUID partition table [UEFI 5.3] or of a master boot record with its chain of extended ones.</summary>
internal static class Partitions
{
    private const int Sector = 512, MostPartitions = 128, MostChained = 64;
    private const byte Protective = 0xee;

    public static IReadOnlyList<Volume> Read(DiskBytes disk, AnalysisBudget budget)
    {
        var volumes = new List<Volume>();
        if (Add(disk, volumes, budget)) return volumes;
        var boot = disk.Read(0, Sector).Span;
        var partitions = new List<DiskPart>();
        if (IsBootRecord(boot))
        {
            for (var i = 0; i < 4; i++)
            {
                var entry = boot.Slice(446 + (i * 16), 16);
                if (entry[4] == 0) continue;
                if (entry[4] is Protective) Guids(disk, partitions);
                else if (entry[4] is 0x05 or 0x0f or 0x85) Chain(disk, Start(entry), partitions, budget);
                else partitions.Add(Part(disk, Start(entry), BinaryPrimitives.ReadUInt32LittleEndian(entry[12..])));
            }
        }
        else
        {
            Guids(disk, partitions);
        }
        foreach (var partition in partitions)
            if (budget.TryTakeSteps(1, "disk")) Add(partition, volumes, budget);
        return volumes;
    }

    public static bool IsBootRecord(ReadOnlySpan<byte> sector) => sector.Length >= Sector && sector[510] == 0x55 && sector[511] == 0xaa;

    private static bool Add(DiskBytes disk, List<Volume> volumes, AnalysisBudget budget)
    {
        var volume = NtfsReader.Read(disk, budget) ?? ExFatReader.Read(disk, budget) ?? FatReader.Read(disk, budget);
        if (volume is not null)
        {
            volumes.Add(volume);
            return true;
        }
        if (disk.Read(0x8001, 5).Span is not [_, _, _, _, _] mark || !(mark.SequenceEqual("CD001"u8) || mark.SequenceEqual("BEA01"u8))) return false;
        if (UdfReader.Read(disk, budget) is { } udf) volumes.Add(udf);
        volumes.AddRange(IsoReader.Read(disk, budget));
        return true;
    }

    private static void Guids(DiskBytes disk, List<DiskPart> partitions)
    {
        foreach (var sector in (ReadOnlySpan<int>)[512, 4096])
        {
            var header = disk.Read(sector, 92).Span;
            if (header.Length < 92 || !header.StartsWith("EFI PART"u8)) continue;
            var at = BinaryPrimitives.ReadInt64LittleEndian(header[72..]) * sector;
            var (count, size) = (BinaryPrimitives.ReadUInt32LittleEndian(header[80..]), BinaryPrimitives.ReadUInt32LittleEndian(header[84..]));
            if (size is < 128 or > 4096) return;
            for (var i = 0; i < Math.Min(count, MostPartitions) && partitions.Count < MostPartitions; i++)
            {
                var entry = disk.Read(at + (i * size), 128).Span;
                if (entry.Length < 128) return;
                long first = BinaryPrimitives.ReadInt64LittleEndian(entry[32..]), last = BinaryPrimitives.ReadInt64LittleEndian(entry[40..]);
                if (entry[..16].IndexOfAnyExcept((byte)0) < 0 || first <= 0 || last < first || last > disk.Length / sector) continue;
                partitions.Add(new DiskPart(disk, first * sector, (last - first + 1) * sector));
            }
            return;
        }
    }

    /// <summary>Extended partitions: each record names one partition and the next record.</summary>
    private static void Chain(DiskBytes disk, long start, List<DiskPart> partitions, AnalysisBudget budget)
    {
        var at = start;
        for (var chained = 0; chained < MostChained && budget.TryTakeSteps(1, "disk"); chained++)
        {
            var record = disk.Read(at * Sector, Sector).Span;
            if (!IsBootRecord(record)) return;
            var own = record.Slice(446, 16);
            if (own[4] != 0) partitions.Add(Part(disk, at + Start(own), BinaryPrimitives.ReadUInt32LittleEndian(own[12..])));
            var next = record.Slice(462, 16);
            if (next[4] == 0 || Start(next) == 0) return;
            at = start + Start(next);
        }
    }

    private static long Start(ReadOnlySpan<byte> entry) => BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]);

    private static DiskPart Part(DiskBytes disk, long start, long sectors) => new(disk, start * Sector, sectors * Sector);
}
