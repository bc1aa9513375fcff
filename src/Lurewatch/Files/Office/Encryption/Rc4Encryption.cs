using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Lurewatch.Bytes;

namespace Lurewatch.Files.Office.Encryption;

/// <summary>Covers bytes by their place in a stream: what the binary formats use, whose headers stay readable between.</summary>
internal interface IPlacedCipher
{
    /// <summary>The mask that lies over block <paramref name="number"/>.</summary>
    byte[] Block(byte[] key, int number, int size);
}

/// <summary>RC4 encryption of the binary formats: of Office 97 with MD5 and 40 bits [MS-OFFCRYPTO 2.3.6], and by CryptoAPI with SHA-1 and 40 to 128 [2.3.5].</summary>
internal sealed class Rc4Encryption(byte[] salt, byte[] verifier, byte[] verifierHash, int keyBits) : EncryptionInfo, IPlacedCipher
{
    private bool _legacy;

    public override string Scheme => _legacy ? "rc4" : "rc4-cryptoapi";

    public static Rc4Encryption? ReadLegacy(ReadOnlySpan<byte> info) =>
        info.Length < 48 ? null : new Rc4Encryption(info[..16].ToArray(), info.Slice(16, 16).ToArray(), info.Slice(32, 16).ToArray(), 40) { _legacy = true };

    public override byte[]? Key(string password, AnalysisBudget budget)
    {
        if (!budget.TryTakeSteps(64, "office password")) return null;
        var text = Encoding.Unicode.GetBytes(password);
#pragma warning disable CA5350, CA5351 // the format asks for them
        byte[] key;
        if (_legacy)
        {
            var first = MD5.HashData(text).AsSpan(0, 5);
            var buffer = new byte[16 * (5 + salt.Length)];
            for (var i = 0; i < 16; i++)
            {
                first.CopyTo(buffer.AsSpan(i * (5 + salt.Length)));
                salt.CopyTo(buffer.AsSpan(i * (5 + salt.Length) + 5));
            }
            key = MD5.HashData(buffer)[..5];
        }
        else key = SHA1.HashData([.. salt, .. text]);
        byte[] tested = [.. verifier, .. verifierHash];
        Mask(tested, Block(key, 0, tested.Length));
        var expected = _legacy ? MD5.HashData(tested.AsSpan(0, verifier.Length)) : SHA1.HashData(tested.AsSpan(0, verifier.Length));
#pragma warning restore CA5350, CA5351
        return tested.AsSpan(verifier.Length).SequenceEqual(expected) ? key : null;
    }

    public byte[] Block(byte[] key, int number, int size)
    {
        Span<byte> seed = stackalloc byte[key.Length + 4];
        key.CopyTo(seed);
        BinaryPrimitives.WriteInt32LittleEndian(seed[key.Length..], number);
#pragma warning disable CA5350, CA5351
        var block = _legacy ? MD5.HashData(seed) : SHA1.HashData(seed);
#pragma warning restore CA5350, CA5351
        // Forty bits are filled up with zeros by CryptoAPI, not cut [2.3.5.2].
        var own = _legacy ? block : keyBits == 40 ? [.. block[..5], .. new byte[11]] : block[..(keyBits / 8)];
        return Rc4.Transform(own, new byte[size]);
    }

    public static void Mask(Span<byte> bytes, ReadOnlySpan<byte> mask)
    {
        for (var i = 0; i < bytes.Length; i++) bytes[i] ^= mask[i];
    }
}
