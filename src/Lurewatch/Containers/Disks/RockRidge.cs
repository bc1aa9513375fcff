using System.Buffers.Binary;
using System.Text;

namespace Lurewatch.Containers.Disks;

/// <summary>Rock Ridge names behind ISO 9660's records [IEEE P1282, on SUSP, IEEE P1281]: names, and folders that were moved because they lay too deep.</summary>
internal sealed class RockRidge(DiskBytes disk, int blockSize)
{
    private const int MostContinuations = 8;
    private int _skip;

    /// <summary>A name was found.</summary>
    public bool Seen { get; private set; }

    /// <summary>What a record says beyond ISO 9660.</summary>
    /// <param name="Name">Its longer name; null if none.</param>
    /// <param name="Child">Where the folder that stands here really lies.</param>
    /// <param name="Relocated">This is the place where such a folder lies: it is shown elsewhere.</param>
    public readonly record struct Entry(string? Name, long? Child, bool Relocated);

    /// <summary>Takes from the root's own record how many bytes come before the fields (SP).</summary>
    public void Look(ReadOnlySpan<byte> record)
    {
        var area = Area(record);
        if (area.Length >= 7 && area.StartsWith("SP"u8) && area[4] == 0xbe && area[5] == 0xef) _skip = area[6];
    }

    public Entry Read(ReadOnlySpan<byte> record)
    {
        var area = Area(record);
        if (area.Length > _skip) area = area[_skip..];
        var name = new List<byte>();
        long? child = null;
        var relocated = false;
        for (var continuations = 0; ;)
        {
            var next = Fields(area, name, ref child, ref relocated);
            if (next.IsEmpty || ++continuations > MostContinuations) break;
            area = next;
        }
        if (name.Count > 0) Seen = true;
        return new Entry(name.Count == 0 ? null : Text(name.ToArray()), child, relocated);
    }

    private ReadOnlySpan<byte> Fields(scoped ReadOnlySpan<byte> area, List<byte> name, scoped ref long? child, scoped ref bool relocated)
    {
        ReadOnlySpan<byte> next = default;
        while (area.Length >= 4 && area[2] >= 4 && area[2] <= area.Length)
        {
            var field = area[..area[2]];
            if (field.StartsWith("NM"u8) && field.Length > 5 && (field[4] & 6) == 0) name.AddRange(field[5..]);
            else if (field.StartsWith("CL"u8) && field.Length >= 12) child = (long)BinaryPrimitives.ReadUInt32LittleEndian(field[4..]) * blockSize;
            else if (field.StartsWith("RE"u8)) relocated = true;
            else if (field.StartsWith("CE"u8) && field.Length >= 28)
                next = disk.Read(((long)BinaryPrimitives.ReadUInt32LittleEndian(field[4..]) * blockSize) + BinaryPrimitives.ReadUInt32LittleEndian(field[12..]),
                    (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(field[20..]), 2048)).Span;
            else if (field.StartsWith("ST"u8)) break;
            area = area[area[2]..];
        }
        return next;
    }

    /// <summary>What stands behind the name, on an even position.</summary>
    private static ReadOnlySpan<byte> Area(ReadOnlySpan<byte> record)
    {
        var start = 33 + record[32];
        start += start & 1;
        return start < record.Length ? record[start..] : default;
    }

    private static string Text(byte[] name) => (System.Text.Unicode.Utf8.IsValid(name) ? Encoding.UTF8 : Encoding.Latin1).GetString(name).Replace('/', '_');
}
