using Lurewatch.Files.Office;
using Lurewatch.Files.Text;
using Lurewatch.Mail.Links;
using Lurewatch.Mail.Links.Wrappers;
using Lurewatch.Scripts;
using static Lurewatch.Bytes.LittleEndian;

namespace Lurewatch.Files.Shortcuts;

/// <summary>Windows shortcuts [MS-SHLLINK]: what they start, with which arguments, and what lies behind their end.</summary>
internal sealed class LnkHandler : IFileHandler
{
    private const int MostSlack = 16;
    private static readonly string[] s_steps = ["shortcut"];

    public string Name => "lnk";

    public bool Claims(FileType type) => type is FileType.Lnk;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var budget = context.Budget;
        var bytes = file.Bytes.Span;
        var read = LnkReader.Read(bytes, budget, file.Path);
        var record = new ScriptRecord(budget, file.Path);
        var itemPath = ShellItems.Path(read.Items);
        var targets = Targets(read, itemPath);
        var target = targets.Count > 0 ? targets[0] : null;
        var line = target is null ? null : LnkArguments.Line(target, read.Arguments);
        foreach (var each in targets)
            if (read.Arguments is { Length: > 0 } || ExternalTargets.IsRemote(each) || read.Items is [.., { Kind: "uri" }]) record.Run(LnkArguments.Line(each, read.Arguments), s_steps);
        if (target is null && !string.IsNullOrWhiteSpace(read.Arguments)) record.Run(read.Arguments, s_steps);
        var appended = file.Bytes[read.End..];
        var readsItself = LnkSelfReading.Reads(line ?? read.Arguments, file.Name);
        var found = new Extraction(new LnkFacts
        {
            Target = target,
            Arguments = read.Arguments,
            CommandLine = line,
            Description = read.Name,
            RelativePath = read.RelativePath,
            WorkingDirectory = read.WorkingDirectory,
            IconLocation = read.IconLocation,
            IconIndex = (int)U32(bytes, 56),
            ShowCommand = U32(bytes, 60) switch { 1 or 0 => "normal", 3 => "maximized", 7 => "minimized", var other => $"{other}" },
            HotKey = U16(bytes, 64),
            Flags = read.Flags,
            FileAttributes = U32(bytes, 24),
            Created = FileTime(U64(bytes, 28)),
            Accessed = FileTime(U64(bytes, 36)),
            Modified = FileTime(U64(bytes, 44)),
            TargetSize = U32(bytes, 52),
            ItemPath = itemPath,
            Items = read.Items,
            Location = read.Location,
            Extra = read.Extra,
            AppendedBytes = appended.Length,
            ReadsItself = readsItself,
            Defects = read.Defects,
            Actions = record.Actions,
            Urls = FoundUrls.Distinct(new[] { read.IconLocation, read.Extra.EnvironmentIcon, read.WorkingDirectory }.Concat(targets).OfType<string>()
                .Where(ExternalTargets.IsRemote).Select(UrlReader.Read).OfType<Lurewatch.Mail.Url>().Select(url => LinkWrappers.Open(url)), 8),
        })
        {
            Unopened = bytes.Length < LnkReader.HeaderSize ? "damaged" : null,
        };
        found.Files.AddRange(record.Files);
        if (readsItself && LnkSelfReading.Copy(line ?? read.Arguments!, file.Bytes, budget, file.Path) is { } copied)
            found.Files.Add(new ExtractedFile(copied.Content, copied.Name, "dropped", ScriptNames.TypeOf(copied.Name, copied.Content.Span)) { Steps = s_steps });
        Appended(appended, readsItself, found.Files, budget, file.Path);
        return found;
    }

    /// <summary>The paths that would be started, the first first; a second one only if it names another program than the first.</summary>
    private static List<string> Targets(LnkReader read, string? itemPath)
    {
        var targets = new List<string>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var path in (ReadOnlySpan<string?>)
            [itemPath, read.Location?.LocalPath, read.Location?.NetworkPath, read.Flags.HasFlag(LnkFlags.HasExpString) ? read.Extra.EnvironmentTarget : null, read.Extra.VistaPath, PropertyStore.ParsingPath(read.Extra.Properties), read.RelativePath])
        {
            // Short and long names of one file differ: of the places that agree on the item list's target, one is enough.
            if (string.IsNullOrWhiteSpace(path) || targets.Count > 0 && (path == read.RelativePath || !IsProgram(path))) continue;
            if (names.Add(LnkPrograms.Stem(path)) && targets.Count < 3) targets.Add(path);
        }
        return targets;
    }

    private static bool IsProgram(string path) => LnkPrograms.Does(path) is not null || ExternalTargets.IsRemote(path);

    /// <summary>What lies behind the end mark, and whole files inside of it. A few zeros are slack, not data.</summary>
    private static void Appended(ReadOnlyMemory<byte> data, bool readsItself, List<ExtractedFile> files, AnalysisBudget budget, string what)
    {
        if (data.Length < (readsItself ? 1 : MostSlack) || data.Span.IndexOfAnyExcept((byte)0) < 0 || !budget.TryTakeBytes(data.Length, what)) return;
        files.Add(new ExtractedFile(data, null, "appended") { Steps = readsItself ? s_steps : [] });
        var starts = Carving.Starts(data.Span, budget, what);
        for (var i = 0; i < starts.Count; i++)
        {
            var part = data[starts[i]..(i + 1 < starts.Count ? starts[i + 1] : data.Length)];
            if (!budget.TryTakeBytes(part.Length, what)) return;
            files.Add(new ExtractedFile(part, null, "embedded"));
        }
    }
}
