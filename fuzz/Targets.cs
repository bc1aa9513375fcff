namespace Lurewatch.Fuzz;

/// <summary>A fuzz target.</summary>
/// <param name="Run">Throws when an invariant breaks.</param>
/// <param name="Seeds">Folder of seeds, from the repository's root.</param>
/// <param name="Made">Makes seeds of its own, which then stand for the folder's.</param>
internal sealed record Target(FuzzAction Run, string Seeds, Func<IReadOnlyList<byte[]>>? Made = null);

/// <summary>Takes one input.</summary>
internal delegate void FuzzAction(ReadOnlySpan<byte> data);

/// <summary>All targets by name.</summary>
internal static class Targets
{
    public static IReadOnlyDictionary<string, Target> All { get; } = new Dictionary<string, Target>(StringComparer.Ordinal)
    {
        ["smime"] = new(SmimeTarget.Run, "tests/cases/mail/protection"),
        ["uu"] = new(UuTarget.Run, "tests/cases/mail/wraps"),
        ["report"] = new(ReportTarget.Run, "tests/cases/mail/report"),
        ["mail"] = new(MailTarget.Run, "samples"),
        ["received"] = new(ReceivedTarget.Run, "samples"),
        ["html"] = new(HtmlTarget.Run, "samples"),
        ["javascript"] = new(JavaScriptTarget.Run, "samples", JavaScriptTarget.Seeds),
        ["url"] = new(UrlTarget.Run, "samples"),
        ["unwrap"] = new(UnwrapTarget.Run, "samples"),
        ["types"] = new(FileTypesTarget.Run, "samples"),
        ["zip"] = new(ZipTarget.Run, "samples"),
        ["cab"] = ArchiveTargets.Cab,
        ["msi"] = ArchiveTargets.Msi,
        ["tar"] = ArchiveTargets.Tar,
        ["disk"] = ArchiveTargets.Disk,
        ["iso"] = ArchiveTargets.Iso,
        ["7z"] = ArchiveTargets.SevenZip,
        ["rar"] = ArchiveTargets.Rar,
        ["cfb"] = new(CfbTarget.Run, "samples"),
        ["office-encryption"] = new(OfficeEncryptionTarget.Run, "samples", OfficeEncryptionTarget.Seeds),
        ["vba-emulation"] = new(VbaEmulationTarget.Run, "samples", VbaEmulationTarget.Seeds),
        ["powershell"] = ScriptTargets.PowerShell,
        ["batch"] = ScriptTargets.Batch,
        ["encoded-script"] = ScriptTargets.Encoded,
        ["biff"] = new(BiffTarget.Run, "samples", BiffTarget.Seeds),
        ["xlsb"] = new(XlsbTarget.Run, "samples", XlsbTarget.Seeds),
        ["xlm"] = new(XlmTarget.Run, "samples", XlmTarget.Seeds),
        ["ovba"] = new(OvbaTarget.Run, "samples"),
        ["pcode"] = new(PCodeTarget.Run, "samples", PCodeTarget.Seeds),
        ["lure"] = new(LureTarget.Run, "samples"),
        ["image"] = new(ImageTarget.Run, "samples"),
        ["msg"] = new(MsgTarget.Run, "samples"),
        ["tnef"] = new(TnefTarget.Run, "samples"),
        ["rtf"] = new(RtfTarget.Run, "samples"),
        ["lnk"] = new(LnkTarget.Run, "samples", LnkTarget.Seeds),
        ["onenote"] = new(OneNoteTarget.Run, "samples", OneNoteTarget.Seeds),
        ["rtf-document"] = new(RtfDocumentTarget.Run, "samples", RtfDocumentTarget.Seeds),
        ["pst"] = new(PstTarget.Run, "samples", PstTarget.Seeds),
        ["spf"] = new(SpfTarget.Run, "fuzz/seeds/spf"),
        ["dkim"] = new(DkimTarget.Run, "fuzz/seeds/dkim"),
        ["ics"] = new(IcsTarget.Run, "samples"),
        ["pdf"] = new(PdfTarget.Run, "samples"),
        ["ooxml"] = new(OoxmlTarget.Run, "samples"),
        ["yara"] = new(YaraTarget.Run, "samples", YaraTarget.Seeds),
        ["similarity"] = new(SimilarityTarget.Run, "samples"),
        ["pe"] = new(PeTarget.Run, "samples", PeTarget.Seeds),
        ["unix-program"] = new(UnixProgramTarget.Run, "samples", UnixProgramTarget.Seeds),
        ["package"] = new(PackageTarget.Run, "samples", PackageTarget.Seeds),
        ["shell-file"] = new(ShellFileTarget.Run, "samples", ShellFileTarget.Seeds),
    };
}
