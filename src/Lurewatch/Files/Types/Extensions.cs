namespace Lurewatch.Files.Types;

/// <summary>Which types a file extension stands for.</summary>
internal static class Extensions
{
    /// <summary>Whether <paramref name="type"/> may bear the extension (lower case, no dot); null where one of the two is not known.</summary>
    public static bool? Claims(string extension, FileType type)
    {
        if (type is FileType.Unknown or FileType.Empty) return null;
        return extension switch
        {
            "txt" or "text" or "log" or "csv" or "tsv" or "tab" or "ini" or "cfg" or "conf" or "inf" or "json" or "ndjson" or "md" or "rst" or "yml" or "yaml" or "toml" or "sql" or "srt" or "vtt" or "diff" or "patch"
                or "xml" or "xsd" or "xsl" or "xslt" or "rdf" or "rss" or "atom" or "dtd" or "plist" or "kml" or "gpx" or "tex" or "css" or "properties"
                or "js" or "mjs" or "jse" or "vbs" or "vbe" or "vb" or "bas" or "cls" or "ps1" or "psm1" or "psd1" or "bat" or "cmd" or "wsf" or "wsc" or "sct" or "wsh" or "sh" or "bash" or "csh" or "zsh" or "ksh" or "py" or "pl"
                or "rb" or "php" or "asp" or "aspx" or "jsp" or "c" or "h" or "cpp" or "cs" or "java" or "go" or "rs" or "ts" or "lua" or "reg" or "iqy" or "slk" or "url" or "hta" or "eml" or "mbox" or "mbx" or "mht" or "mhtml"
                or "ics" or "ical" or "ifb" or "vcs" or "vcf" or "vcard" => IsText(type),
            "htm" or "html" or "shtml" or "xhtml" or "xht" => IsText(type),
            "svg" => type is FileType.Svg or FileType.Xml or FileType.Txt,
            "doc" or "dot" or "wbk" or "rtf" or "xls" or "xlt" or "xla" or "xlm" or "xlw" or "ppt" or "pot" or "pps" or "ppa" or "docx" or "docm" or "dotx" or "dotm" or "xlsx" or "xlsm" or "xlsb" or "xltx" or "xltm" or "xlam"
                or "pptx" or "pptm" or "potx" or "potm" or "ppsx" or "ppsm" or "ppam" or "wps" or "pub" or "vsd" or "mpp" => IsOffice(type) || type is FileType.Txt or FileType.Html or FileType.Xml or FileType.Slk or FileType.Eml,
            "odt" or "ods" or "odp" or "odg" or "ott" or "ots" or "odb" or "sxw" or "sxc" or "sxi" => IsOffice(type) || type is FileType.Xml,
            "msg" or "oft" => type is FileType.Msg or FileType.Cfb or FileType.Eml,
            "msi" or "msp" or "mst" => type is FileType.Msi or FileType.Cfb,
            "one" or "onetoc2" => type is FileType.OneNote,
            "onepkg" => type is FileType.Cab or FileType.OneNote,
            "pdf" or "ai" => type is FileType.Pdf,
            "jpg" or "jpeg" or "jpe" or "jfif" or "png" or "apng" or "gif" or "bmp" or "dib" or "webp" or "tif" or "tiff" or "ico" or "cur" or "ani" or "heic" or "heif" or "avif" or "psd" or "wmf" or "emf" => IsImage(type),
            "zip" or "zipx" => IsZipBased(type),
            "jar" or "war" or "ear" or "xpi" => type is FileType.Jar or FileType.Zip,
            "apk" or "xapk" or "aab" => type is FileType.Apk or FileType.Jar or FileType.Zip,
            "xps" or "oxps" or "vsdx" or "vsdm" or "nupkg" or "vsix" or "appx" or "msix" or "appxbundle" or "msixbundle" or "thmx" => type is FileType.Opc or FileType.Zip,
            "epub" or "kmz" or "ipa" => type is FileType.Zip or FileType.Jar,
            "7z" => type is FileType.SevenZip,
            "rar" or "rev" => type is FileType.Rar,
            "tar" => type is FileType.Tar,
            "gz" or "tgz" or "taz" => type is FileType.Gzip,
            "bz2" or "tbz" or "tbz2" => type is FileType.Bzip2,
            "xz" or "txz" => type is FileType.Xz,
            "zst" or "tzst" => type is FileType.Zstd,
            "cab" => type is FileType.Cab,
            "ace" => type is FileType.Ace,
            "arj" => type is FileType.Arj,
            "lzh" or "lha" => type is FileType.Lzh,
            "iso" or "udf" => type is FileType.Iso,
            "img" or "ima" => type is FileType.Iso or FileType.Vhd or FileType.Dmg,
            "vhd" or "vhdx" or "vmdk" => type is FileType.Vhd,
            "dmg" => type is FileType.Dmg or FileType.Bzip2,
            "chm" => type is FileType.Chm,
            "lnk" => type is FileType.Lnk,
            "exe" or "dll" or "scr" or "com" or "pif" or "cpl" or "sys" or "ocx" or "drv" or "efi" or "xll" or "ax" or "mui" => type is FileType.Pe or FileType.Mz,
            "class" => type is FileType.JavaClass,
            "swf" => type is FileType.Swf,
            "ttf" or "otf" or "woff" or "woff2" or "ttc" => type is FileType.Font,
            "mp3" or "wav" or "m4a" or "aac" or "ogg" or "oga" or "flac" or "wma" or "amr" or "mid" or "midi" or "opus"
                or "mp4" or "m4v" or "mov" or "avi" or "mkv" or "webm" or "wmv" or "flv" or "mpg" or "mpeg" or "3gp" or "asf" => type is FileType.Audio or FileType.Video,
            "p7s" or "p7m" or "p7b" or "p7c" or "cer" or "crt" or "der" or "pem" or "pfx" or "p12" or "pgp" or "gpg" or "sig" or "asc" or "key" or "csr" => type is FileType.Crypto || IsText(type),
            _ => null,
        };
    }

    /// <summary>Whether the extension stands for the Office format that the content is: Word opens a sheet under its own name, but who sends one so?</summary>
    public static bool IsOtherOffice(string extension, FileType type)
    {
        var family = extension switch
        {
            "doc" or "dot" or "docx" or "docm" or "dotx" or "dotm" => 'w',
            "xls" or "xlt" or "xla" or "xlsx" or "xlsm" or "xlsb" or "xltx" or "xltm" or "xlam" => 'x',
            "ppt" or "pps" or "pot" or "pptx" or "pptm" or "ppsx" or "ppsm" or "potx" or "potm" => 'p',
            "rtf" => 'r',
            _ => '\0',
        };
        if (family == '\0') return false;
        return type switch
        {
            FileType.Doc or FileType.Docx => family is not 'w',
            FileType.Docm => family is not 'w' || extension is "docx" or "dotx",
            FileType.Xls or FileType.Xlsx => family is not 'x',
            FileType.Xlsm or FileType.Xlsb => family is not 'x' || extension is "xlsx" or "xltx",
            FileType.Ppt or FileType.Pptx => family is not 'p',
            FileType.Pptm => family is not 'p' || extension is "pptx" or "ppsx" or "potx",
            FileType.Rtf => family is not 'r',
            FileType.Html or FileType.Eml => true,
            _ => false,
        };
    }

    public static bool IsText(FileType type) => type is FileType.Txt or FileType.Html or FileType.Xml or FileType.Svg or FileType.Rtf or FileType.Eml or FileType.Mbox or FileType.Url or FileType.JavaScript or FileType.EncodedScript
        or FileType.VbScript or FileType.PowerShell or FileType.Batch or FileType.Wsf or FileType.Hta or FileType.Shell or FileType.Ics or FileType.Vcf or FileType.Vba or FileType.Slk or FileType.Iqy or FileType.Reg or FileType.Crypto;

    public static bool IsOffice(FileType type) => type is FileType.Doc or FileType.Xls or FileType.Ppt or FileType.Docx or FileType.Docm or FileType.Xlsx or FileType.Xlsm or FileType.Xlsb or FileType.Pptx or FileType.Pptm
        or FileType.Rtf or FileType.Cfb or FileType.Opc or FileType.Odf or FileType.EncryptedOoxml;

    public static bool IsImage(FileType type) => type is FileType.Png or FileType.Jpeg or FileType.Gif or FileType.Bmp or FileType.Webp or FileType.Tiff or FileType.Ico or FileType.Wmf or FileType.Image or FileType.Svg;

    private static bool IsZipBased(FileType type) => type is FileType.Zip or FileType.Jar or FileType.Apk or FileType.Docx or FileType.Docm or FileType.Xlsx or FileType.Xlsm or FileType.Xlsb or FileType.Pptx or FileType.Pptm
        or FileType.Opc or FileType.Odf;
}
