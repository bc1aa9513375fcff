using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Lurewatch.Containers.Rar;

/// <summary>Keys of RAR [technote.txt of RAR 5; RAR 4 by common knowledge of unpackers]: derived once for each password and salt.</summary>
internal sealed class RarKeys(AnalysisBudget budget)
{
    /// <summary>RAR writes 15; a key of more rounds than this would take seconds.</summary>
    private const int MostPower = 19;
    private const int Rounds4 = 0x40000, Parts4 = 16, RoundsOfStep = 8;
    private const int HashRounds = 16, CheckRounds = 32, CheckSize = 8;

    private readonly Dictionary<(string Password, int Format, int Power, string Salt), Key?> _keys = [];

    private readonly Dictionary<(string Password, int Power, string Salt), byte[]?> _checks = [];

    /// <summary>A key and what comes with it.</summary>
    /// <param name="Cipher">Key of the cipher.</param>
    /// <param name="Vector">Initial vector, of RAR 4.</param>
    private sealed record Key(byte[] Cipher, byte[] Vector);

    /// <summary>True if the check bytes fit, or there are none; false too if the key would cost too much.</summary>
    public bool Passes(RarCipher cipher, string password)
    {
        if (cipher.Format == 0) return false;
        if (cipher.Format == 4 || cipher.Check is null) return Of(cipher, password) is not null;
        var known = (password, cipher.Power, Convert.ToHexString(cipher.Salt));
        if (!_checks.TryGetValue(known, out var check)) _checks[known] = check = Derive5(cipher, password, CheckRounds) is { } value ? Fold(value) : null;
        return check is not null && check.AsSpan().SequenceEqual(cipher.Check) && Of(cipher, password) is not null;
    }

    /// <summary>Decrypts; null if there is no key to be had.</summary>
    /// <param name="vector">Of encrypted headers, which have one each; else the cipher's own.</param>
    public byte[]? Decrypt(RarCipher cipher, string password, ReadOnlySpan<byte> packed, ReadOnlySpan<byte> vector = default)
    {
        if (Of(cipher, password) is not { } key) return null;
        using var aes = Aes.Create();
        aes.SetKey(key.Cipher);
        if (vector.IsEmpty) vector = cipher.Format == 4 ? key.Vector : cipher.Vector;
        return aes.DecryptCbc(packed[..(packed.Length & ~15)], vector, PaddingMode.None);
    }

    /// <summary>The CRC as it stands in the header of a file whose CRC is hashed: an HMAC over it, folded.</summary>
    public uint HashedCrc(RarCipher cipher, string password, uint crc)
    {
        if (Derive5(cipher, password, HashRounds) is not { } key) return crc;
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes], plain = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(plain, crc);
        HMACSHA256.HashData(key, plain, hash);
        uint folded = 0;
        for (var i = 0; i < hash.Length; i += 4) folded ^= BinaryPrimitives.ReadUInt32LittleEndian(hash[i..]);
        return folded;
    }

    private Key? Of(RarCipher cipher, string password)
    {
        var known = (password, cipher.Format, cipher.Power, Convert.ToHexString(cipher.Salt));
        if (_keys.TryGetValue(known, out var key)) return key;
        key = cipher.Format switch
        {
            4 => Derive4(cipher.Salt, password),
            5 when Derive5(cipher, password, 0) is { } derived => new Key(derived, cipher.Vector),
            _ => null,
        };
        _keys[known] = key;
        return key;
    }

    /// <summary>PBKDF2 with HMAC-SHA256; some rounds more give the key of checksums and the check value.</summary>
    private byte[]? Derive5(RarCipher cipher, string password, int more)
    {
        if (cipher.Power > MostPower || !budget.TryTakeSteps((1 << cipher.Power) / RoundsOfStep + 1, "rar")) return null;
        return Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), cipher.Salt, (1 << cipher.Power) + more, HashAlgorithmName.SHA256, 32);
    }

    private static byte[] Fold(byte[] value)
    {
        var folded = new byte[CheckSize];
        for (var i = 0; i < value.Length; i++) folded[i % CheckSize] ^= value[i];
        return folded;
    }

    /// <summary>SHA-1 over 262,144 times password, salt and counter; the hash so far gives a byte of the vector sixteen times.</summary>
    private Key? Derive4(byte[] salt, string password)
    {
        if (!budget.TryTakeSteps(Rounds4 / RoundsOfStep, "rar")) return null;
        var secret = Encoding.Unicode.GetBytes(password);
        const int perPart = Rounds4 / Parts4;
        var size = secret.Length + salt.Length + 3;
        var block = new byte[size * perPart];
        var vector = new byte[16];
        Span<byte> digest = stackalloc byte[SHA1.HashSizeInBytes];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        for (var part = 0; part < Parts4; part++)
        {
            for (var i = 0; i < perPart; i++)
            {
                var to = block.AsSpan(i * size, size);
                if (part == 0)
                {
                    secret.CopyTo(to);
                    salt.CopyTo(to[secret.Length..]);
                }
                var round = (part * perPart) + i;
                to[^3] = (byte)round;
                to[^2] = (byte)(round >> 8);
                to[^1] = (byte)(round >> 16);
            }
            hash.AppendData(block, 0, size);
            hash.GetCurrentHash(digest);
            vector[part] = digest[^1];
            hash.AppendData(block, size, block.Length - size);
        }
        hash.GetHashAndReset(digest);
        var key = new byte[16];
        for (var i = 0; i < key.Length; i += 4) BinaryPrimitives.WriteUInt32LittleEndian(key.AsSpan(i), BinaryPrimitives.ReadUInt32BigEndian(digest[i..]));
        return new Key(key, vector);
    }
}
