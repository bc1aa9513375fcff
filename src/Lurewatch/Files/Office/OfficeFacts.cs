using System.Text.Json.Serialization;
using Lurewatch.Mail;
using Lurewatch.Scripts;
using Lurewatch.Scripts.Vba;

namespace Lurewatch.Files.Office;

/// <summary>What an Office document holds, old (compound file) or new (package).</summary>
internal sealed record OfficeFacts : IHasUrls, IHasLinks, IHasActions
{
    /// <summary><c>ole</c>, <c>ooxml</c>, <c>vba-project</c>, <c>flat-opc</c>, <c>word-xml</c>, <c>excel-xml</c>, <c>sylk</c>, <c>odf</c> or <c>flat-odf</c>.</summary>
    public required string Format { get; init; }
    /// <summary>Title, author, dates: as declared, which anybody can write.</summary>
    public OfficeSummary Summary { get; init; } = new();
    /// <summary>Paths of streams, or names of parts.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];
    /// <summary>It holds a VBA project, readable or not, or a part that should be one.</summary>
    public bool HasMacros { get; init; }
    /// <summary>Its content is encrypted.</summary>
    public bool Encrypted { get; init; }
    /// <summary>The scheme of the encryption that was opened: <c>ecma376-agile</c>, <c>ecma376-standard</c>, <c>rc4-cryptoapi</c>, <c>rc4</c>, <c>xor</c>; the document itself is an artifact below.</summary>
    public string? Encryption { get; init; }
    /// <summary>The password that opened it.</summary>
    public string? Password { get; init; }
    /// <summary>Where the password stood: <c>body</c>, <c>subject</c>, <c>file name</c>, <c>usual</c>, <c>options</c>.</summary>
    public string? PasswordSource { get; init; }
    /// <summary>Passwords tried.</summary>
    public int PasswordsTried { get; init; }
    /// <summary>VBA projects directly inside; modules' sources are artifacts below.</summary>
    public IReadOnlyList<VbaProjectFacts> Projects { get; init; } = [];
    /// <summary>Of OpenDocument: what is bound to code.</summary>
    public IReadOnlyList<MacroEvent> Events { get; init; } = [];
    /// <summary>Excel 4.0 macro sheets.</summary>
    public IReadOnlyList<MacroSheet> MacroSheets { get; init; } = [];
    /// <summary>Names by which the application starts Excel 4.0 macros itself.</summary>
    public IReadOnlyList<string> MacroSheetEntries { get; init; } = [];
    /// <summary>Formulas that Excel 4.0 macros write into cells to run them: place and text.</summary>
    public IReadOnlyList<string> WrittenFormulas { get; init; } = [];
    /// <summary>What it loads or links from outside.</summary>
    public IReadOnlyList<ExternalReference> ExternalReferences { get; init; } = [];
    /// <summary>It holds an Equation Editor object.</summary>
    public bool HasEquationObject { get; init; }
    /// <summary>What is wrong with the structure.</summary>
    public IReadOnlyList<string> Defects { get; init; } = [];
    /// <summary>What its macros would do, as far as emulation got.</summary>
    public IReadOnlyList<ScriptAction> Actions { get; init; } = [];
    /// <summary>The application starts one of its procedures by itself.</summary>
    public bool MacrosStartThemselves { get; init; }
    /// <summary>Statements of its macros that did not parse.</summary>
    public int MacroStatementsSkipped { get; init; }
    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<Url> Urls { get; init; } = [];
    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<Url> Links { get; init; } = [];
}

/// <summary>Document properties.</summary>
internal sealed record OfficeSummary
{
    public string? Title { get; init; }
    public string? Subject { get; init; }
    public string? Author { get; init; }
    public string? Keywords { get; init; }
    public string? Comments { get; init; }
    public string? Template { get; init; }
    public string? LastSavedBy { get; init; }
    public string? Application { get; init; }
    public string? Company { get; init; }
    public DateTimeOffset? Created { get; init; }
    public DateTimeOffset? Saved { get; init; }
    public int? CodePage { get; init; }
}

/// <summary>A VBA project without its sources.</summary>
internal sealed record VbaProjectFacts
{
    public required string Storage { get; init; }
    public string? Name { get; init; }
    public int CodePage { get; init; }
    public IReadOnlyList<string> Modules { get; init; } = [];
    public IReadOnlyList<string> References { get; init; } = [];
    public bool IsLocked { get; init; }
    public IReadOnlyList<string> HiddenModules { get; init; } = [];
    public IReadOnlyList<string> RemovedSources { get; init; } = [];
    public IReadOnlyList<StompedModuleFacts> Stomped { get; init; } = [];
    public IReadOnlyList<string> Defects { get; init; } = [];

    public static VbaProjectFacts From(VbaProject project) => new()
    {
        Storage = project.Storage,
        Name = project.Name,
        CodePage = project.CodePage,
        Modules = [.. project.Modules.Select(module => module.FileName)],
        References = project.References,
        IsLocked = project.IsLocked,
        HiddenModules = project.HiddenModules,
        RemovedSources = project.RemovedSources,
        Stomped = [.. project.Stomped.Select(module => new StompedModuleFacts(module.Name, [.. module.Lacking.Take(StompedModuleFacts.Most)]))],
        Defects = project.Defects,
    };
}

/// <summary>A module whose compiled code does other things than its source.</summary>
/// <param name="Module">Its name.</param>
/// <param name="Lacking">The first strings (in quotes) and called names that only the compiled code has.</param>
internal sealed record StompedModuleFacts(string Module, IReadOnlyList<string> Lacking)
{
    public const int Most = 50;
}

/// <summary>An Excel 4.0 macro sheet.</summary>
/// <param name="Name">As on its tab.</param>
/// <param name="State"><c>visible</c>, <c>hidden</c> or <c>very-hidden</c> (no menu shows it again).</param>
internal sealed record MacroSheet(string Name, string State);

/// <summary>An event that starts code.</summary>
/// <param name="Name">As written: <c>dom:load</c>.</param>
/// <param name="Target">The code, by its address in the document.</param>
internal sealed record MacroEvent(string Name, string Target);

/// <summary>Something that a document loads or links from outside.</summary>
/// <param name="Kind">Last part of the relationship type: <c>attachedTemplate</c>, <c>oleObject</c>, <c>frame</c>, <c>hyperlink</c>, …</param>
/// <param name="Target">As written.</param>
/// <param name="Part">The part that names it.</param>
internal sealed record ExternalReference(string Kind, string Target, string Part);
