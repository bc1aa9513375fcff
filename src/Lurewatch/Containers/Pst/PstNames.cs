using System.Buffers.Binary;
using System.Text;
using Lurewatch.Mail.Mapi;

namespace Lurewatch.Containers.Pst;

/// <summary>The named-property map [MS-PST 2.4.7]: which identifiers from 0x8000 on stand for which names, one map a file.</summary>
internal static class PstNames
{
    private const uint MapNode = 0x61;
    private const ushort Guids = 2, Entries = 3, Strings = 4;
    private const int EntrySize = 8, GuidSize = 16, MostNames = 0x7ffe;

    private static readonly Guid s_mapi = new(0x00020328, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46);
    private static readonly Guid s_publicStrings = new(0x00020329, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46);

    public static MapiNames Read(PstFile file, PstReading reading)
    {
        if (!file.TryFindNode(MapNode, out var node) || PstProperties.Open(file, node, reading) is not { } map) return MapiNames.None;
        var (guids, entries, strings) = (map.Value(Guids) ?? default, map.Value(Entries) ?? default, map.Value(Strings) ?? default);
        var names = new MapiNames();
        for (var at = 0; at + EntrySize <= entries.Length && names.Ids.Count < MostNames && reading.Steps(1); at += EntrySize)
        {
            var entry = entries.Span[at..];
            var value = BinaryPrimitives.ReadUInt32LittleEndian(entry);
            var set = BinaryPrimitives.ReadUInt16LittleEndian(entry[4..]);
            var index = BinaryPrimitives.ReadUInt16LittleEndian(entry[6..]);
            if (index >= 0x8000 || SetOf(set >> 1, guids.Span) is not { } guid) continue;
            if ((set & 1) == 0) names.Add(new MapiName(guid, value), (ushort)(0x8000 + index));
            else if (StringAt(strings.Span, value) is { } name) names.Add(new MapiName(guid, 0, name), (ushort)(0x8000 + index));
        }
        return names;
    }

    private static Guid? SetOf(int index, ReadOnlySpan<byte> guids) => index switch
    {
        0 => Guid.Empty,
        1 => s_mapi,
        2 => s_publicStrings,
        _ => (index - 2) * GuidSize <= guids.Length ? new Guid(guids.Slice((index - 3) * GuidSize, GuidSize)) : null,
    };

    private static string? StringAt(ReadOnlySpan<byte> strings, uint at)
    {
        if (at + 4L > strings.Length) return null;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(strings[(int)at..]);
        var rest = strings[((int)at + 4)..];
        return length is > 0 and <= 1024 && length <= rest.Length ? Encoding.Unicode.GetString(rest[..(int)length]) : null;
    }
}
