using System.Text;

namespace Lurewatch.Samples;

/// <summary>Writes Windows shortcuts [MS-SHLLINK], written from the specification beside the reader.</summary>
public sealed class LnkWriter
{
    private static readonly byte[] s_class = new Guid("00021401-0000-0000-C000-000000000046").ToByteArray();
    private readonly List<byte[]> _extra = [];

    /// <summary>Full path; becomes the item list.</summary>
    public string? Target { get; init; }
    public string? Name { get; init; }
    public string? RelativePath { get; init; }
    public string? WorkingDirectory { get; init; }
    public string? Arguments { get; init; }
    public string? Icon { get; init; }
    public int IconIndex { get; init; }
    public int ShowCommand { get; init; } = 1;
    /// <summary>Texts in UTF-16; else in Windows-1252.</summary>
    public bool Unicode { get; init; } = true;
    /// <summary>LinkInfo's local path with a fixed drive.</summary>
    public string? LocalPath { get; init; }
    /// <summary>LinkInfo's share and the path below it.</summary>
    public (string Share, string Suffix)? Network { get; init; }
    /// <summary>Items before those of <see cref="Target"/>, each whole.</summary>
    public IReadOnlyList<byte[]> Items { get; init; } = [];
    public byte[] Appended { get; init; } = [];

    /// <summary>Adds an extra block by signature and content.</summary>
    public LnkWriter Extra(uint signature, byte[] content)
    {
        _extra.Add([.. BitConverter.GetBytes(8 + content.Length), .. BitConverter.GetBytes(signature), .. content]);
        return this;
    }

    /// <summary>EnvironmentVariableDataBlock (0xA0000001) or another block of that shape.</summary>
    public LnkWriter Path(uint signature, string path)
    {
        var content = new byte[780];
        Encoding.Latin1.GetBytes(path).CopyTo(content, 0);
        Encoding.Unicode.GetBytes(path).CopyTo(content, 260);
        return Extra(signature, content);
    }

    /// <summary>TrackerDataBlock.</summary>
    public LnkWriter Tracker(string machine, Guid volume, Guid file)
    {
        var name = new byte[16];
        Encoding.ASCII.GetBytes(machine).CopyTo(name, 0);
        return Extra(0xA0000003, [0x58, 0, 0, 0, 0, 0, 0, 0, .. name, .. volume.ToByteArray(), .. file.ToByteArray(), .. volume.ToByteArray(), .. file.ToByteArray()]);
    }

    /// <summary>PropertyStoreDataBlock of texts under one format.</summary>
    public LnkWriter Properties(Guid format, params IEnumerable<(uint Id, string Value)> values)
    {
        byte[] all = [];
        foreach (var (id, value) in values)
        {
            byte[] text = [.. Encoding.Unicode.GetBytes(value + '\0')];
            all = [.. all, .. BitConverter.GetBytes(17 + text.Length), .. BitConverter.GetBytes(id), 0, 0x1f, 0, 0, 0, .. BitConverter.GetBytes(value.Length + 1), .. text];
        }
        return Extra(0xA0000009, [.. BitConverter.GetBytes(28 + all.Length), .. "1SPS"u8, .. format.ToByteArray(), .. all, 0, 0, 0, 0, 0, 0, 0, 0]);
    }

    /// <summary>A file or folder item with its long name in an extension block of version 3.</summary>
    public static byte[] FileItem(string name, bool folder, string? shortName = null)
    {
        byte[] head = [(byte)(folder ? 0x31 : 0x32), 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)(folder ? 16 : 32), 0, .. Encoding.Latin1.GetBytes(shortName ?? name), 0];
        if (head.Length % 2 != 0) head = [.. head, 0];
        byte[] text = [.. Encoding.Unicode.GetBytes(name + '\0')];
        byte[] block = [.. BitConverter.GetBytes((ushort)(22 + text.Length)), 3, 0, 4, 0, 0xef, 0xbe, 0, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0, .. text, .. BitConverter.GetBytes((ushort)(head.Length + 2))];
        return Item([.. head, .. block]);
    }

    /// <summary>An item that is an address.</summary>
    public static byte[] UriItem(string address) => Item([0x61, 0x80, 0, 0, .. Encoding.Unicode.GetBytes(address + '\0')]);

    /// <summary>An item around its class byte and content.</summary>
    public static byte[] Item(byte[] content) => [.. BitConverter.GetBytes((ushort)(content.Length + 2)), .. content];

    public byte[] Write()
    {
        byte[] list = [.. Items.SelectMany(item => item)];
        if (Target is { } target)
        {
            var parts = target.Split('\\');
            list = [.. list, .. Item([0x1f, 0x50, .. new Guid("20D04FE0-3AEA-1069-A2D8-08002B30309D").ToByteArray()]), .. Item([0x2f, .. Encoding.ASCII.GetBytes(parts[0] + "\\"), .. new byte[19]])];
            for (var i = 1; i < parts.Length; i++) list = [.. list, .. FileItem(parts[i], i < parts.Length - 1)];
        }
        var info = Info();
        var flags = (list.Length > 0 ? 1 : 0) | (info.Length > 0 ? 2 : 0) | (Name is null ? 0 : 4) | (RelativePath is null ? 0 : 8) | (WorkingDirectory is null ? 0 : 16) | (Arguments is null ? 0 : 32)
            | (Icon is null ? 0 : 64) | (Unicode ? 128 : 0) | (_extra.Exists(block => block is [_, _, _, _, 1, 0, 0, 0xA0, ..]) ? 0x200 : 0);
        var time = BitConverter.GetBytes(new DateTimeOffset(2022, 4, 26, 8, 0, 0, TimeSpan.Zero).ToFileTime());
        return
        [
            0x4c, 0, 0, 0, .. s_class, .. BitConverter.GetBytes(flags), 32, 0, 0, 0, .. time, .. time, .. time, .. BitConverter.GetBytes(1234), .. BitConverter.GetBytes(IconIndex),
            .. BitConverter.GetBytes(ShowCommand), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            .. list.Length > 0 ? [.. BitConverter.GetBytes((ushort)(list.Length + 2)), .. list, 0, 0] : Array.Empty<byte>(),
            .. info, .. Text(Name), .. Text(RelativePath), .. Text(WorkingDirectory), .. Text(Arguments), .. Text(Icon), .. _extra.SelectMany(block => block), 0, 0, 0, 0, .. Appended,
        ];
    }

    private byte[] Text(string? text) => text is null ? [] : [.. BitConverter.GetBytes((ushort)text.Length), .. (Unicode ? Encoding.Unicode : Encoding.Latin1).GetBytes(text)];

    private byte[] Info()
    {
        if (LocalPath is null && Network is null) return [];
        byte[] volume = [], share = [], path = [];
        if (LocalPath is not null)
        {
            byte[] label = [.. "Data"u8, 0];
            volume = [.. BitConverter.GetBytes(16 + label.Length), 3, 0, 0, 0, 0x78, 0x56, 0x34, 0x12, 16, 0, 0, 0, .. label];
            path = [.. Encoding.Latin1.GetBytes(LocalPath), 0];
        }
        if (Network is { } network)
        {
            byte[] name = [.. Encoding.Latin1.GetBytes(network.Share), 0];
            share = [.. BitConverter.GetBytes(20 + name.Length), 2, 0, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, .. name];
        }
        byte[] suffix = [.. Encoding.Latin1.GetBytes(Network?.Suffix ?? ""), 0];
        int volumeAt = 28, pathAt = volumeAt + volume.Length, shareAt = pathAt + path.Length, suffixAt = shareAt + share.Length;
        return
        [
            .. BitConverter.GetBytes(suffixAt + suffix.Length), 28, 0, 0, 0, (byte)((LocalPath is null ? 0 : 1) | (Network is null ? 0 : 2)), 0, 0, 0, .. BitConverter.GetBytes(LocalPath is null ? 0 : volumeAt),
            .. BitConverter.GetBytes(LocalPath is null ? 0 : pathAt), .. BitConverter.GetBytes(Network is null ? 0 : shareAt), .. BitConverter.GetBytes(suffixAt), .. volume, .. path, .. share, .. suffix,
        ];
    }
}
