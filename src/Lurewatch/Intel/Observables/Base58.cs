using System.Security.Cryptography;

namespace Lurewatch.Intel.Observables;

/// <summary>Base58 as Bitcoin writes it, with its check of four bytes of double SHA-256.</summary>
internal static class Base58
{
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    /// <summary>Value of each ASCII character; 255 for those that are none of the alphabet.</summary>
    private static readonly byte[] Values = BuildValues();

    /// <summary>Decodes exactly <paramref name="bytes"/>.Length bytes whose last four are the check of those before.</summary>
    public static bool TryDecodeChecked(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        if (!TryDecode(text, bytes)) return false;
        // Leading zero bytes are written as leading ones, one each; otherwise the same address has many forms.
        int zeros = 0, ones = 0;
        while (zeros < bytes.Length && bytes[zeros] == 0) zeros++;
        while (ones < text.Length && text[ones] == '1') ones++;
        if (zeros != ones) return false;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..^4], hash);
        SHA256.HashData(hash, hash);
        return hash[..4].SequenceEqual(bytes[^4..]);
    }

    /// <summary>Decodes a number into bytes, big-endian; false if it does not fit or holds another character.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        bytes.Clear();
        foreach (var c in text)
        {
            if (c >= 128) return false;
            int carry = Values[c];
            if (carry == 255) return false;
            for (var i = bytes.Length - 1; i >= 0; i--)
            {
                carry += bytes[i] * 58;
                bytes[i] = (byte)carry;
                carry >>= 8;
            }
            if (carry != 0) return false;
        }
        return true;
    }

    private static byte[] BuildValues()
    {
        var values = new byte[128];
        Array.Fill(values, (byte)255);
        for (var i = 0; i < Alphabet.Length; i++) values[Alphabet[i]] = (byte)i;
        return values;
    }
}
