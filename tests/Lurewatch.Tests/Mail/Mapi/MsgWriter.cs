using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Lurewatch.Containers;
using Lurewatch.Mail.Mapi;

namespace Lurewatch.Tests.Mail.Mapi;

/// <summary>Writes message files [MS-OXMSG]. 8-bit strings are written as they are; named properties from the bag's names.</summary>
internal static class MsgWriter
{
    public static byte[] Write(MapiMessage message, IReadOnlyDictionary<int, (string Path, byte[] Content)[]>? objects = null)
    {
        var streams = new List<(string Path, byte[] Content)>();
        Names(message.Properties.Names, streams);
        Message(message, "", head: 32, streams, objects ?? new Dictionary<int, (string, byte[])[]>());
        return CfbWriter.Write(streams);
    }

    private static void Message(MapiMessage message, string root, int head, List<(string, byte[])> streams, IReadOnlyDictionary<int, (string Path, byte[] Content)[]> objects)
    {
        Bag(message.Properties, root, head, streams);
        for (var i = 0; i < message.Recipients.Count; i++) Bag(message.Recipients[i], $"{root}__recip_version1.0_#{i:X8}/", 8, streams);
        for (var i = 0; i < message.Attachments.Count; i++)
        {
            var attachment = message.Attachments[i];
            var place = $"{root}__attach_version1.0_#{i:X8}/";
            Bag(attachment.Properties, place, 8, streams, attachment.Content);
            if (attachment.Message is { } inner) Message(inner, place + "__substg1.0_3701000D/", 24, streams, objects);
            else if (objects.TryGetValue(i, out var inside))
                foreach (var (path, content) in inside) streams.Add(($"{place}__substg1.0_3701000D/{path}", content));
        }
    }

    private static void Bag(MapiProperties bag, string root, int head, List<(string, byte[])> streams, ReadOnlyMemory<byte>? content = null)
    {
        var table = new List<byte>(new byte[head]);
        var all = bag.All.ToList();
        if (content is { } data) all.Add((MapiTag.AttachData, MapiType.Binary, data));
        Span<byte> entry = stackalloc byte[16];
        foreach (var (id, type, value) in all)
        {
            entry.Clear();
            BinaryPrimitives.WriteUInt32LittleEndian(entry, (uint)id << 16 | type);
            entry[4] = 6;
            if (MapiType.FixedSize(type) is > 0 and <= 8) value.Span.CopyTo(entry[8..]);
            else
            {
                BinaryPrimitives.WriteInt32LittleEndian(entry[8..], value.Length + (type == MapiType.Unicode ? 2 : type == MapiType.String8 ? 1 : 0));
                streams.Add((string.Create(CultureInfo.InvariantCulture, $"{root}__substg1.0_{id:X4}{type:X4}"), value.ToArray()));
            }
            table.AddRange(entry);
        }
        streams.Add((root + "__properties_version1.0", [.. table]));
    }

    private static void Names(MapiNames names, List<(string, byte[])> streams)
    {
        var guids = new List<byte>();
        var entries = new List<byte>();
        var texts = new List<byte>();
        Span<byte> entry = stackalloc byte[8];
        foreach (var (name, id) in names.Ids)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(entry, name.Name is null ? name.Number : (uint)texts.Count);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[4..], (ushort)(guids.Count / 16 + 3 << 1 | (name.Name is null ? 0 : 1)));
            BinaryPrimitives.WriteUInt16LittleEndian(entry[6..], (ushort)(id - 0x8000));
            entries.AddRange(entry);
            guids.AddRange(name.Set.ToByteArray());
            if (name.Name is not { } text) continue;
            texts.AddRange(BitConverter.GetBytes(text.Length * 2));
            texts.AddRange(Encoding.Unicode.GetBytes(text));
            while (texts.Count % 4 != 0) texts.Add(0);
        }
        streams.Add(("__nameid_version1.0/__substg1.0_00020102", [.. guids]));
        streams.Add(("__nameid_version1.0/__substg1.0_00030102", [.. entries]));
        streams.Add(("__nameid_version1.0/__substg1.0_00040102", [.. texts]));
    }
}
