using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml;

namespace Lurewatch.Files.Office.Encryption;

/// <summary>How a document is encrypted, and the test for a password: the EncryptionInfo structure, wherever the application keeps it [MS-OFFCRYPTO 2.3.4.5, 2.3.4.10, 2.3.5.1, 2.3.6.1].</summary>
internal abstract class EncryptionInfo
{
    /// <summary>The scheme's name in this program's output.</summary>
    public abstract string Scheme { get; }

    /// <summary>The key that a password gives; null if it is not the password.</summary>
    public abstract byte[]? Key(string password, AnalysisBudget budget);

    /// <summary>Reads the structure: its version decides which.</summary>
    public static EncryptionInfo? Read(ReadOnlySpan<byte> info)
    {
        if (info.Length < 8) return null;
        var (major, minor) = (BinaryPrimitives.ReadUInt16LittleEndian(info), BinaryPrimitives.ReadUInt16LittleEndian(info[2..]));
        return (major, minor) switch
        {
            (1, 1) => Rc4Encryption.ReadLegacy(info[4..]),
            (4, 4) => AgileEncryption.ReadDescriptor(info[8..]),
            ( >= 2 and <= 4, 2) => ReadHeader(info[4..]),
            _ => null,
        };
    }

    /// <summary>EncryptionHeader and EncryptionVerifier [2.3.2, 2.3.3]: AES for packages, RC4 for the binary formats.</summary>
    private static EncryptionInfo? ReadHeader(ReadOnlySpan<byte> info)
    {
        if (info.Length < 8) return null;
        var size = BinaryPrimitives.ReadUInt32LittleEndian(info[4..]);
        info = info[8..];
        if (size < 32 || size > info.Length) return null;
        var algorithm = BinaryPrimitives.ReadUInt32LittleEndian(info[8..]);
        var keyBits = BinaryPrimitives.ReadInt32LittleEndian(info[16..]);
        var verifier = info[(int)size..];
        const int Salt = 16, Verifier = 16;
        if (verifier.Length < 4 + Salt + Verifier + 4 || BinaryPrimitives.ReadUInt32LittleEndian(verifier) != Salt) return null;
        var salt = verifier.Slice(4, Salt).ToArray();
        var encrypted = verifier.Slice(4 + Salt, Verifier).ToArray();
        var hash = verifier[(4 + Salt + Verifier + 4)..];
        return algorithm switch
        {
            0x6801 when hash.Length >= 20 && keyBits is 0 or (>= 40 and <= 128) => new Rc4Encryption(salt, encrypted, hash[..20].ToArray(), keyBits == 0 ? 40 : keyBits),
            0x660E or 0x660F or 0x6610 or 0 when hash.Length >= 32 && keyBits is 128 or 192 or 256 => new StandardEncryption(salt, encrypted, hash[..32].ToArray(), keyBits / 8),
            _ => null,
        };
    }

    /// <summary>A digest run many times over a password, so that guessing costs [2.3.4.7, 2.3.4.11]; null where the budget ends first.</summary>
    protected static byte[]? Spin(HashAlgorithmName algorithm, ReadOnlySpan<byte> salt, string password, int times, AnalysisBudget budget)
    {
        using var hash = IncrementalHash.CreateHash(algorithm);
        hash.AppendData(salt);
        hash.AppendData(Encoding.Unicode.GetBytes(password));
        var digest = new byte[hash.HashLengthInBytes];
        hash.GetHashAndReset(digest);
        Span<byte> number = stackalloc byte[4];
        for (var i = 0; i < times; i++)
        {
            if ((i & 1023) == 0 && !budget.TryTakeSteps(4096, "office password")) return null;
            BinaryPrimitives.WriteInt32LittleEndian(number, i);
            hash.AppendData(number);
            hash.AppendData(digest);
            hash.GetHashAndReset(digest);
        }
        return digest;
    }
}

/// <summary>What the package of an encrypted OOXML document is decrypted with.</summary>
internal interface IPackageCipher
{
    /// <summary>The package; null if it is damaged or larger than the budget allows.</summary>
    byte[]? Decrypt(ReadOnlySpan<byte> package, byte[] key, AnalysisBudget budget);
}

/// <summary>ECMA-376 standard encryption [2.3.4.5 to 2.3.4.9]: Office 2007. AES in ECB mode, SHA-1 fifty thousand times.</summary>
internal sealed class StandardEncryption(byte[] salt, byte[] verifier, byte[] verifierHash, int keyBytes) : EncryptionInfo, IPackageCipher
{
    private const int Times = 50_000;

    public override string Scheme => "ecma376-standard";

    public override byte[]? Key(string password, AnalysisBudget budget)
    {
        if (Spin(HashAlgorithmName.SHA1, salt, password, Times, budget) is not { } spun) return null;
#pragma warning disable CA5350 // the format asks for it
        var last = SHA1.HashData([.. spun, 0, 0, 0, 0]);
        var key = (byte[])[.. SHA1.HashData(Padded(last, 0x36)), .. SHA1.HashData(Padded(last, 0x5C))];
        key = key[..keyBytes];
        using var aes = Aes.Create();
        aes.Key = key;
        var expected = SHA1.HashData(aes.DecryptEcb(verifier, PaddingMode.None));
#pragma warning restore CA5350
        return expected.AsSpan().SequenceEqual(aes.DecryptEcb(verifierHash, PaddingMode.None).AsSpan(0, expected.Length)) ? key : null;
    }

    private static byte[] Padded(byte[] digest, byte pad)
    {
        var block = new byte[64];
        Array.Fill(block, pad);
        for (var i = 0; i < digest.Length; i++) block[i] ^= digest[i];
        return block;
    }

    public byte[]? Decrypt(ReadOnlySpan<byte> package, byte[] key, AnalysisBudget budget)
    {
        if (package.Length < 8) return null;
        var size = BinaryPrimitives.ReadUInt64LittleEndian(package);
        var whole = package[8..];
        whole = whole[..(whole.Length & ~15)];
        if (whole.IsEmpty || !budget.TryTakeBytes(whole.Length, "encrypted package")) return null;
        using var aes = Aes.Create();
        aes.Key = key;
        var plain = aes.DecryptEcb(whole, PaddingMode.None);
        return size < (ulong)plain.Length ? plain[..(int)size] : plain;
    }
}

/// <summary>ECMA-376 agile encryption [2.3.4.10 to 2.3.4.15]: Office 2010 and later. AES in CBC mode by segments of 4,096 bytes; digest and spin count as the document says.</summary>
internal sealed class AgileEncryption : EncryptionInfo, IPackageCipher
{
    private const int Segment = 4096, MostSpins = 10_000_000, BlockBytes = 16;

    private static ReadOnlySpan<byte> VerifierInputBlock => [0xFE, 0xA7, 0xD2, 0x76, 0x3B, 0x4B, 0x9E, 0x79];
    private static ReadOnlySpan<byte> VerifierHashBlock => [0xD7, 0xAA, 0x0F, 0x6D, 0x30, 0x61, 0x34, 0x4E];
    private static ReadOnlySpan<byte> KeyBlock => [0x14, 0x6E, 0x0B, 0xE7, 0xAB, 0xAC, 0xD0, 0xD6];

    private HashAlgorithmName _packageHash, _passwordHash;
    private byte[] _packageSalt = [], _passwordSalt = [], _verifierInput = [], _verifierHash = [], _encryptedKey = [];
    private int _spins, _keyBytes, _packageKeyBytes;

    private AgileEncryption()
    {
    }

    public override string Scheme => "ecma376-agile";

    /// <summary>The XML descriptor; null where it says what is not read (other ciphers, certificates alone).</summary>
    public static AgileEncryption? ReadDescriptor(ReadOnlySpan<byte> descriptor)
    {
        var info = new AgileEncryption();
        try
        {
            using var xml = XmlReader.Create(new MemoryStream(descriptor.ToArray(), writable: false), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, MaxCharactersInDocument = 1 << 20 });
            while (xml.Read())
            {
                if (xml.NodeType != XmlNodeType.Element) continue;
                if (xml.LocalName == "keyData")
                {
                    if (!IsAesCbc(xml)) return null;
                    (info._packageSalt, info._packageHash, info._packageKeyBytes) = (Bytes(xml, "saltValue"), Hash(xml), Number(xml, "keyBits") / 8);
                }
                else if (xml.LocalName == "encryptedKey" && info._encryptedKey.Length == 0 && xml.GetAttribute("spinCount") is not null)
                {
                    if (!IsAesCbc(xml)) return null;
                    (info._passwordSalt, info._passwordHash, info._keyBytes, info._spins) = (Bytes(xml, "saltValue"), Hash(xml), Number(xml, "keyBits") / 8, Number(xml, "spinCount"));
                    (info._verifierInput, info._verifierHash, info._encryptedKey) = (Bytes(xml, "encryptedVerifierHashInput"), Bytes(xml, "encryptedVerifierHashValue"), Bytes(xml, "encryptedKeyValue"));
                }
            }
        }
        catch (Exception error) when (error is XmlException or FormatException or OverflowException)
        {
            return null;
        }
        return info.IsUsable ? info : null;
    }

    private bool IsUsable =>
        _packageHash.Name is not null && _passwordHash.Name is not null && _keyBytes is 16 or 24 or 32 && _packageKeyBytes == _keyBytes && _spins is >= 0 and <= MostSpins
        && _packageSalt.Length > 0 && _passwordSalt.Length > 0 && _verifierInput is { Length: > 0 } && _verifierHash is { Length: > 0 } && _encryptedKey.Length >= _keyBytes
        && (_verifierInput.Length | _verifierHash.Length | _encryptedKey.Length) % BlockBytes == 0;

    private static bool IsAesCbc(XmlReader xml) => xml.GetAttribute("cipherAlgorithm") == "AES" && xml.GetAttribute("cipherChaining") == "ChainingModeCBC";

    private static byte[] Bytes(XmlReader xml, string name) => Convert.FromBase64String(xml.GetAttribute(name) ?? "");

    private static int Number(XmlReader xml, string name) => int.Parse(xml.GetAttribute(name) ?? "", NumberStyles.None, CultureInfo.InvariantCulture);

    private static HashAlgorithmName Hash(XmlReader xml) => xml.GetAttribute("hashAlgorithm") switch
    {
        "SHA1" or "SHA-1" => HashAlgorithmName.SHA1,
        "SHA256" or "SHA-256" => HashAlgorithmName.SHA256,
        "SHA384" or "SHA-384" => HashAlgorithmName.SHA384,
        "SHA512" or "SHA-512" => HashAlgorithmName.SHA512,
        "MD5" => HashAlgorithmName.MD5,
        _ => default,
    };

    public override byte[]? Key(string password, AnalysisBudget budget)
    {
        if (Spin(_passwordHash, _passwordSalt, password, _spins, budget) is not { } spun) return null;
        var input = Unwrap(spun, VerifierInputBlock, _verifierInput);
        var hash = Unwrap(spun, VerifierHashBlock, _verifierHash);
        var expected = CryptographicOperations.HashData(_passwordHash, input.AsSpan(0, Math.Min(input.Length, _passwordSalt.Length)));
        if (hash.Length < expected.Length || !hash.AsSpan(0, expected.Length).SequenceEqual(expected)) return null;
        return Unwrap(spun, KeyBlock, _encryptedKey)[.._keyBytes];
    }

    private byte[] Unwrap(byte[] spun, ReadOnlySpan<byte> block, byte[] value)
    {
        using var aes = Aes.Create();
        aes.Key = Fit(CryptographicOperations.HashData(_passwordHash, [.. spun, .. block]), _keyBytes);
        return aes.DecryptCbc(value, Fit(_passwordSalt, BlockBytes), PaddingMode.None);
    }

    /// <summary>Cut, or filled with 0x36 [2.3.4.11].</summary>
    private static byte[] Fit(byte[] value, int length)
    {
        var fitted = new byte[length];
        Array.Fill(fitted, (byte)0x36);
        value.AsSpan(0, Math.Min(length, value.Length)).CopyTo(fitted);
        return fitted;
    }

    public byte[]? Decrypt(ReadOnlySpan<byte> package, byte[] key, AnalysisBudget budget)
    {
        if (package.Length < 8) return null;
        var size = BinaryPrimitives.ReadUInt64LittleEndian(package);
        var whole = package[8..];
        whole = whole[..(whole.Length & ~15)];
        if (whole.IsEmpty || !budget.TryTakeBytes(whole.Length, "encrypted package")) return null;
        var plain = new byte[whole.Length];
        using var aes = Aes.Create();
        aes.Key = key;
        for (int at = 0, number = 0; at < whole.Length; at += Segment, number++)
        {
            if (!budget.TryTakeSteps(Segment / 16, "encrypted package")) return plain[..at];
            var part = whole[at..Math.Min(whole.Length, at + Segment)];
            var iv = Fit(CryptographicOperations.HashData(_packageHash, [.. _packageSalt, (byte)number, (byte)(number >> 8), (byte)(number >> 16), (byte)(number >> 24)]), BlockBytes);
            aes.DecryptCbc(part, iv, plain.AsSpan(at), PaddingMode.None);
        }
        return size < (ulong)plain.Length ? plain[..(int)size] : plain;
    }
}
