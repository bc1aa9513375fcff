using System.Text;
using Lurewatch.Containers;

namespace Lurewatch.Cli.Unpacking;

/// <summary>Writes a tree into an empty folder, as files that nothing starts, or as one ZIP with the customary password.</summary>
internal static class TreeWriter
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>What was written, for the note to the user.</summary>
    /// <param name="Path">The folder or the ZIP.</param>
    /// <param name="Files">How many files.</param>
    public sealed record Written(string Path, int Files);

    public static Written ToFolder(UnpackedTree tree, string folder) => Guarded(folder, () =>
    {
        Prepare(folder);
        foreach (var (path, file) in tree.Files) Create(Path.Combine(folder, path), stream => stream.Write(file.Bytes.Span));
        Create(Path.Combine(folder, UnpackedTree.IndexName), stream => stream.Write(Encoding.UTF8.GetBytes(tree.Index())));
        return new Written(folder, tree.Files.Count);
    });

    public static Written ToZip(UnpackedTree tree, string folder) => Guarded(folder, () =>
    {
        Prepare(folder);
        var target = Path.Combine(folder, tree.Files[0].Path.TrimEnd('_') + ".zip");
        Create(target, stream =>
        {
            using var zip = new LockedZipWriter(stream);
            foreach (var (path, file) in tree.Files) zip.Add(path, file.Bytes.Span);
            zip.Add(UnpackedTree.IndexName, Encoding.UTF8.GetBytes(tree.Index()));
        });
        return new Written(target, tree.Files.Count);
    });

    private static void Prepare(string folder)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()) throw new UsageException($"output {folder}: the folder is not empty; name one that is, or one that does not exist yet.");
        CreateFolder(folder);
    }

    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, Private | UnixFileMode.UserExecute);
    }

    /// <summary>A new file, read and written by its owner only; never over another, never through a link.</summary>
    private static void Create(string path, Action<Stream> write)
    {
        CreateFolder(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = Private;
        using var stream = new FileStream(path, options);
        write(stream);
    }

    private static Written Guarded(string folder, Func<Written> write)
    {
        try
        {
            return write();
        }
        catch (UnauthorizedAccessException)
        {
            throw new UsageException($"output {folder}: it may not be written; choose another place or change its permissions.");
        }
        catch (Exception error) when (error is IOException or ArgumentException or NotSupportedException)
        {
            throw new UsageException($"output {folder}: writing failed ({error.Message.Split(':')[0].Trim()}); what lies there is not complete. Check that it is a folder, and the space left on its disk.");
        }
    }
}
