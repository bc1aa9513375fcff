using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Lurewatch.Bytes;
using SharpCompress.Compressors.LZMA;

namespace Lurewatch.Samples;

/// <summary>Writes 7z archives [7zFormat.txt]: one solid folder of LZMA, encrypted if wanted, the directory too; the same bytes for the same input.</summary>
public static class SevenZipWriter
{
    /// <summary>Rounds of the key as a power of two: few, since tests would wait for the usual 19.</summary>
    private const byte KeyPower = 6;

    /// <summary>Writes an archive.</summary>
    /// <param name="files">Name and content.</param>
    /// <param name="password">Encrypts the content.</param>
    /// <param name="encryptNames">Encrypts the directory too.</param>
    public static byte[] Write(IReadOnlyList<(string Name, byte[] Content)> files, string? password = null, bool encryptNames = false)
    {
        ArgumentNullException.ThrowIfNull(files);
        byte[] content = [.. files.SelectMany(file => file.Content)];
        var packed = Lzma(content, out var properties);
        var stored = password is null ? packed : Encrypt(packed, password);
        var header = new MemoryStream();
        header.Write([1, 4]);
        Streams(header, 0, stored.Length, packed.Length, content.Length, properties, password is not null, null);
        SubStreams(header, files);
        header.WriteByte(0);
        FilesInfo(header, files);
        header.WriteByte(0);
        var directory = header.ToArray();
        if (!encryptNames || password is null) return Assemble(stored, directory);
        var packedHeader = Lzma(directory, out var headerProperties);
        var storedHeader = Encrypt(packedHeader, password);
        var outer = new MemoryStream();
        outer.WriteByte(23);
        Streams(outer, stored.Length, storedHeader.Length, packedHeader.Length, directory.Length, headerProperties, encrypted: true, Crc32.Of(directory));
        outer.WriteByte(0);
        return Assemble([.. stored, .. storedHeader], outer.ToArray());
    }

    private static byte[] Assemble(byte[] packed, byte[] header)
    {
        var start = new byte[20];
        BinaryPrimitives.WriteInt64LittleEndian(start, packed.Length);
        BinaryPrimitives.WriteInt64LittleEndian(start.AsSpan(8), header.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(start.AsSpan(16), Crc32.Of(header));
        return [(byte)'7', (byte)'z', 0xbc, 0xaf, 0x27, 0x1c, 0, 4, .. BitConverter.GetBytes(Crc32.Of(start)), .. start, .. packed, .. header];
    }

    private static void Streams(MemoryStream to, long at, long stored, long packed, long size, byte[] properties, bool encrypted, uint? crc)
    {
        to.WriteByte(6);
        Number(to, at);
        to.Write([1, 9]);
        Number(to, stored);
        to.Write([0, 7, 11, 1, 0]);
        to.WriteByte((byte)(encrypted ? 2 : 1));
        to.Write([0x23, 3, 1, 1, 5]);
        to.Write(properties);
        if (encrypted)
        {
            to.Write([0x24, 6, 0xf1, 7, 1, 1, KeyPower]); // AES without salt and vector
            to.Write([0, 1]);                             // LZMA's input is AES's output
        }
        to.WriteByte(12);
        Number(to, size);
        if (encrypted) Number(to, packed);
        if (crc is { } value)
        {
            to.Write([10, 1]);
            to.Write(BitConverter.GetBytes(value));
        }
        to.WriteByte(0);
    }

    private static void SubStreams(MemoryStream to, IReadOnlyList<(string Name, byte[] Content)> files)
    {
        to.Write([8, 13]);
        Number(to, files.Count);
        to.WriteByte(9);
        foreach (var (_, content) in files.SkipLast(1)) Number(to, content.Length);
        to.Write([10, 1]);
        foreach (var (_, content) in files) to.Write(BitConverter.GetBytes(Crc32.Of(content)));
        to.WriteByte(0);
    }

    private static void FilesInfo(MemoryStream to, IReadOnlyList<(string Name, byte[] Content)> files)
    {
        to.WriteByte(5);
        Number(to, files.Count);
        byte[] names = [0, .. files.SelectMany(file => Encoding.Unicode.GetBytes(file.Name + "\0"))];
        to.WriteByte(17);
        Number(to, names.Length);
        to.Write(names);
        to.WriteByte(0);
    }

    private static byte[] Lzma(byte[] content, out byte[] properties)
    {
        using var packed = new MemoryStream();
        using (var lzma = LzmaStream.Create(new LzmaEncoderProperties(false, 1 << 20), false, packed))
        {
            lzma.Write(content);
            properties = lzma.Properties;
        }
        return packed.ToArray();
    }

    private static byte[] Encrypt(byte[] plain, string password)
    {
        var secret = Encoding.Unicode.GetBytes(password);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (long round = 0; round < 1 << KeyPower; round++)
        {
            hash.AppendData(secret);
            hash.AppendData(BitConverter.GetBytes(round));
        }
        using var aes = Aes.Create();
        aes.SetKey(hash.GetHashAndReset());
        byte[] padded = [.. plain, .. new byte[(16 - (plain.Length % 16)) % 16]];
        return aes.EncryptCbc(padded, new byte[16], PaddingMode.None);
    }

    private static void Number(MemoryStream to, long value)
    {
        if (value < 0x80)
        {
            to.WriteByte((byte)value);
            return;
        }
        to.WriteByte(0xff);
        to.Write(BitConverter.GetBytes(value));
    }
}
