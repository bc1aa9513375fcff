using System.Security.Cryptography;
using System.Text;
using Lurewatch.Bytes;

namespace Lurewatch.Samples;

/// <summary>Writes RAR archives whose content is stored, of formats 4 and 5, encrypted if wanted, the headers too; the same bytes for the same input.</summary>
public static class RarWriter
{
    /// <summary>Rounds of the key as a power of two: few, since tests would wait for the usual 15.</summary>
    private const byte KeyPower = 4;
    private static readonly byte[] Salt = [.. Enumerable.Range(1, 16).Select(i => (byte)i)];
    private static readonly byte[] Vector = [.. Enumerable.Range(101, 16).Select(i => (byte)i)];

    /// <summary>RAR 5.</summary>
    /// <param name="files">Name and content.</param>
    /// <param name="password">Encrypts the content.</param>
    /// <param name="encryptNames">Encrypts the headers too.</param>
    public static byte[] Write5(IReadOnlyList<(string Name, byte[] Content)> files, string? password = null, bool encryptNames = false)
    {
        ArgumentNullException.ThrowIfNull(files);
        var to = new MemoryStream();
        to.Write("Rar!\x1a\x7\x1\0"u8);
        if (encryptNames && password is not null) Block(to, [4, 0, 0, 1, KeyPower, .. Salt, .. Check(password)], null);
        var headerKey = encryptNames ? password : null;
        Block(to, [1, 0, 0], headerKey);
        foreach (var (name, content) in files)
        {
            var packed = password is null ? content : Encrypt(content, password);
            var record = password is null ? [] : (byte[])[1, 0, 1, KeyPower, .. Salt, .. Vector, .. Check(password)];
            byte[] extra = record.Length == 0 ? [] : [(byte)record.Length, .. record];
            var bytes = Encoding.UTF8.GetBytes(name);
            byte[] extraSize = extra.Length == 0 ? [] : Number(extra.Length);
            Block(to, [2, (byte)(extra.Length == 0 ? 2 : 3), .. extraSize, .. Number(packed.Length), 4, .. Number(content.Length), 0x20, .. BitConverter.GetBytes(Crc32.Of(content)), 0, 0, .. Number(bytes.Length), .. bytes, .. extra], headerKey);
            to.Write(packed);
        }
        Block(to, [5, 0, 0], headerKey);
        return to.ToArray();
    }

    /// <summary>RAR 4, not encrypted.</summary>
    public static byte[] Write4(IReadOnlyList<(string Name, byte[] Content)> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var to = new MemoryStream();
        to.Write("Rar!\x1a\x7\0"u8);
        Block4(to, 0x73, 0, new byte[6]);
        foreach (var (name, content) in files)
        {
            var bytes = Encoding.ASCII.GetBytes(name);
            Block4(to, 0x74, 0x8000, [.. BitConverter.GetBytes(content.Length), .. BitConverter.GetBytes(content.Length), 2, .. BitConverter.GetBytes(Crc32.Of(content)), 0, 0, 0, 0, 29, 0x30, .. BitConverter.GetBytes((ushort)bytes.Length), 0x20, 0, 0, 0, .. bytes]);
            to.Write(content);
        }
        Block4(to, 0x7b, 0x4000, []);
        return to.ToArray();
    }

    private static void Block(MemoryStream to, byte[] body, string? password)
    {
        byte[] sized = [.. Number(body.Length), .. body];
        byte[] header = [.. BitConverter.GetBytes(Crc32.Of(sized)), .. sized];
        if (password is not null)
        {
            to.Write(Vector);
            header = Encrypt(header, password);
        }
        to.Write(header);
    }

    private static void Block4(MemoryStream to, byte type, int flags, byte[] body)
    {
        byte[] header = [type, (byte)flags, (byte)(flags >> 8), .. BitConverter.GetBytes((ushort)(body.Length + 7)), .. body];
        to.Write(BitConverter.GetBytes((ushort)Crc32.Of(header)));
        to.Write(header);
    }

    private static byte[] Encrypt(byte[] plain, string password)
    {
        using var aes = Aes.Create();
        aes.SetKey(Derive(password, 0));
        byte[] padded = [.. plain, .. new byte[(16 - (plain.Length % 16)) % 16]];
        return aes.EncryptCbc(padded, Vector, PaddingMode.None);
    }

    private static byte[] Check(string password)
    {
        var check = new byte[8];
        var value = Derive(password, 32);
        for (var i = 0; i < value.Length; i++) check[i % 8] ^= value[i];
        return [.. check, .. SHA256.HashData(check)[..4]];
    }

    private static byte[] Derive(string password, int more) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), Salt, (1 << KeyPower) + more, HashAlgorithmName.SHA256, 32);

    private static byte[] Number(long value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
