using System.Text;
using Lurewatch.Containers;
using Lurewatch.Scripts.Vba.PCode;

namespace Lurewatch.Scripts.Vba;

/// <summary>Finds the VBA projects of a compound file [MS-OVBA 2.2.1] and reads every module's source; then searches all other streams for source that no project owns.</summary>
internal static class VbaProjectReader
{
    private const string SourceStart = "Attribute VB_";
    /// <summary>How compressed source starts behind its chunk header: eight literals, then a flag byte and the ninth letter.</summary>
    private static ReadOnlySpan<byte> CompressedStart => "\0Attribut"u8;

    /// <summary>All projects of a file; a project without modules is still one.</summary>
    public static IReadOnlyList<VbaProject> Read(CfbReader cfb, AnalysisBudget budget)
    {
        var projects = new List<VbaProject>();
        var read = new HashSet<int>();
        foreach (var entry in cfb.Entries)
        {
            if (!entry.IsStorage || entry.IsOrphan || !entry.Name.Equals("VBA", StringComparison.OrdinalIgnoreCase)) continue;
            if (!budget.HasTime(entry.Path)) break;
            var root = entry.Path.Length == 3 ? "" : entry.Path[..^4];
            if (ReadProject(cfb, root, entry.Path, read, budget) is { } project) projects.Add(project);
        }
        Search(cfb, projects, read, budget);
        return projects;
    }

    private static VbaProject? ReadProject(CfbReader cfb, string root, string storage, HashSet<int> read, AnalysisBudget budget)
    {
        var dirEntry = cfb.Find(storage + "/dir");
        if (dirEntry is null && cfb.Find(storage + "/_VBA_PROJECT") is null) return null;
        var defects = new List<string>();
        var dir = new VbaDir();
        if (dirEntry is not null && cfb.Open(dirEntry, budget) is { } packed)
        {
            dir = VbaDir.Read(Ovba.Decompress(packed.Span, budget, out var defect), budget);
            if (defect is not null) defects.Add($"dir stream: {defect}");
            if (dir.Defect is not null) defects.Add($"dir stream: {dir.Defect}");
        }
        else
        {
            defects.Add("no dir stream");
        }
        var encoding = Encodings.Of(dir.CodePage);
        var text = Text(cfb, root.Length == 0 ? "PROJECT" : root + "/PROJECT", encoding, budget);
        if (text is null) defects.Add("no PROJECT stream");
        var listed = VbaProjectText.Read(text ?? "");

        var modules = new List<VbaModule>();
        var hidden = new List<string>();
        var removed = new List<string>();
        var stomped = new List<StompedModule>();
        var names = dir.Modules.Exists(module => module.TextOffset > 0) && cfb.Find(storage + "/_VBA_PROJECT") is { IsStorage: false } cache && cfb.Open(cache, budget) is { } table
            ? PCodeIdentifiers.Read(table.Span, dir.Is64Bit, encoding, budget) : null;
        foreach (var module in dir.Modules)
        {
            if (!budget.HasTime(storage)) break;
            var name = module.UnicodeName is { Length: > 0 } unicode ? unicode : module.Name;
            if (text is not null && !listed.Kinds.ContainsKey(name) && !listed.Kinds.ContainsKey(module.Name)) hidden.Add(name);
            if (StreamOf(cfb, storage, module) is not { } stream || cfb.Open(stream, budget) is not { } content)
            {
                defects.Add($"module {name}: no stream");
                continue;
            }
            if (module.TextOffset >= content.Length)
            {
                if (content.Length > 0) defects.Add($"module {name}: source would start at {module.TextOffset} of {content.Length} bytes");
                continue;                                               // the search of all streams has a second look
            }
            var source = Ovba.Decompress(content.Span[(int)module.TextOffset..], budget, out var defect);
            if (names is not null && PCodeModule.Read(content.Span[..(int)module.TextOffset], names, encoding, budget) is { } code
                && StompedModule.Compare(name, code, encoding.GetString(source), defect is not null, budget) is { } proven)
                stomped.Add(proven);
            if (source.Length == 0)
            {
                defects.Add($"module {name}: {defect}");
                if (module.TextOffset > 0) removed.Add(name);
                continue;
            }
            read.Add(stream.Id);
            if (defect is not null) defects.Add($"module {name}: {defect}");
            var kind = listed.Kinds.TryGetValue(name, out var known) || listed.Kinds.TryGetValue(module.Name, out known) ? known
                : module.IsProcedural switch { true => VbaModuleKind.Standard, false => VbaModuleKind.Class, null => VbaModuleKind.Unknown };
            modules.Add(new VbaModule(name, kind, stream.Path, encoding.GetString(source)));
        }
        return new VbaProject
        {
            Storage = root,
            Name = dir.ProjectName ?? listed.Name,
            CodePage = dir.CodePage,
            Modules = modules,
            References = dir.References,
            IsLocked = listed.IsLocked,
            HiddenModules = hidden,
            RemovedSources = removed,
            Stomped = stomped,
            Defects = defects,
        };
    }

    /// <summary>Writers disagree on which of a module's names its stream has.</summary>
    private static CfbEntry? StreamOf(CfbReader cfb, string storage, VbaDirModule module)
    {
        foreach (var name in (ReadOnlySpan<string?>)[module.UnicodeStreamName, module.StreamName, module.UnicodeName, module.Name])
            if (name is { Length: > 0 } && cfb.Find($"{storage}/{name}") is { IsStorage: false } stream) return stream;
        return null;
    }

    /// <summary>Looks for compressed source in every stream that no project has given, unlinked ones too: damaged or doctored files keep it there.</summary>
    private static void Search(CfbReader cfb, List<VbaProject> projects, HashSet<int> read, AnalysisBudget budget)
    {
        var found = new List<VbaModule>();
        var encoding = Encodings.Of(projects.Count > 0 ? projects[0].CodePage : 1252);
        foreach (var entry in cfb.Entries)
        {
            if (entry.IsStorage || entry.Size < CompressedStart.Length || read.Contains(entry.Id)) continue;
            if (cfb.Open(entry, budget) is not { } content) continue;
            var bytes = content.Span;
            var from = 0;
            while (bytes[from..].IndexOf(CompressedStart) is >= 0 and var hit)
            {
                var start = from + hit - 3;
                from += hit + CompressedStart.Length;
                if (start < 0 || bytes[start] != 0x01 || !budget.TryTakeSteps(64, entry.Path)) continue;
                var source = encoding.GetString(Ovba.Decompress(bytes[start..], budget, out _));
                if (!source.StartsWith(SourceStart, StringComparison.OrdinalIgnoreCase)) continue;
                found.Add(new VbaModule(VbaProjectText.ModuleName(source) ?? entry.Name, VbaModuleKind.Unknown, entry.Path, source));
            }
        }
        if (found.Count == 0) return;
        bool IsFound(string name) => found.Exists(module => module.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        // A module whose source turns up elsewhere in its stream was damaged, not emptied.
        for (var i = 0; i < projects.Count; i++)
            if (projects[i].RemovedSources.Count > 0)
                projects[i] = projects[i] with
                {
                    RemovedSources = [.. projects[i].RemovedSources.Where(name => !IsFound(name))],
                    Stomped = [.. projects[i].Stomped.Where(module => !projects[i].RemovedSources.Contains(module.Name) || !IsFound(module.Name) || module.IsLackingIn(found))],
                };
        if (projects.Count == 0)
            projects.Add(new VbaProject { Storage = "", Modules = found, Defects = ["source without a project"] });
        else
            projects[0] = projects[0] with { Modules = [.. projects[0].Modules, .. found], Defects = [.. projects[0].Defects, "source that the project does not list"] };
    }

    private static string? Text(CfbReader cfb, string path, Encoding encoding, AnalysisBudget budget) =>
        cfb.Find(path) is { IsStorage: false } entry && cfb.Open(entry, budget) is { } bytes ? encoding.GetString(bytes.Span) : null;
}
