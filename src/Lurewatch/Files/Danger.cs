using Lurewatch.Files.Types;

namespace Lurewatch.Files;

/// <summary>What happens when a reader opens a file.</summary>
internal enum DangerClass
{
    /// <summary>It is shown, or nothing is known of it.</summary>
    None,
    /// <summary>It runs: a program, an installer, a Java or Android package.</summary>
    Program,
    /// <summary>The system interprets it: a script, a compiled help file, a console snap-in, a query that fetches.</summary>
    Script,
    /// <summary>A shortcut: it starts what it names.</summary>
    Shortcut,
    /// <summary>An Internet shortcut.</summary>
    InternetShortcut,
}

/// <summary>Sorts files by what happens when they are opened on a usual Windows workplace: by content where content decides, by name where Windows goes by the name.</summary>
internal static class Danger
{
    public static DangerClass Of(FileType type, string? extension)
    {
        switch (type)
        {
            case FileType.Pe or FileType.Mz or FileType.Elf or FileType.MachO or FileType.Msi or FileType.Jar or FileType.Apk or FileType.Msix or FileType.JavaClass:
                return DangerClass.Program;
            case FileType.Lnk:
                return DangerClass.Shortcut;
            case FileType.Url:
                return DangerClass.InternetShortcut;
            case FileType.Chm or FileType.AppInstaller or FileType.ShellLibrary or FileType.SettingContent or FileType.Jnlp or FileType.ClickOnce:
                return DangerClass.Script;
            case FileType.DesktopEntry:
                return DangerClass.Shortcut;
            case FileType.JavaScript or FileType.VbScript or FileType.EncodedScript or FileType.Wsf or FileType.Hta or FileType.Batch or FileType.PowerShell or FileType.Reg or FileType.Iqy
                when extension is null || ByName(extension) is not DangerClass.None:
                return DangerClass.Script;
        }
        // Text runs under a script's name whatever it looks like; other content that is known does not run under a program's.
        var named = extension is null ? DangerClass.None : ByName(extension);
        return type is FileType.Unknown || (named is DangerClass.Script && Extensions.IsText(type)) ? named : DangerClass.None;
    }

    /// <summary>What the name alone says: of files that are still encrypted.</summary>
    public static DangerClass ByName(string extension) => extension switch
    {
        "exe" or "scr" or "pif" or "cpl" or "msi" or "msp" or "mst" or "dll" or "ocx" or "xll" or "jar" or "apk" or "appx" or "msix" or "appxbundle" or "msixbundle" or "com" or "gadget" => DangerClass.Program,
        "js" or "jse" or "vbs" or "vbe" or "wsf" or "wsh" or "wsc" or "sct" or "hta" or "ps1" or "psm1" or "ps1xml" or "psc1" or "bat" or "cmd" or "reg" or "iqy" or "chm" or "hlp" or "msc" or "scf" or "inf" or "settingcontent-ms"
            or "application" or "appref-ms" or "jnlp" or "library-ms" or "search-ms" or "searchconnector-ms" or "diagcab" or "theme" or "ade" or "mde" or "application-ms" or "appinstaller" or "au3" or "ahk" or "pyw" or "pyz" => DangerClass.Script,
        "lnk" => DangerClass.Shortcut,
        "url" or "website" or "desktop" => DangerClass.InternetShortcut,
        _ => DangerClass.None,
    };

    /// <summary>Extensions that a reader takes for harmless reading: what malware puts before its own.</summary>
    public static bool IsDecoy(string extension) => extension is "pdf" or "doc" or "docx" or "xls" or "xlsx" or "ppt" or "pptx" or "rtf" or "txt" or "csv" or "odt" or "jpg" or "jpeg" or "png" or "gif" or "bmp" or "tif" or "tiff"
        or "mp3" or "mp4" or "wav" or "avi" or "eml" or "msg" or "xml" or "htm" or "html" or "zip" or "rar";

    public static bool IsPage(FileType type) => type is FileType.Html or FileType.Svg or FileType.Hta;

    public static bool IsArchive(FileType type) => type is FileType.Zip or FileType.SevenZip or FileType.Rar or FileType.Tar or FileType.Gzip or FileType.Bzip2 or FileType.Xz or FileType.Zstd or FileType.Cab or FileType.Ace
        or FileType.Arj or FileType.Lzh or FileType.Lzma or FileType.Lzip or FileType.Compress or FileType.OtherArchive;

    public static bool IsDiskImage(FileType type) => type is FileType.Iso or FileType.Vhd or FileType.Dmg or FileType.Disk;
}
