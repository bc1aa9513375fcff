using System.Text;

namespace Lurewatch.Samples;

/// <summary>Writes OneNote sections [MS-ONESTORE], written from the specification beside the reader: one object space with one revision.</summary>
public sealed class OneNoteWriter
{
    private static readonly Guid s_table = new("11111111-2222-3333-4444-555555555555");
    private readonly List<byte> _out = [];
    private readonly List<(string? Name, string? Source, byte[] Content, bool Picture)> _files = [];
    private readonly List<string> _texts = [];
    private readonly List<string> _links = [];

    /// <summary>A file behind its icon.</summary>
    public OneNoteWriter File(string name, byte[] content, string? source = null)
    {
        _files.Add((name, source ?? @"C:\Users\user\Desktop\" + name, content, false));
        return this;
    }

    /// <summary>A picture.</summary>
    public OneNoteWriter Picture(byte[] content, string? name = null)
    {
        _files.Add((name, null, content, true));
        return this;
    }

    public OneNoteWriter Text(string text)
    {
        _texts.Add(text);
        return this;
    }

    public OneNoteWriter Link(string address)
    {
        _links.Add(address);
        return this;
    }

    /// <summary>The section as OneNote for Windows writes it.</summary>
    public byte[] Write()
    {
        _out.Clear();
        _out.AddRange(Header(new Guid("109ADD3F-911B-49F5-A5D0-1791EDC8AED8")));
        List<byte[]> objects = [Node(0x022, [0]), Node(0x024, [.. BitConverter.GetBytes(1), .. s_table.ToByteArray()]), Node(0x028, [])], stored = [];
        for (var i = 0; i < _files.Count; i++)
        {
            var (name, source, content, picture) = _files[i];
            var id = new Guid(i + 1, 0x1234, 0x5678, 1, 2, 3, 4, 5, 6, 7, 8);
            var at = Put([.. new Guid("BDE316E7-2665-4511-A4C4-8D4D0B7A9EAC").ToByteArray(), .. BitConverter.GetBytes((long)content.Length), .. new byte[12], .. content, .. new Guid("71FBA722-0F79-4A0B-BB13-899256426B24").ToByteArray()], out var size);
            stored.Add(Node(0x094, [.. Reference(at, size), .. id.ToByteArray()], 1));
            var compact = (uint)(1 << 8 | i + 10);
            objects.Add(Node(0x072, [.. BitConverter.GetBytes(compact), 0x36, 0, 8, 0, 1, .. Buffer($"<ifndf>{{{id.ToString().ToUpperInvariant()}}}"), .. Buffer(System.IO.Path.GetExtension(name ?? ".png"))]));
            List<(uint, byte[])> properties = [(0x20000000 | (picture ? 0x1C3Fu : 0x1D9B), [])];
            if (name is not null) properties.Add((0x1C000000 | (picture ? 0x1DD7u : 0x1D9C), Value(name)));
            if (source is not null) properties.Add((0x1C001D9D, Value(source)));
            objects.Add(Object((uint)(1 << 8 | i + 100), [compact], properties));
        }
        for (var i = 0; i < _texts.Count; i++) objects.Add(Object((uint)(1 << 8 | i + 180), [], [(0x1C001C22, Value(_texts[i])), (0x14001C09, [1, 0, 0, 0])]));
        foreach (var link in _links) objects.Add(Object(1 << 8 | 250, [], [(0x1C001E20, Value(link))]));
        var group = List(objects);
        var revisions = List([Node(0x01B, new byte[20 + 4 + 4]), Node(0x0B0, [.. group, .. new byte[20]], 2)]);
        var space = List([Node(0x010, [.. revisions], 2)]);
        var root = List([Node(0x008, [.. space, .. new byte[20]], 2), Node(0x090, [.. List(stored)], 2)]);
        var file = _out.ToArray();
        root.CopyTo(file, 172);
        BitConverter.GetBytes((long)file.Length).CopyTo(file, 196);
        return file;
    }

    /// <summary>The section as servers store it: files as blobs of stream objects [MS-FSSHTTPB].</summary>
    public byte[] WritePackage()
    {
        byte[] file = [.. Header(new Guid("638DE92F-A6D4-4BC1-9A36-B3FC2511A5B7"))[..68], .. Start32(0x7A, 24, true), .. new byte[24], .. Start16(0x15, 1, true), 0];
        foreach (var (_, _, content, _) in _files)
        {
            byte[] blob = [.. Compact(content.Length), .. content];
            file = [.. file, .. Start16(0x01, 3, true), 0, 0, 0, .. Start32(0x02, blob.Length, false), .. blob, 0x05];
        }
        return [.. file, .. Encoding.Unicode.GetBytes(string.Join('\0', [.. _texts, .. _links]))];
    }

    private static byte[] Header(Guid format)
    {
        var header = new byte[1024];
        new Guid("7B5C52E4-D88C-4DA7-AEB1-5378D02996D3").ToByteArray().CopyTo(header, 0);
        format.ToByteArray().CopyTo(header, 48);
        return header;
    }

    private static byte[] Start16(int type, int length, bool compound) => BitConverter.GetBytes((ushort)((compound ? 4 : 0) | type << 3 | length << 9));

    private static byte[] Start32(int type, int length, bool compound)
    {
        var inside = length < 0x7FFF ? length : 0x7FFF;
        byte[] head = BitConverter.GetBytes(2u | (compound ? 4u : 0) | (uint)type << 3 | (uint)inside << 17);
        return inside == 0x7FFF ? [.. head, .. Compact(length)] : head;
    }

    private static byte[] Compact(int value) => BitConverter.GetBytes((uint)value << 4 | 8);

    /// <summary>Writes data at the next place and gives that place.</summary>
    private long Put(byte[] data, out int size)
    {
        var at = _out.Count;
        _out.AddRange(data);
        _out.AddRange(new byte[(8 - data.Length % 8) % 8]);
        size = data.Length;
        return at;
    }

    /// <summary>A list in one fragment; gives the reference to it: 8 bytes of place, 4 of size.</summary>
    private byte[] List(IReadOnlyList<byte[]> nodes)
    {
        byte[] body = [.. nodes.SelectMany(node => node)];
        var at = Put([.. BitConverter.GetBytes(0xA4567AB1F5F7F4C4), 0x10, 0, 0, 0, 0, 0, 0, 0, .. body, .. new byte[8], .. Enumerable.Repeat((byte)0xff, 8), 0, 0, 0, 0, .. BitConverter.GetBytes(0x8BC215C38233BA4B)], out var size);
        return Reference(at, size);
    }

    private static byte[] Reference(long at, int size) => [.. BitConverter.GetBytes(at), .. BitConverter.GetBytes(size)];

    private static byte[] Node(uint id, byte[] data, uint kind = 0) => [.. BitConverter.GetBytes(id | (uint)(data.Length + 4) << 10 | kind << 27 | 0x80000000), .. data];

    private byte[] Object(uint compact, IReadOnlyList<uint> ids, List<(uint Id, byte[] Data)> properties)
    {
        byte[] set =
        [
            .. BitConverter.GetBytes((uint)ids.Count | 0x80000000), .. ids.SelectMany(BitConverter.GetBytes), .. BitConverter.GetBytes((ushort)properties.Count),
            .. properties.SelectMany(property => BitConverter.GetBytes(property.Id)), .. properties.SelectMany(property => property.Data),
        ];
        var at = Put(set, out var size);
        return Node(0x0A4, [.. Reference(at, size), .. BitConverter.GetBytes(compact), 0x0c, 0, 6, 0, 1, 1], 1);
    }

    private static byte[] Value(string text) => [.. BitConverter.GetBytes((text.Length + 1) * 2), .. Encoding.Unicode.GetBytes(text + '\0')];

    private static byte[] Buffer(string text) => [.. BitConverter.GetBytes(text.Length), .. Encoding.Unicode.GetBytes(text)];
}
