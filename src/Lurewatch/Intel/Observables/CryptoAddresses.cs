namespace Lurewatch.Intel.Observables;

/// <summary>Cryptocurrency addresses whose checksum holds: Bitcoin, Litecoin, Dogecoin, Dash, Zcash, Tron, Ethereum, Monero.</summary>
internal static class CryptoAddresses
{
    /// <summary>No known address is shorter.</summary>
    public const int MinLength = 26;
    private const int MoneroLength = 95;
    private const int MoneroBytes = 69;

    /// <summary>The address in its canonical form; null if it is none, or its checksum does not hold.</summary>
    public static string? Read(ReadOnlySpan<char> token)
    {
        if (token.Length < MinLength) return null;
        if (token.Length == 42 && token[0] == '0' && token[1] is 'x') return ReadEthereum(token[2..]);
        if (Bech32.IsWitnessAddress(token, "bc") || Bech32.IsWitnessAddress(token, "ltc")) return token.ToString().ToLowerInvariant();
        if (token.Length == MoneroLength) return ReadMonero(token);
        return token.Length <= 36 && IsBase58Address(token) ? token.ToString() : null;
    }

    private static bool IsBase58Address(ReadOnlySpan<char> token)
    {
        if (token.Length == 35 && token[0] == 't')
        {
            Span<byte> zcash = stackalloc byte[26];
            return Base58.TryDecodeChecked(token, zcash) && zcash[0] == 0x1c && zcash[1] is 0xb8 or 0xbd;
        }
        if (token[0] is not ('1' or '3' or 'L' or 'M' or 'D' or '9' or 'A' or 'X' or '7' or 'T')) return false;
        Span<byte> bytes = stackalloc byte[25];
        return Base58.TryDecodeChecked(token, bytes) && bytes[0] is
            0x00 or 0x05       // Bitcoin: key hash, script hash
            or 0x30 or 0x32    // Litecoin
            or 0x1e or 0x16    // Dogecoin
            or 0x4c or 0x10    // Dash
            or 0x41;           // Tron
    }

    /// <summary>EIP-55: the case of the letters is the checksum. An address without any upper or lower case letter carries none and is not believed.</summary>
    private static string? ReadEthereum(ReadOnlySpan<char> hex)
    {
        bool upper = false, lower = false;
        Span<byte> small = stackalloc byte[40];
        for (var i = 0; i < hex.Length; i++)
        {
            if (!char.IsAsciiHexDigit(hex[i])) return null;
            upper |= char.IsAsciiLetterUpper(hex[i]);
            lower |= char.IsAsciiLetterLower(hex[i]);
            small[i] = (byte)char.ToLowerInvariant(hex[i]);
        }
        if (!upper || !lower) return null;
        Span<byte> hash = stackalloc byte[Keccak256.HashSizeInBytes];
        Keccak256.Hash(small, hash);
        for (var i = 0; i < hex.Length; i++)
        {
            if (char.IsAsciiDigit(hex[i])) continue;
            var nibble = (i & 1) == 0 ? hash[i >> 1] >> 4 : hash[i >> 1] & 15;
            if (char.IsAsciiLetterUpper(hex[i]) != nibble >= 8) return null;
        }
        return "0x" + hex.ToString();
    }

    /// <summary>Monero writes blocks of eight bytes as eleven characters; the last five bytes as seven. The check is four bytes of Keccak-256.</summary>
    private static string? ReadMonero(ReadOnlySpan<char> token)
    {
        Span<byte> bytes = stackalloc byte[72];
        for (var block = 0; block < 8; block++)
            if (!Base58.TryDecode(token.Slice(block * 11, 11), bytes.Slice(block * 8, 8))) return null;
        if (!Base58.TryDecode(token[88..], bytes.Slice(64, 5))) return null;
        bytes = bytes[..MoneroBytes];
        if (bytes[0] is not (0x12 or 0x2a)) return null;
        Span<byte> hash = stackalloc byte[Keccak256.HashSizeInBytes];
        Keccak256.Hash(bytes[..^4], hash);
        return hash[..4].SequenceEqual(bytes[^4..]) ? token.ToString() : null;
    }
}
