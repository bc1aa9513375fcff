using System.Buffers.Binary;
using System.Text;

namespace Lurewatch.Mail.Mapi.Msg;

/// <summary>The named property mapping of a message file [MS-OXMSG 2.2.3]: entries of eight bytes, GUIDs, names.</summary>
internal static class MsgNames
{
    private const int MostNames = 0x7FFE;
    private static readonly Guid Mapi = new(0x00020328, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46);
    private static readonly Guid PublicStrings = new(0x00020329, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46);

    public static MapiNames Read(ReadOnlySpan<byte> guids, ReadOnlySpan<byte> entries, ReadOnlySpan<byte> names)
    {
        var found = new MapiNames();
        for (var n = 0; entries.Length >= 8 && n < MostNames; n++, entries = entries[8..])
        {
            var value = BinaryPrimitives.ReadUInt32LittleEndian(entries);
            var flags = BinaryPrimitives.ReadUInt16LittleEndian(entries[4..]);
            var index = BinaryPrimitives.ReadUInt16LittleEndian(entries[6..]);
            if (index >= 0x8000) continue;
            var set = (flags >> 1) switch
            {
                1 => Mapi,
                2 => PublicStrings,
                >= 3 and var at when (at - 2) * 16 <= guids.Length => new Guid(guids.Slice((at - 3) * 16, 16)),
                _ => Guid.Empty,
            };
            var id = (ushort)(0x8000 + index);
            if ((flags & 1) == 0) found.Add(new MapiName(set, value), id);
            else if (Name(names, value) is { } name) found.Add(new MapiName(set, 0, name), id);
        }
        return found;
    }

    private static string? Name(ReadOnlySpan<byte> names, uint offset)
    {
        if (offset > names.Length - 4L) return null;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(names[(int)offset..]);
        var rest = names[((int)offset + 4)..];
        return length is 0 or > 1024 || length > rest.Length ? null : Encoding.Unicode.GetString(rest[..(int)length]);
    }
}
