using System.Text;
using Lurewatch.Bytes;

namespace Lurewatch.Containers.Pe;

/// <summary>What a .NET program says of itself [ECMA-335 II.24, II.25]: the version that it was built for, the name of its module, where its own resources lie.</summary>
/// <param name="RuntimeVersion">Of the metadata: <c>v4.0.30319</c>.</param>
/// <param name="Module">Name of the module; null if it could not be read.</param>
/// <param name="Mvid">The module's own number: the same for every copy of one build; empty if it could not be read.</param>
/// <param name="Resources">Offset and size of the managed resources in the file; zeros if there are none.</param>
internal sealed record PeClr(string RuntimeVersion, string? Module, Guid Mvid, (long Offset, long Size) Resources)
{
    private const int MostStreams = 16, MostResources = 256, MostNameChars = 512;

    public static PeClr? Read(PeFile file)
    {
        var fields = file.Fields;
        var address = file.Directory(PeDirectory.Clr).Address;
        var header = address == 0 ? -1 : file.Offset(address);
        if (header < 0 || fields.U32(header) < 72) return null;
        var root = file.Offset(fields.U32(header + 8));
        if (root < 0 || fields.U32(root) != 0x424a5342) return null;
        var resources = file.Offset(fields.U32(header + 24));
        var length = Math.Min(fields.U32(root + 12), 256);
        var (module, mvid) = ModuleRow(fields, root, root + 16 + length);
        return new PeClr(fields.Text(root + 16, (int)length), module, mvid, resources < 0 || fields.U32(header + 24) == 0 ? default : (resources, fields.U32(header + 28)));
    }

    /// <summary>The only row of the Module table, which is the first of all tables.</summary>
    private static (string? Name, Guid Mvid) ModuleRow(FieldReader fields, long root, long at)
    {
        long tables = -1, strings = -1, guids = -1;
        var streams = Math.Min((int)fields.U16(at + 2), MostStreams);
        at += 4;
        for (var i = 0; i < streams && fields.Has(at, 8); i++)
        {
            var name = fields.Text(at + 8, 32);
            var offset = root + fields.U32(at);
            if (name is "#~" or "#-") tables = offset;
            else if (name == "#Strings") strings = offset;
            else if (name == "#GUID") guids = offset;
            at += 8 + ((name.Length + 4) & ~3);
        }
        if (tables < 0 || strings < 0) return (null, Guid.Empty);
        var heaps = fields.U8(tables + 6);
        var valid = fields.U64(tables + 8);
        if ((valid & 1) == 0) return (null, Guid.Empty);
        var row = tables + 24 + (4L * System.Numerics.BitOperations.PopCount(valid)) + ((heaps & 0x40) != 0 ? 4 : 0) + 2;
        var wide = (heaps & 1) != 0;
        var text = wide ? fields.U32(row) : fields.U16(row);
        var mvid = (heaps & 2) != 0 ? fields.U32(row + (wide ? 4 : 2)) : fields.U16(row + (wide ? 4 : 2));
        var guid = fields.Slice(guids < 0 || mvid == 0 ? -1 : guids + (16L * (mvid - 1)), 16);
        return (Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(fields.Text(strings + text, MostNameChars))), guid.Length == 16 ? new Guid(guid) : Guid.Empty);
    }

    /// <summary>Managed resources, each behind its length: where they lie in the file.</summary>
    public List<(int Offset, int Size)> ResourceRanges(PeFile file, AnalysisBudget budget, string what)
    {
        var ranges = new List<(int, int)>();
        var fields = file.Fields;
        var at = Resources.Offset;
        var end = Math.Min(Resources.Offset + Resources.Size, fields.Length);
        while (at > 0 && at + 4 < end && ranges.Count < MostResources && budget.TryTakeSteps(1, what))
        {
            var size = fields.U32(at);
            if (size == 0 || size > end - at - 4) break;
            ranges.Add(((int)at + 4, (int)size));
            at = (at + 4 + size + 7 - Resources.Offset & ~7L) + Resources.Offset;
        }
        return ranges;
    }
}
