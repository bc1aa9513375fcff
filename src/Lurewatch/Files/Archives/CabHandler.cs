using Lurewatch.Containers;
using Lurewatch.Containers.Cab;

namespace Lurewatch.Files.Archives;

/// <summary>Cabinets [MS-CAB]: folder by folder. One of several cabinets gives what lies in it alone.</summary>
internal sealed class CabHandler : IFileHandler
{
    public string Name => "cab";

    public bool Claims(FileType type) => type is FileType.Cab;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var cabinet = CabReader.Read(file.Bytes, context.Budget);
        var reading = new Reading(cabinet, context.Budget);
        reading.Run();
        foreach (var (id, detail) in cabinet.Problems.All) reading.Problem(id, detail);
        var found = new Extraction(new ArchiveFacts { Format = "cab", Entries = reading.Entries, Problems = reading.Problems })
        {
            Unopened = reading.Unopened ?? (cabinet.Cut ? "limit" : cabinet.Entries.Count == 0 && cabinet.Problems.All.Count > 0 ? "damaged" : null),
        };
        found.Files.AddRange(reading.Files);
        return found;
    }

    private sealed class Reading(CabReader cabinet, AnalysisBudget budget)
    {
        private CabFolder? _open;
        private Unpacked _output;

        public List<ArchiveEntry> Entries { get; } = [];
        public List<ExtractedFile> Files { get; } = [];
        public List<ArchiveProblem> Problems { get; } = [];
        public string? Unopened { get; private set; }

        /// <summary>By folder, so that each is unpacked once.</summary>
        public void Run()
        {
            foreach (var inFolder in cabinet.Entries.GroupBy(entry => entry.Folder(cabinet.Folders.Count)))
            {
                var wanted = inFolder.Max(entry => entry.At + Math.Min(entry.Size, entry.Size > budget.Limits.MemberBytes ? BoundedUnpacking.KeptOfCut : entry.Size));
                foreach (var entry in inFolder) Add(entry, inFolder.Key, wanted);
            }
        }

        public void Problem(string id, string detail)
        {
            if (!Problems.Exists(problem => problem.Id == id)) Problems.Add(new ArchiveProblem(id, detail));
        }

        private void Add(CabEntry entry, int folder, long wanted)
        {
            MemberNames.Judge(entry.Name, Problems);
            var (content, state) = Content(entry, folder, wanted);
            if (state is not "opened") Unopened ??= state;
            var type = content.IsEmpty ? FileType.Unknown : FileTypes.Detect(content.Span);
            Entries.Add(new ArchiveEntry(entry.Name, entry.Size, 0, null, state) { Type = type, Hidden = entry.Hidden });
            if (state is "opened" || (state is "damaged" && !content.IsEmpty)) Files.Add(new ExtractedFile(content, entry.Name, "member"));
        }

        private (ReadOnlyMemory<byte> Content, string State) Content(CabEntry entry, int folder, long wanted)
        {
            if (entry.StartsBefore || entry.EndsLater) Problem("split", $"{entry.Name}: lies in another cabinet too");
            if (folder < 0 || folder >= cabinet.Folders.Count) return (default, "damaged");
            if (!budget.HasTime(entry.Name)) return (default, "limit");
            if (_open != cabinet.Folders[folder])
            {
                _open = cabinet.Folders[folder];
                _output = cabinet.Open(_open, Math.Min(wanted, Math.Max(budget.BytesLeft, 1)));
                if (_output.Limit == "ratio") Problem("bomb", $"{entry.Name}: unpacks to more than {budget.Limits.Ratio} times its packed size");
                if (_output.Damage is "unsupported") Problem("method-unsupported", $"{_open.Method} is not read");
                else if (_output.Damage is { } damage) Problem("content-damaged", $"{entry.Name}: {damage}");
            }
            // The first of the file's parts may lie in the cabinet before: what is here is its end.
            var there = (int)Math.Clamp(_output.Bytes.Length - entry.At, 0, entry.Size);
            var content = there == 0 ? default : _output.Bytes.Slice((int)entry.At, there);
            if (there < entry.Size && _output.Limit is not null)
            {
                if (_output.Limit is "size") budget.TryTakeBytes(Math.Max(entry.Size, budget.BytesLeft + 1), entry.Name); // notes which limit it was
                return (BoundedUnpacking.Start(content), "limit");
            }
            if (_output.Damage is "unsupported") return (default, "unsupported");
            if (!budget.TryTakeBytes(there, entry.Name)) return (BoundedUnpacking.Start(content), "limit");
            if (there < entry.Size) Problem("content-cut", $"{entry.Name}: {entry.Size} bytes declared, {there} there");
            return (content, there < entry.Size ? "damaged" : "opened");
        }
    }
}
