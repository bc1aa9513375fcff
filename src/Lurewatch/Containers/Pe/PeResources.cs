using Lurewatch.Bytes;

namespace Lurewatch.Containers.Pe;

/// <summary>A resource.</summary>
/// <param name="Type">Its type's number (10: RCDATA, 16: version, …); 0 where the type has a name.</param>
/// <param name="TypeName">The type's name, where it has one.</param>
/// <param name="Name">Its name, or <c>#101</c>.</param>
/// <param name="Offset">In the file.</param>
/// <param name="Size">What of it lies in the file.</param>
internal readonly record struct PeResource(uint Type, string? TypeName, string Name, int Offset, int Size);

/// <summary>The resource tree: type, name, language; three levels and no more, whatever its pointers say.</summary>
internal static class PeResources
{
    private const int Most = 2_000, MostEntries = 4_096, MostNameChars = 128;

    public static List<PeResource> Read(PeFile file, AnalysisBudget budget, string what)
    {
        var found = new List<PeResource>();
        var address = file.Directory(PeDirectory.Resources).Address;
        var root = address == 0 ? -1 : file.Offset(address);
        if (root < 0) return found;
        var fields = file.Fields;
        foreach (var type in Entries(fields, root, root, budget, what))
        {
            if (!type.IsFolder) continue;
            foreach (var name in Entries(fields, root, type.At, budget, what))
            {
                if (!name.IsFolder)
                {
                    Add(name.At, type, name);
                    continue;
                }
                foreach (var language in Entries(fields, root, name.At, budget, what))
                    if (!language.IsFolder) Add(language.At, type, name);
            }
        }
        return found;

        void Add(long leaf, Entry type, Entry name)
        {
            var data = file.Fields;
            if (found.Count >= Most || !data.Has(leaf, 16)) return;
            var at = file.Offset(data.U32(leaf));
            if (at < 0) return;
            var size = (int)Math.Min(data.U32(leaf + 4), Math.Max(0, data.Length - at));
            if (size > 0) found.Add(new PeResource(type.Id, type.Name, name.Name ?? FormattableString.Invariant($"#{name.Id}"), (int)at, size));
        }
    }

    private readonly record struct Entry(uint Id, string? Name, bool IsFolder, long At);

    private static List<Entry> Entries(FieldReader fields, long root, long folder, AnalysisBudget budget, string what)
    {
        var entries = new List<Entry>();
        var count = Math.Min(fields.U16(folder + 12) + fields.U16(folder + 14), MostEntries);
        for (var i = 0; i < count; i++)
        {
            var at = folder + 16 + (8L * i);
            if (!fields.Has(at, 8) || !budget.TryTakeSteps(1, what)) break;
            var (id, target) = (fields.U32(at), fields.U32(at + 4));
            string? name = null;
            if ((id & 0x8000_0000) != 0)
            {
                var text = root + (id & 0x7fff_ffff);
                name = fields.WideText(text + 2, Math.Min((int)fields.U16(text), MostNameChars));
                id = 0;
            }
            entries.Add(new Entry(id, name, (target & 0x8000_0000) != 0, root + (target & 0x7fff_ffff)));
        }
        return entries;
    }
}
