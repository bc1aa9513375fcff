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
        ["url"] = new(UrlTarget.Run, "samples"),
        ["unwrap"] = new(UnwrapTarget.Run, "samples"),
        ["types"] = new(FileTypesTarget.Run, "samples"),
        ["zip"] = new(ZipTarget.Run, "samples"),
        ["cfb"] = new(CfbTarget.Run, "samples"),
        ["office-encryption"] = new(OfficeEncryptionTarget.Run, "samples", OfficeEncryptionTarget.Seeds),
        ["ovba"] = new(OvbaTarget.Run, "samples"),
        ["lure"] = new(LureTarget.Run, "samples"),
        ["image"] = new(ImageTarget.Run, "samples"),
        ["msg"] = new(MsgTarget.Run, "samples"),
        ["tnef"] = new(TnefTarget.Run, "samples"),
        ["rtf"] = new(RtfTarget.Run, "samples"),
        ["pst"] = new(PstTarget.Run, "samples", PstTarget.Seeds),
        ["spf"] = new(SpfTarget.Run, "fuzz/seeds/spf"),
        ["dkim"] = new(DkimTarget.Run, "fuzz/seeds/dkim"),
        ["ics"] = new(IcsTarget.Run, "samples"),
        ["pdf"] = new(PdfTarget.Run, "samples"),
        ["ooxml"] = new(OoxmlTarget.Run, "samples"),
        ["similarity"] = new(SimilarityTarget.Run, "samples"),
        ["pe"] = new(PeTarget.Run, "samples", PeTarget.Seeds),
        ["unix-program"] = new(UnixProgramTarget.Run, "samples", UnixProgramTarget.Seeds),
        ["package"] = new(PackageTarget.Run, "samples", PackageTarget.Seeds),
        ["shell-file"] = new(ShellFileTarget.Run, "samples", ShellFileTarget.Seeds),
    };
}
