using System.Buffers.Binary;
using Lurewatch.Containers;

namespace Lurewatch.Files.Office.Encryption;

/// <summary>A document in the clear.</summary>
/// <param name="Bytes">A package, or the compound file with its streams decrypted.</param>
internal sealed record DecryptedDocument(byte[] Bytes, string Scheme, PasswordCandidate Password);

/// <summary>Opens encrypted Office documents [MS-OFFCRYPTO] with the passwords that the message and usage suggest: packages (standard, agile), Excel (RC4, CryptoAPI, XOR), Word and PowerPoint (RC4, CryptoAPI).</summary>
internal static class OfficeDecryption
{
    /// <summary>A try on a package costs up to a hundred thousand digests and more.</summary>
    private const int MostSlowTries = 24;
    private const int MostStreams = 4096;
    private const uint EncryptedToken = 0xF3D1C4DF;

    /// <summary>Null where no candidate fits, or the scheme is not read.</summary>
    public static DecryptedDocument? Open(CfbReader cfb, IReadOnlyList<PasswordCandidate> candidates, AnalysisBudget budget, out int tried)
    {
        var search = new PasswordSearch(candidates, budget);
        var document = Package(cfb, search, budget) ?? (Streams(cfb, search, budget) is { } streams && Rewrite(cfb, streams.Streams, budget) is { } bytes
            ? new DecryptedDocument(bytes, streams.Scheme, streams.Password) : null);
        tried = search.Tried;
        return document;
    }

    private static DecryptedDocument? Package(CfbReader cfb, PasswordSearch search, AnalysisBudget budget)
    {
        if (Read(cfb, "EncryptionInfo", budget) is not { } info || Read(cfb, "EncryptedPackage", budget) is not { } package) return null;
        if (EncryptionInfo.Read(info.Span) is not { } encryption || encryption is not IPackageCipher cipher) return null;
        if (search.Find(password => encryption.Key(password, budget), MostSlowTries) is not { } found) return null;
        return cipher.Decrypt(package.Span, found.Key, budget) is { } bytes ? new DecryptedDocument(bytes, encryption.Scheme, found.Password) : null;
    }

    private static DecryptedStreams? Streams(CfbReader cfb, PasswordSearch search, AnalysisBudget budget)
    {
        foreach (var name in (string[])["Workbook", "Book"])
            if (Read(cfb, name, budget) is { } workbook) return XlsDecryption.Decrypt(name, workbook.Span, search, budget);
        if (Read(cfb, "WordDocument", budget) is { } document) return DocDecryption.Decrypt(document, name => Read(cfb, name, budget), search, budget);
        if (Read(cfb, "Current User", budget) is { Length: >= 20 } user && BinaryPrimitives.ReadUInt32LittleEndian(user.Span[12..]) == EncryptedToken
            && Read(cfb, "PowerPoint Document", budget) is { } slides) return PptDecryption.Decrypt(user.Span, slides.Span, search, budget);
        return null;
    }

    /// <summary>The same compound file with other content in some streams.</summary>
    private static byte[]? Rewrite(CfbReader cfb, Dictionary<string, byte[]> replaced, AnalysisBudget budget)
    {
        var streams = new List<(string, byte[])>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in cfb.Entries)
        {
            if (entry.IsStorage || entry.IsOrphan || streams.Count == MostStreams || !seen.Add(entry.Path)) continue;
            if (replaced.TryGetValue(entry.Path, out var plain)) streams.Add((entry.Path, plain));
            else if (cfb.Open(entry, budget) is { } content && budget.TryTakeBytes(content.Length, entry.Path)) streams.Add((entry.Path, content.ToArray()));
        }
        return CfbWriter.Write(streams);
    }

    private static ReadOnlyMemory<byte>? Read(CfbReader cfb, string path, AnalysisBudget budget) =>
        cfb.Find(path) is { IsStorage: false } entry ? cfb.Open(entry, budget) : null;
}
