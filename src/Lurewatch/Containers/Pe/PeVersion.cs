using Lurewatch.Bytes;

namespace Lurewatch.Containers.Pe;

/// <summary>What a program says about itself (VS_VERSIONINFO): maker, product, original name. Nobody checks it.</summary>
internal static class PeVersion
{
    private const int MostStrings = 64, MostChars = 512;

    /// <summary>Strings by their names; the first language wins.</summary>
    public static Dictionary<string, string> Read(ReadOnlySpan<byte> resource, AnalysisBudget budget, string what)
    {
        var strings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var fields = new FieldReader(resource);
        var root = Block.At(fields, 0);
        foreach (var info in Children(fields, root, budget, what))
        {
            if (info.Key != "StringFileInfo") continue;
            foreach (var table in Children(fields, info, budget, what))
                foreach (var text in Children(fields, table, budget, what))
                    if (strings.Count < MostStrings && fields.WideText(text.Value, MostChars).Trim() is { Length: > 0 } value) strings.TryAdd(text.Key, value);
        }
        return strings;
    }

    /// <summary>A block: length, length of its value, type, key, value, children, each on a multiple of four.</summary>
    private readonly record struct Block(string Key, long Start, long End, long Value, long Children)
    {
        public static Block At(FieldReader fields, long at)
        {
            var key = fields.WideText(at + 6, 128);
            var value = Aligned(at + 6 + (2L * key.Length) + 2);
            // Of text the length counts characters, of data bytes.
            var size = fields.U16(at + 2) * (fields.U16(at + 4) == 1 ? 2L : 1L);
            return new Block(key, at, Math.Min(at + fields.U16(at), fields.Length), value, Aligned(value + size));
        }
    }

    private static List<Block> Children(FieldReader fields, Block parent, AnalysisBudget budget, string what)
    {
        var children = new List<Block>();
        for (var at = parent.Children; at + 6 < parent.End && children.Count < MostStrings && budget.TryTakeSteps(1, what);)
        {
            var child = Block.At(fields, at);
            if (child.End <= at + 6) break;
            children.Add(child with { End = Math.Min(child.End, parent.End) });
            at = Aligned(child.End);
        }
        return children;
    }

    private static long Aligned(long at) => (at + 3) & ~3L;
}
