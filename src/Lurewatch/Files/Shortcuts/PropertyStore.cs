using System.Globalization;
using System.Text;
using static Lurewatch.Bytes.LittleEndian;

namespace Lurewatch.Files.Shortcuts;

/// <summary>Serialized property stores [MS-PROPSTORE 2.2]: storages of values, by number or by name.</summary>
internal static class PropertyStore
{
    private const uint Version = 0x53505331;                                // "1SPS"
    private const int MostValues = 512;
    private static readonly Guid s_named = new("D5CDD505-2E9C-101B-9397-08002B2CF9AE");
    private static readonly Guid s_shell = new("28636AA6-953D-11D2-B5D6-00C04FD918D0");

    /// <summary>Values of all storages, in order.</summary>
    public static List<StoredProperty> Read(ReadOnlySpan<byte> store, AnalysisBudget budget, string what)
    {
        var values = new List<StoredProperty>();
        for (var at = 0; at < store.Length && budget.TryTakeSteps(1, what);)
        {
            var size = U32(store, at);
            if (size < 24 || U32(store, at + 4) != Version) break;
            Storage(Slice(store, at, size), values, budget, what);
            at += (int)Math.Min(size, int.MaxValue - (uint)at);
        }
        return values;
    }

    /// <summary>The path by which the shell finds the item again (System.ParsingPath).</summary>
    public static string? ParsingPath(IReadOnlyList<StoredProperty> values)
    {
        foreach (var value in values)
            if (value.Format == s_shell && value.Id == 30) return value.Value;
        return null;
    }

    private static void Storage(ReadOnlySpan<byte> storage, List<StoredProperty> values, AnalysisBudget budget, string what)
    {
        var format = Guid(storage, 8);
        for (var at = 24; at + 4 < storage.Length && values.Count < MostValues && budget.TryTakeSteps(1, what);)
        {
            var size = U32(storage, at);
            if (size < 9) break;
            var value = Slice(storage, at, size);
            if (format == s_named)
            {
                var length = U32(value, 4);
                values.Add(new StoredProperty(format, null, Utf16(Slice(value, 9, length), 0), U16(value, (int)Math.Min(9 + length, int.MaxValue)), Text(Slice(value, 9L + length, value.Length))));
            }
            else
            {
                values.Add(new StoredProperty(format, U32(value, 4), null, U16(value, 9), Text(Slice(value, 9, value.Length))));
            }
            at += (int)Math.Min(size, int.MaxValue - (uint)at);
        }
    }

    /// <summary>A typed value [MS-OLEPS 2.15] as text.</summary>
    private static string? Text(ReadOnlySpan<byte> typed) => U16(typed, 0) switch
    {
        0x001f => Utf16(Slice(typed, 8, U32(typed, 4) * 2L), 0),
        0x0008 => Utf16(Slice(typed, 8, U32(typed, 4)), 0),
        0x001e => Ansi(Slice(typed, 8, U32(typed, 4)), 0, Encoding.Latin1),
        0x000b => U16(typed, 4) != 0 ? "true" : "false",
        0x0002 => ((short)U16(typed, 4)).ToString(CultureInfo.InvariantCulture),
        0x0012 => U16(typed, 4).ToString(CultureInfo.InvariantCulture),
        0x0003 => ((int)U32(typed, 4)).ToString(CultureInfo.InvariantCulture),
        0x0013 => U32(typed, 4).ToString(CultureInfo.InvariantCulture),
        0x0014 => ((long)U64(typed, 4)).ToString(CultureInfo.InvariantCulture),
        0x0015 => U64(typed, 4).ToString(CultureInfo.InvariantCulture),
        0x0040 => FileTime(U64(typed, 4))?.ToString("O", CultureInfo.InvariantCulture),
        0x0048 => Guid(typed, 4).ToString(),
        _ => null,
    };
}
