using System.Text;
using Lurewatch.Containers;

namespace Lurewatch.Samples;

/// <summary>Writes RTF documents and the objects inside of them [MS-OLEDS 2.2], written from the specifications beside the reader.</summary>
public static class RtfWriter
{
    /// <summary>A document around its content.</summary>
    public static byte[] Document(string content) => Encoding.Latin1.GetBytes("{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fswiss Arial;}}\r\n" + content + "\\par}");

    /// <summary>An object with its data as Word writes it.</summary>
    public static string Object(string declared, byte[] ole1, string flags = "\\objemb") =>
        $"{{\\object{flags}\\objw2400\\objh1200{{\\*\\objclass {declared}}}{{\\*\\objdata {Hex(ole1)}}}{{\\result Loading}}}}";

    /// <summary>Digits in lines.</summary>
    public static string Hex(byte[] bytes) => string.Join("\r\n", Convert.ToHexStringLower(bytes).Chunk(128).Select(line => new string(line)));

    /// <summary>EmbeddedObject [MS-OLEDS 2.2.5].</summary>
    public static byte[] Embedded(string name, byte[] native) => [1, 5, 0, 0, 2, 0, 0, 0, .. Name(name), 0, 0, 0, 0, 0, 0, 0, 0, .. BitConverter.GetBytes(native.Length), .. native];

    /// <summary>LinkedObject [MS-OLEDS 2.2.6].</summary>
    public static byte[] Linked(string name, string topic) => [1, 5, 0, 0, 1, 0, 0, 0, .. Name(name), .. Name(topic), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>A file as the Packager wraps it.</summary>
    public static byte[] Package(string name, byte[] content, string folder = @"C:\Users\user\Documents\") =>
    [
        2, 0, .. Zero(name), .. Zero(folder + name), 0, 0, 3, 0, .. BitConverter.GetBytes(folder.Length + name.Length + 1), .. Zero(folder + name), .. BitConverter.GetBytes(content.Length), .. content,
    ];

    /// <summary>A compound file whose \1Ole stream links to an address by a URL moniker.</summary>
    public static byte[] UrlMoniker(string address)
    {
        byte[] text = [.. Encoding.Unicode.GetBytes(address + '\0')];
        byte[] moniker = [.. new Guid("79EAC9E0-BAF9-11CE-8C82-00AA004BA90B").ToByteArray(), .. BitConverter.GetBytes(text.Length), .. text];
        byte[] stream = [1, 0, 0, 2, 9, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. BitConverter.GetBytes(moniker.Length), .. moniker, .. new byte[16]];
        return CfbWriter.Write([("\u0001Ole", stream)], new Guid("00000300-0000-0000-C000-000000000046"));
    }

    private static byte[] Name(string text) => [.. BitConverter.GetBytes(text.Length + 1), .. Zero(text)];

    private static byte[] Zero(string text) => [.. Encoding.Latin1.GetBytes(text), 0];
}
