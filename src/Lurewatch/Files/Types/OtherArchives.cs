using System.Buffers.Binary;

namespace Lurewatch.Files.Types;

/// <summary>Archives of other worlds, that mail to people on Windows hardly carries: told by their magic numbers, left closed.</summary>
internal static class OtherArchives
{
    private const int ArcName = 13;

    /// <summary>The format's usual name; null if it is none of these.</summary>
    public static string? Format(ReadOnlySpan<byte> b)
    {
        if (b.Length < 8) return null;
        switch (b[0])
        {
            case (byte)'!' when b.StartsWith("!<arch>\n"u8):
                return b[8..].StartsWith("debian-binary"u8) ? "deb" : "ar";
            case (byte)'0' when b.StartsWith("070701"u8) || b.StartsWith("070702"u8) || b.StartsWith("070707"u8):
                return "cpio";
            case 0xc7 when b[1] == 0x71 && IsCpio(b, BinaryPrimitives.ReadUInt16LittleEndian):
            case 0x71 when b[1] == 0xc7 && IsCpio(b, BinaryPrimitives.ReadUInt16BigEndian):
                return "cpio";
            case 0xed when b.StartsWith((ReadOnlySpan<byte>)[0xed, 0xab, 0xee, 0xdb]):
                return "rpm";
            case 0x04 when b.StartsWith((ReadOnlySpan<byte>)[0x04, 0x22, 0x4d, 0x18]):
            case 0x02 when b.StartsWith((ReadOnlySpan<byte>)[0x02, 0x21, 0x4c, 0x18]):
                return "lz4";
            case 0x89 when b.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'L', (byte)'Z', (byte)'O', 0, 0x0d, 0x0a, 0x1a]):
                return "lzop";
            case (byte)'L' when b.StartsWith("LRZI"u8):
                return "lrzip";
            case (byte)'G' when b.StartsWith("GRZipII\0"u8):
                return "grzip";
            case 0x1a when IsArc(b):
                return "arc";
            default:
                return null;
        }
    }

    private delegate ushort Reader(ReadOnlySpan<byte> bytes);

    /// <summary>The binary header of the seventh edition: two bytes of magic are little, so the name has to end where its length says.</summary>
    private static bool IsCpio(ReadOnlySpan<byte> b, Reader read)
    {
        const int nameSize = 20, header = 26;
        return b.Length > header && read(b[nameSize..]) is > 1 and < 1024 and var length && b.Length >= header + length && b.Slice(header, length).IndexOf((byte)0) == length - 1;
    }

    /// <summary>ARC: a mark, a method, a name with its end, a size that the file has.</summary>
    private static bool IsArc(ReadOnlySpan<byte> b)
    {
        const int header = 29;
        if (b.Length < header || b[1] is 0 or > 11) return false;
        var end = b.Slice(2, ArcName).IndexOf((byte)0);
        return end > 0 && !b.Slice(2, end).ContainsAnyExceptInRange((byte)' ', (byte)'~') && BinaryPrimitives.ReadUInt32LittleEndian(b[15..]) <= b.Length - header;
    }
}
