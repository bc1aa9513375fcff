using Lurewatch.Bytes;
using Lurewatch.Mail;
using Lurewatch.Mail.Parts;
using Lurewatch.Mail.Parts.Smime;

namespace Lurewatch.Fuzz;

/// <summary>Any bytes as CMS, as armour in a text, as a multipart/signed: nothing throws, what comes out was in there, and what the shape check lets through is nested as it says.</summary>
internal static class SmimeTarget
{
    public static void Run(ReadOnlySpan<byte> data)
    {
        var bytes = data.ToArray();
        // A mail with its part still encoded, or the part itself.
        foreach (var cms in (byte[][])[bytes, Decoded(bytes)])
        {
            var budget = new AnalysisBudget(new AnalysisLimits(), TimeProvider.System);
            if (BerShape.IsBounded(cms, 48, 200_000) && Depth(cms, 0) > 48) throw new InvalidOperationException("the shape check missed the depth");
            var defects = new Defects();
            var inside = new SmimeOpener().Open(cms, "1", defects, budget);
            if (inside is { Length: > 0 } && CmsTypes.Of(cms) is CmsType.Signed && inside.Length > cms.Length) throw new InvalidOperationException("more came out than was in");
            SmimeOpener.Detached(cms, bytes, "1", budget);
            Pgp.Part(ProtectionKind.Encrypted, cms, "1");
        }
        var text = System.Text.Encoding.Latin1.GetString(bytes);
        var notes = new Defects();
        var rest = Pgp.Text(text, "1", notes);
        if (rest.Length > text.Length + 60) throw new InvalidOperationException("the text grew");
        if (notes.Protections.Count == 0 && rest != text) throw new InvalidOperationException("the text changed without a note");
    }

    private static byte[] Decoded(byte[] mail)
    {
        // DER of some length begins with 30 82, which base64 writes as MII; what follows it, delimiter lines too, only adds bytes behind.
        var start = mail.AsSpan().IndexOf("\nMII"u8);
        return start < 0 ? mail : TransferDecoder.Base64(mail.AsSpan(start), out _);
    }

    /// <summary>The slow route: recursion over definite lengths.</summary>
    private static int Depth(ReadOnlySpan<byte> ber, int depth)
    {
        var deepest = depth;
        while (depth < 200 && BerShape.DefiniteLength(ber) is var length and > 0)
        {
            if ((ber[0] & 0x20) != 0 && (ber[0] & 0x1f) != 0x1f)
            {
                var header = ber[1] < 0x80 ? 2 : 2 + (ber[1] & 0x7f);
                deepest = Math.Max(deepest, Depth(ber[header..length], depth + 1));
            }
            if (depth == 0) break;
            ber = ber[length..];
        }
        return deepest;
    }
}
