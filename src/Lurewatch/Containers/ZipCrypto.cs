using System.Text;
using Lurewatch.Bytes;

namespace Lurewatch.Containers;

/// <summary>Traditional PKWARE encryption [APPNOTE 6.1]: three keys fed by the password, a header of twelve bytes whose last one checks it.</summary>
internal ref struct ZipCrypto
{
    public const int HeaderSize = 12;

    private uint _key0 = 0x12345678, _key1 = 0x23456789, _key2 = 0x34567890;

    private ZipCrypto(string password)
    {
        foreach (var b in Encoding.UTF8.GetBytes(password)) Feed(b);
    }

    /// <summary>True if the header's check byte fits the entry: the CRC's high byte, or the time's where the CRC was not known yet.</summary>
    public static bool Passes(ReadOnlySpan<byte> packed, ZipEntry entry, string password)
    {
        if (packed.Length < HeaderSize) return false;
        var keys = new ZipCrypto(password);
        byte check = 0;
        for (var i = 0; i < HeaderSize; i++) check = keys.Decrypt(packed[i]);
        var streamed = (entry.Flags & 8) != 0;
        return check == (byte)(entry.Crc >> 24) && !streamed || (streamed && (check == entry.Time >> 8 || check == (byte)(entry.Crc >> 24)));
    }

    /// <summary>The content without its header.</summary>
    public static byte[] Decrypt(ReadOnlySpan<byte> packed, string password)
    {
        var keys = new ZipCrypto(password);
        for (var i = 0; i < HeaderSize; i++) keys.Decrypt(packed[i]);
        var plain = new byte[packed.Length - HeaderSize];
        for (var i = 0; i < plain.Length; i++) plain[i] = keys.Decrypt(packed[HeaderSize + i]);
        return plain;
    }

    /// <summary>A header and the content, encrypted in place.</summary>
    /// <param name="buffer">Twelve bytes of any value, of which the last becomes the check, then the content.</param>
    /// <param name="check">The CRC's high byte.</param>
    /// <param name="password">Not empty.</param>
    public static void Encrypt(Span<byte> buffer, byte check, string password)
    {
        var keys = new ZipCrypto(password);
        buffer[HeaderSize - 1] = check;
        foreach (ref var b in buffer)
        {
            var plain = b;
            b ^= keys.Mask();
            keys.Feed(plain);
        }
    }

    private byte Decrypt(byte b)
    {
        var plain = (byte)(b ^ Mask());
        Feed(plain);
        return plain;
    }

    private readonly byte Mask()
    {
        var mask = (_key2 & 0xffff) | 2;
        return (byte)((mask * (mask ^ 1)) >> 8);
    }

    private void Feed(byte b)
    {
        _key0 = Crc32.Step(_key0, b);
        _key1 = ((_key1 + (_key0 & 0xff)) * 134775813) + 1;
        _key2 = Crc32.Step(_key2, (byte)(_key1 >> 24));
    }
}
