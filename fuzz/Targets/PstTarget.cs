using Lurewatch.Containers.Pst;
using Lurewatch.Samples;

namespace Lurewatch.Fuzz;

/// <summary>Any bytes as a mailbox file: no message twice, nothing larger than the limit, reading twice gives the same, all of it within the budget.</summary>
internal static class PstTarget
{
    /// <summary>Small files of each layout and encoding, with high trees.</summary>
    public static IReadOnlyList<byte[]> Seeds()
    {
        static (uint, byte[]) Text(uint tag, string text) => (tag, PstWriter.Text(text));
        var inner = new PstMessage([Text(0x0037001F, "Inner"), Text(0x1000001F, "inside")]);
        var mail = new PstMessage([Text(0x001A001F, "IPM.Note"), Text(0x0037001F, "Outer"), Text(0x1000001F, new string('x', 900))],
            [.. Enumerable.Range(0, 5).Select(i => (IReadOnlyList<(uint, byte[])>)[(0x0C150003, PstWriter.Int(1)), Text(0x39FE001F, $"r{i}@rcpt.example")])],
            [new([Text(0x3707001F, "a.bin")], new byte[1500]), new([], null, inner)]);
        var seeds = new List<byte[]>();
        foreach (var version in (ReadOnlySpan<int>)[14, 23, 36])
        {
            foreach (var encoding in (ReadOnlySpan<PstEncoding>)[PstEncoding.None, PstEncoding.Permute, PstEncoding.Cyclic])
            {
                var writer = new PstWriter(version, (byte)encoding, (data, bid) => PstCrypt.Encode(data, encoding, bid)) { BlockBytes = 600, EntriesPerPage = 4, ListEntries = 12, RecordsPerNode = 4 };
                seeds.Add(writer.Write([new("Inbox", [mail, mail]), new("Empty", [])], [inner]));
            }
        }
        return seeds;
    }

    public static void Run(ReadOnlySpan<byte> data)
    {
        var bytes = data.ToArray();
        var limits = new AnalysisLimits { MemberBytes = 1 << 20, TotalBytesOut = 4 << 20 };
        if (PstStore.Open(new MemoryStream(bytes), new AnalysisBudget(limits, TimeProvider.System)) is not { } store) return;
        var seen = new HashSet<uint>();
        foreach (var node in store.Messages())
        {
            if (!seen.Add(node.Id)) throw new InvalidOperationException($"message {node.Id} comes twice");
            var first = Read(store, node, limits);
            if (first != Read(store, node, limits)) throw new InvalidOperationException($"message {node.Id} is read twice, read otherwise");
        }
        if (seen.Count > bytes.Length / 16) throw new InvalidOperationException("more messages than the file has room for");
    }

    private static (bool, int, long) Read(PstStore store, PstNode node, AnalysisLimits limits)
    {
        var reading = new PstReading(new AnalysisBudget(limits, TimeProvider.System), "fuzz");
        store.Folder(node.Parent, reading);
        if (store.Read(node, reading) is not { } message) return (reading.IsIncomplete ? false : throw new InvalidOperationException("unread, and no reason"), 0, 0);
        long size = 0;
        foreach (var attachment in message.Attachments)
        {
            if (attachment.Content is not { } content) continue;
            if (content.Length > limits.MemberBytes) throw new InvalidOperationException($"an attachment of {content.Length} bytes");
            size += content.Length;
        }
        return (reading.IsIncomplete, message.Recipients.Count, size);
    }
}
