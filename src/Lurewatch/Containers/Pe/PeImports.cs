using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Lurewatch.Intel;

namespace Lurewatch.Containers.Pe;

/// <summary>A library and what is imported from it.</summary>
/// <param name="Name">As written.</param>
/// <param name="Functions">In the order of the table.</param>
internal sealed record PeImport(string Name, IReadOnlyList<PeFunction> Functions);

/// <summary>An imported function.</summary>
/// <param name="Name">Null if it is imported by number.</param>
/// <param name="Number">0 if it is imported by name.</param>
internal readonly record struct PeFunction(string? Name, int Number = 0);

/// <summary>Import tables, and the import hash: MD5 over the functions in the order of the table, as pefile and VirusTotal compute it.</summary>
internal static class PeImports
{
    private const int MostLibraries = 512, MostFunctions = 0x2000, MostNameChars = 512;

    private static readonly Lazy<FrozenDictionary<(string, int), string>> s_ordinals = new(() =>
    {
        var names = new Dictionary<(string, int), string>();
        foreach (var row in Lists.Rows("Containers/Pe/ordinals.tsv"))
        {
            var number = int.Parse(row[1], CultureInfo.InvariantCulture);
            foreach (var name in row[2].Split(' ')) names.Add((row[0], number++), name);
        }
        return names.ToFrozenDictionary();
    });

    public static IReadOnlyList<PeImport> Read(PeFile file, AnalysisBudget budget, string what)
    {
        var fields = file.Fields;
        var libraries = new List<PeImport>();
        var table = file.Offset(file.Directory(PeDirectory.Imports).Address);
        if (table < 0 || file.Directory(PeDirectory.Imports).Address == 0) return libraries;
        for (var at = table; libraries.Count < MostLibraries && fields.Has(at, 20) && budget.TryTakeSteps(1, what); at += 20)
        {
            var (names, nameAt, thunks) = (fields.U32(at), fields.U32(at + 12), fields.U32(at + 16));
            if (nameAt == 0 || (names == 0 && thunks == 0)) break;
            var offset = file.Offset(nameAt);
            if (offset < 0) break;
            var functions = Functions(file, names, budget, what);
            if (functions.Count == 0) functions = Functions(file, thunks, budget, what);
            libraries.Add(new PeImport(fields.Text(offset, MostNameChars), functions));
        }
        return libraries;
    }

    private static List<PeFunction> Functions(PeFile file, uint table, AnalysisBudget budget, string what)
    {
        var fields = file.Fields;
        var functions = new List<PeFunction>();
        var size = file.Is64 ? 8 : 4;
        var byNumber = file.Is64 ? 1UL << 63 : 1UL << 31;
        var at = table == 0 ? -1 : file.Offset(table);
        for (; at >= 0 && functions.Count < MostFunctions && fields.Has(at, size) && budget.TryTakeSteps(1, what); at += size)
        {
            var entry = file.Is64 ? fields.U64(at) : fields.U32(at);
            if (entry == 0) break;
            if ((entry & byNumber) != 0)
            {
                functions.Add(new PeFunction(null, (int)(entry & 0xffff)));
                continue;
            }
            var name = entry > int.MaxValue ? -1 : file.Offset((long)entry);
            if (name < 0) break;
            functions.Add(new PeFunction(fields.Text(name + 2, MostNameChars)));
        }
        return functions;
    }

    /// <summary>The hash in lower-case hex; null if nothing is imported.</summary>
    public static string? Hash(IReadOnlyList<PeImport> imports)
    {
        var text = new StringBuilder();
        foreach (var library in imports)
        {
            var name = library.Name.ToLowerInvariant();
            var stem = name;
            foreach (var ending in (ReadOnlySpan<string>)[".dll", ".ocx", ".sys"])
                if (name.EndsWith(ending, StringComparison.Ordinal)) stem = name[..^4];
            foreach (var function in library.Functions)
            {
                if (function.Name is "") continue;
                if (text.Length > 0) text.Append(',');
                text.Append(stem).Append('.').Append(function.Name?.ToLowerInvariant() ?? Numbered(name, function.Number));
            }
        }
        return text.Length == 0 ? null : Convert.ToHexStringLower(MD5.HashData(Encoding.Latin1.GetBytes(text.ToString())));
    }

    /// <summary>Old libraries are imported by number; the hash takes the names that their numbers stand for.</summary>
    private static string Numbered(string library, int number)
    {
        var table = library switch { "ws2_32.dll" or "wsock32.dll" => "ws2_32", "oleaut32.dll" => "oleaut32", _ => null };
        return table is not null && s_ordinals.Value.TryGetValue((table, number), out var name) ? name : string.Create(CultureInfo.InvariantCulture, $"ord{number}");
    }
}
