using System.Buffers.Binary;
using System.Text;

namespace Lurewatch.Samples.Disks;

/// <summary>Writes ISO 9660 images [ECMA-119], with Joliet names if wanted; the same bytes for the same input.</summary>
public static class IsoWriter
{
    private const int Sector = 2048;

    private sealed class Folder(string name)
    {
        public string Name { get; } = name;
        public List<Folder> Folders { get; } = [];
        public List<DiskItem> Files { get; } = [];
        public int Sector { get; set; }
        public int Size { get; set; }
    }

    /// <summary>Writes an image.</summary>
    /// <param name="files">Files; folders come from their names.</param>
    /// <param name="label">Name of the volume.</param>
    /// <param name="joliet">Adds the Joliet tree; without it only the short names of ISO 9660 are there.</param>
    public static byte[] Write(IReadOnlyList<DiskItem> files, string label = "NEW_VOLUME", bool joliet = true)
    {
        ArgumentNullException.ThrowIfNull(files);
        var trees = joliet ? new[] { Tree(files), Tree(files) } : [Tree(files)];
        var next = 16 + trees.Length + 1;
        var starts = new Dictionary<DiskItem, int>();
        for (var tree = 0; tree < trees.Length; tree++)
        {
            foreach (var folder in Walk(trees[tree]))
            {
                folder.Sector = next;
                folder.Size = Records(folder, trees[tree], tree == 1, starts, measure: true).Length;
                next += folder.Size / Sector;
            }
        }
        foreach (var file in files)
        {
            starts[file] = next;
            next += Math.Max(1, (file.Content.Length + Sector - 1) / Sector);
        }
        var image = new byte[next * Sector];
        for (var tree = 0; tree < trees.Length; tree++)
        {
            Descriptor(image.AsSpan((16 + tree) * Sector, Sector), trees[tree], label, next, tree == 1);
            foreach (var folder in Walk(trees[tree])) Records(folder, trees[tree], tree == 1, starts, measure: false).CopyTo(image, folder.Sector * Sector);
        }
        var terminator = image.AsSpan((16 + trees.Length) * Sector);
        terminator[0] = 255;
        "CD001\x1"u8.CopyTo(terminator[1..]);
        foreach (var file in files) file.Content.CopyTo(image, starts[file] * Sector);
        return image;
    }

    private static Folder Tree(IReadOnlyList<DiskItem> files)
    {
        var root = new Folder("");
        foreach (var file in files)
        {
            var at = root;
            foreach (var step in file.Name.Split('/')[..^1])
            {
                var inner = at.Folders.Find(folder => folder.Name == step);
                if (inner is null) at.Folders.Add(inner = new Folder(step));
                at = inner;
            }
            at.Files.Add(file);
        }
        return root;
    }

    private static IEnumerable<Folder> Walk(Folder folder) => [folder, .. folder.Folders.SelectMany(Walk)];

    private static void Descriptor(Span<byte> to, Folder root, string label, int sectors, bool joliet)
    {
        to[0] = (byte)(joliet ? 2 : 1);
        "CD001\x1"u8.CopyTo(to[1..]);
        var name = joliet ? Encoding.BigEndianUnicode.GetBytes(label.PadRight(16)) : Encoding.ASCII.GetBytes(label.PadRight(32));
        name.AsSpan(0, 32).CopyTo(to[40..]);
        Both32(to[80..], sectors);
        if (joliet) "%/E"u8.CopyTo(to[88..]);
        Both16(to[120..], 1);
        Both16(to[124..], 1);
        Both16(to[128..], Sector);
        Record([0], root.Sector, root.Size, 2).CopyTo(to[156..]);
        to[881] = 1;
    }

    private static byte[] Records(Folder folder, Folder root, bool joliet, Dictionary<DiskItem, int> starts, bool measure)
    {
        var parent = Walk(root).FirstOrDefault(other => other.Folders.Contains(folder)) ?? root;
        List<byte[]> records = [Record([0], folder.Sector, folder.Size, 2), Record([1], parent.Sector, parent.Size, 2)];
        foreach (var inner in folder.Folders) records.Add(Record(Name(inner.Name, joliet, file: false), inner.Sector, inner.Size, 2));
        foreach (var file in folder.Files) records.Add(Record(Name(file.Name.Split('/')[^1], joliet, file: true), measure ? 0 : starts[file], file.Content.Length, (byte)(file.Hidden ? 1 : 0)));
        var all = new MemoryStream();
        foreach (var record in records)
        {
            var left = Sector - (int)(all.Position % Sector);
            if (record.Length > left) all.Write(new byte[left]);
            all.Write(record);
        }
        all.Write(new byte[(Sector - (int)(all.Position % Sector)) % Sector]);
        return all.ToArray();
    }

    private static byte[] Name(string name, bool joliet, bool file)
    {
        if (joliet) return Encoding.BigEndianUnicode.GetBytes(file ? name + ";1" : name);
        var dot = name.LastIndexOf('.');
        var stem = Plain(dot < 0 ? name : name[..dot], 8);
        return Encoding.ASCII.GetBytes(!file ? stem : $"{stem}.{Plain(dot < 0 ? "" : name[(dot + 1)..], 3)};1");
    }

    private static string Plain(string text, int length) =>
        new([.. text.ToUpperInvariant().Select(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) ? c : '_').Take(length)]);

    private static byte[] Record(byte[] name, int sector, int size, byte flags)
    {
        var record = new byte[33 + name.Length + ((33 + name.Length) & 1)];
        record[0] = (byte)record.Length;
        Both32(record.AsSpan(2), sector);
        Both32(record.AsSpan(10), size);
        new byte[] { 119, 9, 16, 9, 0, 0, 0 }.CopyTo(record, 18); // 16 September 2019
        record[25] = flags;
        Both16(record.AsSpan(28), 1);
        record[32] = (byte)name.Length;
        name.CopyTo(record, 33);
        return record;
    }

    private static void Both16(Span<byte> to, int value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(to, (ushort)value);
        BinaryPrimitives.WriteUInt16BigEndian(to[2..], (ushort)value);
    }

    private static void Both32(Span<byte> to, int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(to, value);
        BinaryPrimitives.WriteInt32BigEndian(to[4..], value);
    }
}
