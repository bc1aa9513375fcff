using Lurewatch.Scripts.Vba.PCode;

namespace Lurewatch.Scripts.Vba;

/// <summary>A VBA project in a compound file.</summary>
internal sealed record VbaProject
{
    /// <summary>Path of the storage that holds it: <c>Macros</c>, <c>_VBA_PROJECT_CUR</c>; empty for the root.</summary>
    public required string Storage { get; init; }
    public string? Name { get; init; }
    public int CodePage { get; init; } = 1252;
    /// <summary>Modules whose source was found, in project order; then those that only a search of all streams found.</summary>
    public required IReadOnlyList<VbaModule> Modules { get; init; }
    /// <summary>Type libraries and projects that it refers to.</summary>
    public IReadOnlyList<string> References { get; init; } = [];
    /// <summary>Locked against viewing: the password keeps people out, not parsers.</summary>
    public bool IsLocked { get; init; }
    /// <summary>Modules that the project has and its PROJECT stream, which the editor shows, does not list.</summary>
    public IReadOnlyList<string> HiddenModules { get; init; } = [];
    /// <summary>Modules with compiled code but no source left: the compiled code is what runs.</summary>
    public IReadOnlyList<string> RemovedSources { get; init; } = [];
    /// <summary>Modules whose compiled code provably does other things than their source.</summary>
    public IReadOnlyList<StompedModule> Stomped { get; init; } = [];
    /// <summary>The modules as they would run: stomped ones by their compiled code.</summary>
    public IEnumerable<VbaModule> Running =>
        Modules.Where(module => !Stomped.Any(stomped => stomped.Name == module.Name)).Concat(Stomped.Select(stomped => new VbaModule(stomped.Name, Modules.FirstOrDefault(module => module.Name == stomped.Name)?.Kind ?? VbaModuleKind.Unknown, "", stomped.Code)));
    /// <summary>What is wrong with its structure.</summary>
    public IReadOnlyList<string> Defects { get; init; } = [];
}

/// <summary>A module's source.</summary>
/// <param name="Name">Name of the module.</param>
/// <param name="Kind">What it is to the project.</param>
/// <param name="StreamPath">Where it was found.</param>
/// <param name="Source">Decoded by the project's code page, line ends as they were.</param>
internal sealed record VbaModule(string Name, VbaModuleKind Kind, string StreamPath, string Source)
{
    /// <summary>As the editor would export it: <c>Module1.bas</c>.</summary>
    public string FileName => Kind switch
    {
        VbaModuleKind.Standard => Name + ".bas",
        VbaModuleKind.Form => Name + ".frm",
        VbaModuleKind.Unknown => Name + ".vba",
        _ => Name + ".cls",
    };
}

/// <summary>What a module is to its project.</summary>
internal enum VbaModuleKind
{
    Unknown,
    Standard,
    Class,
    Document,
    Form,
}
