using Lurewatch.Containers.Disks;

namespace Lurewatch.Files.Archives;

/// <summary>Images of optical discs: ISO 9660 [ECMA-119] with Joliet and Rock Ridge, UDF [ECMA-167, OSTA UDF], and both on one disc. What Windows would show comes first.</summary>
internal sealed class IsoHandler : IFileHandler
{
    public string Name => "iso";

    public bool Claims(FileType type) => type is FileType.Iso;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var disk = new PlainDisk(file.Bytes);
        List<Volume> volumes = [];
        if (UdfReader.Read(disk, context.Budget) is { } udf) volumes.Add(udf);
        volumes.AddRange(IsoReader.Read(disk, context.Budget));
        List<ArchiveProblem> problems = volumes.Count == 0 ? [new ArchiveProblem("header-damaged", "neither ISO 9660 nor UDF descriptors lead to a directory")] : [];
        return VolumeFiles.Extract("iso", volumes, problems, context);
    }
}
