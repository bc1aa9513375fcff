using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Lurewatch.Samples;

/// <summary>How the entries of a ZIP are encrypted.</summary>
public enum ZipProtection
{
    /// <summary>Not.</summary>
    None,
    /// <summary>Traditional PKWARE encryption [APPNOTE 6.1].</summary>
    ZipCrypto,
    /// <summary>WinZip AES-128, AE-2.</summary>
    Aes128,
    /// <summary>WinZip AES-256, AE-2.</summary>
    Aes256,
}

/// <summary>Writes ZIP files, encrypted ones too; the same bytes for the same input: no times, no random numbers.</summary>
/// <remarks>Salts come from the content, so that a sample can be rebuilt bit by bit: fit for samples, for nothing else.</remarks>
public static class ZipWriter
{
    private const ushort Version = 20, DosDate = 0x4f30, DosTime = 0x4800; // 16 September 2019, 9:00

    /// <summary>Writes a ZIP.</summary>
    /// <param name="files">Name and content.</param>
    /// <param name="password">Needed for protection.</param>
    /// <param name="protection">How the content is encrypted; names never are.</param>
    /// <param name="deflate">Deflates (another .NET's compressor may write other bytes); else stores.</param>
    /// <param name="streamed">Leaves sizes to data descriptors, as writers to a pipe do.</param>
    /// <param name="zip64">Keeps sizes and offsets in the fields of ZIP64 alone [APPNOTE 4.3.14, 4.5.3].</param>
    public static byte[] Write(IEnumerable<(string Name, byte[] Content)> files, string? password = null, ZipProtection protection = ZipProtection.None,
        bool deflate = false, bool streamed = false, bool zip64 = false)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (protection is not ZipProtection.None) ArgumentNullException.ThrowIfNull(password);
        using var zip = new MemoryStream();
        using var directory = new MemoryStream();
        var count = 0;
        foreach (var (name, content) in files)
        {
            var aes = protection is ZipProtection.Aes128 or ZipProtection.Aes256;
            var crc = Crc(content);
            var method = (ushort)(deflate ? 8 : 0);
            var packed = deflate ? Deflate(content) : content;
            packed = protection switch
            {
                ZipProtection.ZipCrypto => ZipCrypto(packed, password!, streamed ? (byte)(DosTime >> 8) : (byte)(crc >> 24), content),
                ZipProtection.Aes128 => Aes(packed, password!, 16, content),
                ZipProtection.Aes256 => Aes(packed, password!, 32, content),
                _ => packed,
            };
            var flags = (ushort)((protection is ZipProtection.None ? 0 : 1) | (streamed ? 8 : 0) | (Ascii.IsValid(name) ? 0 : 0x800));
            var extra = aes ? AesField(protection, method) : [];
            var entry = new Entry(Encoding.UTF8.GetBytes(name), flags, (ushort)(aes ? 99 : method), aes ? 0 : crc, packed.Length, content.Length, extra, (uint)zip.Position);
            if (zip64) entry = entry with { Extra = [.. extra, .. Zip64Field(entry.Size, entry.Packed)] };
            WriteHeader(zip, entry, central: false, streamed, zip64);
            zip.Write(packed);
            if (streamed)
            {
                zip.Write("PK\x7\x8"u8);
                U32(zip, entry.Crc, (uint)entry.Packed, (uint)entry.Size);
            }
            if (zip64) entry = entry with { Extra = [.. extra, .. Zip64Field(entry.Size, entry.Packed, entry.Offset)] };
            WriteHeader(directory, entry, central: true, streamed: false, zip64);
            count++;
        }
        var start = (uint)zip.Position;
        directory.WriteTo(zip);
        if (zip64)
        {
            var end = (ulong)zip.Position;
            zip.Write("PK\x6\x6"u8);
            U64(zip, 44);
            U16(zip, 45, 45);
            U32(zip, 0, 0);
            U64(zip, (ulong)count, (ulong)count, (ulong)directory.Length, start);
            zip.Write("PK\x6\x7"u8);
            U32(zip, 0);
            U64(zip, end);
            U32(zip, 1);
        }
        zip.Write("PK\x5\x6"u8);
        U16(zip, 0, 0, (ushort)(zip64 ? 0xffff : count), (ushort)(zip64 ? 0xffff : count));
        U32(zip, zip64 ? uint.MaxValue : (uint)directory.Length, zip64 ? uint.MaxValue : start);
        U16(zip, 0);
        return zip.ToArray();
    }

    private sealed record Entry(byte[] Name, ushort Flags, ushort Method, uint Crc, int Packed, int Size, byte[] Extra, uint Offset);

    private static void WriteHeader(MemoryStream to, Entry entry, bool central, bool streamed, bool zip64)
    {
        to.Write(central ? "PK\x1\x2"u8 : "PK\x3\x4"u8);
        if (central) U16(to, Version);
        U16(to, Version, entry.Flags, entry.Method, DosTime, DosDate);
        U32(to, streamed ? 0 : entry.Crc, zip64 ? uint.MaxValue : streamed ? 0 : (uint)entry.Packed, zip64 ? uint.MaxValue : streamed ? 0 : (uint)entry.Size);
        U16(to, (ushort)entry.Name.Length, (ushort)entry.Extra.Length);
        if (central)
        {
            U16(to, 0, 0, 0);
            U32(to, 0, zip64 ? uint.MaxValue : entry.Offset);
        }
        to.Write(entry.Name);
        to.Write(entry.Extra);
    }

    private static byte[] AesField(ZipProtection protection, ushort method) =>
        [0x01, 0x99, 7, 0, 2, 0, (byte)'A', (byte)'E', (byte)(protection is ZipProtection.Aes128 ? 1 : 3), (byte)method, (byte)(method >> 8)];

    private static byte[] Zip64Field(params long[] values)
    {
        using var field = new MemoryStream();
        U16(field, 1, (ushort)(values.Length * 8));
        foreach (var value in values) U64(field, (ulong)value);
        return field.ToArray();
    }

    private static byte[] Deflate(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true)) deflate.Write(content);
        return packed.ToArray();
    }

    private static byte[] ZipCrypto(byte[] packed, string password, byte check, byte[] content)
    {
        uint key0 = 0x12345678, key1 = 0x23456789, key2 = 0x34567890;
        foreach (var b in Encoding.UTF8.GetBytes(password)) Feed(b);
        var header = SHA256.HashData(content)[..12];
        header[11] = check;
        var result = new byte[12 + packed.Length];
        for (var i = 0; i < result.Length; i++)
        {
            var plain = i < 12 ? header[i] : packed[i - 12];
            var mask = (key2 & 0xffff) | 2;
            result[i] = (byte)(plain ^ (byte)((mask * (mask ^ 1)) >> 8));
            Feed(plain);
        }
        return result;

        void Feed(byte b)
        {
            key0 = CrcStep(key0, b);
            key1 = ((key1 + (key0 & 0xff)) * 134775813) + 1;
            key2 = CrcStep(key2, (byte)(key1 >> 24));
        }
    }

    private static byte[] Aes(byte[] packed, string password, int keySize, byte[] content)
    {
        var salt = SHA256.HashData(content)[..(keySize / 2)];
        var keys = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, 1000, HashAlgorithmName.SHA1, (2 * keySize) + 2);
        using var aes = System.Security.Cryptography.Aes.Create();
        aes.SetKey(keys.AsSpan(0, keySize));
        var cipher = new byte[packed.Length];
        var counter = new byte[16];
        for (var at = 0; at < packed.Length; at += 16)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(counter, (ulong)(at / 16) + 1);
            var stream = aes.EncryptEcb(counter, PaddingMode.None);
            for (var i = at; i < Math.Min(at + 16, packed.Length); i++) cipher[i] = (byte)(packed[i] ^ stream[i - at]);
        }
        return [.. salt, .. keys[^2..], .. cipher, .. HMACSHA1.HashData(keys.AsSpan(keySize, keySize), cipher)[..10]];
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes) crc = CrcStep(crc, b);
        return ~crc;
    }

    private static uint CrcStep(uint crc, byte b)
    {
        crc ^= b;
        for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0xedb88320 & (0 - (crc & 1)));
        return crc;
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

    private static void U64(MemoryStream to, params ReadOnlySpan<ulong> values)
    {
        foreach (var value in values) U32(to, (uint)value, (uint)(value >> 32));
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
