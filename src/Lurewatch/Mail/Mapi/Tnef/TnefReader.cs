using System.Buffers.Binary;
using System.Text;

namespace Lurewatch.Mail.Mapi.Tnef;

/// <summary>Transport-neutral encapsulation, winmail.dat [MS-OXTNEF]. Keeps what it had; checksums that do not fit are noted.</summary>
/// <remarks>
/// <code>
/// signature 0x223E9F78 (4) │ key (2) │ attributes: level (1), id (2), type (2), length (4), data, checksum (2)
///   message level: attBody, attSubject, … of the first version; attMAPIProps and attRecipTable hold MAPI properties
///   attachment level: attAttachRenddata begins one; attAttachTitle, attAttachData of the first version; attAttachment holds MAPI properties
/// </code>
/// </remarks>
internal sealed class TnefReader
{
    public const uint Signature = 0x223E9F78;
    private const int MostDepth = 16, MostAttachments = 2048, MostProblems = 32;
    private const string What = "TNEF";

    private readonly AnalysisBudget _budget;
    private readonly int _depth;
    private readonly List<(string Id, string Detail)> _problems = [];
    private readonly MapiProperties _mail;
    private readonly List<MapiProperties> _recipients = [];
    private readonly List<Part> _parts = [];
    private readonly TnefProperties _properties;
    private Part? _part;

    /// <summary>An attachment in the making: MAPI properties say more than the attributes, wherever they stand.</summary>
    private sealed class Part(MapiNames names, int codePage)
    {
        public MapiProperties Properties { get; } = new() { Names = names, CodePage = codePage };
        public List<(ushort Id, string Text)> Legacy { get; } = [];
        public ReadOnlyMemory<byte>? Data { get; set; }
        public ReadOnlyMemory<byte>? Object { get; set; }
    }

    private TnefReader(AnalysisBudget budget, MapiNames names, int depth, int codePage)
    {
        _budget = budget;
        _depth = depth;
        _mail = new MapiProperties { Names = names, CodePage = codePage };
        _properties = new TnefProperties(budget, _problems);
    }

    /// <summary>Reads a stream; null if it is none or nothing is in it.</summary>
    public static MapiMessage? Read(ReadOnlyMemory<byte> bytes, AnalysisBudget budget) => Read(bytes, budget, new MapiNames(), depth: 0, codePage: 0);

    private static MapiMessage? Read(ReadOnlyMemory<byte> bytes, AnalysisBudget budget, MapiNames names, int depth, int codePage)
    {
        if (bytes.Length < 6 || BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span) != Signature) return null;
        var reader = new TnefReader(budget, names, depth, codePage);
        reader.Attributes(bytes[6..]);
        if (reader._mail.Count == 0 && reader._parts.Count == 0 && reader._recipients.Count == 0) return null;
        return new MapiMessage(reader._mail, reader._recipients, [.. reader._parts.Select(reader.Finish)]) { Problems = reader._problems };
    }

    private void Attributes(ReadOnlyMemory<byte> rest)
    {
        while (rest.Length >= 9)
        {
            if (!_budget.TryTakeSteps(16, What)) return;
            var head = rest.Span;
            var level = head[0];
            var id = BinaryPrimitives.ReadUInt16LittleEndian(head[1..]);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(head[5..]);
            if (level is not (1 or 2))
            {
                Problem("tnef-garbage", $"{rest.Length} bytes that are no attribute");
                return;
            }
            rest = rest[9..];
            if (length > rest.Length)
            {
                Problem("tnef-cut", $"attribute {id:x4}: {rest.Length} of {length} bytes");
                length = (uint)rest.Length;
            }
            var data = rest[..(int)length];
            rest = rest[(int)length..];
            if (rest.Length >= 2)
            {
                if (!_budget.TryTakeSteps(data.Length >> 6, What)) return;
                if (Sum(data.Span) != BinaryPrimitives.ReadUInt16LittleEndian(rest.Span)) Problem("tnef-checksum", $"attribute {id:x4}");
                rest = rest[2..];
            }
            if (level == 1) OfMessage(id, data);
            else OfAttachment(id, data);
        }
        if (rest.Length > 0) Problem("tnef-garbage", $"{rest.Length} bytes at the end");
    }

    private static ushort Sum(ReadOnlySpan<byte> data)
    {
        uint sum = 0;
        foreach (var b in data) sum += b;
        return (ushort)sum;
    }

    private void OfMessage(ushort id, ReadOnlyMemory<byte> data)
    {
        var bytes = data.Span;
        switch (id)
        {
            case 0x9007 when bytes.Length >= 4:                              // attOemCodepage
                if (BinaryPrimitives.ReadInt32LittleEndian(bytes) is > 0 and < 65536 and var page) _mail.CodePage = page;
                break;
            case 0x9003:                                                     // attMAPIProps
                _properties.Read(data, _mail);
                break;
            case 0x9004:                                                     // attRecipTable
                _properties.ReadRows(data, _mail, _recipients);
                break;
            case 0x8000:
                From(bytes);
                break;
            case 0x8004: Legacy(MapiTag.Subject, data); break;
            case 0x8005: Date(MapiTag.ClientSubmitTime, bytes); break;
            case 0x8006: Date(MapiTag.MessageDeliveryTime, bytes); break;
            case 0x8008: Legacy(MapiTag.MessageClass, Encoding.ASCII.GetBytes(ClassName(bytes))); break;
            case 0x800C: Legacy(MapiTag.Body, data); break;
            case 0x800D when bytes.Length >= 2:                              // attPriority: 1 high, 3 low
                Int32(MapiTag.Importance, BinaryPrimitives.ReadUInt16LittleEndian(bytes) switch { 1 => 2, 3 => 0, _ => 1 });
                break;
        }
    }

    private void OfAttachment(ushort id, ReadOnlyMemory<byte> data)
    {
        if (id == 0x9002 || _part is null)                                   // attAttachRendData
        {
            if (_parts.Count >= MostAttachments)
            {
                _budget.Exhaust("mime_parts", What);
                return;
            }
            _part = new Part(_mail.Names, _mail.CodePage);
            _parts.Add(_part);
        }
        switch (id)
        {
            case 0x8010:                                                     // attAttachTitle
                _part.Legacy.Add((MapiTag.AttachFileName, _mail.Decode(data.Span.TrimEnd((byte)0))));
                break;
            case 0x9001:                                                     // attAttachTransportFilename
                _part.Legacy.Add((MapiTag.AttachTransportName, _mail.Decode(data.Span.TrimEnd((byte)0))));
                break;
            case 0x800F:                                                     // attAttachData
                if (_part.Data is null or { IsEmpty: true }) _part.Data = data;
                break;
            case 0x9005:                                                     // attAttachment
                _properties.Read(data, _part.Properties);
                break;
        }
    }

    private MapiAttachment Finish(Part part)
    {
        foreach (var (id, text) in part.Legacy)
            if (text.Length > 0) part.Properties.Add(id, MapiType.Unicode, Encoding.Unicode.GetBytes(text));
        var content = part.Data;
        if (part.Properties.Raw(MapiTag.AttachData) is not { Length: > 0 } value) return new MapiAttachment(part.Properties, null, content);
        if (part.Properties.TypeOf(MapiTag.AttachData) != MapiType.Object || value.Length < 16)
            return new MapiAttachment(part.Properties, null, content is { IsEmpty: false } ? content : value);
        // An object starts with the class of its interface: a message (IMessage), a compound file (IStorage), a stream.
        var inner = value[16..];
        if (inner.Length >= 6 && BinaryPrimitives.ReadUInt32LittleEndian(inner.Span) == Signature)
        {
            if (_depth < MostDepth && Read(inner, _budget, _mail.Names, _depth + 1, _mail.CodePage) is { } message) return new MapiAttachment(part.Properties, message, null);
            if (_depth >= MostDepth) _budget.Exhaust("depth", What);
        }
        return new MapiAttachment(part.Properties, null, content is { IsEmpty: false } ? content : inner);
    }

    /// <summary>attFrom [MS-OXTNEF 2.1.3.3.6]: TRP structure: id, size, lengths of name and address, then both; the address with its type: <c>SMTP:a@b</c>.</summary>
    private void From(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 8) return;
        int name = BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]);
        int address = BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]);
        if (8 + name + address > bytes.Length) return;
        if (name > 0) Legacy(MapiTag.SenderName, bytes.Slice(8, name).ToArray());
        var text = _mail.Decode(bytes.Slice(8 + name, address).TrimEnd((byte)0));
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0) _mail.Add(MapiTag.SenderAddressType, MapiType.Unicode, Encoding.Unicode.GetBytes(text[..colon]));
        if (text.Length > colon + 1) _mail.Add(MapiTag.SenderEmailAddress, MapiType.Unicode, Encoding.Unicode.GetBytes(text[(colon + 1)..]));
    }

    /// <summary>DTR structure [2.1.3.3.4]: year, month, day, hour, minute, second, day of week, of two bytes each; in no zone that is told.</summary>
    private void Date(ushort id, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 12) return;
        Span<int> parts = stackalloc int[6];
        for (var i = 0; i < parts.Length; i++) parts[i] = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(i * 2)..]);
        if (parts[0] is < 1970 or > 3000 || parts[1] is < 1 or > 12 || parts[2] < 1 || parts[2] > DateTime.DaysInMonth(parts[0], parts[1]) || parts[3] > 23 || parts[4] > 59 || parts[5] > 59) return;
        var value = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(value, new DateTimeOffset(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], TimeSpan.Zero).ToFileTime());
        _mail.Add(id, MapiType.Time, value);
    }

    /// <summary>Names of the first version as those of today [2.1.3.3.2]: <c>IPM.Microsoft Mail.Note</c> is <c>IPM.Note</c>.</summary>
    private static string ClassName(ReadOnlySpan<byte> bytes)
    {
        var name = Encoding.ASCII.GetString(bytes.TrimEnd((byte)0));
        const string Old = "IPM.Microsoft Mail.";
        if (!name.StartsWith(Old, StringComparison.OrdinalIgnoreCase)) return name;
        return name[Old.Length..] switch
        {
            "Note" => "IPM.Note",
            "Read Receipt" => "REPORT.IPM.Note.IPNRN",
            "Non-Delivery" => "REPORT.IPM.Note.NDR",
            var other => "IPM." + other,
        };
    }

    private void Legacy(ushort id, ReadOnlyMemory<byte> data)
    {
        if (!_mail.Has(id)) _mail.Add(id, MapiType.String8, data);
    }

    private void Int32(ushort id, int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        _mail.Add(id, MapiType.Int32, bytes);
    }

    private void Problem(string id, string detail)
    {
        if (_problems.Count < MostProblems) _problems.Add((id, detail));
    }
}
