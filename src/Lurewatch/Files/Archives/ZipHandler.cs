using Lurewatch.Containers;

namespace Lurewatch.Files.Archives;

/// <summary>ZIP archives [APPNOTE 6.3.10], JAR, APK and MSIX among them: members in order, encrypted ones by the passwords that the message and usage suggest.</summary>
internal sealed class ZipHandler : IFileHandler
{
    /// <summary>Passwords tried on one archive: each entry may have its own, but guessing is not the aim.</summary>
    private const int MaxTries = 512;

    public string Name => "zip";

    public bool Claims(FileType type) => type is FileType.Zip or FileType.Jar or FileType.Apk or FileType.Msix;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var zip = ZipReader.Read(file.Bytes, context.Budget);
        var keys = new KeyRing(zip, context);
        var entries = new List<ArchiveEntry>(zip.Entries.Count);
        var files = new List<ExtractedFile>(zip.Entries.Count);
        string? unopened = null;
        foreach (var entry in zip.Entries)
        {
            var content = entry.Encryption is null ? zip.OpenContent(entry, context.Budget) : keys.Open(entry);
            var state = content.State switch
            {
                ZipState.Whole => "opened",
                ZipState.Damaged => "damaged",
                ZipState.Limit => "limit",
                ZipState.Encrypted => "encrypted",
                _ => "unsupported",
            };
            var type = content.Bytes.IsEmpty ? FileType.Unknown : FileTypes.Detect(content.Bytes.Span);
            entries.Add(new ArchiveEntry(entry.Name, entry.Size, entry.CompressedSize, entry.Encryption, state) { Type = type });
            if (content.State is ZipState.Whole || (content.State is ZipState.Damaged && !content.Bytes.IsEmpty))
                files.Add(new ExtractedFile(content.Bytes, entry.Name, "member"));
            if (content.State is not ZipState.Whole && unopened is not "encrypted") unopened = state;
        }
        if (zip.Entries.Count == 0 && zip.Problems.Count > 0) unopened = "damaged";
        var found = new Extraction(new ArchiveFacts
        {
            Format = FileTypes.Name(file.Type),
            Entries = entries,
            Encrypted = entries.Exists(entry => entry.Encryption is not null),
            Password = keys.Found?.Value,
            PasswordSource = keys.Found?.Source,
            PasswordsTried = keys.Tried,
            Problems = [.. zip.Problems.Select(problem => new ArchiveProblem(problem.Id, problem.Detail))],
        })
        {
            Unopened = unopened,
            Passwords = keys.Found is { } key ? [key] : [],
        };
        found.Files.AddRange(files);
        return found;
    }

    /// <summary>Finds the password of each encrypted entry: the one that fitted last, then the candidates.</summary>
    private sealed class KeyRing(ZipReader zip, FileContext context)
    {
        public PasswordCandidate? Found { get; private set; }
        public int Tried { get; private set; }

        public ZipContent Open(ZipEntry entry)
        {
            if (entry.Encryption == "strong") return new ZipContent(ZipState.Encrypted);
            if (Found is not null && Try(entry, Found) is { } content) return content;
            foreach (var candidate in context.Passwords)
            {
                if (candidate == Found) continue;
                if (Tried >= MaxTries || !context.Budget.HasTime(entry.Name)) break;
                if (Try(entry, candidate) is { } opened)
                {
                    Found ??= candidate;
                    return opened;
                }
            }
            return new ZipContent(ZipState.Encrypted);
        }

        private ZipContent? Try(ZipEntry entry, PasswordCandidate candidate)
        {
            Tried++;
            if (!zip.TryPassword(entry, context.Budget, candidate.Value)) return null;
            var content = zip.OpenContent(entry, context.Budget, candidate.Value);
            return content.State is ZipState.Encrypted ? null : content;
        }
    }
}
