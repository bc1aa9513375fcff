using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Lurewatch.Mail.Mapi;

/// <summary>A name and an address as properties have them.</summary>
internal readonly record struct MapiPerson(string? Name, string? Address)
{
    public bool IsEmpty => Name is null && Address is null;
}

/// <summary>Who sent and who received: SMTP addresses before Exchange's own, those inside of entry identifiers where no property has one.</summary>
internal static class MapiPeople
{
    private const int MostReplyTo = 100;
    private static readonly SearchValues<char> NotInAddress = SearchValues.Create(" <>\t\r\n/");

    /// <summary>MUIDOOP: provider of one-off entry identifiers [MS-OXCDATA 2.2.5.1].</summary>
    private static ReadOnlySpan<byte> OneOff => [0x81, 0x2B, 0x1F, 0xA4, 0xBE, 0xA3, 0x10, 0x19, 0x9D, 0x6E, 0x00, 0xDD, 0x01, 0x0F, 0x54, 0x02];

    /// <summary>In whose name the mail goes out.</summary>
    public static MapiPerson Author(MapiProperties mail) =>
        Person(mail, MapiTag.SentRepresentingName, MapiTag.SentRepresentingSmtpAddress, MapiTag.SentRepresentingEmailAddress, MapiTag.SentRepresentingAddressType, MapiTag.SentRepresentingEntryId);

    /// <summary>Who sent it. Who sent from Exchange also created it, and may have no other address of the Internet left.</summary>
    public static MapiPerson Sender(MapiProperties mail)
    {
        var sender = Person(mail, MapiTag.SenderName, MapiTag.SenderSmtpAddress, MapiTag.SenderEmailAddress, MapiTag.SenderAddressType, MapiTag.SenderEntryId);
        return sender is { Name: not null, Address: null } && mail.Text(MapiTag.CreatorSmtpAddress) is { } creator && IsSmtp(creator) ? sender with { Address = creator } : sender;
    }

    public static MapiPerson Recipient(MapiProperties row)
    {
        var person = Person(row, MapiTag.DisplayName, MapiTag.SmtpAddress, MapiTag.EmailAddress, MapiTag.AddressType, MapiTag.EntryId);
        return person.Name is null || person.Name == person.Address
            ? person with { Name = row.Text(MapiTag.RecipientDisplayName) ?? row.Text(MapiTag.TransmittableDisplayName) ?? person.Name } : person;
    }

    /// <summary>1 To, 2 Cc, 3 Bcc; flags of resending left out.</summary>
    public static int Kind(MapiProperties row) => (row.Int32(MapiTag.RecipientType) ?? 1) & 0x0F;

    /// <summary>Where answers go [MS-OXOMSG 2.2.1.4]: one-off identifiers in a flat list, else names that are addresses.</summary>
    public static List<MapiPerson> ReplyTo(MapiProperties mail)
    {
        var people = new List<MapiPerson>();
        if (mail.Binary(MapiTag.ReplyRecipientEntries) is { Length: > 8 } list)
        {
            var rest = list.Span[8..];                                       // count and size of the list
            while (rest.Length > 4 && people.Count < MostReplyTo)
            {
                var size = BinaryPrimitives.ReadInt32LittleEndian(rest);
                rest = rest[4..];
                if (size <= 0 || size > rest.Length) break;
                if (OfEntryId(rest[..size], mail) is { IsEmpty: false } person) people.Add(person);
                rest = rest[Math.Min(rest.Length, size + 3 & ~3)..];
            }
        }
        if (people.Count > 0 || mail.Text(MapiTag.ReplyRecipientNames) is not { } names) return people;
        foreach (var name in names.Split(';', MostReplyTo, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            people.Add(IsSmtp(name) ? new MapiPerson(null, name) : new MapiPerson(name, null));
        return people;
    }

    private static MapiPerson Person(MapiProperties bag, ushort nameTag, ushort smtpTag, ushort addressTag, ushort typeTag, ushort entryTag)
    {
        var name = bag.Text(nameTag)?.Trim();
        var other = bag.Text(addressTag)?.Trim();
        var address = bag.Text(smtpTag)?.Trim();
        if (!IsSmtp(address))
        {
            address = null;
            if (IsSmtp(other) && bag.Text(typeTag) is not ("EX" or "FAX")) address = other;
            else if (bag.Binary(entryTag) is { } entry && OfEntryId(entry.Span, bag) is var known && IsSmtp(known.Address)) (name, address) = (name ?? known.Name, known.Address);
            else if (IsSmtp(name)) address = name;
        }
        // Exchange's own address is no mailbox to anyone outside; its last name stands for who has no other.
        if (string.IsNullOrEmpty(name)) name = address is null && other is { Length: > 0 } ? other[(other.LastIndexOf('=') + 1)..] : null;
        return new MapiPerson(name, address);
    }

    private static MapiPerson OfEntryId(ReadOnlySpan<byte> entry, MapiProperties bag)
    {
        if (entry.Length < 24 || !entry[4..].StartsWith(OneOff)) return default;
        var unicode = (BinaryPrimitives.ReadUInt16LittleEndian(entry[22..]) & 0x8000) != 0;
        var rest = entry[24..];
        var name = Next(ref rest, unicode, bag);
        var type = Next(ref rest, unicode, bag);
        var address = Next(ref rest, unicode, bag);
        return new MapiPerson(name.Length == 0 ? null : name, type.Length == 0 || address.Length == 0 ? null : address);
    }

    private static string Next(ref ReadOnlySpan<byte> rest, bool unicode, MapiProperties bag)
    {
        if (!unicode)
        {
            var end = rest.IndexOf((byte)0);
            var bytes = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            return bag.Decode(bytes);
        }
        var length = 0;
        while (length + 1 < rest.Length && (rest[length] | rest[length + 1]) != 0) length += 2;
        var text = Encoding.Unicode.GetString(rest[..length]);
        rest = rest[Math.Min(rest.Length, length + 2)..];
        return text;
    }

    /// <summary>Looks like an address of the Internet: one @ with something on both sides, no spaces.</summary>
    private static bool IsSmtp([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] string? text) =>
        text is not null && text.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < text.Length - 1 && text.AsSpan().IndexOfAny(NotInAddress) < 0;
}
