namespace Lurewatch.Files;

/// <summary>Type of a file by its content; never by its name.</summary>
public enum FileType
{
    /// <summary>None known.</summary>
    Unknown,
    /// <summary>No bytes.</summary>
    Empty,
    /// <summary>RFC 5322 mail.</summary>
    Eml,
    /// <summary>Several mails after one another [RFC 4155].</summary>
    Mbox,
    /// <summary>Plain text.</summary>
    Txt,
    /// <summary>HTML.</summary>
    Html,
    /// <summary>XML of no closer known kind.</summary>
    Xml,
    /// <summary>SVG image.</summary>
    Svg,
    /// <summary>Rich text.</summary>
    Rtf,
    /// <summary>PDF.</summary>
    Pdf,
    /// <summary>Compound file of no closer known kind [MS-CFB].</summary>
    Cfb,
    /// <summary>Word 97-2003.</summary>
    Doc,
    /// <summary>Excel 97-2003.</summary>
    Xls,
    /// <summary>PowerPoint 97-2003.</summary>
    Ppt,
    /// <summary>Outlook message.</summary>
    Msg,
    /// <summary>Windows installer.</summary>
    Msi,
    /// <summary>Encrypted OOXML inside a compound file [MS-OFFCRYPTO].</summary>
    EncryptedOoxml,
    /// <summary>Word 2007+, without macros.</summary>
    Docx,
    /// <summary>Word 2007+, with macros.</summary>
    Docm,
    /// <summary>Excel 2007+, without macros.</summary>
    Xlsx,
    /// <summary>Excel 2007+, with macros.</summary>
    Xlsm,
    /// <summary>Excel binary workbook.</summary>
    Xlsb,
    /// <summary>PowerPoint 2007+, without macros.</summary>
    Pptx,
    /// <summary>PowerPoint 2007+, with macros.</summary>
    Pptm,
    /// <summary>Other OPC package.</summary>
    Opc,
    /// <summary>OpenDocument.</summary>
    Odf,
    /// <summary>OneNote section.</summary>
    OneNote,
    /// <summary>VBA project file outside a document (vbaProject.bin).</summary>
    VbaProject,
    /// <summary>Source of a VBA module.</summary>
    Vba,
    /// <summary>ZIP.</summary>
    Zip,
    /// <summary>Java archive.</summary>
    Jar,
    /// <summary>Android package.</summary>
    Apk,
    /// <summary>7z.</summary>
    SevenZip,
    /// <summary>RAR.</summary>
    Rar,
    /// <summary>tar.</summary>
    Tar,
    /// <summary>gzip.</summary>
    Gzip,
    /// <summary>bzip2.</summary>
    Bzip2,
    /// <summary>xz.</summary>
    Xz,
    /// <summary>Zstandard.</summary>
    Zstd,
    /// <summary>Microsoft cabinet.</summary>
    Cab,
    /// <summary>ACE.</summary>
    Ace,
    /// <summary>ARJ.</summary>
    Arj,
    /// <summary>LZH.</summary>
    Lzh,
    /// <summary>ISO 9660 or UDF image.</summary>
    Iso,
    /// <summary>Virtual disk.</summary>
    Vhd,
    /// <summary>Compiled help.</summary>
    Chm,
    /// <summary>Windows shortcut.</summary>
    Lnk,
    /// <summary>Internet shortcut (.url).</summary>
    Url,
    /// <summary>Windows program.</summary>
    Pe,
    /// <summary>DOS program that is not PE.</summary>
    Mz,
    /// <summary>ELF program.</summary>
    Elf,
    /// <summary>Mach-O program.</summary>
    MachO,
    /// <summary>Java class.</summary>
    JavaClass,
    /// <summary>JScript or JavaScript.</summary>
    JavaScript,
    /// <summary>Encoded JScript or VBScript.</summary>
    EncodedScript,
    /// <summary>VBScript.</summary>
    VbScript,
    /// <summary>PowerShell.</summary>
    PowerShell,
    /// <summary>Windows batch.</summary>
    Batch,
    /// <summary>Windows script file.</summary>
    Wsf,
    /// <summary>HTML application.</summary>
    Hta,
    /// <summary>Unix shell script (or any <c>#!</c> script).</summary>
    Shell,
    /// <summary>iCalendar.</summary>
    Ics,
    /// <summary>vCard.</summary>
    Vcf,
    /// <summary>TNEF (winmail.dat).</summary>
    Tnef,
    /// <summary>PNG.</summary>
    Png,
    /// <summary>JPEG.</summary>
    Jpeg,
    /// <summary>GIF.</summary>
    Gif,
    /// <summary>Windows bitmap.</summary>
    Bmp,
    /// <summary>WebP.</summary>
    Webp,
    /// <summary>TIFF.</summary>
    Tiff,
    /// <summary>Icon.</summary>
    Ico,
    /// <summary>Windows metafile (WMF, EMF).</summary>
    Wmf,
    /// <summary>Audio.</summary>
    Audio,
    /// <summary>Video.</summary>
    Video,
    /// <summary>PKCS #7, certificate or PGP data.</summary>
    Crypto,
    /// <summary>Symbolic link spreadsheet (SYLK).</summary>
    Slk,
    /// <summary>Excel web query.</summary>
    Iqy,
    /// <summary>Registry script.</summary>
    Reg,
    /// <summary>Flash.</summary>
    Swf,
    /// <summary>Apple disk image.</summary>
    Dmg,
    /// <summary>Font.</summary>
    Font,
    /// <summary>Image of another format (HEIC, AVIF, PSD, …).</summary>
    Image,
    /// <summary>Apple Mail's message file.</summary>
    Emlx,
    /// <summary>A web page or document saved as MIME [RFC 2557].</summary>
    Mhtml,
    /// <summary>Outlook's mailbox file [MS-PST].</summary>
    Pst,
    /// <summary>Outlook Express's mail folder.</summary>
    Dbx,
    /// <summary>A compound file as Word packs it into a saved web page (<c>editdata.mso</c>).</summary>
    ActiveMime,
    /// <summary>LZMA in its first file format (.lzma).</summary>
    Lzma,
    /// <summary>lzip.</summary>
    Lzip,
    /// <summary>Unix compress (.Z).</summary>
    Compress,
    /// <summary>Image of a disk or floppy without a wrapping: boot sector or partition table first.</summary>
    Disk,
    /// <summary>Excel 4.0 macros as text: one cell a line. The engine makes it of a workbook's macro sheets.</summary>
    Xlm,
    /// <summary>An archive that mail hardly carries and that is left closed: ar and deb, cpio, rpm, lz4, lzop, lrzip, grzip, ARC.</summary>
    OtherArchive,
    /// <summary>Windows app package (MSIX, APPX and their bundles).</summary>
    Msix,
    /// <summary>Manifest of a Windows app package.</summary>
    AppxManifest,
    /// <summary>Installer file of Windows apps (.appinstaller).</summary>
    AppInstaller,
    /// <summary>XML in Android's binary form: an app's manifest.</summary>
    AndroidXml,
    /// <summary>Manifest of a Java archive.</summary>
    JarManifest,
    /// <summary>Remote desktop file (.rdp).</summary>
    Rdp,
    /// <summary>Desktop entry of Linux (.desktop).</summary>
    DesktopEntry,
    /// <summary>Windows library, search connector or saved search.</summary>
    ShellLibrary,
    /// <summary>Windows setting content (.settingcontent-ms).</summary>
    SettingContent,
    /// <summary>Java Web Start (.jnlp).</summary>
    Jnlp,
    /// <summary>ClickOnce deployment (.application).</summary>
    ClickOnce,
}
