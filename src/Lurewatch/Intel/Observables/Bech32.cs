namespace Lurewatch.Intel.Observables;

/// <summary>Segregated-witness addresses [BIP 173, Bech32; BIP 350, Bech32m].</summary>
internal static class Bech32
{
    private const string Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private const uint Bech32Constant = 1;
    private const uint Bech32mConstant = 0x2bc830a3;

    /// <summary>True if <paramref name="text"/> is a valid witness address of the network <paramref name="prefix"/> (<c>bc</c>, <c>ltc</c>).</summary>
    public static bool IsWitnessAddress(ReadOnlySpan<char> text, ReadOnlySpan<char> prefix)
    {
        if (text.Length is < 14 or > 90 || text.Length < prefix.Length + 8 || text[prefix.Length] != '1') return false;
        bool upper = false, lower = false;
        foreach (var c in text)
        {
            upper |= char.IsAsciiLetterUpper(c);
            lower |= char.IsAsciiLetterLower(c);
        }
        if (upper && lower || !text[..prefix.Length].Equals(prefix, StringComparison.OrdinalIgnoreCase)) return false;
        uint check = 1;
        foreach (var c in prefix) check = Step(check, (uint)c >> 5);
        check = Step(check, 0);
        foreach (var c in prefix) check = Step(check, (uint)c & 31);
        var data = text[(prefix.Length + 1)..];
        Span<byte> values = stackalloc byte[90];
        for (var i = 0; i < data.Length; i++)
        {
            var value = Alphabet.IndexOf(char.ToLowerInvariant(data[i]), StringComparison.Ordinal);
            if (value < 0) return false;
            values[i] = (byte)value;
            check = Step(check, (uint)value);
        }
        var version = values[0];
        if (version > 16 || check != (version == 0 ? Bech32Constant : Bech32mConstant)) return false;
        return IsProgram(values[1..(data.Length - 6)], version);
    }

    /// <summary>The witness program: 2 to 40 bytes in groups of five bits, padded with less than five zero bits.</summary>
    private static bool IsProgram(ReadOnlySpan<byte> groups, int version)
    {
        var bytes = groups.Length * 5 / 8;
        var padding = groups.Length * 5 % 8;
        if (padding >= 5 || groups.Length > 0 && (groups[^1] & ((1 << padding) - 1)) != 0) return false;
        return version == 0 ? bytes is 20 or 32 : bytes is >= 2 and <= 40;
    }

    private static uint Step(uint check, uint value)
    {
        var top = check >> 25;
        check = ((check & 0x1ffffff) << 5) ^ value;
        if ((top & 1) != 0) check ^= 0x3b6a57b2;
        if ((top & 2) != 0) check ^= 0x26508e6d;
        if ((top & 4) != 0) check ^= 0x1ea119fa;
        if ((top & 8) != 0) check ^= 0x3d4233dd;
        if ((top & 16) != 0) check ^= 0x2a1462b3;
        return check;
    }
}
