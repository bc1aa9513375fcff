using System.Buffers.Binary;
using System.Text;

namespace Lurewatch.Samples;

/// <summary>Writes Windows programs that hold no code: headers, one section with imports, exports, resources and strings, and what is to lie behind them. None of them runs.</summary>
public sealed class PeWriter
{
    private const uint SectionAddress = 0x1000, FileOffset = 0x400;
    private readonly List<byte> _section = [];
    private readonly (uint Address, uint Size)[] _directories = new (uint, uint)[16];

    /// <summary>A library and not a program.</summary>
    public bool IsLibrary { get; init; }
    /// <summary>PE32+.</summary>
    public bool Is64 { get; init; } = true;
    /// <summary>Name of the only section.</summary>
    public string SectionName { get; init; } = ".rdata";
    /// <summary>Behind the last section.</summary>
    public byte[] Appended { get; init; } = [];
    /// <summary>The certificate table's content: a PKCS #7 message, and whatever lies behind it in the frame.</summary>
    public byte[]? Signature { get; init; }

    /// <summary>Puts bytes into the section; answers their address.</summary>
    public uint Put(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        while (_section.Count % 8 != 0) _section.Add(0);
        var at = SectionAddress + (uint)_section.Count;
        _section.AddRange(bytes);
        return at;
    }

    /// <summary>Puts text with its zero into the section.</summary>
    public uint Put(string text, bool wide = false) => Put(wide ? Encoding.Unicode.GetBytes(text + "\0") : Encoding.Latin1.GetBytes(text + "\0"));

    /// <summary>Imports functions: by name, or by number as <c>#7</c>.</summary>
    public PeWriter Import(params (string Library, string[] Functions)[] libraries)
    {
        ArgumentNullException.ThrowIfNull(libraries);
        using var table = new MemoryStream();
        foreach (var (library, functions) in libraries)
        {
            using var thunks = new MemoryStream();
            foreach (var function in functions)
            {
                var number = function[0] == '#' ? ulong.Parse(function.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture) | (Is64 ? 1UL << 63 : 1UL << 31) : Put([0, 0, .. Encoding.Latin1.GetBytes(function + "\0")]);
                Word(thunks, number);
            }
            Word(thunks, 0);
            var names = Put(thunks.ToArray());
            U32(table, names, 0, 0, Put(library), Put(thunks.ToArray()));
        }
        U32(table, 0, 0, 0, 0, 0);
        _directories[1] = (Put(table.ToArray()), (uint)table.Length);
        return this;
    }

    /// <summary>Exports functions that lead nowhere.</summary>
    public PeWriter Export(string name, params string[] functions)
    {
        ArgumentNullException.ThrowIfNull(functions);
        using var names = new MemoryStream();
        using var numbers = new MemoryStream();
        for (var i = 0; i < functions.Length; i++)
        {
            U32(names, Put(functions[i]));
            numbers.Write([(byte)i, 0]);
        }
        using var table = new MemoryStream();
        U32(table, 0, 0, 0, Put(name), 1, (uint)functions.Length, (uint)functions.Length, Put(new byte[4 * functions.Length]), Put(names.ToArray()), Put(numbers.ToArray()));
        _directories[0] = (Put(table.ToArray()), (uint)table.Length);
        return this;
    }

    /// <summary>Resources by number of their type; each is called 1 and has one language.</summary>
    public PeWriter Resources(params (int Type, byte[] Content)[] resources)
    {
        ArgumentNullException.ThrowIfNull(resources);
        var contents = resources.Select(resource => (Address: Put(resource.Content), Size: (uint)resource.Content.Length)).ToArray();
        var count = resources.Length;
        // Types, then a folder for each name, then a folder for each language, then the leaves.
        var names = 16 + (8 * count);
        var languages = names + (24 * count);
        var leaves = languages + (24 * count);
        using var tree = new MemoryStream();
        Folder(tree, count);
        for (var i = 0; i < count; i++) U32(tree, (uint)resources[i].Type, 0x8000_0000 | (uint)(names + (24 * i)));
        for (var i = 0; i < count; i++)
        {
            Folder(tree, 1);
            U32(tree, 1, 0x8000_0000 | (uint)(languages + (24 * i)));
        }
        for (var i = 0; i < count; i++)
        {
            Folder(tree, 1);
            U32(tree, 1033, (uint)(leaves + (16 * i)));
        }
        foreach (var (address, size) in contents) U32(tree, address, size, 0, 0);
        _directories[2] = (Put(tree.ToArray()), (uint)tree.Length);
        return this;
    }

    /// <summary>A version resource (type 16) with these strings.</summary>
    public static byte[] Version(params (string Name, string Value)[] strings) =>
        Block("VS_VERSION_INFO", new byte[52], isText: false,
            Block("StringFileInfo", [], isText: true,
                Block("040904B0", [], isText: true, [.. (strings ?? []).Select(text => Block(text.Name, Encoding.Unicode.GetBytes(text.Value + "\0"), isText: true))])));

    /// <summary>The file.</summary>
    public byte[] ToBytes()
    {
        var section = _section.ToArray();
        var raw = (section.Length + 0x1ff) & ~0x1ff;
        using var file = new MemoryStream();
        file.Write("MZ"u8);
        file.Write(new byte[58]);
        U32(file, 0x80);
        file.Write("This program holds no code and does not run.$\0"u8);
        file.Write(new byte[0x80 - file.Length]);
        file.Write("PE\0\0"u8);
        U16(file, (ushort)(Is64 ? 0x8664 : 0x14c), 1);
        U32(file, 0x5d7f_5a00, 0, 0);
        U16(file, (ushort)(Is64 ? 240 : 224), (ushort)(IsLibrary ? 0x2022 : 0x22));
        U16(file, (ushort)(Is64 ? 0x20b : 0x10b), 14);
        U32(file, 0, (uint)raw, 0, 0, SectionAddress);
        if (Is64)
        {
            U32(file, 0x4000_0000, 1);
        }
        else
        {
            U32(file, 0, 0x40_0000);
        }
        U32(file, 0x1000, 0x200);
        U16(file, 6, 0, 0, 0, 6, 0);
        U32(file, 0, SectionAddress + (uint)((section.Length + 0xfff) & ~0xfff), FileOffset, 0);
        U16(file, 2, 0x8160);
        file.Write(new byte[Is64 ? 32 : 16]);
        U32(file, 0, 16);
        var certificate = Signature is null ? [] : Frame(Signature);
        if (Signature is not null) _directories[4] = ((uint)(FileOffset + raw + Appended.Length), (uint)certificate.Length);
        foreach (var (address, size) in _directories) U32(file, address, size);
        file.Write(Encoding.Latin1.GetBytes(SectionName.PadRight(8, '\0')).AsSpan(0, 8));
        U32(file, (uint)section.Length, SectionAddress, (uint)raw, FileOffset, 0, 0, 0, 0x4000_0040);
        file.Write(new byte[FileOffset - file.Length]);
        file.Write(section);
        file.Write(new byte[raw - section.Length]);
        file.Write(Appended);
        file.Write(certificate);
        return file.ToArray();
    }

    private static byte[] Frame(byte[] content)
    {
        using var frame = new MemoryStream();
        var length = (content.Length + 15) & ~7;
        U32(frame, (uint)length);
        U16(frame, 0x200, 2);
        frame.Write(content);
        frame.Write(new byte[length - frame.Length]);
        return frame.ToArray();
    }

    private static byte[] Block(string key, byte[] value, bool isText, params byte[][] children)
    {
        using var block = new MemoryStream();
        U16(block, 0, (ushort)(isText ? value.Length / 2 : value.Length), (ushort)(isText ? 1 : 0));
        block.Write(Encoding.Unicode.GetBytes(key + "\0"));
        Align(block);
        block.Write(value);
        foreach (var child in children)
        {
            Align(block);
            block.Write(child);
        }
        var bytes = block.ToArray();
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)bytes.Length);
        return bytes;
    }

    private static void Align(MemoryStream block)
    {
        while (block.Length % 4 != 0) block.WriteByte(0);
    }

    private static void Folder(MemoryStream tree, int entries)
    {
        U32(tree, 0, 0, 0);
        U16(tree, 0, (ushort)entries);
    }

    private void Word(MemoryStream to, ulong value)
    {
        U32(to, (uint)value);
        if (Is64) U32(to, (uint)(value >> 32));
    }

    private static void U16(MemoryStream to, params ReadOnlySpan<ushort> values)
    {
        Span<byte> bytes = stackalloc byte[2];
        foreach (var value in values)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
            to.Write(bytes);
        }
    }

    private static void U32(MemoryStream to, params ReadOnlySpan<uint> values)
    {
        Span<byte> bytes = stackalloc byte[4];
        foreach (var value in values)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
            to.Write(bytes);
        }
    }
}
