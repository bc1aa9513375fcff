using Lurewatch.Files;

namespace Lurewatch.Mail;

/// <summary>Names of file types as the Message Data Model spells them.</summary>
internal static class FileTypeNames
{
    public static string Of(FileType type) => type switch
    {
        FileType.Unknown or FileType.Empty => "unknown",
        FileType.SevenZip => "7z",
        FileType.Gzip => "gz",
        FileType.Bzip2 => "bz2",
        FileType.Zstd => "zst",
        FileType.Pe or FileType.Mz => "exe",
        FileType.MachO => "macho",
        FileType.OneNote => "one",
        FileType.JavaScript or FileType.EncodedScript => "js",
        FileType.VbScript or FileType.Vba => "vbs",
        FileType.PowerShell => "ps1",
        FileType.Batch => "bat",
        FileType.Shell => "sh",
        FileType.JavaClass => "class",
        FileType.Jpeg => "jpeg",
        FileType.EncryptedOoxml or FileType.Cfb => "ole",
        FileType.Opc or FileType.Msix => "zip",
        FileType.AppxManifest or FileType.AppInstaller or FileType.ShellLibrary or FileType.SettingContent or FileType.Jnlp or FileType.ClickOnce => "xml",
        FileType.JarManifest or FileType.DesktopEntry or FileType.Rdp => "txt",
        FileType.AndroidXml => "unknown",
        FileType.Odf => "odt",
        FileType.VbaProject => "ole",
        FileType.Crypto => "pkcs7",
        _ => Lower[(int)type],
    };

    private static readonly string[] Lower = [.. Enum.GetNames<FileType>().Select(name => name.ToLowerInvariant())];
}
