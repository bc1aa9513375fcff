using Lurewatch.Bytes;
using Lurewatch.Containers;
using Lurewatch.Containers.SevenZip;

namespace Lurewatch.Files.Archives;

/// <summary>7z [7zFormat.txt]: folder by folder, so that solid archives are unpacked once; encrypted ones, directory or content, by the passwords that the message and usage suggest.</summary>
internal sealed class SevenZipHandler : IFileHandler
{
    /// <summary>Each try costs half a million rounds of SHA-256.</summary>
    private const int MostTries = 48;

    public string Name => "7z";

    public bool Claims(FileType type) => type is FileType.SevenZip;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var archive = SevenZipReader.Read(file.Bytes, context.Budget);
        var encrypted = archive.HeaderEncrypted || archive.Folders.Any(folder => folder.Encrypted);
        var (found, tried) = encrypted ? FindPassword(archive, context) : (null, 0);
        var reading = new Reading(archive, context);
        if (archive.HeaderEncrypted) reading.Unopened = "encrypted";
        else if (archive.Damage is not null && archive.Entries.Count == 0) reading.Unopened = "damaged";
        if (archive.Damage is not null) reading.Problems.Add(new ArchiveProblem("directory-damaged", archive.Damage));
        reading.Run();
        var extraction = new Extraction(new ArchiveFacts
        {
            Format = "7z",
            Entries = reading.Entries,
            Encrypted = encrypted,
            NamesEncrypted = archive.HeaderEncrypted,
            Password = found?.Value,
            PasswordSource = found?.Source,
            PasswordsTried = tried,
            Problems = reading.Problems,
        })
        {
            Unopened = reading.Unopened ?? (archive.Cut ? "limit" : null),
            Passwords = found is null ? [] : [found],
        };
        extraction.Files.AddRange(reading.Files);
        return extraction;
    }

    private static (PasswordCandidate? Found, int Tried) FindPassword(SevenZipReader archive, FileContext context)
    {
        var tried = 0;
        foreach (var candidate in context.Passwords)
        {
            if (tried >= MostTries || !context.Budget.HasTime("7z")) break;
            tried++;
            if (archive.TryPassword(candidate.Value)) return (candidate, tried);
        }
        return (null, tried);
    }

    /// <summary>One pass over the entries; of consecutive ones in a folder the output is kept.</summary>
    private sealed class Reading(SevenZipReader archive, FileContext context)
    {
        private readonly Dictionary<int, long> _ends = EndOfWanted(archive, context.Budget.Limits.MemberBytes);
        private int _folder = -1;
        private Unpacked _output;

        public List<ArchiveEntry> Entries { get; } = [];
        public List<ExtractedFile> Files { get; } = [];
        public List<ArchiveProblem> Problems { get; } = [];
        public string? Unopened { get; set; }

        public void Run()
        {
            foreach (var entry in archive.Entries)
            {
                MemberNames.Judge(entry.Name, Problems);
                var (content, state) = Content(entry);
                if (state is not "opened" && Unopened is not "encrypted") Unopened = state;
                var type = content.IsEmpty ? FileType.Unknown : FileTypes.Detect(content.Span);
                Entries.Add(new ArchiveEntry(entry.Name, entry.Size, 0, IsEncrypted(entry) ? "aes256" : null, state) { Type = type, Hidden = entry.Hidden });
                if (state is "opened" || (state is "damaged" && !content.IsEmpty)) Files.Add(new ExtractedFile(content, entry.Name, "member"));
            }
        }

        private bool IsEncrypted(SevenZipEntry entry) => entry.Folder >= 0 && archive.Folders[entry.Folder].Encrypted;

        private (ReadOnlyMemory<byte> Content, string State) Content(SevenZipEntry entry)
        {
            if (entry.Folder < 0 || entry.Size == 0) return (default, "opened");
            if (IsEncrypted(entry) && !archive.HasPassword) return (default, "encrypted");
            if (!context.Budget.HasTime(entry.Name)) return (default, "limit");
            if (_folder != entry.Folder)
            {
                _folder = entry.Folder;
                _output = archive.Open(archive.Folders[entry.Folder], Math.Min(_ends[entry.Folder], Math.Max(context.Budget.BytesLeft, 1)));
                if (_output.Limit == "ratio") Problem("bomb", $"{entry.Name}: unpacks to more than {context.Budget.Limits.Ratio} times its packed size");
                if (_output.Damage is { } damage and not "unsupported") Problem("content-damaged", $"{entry.Name}: {damage}");
            }
            var there = (int)Math.Clamp(_output.Bytes.Length - entry.At, 0, entry.Size);
            var content = there == 0 ? default : _output.Bytes.Slice((int)entry.At, there);
            if (there < entry.Size && _output.Damage is null) return Limit(entry, content);
            if (!context.Budget.TryTakeBytes(there, entry.Name)) return (BoundedUnpacking.Start(content), "limit");
            if (_output.Damage == "unsupported") return (content, "unsupported");
            if (there < entry.Size) return (content, "damaged");
            if (entry.Crc is not { } crc || Crc32.Of(content.Span) == crc) return (content, "opened");
            Problem("content-damaged", $"{entry.Name}: CRC does not match");
            return (content, "damaged");
        }

        private (ReadOnlyMemory<byte> Content, string State) Limit(SevenZipEntry entry, ReadOnlyMemory<byte> content)
        {
            if (_output.Limit is not "ratio" and not "time") context.Budget.TryTakeBytes(Math.Max(entry.Size, context.Budget.BytesLeft + 1), entry.Name); // notes which limit it was
            return (BoundedUnpacking.Start(content), "limit");
        }

        private void Problem(string id, string detail)
        {
            if (!Problems.Exists(problem => problem.Id == id)) Problems.Add(new ArchiveProblem(id, detail));
        }

        /// <summary>How far each folder has to be unpacked: of a file that is over the limit, and has none behind it, only the start.</summary>
        private static Dictionary<int, long> EndOfWanted(SevenZipReader archive, long memberBytes)
        {
            var ends = new Dictionary<int, long>();
            foreach (var entry in archive.Entries)
                if (entry.Folder >= 0) ends[entry.Folder] = Math.Max(ends.GetValueOrDefault(entry.Folder), entry.At + Math.Min(entry.Size, entry.Size > memberBytes ? BoundedUnpacking.KeptOfCut : entry.Size));
            return ends;
        }
    }
}
