using Lurewatch.Bytes;

namespace Lurewatch.Mail.Parts.Smime;

/// <summary>What a CMS message is [RFC 5652, 3; RFC 5083; RFC 3274], told by its first bytes, without a library.</summary>
internal enum CmsType
{
    None,
    Data,
    Signed,
    Enveloped,
    AuthEnveloped,
    Encrypted,
    Compressed,
    Other,
}

internal static class CmsTypes
{
    // 1.2.840.113549.1.7.x and 1.2.840.113549.1.9.16.1.x
    private static ReadOnlySpan<byte> Pkcs7 => [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07];
    private static ReadOnlySpan<byte> Smime => [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01];

    public static CmsType Of(ReadOnlySpan<byte> bytes)
    {
        var id = BerShape.ContentType(bytes);
        if (id.Length == Pkcs7.Length + 1 && id.StartsWith(Pkcs7))
        {
            return id[^1] switch
            {
                1 => CmsType.Data,
                2 => CmsType.Signed,
                3 => CmsType.Enveloped,
                6 => CmsType.Encrypted,
                _ => CmsType.Other,
            };
        }
        if (id.Length == Smime.Length + 1 && id.StartsWith(Smime))
        {
            return id[^1] switch
            {
                9 => CmsType.Compressed,
                23 => CmsType.AuthEnveloped,
                _ => CmsType.Other,
            };
        }
        return CmsType.None;
    }
}
