using Lurewatch.Mail.Parts.Smime;

namespace Lurewatch.Files.Crypto;

/// <summary>What cryptographic data is.</summary>
/// <param name="Kind"><c>signature</c>, <c>signed</c>, <c>encrypted</c>, <c>compressed</c>, <c>keys</c>; null if it is none of these.</param>
internal sealed record CryptoFacts(string? Kind);

/// <summary>CMS and OpenPGP as files: told, and said to be shut where they are encrypted. Signed mail is opened where it stands in the mail (<see cref="SmimeOpener"/>).</summary>
internal sealed class CryptoHandler : IFileHandler
{
    public string Name => "crypto";

    public bool Claims(FileType type) => type is FileType.Crypto;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var bytes = file.Bytes.Span;
        var kind = CmsTypes.Of(bytes) switch
        {
            CmsType.Enveloped or CmsType.AuthEnveloped or CmsType.Encrypted => "encrypted",
            CmsType.Signed => file.Extension == "p7s" ? "signature" : "signed",
            CmsType.Compressed => "compressed",
            CmsType.None => Pgp(bytes),
            _ => null,
        };
        return new Extraction(new CryptoFacts(kind)) { Unopened = kind == "encrypted" ? "encrypted" : null };
    }

    private static string? Pgp(ReadOnlySpan<byte> bytes)
    {
        var head = bytes[..Math.Min(bytes.Length, 256)];
        if (head.IndexOf("-----BEGIN PGP MESSAGE-----"u8) >= 0) return "encrypted";
        if (head.IndexOf("-----BEGIN PGP SIGNATURE-----"u8) >= 0) return "signature";
        if (head.IndexOf("-----BEGIN PGP PUBLIC KEY BLOCK-----"u8) >= 0 || head.IndexOf("-----BEGIN CERTIFICATE-----"u8) >= 0) return "keys";
        // Old and new packet headers of a public-key encrypted session key [RFC 9580, 4.2, 5.1].
        return head.Length > 3 && (head[0] is 0x84 or 0x85 or 0x8c or 0x8d or 0xc1) ? "encrypted" : null;
    }
}
