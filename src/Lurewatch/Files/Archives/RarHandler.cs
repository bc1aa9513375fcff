using Lurewatch.Containers;
using Lurewatch.Containers.Rar;

namespace Lurewatch.Files.Archives;

/// <summary>RAR of the formats 1.5 to 5: solid ones too; encrypted ones, headers or content, by the passwords that the message and usage suggest.</summary>
internal sealed class RarHandler : IFileHandler
{
    /// <summary>Each try costs a key of many rounds.</summary>
    private const int MostTries = 48;

    public string Name => "rar";

    public bool Claims(FileType type) => type is FileType.Rar;

    public Extraction Extract(Artifact file, FileContext context)
    {
        if (file.Bytes.Span.StartsWith("RE~^"u8)) return new Extraction(new ArchiveFacts { Format = "rar" }) { Unopened = "unsupported" }; // before version 1.5
        var archive = RarReader.Read(file.Bytes, context.Budget);
        var encrypted = archive.Encrypted;
        var (found, tried) = encrypted ? FindPassword(archive, context) : (null, 0);
        var entries = new List<ArchiveEntry>();
        var files = new List<ExtractedFile>();
        var problems = new List<ArchiveProblem>();
        string? unopened = archive.HeadersClosed ? "encrypted" : null;
        foreach (var (entry, content) in archive.Open())
        {
            MemberNames.Judge(entry.Name, problems);
            var state = content.State switch
            {
                ZipState.Whole => "opened",
                ZipState.Damaged => "damaged",
                ZipState.Limit => "limit",
                ZipState.Encrypted => "encrypted",
                _ => "unsupported",
            };
            if (content.Detail == "ratio") Problem("bomb", $"{entry.Name}: unpacks to more than {context.Budget.Limits.Ratio} times its packed size");
            if (state is "damaged") Problem(entry.SplitBefore || entry.SplitAfter ? "split" : "content-damaged", $"{entry.Name}: {content.Detail}");
            if (state is not "opened" && unopened is not "encrypted") unopened = state;
            var type = content.Bytes.IsEmpty ? FileType.Unknown : FileTypes.Detect(content.Bytes.Span);
            entries.Add(new ArchiveEntry(entry.Name, Math.Max(entry.Size, 0), entry.PackedSize, entry.Cipher?.Format switch { null => null, 4 => "aes128", 5 => "aes256", _ => "rar" }, state) { Type = type, Hidden = entry.Hidden });
            if (state is "opened" || (state is "damaged" && !content.Bytes.IsEmpty)) files.Add(new ExtractedFile(content.Bytes, entry.Name, "member"));
        }
        foreach (var (id, detail) in archive.Directory.Problems.All) Problem(id, detail);
        if (entries.Count == 0 && problems.Count > 0) unopened ??= "damaged";
        if (archive.Directory.Cut) unopened ??= "limit";
        var extraction = new Extraction(new ArchiveFacts
        {
            Format = "rar",
            Entries = entries,
            Encrypted = encrypted,
            NamesEncrypted = archive.HeadersClosed,
            Password = found?.Value,
            PasswordSource = found?.Source,
            PasswordsTried = tried,
            Problems = problems,
        })
        {
            Unopened = unopened,
            Passwords = found is null ? [] : [found],
        };
        extraction.Files.AddRange(files);
        return extraction;

        void Problem(string id, string detail)
        {
            if (!problems.Exists(problem => problem.Id == id)) problems.Add(new ArchiveProblem(id, detail));
        }
    }

    private static (PasswordCandidate? Found, int Tried) FindPassword(RarReader archive, FileContext context)
    {
        var tried = 0;
        PasswordCandidate? found = null;
        foreach (var candidate in context.Passwords)
        {
            if (tried >= MostTries || !context.Budget.HasTime("rar")) break;
            tried++;
            if (archive.TryPassword(candidate.Value)) found ??= candidate;
            if (!archive.HasClosed) break;
        }
        return (found, tried);
    }
}
