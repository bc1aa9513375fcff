using System.Buffers.Binary;
using System.Text;
using Lurewatch.Mail.Mapi;

namespace Lurewatch.Tests.Mail.Mapi;

/// <summary>Property bags written in a line each.</summary>
internal static class Bags
{
    public static MapiProperties Of(params (ushort Id, object Value)[] values)
    {
        var bag = new MapiProperties();
        foreach (var (id, value) in values) Add(bag, id, value);
        return bag;
    }

    public static void Add(MapiProperties bag, ushort id, object value)
    {
        switch (value)
        {
            case string text: bag.Add(id, MapiType.Unicode, Encoding.Unicode.GetBytes(text)); break;
            case int number:
                var bytes = new byte[4];
                BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
                bag.Add(id, MapiType.Int32, bytes);
                break;
            case DateTimeOffset time:
                var ticks = new byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(ticks, time.ToFileTime());
                bag.Add(id, MapiType.Time, ticks);
                break;
            case byte[] binary: bag.Add(id, MapiType.Binary, binary); break;
            default: throw new ArgumentException($"no property of {value.GetType()}", nameof(value));
        }
    }

    public static MapiProperties Person(string name, string address, int kind = 1) =>
        Of((MapiTag.DisplayName, name), (MapiTag.AddressType, "SMTP"), (MapiTag.EmailAddress, address), (MapiTag.RecipientType, kind));

    public static MapiAttachment File(string name, byte[] content, params (ushort Id, object Value)[] more) =>
        new(Of([(MapiTag.AttachLongFileName, name), .. more]), null, content);

    public static MapiMessage Message(MapiProperties mail, IReadOnlyList<MapiProperties>? recipients = null, params MapiAttachment[] attachments) =>
        new(mail, recipients ?? [], attachments);
}
