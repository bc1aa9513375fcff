using System.Text;
using Lurewatch.Scripts.Vba;
using static Lurewatch.Bytes.LittleEndian;

namespace Lurewatch.Files.Shortcuts;

/// <summary>Item lists [MS-SHLLINK 2.2] and the shell's own layout of their items, which no specification of its maker gives (known by observation: libfwsi's notes).</summary>
/// <remarks>
/// <code>
/// size (2) │ class (1) │ …        1f root folder by GUID · 2x volume · 3x file or folder: size, date, attributes, short name, then extension block beef0004 with the long name
///                                 4x network place · 61 address · 71 control panel · 74 a file below a user's folder · 00 property view, control panel file
/// </code>
/// </remarks>
internal static class ShellItems
{
    private const int MostItems = 512;
    private const uint LongName = 0xbeef0004;
    private static readonly Guid s_computer = new("20D04FE0-3AEA-1069-A2D8-08002B30309D");
    private static readonly Guid s_user = new("59031A47-3F72-44A7-89C5-5595FE6B30EE");
    private static readonly Guid s_network = new("208D2C60-3AEA-1069-A2D7-08002B30309D");

    /// <summary>Items up to the list's end mark.</summary>
    public static List<ShellItem> Read(ReadOnlySpan<byte> list, AnalysisBudget budget, string what)
    {
        var items = new List<ShellItem>();
        for (var at = 0; items.Count < MostItems && budget.TryTakeSteps(1, what);)
        {
            var size = U16(list, at);
            if (size < 3) break;
            items.Add(Item(Slice(list, at, size), budget, what));
            at += size;
        }
        return items;
    }

    /// <summary>The path that items name; null if they name none.</summary>
    public static string? Path(IReadOnlyList<ShellItem> items)
    {
        var path = new StringBuilder();
        foreach (var item in items)
        {
            if (path.Length > 32_000) break;
            if (item.Kind is "root" or "volume" && item.Name is null && (item.Id == s_computer || item.Id == s_network)) continue;
            var part = item.Kind == "root" && item.Id == s_user ? "%USERPROFILE%" : item.Name ?? (item.Id is { } id ? $"::{{{id.ToString().ToUpperInvariant()}}}" : null);
            if (part is null) continue;
            if (item.Kind is "network" or "uri" or "property-view" && (part.StartsWith(@"\\", StringComparison.Ordinal) || part.Contains(':', StringComparison.Ordinal))) path.Clear();
            if (path.Length > 0 && path[^1] != '\\') path.Append('\\');
            path.Append(part);
        }
        return path.Length == 0 ? null : path.ToString();
    }

    /// <summary>One item with its size field.</summary>
    public static ShellItem Item(ReadOnlySpan<byte> item, AnalysisBudget budget, string what)
    {
        var type = item.Length > 2 ? item[2] : (byte)0;
        switch (type)
        {
            case 0x1f:
                return new ShellItem("root", null, Id: Guid(item, 4));
            case 0x61:
                return Uri(item);
            case 0x71:
                return new ShellItem("control-panel", null, Id: Guid(item, 14));
            case 0x74 when Slice(item, 6, 4).SequenceEqual("CFSF"u8):
                var inner = File(item, 12, (item.Length > 12 ? item[12] : 0) | 0x30);
                return inner with { Kind = inner.Kind == "folder" ? "folder" : "file" };
            case 0x00:
                return Nameless(item, budget, what);
        }
        return (type & 0x70) switch
        {
            0x20 => (type & 1) != 0 ? new ShellItem("volume", Ansi(item, 3, Encodings.Of(1252))) : new ShellItem("volume", null, Id: Guid(item, 4)),
            0x30 => File(item, 2, type),
            0x40 => Network(item),
            _ => new ShellItem("unknown", null),
        };
    }

    /// <summary>A file entry whose class byte stands at <paramref name="at"/>.</summary>
    private static ShellItem File(ReadOnlySpan<byte> item, int at, int type)
    {
        var name = at + 12;
        var unicode = (type & 4) != 0;
        var shortName = unicode ? Utf16(item, name) : Ansi(item, name, Encodings.Of(1252));
        var after = name + (unicode ? Utf16Length(Slice(item, name, item.Length)) + 2 : Math.Max(0, Slice(item, name, item.Length).IndexOf((byte)0)) + 1);
        var longName = Extended(item, after);
        return new ShellItem((type & 1) != 0 ? "folder" : "file", longName ?? shortName, longName is null ? null : shortName);
    }

    /// <summary>The long name in the extension block beef0004, wherever behind the short name the block stands.</summary>
    private static string? Extended(ReadOnlySpan<byte> item, int from)
    {
        for (var at = from; at + 20 < item.Length; at++)
        {
            if (U32(item, at + 4) != LongName) continue;
            var version = U16(item, at + 2);
            var name = at + (version switch { < 3 => 0, < 7 => 20, 7 => 38, 8 => 42, _ => 46 });
            if (name == at) return null;
            return Utf16(Slice(item, name, U16(item, at) - (name - at)), 0) is { Length: > 0 } text ? text : null;
        }
        return null;
    }

    private static ShellItem Network(ReadOnlySpan<byte> item)
    {
        var name = Ansi(item, 5, Encodings.Of(1252));
        return new ShellItem("network", name);
    }

    private static ShellItem Uri(ReadOnlySpan<byte> item)
    {
        var unicode = item.Length > 3 && (item[3] & 0x80) != 0;
        var at = 6 + U16(item, 4);
        return new ShellItem("uri", unicode ? Utf16(item, at) : Ansi(item, at, Encodings.Of(1252)));
    }

    /// <summary>Class 00: a view of properties, which may name the path; else a control panel file, whose path the shell loads for its icon alone.</summary>
    private static ShellItem Nameless(ReadOnlySpan<byte> item, AnalysisBudget budget, string what)
    {
        if (item.IndexOf("1SPS"u8) is >= 4 and var store)
            return new ShellItem("property-view", PropertyStore.ParsingPath(PropertyStore.Read(item[(store - 4)..], budget, what)));
        return Utf16(item, 24) is { Length: > 3 } path && path.AsSpan().IndexOfAny('\\', ':') >= 0 ? new ShellItem("control-panel", path) : new ShellItem("unknown", null);
    }
}
