using System.Buffers.Binary;
using Lurewatch.Containers;

namespace Lurewatch.Files.Types;

/// <summary>Types that their first bytes give away, one switch on the first byte.</summary>
internal static class MagicNumbers
{
    public static FileType Detect(ReadOnlySpan<byte> b)
    {
        var type = b[0] switch
        {
            0x00 => Zero(b),
            0x01 => One(b),
            0x03 when Starts(b, 3, 0, 8, 0) && b.Length > 36 && BinaryPrimitives.ReadUInt32LittleEndian(b[4..]) <= b.Length && Starts(b[8..], 1, 0, 0x1c, 0) => FileType.AndroidXml,
            0x09 => Biff(b),
            0x1a when Starts(b, 0x1a, 0x45, 0xdf, 0xa3) => FileType.Video,
            0x1f when Starts(b, 0x1f, 0x8b, 8) => FileType.Gzip,
            0x1f when Starts(b, 0x1f, 0x9d) && b.Length > 3 && (b[2] & 0x60) == 0 && (b[2] & 0x1f) is >= 9 and <= 16 => FileType.Compress,
            (byte)'#' when b.StartsWith("#!AMR"u8) => FileType.Audio,
            (byte)'!' when Containers.Pst.PstHeader.IsPst(b) => FileType.Pst,
            0x28 when Starts(b, 0x28, 0xb5, 0x2f, 0xfd) => FileType.Zstd,
            (byte)'%' when b.StartsWith("%PDF-"u8) => FileType.Pdf,
            0x30 => Thirty(b),
            (byte)'7' when Starts(b, 0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c) => FileType.SevenZip,
            (byte)'8' when b.StartsWith("8BPS"u8) => FileType.Image,
            (byte)'A' when b.StartsWith(ActiveMime.Magic) => FileType.ActiveMime,
            (byte)'B' => LetterB(b),
            (byte)'C' when b.StartsWith("CWS"u8) && b.Length > 3 && b[3] < 64 => FileType.Swf,
            (byte)'F' => LetterF(b),
            (byte)'G' when b.StartsWith("GIF8"u8) => FileType.Gif,
            (byte)'I' => LetterI(b),
            (byte)'K' when b.StartsWith("KDMV"u8) => FileType.Vhd,
            0x4c when Starts(b, 0x4c, 0, 0, 0, 1, 0x14, 2, 0) => FileType.Lnk,
            (byte)'L' when b.StartsWith("LZIP\x1"u8) => FileType.Lzip,
            0x50 when Starts(b, 0x50, 0x2a, 0x4d, 0x18) && HasZstdBehind(b) => FileType.Zstd,
            (byte)'M' => LetterM(b),
            (byte)'O' when b.StartsWith("OggS"u8) => FileType.Audio,
            (byte)'O' when b.StartsWith("OTTO\0"u8) => FileType.Font,
            (byte)'P' => LetterP(b),
            (byte)'R' => LetterR(b),
            0x60 when Starts(b, 0x60, 0xea) && b.Length > 12 && BinaryPrimitives.ReadUInt16LittleEndian(b[2..]) is > 20 and <= 2600 && b[10] <= 2 => FileType.Arj,
            (byte)'Z' when b.StartsWith("ZWS"u8) && b.Length > 3 && b[3] < 64 => FileType.Swf,
            0x78 when Starts(b, 0x78, 0x9f, 0x3e, 0x22) => FileType.Tnef,
            (byte)'c' when b.StartsWith("conectix"u8) => FileType.Vhd,
            (byte)'f' when b.StartsWith("fLaC"u8) => FileType.Audio,
            (byte)'v' when b.StartsWith("vhdxfile"u8) => FileType.Vhd,
            (byte)'w' when b.StartsWith("wOFF"u8) || b.StartsWith("wOF2"u8) => FileType.Font,
            (byte)'{' when b.StartsWith("{\\rt"u8) => FileType.Rtf, // Word asks for no more
            0x7f when Starts(b, 0x7f, (byte)'E', (byte)'L', (byte)'F') => FileType.Elf,
            0x84 or 0x85 or 0x8c or 0x95 or 0x99 or 0xc1 or 0xc6 => Pgp(b),
            0x89 when Starts(b, 0x89, (byte)'P', (byte)'N', (byte)'G') => FileType.Png,
            0xca when Starts(b, 0xca, 0xfe, 0xba, 0xbe) && b.Length >= 8 => BinaryPrimitives.ReadUInt32BigEndian(b[4..]) < 43 ? FileType.MachO : FileType.JavaClass,
            0xcf when Starts(b, 0xcf, 0xad, 0x12, 0xfe) => FileType.Dbx,
            0xce or 0xcf when b.Length >= 4 && b[1] == 0xfa && b[2] == 0xed && b[3] == 0xfe => FileType.MachO,
            0xd0 when Starts(b, 0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1) => FileType.Cfb,
            0xd7 when Starts(b, 0xd7, 0xcd, 0xc6, 0x9a) => FileType.Wmf,
            0xdb when Starts(b, 0xdb, 0xa5, 0x2d, 0) => FileType.Doc, // Word 2.0
            0xe4 when Starts(b, 0xe4, 0x52, 0x5c, 0x7b, 0x8c, 0xd8, 0xa7, 0x4d, 0xae, 0xb1, 0x53, 0x78, 0xd0, 0x29, 0x96, 0xd3) => FileType.OneNote,
            0xfd when Starts(b, 0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0) => FileType.Xz,
            0xfe when Starts(b, 0xfe, 0xed, 0xfa) && b.Length >= 4 && b[3] is 0xce or 0xcf => FileType.MachO,
            0xff => LastByte(b),
            _ => FileType.Unknown,
        };
        if (type is not FileType.Unknown) return type;
        if (OtherArchives.Format(b) is not null) return FileType.OtherArchive;
        if (IsTar(b)) return FileType.Tar;
        if (IsLzma(b)) return FileType.Lzma;
        if (b.Length > 20 && b[2] == '-' && b[3] == 'l' && b[4] is (byte)'h' or (byte)'z' && b[6] == '-') return FileType.Lzh;
        if (b.Length > 14 && b.Slice(7, 7).SequenceEqual("**ACE**"u8)) return FileType.Ace;
        if (b.Length > 12 && b.Slice(4, 4).SequenceEqual("ftyp"u8)) return Ftyp(b.Slice(8, 4));
        return FileType.Unknown;
    }

    /// <summary>What does not stand at the start: images of disks, a PDF or ZIP behind other data. Asked when nothing else fits.</summary>
    public static FileType DetectElsewhere(ReadOnlySpan<byte> b)
    {
        if (b.Length > 0x8006 && (b.Slice(0x8001, 5).SequenceEqual("CD001"u8) || b.Slice(0x8001, 5).SequenceEqual("BEA01"u8))) return FileType.Iso;
        if (b.Length > 512 && b[^512..].StartsWith("conectix"u8)) return FileType.Vhd;
        if (b.Length > 512 && b[^512..].StartsWith("koly"u8)) return FileType.Dmg;
        if (DiskTypes.LooksLikeOne(b)) return FileType.Disk;
        if (b[..Math.Min(b.Length, 1024)].IndexOf("%PDF-"u8) >= 0) return FileType.Pdf; // readers look that far
        return ZipTypes.EndsLikeZip(b) ? FileType.Zip : FileType.Unknown;
    }

    private static bool Starts(ReadOnlySpan<byte> b, params ReadOnlySpan<byte> magic) => b.StartsWith(magic);

    /// <summary>LZMA alone has no magic: the properties that everyone uses, a window that an encoder would choose, a size that can be, and a first byte that is always zero.</summary>
    private static bool IsLzma(ReadOnlySpan<byte> b)
    {
        if (b.Length < 18 || b[13] != 0) return false;
        var window = BinaryPrimitives.ReadUInt32LittleEndian(b[1..]);
        var size = BinaryPrimitives.ReadInt64LittleEndian(b[5..]);
        var top = window & (window - 1); // a power of two, or one and a half
        if (b[0] != 0x5d && (b[0] >= 225 || size != -1)) return false;
        return window >= 4096 && (top == 0 || (top & (top - 1)) == 0 || window == uint.MaxValue) && size is -1 or (>= 0 and < 1L << 40);
    }

    /// <summary>Zstandard behind a frame that is passed over [RFC 8878 3.1.2].</summary>
    private static bool HasZstdBehind(ReadOnlySpan<byte> b) => b.Length > 12 && BinaryPrimitives.ReadUInt32LittleEndian(b[4..]) is var size && size < b.Length - 12 && Starts(b[(int)(8 + size)..], 0x28, 0xb5, 0x2f, 0xfd);

    private static FileType Zero(ReadOnlySpan<byte> b)
    {
        if (Starts(b, 0, 0, 1, 0) || Starts(b, 0, 0, 2, 0)) return b.Length >= 22 && b[4] is > 0 and < 64 && b[5] == 0 && b[9] == 0 ? FileType.Ico : FileType.Unknown;
        if (Starts(b, 0, 0, 1, 0xba) || Starts(b, 0, 0, 1, 0xb3)) return FileType.Video;
        if (Starts(b, 0, 1, 0, 0, 0) && b.Length > 12 && b[5] is > 4 and < 64) return FileType.Font;
        return FileType.Unknown;
    }

    private static FileType One(ReadOnlySpan<byte> b)
    {
        if (Starts(b, 1, 0, 9, 0, 0, 3)) return FileType.Wmf;
        return Starts(b, 1, 0, 0, 0) && b.Length > 44 && b.Slice(40, 4).SequenceEqual(" EMF"u8) ? FileType.Wmf : FileType.Unknown;
    }

    /// <summary>A BIFF stream outside a compound file: Excel opens it [MS-XLS 2.4.21].</summary>
    private static FileType Biff(ReadOnlySpan<byte> b) =>
        Starts(b, 9, 8, 0x10, 0, 0, 6) || Starts(b, 9, 8, 8, 0, 0, 5) || Starts(b, 9, 4, 6, 0) || Starts(b, 9, 2, 6, 0) || Starts(b, 9, 0, 4, 0) ? FileType.Xls : FileType.Unknown;

    /// <summary>DER: PKCS #7, PKCS #12, certificates; also ASF's GUID, and text that starts with a zero digit.</summary>
    private static FileType Thirty(ReadOnlySpan<byte> b)
    {
        if (Starts(b, 0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11)) return FileType.Video;
        if (b.Length < 20 || b[1] < 0x80 || b[1] > 0x84) return FileType.Unknown;
        var head = b[..Math.Min(b.Length, 32)];
        return head.IndexOf((ReadOnlySpan<byte>)[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07]) >= 0 || head.IndexOf((ReadOnlySpan<byte>)[0xa0, 0x03, 0x02, 0x01, 0x02]) >= 0
            || head.IndexOf((ReadOnlySpan<byte>)[0x02, 0x01, 0x03, 0x30]) >= 0 || head.IndexOf((ReadOnlySpan<byte>)[0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01]) >= 0
            ? FileType.Crypto
            : FileType.Unknown;
    }

    private static FileType LetterB(ReadOnlySpan<byte> b)
    {
        if (b.StartsWith("BZh"u8) && b.Length > 10 && b[3] is >= (byte)'1' and <= (byte)'9' && (Starts(b[4..], 0x31, 0x41, 0x59, 0x26, 0x53, 0x59) || Starts(b[4..], 0x17, 0x72, 0x45, 0x38))) return FileType.Bzip2;
        return b.StartsWith("BM"u8) && b.Length > 26 && b[6] == 0 && b[7] == 0 && BinaryPrimitives.ReadUInt32LittleEndian(b[14..]) is 12 or 40 or 52 or 56 or 64 or 108 or 124
            ? FileType.Bmp
            : FileType.Unknown;
    }

    private static FileType LetterF(ReadOnlySpan<byte> b)
    {
        if (b.StartsWith("FLV\x1"u8)) return FileType.Video;
        return b.StartsWith("FWS"u8) && b.Length > 3 && b[3] < 64 ? FileType.Swf : FileType.Unknown;
    }

    private static FileType LetterI(ReadOnlySpan<byte> b)
    {
        if (Starts(b, (byte)'I', (byte)'I', 0x2a, 0)) return FileType.Tiff;
        if (b.StartsWith("ID3"u8) && b.Length > 10 && b[3] < 8) return FileType.Audio;
        if (b.StartsWith("ITSF"u8)) return FileType.Chm;
        return b.StartsWith("ID;P"u8) ? FileType.Slk : FileType.Unknown;
    }

    private static FileType LetterM(ReadOnlySpan<byte> b)
    {
        if (b.StartsWith("MSCF\0\0\0\0"u8)) return FileType.Cab;
        if (Starts(b, (byte)'M', (byte)'M', 0, 0x2a)) return FileType.Tiff;
        if (b.StartsWith("MThd\0\0\0"u8)) return FileType.Audio;
        if (!b.StartsWith("MZ"u8) || b.Length < 64) return FileType.Unknown;
        var header = BinaryPrimitives.ReadUInt32LittleEndian(b[60..]);
        if (header <= b.Length - 4 && b[(int)header..].StartsWith("PE\0\0"u8)) return FileType.Pe;
        return b[..64].IndexOfAnyInRange((byte)0, (byte)8) >= 0 ? FileType.Mz : FileType.Unknown;
    }

    private static FileType LetterP(ReadOnlySpan<byte> b)
    {
        if (b.Length < 4 || b[1] != 'K') return FileType.Unknown;
        return (b[2] == 3 && b[3] == 4) || (b[2] == 5 && b[3] == 6) || (b[2] == 7 && b[3] == 8) || b[2..].StartsWith("00PK\x3\x4"u8) || (b[2] == 1 && b[3] == 2 && ZipTypes.EndsLikeZip(b))
            ? FileType.Zip
            : FileType.Unknown;
    }

    private static FileType LetterR(ReadOnlySpan<byte> b)
    {
        if (b.StartsWith("Rar!\x1a\x7"u8) || b.StartsWith("RE~^"u8)) return FileType.Rar;
        if (!b.StartsWith("RIFF"u8) || b.Length < 12) return FileType.Unknown;
        var form = b.Slice(8, 4);
        return form.SequenceEqual("WEBP"u8) ? FileType.Webp : form.SequenceEqual("AVI "u8) ? FileType.Video : form.SequenceEqual("ACON"u8) ? FileType.Ico : FileType.Audio;
    }

    /// <summary>Binary OpenPGP: a packet of a tag that starts a message, with a length that fits [RFC 9580 4.2].</summary>
    private static FileType Pgp(ReadOnlySpan<byte> b)
    {
        if (b.Length < 16) return FileType.Unknown;
        return (b[0] is 0x84 or 0x8c && b[2] == 3 && b[1] > 12 && b[1] < b.Length) || (b[0] is 0x85 or 0x99 && b[3] is 3 or 4 && BinaryPrimitives.ReadUInt16BigEndian(b[1..]) is > 60 and < 2100)
            ? FileType.Crypto
            : FileType.Unknown;
    }

    private static FileType LastByte(ReadOnlySpan<byte> b)
    {
        if (Starts(b, 0xff, 0xd8, 0xff)) return FileType.Jpeg;
        // MPEG audio frame: sync, a layer, a bit rate and a sample rate that exist.
        return b.Length > 4 && (b[1] & 0xe6) == 0xe2 && (b[2] & 0xf0) is not 0xf0 and not 0 && (b[2] & 0x0c) != 0x0c && b[1] != 0xfe ? FileType.Audio : FileType.Unknown;
    }

    private static FileType Ftyp(ReadOnlySpan<byte> brand) =>
        brand.StartsWith("M4A"u8) ? FileType.Audio
        : brand.StartsWith("hei"u8) || brand.StartsWith("hev"u8) || brand.StartsWith("avi"u8) || brand.SequenceEqual("mif1"u8) ? FileType.Image
        : FileType.Video;

    /// <summary>tar has no magic of its own in all dialects, but each header sums up its bytes [POSIX.1 ustar].</summary>
    private static bool IsTar(ReadOnlySpan<byte> b)
    {
        if (b.Length < 512) return false;
        var field = b.Slice(148, 8);
        long declared = 0;
        var digits = 0;
        foreach (var c in field)
        {
            if (c is >= (byte)'0' and <= (byte)'7') { declared = (declared * 8) + (c - '0'); digits++; }
            else if (c is not ((byte)' ' or 0)) return false;
        }
        if (digits == 0 || (b[0] == 0 && !b.Slice(257, 5).SequenceEqual("ustar"u8))) return false;
        long sum = 8 * ' ';
        for (var i = 0; i < 512; i++)
            if (i is < 148 or >= 156) sum += b[i];
        return sum == declared;
    }
}
