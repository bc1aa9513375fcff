using Lurewatch.Files.Types;
using Lurewatch.Mail;

namespace Lurewatch.Files;

/// <summary>Tells a file's type from its content, and what names and MIME types belong to it.</summary>
internal static class FileTypes
{
    /// <summary>Type by content; <see cref="FileType.Unknown"/> if it is none known. Reads no more than it needs; never throws.</summary>
    public static FileType Detect(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return FileType.Empty;
        var type = MagicNumbers.Detect(bytes);
        if (type is FileType.Zip) return ZipTypes.Detect(bytes);
        if (type is FileType.Cfb) return CfbTypes.Detect(bytes);
        if (type is not FileType.Unknown) return type;
        if (MailSniffer.LooksLikeMail(bytes))
            return bytes.StartsWith("From "u8) && TextTypes.HasFurtherMail(bytes) ? FileType.Mbox : SavedPage.LooksLikeOne(bytes) ? FileType.Mhtml : FileType.Eml;
        if (Emlx.LooksLikeOne(bytes)) return FileType.Emlx;
        type = TextTypes.Detect(bytes);
        if (type is not FileType.Unknown) return type;
        type = MagicNumbers.DetectElsewhere(bytes);
        return type is FileType.Zip ? ZipTypes.Detect(bytes) : type;
    }

    /// <summary>Type by content and name: Windows runs a text under a script's ending as that script, whatever it looks like.</summary>
    public static FileType Detect(ReadOnlySpan<byte> bytes, string? name)
    {
        var type = Detect(bytes);
        if (type is not FileType.Txt) return type;
        return FileNames.Extension(name) switch
        {
            "js" or "jse" => FileType.JavaScript,
            "vbs" or "vbe" => FileType.VbScript,
            "ps1" => FileType.PowerShell,
            "bat" or "cmd" => FileType.Batch,
            "hta" => FileType.Hta,
            "wsf" => FileType.Wsf,
            _ => FileType.Txt,
        };
    }

    /// <summary>Lower-case short name of a type, as JSON carries it: <c>doc</c>, <c>docm</c>, <c>zip</c>, <c>vba</c>, <c>unknown</c>.</summary>
    public static string Name(FileType type) => type switch
    {
        FileType.Unknown => "unknown",
        FileType.Empty => "empty",
        FileType.Eml => "eml",
        FileType.Mbox => "mbox",
        FileType.Emlx => "emlx",
        FileType.Mhtml => "mhtml",
        FileType.Pst => "pst",
        FileType.Dbx => "dbx",
        FileType.ActiveMime => "activemime",
        FileType.Txt => "txt",
        FileType.Html => "html",
        FileType.Xml => "xml",
        FileType.Svg => "svg",
        FileType.Rtf => "rtf",
        FileType.Pdf => "pdf",
        FileType.Cfb => "cfb",
        FileType.Doc => "doc",
        FileType.Xls => "xls",
        FileType.Ppt => "ppt",
        FileType.Msg => "msg",
        FileType.Msi => "msi",
        FileType.EncryptedOoxml => "encrypted-ooxml",
        FileType.Docx => "docx",
        FileType.Docm => "docm",
        FileType.Xlsx => "xlsx",
        FileType.Xlsm => "xlsm",
        FileType.Xlsb => "xlsb",
        FileType.Pptx => "pptx",
        FileType.Pptm => "pptm",
        FileType.Opc => "opc",
        FileType.Odf => "odf",
        FileType.OneNote => "one",
        FileType.VbaProject => "vba-project",
        FileType.Vba => "vba",
        FileType.Xlm => "xlm",
        FileType.Zip => "zip",
        FileType.Jar => "jar",
        FileType.Apk => "apk",
        FileType.SevenZip => "7z",
        FileType.Rar => "rar",
        FileType.Tar => "tar",
        FileType.Gzip => "gzip",
        FileType.Bzip2 => "bzip2",
        FileType.Xz => "xz",
        FileType.Zstd => "zstd",
        FileType.Lzma => "lzma",
        FileType.Lzip => "lzip",
        FileType.Compress => "compress",
        FileType.Disk => "disk",
        FileType.OtherArchive => "other-archive",
        FileType.Cab => "cab",
        FileType.Ace => "ace",
        FileType.Arj => "arj",
        FileType.Lzh => "lzh",
        FileType.Iso => "iso",
        FileType.Vhd => "vhd",
        FileType.Chm => "chm",
        FileType.Lnk => "lnk",
        FileType.Url => "url",
        FileType.Pe => "pe",
        FileType.Mz => "mz",
        FileType.Elf => "elf",
        FileType.MachO => "macho",
        FileType.JavaClass => "class",
        FileType.JavaScript => "js",
        FileType.EncodedScript => "encoded-script",
        FileType.VbScript => "vbs",
        FileType.PowerShell => "ps1",
        FileType.Batch => "bat",
        FileType.Wsf => "wsf",
        FileType.Hta => "hta",
        FileType.Shell => "sh",
        FileType.Ics => "ics",
        FileType.Vcf => "vcf",
        FileType.Tnef => "tnef",
        FileType.Png => "png",
        FileType.Jpeg => "jpeg",
        FileType.Gif => "gif",
        FileType.Bmp => "bmp",
        FileType.Webp => "webp",
        FileType.Tiff => "tiff",
        FileType.Ico => "ico",
        FileType.Wmf => "wmf",
        FileType.Audio => "audio",
        FileType.Video => "video",
        FileType.Crypto => "crypto",
        FileType.Slk => "slk",
        FileType.Iqy => "iqy",
        FileType.Reg => "reg",
        FileType.Swf => "swf",
        FileType.Dmg => "dmg",
        FileType.Font => "font",
        FileType.Image => "image",
        _ => "unknown",
    };

    /// <summary>MIME type of the content, as IANA or common use names it.</summary>
    public static string Mime(FileType type) => type switch
    {
        FileType.Empty => "application/x-empty",
        FileType.Eml => "message/rfc822",
        FileType.Mbox => "application/mbox",
        FileType.Emlx => "message/x-emlx",
        FileType.Mhtml => "multipart/related",
        FileType.Pst => "application/vnd.ms-outlook-pst",
        FileType.Txt or FileType.Vba or FileType.Xlm => "text/plain",
        FileType.Html => "text/html",
        FileType.Xml => "text/xml",
        FileType.Svg => "image/svg+xml",
        FileType.Rtf => "application/rtf",
        FileType.Pdf => "application/pdf",
        FileType.Cfb or FileType.VbaProject => "application/x-ole-storage",
        FileType.Doc => "application/msword",
        FileType.Xls => "application/vnd.ms-excel",
        FileType.Ppt => "application/vnd.ms-powerpoint",
        FileType.Msg => "application/vnd.ms-outlook",
        FileType.Msi => "application/x-msi",
        FileType.EncryptedOoxml => "application/encrypted",
        FileType.Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        FileType.Docm => "application/vnd.ms-word.document.macroenabled.12",
        FileType.Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        FileType.Xlsm => "application/vnd.ms-excel.sheet.macroenabled.12",
        FileType.Xlsb => "application/vnd.ms-excel.sheet.binary.macroenabled.12",
        FileType.Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        FileType.Pptm => "application/vnd.ms-powerpoint.presentation.macroenabled.12",
        FileType.Odf => "application/vnd.oasis.opendocument",
        FileType.OneNote => "application/onenote",
        FileType.Zip or FileType.Opc => "application/zip",
        FileType.Jar => "application/java-archive",
        FileType.Apk => "application/vnd.android.package-archive",
        FileType.SevenZip => "application/x-7z-compressed",
        FileType.Rar => "application/vnd.rar",
        FileType.Tar => "application/x-tar",
        FileType.Gzip => "application/gzip",
        FileType.Bzip2 => "application/x-bzip2",
        FileType.Xz => "application/x-xz",
        FileType.Zstd => "application/zstd",
        FileType.Lzma => "application/x-lzma",
        FileType.Lzip => "application/lzip",
        FileType.Compress => "application/x-compress",
        FileType.Disk => "application/x-raw-disk-image",
        FileType.Cab => "application/vnd.ms-cab-compressed",
        FileType.Ace => "application/x-ace-compressed",
        FileType.Arj => "application/x-arj",
        FileType.Lzh => "application/x-lzh-compressed",
        FileType.Iso => "application/x-iso9660-image",
        FileType.Vhd => "application/x-virtual-disk",
        FileType.Dmg => "application/x-apple-diskimage",
        FileType.Chm => "application/vnd.ms-htmlhelp",
        FileType.Lnk => "application/x-ms-shortcut",
        FileType.Url => "application/x-mswinurl",
        FileType.Pe => "application/vnd.microsoft.portable-executable",
        FileType.Mz => "application/x-dosexec",
        FileType.Elf => "application/x-executable",
        FileType.MachO => "application/x-mach-binary",
        FileType.JavaClass => "application/java-vm",
        FileType.JavaScript => "text/javascript",
        FileType.EncodedScript or FileType.VbScript => "text/vbscript",
        FileType.PowerShell => "application/x-powershell",
        FileType.Batch => "application/x-bat",
        FileType.Wsf => "application/x-wsf",
        FileType.Hta => "application/hta",
        FileType.Shell => "text/x-shellscript",
        FileType.Ics => "text/calendar",
        FileType.Vcf => "text/vcard",
        FileType.Tnef => "application/vnd.ms-tnef",
        FileType.Png => "image/png",
        FileType.Jpeg => "image/jpeg",
        FileType.Gif => "image/gif",
        FileType.Bmp => "image/bmp",
        FileType.Webp => "image/webp",
        FileType.Tiff => "image/tiff",
        FileType.Ico => "image/vnd.microsoft.icon",
        FileType.Wmf => "image/wmf",
        FileType.Audio => "audio/mpeg",
        FileType.Video => "video/mp4",
        FileType.Crypto => "application/pkcs7-mime",
        FileType.Slk => "text/x-sylk",
        FileType.Iqy => "text/x-ms-iqy",
        FileType.Reg => "text/x-ms-regedit",
        FileType.Swf => "application/x-shockwave-flash",
        FileType.Font => "font/sfnt",
        _ => "application/octet-stream",
    };

    /// <summary>True if <paramref name="extension"/> belongs to another type than <paramref name="type"/>. Unknown extensions and types never contradict;
    /// nor does one Office format under another's name, which Office opens without a word, nor text under the name of another kind of text.</summary>
    public static bool Contradicts(string? extension, FileType type) => extension is not null && Extensions.Claims(extension, type) is false;
}
