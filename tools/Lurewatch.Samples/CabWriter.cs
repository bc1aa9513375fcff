using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Lurewatch.Samples;

/// <summary>Writes cabinets of one folder [MS-CAB]; the same bytes for the same input.</summary>
public static class CabWriter
{
    private const int BlockSize = 32 << 10, WindowBits = 16;

    /// <summary>Writes a cabinet.</summary>
    /// <param name="files">Names and contents.</param>
    /// <param name="method"><c>none</c>, <c>mszip</c>, <c>lzx</c>, or <c>quantum</c>, of which only the label is written.</param>
    public static byte[] Write(IReadOnlyList<(string Name, byte[] Content)> files, string method = "mszip")
    {
        ArgumentNullException.ThrowIfNull(files);
        var content = files.SelectMany(file => file.Content).ToArray();
        var blocks = method == "lzx" ? new LzxEncoder(WindowBits).Encode(content) : [.. content.Chunk(BlockSize).Select(piece => method == "mszip" ? MsZip(piece) : piece)];
        var names = files.Select(file => Encoding.UTF8.GetBytes(file.Name + "\0")).ToList();
        var fileTable = 36 + 8;
        var data = fileTable + names.Sum(name => 16 + name.Length);
        var cabinet = new byte[data + blocks.Sum(block => 8 + block.Length)];
        "MSCF"u8.CopyTo(cabinet);
        BinaryPrimitives.WriteInt32LittleEndian(cabinet.AsSpan(8), cabinet.Length);
        BinaryPrimitives.WriteInt32LittleEndian(cabinet.AsSpan(16), fileTable);
        cabinet[24] = 3;
        cabinet[25] = 1;
        cabinet[26] = 1;
        cabinet[28] = (byte)files.Count;
        BinaryPrimitives.WriteInt32LittleEndian(cabinet.AsSpan(36), data);
        BinaryPrimitives.WriteInt16LittleEndian(cabinet.AsSpan(40), (short)blocks.Count);
        BinaryPrimitives.WriteInt16LittleEndian(cabinet.AsSpan(42), (short)(method switch { "mszip" => 1, "quantum" => 2 | (7 << 4) | (20 << 8), "lzx" => 3 | (WindowBits << 8), _ => 0 }));
        int at = fileTable, start = 0;
        for (var i = 0; i < files.Count; i++)
        {
            var entry = cabinet.AsSpan(at);
            BinaryPrimitives.WriteInt32LittleEndian(entry, files[i].Content.Length);
            BinaryPrimitives.WriteInt32LittleEndian(entry[4..], start);
            BinaryPrimitives.WriteInt16LittleEndian(entry[10..], 0x4f30); // 16 September 2019
            entry[14] = 0xa0; // archive, name in UTF-8
            names[i].CopyTo(entry[16..]);
            at += 16 + names[i].Length;
            start += files[i].Content.Length;
        }
        for (var i = 0; i < blocks.Count; i++)
        {
            var block = cabinet.AsSpan(at);
            BinaryPrimitives.WriteInt16LittleEndian(block[4..], (short)blocks[i].Length);
            BinaryPrimitives.WriteUInt16LittleEndian(block[6..], (ushort)Math.Min(BlockSize, content.Length - (i * BlockSize)));
            blocks[i].CopyTo(block[8..]);
            BinaryPrimitives.WriteUInt32LittleEndian(block, Sum(block.Slice(4, 4), Sum(blocks[i], 0)));
            at += 8 + blocks[i].Length;
        }
        return cabinet;
    }

    /// <summary>A block that refers to nothing before it.</summary>
    private static byte[] MsZip(byte[] piece)
    {
        var packed = new MemoryStream();
        packed.Write("CK"u8);
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true)) deflate.Write(piece);
        return packed.ToArray();
    }

    private static uint Sum(ReadOnlySpan<byte> bytes, uint seed)
    {
        for (; bytes.Length >= 4; bytes = bytes[4..]) seed ^= BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        uint rest = 0;
        foreach (var b in bytes) rest = (rest << 8) | b;
        return seed ^ rest;
    }
}
