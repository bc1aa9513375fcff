using System.Buffers.Binary;
using Lurewatch.Mail.Mapi;

namespace Lurewatch.Containers.Pst;

/// <summary>The upper layer of a PST [MS-PST 2.4]: the store, its folders, and every message that has a node, whether or not a folder still lists it.</summary>
internal sealed class PstStore
{
    private const uint StoreNode = 0x21, RootFolder = 0x122, Recipients = 0x692, Attachments = 0x671;
    private const int MessageType = 4, AttachmentType = 5, RecipientsType = 0x12, AttachmentsType = 0x11;
    private const ushort Password = 0x67ff, SubtreeEntry = 0x35e0;
    private const int MostFolderLevels = 64, MostFolderChars = 1024, MostFolders = 10_000, EmbeddedMessage = 5;
    /// <summary>How OSTs call the folder that holds what the user sees; PSTs name it by an entry of the store.</summary>
    private const string OstSubtree = "IPM_SUBTREE";

    private readonly MapiNames _names;
    private readonly uint _subtree;
    private readonly Dictionary<uint, string?> _folders = [];

    private PstStore(PstFile file, PstReading reading)
    {
        File = file;
        Reading = reading;
        _names = PstNames.Read(file, reading);
        if (!file.TryFindNode(StoreNode, out var node) || PstProperties.Open(file, node, reading) is not { } store) return;
        // An OST has something else there: its key is with the account.
        HasPassword = file.Header.Client != "SO" && store.Int(Password) != 0;
        if (store.Value(SubtreeEntry) is { Length: >= 24 } entry) _subtree = BinaryPrimitives.ReadUInt32LittleEndian(entry.Span[20..]);
    }

    public PstFile File { get; }
    /// <summary>What opening the store found.</summary>
    public PstReading Reading { get; }
    /// <summary>A CRC of a password is kept for Outlook to compare with; nothing is encrypted by it.</summary>
    public bool HasPassword { get; }

    /// <summary>Opens the store; null if the stream holds no such file.</summary>
    public static PstStore? Open(Stream stream, AnalysisBudget budget)
    {
        if (PstFile.Open(stream) is not { } file) return null;
        FindEncoding(file, budget);
        return new PstStore(file, new PstReading(budget, "mailbox file"));
    }

    /// <summary>All messages in the order of the node tree, which is about that of their arrival; each once. Settings that Outlook hides in folders are no messages.</summary>
    public IEnumerable<PstNode> Messages()
    {
        // One bit a message: a node's index has 27 bits, so this stays below 16 MiB whatever the file says.
        var seen = new List<ulong>();
        foreach (var node in File.Nodes())
        {
            if (node.Type != MessageType || node.Data == 0) continue;
            var index = (int)(node.Id >> 5);
            while (seen.Count <= index >> 6) seen.Add(0);
            var bit = 1UL << (index & 63);
            if ((seen[index >> 6] & bit) != 0) continue;
            seen[index >> 6] |= bit;
            yield return node;
        }
    }

    /// <summary>A folder's path without the root that only Outlook sees: <c>Inbox/Orders</c>; null if the folder is gone.</summary>
    public string? Folder(uint nid, PstReading reading)
    {
        if (_folders.TryGetValue(nid, out var known)) return known;
        var names = new List<string>();
        var chars = 0;
        var at = nid;
        while (at != RootFolder && at != _subtree)
        {
            if (names.Count >= MostFolderLevels || chars > MostFolderChars || !File.TryFindNode(at, out var node)) break;
            var quiet = new PstReading(reading.Budget, "folder");
            var name = PstProperties.Open(File, node, quiet)?.Text(MapiTag.DisplayName) ?? $"folder 0x{at:x}";
            if (name == OstSubtree && names.Count > 0) break;
            names.Add(name.Length > 255 ? name[..255] : name);
            chars += names[^1].Length;
            if (node.Parent == at || node.Parent == 0) break;
            at = node.Parent;
        }
        names.Reverse();
        var path = names.Count > 0 ? string.Join('/', names) : at == nid && at is not RootFolder && at != _subtree ? null : "";
        if (_folders.Count >= MostFolders) _folders.Clear();
        _folders[nid] = path;
        return path;
    }

    /// <summary>A message with its recipients and attachments as far as they can be read; null if not even its properties can.</summary>
    public MapiMessage? Read(PstNode node, PstReading reading) => Read(node, reading, depth: 0);

    private MapiMessage? Read(PstNode node, PstReading reading, int depth)
    {
        if (!reading.Budget.AllowsDepth(depth, "message in a mailbox file"))
        {
            reading.Lose("messages are attached to messages deeper than is read");
            return null;
        }
        if (PstProperties.Open(File, node, reading) is not { } properties) return null;
        var bag = Bag(properties);
        var recipients = new List<MapiProperties>();
        var subnodes = properties.Heap.Subnodes;
        if (Table(subnodes, Recipients, RecipientsType) is { } recipientTable)
            foreach (var (_, cells) in PstTable.Rows(File, recipientTable, reading)) recipients.Add(Bag(cells, bag.CodePage));
        var attachments = new List<MapiAttachment>();
        foreach (var attachment in AttachmentNodes(subnodes, reading))
        {
            if (attachments.Count >= reading.Budget.Limits.Members) break;
            if (Attachment(attachment, bag.CodePage, reading, depth) is { } read) attachments.Add(read);
        }
        return new MapiMessage(bag, recipients, attachments);
    }

    private static PstNode? Table(IReadOnlyDictionary<uint, PstNode> subnodes, uint usual, int type)
    {
        if (subnodes.TryGetValue(usual, out var table)) return table;
        foreach (var node in subnodes.Values)
            if (node.Type == type) return node;
        return null;
    }

    /// <summary>As the table of attachments lists them, then those that it does not list.</summary>
    private List<PstNode> AttachmentNodes(IReadOnlyDictionary<uint, PstNode> subnodes, PstReading reading)
    {
        var nodes = new List<PstNode>();
        var listed = new HashSet<uint>();
        if (Table(subnodes, Attachments, AttachmentsType) is { } table)
        {
            foreach (var (id, _) in PstTable.Rows(File, table, reading))
            {
                if (!listed.Add(id)) continue;
                if (subnodes.TryGetValue(id, out var node)) nodes.Add(node);
                else reading.Lose($"attachment 0x{id:x} is listed and not there");
            }
        }
        foreach (var node in subnodes.Values)
            if (node.Type == AttachmentType && listed.Add(node.Id)) nodes.Add(node);
        return nodes;
    }

    private MapiAttachment? Attachment(PstNode node, int codePage, PstReading reading, int depth)
    {
        if (PstProperties.Open(File, node, reading) is not { } properties) return null;
        var bag = Bag(properties, codePage);
        MapiMessage? message = null;
        var content = properties.Value(MapiTag.AttachData);
        if (properties.Object(MapiTag.AttachData) is var inside and not 0)
        {
            content = null;
            if (!properties.Heap.Subnodes.TryGetValue(inside, out var subnode)) reading.Lose($"attachment 0x{node.Id:x} names an object that is not there");
            else if (bag.Int32(MapiTag.AttachMethod) == EmbeddedMessage) message = Read(subnode, reading, depth + 1);
            else content = PstData.Open(File, subnode.Data, reading).All(reading);
        }
        return new MapiAttachment(bag, message, content);
    }

    private MapiProperties Bag(PstProperties properties, int codePage = 0)
    {
        var own = (int)properties.Int(MapiTag.MessageCodePage);
        if (own == 0) own = codePage != 0 ? codePage : (int)properties.Int(MapiTag.InternetCodePage);
        var bag = new MapiProperties { Names = _names, CodePage = own };
        foreach (var (id, type) in properties.Tags)
        {
            if (id == MapiTag.AttachData || (type & MapiType.Many) != 0 || properties.Value(id) is not { } value) continue;
            bag.Add(id, type, id is MapiTag.Subject or MapiTag.ConversationTopic or MapiTag.NormalizedSubject ? WithoutPrefixMark(type, value) : value);
        }
        return bag;
    }

    private MapiProperties Bag(IReadOnlyList<(uint Tag, ReadOnlyMemory<byte> Value)> cells, int codePage)
    {
        var bag = new MapiProperties { Names = _names, CodePage = codePage };
        foreach (var (tag, value) in cells) bag.Add((ushort)(tag >> 16), (ushort)tag, value);
        return bag;
    }

    /// <summary>A PST writes U+0001 and the length of "Re: " and the like before a subject [MS-PST 2.5.3.1.1.1].</summary>
    private static ReadOnlyMemory<byte> WithoutPrefixMark(ushort type, ReadOnlyMemory<byte> subject) => type switch
    {
        MapiType.Unicode when subject.Length >= 4 && subject.Span[0] == 1 && subject.Span[1] == 0 => subject[4..],
        MapiType.String8 when subject.Length >= 2 && subject.Span[0] == 1 => subject[2..],
        _ => subject,
    };

    /// <summary>Some exports say that nothing is encoded and encode all the same: the heap of the root folder must start with its signature.</summary>
    private static void FindEncoding(PstFile file, AnalysisBudget budget)
    {
        if (!file.TryFindNode(RootFolder, out var root) && !file.TryFindNode(StoreNode, out root)) return;
        foreach (var encoding in (ReadOnlySpan<PstEncoding>)[file.Header.Encoding, PstEncoding.Permute, PstEncoding.None])
        {
            file.Encoding = encoding;
            var probe = new PstReading(budget, "mailbox file");
            if (PstHeap.Open(file, root, probe) is not null) return;
        }
        file.Encoding = file.Header.Encoding;
    }

    /// <summary>Mail, reports and meeting requests; other items only if they came from somebody, went to somebody or carry a file. Contacts, tasks, notes and own appointments are none.</summary>
    public static bool IsMail(MapiMessage message)
    {
        if (message.Attachments.Count > 0 || message.Recipients.Count > 0 || message.Properties.Has(MapiTag.TransportMessageHeaders)) return true;
        var name = message.Class;
        return name.Length == 0 || Starts(name, "IPM.Note") || Starts(name, "REPORT.") || Starts(name, "IPM.Schedule") || Starts(name, "IPM.Post") || Starts(name, "IPM.Sharing");

        static bool Starts(string text, string start) => text.StartsWith(start, StringComparison.OrdinalIgnoreCase);
    }
}
