using System.Text;

namespace Lurewatch.Files.Office.Encryption;

/// <summary>XOR obfuscation, method 1, of Excel [MS-OFFCRYPTO 2.3.7.1 to 2.3.7.3]: a verifier of sixteen bits and sixteen bytes of mask. The tables are the specification's.</summary>
internal sealed class XorObfuscation(ushort key, ushort verifier)
{
    private const int MostLetters = 15;

    private static ReadOnlySpan<byte> Pad => [0xBB, 0xFF, 0xFF, 0xBA, 0xFF, 0xFF, 0xB9, 0x80, 0x00, 0xBE, 0x0F, 0x00, 0xBF, 0x0F, 0x00];

    private static ReadOnlySpan<ushort> InitialCode =>
        [0xE1F0, 0x1D0F, 0xCC9C, 0x84C0, 0x110C, 0x0E10, 0xF1CE, 0x313E, 0x1872, 0xE139, 0xD40F, 0x84F9, 0x280C, 0xA96A, 0x4EC3];

    private static ReadOnlySpan<ushort> Matrix =>
    [
        0xAEFC, 0x4DD9, 0x9BB2, 0x2745, 0x4E8A, 0x9D14, 0x2A09, 0x7B61, 0xF6C2, 0xFDA5, 0xEB6B, 0xC6F7, 0x9DCF, 0x2BBF, 0x4563, 0x8AC6, 0x05AD, 0x0B5A, 0x16B4, 0x2D68, 0x5AD0,
        0x0375, 0x06EA, 0x0DD4, 0x1BA8, 0x3750, 0x6EA0, 0xDD40, 0xD849, 0xA0B3, 0x5147, 0xA28E, 0x553D, 0xAA7A, 0x44D5, 0x6F45, 0xDE8A, 0xAD35, 0x4A4B, 0x9496, 0x390D, 0x721A,
        0xEB23, 0xC667, 0x9CEF, 0x29FF, 0x53FE, 0xA7FC, 0x5FD9, 0x47D3, 0x8FA6, 0x0F6D, 0x1EDA, 0x3DB4, 0x7B68, 0xF6D0, 0xB861, 0x60E3, 0xC1C6, 0x93AD, 0x377B, 0x6EF6, 0xDDEC,
        0x45A0, 0x8B40, 0x06A1, 0x0D42, 0x1A84, 0x3508, 0x6A10, 0xAA51, 0x4483, 0x8906, 0x022D, 0x045A, 0x08B4, 0x1168, 0x76B4, 0xED68, 0xCAF1, 0x85C3, 0x1BA7, 0x374E, 0x6E9C,
        0x3730, 0x6E60, 0xDCC0, 0xA9A1, 0x4363, 0x86C6, 0x1DAD, 0x3331, 0x6662, 0xCCC4, 0x89A9, 0x0373, 0x06E6, 0x0DCC, 0x1021, 0x2042, 0x4084, 0x8108, 0x1231, 0x2462, 0x48C4,
    ];

    /// <summary>The mask that a password gives; null if it is not the password.</summary>
    public byte[]? Mask(string password)
    {
        if (password.Length == 0) return null;
        var letters = Encoding.Latin1.GetBytes(password);
        if (letters.Length > MostLetters) letters = letters[..MostLetters];
        return Verifier(letters) == verifier && Key(letters) == key ? Array(letters) : null;
    }

    private static ushort Verifier(byte[] letters)
    {
        var value = 0;
        for (var i = letters.Length; i >= 0; i--) value = (value >> 14 & 1 | value << 1 & 0x7FFF) ^ (i == 0 ? letters.Length : letters[i - 1]);
        return (ushort)(value ^ 0xCE4B);
    }

    private static ushort Key(byte[] letters)
    {
        int value = InitialCode[letters.Length - 1], element = Matrix.Length - 1;
        for (var i = letters.Length - 1; i >= 0; i--)
            for (int bit = 0, letter = letters[i]; bit < 7; bit++, letter <<= 1, element--)
                if ((letter & 0x40) != 0) value ^= Matrix[element];
        return (ushort)value;
    }

    /// <summary>The letters, filled up to sixteen bytes, each under one half of the key and turned by a bit.</summary>
    private byte[] Array(byte[] letters)
    {
        var mask = new byte[16];
        for (var i = 0; i < mask.Length; i++)
        {
            var value = (byte)((i < letters.Length ? letters[i] : Pad[i - letters.Length]) ^ ((i & 1) == 0 ? key & 0xFF : key >> 8));
            mask[i] = (byte)(value >> 1 | value << 7);
        }
        return mask;
    }
}
