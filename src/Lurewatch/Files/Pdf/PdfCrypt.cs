using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Lurewatch.Bytes;

namespace Lurewatch.Files.Pdf;

/// <summary>The standard security handler [ISO 32000-2, 7.6]: RC4 of 40 to 128 bits, AES-128, AES-256 (revisions 5 and 6), by the empty password or the candidates, as user or as owner.</summary>
internal sealed class PdfCrypt
{
    /// <summary>Tries cost a digest each, from revision 3 on fifty, from 6 on sixty-four and more.</summary>
    private const int MostTries = 256;

    private enum Method { None, Rc4, Aes128, Aes256 }

    private static readonly byte[] s_padding = Convert.FromHexString("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A");

    private readonly byte[] _key;
    private readonly Method _streams, _strings;
    private readonly bool _metadata;

    private PdfCrypt(byte[] key, Method streams, Method strings, bool metadata) => (_key, _streams, _strings, _metadata) = (key, streams, strings, metadata);

    public static PdfCrypt? Open(PdfDictionary dictionary, byte[] id, IReadOnlyList<PasswordCandidate> passwords, out PasswordCandidate? password, Func<PdfObject, PdfObject> resolve)
    {
        password = null;
        if (dictionary["Filter"] is PdfName { Text: not "Standard" }) return null;
        int version = Number(dictionary, "V"), revision = Number(dictionary, "R"), length = Number(dictionary, "Length");
        var (streams, strings) = (Method.Rc4, Method.Rc4);
        if (version >= 4)
        {
            var filters = resolve(dictionary["CF"]) as PdfDictionary ?? PdfDictionary.Empty;
            streams = Named(dictionary["StmF"]);
            strings = Named(dictionary["StrF"]);
            if (version == 4) length = 128;

            Method Named(PdfObject name)
            {
                if (name is not PdfName { Text: not "Identity" } key || resolve(filters[key.Text]) is not PdfDictionary filter) return Method.None;
                return filter["CFM"] is PdfName method ? method.Text switch { "V2" => Method.Rc4, "AESV2" => Method.Aes128, "AESV3" => Method.Aes256, _ => Method.None } : Method.None;
            }
        }
        var metadata = dictionary["EncryptMetadata"] is not PdfKeyword { Text: "false" };
        var bytes = version is 1 || length is < 40 or > 128 ? version >= 2 && length == 0 ? 5 : version == 1 ? 5 : 16 : length / 8;
        byte[] Text(string key) => resolve(dictionary[key]) is PdfString text ? text.Bytes : [];
        var check = new Check(Text("O"), Text("U"), Text("OE"), Text("UE"), Number(dictionary, "P"), id, revision, bytes, metadata);
        var tries = 0;
        foreach (var candidate in (IEnumerable<PasswordCandidate?>)[null, .. passwords])
        {
            if (tries++ > MostTries) break;
            if (check.Key(candidate?.Value ?? "") is not { } key) continue;
            password = candidate;
            return new PdfCrypt(key, streams, strings, metadata);
        }
        return null;
    }

    private static int Number(PdfDictionary dictionary, string key) => dictionary[key] is PdfNumber number ? unchecked((int)(long)number.Value) : 0;

    /// <summary>Decrypts the strings inside of an object, in place.</summary>
    public void Strings(PdfObject value, int number, int generation, int depth = 0)
    {
        if (_strings == Method.None || depth > 64) return;
        switch (value)
        {
            case PdfString text: text.Bytes = Decrypt(text.Bytes, number, generation, _strings); break;
            case PdfArray array:
                foreach (var item in array.Items) Strings(item, number, generation, depth + 1);
                break;
            case PdfDictionary dictionary:
                foreach (var item in dictionary.Entries.Values) Strings(item, number, generation, depth + 1);
                break;
        }
    }

    public ReadOnlyMemory<byte> Stream(ReadOnlyMemory<byte> raw, int number, int generation, PdfDictionary dictionary) =>
        !_metadata && dictionary["Type"] is PdfName { Text: "Metadata" } ? raw : Decrypt(raw.Span, number, generation, _streams);

    private byte[] Decrypt(ReadOnlySpan<byte> data, int number, int generation, Method method)
    {
        switch (method)
        {
            case Method.Rc4: return Rc4.Transform(ObjectKey(number, generation, aes: false), data);
            case Method.Aes128: return Cbc(ObjectKey(number, generation, aes: true), data);
            case Method.Aes256: return Cbc(_key, data);
            default: return data.ToArray();
        }
    }

    private byte[] ObjectKey(int number, int generation, bool aes)
    {
        byte[] seed = [.. _key, (byte)number, (byte)(number >> 8), (byte)(number >> 16), (byte)generation, (byte)(generation >> 8), .. aes ? "sAlT"u8 : []];
#pragma warning disable CA5351 // the format asks for it
        return MD5.HashData(seed)[..Math.Min(_key.Length + 5, 16)];
#pragma warning restore CA5351
    }

    private static byte[] Cbc(byte[] key, ReadOnlySpan<byte> data)
    {
        if (data.Length < 32 || key.Length is not (16 or 32)) return [];
        using var aes = Aes.Create();
        aes.Key = key;
        var body = data[16..^((data.Length - 16) % 16)];
        var plain = aes.DecryptCbc(body, data[..16], PaddingMode.None);
        var pad = plain.Length > 0 ? plain[^1] : 0;
        return pad is > 0 and <= 16 && pad <= plain.Length ? plain[..^pad] : plain;
    }

    private sealed record Check(byte[] Owner, byte[] User, byte[] OwnerKey, byte[] UserKey, int Permissions, byte[] Id, int Revision, int Length, bool Metadata)
    {
        /// <summary>The file's key, if the password opens it.</summary>
        public byte[]? Key(string password)
        {
            if (Revision >= 5) return Modern(Encoding.UTF8.GetBytes(password) is var utf8 && utf8.Length > 127 ? utf8[..127] : utf8);
            var padded = Pad(Encoding.Latin1.GetBytes(password));
            if (Owner.Length < 32 || User.Length < 16) return null;
            return Classic(padded) ?? (password.Length == 0 ? null : Classic(UserFromOwner(padded)));
        }

#pragma warning disable CA5351, CA5350 // the format asks for MD5 and RC4
        private byte[]? Classic(byte[] padded)
        {
            Span<byte> permissions = stackalloc byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(permissions, Permissions);
            byte[] seed = [.. padded, .. Owner[..32], .. permissions, .. Id, .. Revision >= 4 && !Metadata ? (ReadOnlySpan<byte>)[255, 255, 255, 255] : []];
            var key = MD5.HashData(seed);
            if (Revision >= 3)
                for (var i = 0; i < 50; i++) key = MD5.HashData(key.AsSpan(0, Length));
            key = key[..Length];
            if (Revision == 2) return Rc4.Transform(key, s_padding).AsSpan().SequenceEqual(User.AsSpan(0, Math.Min(32, User.Length))) ? key : null;
            var check = Rc4.Transform(key, MD5.HashData([.. s_padding, .. Id]));
            for (var i = 1; i < 20; i++) check = Rc4.Transform(Xor(key, i), check);
            return check.AsSpan(0, 16).SequenceEqual(User.AsSpan(0, 16)) ? key : null;
        }

        private byte[] UserFromOwner(byte[] padded)
        {
            var key = MD5.HashData(padded);
            if (Revision >= 3)
                for (var i = 0; i < 50; i++) key = MD5.HashData(key.AsSpan(0, Length));
            key = key[..Length];
            var user = Owner[..32];
            for (var i = Revision == 2 ? 0 : 19; i >= 0; i--) user = Rc4.Transform(Xor(key, i), user);
            return user;
        }
#pragma warning restore CA5351, CA5350

        private static byte[] Xor(byte[] key, int value)
        {
            var other = new byte[key.Length];
            for (var i = 0; i < key.Length; i++) other[i] = (byte)(key[i] ^ value);
            return other;
        }

        private static byte[] Pad(byte[] password) => [.. password.AsSpan(0, Math.Min(32, password.Length)), .. s_padding.AsSpan(0, 32 - Math.Min(32, password.Length))];

        /// <summary>AES-256: a salted digest checks the password, another unwraps the key [7.6.4.3.3, 7.6.4.4].</summary>
        private byte[]? Modern(byte[] password)
        {
            if (User.Length < 48 || Owner.Length < 48) return null;
            if (Digest(password, User.AsSpan(32, 8), []).AsSpan().SequenceEqual(User.AsSpan(0, 32))) return Unwrap(Digest(password, User.AsSpan(40, 8), []), UserKey);
            var user = User.AsSpan(0, 48);
            if (Digest(password, Owner.AsSpan(32, 8), user).AsSpan().SequenceEqual(Owner.AsSpan(0, 32))) return Unwrap(Digest(password, Owner.AsSpan(40, 8), user), OwnerKey);
            return null;
        }

        private static byte[]? Unwrap(byte[] key, byte[] wrapped)
        {
            if (wrapped.Length < 32) return null;
            using var aes = Aes.Create();
            aes.Key = key;
            return aes.DecryptCbc(wrapped.AsSpan(0, 32), new byte[16], PaddingMode.None);
        }

        private byte[] Digest(byte[] password, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> user)
        {
            var key = SHA256.HashData([.. password, .. salt, .. user]);
            if (Revision < 6) return key;
            // algorithm 2.B: at least sixty-four rounds, until the last byte of one is small enough
            for (int round = 0, last = 0; round < 64 || last > round - 32; round++)
            {
                byte[] block = [.. password, .. key, .. user];
                var repeated = new byte[block.Length * 64];
                for (var i = 0; i < 64; i++) block.CopyTo(repeated, i * block.Length);
                using var aes = Aes.Create();
                aes.Key = key[..16];
                var mixed = aes.EncryptCbc(repeated, key.AsSpan(16, 16), PaddingMode.None);
                var remainder = 0;
                foreach (var b in mixed.AsSpan(0, 16)) remainder += b;
                key = (remainder % 3) switch { 0 => SHA256.HashData(mixed), 1 => SHA384.HashData(mixed), _ => SHA512.HashData(mixed) };
                last = mixed[^1];
            }
            return key[..32];
        }
    }
}
