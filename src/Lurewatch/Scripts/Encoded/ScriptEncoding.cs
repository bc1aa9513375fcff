using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Lurewatch.Scripts.Encoded;

/// <summary>What Microsoft's Script Encoder made (JSE, VBE, <c>language="VBScript.Encode"</c>): <c>#@~^</c>, length, text by three alphabets that take turns, checksum, <c>^#~@</c>.</summary>
/// <remarks>The format was never published by its maker; alphabets and turns are common knowledge since 2000. A wrong length or checksum stops Windows, not us: they are not looked at, since what breaks off still tells.</remarks>
internal static class ScriptEncoding
{
    private const string Start = "#@~^", End = "^#~@";
    private const int Header = 12, Trailer = 8, MostBlocks = 100;

    /// <summary>Whose turn it is, by the character's place.</summary>
    private const string Turns = "1201202002021020102011200210200211020201011201021020112001120102";

    /// <summary>The plain character for tab and each of 0x20 to 0x7F.</summary>
    private static readonly string[] s_alphabets =
    [
        Alphabet("7b323021295b38333d583a3565395c5673664e456b6259785e7d4a6d713c603e5340422748727531374d5222546a47642d207f2e4c5d7e6c6f797443267625242b28234134092a443f773b55696163506751494f46687c36706e7a2f5f4b5a2c57"),
        Alphabet("572e477a56426a2f26494134325b7672433839704568714f09624423753c7e3e5e40774a615d224b6f4e3b4c50672a7d74542b2d2c306e6b66352521644d52633f7b7829287359337f6d55537c3a5f65465831696c5a48275c3d24793760512036"),
        Alphabet("6e2d755260715e495c627d2936207c7a7f6b63332b68516676316454433c3a3e7e40452c2a7427374479592f6f26726a397b3f387767534734785d30235a5b6c485570692e4c21244e5009567335614b583b57226d4d2528464a32413d5f4f4265"),
    ];

    /// <summary>True if an encoded block begins in <paramref name="text"/>.</summary>
    public static bool IsIn(ReadOnlySpan<char> text) => text.IndexOf(Start) is >= 0 and var at && text.Length >= at + Header;

    /// <summary>The text with each encoded block in the plain; what stands around them stays. Null if there is no block.</summary>
    public static string? Decode(ReadOnlySpan<char> text)
    {
        StringBuilder? plain = null;
        for (var blocks = 0; blocks < MostBlocks; blocks++)
        {
            var start = text.IndexOf(Start);
            if (start < 0 || text.Length < start + Header) break;
            plain ??= new StringBuilder(text.Length);
            plain.Append(text[..start]);
            var rest = text[(start + Header)..];
            var end = rest.IndexOf(End);
            var length = DeclaredLength(text.Slice(start + Start.Length, 8));
            DecodeBlock(end < 0 ? rest : rest[..Math.Max(0, end - Trailer)], length, plain);
            text = end < 0 ? [] : rest[(end + End.Length)..];
        }
        return plain?.Append(text).ToString();
    }

    /// <summary>Characters that the block says it holds; of use only where its end is missing.</summary>
    private static int DeclaredLength(ReadOnlySpan<char> base64)
    {
        Span<byte> bytes = stackalloc byte[6];
        return Convert.TryFromBase64Chars(base64, bytes, out var written) && written == 4 ? (int)Math.Min(int.MaxValue, BinaryPrimitives.ReadUInt32LittleEndian(bytes)) : int.MaxValue;
    }

    private static void DecodeBlock(ReadOnlySpan<char> block, int length, StringBuilder plain)
    {
        if (length <= 0) length = int.MaxValue;
        var turn = 0;
        for (var i = 0; i < block.Length && length > 0; i++, length--)
        {
            var c = block[i];
            if (c >= 0x80)
            {
                plain.Append(c);
                continue;
            }
            if (c == '@' && i + 1 < block.Length && block[i + 1] switch { '&' => '\n', '#' => '\r', '*' => '>', '!' => '<', '$' => '@', _ => '\0' } is not '\0' and var escaped)
            {
                plain.Append(escaped);
                i++;
            }
            else
            {
                plain.Append(c is '\t' or >= ' ' and not ('<' or '>' or '@') ? s_alphabets[Turns[turn & 63] - '0'][c == '\t' ? 0 : c - 31] : c);
            }
            turn++;
        }
    }

    private static string Alphabet(string hex)
    {
        var letters = new char[hex.Length / 2];
        for (var i = 0; i < letters.Length; i++) letters[i] = (char)byte.Parse(hex.AsSpan(i * 2, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return new string(letters);
    }
}
