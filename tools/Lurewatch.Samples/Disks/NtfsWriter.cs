using System.Buffers.Binary;
using System.Text;

namespace Lurewatch.Samples.Disks;

/// <summary>Writes the least of an NTFS volume that a reader of files needs: boot sector, file table, streams; the same bytes for the same input.</summary>
/// <remarks>A name may have a stream behind a colon. Small content stands in its record, larger content in clusters of its own.</remarks>
public static class NtfsWriter
{
    private const int Cluster = 512, RecordSize = 1024, TableAt = 8, FirstUser = 24, Resident = 256;

    /// <summary>Writes a volume.</summary>
    public static byte[] Write(IReadOnlyList<DiskItem> files, string label = "DATA")
    {
        ArgumentNullException.ThrowIfNull(files);
        var folders = files.SelectMany(file => Parents(file.Name)).Distinct(StringComparer.Ordinal).ToList();
        var owners = files.GroupBy(file => file.Name.Split(':')[0], StringComparer.Ordinal).ToList();
        var records = FirstUser + folders.Count + owners.Count;
        var content = TableAt + (records * RecordSize / Cluster);
        var image = new MemoryStream(new byte[(content + files.Sum(file => (file.Content.Length / Cluster) + 1)) * Cluster]);
        var next = content;
        Put(0, Record(0, "$MFT", 5, 0, Outside("", TableAt, records * RecordSize)));
        Put(3, Record(0, "$Volume", 5, 0, Attribute(0x60, "", Encoding.Unicode.GetBytes(label))));
        Put(5, Record(2, ".", 5, 0));
        for (var i = 0; i < folders.Count; i++) Put(FirstUser + i, Record(2, Last(folders[i]), Number(folders[i]), 0));
        for (var i = 0; i < owners.Count; i++)
        {
            var streams = owners[i].Select(file =>
            {
                var stream = file.Name.Contains(':', StringComparison.Ordinal) ? file.Name.Split(':')[1] : "";
                if (file.Content.Length <= Resident) return Attribute(0x80, stream, file.Content);
                var at = next;
                image.Position = at * Cluster;
                image.Write(file.Content);
                next += (file.Content.Length + Cluster - 1) / Cluster;
                return Outside(stream, at, file.Content.Length);
            });
            Put(FirstUser + folders.Count + i, Record(0, Last(owners[i].Key), Number(owners[i].Key), owners[i].Any(file => file.Hidden) ? 2u : 0, [.. streams]));
        }
        var bytes = image.ToArray();
        Boot(bytes);
        return bytes;

        void Put(int number, byte[] record)
        {
            image.Position = (TableAt * Cluster) + (number * RecordSize);
            image.Write(record);
        }

        int Number(string name) => name.LastIndexOf('/') is > 0 and var at ? FirstUser + folders.IndexOf(name[..at]) : 5;
    }

    private static IEnumerable<string> Parents(string name)
    {
        for (var at = name.IndexOf('/', StringComparison.Ordinal); at > 0; at = name.IndexOf('/', at + 1)) yield return name[..at];
    }

    private static string Last(string name) => name[(name.LastIndexOf('/') + 1)..];

    private static void Boot(Span<byte> boot)
    {
        boot[0] = 0xeb;
        "NTFS    "u8.CopyTo(boot[3..]);
        BinaryPrimitives.WriteUInt16LittleEndian(boot[11..], Cluster);
        boot[13] = 1;
        BinaryPrimitives.WriteInt64LittleEndian(boot[40..], boot.Length / Cluster);
        BinaryPrimitives.WriteInt64LittleEndian(boot[48..], TableAt);
        boot[64] = 0xf6; // 2 to the tenth
        boot[510] = 0x55;
        boot[511] = 0xaa;
    }

    /// <summary>A record in use, its sectors' ends in the table of fixed bytes.</summary>
    private static byte[] Record(byte flags, string name, int parent, uint attributes, params byte[][] streams)
    {
        var record = new byte[RecordSize];
        "FILE"u8.CopyTo(record);
        record[4] = 48;
        record[6] = 3;
        record[20] = 56;
        record[22] = (byte)(1 | flags);
        var standard = new byte[48];
        BinaryPrimitives.WriteUInt32LittleEndian(standard.AsSpan(32), attributes);
        var named = new byte[66 + (name.Length * 2)];
        BinaryPrimitives.WriteInt64LittleEndian(named, parent);
        named[64] = (byte)name.Length;
        named[65] = 1;
        Encoding.Unicode.GetBytes(name).CopyTo(named, 66);
        var at = 56;
        foreach (var attribute in (byte[][])[Attribute(0x10, "", standard), Attribute(0x30, "", named), .. streams])
        {
            attribute.CopyTo(record, at);
            at += attribute.Length;
        }
        record.AsSpan(at, 4).Fill(0xff);
        for (var i = 1; i <= 2; i++)
        {
            record.AsSpan((i * 512) - 2, 2).CopyTo(record.AsSpan(48 + (i * 2)));
            record[(i * 512) - 2] = record[(i * 512) - 1] = 7;
        }
        record[48] = record[49] = 7;
        return record;
    }

    private static byte[] Attribute(int type, string name, byte[] content)
    {
        var start = 24 + ((name.Length * 2) + 7) / 8 * 8;
        var attribute = new byte[(start + content.Length + 7) / 8 * 8];
        Head(attribute, type, name, 24);
        BinaryPrimitives.WriteInt32LittleEndian(attribute.AsSpan(16), content.Length);
        attribute[20] = (byte)start;
        content.CopyTo(attribute, start);
        return attribute;
    }

    /// <summary>A data attribute whose content lies in one run of clusters.</summary>
    private static byte[] Outside(string name, int cluster, int size)
    {
        var start = 64 + ((name.Length * 2) + 7) / 8 * 8;
        var attribute = new byte[start + 16];
        Head(attribute, 0x80, name, 64);
        attribute[8] = 1;
        attribute[32] = (byte)start;
        BinaryPrimitives.WriteInt64LittleEndian(attribute.AsSpan(48), size);
        attribute[start] = 0x44;
        BinaryPrimitives.WriteInt32LittleEndian(attribute.AsSpan(start + 1), (size + Cluster - 1) / Cluster);
        BinaryPrimitives.WriteInt32LittleEndian(attribute.AsSpan(start + 5), cluster);
        return attribute;
    }

    private static void Head(Span<byte> attribute, int type, string name, int nameAt)
    {
        BinaryPrimitives.WriteInt32LittleEndian(attribute, type);
        BinaryPrimitives.WriteInt32LittleEndian(attribute[4..], attribute.Length);
        attribute[9] = (byte)name.Length;
        attribute[10] = (byte)nameAt;
        Encoding.Unicode.GetBytes(name).CopyTo(attribute[nameAt..]);
    }
}
