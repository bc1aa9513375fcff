using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Lurewatch.Events;

/// <summary>Deterministic STIX identifiers [STIX 2.1, 2.9; RFC 9562, UUID version 5; RFC 8785, JSON canonicalization].</summary>
internal static class StixIds
{
    /// <summary>The namespace that STIX 2.1 gives cyber-observable objects.</summary>
    public static readonly Guid ObservableNamespace = new("00abedb4-aa42-466c-9c01-fed23315a9b7");
    /// <summary>Lurewatch's own, for all other objects: version 5 of the DNS namespace and the name <c>stix.lurewatch.example</c>.</summary>
    public static readonly Guid OwnNamespace = Uuid5(new Guid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "stix.lurewatch.example"u8);

    /// <summary>Id of an observable: its id-contributing properties, sorted by name, absent ones left out. All are strings or objects of strings.</summary>
    public static string Observable(string type, params ReadOnlySpan<(string Name, string? Value)> properties)
    {
        var canonical = new ArrayBufferWriter<byte>(256);
        canonical.Write("{"u8);
        var any = false;
        foreach (var (name, value) in properties)
        {
            if (value is null) continue;
            if (any) canonical.Write(","u8);
            any = true;
            CanonicalString(canonical, name);
            canonical.Write(":"u8);
            CanonicalString(canonical, value);
        }
        canonical.Write("}"u8);
        return Id(type, ObservableNamespace, canonical.WrittenSpan);
    }

    /// <summary>Id of a file: one hash (MD5 first, as the specification orders) and the name.</summary>
    public static string File(string hashName, string hash, string? name)
    {
        var canonical = new ArrayBufferWriter<byte>(256);
        canonical.Write("{\"hashes\":{"u8);
        CanonicalString(canonical, hashName);
        canonical.Write(":"u8);
        CanonicalString(canonical, hash);
        canonical.Write("}"u8);
        if (name is not null)
        {
            canonical.Write(",\"name\":"u8);
            CanonicalString(canonical, name);
        }
        canonical.Write("}"u8);
        return Id("file", ObservableNamespace, canonical.WrittenSpan);
    }

    /// <summary>Id of a domain object or relationship, from a name that is unique for its type.</summary>
    public static string Own(string type, string name) => Id(type, OwnNamespace, Encoding.UTF8.GetBytes(type + "|" + name));

    /// <summary><c>type--uuid</c>.</summary>
    public static string Id(string type, Guid space, ReadOnlySpan<byte> name) => $"{type}--{Uuid5(space, name):D}";

    /// <summary>UUID version 5: SHA-1 of namespace and name.</summary>
    public static Guid Uuid5(Guid space, ReadOnlySpan<byte> name)
    {
        Span<byte> input = name.Length <= 1024 ? stackalloc byte[16 + name.Length] : new byte[16 + name.Length];
        space.TryWriteBytes(input, bigEndian: true, out _);
        name.CopyTo(input[16..]);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(input, hash);
        hash[6] = (byte)((hash[6] & 0x0f) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    /// <summary>A string as RFC 8785 writes it: only what JSON must escape is escaped; lone surrogates, which it forbids, become U+FFFD.</summary>
    internal static void CanonicalString(IBufferWriter<byte> output, string value)
    {
        output.Write("\""u8);
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in value.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '"': output.Write("\\\""u8); break;
                case '\\': output.Write("\\\\"u8); break;
                case '\b': output.Write("\\b"u8); break;
                case '\t': output.Write("\\t"u8); break;
                case '\n': output.Write("\\n"u8); break;
                case '\f': output.Write("\\f"u8); break;
                case '\r': output.Write("\\r"u8); break;
                case < 0x20:
                    ReadOnlySpan<byte> hex = "0123456789abcdef"u8;
                    output.Write("\\u00"u8);
                    output.Write([hex[rune.Value >> 4], hex[rune.Value & 15]]);
                    break;
                default:
                    output.Write(utf8[..rune.EncodeToUtf8(utf8)]);
                    break;
            }
        }
        output.Write("\""u8);
    }
}
