using System.Buffers.Binary;
using System.Text;
using Lurewatch.Bytes;

namespace Lurewatch.Containers;

/// <summary>Writes files into a ZIP without compression or times [APPNOTE 4.3]: the same bytes for the same input.</summary>
internal static class StoredZip
{
    private const int LocalSize = 30, CentralSize = 46, EndSize = 22;

    /// <summary>Bytes that a ZIP of these files takes.</summary>
    public static long SizeOf(IReadOnlyList<(string Name, ReadOnlyMemory<byte> Content)> files)
    {
        long size = EndSize;
        foreach (var (name, content) in files) size += LocalSize + CentralSize + 2L * Encoding.UTF8.GetByteCount(name) + content.Length;
        return size;
    }

    /// <summary>Writes the files; fewer than 65,536, whose sizes the caller has taken from the budget.</summary>
    public static byte[] Write(IReadOnlyList<(string Name, ReadOnlyMemory<byte> Content)> files)
    {
        var zip = new byte[SizeOf(files)];
        var directory = new List<byte>();
        var at = 0;
        Span<byte> fields = stackalloc byte[26];
        foreach (var (name, content) in files)
        {
            var bytes = Encoding.UTF8.GetBytes(name);
            fields.Clear();
            BinaryPrimitives.WriteUInt16LittleEndian(fields, 20);                       // version, then flags (UTF-8), method, time
            BinaryPrimitives.WriteUInt16LittleEndian(fields[2..], 0x0800);
            BinaryPrimitives.WriteUInt16LittleEndian(fields[8..], 0x0021);              // 1 January 1980
            BinaryPrimitives.WriteUInt32LittleEndian(fields[10..], Crc32.Of(content.Span));
            BinaryPrimitives.WriteInt32LittleEndian(fields[14..], content.Length);
            BinaryPrimitives.WriteInt32LittleEndian(fields[18..], content.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(fields[22..], (ushort)bytes.Length);
            directory.AddRange("PK\u0001\u0002"u8);
            directory.AddRange((ReadOnlySpan<byte>)[20, 0]);
            directory.AddRange(fields);
            directory.AddRange(new byte[10]);                                           // comment, disk, attributes
            directory.AddRange(BitConverter.GetBytes(at));
            directory.AddRange(bytes);
            "PK\u0003\u0004"u8.CopyTo(zip.AsSpan(at));
            fields.CopyTo(zip.AsSpan(at + 4));
            bytes.CopyTo(zip.AsSpan(at + LocalSize));
            content.Span.CopyTo(zip.AsSpan(at + LocalSize + bytes.Length));
            at += LocalSize + bytes.Length + content.Length;
        }
        directory.CopyTo(zip, at);
        var end = zip.AsSpan(at + directory.Count);
        "PK\u0005\u0006"u8.CopyTo(end);
        BinaryPrimitives.WriteUInt16LittleEndian(end[8..], (ushort)files.Count);
        BinaryPrimitives.WriteUInt16LittleEndian(end[10..], (ushort)files.Count);
        BinaryPrimitives.WriteInt32LittleEndian(end[12..], directory.Count);
        BinaryPrimitives.WriteInt32LittleEndian(end[16..], at);
        return zip;
    }
}
