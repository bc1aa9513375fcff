using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Lurewatch.Files.Types;

/// <summary>Tells what a compound file holds from the names in its root storage [MS-CFB 2.6], read from the raw directory, as far as it can be followed.</summary>
internal static class CfbTypes
{
    private const int EntrySize = 128;
    private const int SectorsRead = 64;
    private const uint LastSector = 0xfffffffa;

    [Flags]
    private enum Seen
    {
        None = 0,
        Doc = 1,
        Xls = 2,
        Ppt = 4,
        Msg = 8,
        Encrypted = 16,
        Vba = 32,
        Project = 64,
    }

    public static FileType Detect(ReadOnlySpan<byte> file)
    {
        if (file.Length < 1024) return FileType.Cfb;
        int shift = BinaryPrimitives.ReadUInt16LittleEndian(file[30..]);
        if (shift is not (9 or 12)) shift = 9;
        var size = 1 << shift;
        var fat = BinaryPrimitives.ReadUInt32LittleEndian(file[76..]); // the first FAT sector, by the header's DIFAT
        var sector = BinaryPrimitives.ReadUInt32LittleEndian(file[48..]);
        Span<uint> sectors = stackalloc uint[SectorsRead];
        var count = 0;
        while (count < SectorsRead && sector < LastSector && (sector + 1L) << shift < file.Length)
        {
            sectors[count++] = sector;
            sector = Next(file, sector, shift, fat);
        }
        if (count == 0) return FileType.Cfb;
        sectors = sectors[..count];
        if (Entry(file, sectors, shift, 0) is { Length: EntrySize } root)
        {
            if (IsInstaller(root.Slice(80, 16))) return FileType.Msi;
            var top = FromRoot(file, sectors, shift, BinaryPrimitives.ReadUInt32LittleEndian(root[76..]));
            if (TypeOf(top) is var type and not FileType.Cfb) return type;
        }
        // A damaged tree: any name will do.
        var seen = Seen.None;
        for (uint i = 0; i < count * (size / EntrySize); i++) seen |= Mark(Entry(file, sectors, shift, i));
        return TypeOf(seen);
    }

    private static uint Next(ReadOnlySpan<byte> file, uint sector, int shift, uint firstFat)
    {
        var perSector = 1u << (shift - 2);
        var index = sector / perSector;
        var fat = index == 0 ? firstFat : index < 109 ? BinaryPrimitives.ReadUInt32LittleEndian(file[(76 + ((int)index * 4))..]) : LastSector;
        if (fat >= LastSector) return LastSector;
        var at = ((fat + 1L) << shift) + ((sector % perSector) * 4);
        return at + 4 <= file.Length ? BinaryPrimitives.ReadUInt32LittleEndian(file[(int)at..]) : LastSector;
    }

    private static ReadOnlySpan<byte> Entry(ReadOnlySpan<byte> file, ReadOnlySpan<uint> sectors, int shift, uint id)
    {
        var perSector = (1u << shift) / EntrySize;
        if (id / perSector >= sectors.Length) return [];
        var at = ((sectors[(int)(id / perSector)] + 1L) << shift) + ((id % perSector) * EntrySize);
        return at + EntrySize <= file.Length ? file.Slice((int)at, EntrySize) : [];
    }

    /// <summary>Names of the root's own children: a sheet embedded in a text document must not make it a workbook.</summary>
    private static Seen FromRoot(ReadOnlySpan<byte> file, ReadOnlySpan<uint> sectors, int shift, uint child)
    {
        Span<uint> stack = stackalloc uint[128];
        stack[0] = child;
        var depth = 1;
        var seen = Seen.None;
        for (var steps = sectors.Length * ((1 << shift) / EntrySize); depth > 0 && steps > 0; steps--)
        {
            var entry = Entry(file, sectors, shift, stack[--depth]);
            if (entry.IsEmpty) continue;
            seen |= Mark(entry);
            foreach (var offset in (ReadOnlySpan<int>)[68, 72])
            {
                var sibling = BinaryPrimitives.ReadUInt32LittleEndian(entry[offset..]);
                if (sibling < LastSector && depth < stack.Length) stack[depth++] = sibling;
            }
        }
        return seen;
    }

    private static Seen Mark(ReadOnlySpan<byte> entry)
    {
        if (entry.Length < EntrySize) return Seen.None;
        var length = (BinaryPrimitives.ReadUInt16LittleEndian(entry[64..]) / 2) - 1;
        if (length is < 1 or > 31) return Seen.None;
        var name = MemoryMarshal.Cast<byte, char>(entry)[..length];
        return name switch
        {
            _ when Is(name, "WordDocument") => Seen.Doc,
            _ when Is(name, "Workbook") || Is(name, "Book") => Seen.Xls,
            _ when Is(name, "PowerPoint Document") || Is(name, "PP40") => Seen.Ppt,
            _ when Is(name, "__properties_version1.0") => Seen.Msg,
            _ when Is(name, "EncryptedPackage") => Seen.Encrypted,
            _ when Is(name, "VBA") => Seen.Vba,
            _ when Is(name, "PROJECT") => Seen.Project,
            _ => Seen.None,
        };
    }

    private static bool Is(ReadOnlySpan<char> name, string wanted) => name.Equals(wanted, StringComparison.OrdinalIgnoreCase);

    private static FileType TypeOf(Seen seen) => seen switch
    {
        _ when (seen & Seen.Encrypted) != Seen.None => FileType.EncryptedOoxml,
        _ when (seen & Seen.Doc) != Seen.None => FileType.Doc,
        _ when (seen & Seen.Xls) != Seen.None => FileType.Xls,
        _ when (seen & Seen.Ppt) != Seen.None => FileType.Ppt,
        _ when (seen & Seen.Msg) != Seen.None => FileType.Msg,
        _ when (seen & Seen.Vba) != Seen.None && (seen & Seen.Project) != Seen.None => FileType.VbaProject,
        _ => FileType.Cfb,
    };

    /// <summary>CLSID of installer packages, patches and transforms: 000C1084, 000C1086, 000C1082 of the COM family.</summary>
    private static bool IsInstaller(ReadOnlySpan<byte> clsid) =>
        clsid[0] is 0x84 or 0x86 or 0x82 && clsid[1..].SequenceEqual((ReadOnlySpan<byte>)[0x10, 0x0c, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46]);
}
