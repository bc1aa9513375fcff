using System.Buffers.Binary;
using System.Text;
using Lurewatch.Bytes;

namespace Lurewatch.Containers.Rar;

/// <summary>Headers of RAR 1.5 to 4 [technote.txt of RAR 4].</summary>
internal sealed class Rar4Headers(ReadOnlyMemory<byte> bytes, RarKeys keys, string? password, AnalysisBudget budget)
{
    public const int SignatureSize = 7;
    private const byte Main = 0x73, File = 0x74, End = 0x7b;
    private const int SplitBefore = 1, SplitAfter = 2, Encrypted = 4, SolidFile = 0x10, Folder = 0xe0, Large = 0x100, UnicodeName = 0x200, Salted = 0x400, HasData = 0x8000;
    private const int HeaderSize = 7, FileSize = 32, SaltSize = 8;

    private readonly RarDirectory _directory = new() { Format = 4 };

    public RarDirectory Read()
    {
        long at = SignatureSize;
        while (at < bytes.Length && budget.TryTakeSteps(1, "rar"))
        {
            if (!Block(ref at)) break;
        }
        return _directory;
    }

    private bool Block(ref long at)
    {
        var header = bytes.Span[(int)at..];
        var start = at;
        if (_directory.HeaderCipher is not null)
        {
            if (Decrypt(header) is not { } plain) return false;
            header = plain;
        }
        if (header.Length < HeaderSize) return false;
        var (type, flags, size) = (header[2], BinaryPrimitives.ReadUInt16LittleEndian(header[3..]), BinaryPrimitives.ReadUInt16LittleEndian(header[5..]));
        if (size < HeaderSize || size > header.Length || type is < 0x72 or > 0x7b)
        {
            _directory.Problems.Add("header-damaged", $"at offset {start}");
            return false;
        }
        header = header[..size];
        // Old comments are not under the checksum, so that only the headers that matter are held against it.
        if (type is Main or File && (ushort)Crc32.Of(header[2..]) != BinaryPrimitives.ReadUInt16LittleEndian(header) && (type is Main || !FitsWithoutComment(header)))
        {
            _directory.Problems.Add("header-damaged", $"at offset {start}: CRC does not match");
            if (_directory.HeaderCipher is not null) return false;
        }
        _directory.HeadersOpen = _directory.HeaderCipher is not null;
        at += _directory.HeaderCipher is null ? size : SaltSize + ((size + 15) & ~15);
        long data = (flags & HasData) != 0 && size >= HeaderSize + 4 ? BinaryPrimitives.ReadUInt32LittleEndian(header[7..]) : 0;
        switch (type)
        {
            case Main:
                _directory.Volume = (flags & 1) != 0;
                _directory.Solid = (flags & 8) != 0;
                if ((flags & 0x80) != 0)
                {
                    _directory.HeaderCipher = new RarCipher(4, [], [], 0, null, false);
                    if (password is null) return false;
                }
                break;
            case File when size >= FileSize:
                if (!_directory.MayAdd(budget)) return false;
                if ((flags & Large) != 0 && size >= FileSize + 8) data |= (long)BinaryPrimitives.ReadUInt32LittleEndian(header[32..]) << 32;
                if (data < 0) return false;
                AddFile(header, flags, at, data);
                break;
            case End:
                return false;
        }
        at = data > long.MaxValue - at ? long.MaxValue : at + data;
        return true;
    }

    /// <summary>The checksum of a file's header before version 3 leaves out the comment that may stand behind the name.</summary>
    private static bool FitsWithoutComment(ReadOnlySpan<byte> header)
    {
        if (header.Length < FileSize) return false;
        var end = FileSize + BinaryPrimitives.ReadUInt16LittleEndian(header[26..]);
        return end <= header.Length && (ushort)Crc32.Of(header[2..end]) == BinaryPrimitives.ReadUInt16LittleEndian(header);
    }

    private byte[]? Decrypt(ReadOnlySpan<byte> from)
    {
        if (password is null || from.Length < SaltSize + 16) return null;
        var cipher = new RarCipher(4, from[..SaltSize].ToArray(), [], 0, null, false);
        _directory.HeaderCipher = cipher;
        if (keys.Decrypt(cipher, password, from.Slice(SaltSize, 16)) is not { } first) return null;
        var size = (BinaryPrimitives.ReadUInt16LittleEndian(first.AsSpan(5)) + 15) & ~15;
        return size <= from.Length - SaltSize && size > 0 ? keys.Decrypt(cipher, password, from.Slice(SaltSize, size)) : null;
    }

    private void AddFile(ReadOnlySpan<byte> header, int flags, long at, long packed)
    {
        if ((flags & Folder) == Folder) return;
        long size = BinaryPrimitives.ReadUInt32LittleEndian(header[11..]);
        if (size == uint.MaxValue && (flags & Large) == 0) size = -1;
        var name = FileSize;
        if ((flags & Large) != 0 && header.Length >= FileSize + 8)
        {
            size |= (long)BinaryPrimitives.ReadUInt32LittleEndian(header[36..]) << 32;
            name += 8;
        }
        int nameSize = BinaryPrimitives.ReadUInt16LittleEndian(header[26..]), version = header[24];
        if (name + nameSize > header.Length) nameSize = header.Length - name;
        var salt = (flags & Salted) != 0 && name + nameSize + SaltSize <= header.Length ? header.Slice(name + nameSize, SaltSize).ToArray() : [];
        _directory.Entries.Add(new RarEntry(Name(header.Slice(name, nameSize), (flags & UnicodeName) != 0), size < 0 ? -1 : size, at, packed)
        {
            Crc = BinaryPrimitives.ReadUInt32LittleEndian(header[16..]),
            Version = version,
            Method = header[25] - 0x30,
            Solid = (flags & SolidFile) != 0,
            Window = (flags >> 5) & 7,
            SplitBefore = (flags & SplitBefore) != 0,
            SplitAfter = (flags & SplitAfter) != 0,
            Hidden = header[15] is 0 or 2 && (header[28] & 2) != 0,
            Cipher = (flags & Encrypted) == 0 ? null : new RarCipher(version >= 29 ? 4 : 0, salt, [], 0, null, false),
        });
    }

    private static string Name(ReadOnlySpan<byte> field, bool unicode)
    {
        var end = unicode ? field.IndexOf((byte)0) : -1;
        var name = end >= 0 ? Unpack(field[..end], field[(end + 1)..])
            : System.Text.Unicode.Utf8.IsValid(field) ? Encoding.UTF8.GetString(field)
            : (CodePagesEncodingProvider.Instance.GetEncoding(437) ?? Encoding.Latin1).GetString(field);
        return name.Replace('\\', '/');
    }

    /// <summary>A name in Unicode, packed against the plain one before it: two bits a character say where it comes from.</summary>
    private static string Unpack(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> packed)
    {
        var name = new StringBuilder(plain.Length);
        if (packed.IsEmpty) return Encoding.Latin1.GetString(plain);
        int high = packed[0] << 8, at = 1, flags = 0, bits = 0;
        while (at < packed.Length && name.Length < 2048)
        {
            if (bits == 0)
            {
                flags = packed[at++];
                bits = 8;
                continue;
            }
            bits -= 2;
            switch ((flags >> bits) & 3)
            {
                case 0:
                    name.Append((char)packed[at++]);
                    break;
                case 1:
                    name.Append((char)(packed[at++] | high));
                    break;
                case 2:
                    if (at + 1 < packed.Length) name.Append((char)(packed[at] | (packed[at + 1] << 8)));
                    at += 2;
                    break;
                default:
                    var length = packed[at++];
                    var corrected = (length & 0x80) != 0 && at < packed.Length;
                    var correction = corrected ? packed[at++] : 0;
                    for (var left = (length & 0x7f) + 2; left > 0 && name.Length < plain.Length; left--)
                        name.Append((char)(corrected ? ((plain[name.Length] + correction) & 0xff) | high : plain[name.Length]));
                    break;
            }
        }
        return name.ToString();
    }
}
