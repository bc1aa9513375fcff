namespace Lurewatch.Samples.Disks;

/// <summary>A file to be put on a disk image.</summary>
/// <param name="Name">Path, slashes forward.</param>
/// <param name="Content">Content.</param>
/// <param name="Hidden">Bears the hidden attribute.</param>
public sealed record DiskItem(string Name, byte[] Content, bool Hidden = false);
