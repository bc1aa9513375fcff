using System.Buffers.Binary;

namespace Lurewatch.Bytes;

/// <summary>CRC-32 as ZIP, gzip and PNG use it [ISO 3309], eight bytes a step.</summary>
internal static class Crc32
{
    private static readonly uint[] Table = Build();

    public static uint Of(ReadOnlySpan<byte> bytes) => Update(0, bytes);

    /// <summary>Goes on from the CRC of what came before.</summary>
    public static uint Update(uint crc, ReadOnlySpan<byte> bytes)
    {
        var table = Table;
        crc = ~crc;
        while (bytes.Length >= 8)
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = table[0x700 + (int)(low & 0xff)] ^ table[0x600 + (int)((low >> 8) & 0xff)] ^ table[0x500 + (int)((low >> 16) & 0xff)] ^ table[0x400 + (int)(low >> 24)]
                ^ table[0x300 + (int)(high & 0xff)] ^ table[0x200 + (int)((high >> 8) & 0xff)] ^ table[0x100 + (int)((high >> 16) & 0xff)] ^ table[(int)(high >> 24)];
            bytes = bytes[8..];
        }
        foreach (var b in bytes) crc = table[(int)((crc ^ b) & 0xff)] ^ (crc >> 8);
        return ~crc;
    }

    /// <summary>One byte without the inversions: the step that ZipCrypto's keys take.</summary>
    public static uint Step(uint crc, byte b) => Table[(int)((crc ^ b) & 0xff)] ^ (crc >> 8);

    private static uint[] Build()
    {
        var table = new uint[8 * 256];
        for (uint i = 0; i < 256; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++) value = (value >> 1) ^ (0xedb88320 & (0 - (value & 1)));
            table[i] = value;
        }
        for (var i = 256; i < table.Length; i++) table[i] = table[table[i - 256] & 0xff] ^ (table[i - 256] >> 8);
        return table;
    }
}
