namespace Lurewatch.Files.Types;

/// <summary>Which types a file extension stands for.</summary>
internal static class Extensions
{
    /// <summary>Extensions and the types that may bear them. A table and not a switch: the compiler needs a second for a switch over three hundred strings.</summary>
    private static readonly (string Names, Func<FileType, bool> Takes)[] s_rules =
    [
        ("txt text log csv tsv tab ini cfg conf inf json ndjson md rst yml yaml toml sql srt vtt diff patch xml xsd xsl xslt rdf rss atom dtd plist kml gpx tex "
            + "css properties js mjs jse vbs vbe vb bas cls ps1 psm1 psd1 bat cmd wsf wsc sct wsh sh bash csh zsh ksh py pl rb php asp aspx jsp c h cpp cs java go rs "
            + "ts lua reg iqy slk url hta eml emlx mbox mbx mht mhtml ics ical ifb vcs vcf vcard", IsText),
        ("htm html shtml xhtml xht", IsText),
        ("svg", static type => type is FileType.Svg or FileType.Xml or FileType.Txt),
        ("doc dot wbk rtf xls xlt xla xlm xlw ppt pot pps ppa docx docm dotx dotm xlsx xlsm xlsb xltx xltm xlam pptx pptm potx potm ppsx ppsm ppam wps pub vsd "
            + "mpp", static type => IsOffice(type) || type is FileType.Txt or FileType.Html or FileType.Xml or FileType.Slk or FileType.Eml or FileType.Mhtml),
        ("odt ods odp odg ott ots odb sxw sxc sxi", static type => IsOffice(type) || type is FileType.Xml),
        ("msg oft", static type => type is FileType.Msg or FileType.Cfb or FileType.Eml),
        ("pst ost", static type => type is FileType.Pst),
        ("msi msp mst", static type => type is FileType.Msi or FileType.Cfb),
        ("one onetoc2", static type => type is FileType.OneNote),
        ("onepkg", static type => type is FileType.Cab or FileType.OneNote),
        ("pdf ai", static type => type is FileType.Pdf),
        ("jpg jpeg jpe jfif png apng gif bmp dib webp tif tiff ico cur ani heic heif avif psd wmf emf", IsImage),
        ("zip zipx", IsZipBased),
        ("jar war ear xpi", static type => type is FileType.Jar or FileType.Zip),
        ("apk xapk aab", static type => type is FileType.Apk or FileType.Jar or FileType.Zip),
        ("xps oxps vsdx vsdm nupkg vsix appx msix appxbundle msixbundle thmx", static type => type is FileType.Opc or FileType.Msix or FileType.Zip),
        ("epub kmz ipa", static type => type is FileType.Zip or FileType.Jar),
        ("7z", static type => type is FileType.SevenZip),
        ("rar rev", static type => type is FileType.Rar),
        ("tar", static type => type is FileType.Tar),
        ("gz tgz taz", static type => type is FileType.Gzip or FileType.Compress),
        ("bz2 tbz tbz2", static type => type is FileType.Bzip2),
        ("xz txz", static type => type is FileType.Xz),
        ("zst tzst", static type => type is FileType.Zstd),
        ("lzma tlz", static type => type is FileType.Lzma or FileType.Lzip),
        ("lz", static type => type is FileType.Lzip),
        ("z", static type => type is FileType.Compress or FileType.Zip or FileType.Gzip or FileType.Rar),
        ("cab", static type => type is FileType.Cab),
        ("ar a deb cpio rpm lz4 lzo lrz grz arc", static type => type is FileType.OtherArchive),
        ("ace", static type => type is FileType.Ace),
        ("arj", static type => type is FileType.Arj),
        ("lzh lha", static type => type is FileType.Lzh),
        ("iso udf", static type => type is FileType.Iso),
        ("img ima", static type => type is FileType.Iso or FileType.Vhd or FileType.Dmg or FileType.Disk),
        ("vhd vhdx vmdk", static type => type is FileType.Vhd),
        ("dmg", static type => type is FileType.Dmg or FileType.Bzip2),
        ("chm", static type => type is FileType.Chm),
        ("lnk", static type => type is FileType.Lnk),
        ("exe dll scr com pif cpl sys ocx drv efi xll ax mui", static type => type is FileType.Pe or FileType.Mz),
        ("class", static type => type is FileType.JavaClass),
        ("swf", static type => type is FileType.Swf),
        ("ttf otf woff woff2 ttc", static type => type is FileType.Font),
        ("mp3 wav m4a aac ogg oga flac wma amr mid midi opus mp4 m4v mov avi mkv webm wmv flv mpg mpeg 3gp asf", static type => type is FileType.Audio or FileType.Video),
        ("p7s p7m p7b p7c cer crt der pem pfx p12 pgp gpg sig asc key csr", static type => type is FileType.Crypto || IsText(type)),
    ];

    private static readonly Lazy<Dictionary<string, Func<FileType, bool>>> s_byName = new(() =>
    {
        var byName = new Dictionary<string, Func<FileType, bool>>(StringComparer.Ordinal);
        foreach (var (names, takes) in s_rules)
            foreach (var name in names.Split(' ')) byName.Add(name, takes);
        return byName;
    });

    /// <summary>Whether <paramref name="type"/> may bear the extension (lower case, no dot); null where one of the two is not known.</summary>
    public static bool? Claims(string extension, FileType type)
    {
        if (type is FileType.Unknown or FileType.Empty) return null;
        return s_byName.Value.TryGetValue(extension, out var takes) ? takes(type) : null;
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
            FileType.Html or FileType.Eml or FileType.Mhtml => true,
            _ => false,
        };
    }

    public static bool IsText(FileType type) => type is FileType.Txt or FileType.Html or FileType.Xml or FileType.Svg or FileType.Rtf or FileType.Eml or FileType.Emlx or FileType.Mhtml or FileType.Mbox or FileType.Url or FileType.JavaScript or FileType.EncodedScript
        or FileType.VbScript or FileType.PowerShell or FileType.Batch or FileType.Wsf or FileType.Hta or FileType.Shell or FileType.Ics or FileType.Vcf or FileType.Vba or FileType.Slk or FileType.Iqy or FileType.Reg or FileType.Crypto
        or FileType.AppxManifest or FileType.AppInstaller or FileType.JarManifest or FileType.Rdp or FileType.DesktopEntry or FileType.ShellLibrary or FileType.SettingContent or FileType.Jnlp or FileType.ClickOnce;

    public static bool IsOffice(FileType type) => type is FileType.Doc or FileType.Xls or FileType.Ppt or FileType.Docx or FileType.Docm or FileType.Xlsx or FileType.Xlsm or FileType.Xlsb or FileType.Pptx or FileType.Pptm
        or FileType.Rtf or FileType.Cfb or FileType.Opc or FileType.Odf or FileType.EncryptedOoxml;

    public static bool IsImage(FileType type) => type is FileType.Png or FileType.Jpeg or FileType.Gif or FileType.Bmp or FileType.Webp or FileType.Tiff or FileType.Ico or FileType.Wmf or FileType.Image or FileType.Svg;

    private static bool IsZipBased(FileType type) => type is FileType.Zip or FileType.Jar or FileType.Apk or FileType.Msix or FileType.Docx or FileType.Docm or FileType.Xlsx or FileType.Xlsm or FileType.Xlsb or FileType.Pptx or FileType.Pptm
        or FileType.Opc or FileType.Odf;
}
