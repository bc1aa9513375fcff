using System.Buffers.Binary;
using System.Globalization;
using Lurewatch.Containers;

namespace Lurewatch.Mail.Mapi.Msg;

/// <summary>Outlook's message and template files [MS-OXMSG]: a compound file with a storage a recipient and an attachment. Keeps what it had.</summary>
/// <remarks>
/// <code>
/// __nameid_version1.0          identifiers of named properties, for all of the file
/// __properties_version1.0      head (32 bytes; 24 in an attached message, 8 in a recipient or attachment), then 16 bytes a property:
///                              tag, flags, and the value, or its length where it is a stream of its own
/// __substg1.0_IIIITTTT         value of property IIII of type TTTT; a storage for an attached message or an OLE object
/// __recip_version1.0_#0000000N, __attach_version1.0_#0000000N
/// </code>
/// </remarks>
internal sealed class MsgReader
{
    private const string Values = "__substg1.0_", Table = "__properties_version1.0", Recipient = "__recip_version1.0_", Attachment = "__attach_version1.0_";
    private const int MostDepth = 16, MostChildren = 2048, MostStreams = 1000;
    private const string What = "message file";

    private readonly CfbReader _file;
    private readonly AnalysisBudget _budget;
    private readonly Dictionary<string, List<CfbEntry>> _children = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Id, string Detail)> _problems = [];
    private MapiNames _names = MapiNames.None;

    private MsgReader(CfbReader file, AnalysisBudget budget)
    {
        _file = file;
        _budget = budget;
        foreach (var entry in file.Entries)
        {
            if (entry.IsOrphan) continue;
            var slash = entry.Path.LastIndexOf('/');
            var parent = slash < 0 ? "" : entry.Path[..slash];
            if (!_children.TryGetValue(parent, out var children)) _children.Add(parent, children = []);
            children.Add(entry);
        }
        // The directory is a tree in which neighbours stand anywhere; the numbers in the names are the order.
        foreach (var children in _children.Values) children.Sort(static (one, two) => StringComparer.OrdinalIgnoreCase.Compare(one.Name, two.Name));
    }

    /// <summary>Reads a file; null if there is nothing of a message in it.</summary>
    public static MapiMessage? Read(ReadOnlyMemory<byte> bytes, AnalysisBudget budget)
    {
        var reader = new MsgReader(CfbReader.Read(bytes, budget), budget);
        if (reader._children.TryGetValue("__nameid_version1.0", out var names))
            reader._names = MsgNames.Read(reader.Named(names, "00020102"), reader.Named(names, "00030102"), reader.Named(names, "00040102"));
        var message = reader.Message("", head: 32, codePage: 0, depth: 0);
        if (message.Properties.Count == 0 && message.Recipients.Count == 0 && message.Attachments.Count == 0) return null;
        foreach (var (id, detail) in reader._file.Problems) reader._problems.Add(($"mapi-file-{id}", detail));
        return message with { Problems = reader._problems };
    }

    private MapiMessage Message(string storage, int head, int codePage, int depth)
    {
        var mail = Properties(storage, head, codePage);
        if (MapiCodePages.Of(mail) is > 0 and var own) mail.CodePage = own;
        var recipients = new List<MapiProperties>();
        var attachments = new List<MapiAttachment>();
        foreach (var child in Children(storage))
        {
            if (!child.IsStorage) continue;
            if (!_budget.TryTakeSteps(64, What)) break;
            if (child.Name.StartsWith(Recipient, StringComparison.OrdinalIgnoreCase))
            {
                if (recipients.Count < MostChildren) recipients.Add(Properties(child.Path, 8, mail.CodePage));
                else _budget.Exhaust("members", What);
            }
            else if (child.Name.StartsWith(Attachment, StringComparison.OrdinalIgnoreCase))
            {
                if (attachments.Count < MostChildren) attachments.Add(ReadAttachment(child.Path, mail.CodePage, depth));
                else _budget.Exhaust("mime_parts", What);
            }
        }
        return new MapiMessage(mail, recipients, attachments);
    }

    private MapiAttachment ReadAttachment(string storage, int codePage, int depth)
    {
        var properties = Properties(storage, 8, codePage);
        foreach (var child in Children(storage))
        {
            if (!child.IsStorage || !child.Name.Equals(Values + "3701000D", StringComparison.OrdinalIgnoreCase)) continue;
            // An attached message has a property table, an OLE object its own streams.
            if (_file.Find(child.Path + "/" + Table) is null) return new MapiAttachment(properties, null, OleObject(child.Path));
            if (depth >= MostDepth)
            {
                _budget.Exhaust("depth", What);
                return new MapiAttachment(properties, null, null);
            }
            return new MapiAttachment(properties, Message(child.Path, 24, codePage, depth + 1), null);
        }
        return new MapiAttachment(properties, null, properties.TypeOf(MapiTag.AttachData) is MapiType.Binary ? properties.Raw(MapiTag.AttachData) : null);
    }

    /// <summary>The storage of an OLE object as a compound file of its own.</summary>
    private ReadOnlyMemory<byte>? OleObject(string storage)
    {
        var streams = new List<(string Path, byte[] Content)>();
        long size = 4096;
        var storages = new Stack<string>([storage]);
        while (storages.TryPop(out var at))
        {
            foreach (var entry in Children(at))
            {
                if (entry.IsStorage)
                {
                    storages.Push(entry.Path);
                    continue;
                }
                if (streams.Count >= MostStreams || !_budget.TryTakeSteps(streams.Count, What) || _file.Open(entry, _budget) is not { } content
                    || !_budget.TryTakeBytes(content.Length, What)) continue;
                streams.Add((entry.Path[(storage.Length + 1)..], content.ToArray()));
                size += content.Length + 1024;
            }
        }
        if (streams.Count == 0 || !_budget.TryTakeBytes(size, What)) return null;
        return CfbWriter.Write(streams);
    }

    /// <summary>Values from the table in its order, then streams that no table lists: a damaged table hides nothing.</summary>
    private MapiProperties Properties(string storage, int head, int codePage)
    {
        var bag = new MapiProperties { Names = _names, CodePage = codePage };
        var streams = new Dictionary<uint, CfbEntry>();
        ReadOnlyMemory<byte> table = default;
        foreach (var child in Children(storage))
        {
            if (child.IsStorage) continue;
            if (child.Name.Equals(Table, StringComparison.OrdinalIgnoreCase)) table = _file.Open(child, _budget) ?? default;
            else if (Tag(child.Name) is { } tag) streams.TryAdd(tag, child);
        }
        for (var at = head; at + 16 <= table.Length; at += 16)
        {
            if ((at & 0xFFF) == 0 && !_budget.TryTakeSteps(256, What)) break;
            var tag = BinaryPrimitives.ReadUInt32LittleEndian(table.Span[at..]);
            var (id, type) = ((ushort)(tag >> 16), (ushort)tag);
            if (MapiType.FixedSize(type) is > 0 and <= 8 and var size)
            {
                bag.Add(id, type, table.Slice(at + 8, size));
                continue;
            }
            if (streams.Remove(tag, out var stream)) Add(bag, id, type, stream);
        }
        foreach (var (tag, stream) in streams) Add(bag, (ushort)(tag >> 16), (ushort)tag, stream);
        return bag;
    }

    private void Add(MapiProperties bag, ushort id, ushort type, CfbEntry stream)
    {
        if ((type & MapiType.Many) != 0) return;
        if (_file.Open(stream, _budget) is { } value) bag.Add(id, type, value);
    }

    private List<CfbEntry> Children(string storage) => _children.GetValueOrDefault(storage) ?? [];

    private ReadOnlySpan<byte> Named(List<CfbEntry> entries, string tag)
    {
        foreach (var entry in entries)
            if (!entry.IsStorage && entry.Name.Equals(Values + tag, StringComparison.OrdinalIgnoreCase)) return (_file.Open(entry, _budget) ?? default).Span;
        return default;
    }

    /// <summary>The tag in a stream's name; null for others and for the values of multi-valued properties, whose names go on.</summary>
    private static uint? Tag(string name) =>
        name.Length == Values.Length + 8 && name.StartsWith(Values, StringComparison.OrdinalIgnoreCase)
            && uint.TryParse(name.AsSpan(Values.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var tag) ? tag : null;
}
