using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Lurewatch.Bytes;
using Lurewatch.Containers;

namespace Lurewatch.Samples;

/// <summary>Encrypts as Office does [MS-OFFCRYPTO], written from the specification beside the reader, with fixed salts: the same bytes each time.</summary>
public static class OfficeEncryptor
{
    private static readonly byte[] s_salt = [.. Enumerable.Range(1, 16).Select(i => (byte)(i * 7))];

    public static byte[] Agile(byte[] package, string password, HashAlgorithmName hash, int keyBits, int spins)
    {
        var secret = new byte[keyBits / 8];
        for (var i = 0; i < secret.Length; i++) secret[i] = (byte)(200 - i * 3);
        var spun = CryptographicOperations.HashData(hash, [.. s_salt, .. Encoding.Unicode.GetBytes(password)]);
        for (var i = 0; i < spins; i++) spun = CryptographicOperations.HashData(hash, [.. BitConverter.GetBytes(i), .. spun]);
        byte[] input = [.. Enumerable.Range(0, 16).Select(i => (byte)(i * 11))];
        var verifier = CryptographicOperations.HashData(hash, input);
        string Wrap(string block, byte[] value) =>
            Convert.ToBase64String(Cbc(Fit(CryptographicOperations.HashData(hash, [.. spun, .. Convert.FromHexString(block)]), keyBits / 8), s_salt, Whole(value)));
        var name = hash.Name!;
        var attributes = $"saltSize=\"16\" blockSize=\"16\" keyBits=\"{keyBits}\" hashSize=\"{verifier.Length}\" cipherAlgorithm=\"AES\" cipherChaining=\"ChainingModeCBC\" hashAlgorithm=\"{name}\" saltValue=\"{Convert.ToBase64String(s_salt)}\"";
        var xml = $"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n<encryption xmlns=\"http://schemas.microsoft.com/office/2006/encryption\" xmlns:p=\"http://schemas.microsoft.com/office/2006/keyEncryptor/password\"><keyData {attributes}/>"
            + $"<keyEncryptors><keyEncryptor uri=\"http://schemas.microsoft.com/office/2006/keyEncryptor/password\"><p:encryptedKey spinCount=\"{spins}\" {attributes} encryptedVerifierHashInput=\"{Wrap("fea7d2763b4b9e79", input)}\""
            + $" encryptedVerifierHashValue=\"{Wrap("d7aa0f6d3061344e", verifier)}\" encryptedKeyValue=\"{Wrap("146e0be7abacd0d6", secret)}\"/></keyEncryptor></keyEncryptors></encryption>";
        using var covered = new MemoryStream();
        covered.Write(BitConverter.GetBytes((long)package.Length));
        for (int at = 0, number = 0; at < package.Length; at += 4096, number++)
        {
            var iv = Fit(CryptographicOperations.HashData(hash, [.. s_salt, .. BitConverter.GetBytes(number)]), 16);
            covered.Write(Cbc(secret, iv, Whole(package[at..Math.Min(package.Length, at + 4096)])));
        }
        return CfbWriter.Write([("EncryptionInfo", [4, 0, 4, 0, 0x40, 0, 0, 0, .. Encoding.UTF8.GetBytes(xml)]), ("EncryptedPackage", covered.ToArray())]);
    }

    public static byte[] Standard(byte[] package, string password)
    {
        var spun = SHA1.HashData([.. s_salt, .. Encoding.Unicode.GetBytes(password)]);
        for (var i = 0; i < 50_000; i++) spun = SHA1.HashData([.. BitConverter.GetBytes(i), .. spun]);
        spun = SHA1.HashData([.. spun, 0, 0, 0, 0]);
        var block = Enumerable.Repeat((byte)0x36, 64).ToArray();
        for (var i = 0; i < spun.Length; i++) block[i] ^= spun[i];
        var key = SHA1.HashData(block)[..16];
        byte[] verifier = [.. Enumerable.Range(0, 16).Select(i => (byte)(i + 40))];
        var header = Header(0x660E, 128);
        byte[] info = [3, 0, 2, 0, 0x24, 0, 0, 0, .. BitConverter.GetBytes(header.Length), .. header, 16, 0, 0, 0, .. s_salt, .. Ecb(key, verifier), 20, 0, 0, 0, .. Ecb(key, Whole(SHA1.HashData(verifier)))];
        return CfbWriter.Write([("EncryptionInfo", info), ("EncryptedPackage", [.. BitConverter.GetBytes((long)package.Length), .. Ecb(key, Whole(package))])]);
    }

    /// <summary>Excel's stream under CryptoAPI's RC4 of 128 bits; FilePass stands behind the first record.</summary>
    public static byte[] Xls(IReadOnlyList<(ushort Id, byte[] Content)> records, string password)
    {
        var hash = SHA1.HashData([.. s_salt, .. Encoding.Unicode.GetBytes(password)]);
        byte[] Mask(int block, int size) => Rc4.Transform(SHA1.HashData([.. hash, .. BitConverter.GetBytes(block)]).AsSpan(0, 16), new byte[size]);
        byte[] verifier = [.. Enumerable.Range(0, 16).Select(i => (byte)(i + 90))];
        byte[] tested = [.. verifier, .. SHA1.HashData(verifier)];
        var mask = Mask(0, tested.Length);
        for (var i = 0; i < tested.Length; i++) tested[i] ^= mask[i];
        var header = Header(0x6801, 128);
        byte[] pass = [1, 0, 2, 0, 2, 0, 4, 0, 0, 0, .. BitConverter.GetBytes(header.Length), .. header, 16, 0, 0, 0, .. s_salt, .. tested.AsSpan(0, 16), 20, 0, 0, 0, .. tested.AsSpan(16)];
        using var stream = new MemoryStream();
        foreach (var (id, content) in (IEnumerable<(ushort, byte[])>)[records[0], (0x002F, pass), .. records.Skip(1)])
        {
            stream.Write(BitConverter.GetBytes(id));
            stream.Write(BitConverter.GetBytes((ushort)content.Length));
            for (var i = 0; i < content.Length; i++)
            {
                var at = (int)stream.Position;
                var plain = id is 0x0809 or 0x002F || (id == 0x0085 && i < 4);
                stream.WriteByte((byte)(content[i] ^ (plain ? 0 : Mask(at / 1024, 1024)[at % 1024])));
            }
        }
        return CfbWriter.Write([("Workbook", stream.ToArray())]);
    }

    private static byte[] Header(uint algorithm, int keyBits)
    {
        var header = new byte[32 + 2];
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), algorithm);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(12), 0x8004);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(16), keyBits);
        return header;
    }

    private static byte[] Whole(byte[] value) => [.. value, .. new byte[(16 - value.Length % 16) % 16]];

    private static byte[] Fit(byte[] value, int length) => [.. value.Take(length), .. Enumerable.Repeat((byte)0x36, Math.Max(0, length - value.Length))];

    private static byte[] Cbc(byte[] key, byte[] iv, byte[] value)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        return aes.EncryptCbc(value, iv, PaddingMode.None);
    }

    private static byte[] Ecb(byte[] key, byte[] value)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        return aes.EncryptEcb(value, PaddingMode.None);
    }
}
