using Lurewatch.Bytes;
using Lurewatch.Containers.Pe;
using Lurewatch.Mail;
using Lurewatch.Mail.Parts.Smime;

namespace Lurewatch.Files.Programs;

/// <summary>The certificate table of a program: whom it names, and what lies in its frame without being signed or part of the signature, where Windows does not look by default (CVE-2013-3900).</summary>
/// <param name="Offset">Where the table lies in the file; 0 if there is none.</param>
/// <param name="Length">Its length, no further than the file goes.</param>
/// <param name="Signers">Of the first signature.</param>
/// <param name="Behind">What lies behind the signature in its frame, zeros that fill it up left out.</param>
internal sealed record PeSignature(long Offset, long Length, IReadOnlyList<MailSigner> Signers, ReadOnlyMemory<byte> Behind)
{
    private const int Padding = 8, PkcsSignedData = 2;

    public static PeSignature Read(PeFile pe, AnalysisBudget budget)
    {
        var (offset, size) = pe.Directory(PeDirectory.Certificates);
        var table = pe.Fields.Slice(offset, size);
        if (offset == 0 || table.Length < 8) return new PeSignature(0, 0, [], default);
        var fields = new FieldReader(table);
        var length = (int)Math.Min(fields.U32(0), (uint)table.Length);
        if (length <= 8 || fields.U16(6) != PkcsSignedData) return new PeSignature(offset, table.Length, [], default);
        var frame = pe.Memory.Slice((int)offset + 8, length - 8);
        var signature = BerShape.DefiniteLength(frame.Span);
        if (signature == 0) return new PeSignature(offset, table.Length, [], default);
        var behind = frame[signature..];
        var only = behind.Span.TrimEnd((byte)0);
        return new PeSignature(offset, table.Length, CmsReader.Named(frame[..signature], budget), only.Length >= Padding ? behind[..only.Length] : default);
    }
}
