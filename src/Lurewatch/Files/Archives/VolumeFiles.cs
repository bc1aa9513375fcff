using Lurewatch.Containers.Disks;

namespace Lurewatch.Files.Archives;

/// <summary>From the file systems of a disk image to its files.</summary>
internal static class VolumeFiles
{
    /// <summary>Takes the files out. A file that several directory trees of one disk list (ISO 9660, Joliet, UDF) is taken once, under the first name; one that only a later tree lists is taken too.</summary>
    public static Extraction Extract(string format, IReadOnlyList<Volume> volumes, List<ArchiveProblem> problems, FileContext context)
    {
        var entries = new List<ArchiveEntry>();
        var files = new List<ExtractedFile>();
        var taken = new HashSet<(DiskBytes Disk, long At, long Size)>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        string? unopened = null;
        Volume? first = null;
        foreach (var volume in volumes)
        {
            var further = first?.Disk == volume.Disk;
            if (!further) (first, names) = (volume, new HashSet<string>(StringComparer.OrdinalIgnoreCase));
            foreach (var stored in volume.Files)
            {
                if (stored.Extents is [var start, ..] && stored.Size > 0 ? !taken.Add((volume.Disk, start.At, stored.Size)) && further : further && (stored.Size == 0 || names.Contains(stored.Name))) continue;
                names.Add(stored.Name);
                if (further && first!.Files.Count > 0 && !problems.Exists(problem => problem.Id == "trees-differ"))
                    problems.Add(new ArchiveProblem("trees-differ", $"{stored.Name} is listed by {volume.Kind} and not by {first.Kind}"));
                MemberNames.Judge(stored.Name, problems);
                var content = StoredContent.Read(volume.Disk, stored, context.Budget);
                if (content.State is "damaged") Note("content-cut", $"{stored.Name}: {stored.Size} bytes declared, {content.Bytes.Length} there");
                if (content.State is not "opened") unopened ??= content.State;
                var type = content.Bytes.IsEmpty ? FileType.Unknown : FileTypes.Detect(content.Bytes.Span);
                entries.Add(new ArchiveEntry(stored.Name, stored.Size, stored.Size, content.State is "encrypted" ? volume.Kind : null, content.State) { Type = type, Hidden = stored.Hidden });
                if (content.State is "opened" || (content.State is "damaged" && !content.Bytes.IsEmpty)) files.Add(new ExtractedFile(content.Bytes, stored.Name, "member"));
            }
            foreach (var (id, detail) in volume.Problems.All) Note(id, detail);
            if (volume.Cut) unopened ??= "limit";
        }
        if (volumes.Count == 0) unopened = problems.Count > 0 ? "damaged" : "unsupported";
        var found = new Extraction(new ArchiveFacts
        {
            Format = format,
            Entries = entries,
            Encrypted = entries.Exists(entry => entry.Encryption is not null),
            Problems = problems,
            Volumes = [.. volumes.Select(volume => new ArchiveVolume(volume.Kind, volume.Label))],
        })
        { Unopened = unopened };
        found.Files.AddRange(files);
        return found;

        void Note(string id, string detail)
        {
            if (!problems.Exists(problem => problem.Id == id)) problems.Add(new ArchiveProblem(id, detail));
        }
    }
}
