using Lurewatch.Files;

namespace Lurewatch.Mail.Parts.Smime;

/// <summary>S/MIME that encloses its content [RFC 8551, 3.4 to 3.6]: signed and compressed data is opened, encrypted data is told and stays shut.</summary>
internal sealed class SmimeOpener : IPartOpener
{
    public bool Claims(string contentType, FileType found) =>
        contentType is "application/pkcs7-mime" or "application/x-pkcs7-mime"
        // Gateways that know no S/MIME say octet-stream; the name smime.p7m then is all that is left of it, and the content itself.
        || (found is FileType.Crypto && contentType is "application/octet-stream" or "application/x-octet-stream");

    public byte[]? Open(ReadOnlyMemory<byte> bytes, string number, Defects defects, AnalysisBudget budget)
    {
        var type = CmsTypes.Of(bytes.Span);
        switch (type)
        {
            case CmsType.Signed:
                var signed = CmsReader.Signed(bytes, content: null, budget);
                var isEmpty = signed.Content is null && signed.Signers.Count == 0;
                Note(isEmpty ? ProtectionKind.Keys : ProtectionKind.Signed, signed);
                return signed.Content;
            case CmsType.Compressed:
                var compressed = CmsReader.Compressed(bytes, number, budget);
                Note(ProtectionKind.Compressed, compressed);
                return compressed.Content;
            case CmsType.Enveloped or CmsType.AuthEnveloped or CmsType.Encrypted:
                Note(ProtectionKind.Encrypted, CmsReader.Enveloped(bytes, type));
                return null;
            default:
                return null;
        }

        void Note(ProtectionKind kind, CmsContent read) => defects.Protected(new Protection
        {
            Format = "smime",
            Kind = kind,
            Part = number,
            Signers = read.Signers,
            Algorithm = read.Algorithm,
            Recipients = read.Recipients,
            Problem = read.Problem,
        });
    }

    /// <summary>The signature beside its content [RFC 8551, 3.5.3].</summary>
    /// <param name="signature">The signature part, decoded.</param>
    /// <param name="content">The signed part as it lies in the mail, its header included.</param>
    public static Protection Detached(ReadOnlyMemory<byte> signature, ReadOnlySpan<byte> content, string number, AnalysisBudget budget)
    {
        if (CmsTypes.Of(signature.Span) is not CmsType.Signed) return new Protection { Format = "smime", Kind = ProtectionKind.Signed, Part = number, Problem = "the signature is none" };
        var read = CmsReader.Signed(signature, SignedText.Canonical(content), budget);
        return new Protection { Format = "smime", Kind = ProtectionKind.Signed, Part = number, Signers = read.Signers, Problem = read.Problem };
    }
}

/// <summary>The first part of a multipart/signed as it was signed [RFC 1847, 2.1].</summary>
internal static class SignedText
{
    /// <summary>The bytes between the first delimiter line and the line end before the second; empty if they are not both there.</summary>
    public static ReadOnlySpan<byte> FirstPart(ReadOnlySpan<byte> body, ReadOnlySpan<byte> boundary)
    {
        byte[] delimiter = [(byte)'-', (byte)'-', .. boundary];
        var first = LineStart(body, delimiter, 0);
        if (first < 0) return [];
        var start = body[first..].IndexOf((byte)'\n');
        if (start < 0) return [];
        start += first + 1;
        var next = LineStart(body, delimiter, start);
        if (next < 0) return [];
        var end = next - 1;
        if (end > start && body[end - 1] == '\r') end--;
        return end > start ? body[start..end] : [];
    }

    /// <summary>Every line end as CR LF.</summary>
    public static byte[] Canonical(ReadOnlySpan<byte> text)
    {
        var bare = 0;
        for (var i = 0; i < text.Length; i++)
            if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) bare++;
        if (bare == 0) return text.ToArray();
        var canonical = new byte[text.Length + bare];
        var to = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) canonical[to++] = (byte)'\r';
            canonical[to++] = text[i];
        }
        return canonical;
    }

    private static int LineStart(ReadOnlySpan<byte> body, ReadOnlySpan<byte> delimiter, int from)
    {
        while (true)
        {
            var at = body[from..].IndexOf(delimiter);
            if (at < 0) return -1;
            at += from;
            if (at == 0 || body[at - 1] == '\n') return at;
            from = at + delimiter.Length;
        }
    }
}
