using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Lurewatch.Containers.SevenZip;

/// <summary>7z's encryption [Methods.txt, 06F10701]: AES-256 in CBC mode, the key from many rounds of SHA-256 over salt, password and counter.</summary>
internal sealed class SevenZipAes
{
    private const int RoundsAtOnce = 4096;
    private const int NoRounds = 0x3f, MostPower = 24;
    /// <summary>Rounds that cost a step of the budget.</summary>
    private const int RoundsOfStep = 8;

    private readonly Dictionary<(string Password, int Power, string Salt), byte[]> _keys = [];

    /// <summary>Decrypts a packed stream; null if its properties are none, or the budget does not suffice for the key.</summary>
    public byte[]? Decrypt(ReadOnlySpan<byte> properties, ReadOnlySpan<byte> packed, string password, AnalysisBudget budget)
    {
        if (properties.Length < 1) return null;
        var power = properties[0] & 0x3f;
        ReadOnlySpan<byte> salt = default, vector = default;
        if ((properties[0] & 0xc0) != 0)
        {
            if (properties.Length < 2) return null;
            int saltSize = (properties[0] >> 7) + (properties[1] >> 4), vectorSize = ((properties[0] >> 6) & 1) + (properties[1] & 0x0f);
            if (properties.Length < 2 + saltSize + vectorSize) return null;
            salt = properties.Slice(2, saltSize);
            vector = properties.Slice(2 + saltSize, vectorSize);
        }
        if (Key(password, power, salt, budget) is not { } key) return null;
        Span<byte> initial = stackalloc byte[16];
        initial.Clear();
        vector.CopyTo(initial);
        using var aes = Aes.Create();
        aes.SetKey(key);
        return aes.DecryptCbc(packed[..(packed.Length & ~15)], initial, PaddingMode.None);
    }

    private byte[]? Key(string password, int power, ReadOnlySpan<byte> salt, AnalysisBudget budget)
    {
        var known = (password, power, Convert.ToHexString(salt));
        if (_keys.TryGetValue(known, out var key)) return key;
        var secret = Encoding.Unicode.GetBytes(password);
        if (power == NoRounds)
        {
            key = new byte[32];
            byte[] whole = [.. salt, .. secret];
            whole.AsSpan(0, Math.Min(whole.Length, key.Length)).CopyTo(key);
        }
        else
        {
            if (power > MostPower) return null;
            key = Derive(salt, secret, 1L << power, budget);
        }
        if (key is not null) _keys[known] = key;
        return key;
    }

    private static byte[]? Derive(ReadOnlySpan<byte> salt, byte[] secret, long rounds, AnalysisBudget budget)
    {
        var size = salt.Length + secret.Length + 8;
        var block = new byte[size * (int)Math.Min(rounds, RoundsAtOnce)];
        for (var at = 0; at < block.Length; at += size)
        {
            salt.CopyTo(block.AsSpan(at));
            secret.CopyTo(block, at + salt.Length);
        }
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (long round = 0; round < rounds;)
        {
            var at = 0;
            for (; at < block.Length && round < rounds; at += size, round++) BinaryPrimitives.WriteInt64LittleEndian(block.AsSpan(at + size - 8), round);
            if (!budget.TryTakeSteps(1 + (at / size / RoundsOfStep), "7z")) return null;
            hash.AppendData(block, 0, at);
        }
        return hash.GetHashAndReset();
    }
}
