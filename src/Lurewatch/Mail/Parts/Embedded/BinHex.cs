using System.Buffers;
using System.Buffers.Binary;

namespace Lurewatch.Mail.Parts.Embedded;

/// <summary>BinHex 4.0 [RFC 1741]: six bits a character between colons, runs packed with 0x90, name and sizes in a header, then the data fork. The resource fork is left out.</summary>
internal static class BinHex
{
    private const int HeaderAfterName = 20;
    private static readonly SearchValues<byte> White = SearchValues.Create(" \t\r\n"u8);

    public static ReadOnlySpan<byte> Mark => "(This file must be converted with BinHex"u8;

    private static ReadOnlySpan<byte> Alphabet => "!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr"u8;

    /// <summary>Reads the file that begins here, if one does; gives the length it takes up in the text, 0 if it is none.</summary>
    public static int Read(ReadOnlySpan<byte> text, string what, AnalysisBudget budget, List<EmbeddedFile> files)
    {
        var start = text.IndexOf((byte)':');
        if (start < 0 || start > 200) return 0;
        var body = text[(start + 1)..];
        var end = body.IndexOf((byte)':');
        var encoded = end < 0 ? body : body[..end];
        if (!budget.TryTakeSteps(encoded.Length / 4, what)) return 0;
        if (Unpack(encoded, what, budget) is not { Length: > 1 } packed || packed[0] is 0 or > 63 || packed.Length < packed[0] + 1 + HeaderAfterName + 2) return 0;
        var name = EmbeddedFiles.Name(packed.AsSpan(1, packed[0]));
        var sizes = packed.AsSpan(packed[0] + 2 + 10);                       // version, type, creator and flags before
        var declared = BinaryPrimitives.ReadUInt32BigEndian(sizes);
        var data = packed.AsMemory(packed[0] + 2 + HeaderAfterName);
        var length = (int)Math.Min(declared, (uint)data.Length);
        files.Add(new EmbeddedFile(name, data[..length], "binhex", length < declared ? "it breaks off" : null));
        return start + 1 + (end < 0 ? body.Length : end + 1);
    }

    /// <summary>Six-bit characters to bytes, 0x90 and a count repeat the byte before.</summary>
    private static byte[]? Unpack(ReadOnlySpan<byte> encoded, string what, AnalysisBudget budget)
    {
        Span<byte> values = stackalloc byte[256];
        values.Fill(0xff);
        for (var i = 0; i < Alphabet.Length; i++) values[Alphabet[i]] = (byte)i;
        var to = new ArrayBufferWriter<byte>(Math.Max(64, encoded.Length));
        uint bits = 0;
        var count = 0;
        byte last = 0;
        var isRun = false;
        foreach (var c in encoded)
        {
            if (White.Contains(c)) continue;
            if (values[c] == 0xff) return null;
            bits = bits << 6 | values[c];
            if ((count += 6) < 8) continue;
            count -= 8;
            var b = (byte)(bits >> count);
            if (isRun)
            {
                isRun = false;
                if (b == 0) { last = 0x90; to.Write([last]); continue; }
                var more = b - 1;
                // A run is at most 254 bytes from two: bounded, and counted.
                to.GetSpan(Math.Max(more, 1))[..more].Fill(last);
                to.Advance(more);
                if (to.WrittenCount > budget.Limits.MemberBytes) { budget.Exhaust("member_bytes", what); return null; }
            }
            else if (b == 0x90) isRun = true;
            else
            {
                last = b;
                to.Write([b]);
            }
        }
        return budget.TryTakeBytes(to.WrittenCount, what) ? to.WrittenSpan.ToArray() : null;
    }
}
