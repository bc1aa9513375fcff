using Lurewatch.Containers.Disks;

namespace Lurewatch.Files.Archives;

/// <summary>Images of disks: VHD, VHDX [MS-VHDX] and plain ones, with their partitions and the file systems FAT, exFAT, NTFS, ISO 9660 and UDF in them.</summary>
internal sealed class DiskHandler : IFileHandler
{
    public string Name => "disk";

    public bool Claims(FileType type) => type is FileType.Vhd or FileType.Disk;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var image = VirtualDisk.Open(file.Bytes);
        List<ArchiveProblem> problems = image.Problem is { } problem ? [new ArchiveProblem(problem.Id, problem.Detail)] : [];
        var volumes = image.Disk is { } disk ? Partitions.Read(disk, context.Budget) : [];
        return VolumeFiles.Extract(image.Format, volumes, problems, context);
    }
}
