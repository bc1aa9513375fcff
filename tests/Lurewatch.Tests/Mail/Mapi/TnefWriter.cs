using System.Text;
using Lurewatch.Mail.Mapi;
using Lurewatch.Mail.Mapi.Tnef;

namespace Lurewatch.Tests.Mail.Mapi;

/// <summary>Writes TNEF [MS-OXTNEF].</summary>
internal sealed class TnefWriter
{
    private readonly List<byte> _bytes = [.. BitConverter.GetBytes(TnefReader.Signature), 1, 0];

    public byte[] ToArray() => [.. _bytes];

    public TnefWriter Attribute(byte level, uint tag, ReadOnlySpan<byte> data, int wrongBy = 0)
    {
        _bytes.Add(level);
        _bytes.AddRange(BitConverter.GetBytes(tag));
        _bytes.AddRange(BitConverter.GetBytes(data.Length));
        _bytes.AddRange(data);
        var sum = wrongBy;
        foreach (var b in data) sum += b;
        _bytes.AddRange(BitConverter.GetBytes((ushort)sum));
        return this;
    }

    public TnefWriter CodePage(int page) => Attribute(1, 0x00069007, [.. BitConverter.GetBytes(page), 0, 0, 0, 0]);

    public TnefWriter Properties(MapiProperties bag) => Attribute(1, 0x00069003, Bag(bag));

    public TnefWriter Recipients(params MapiProperties[] rows)
    {
        var data = new List<byte>(BitConverter.GetBytes(rows.Length));
        foreach (var row in rows) data.AddRange(Bag(row));
        return Attribute(1, 0x00069004, [.. data]);
    }

    public TnefWriter Attachment(MapiProperties bag, byte[]? data = null)
    {
        Attribute(2, 0x00069002, new byte[14]);
        if (data is not null) Attribute(2, 0x0006800F, data);
        return Attribute(2, 0x00069005, Bag(bag));
    }

    public static TnefWriter Of(MapiMessage message)
    {
        var writer = new TnefWriter().CodePage(1252).Properties(message.Properties).Recipients([.. message.Recipients]);
        foreach (var attachment in message.Attachments)
        {
            var bag = attachment.Properties;
            if (attachment.Message is { } inner)
            {
                bag = new MapiProperties();
                foreach (var (id, type, value) in attachment.Properties.All) bag.Add(id, type, value);
                bag.Add(MapiTag.AttachData, MapiType.Object, (byte[])[.. new Guid("00020307-0000-0000-c000-000000000046").ToByteArray(), .. Of(inner).ToArray()]);
            }
            writer.Attachment(bag, attachment.Content?.ToArray());
        }
        return writer;
    }

    private static byte[] Bag(MapiProperties bag)
    {
        var names = bag.Names.Ids.ToDictionary(pair => pair.Value, pair => pair.Key);
        var data = new List<byte>(BitConverter.GetBytes(bag.Count));
        foreach (var (id, type, value) in bag.All)
        {
            data.AddRange(BitConverter.GetBytes((uint)id << 16 | type));
            if (id >= 0x8000)
            {
                var name = names[id];
                data.AddRange(name.Set.ToByteArray());
                data.AddRange(BitConverter.GetBytes(name.Name is null ? 0 : 1));
                if (name.Name is null) data.AddRange(BitConverter.GetBytes(name.Number));
                else Value(data, Encoding.Unicode.GetBytes(name.Name + "\0"), counted: true);
            }
            if (MapiType.FixedSize(type) > 0) Value(data, value.Span, counted: false);
            else
            {
                data.AddRange(BitConverter.GetBytes(1));
                Value(data, value.Span, counted: true);
            }
        }
        return [.. data];
    }

    private static void Value(List<byte> data, ReadOnlySpan<byte> value, bool counted)
    {
        if (counted) data.AddRange(BitConverter.GetBytes(value.Length));
        data.AddRange(value);
        while (data.Count % 4 != 0) data.Add(0);
    }
}
