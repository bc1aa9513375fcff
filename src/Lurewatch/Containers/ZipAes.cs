using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Lurewatch.Containers;

/// <summary>WinZip AES [AE-1, AE-2]: salt, two bytes that check the password, AES in counter mode, ten bytes of HMAC-SHA1 over the cipher text; keys by
/// PBKDF2 with 1000 rounds.</summary>
internal static class ZipAes
{
    private const int Rounds = 1000;
    private const int CheckSize = 2;
    private const int CodeSize = 10;
    private const int Block = 16;
    private const int KeyStreamChunk = 4096;

    /// <summary>What one key derivation costs in budget steps.</summary>
    public const int StepsOfDerivation = 4 * Rounds;

    public static bool Passes(ReadOnlySpan<byte> packed, string encryption, string password) => Keys(packed, encryption, password) is not null;

    /// <summary>The content; null if the password fails its check.</summary>
    /// <param name="authentic">False if the authentication code does not match: the content was changed or cut.</param>
    public static byte[]? Decrypt(ReadOnlySpan<byte> packed, string encryption, string password, out bool authentic)
    {
        authentic = false;
        if (Keys(packed, encryption, password) is not { } keys) return null;
        var keySize = KeySize(encryption);
        var cipher = packed[(keySize / 2 + CheckSize)..];
        var code = cipher.Length >= CodeSize ? cipher[^CodeSize..] : [];
        if (code.Length > 0) cipher = cipher[..^CodeSize];
        Span<byte> actual = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(keys.AsSpan(keySize, keySize), cipher, actual);
        authentic = code.Length == CodeSize && actual[..CodeSize].SequenceEqual(code);
        return Counter(cipher, keys.AsSpan(0, keySize));
    }

    private static int KeySize(string encryption) => encryption switch { "aes128" => 16, "aes192" => 24, _ => 32 };

    private static byte[]? Keys(ReadOnlySpan<byte> packed, string encryption, string password)
    {
        var keySize = KeySize(encryption);
        var saltSize = keySize / 2;
        if (packed.Length < saltSize + CheckSize) return null;
        var keys = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), packed[..saltSize], Rounds, HashAlgorithmName.SHA1, (2 * keySize) + CheckSize);
        return keys.AsSpan(2 * keySize).SequenceEqual(packed.Slice(saltSize, CheckSize)) ? keys : null;
    }

    /// <summary>AES-CTR as WinZip counts: little-endian, from one.</summary>
    private static byte[] Counter(ReadOnlySpan<byte> cipher, ReadOnlySpan<byte> key)
    {
        using var aes = Aes.Create();
        aes.SetKey(key);
        var plain = new byte[cipher.Length];
        Span<byte> counters = stackalloc byte[KeyStreamChunk];
        Span<byte> stream = stackalloc byte[KeyStreamChunk];
        counters.Clear();
        ulong count = 0;
        for (var at = 0; at < plain.Length; at += KeyStreamChunk)
        {
            for (var block = 0; block < KeyStreamChunk; block += Block) BinaryPrimitives.WriteUInt64LittleEndian(counters[block..], ++count);
            aes.EncryptEcb(counters, stream, PaddingMode.None);
            var length = Math.Min(KeyStreamChunk, plain.Length - at);
            for (var i = 0; i < length; i++) plain[at + i] = (byte)(cipher[at + i] ^ stream[i]);
        }
        return plain;
    }
}
