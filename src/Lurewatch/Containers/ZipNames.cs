using System.Buffers.Binary;
using System.Text;
using Lurewatch.Bytes;

namespace Lurewatch.Containers;

/// <summary>Names of ZIP entries: UTF-8 by flag, the Info-ZIP Unicode path field, what is valid UTF-8 anyway, else code page 437 [APPNOTE D].</summary>
internal static class ZipNames
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Decode(ReadOnlySpan<byte> name, bool isUtf8)
    {
        if (isUtf8 || Ascii.IsValid(name) || System.Text.Unicode.Utf8.IsValid(name)) return Encoding.UTF8.GetString(name).Replace('\\', '/');
        return (CodePagesEncodingProvider.Instance.GetEncoding(437) ?? Encoding.Latin1).GetString(name).Replace('\\', '/');
    }

    /// <summary>Extra field 0x7075 [APPNOTE 4.6.9]: taken only while its CRC matches the plain name.</summary>
    public static string? UnicodePath(ReadOnlySpan<byte> field, ReadOnlySpan<byte> plain)
    {
        if (field.Length <= 5 || field[0] != 1 || BinaryPrimitives.ReadUInt32LittleEndian(field[1..]) != Crc32.Of(plain)) return null;
        try
        {
            return StrictUtf8.GetString(field[5..]).Replace('\\', '/');
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
