using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Lurewatch.Files.Types;

/// <summary>Tells what a ZIP is for from the names in its directory, and from [Content_Types].xml where there is one [ECMA-376 part 2].</summary>
internal static class ZipTypes
{
    private const int EndSize = 22;
    private const int CentralSize = 46;
    private const int LocalSize = 30;
    private const int MaxComment = 65535;
    private const int EntriesRead = 4096;
    /// <summary>How much of [Content_Types].xml is looked at.</summary>
    private const int ContentTypesRead = 64 << 10;

    /// <summary>What the names say.</summary>
    private ref struct Names
    {
        public bool Word, Excel, PowerPoint, Macro, BinaryWorkbook, Manifest, Android, OdfManifest, Appx;
        public int ContentTypes; // offset of its local header + 1
        public bool Odf;
    }

    public static FileType Detect(ReadOnlySpan<byte> zip)
    {
        var names = default(Names);
        if (!ReadDirectory(zip, ref names)) ReadLocal(zip, ref names);
        if (names.ContentTypes > 0) return Package(zip, names);
        if (names.Odf || names.OdfManifest) return FileType.Odf;
        if (names.Android) return FileType.Apk;
        if (names.Appx) return FileType.Msix;
        return names.Manifest ? FileType.Jar : FileType.Zip;
    }

    /// <summary>True if an end record stands near the end and its directory where it says (or right before it).</summary>
    public static bool EndsLikeZip(ReadOnlySpan<byte> bytes) => FindDirectory(bytes, out _, out _);

    private static FileType Package(ReadOnlySpan<byte> zip, Names names)
    {
        var (word, excel, powerPoint) = (names.Word, names.Excel, names.PowerPoint);
        var types = Inflate(zip, names.ContentTypes - 1);
        if (types.Length > 0)
        {
            names.Macro |= Has(types, "macroEnabled"u8) || Has(types, "vnd.ms-office.vbaProject"u8) || Has(types, "ms-excel.macrosheet"u8);
            names.BinaryWorkbook |= Has(types, "sheet.binary.macroEnabled.main"u8);
            // The main part may have any name; its type may not.
            var byType = (Word: Has(types, "wordprocessingml.document.main"u8) || Has(types, "wordprocessingml.template.main"u8) || Has(types, "ms-word.document.macro"u8) || Has(types, "ms-word.template.macro"u8),
                Excel: Has(types, "spreadsheetml.sheet.main"u8) || Has(types, "spreadsheetml.template.main"u8) || Has(types, "ms-excel.sheet."u8) || Has(types, "ms-excel.template.macro"u8) || Has(types, "ms-excel.addin.macro"u8),
                PowerPoint: Has(types, "presentationml.presentation.main"u8) || Has(types, "presentationml.slideshow.main"u8) || Has(types, "presentationml.template.main"u8) || Has(types, "ms-powerpoint."u8));
            if (byType.Word || byType.Excel || byType.PowerPoint) (word, excel, powerPoint) = byType;
        }
        if (word) return names.Macro ? FileType.Docm : FileType.Docx;
        if (excel) return names.BinaryWorkbook ? FileType.Xlsb : names.Macro ? FileType.Xlsm : FileType.Xlsx;
        if (powerPoint) return names.Macro ? FileType.Pptm : FileType.Pptx;
        return names.Appx ? FileType.Msix : FileType.Opc;
    }

    private static bool Has(ReadOnlySpan<byte> types, ReadOnlySpan<byte> what) => types.IndexOf(what) >= 0;

    private static void Note(ReadOnlySpan<byte> zip, ReadOnlySpan<byte> name, long local, ref Names names)
    {
        switch (name)
        {
            case var _ when Ascii.EqualsIgnoreCase(name, "[Content_Types].xml"u8):
                names.ContentTypes = (int)Math.Clamp(local + 1, 1, int.MaxValue);
                break;
            case var _ when StartsWith(name, "word/"u8):
                names.Word = true;
                break;
            case var _ when StartsWith(name, "xl/"u8):
                names.Excel = true;
                names.BinaryWorkbook |= Ascii.EqualsIgnoreCase(name, "xl/workbook.bin"u8);
                names.Macro |= StartsWith(name, "xl/macrosheets/"u8);
                break;
            case var _ when StartsWith(name, "ppt/"u8):
                names.PowerPoint = true;
                break;
            case var _ when Ascii.EqualsIgnoreCase(name, "META-INF/MANIFEST.MF"u8):
                names.Manifest = true;
                break;
            case var _ when name.SequenceEqual("META-INF/manifest.xml"u8):
                names.OdfManifest = true;
                break;
            case var _ when name.SequenceEqual("AndroidManifest.xml"u8):
                names.Android = true;
                break;
            case var _ when Ascii.EqualsIgnoreCase(name, "AppxManifest.xml"u8) || Ascii.EqualsIgnoreCase(name, "AppxMetadata/AppxBundleManifest.xml"u8):
                names.Appx = true;
                break;
            case var _ when name.SequenceEqual("mimetype"u8) && local >= 0 && local + LocalSize < zip.Length:
                var rest = zip[((int)local + LocalSize)..];
                names.Odf |= rest[..Math.Min(rest.Length, 128)].IndexOf("vnd.oasis.opendocument"u8) >= 0;
                break;
        }
        if (name.Length >= 14 && Ascii.EqualsIgnoreCase(name[^14..], "vbaProject.bin"u8)) names.Macro = true;
    }

    private static bool StartsWith(ReadOnlySpan<byte> name, ReadOnlySpan<byte> folder)
    {
        if (name.Length < folder.Length || (name[0] | 0x20) != folder[0]) return false;
        for (var i = 0; i < folder.Length; i++)
        {
            var c = name[i] == '\\' ? (byte)'/' : (byte)(name[i] is >= (byte)'A' and <= (byte)'Z' ? name[i] | 0x20 : name[i]);
            if (c != folder[i]) return false;
        }
        return true;
    }

    private static bool FindDirectory(ReadOnlySpan<byte> zip, out int start, out int prefix)
    {
        (start, prefix) = (0, 0);
        var from = Math.Max(0, zip.Length - MaxComment - EndSize);
        var window = zip[from..];
        for (var tries = 0; tries < 4; tries++)
        {
            var end = window.LastIndexOf("PK\x5\x6"u8);
            if (end < 0) return false;
            var record = zip[(from + end)..];
            window = window[..end];
            if (record.Length < EndSize) continue;
            long size = BinaryPrimitives.ReadUInt32LittleEndian(record[12..]), offset = BinaryPrimitives.ReadUInt32LittleEndian(record[16..]);
            var before = from + end - size;
            foreach (var at in (ReadOnlySpan<long>)[before, offset])
            {
                if (at < 0 || at + CentralSize > zip.Length || !zip[(int)at..].StartsWith("PK\x1\x2"u8)) continue;
                start = (int)at;
                prefix = (int)Math.Max(0, at - offset);
                return true;
            }
        }
        return false;
    }

    private static bool ReadDirectory(ReadOnlySpan<byte> zip, ref Names names)
    {
        if (!FindDirectory(zip, out var start, out var prefix)) return false;
        long at = start;
        for (var read = 0; read < EntriesRead && at + CentralSize <= zip.Length && zip[(int)at..].StartsWith("PK\x1\x2"u8); read++)
        {
            var entry = zip[(int)at..];
            int name = BinaryPrimitives.ReadUInt16LittleEndian(entry[28..]);
            if (CentralSize + name > entry.Length) break;
            Note(zip, entry.Slice(CentralSize, name), BinaryPrimitives.ReadUInt32LittleEndian(entry[42..]) + (long)prefix, ref names);
            at += CentralSize + name + BinaryPrimitives.ReadUInt16LittleEndian(entry[30..]) + BinaryPrimitives.ReadUInt16LittleEndian(entry[32..]);
        }
        return true;
    }

    private static void ReadLocal(ReadOnlySpan<byte> zip, ref Names names)
    {
        var at = 0;
        for (var read = 0; read < EntriesRead && at < zip.Length; read++)
        {
            var step = zip[at..].IndexOf("PK\x3\x4"u8);
            if (step < 0 || at + step + LocalSize > zip.Length) return;
            at += step;
            int name = BinaryPrimitives.ReadUInt16LittleEndian(zip[(at + 26)..]);
            if (at + LocalSize + name > zip.Length) return;
            Note(zip, zip.Slice(at + LocalSize, name), at, ref names);
            at += LocalSize + name;
        }
    }

    /// <summary>The start of a small part, stored or deflated; nothing if it cannot be read.</summary>
    private static byte[] Inflate(ReadOnlySpan<byte> zip, int local)
    {
        if (local < 0 || local > zip.Length - LocalSize || !zip[local..].StartsWith("PK\x3\x4"u8)) return [];
        var header = zip[local..];
        if ((header[6] & 1) != 0) return [];
        var data = LocalSize + BinaryPrimitives.ReadUInt16LittleEndian(header[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
        if (data >= header.Length) return [];
        var packed = header[data..];
        packed = packed[..Math.Min(packed.Length, ContentTypesRead)];
        switch (BinaryPrimitives.ReadUInt16LittleEndian(header[8..]))
        {
            case 0:
                var size = BinaryPrimitives.ReadUInt32LittleEndian(header[18..]);
                return packed[..(int)Math.Min(packed.Length, size == 0 ? int.MaxValue : size)].ToArray();
            case 8:
                using (var stream = new MemoryStream(packed.ToArray(), writable: false))
                using (var inflate = new DeflateStream(stream, CompressionMode.Decompress))
                {
                    var text = new byte[ContentTypesRead];
                    var length = 0;
                    try
                    {
                        while (length < text.Length && inflate.Read(text, length, text.Length - length) is > 0 and var read) length += read;
                    }
                    catch (InvalidDataException)
                    {
                        // what came before the damage is still worth reading
                    }
                    return text[..length];
                }
            default:
                return [];
        }
    }
}
