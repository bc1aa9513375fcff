using System.Buffers.Binary;
using System.Text;

namespace Lurewatch.Bytes;

/// <summary>Reads little-endian fields of structures whose offsets a hostile file chose: what lies outside reads as nothing.</summary>
internal static class LittleEndian
{
    public static ushort U16(ReadOnlySpan<byte> bytes, int at) => Has(bytes, at, 2) ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]) : (ushort)0;

    public static uint U32(ReadOnlySpan<byte> bytes, int at) => Has(bytes, at, 4) ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]) : 0;

    public static ulong U64(ReadOnlySpan<byte> bytes, int at) => Has(bytes, at, 8) ? BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]) : 0;

    public static Guid Guid(ReadOnlySpan<byte> bytes, int at) => Has(bytes, at, 16) ? new Guid(bytes.Slice(at, 16)) : System.Guid.Empty;

    /// <summary>As much of the range as there is.</summary>
    public static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> bytes, long at, long length)
    {
        if (at < 0 || at >= bytes.Length || length <= 0) return [];
        return bytes.Slice((int)at, (int)Math.Min(length, bytes.Length - at));
    }

    /// <summary>8-bit text up to its zero, or to the end.</summary>
    public static string Ansi(ReadOnlySpan<byte> bytes, long at, Encoding encoding)
    {
        var rest = Slice(bytes, at, bytes.Length);
        var end = rest.IndexOf((byte)0);
        return encoding.GetString(end < 0 ? rest : rest[..end]);
    }

    /// <summary>UTF-16 up to its zero, or to the end.</summary>
    public static string Utf16(ReadOnlySpan<byte> bytes, long at)
    {
        var rest = Slice(bytes, at, bytes.Length);
        return Encoding.Unicode.GetString(rest[..Utf16Length(rest)]);
    }

    /// <summary>Bytes before the zero character.</summary>
    public static int Utf16Length(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (at + 1 < bytes.Length && (bytes[at] | bytes[at + 1]) != 0) at += 2;
        return at;
    }

    /// <summary>FILETIME [MS-DTYP 2.3.3]; null if it is unset or out of range.</summary>
    public static DateTimeOffset? FileTime(ulong ticks) =>
        ticks is 0 or > 2_650_467_743_990_000_000 ? null : DateTimeOffset.FromFileTime((long)ticks).ToUniversalTime();

    private static bool Has(ReadOnlySpan<byte> bytes, int at, int count) => at >= 0 && at <= bytes.Length - count;
}
