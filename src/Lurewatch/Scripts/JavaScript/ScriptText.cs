using System.Globalization;
using System.Text;
using Lurewatch.Scripts.Vba;

namespace Lurewatch.Scripts.JavaScript;

/// <summary>Text and bytes as scripts turn them into one another.</summary>
internal static class ScriptText
{
    /// <summary>Base64 as browsers decode it: blanks are dropped, padding may lack [WHATWG Infra, forgiving-base64 decode]; null if it is none.</summary>
    public static byte[]? FromBase64(string text)
    {
        if (text.AsSpan().ContainsAny(" \t\r\n\f")) text = string.Concat(text.Where(c => c is not (' ' or '\t' or '\r' or '\n' or '\f')));
        var plain = text.AsSpan().TrimEnd('=');
        if (plain.Length % 4 == 1) return null;
        var chars = new char[(plain.Length + 3) / 4 * 4];
        plain.CopyTo(chars);
        chars.AsSpan(plain.Length).Fill('=');
        var bytes = new byte[chars.Length / 4 * 3];
        return Convert.TryFromBase64Chars(chars, bytes, out var written) ? bytes.AsSpan(0, written).ToArray() : null;
    }

    /// <summary>Hexadecimal digits, blanks between them; null if it is none.</summary>
    public static byte[]? FromHex(string text)
    {
        var plain = string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
        return plain.Length % 2 == 0 && plain.All(char.IsAsciiHexDigit) ? Convert.FromHexString(plain) : null;
    }

    /// <summary>Bytes by the name of a character set; an unknown one is UTF-8.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes, string charset) => charset switch
    {
        "auto" when bytes is [0xff, 0xfe, ..] => Encoding.Unicode.GetString(bytes[2..]),
        "utf-16" or "utf-16le" or "unicode" => Encoding.Unicode.GetString(bytes is [0xff, 0xfe, ..] ? bytes[2..] : bytes),
        "utf-16be" => Encoding.BigEndianUnicode.GetString(bytes),
        _ => bytes is [0xef, 0xbb, 0xbf, ..] ? Encoding.UTF8.GetString(bytes[3..]) : Named(charset).GetString(bytes),
    };

    /// <summary>Text as a stream or file of that character set holds it.</summary>
    public static byte[] Encode(string text, string charset) => charset switch
    {
        "utf-16" or "utf-16le" or "unicode" => [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)],
        _ => Named(charset).GetBytes(text),
    };

    private static Encoding Named(string charset) => charset switch
    {
        "latin1" or "iso-8859-1" or "ascii" or "us-ascii" or "x-user-defined" => Encoding.Latin1,
        "ansi" or "auto" or "windows-1252" or "x-ansi" => Encodings.Of(1252),
        "437" or "cp437" or "ibm437" => Encodings.Of(437),
        "windows-1250" or "windows-1251" or "windows-1253" or "windows-1254" or "windows-1256" => Encodings.Of(int.Parse(charset.AsSpan(8), CultureInfo.InvariantCulture)),
        _ => Encoding.UTF8,
    };
}

/// <summary>A <c>data:</c> address [RFC 2397].</summary>
/// <param name="Type">Media type, lower case; empty if unsaid.</param>
/// <param name="Bytes">What it holds.</param>
internal sealed record DataAddress(string Type, byte[] Bytes)
{
    /// <summary>Null if it is none, or does not decode.</summary>
    public static DataAddress? Read(string address)
    {
        var start = address.AsSpan().TrimStart();
        if (!start.StartsWith("data:", StringComparison.OrdinalIgnoreCase)) return null;
        var rest = start[5..];
        var comma = rest.IndexOf(',');
        if (comma < 0) return null;
        var head = rest[..comma];
        var semicolon = head.IndexOf(';');
        var type = (semicolon < 0 ? head : head[..semicolon]).Trim().ToString().ToLowerInvariant();
        var content = rest[(comma + 1)..].ToString();
        if (content.Contains('%', StringComparison.Ordinal)) content = Uri.UnescapeDataString(content);
        if (!head.TrimEnd().EndsWith("base64", StringComparison.OrdinalIgnoreCase)) return new DataAddress(type, Encoding.UTF8.GetBytes(content));
        return ScriptText.FromBase64(content) is { } bytes ? new DataAddress(type, bytes) : null;
    }
}
