using System.Collections.Frozen;
using Lurewatch.Files.Office.Workbooks;
using Lurewatch.Scripts.Vba.Emulation.Runtime;

namespace Lurewatch.Scripts.Vba.Emulation;

/// <summary>The document around a macro: what the code can read from it. A script has an empty one.</summary>
internal interface IVbaHost
{
    /// <summary><c>word</c>, <c>excel</c>, <c>powerpoint</c>, <c>script</c>.</summary>
    string Application { get; }
    /// <summary>Name of the document.</summary>
    string FileName { get; }
    /// <summary>Text of a document, paragraphs ending in <c>\r</c>; null if it has none.</summary>
    string? Text { get; }
    /// <summary>Document variables.</summary>
    IReadOnlyDictionary<string, string> Variables { get; }
    /// <summary>Built-in properties of the document by the names that macros use: <c>Title</c>, <c>Last Author</c>.</summary>
    IReadOnlyDictionary<string, string> Properties { get; }
    /// <summary>Properties that users add.</summary>
    IReadOnlyDictionary<string, string> CustomProperties { get; }
    /// <summary>Bookmarks with their texts.</summary>
    IReadOnlyDictionary<string, string> Bookmarks { get; }
    /// <summary>Comments of the document.</summary>
    IReadOnlyList<string> Comments { get; }
    /// <summary>Shapes, in order.</summary>
    IReadOnlyList<HostShape> Shapes { get; }
    /// <summary>Controls of forms and of the document itself (<see cref="HostControl.Form"/> empty).</summary>
    IReadOnlyList<HostControl> Controls { get; }
    /// <summary>The workbook as it was saved; null if it is none.</summary>
    Workbook? Workbook { get; }
    /// <summary>Names of the sheets, in order.</summary>
    IReadOnlyList<string> Sheets { get; }
    /// <summary>A cell; sheet by index from 0, row and column from 1.</summary>
    Variant CellOf(int sheet, int row, int column);
    /// <summary>A defined name's reference (<c>Sheet1!$A$1</c>); null if there is none.</summary>
    string? NamedRange(string name);
}

/// <summary>A shape of a document.</summary>
internal sealed record HostShape(string Name, string AlternativeText, string Title, string Text);

/// <summary>A control: its properties by lower-case names (<c>caption</c>, <c>value</c>, <c>text</c>, <c>tag</c>, <c>controltiptext</c>, …).</summary>
/// <param name="Form">Name of its form.</param>
/// <param name="Name">Its name.</param>
/// <param name="Parent">The frame, page or multi-page control that it lies in; null if the form itself.</param>
/// <param name="Properties">What it says.</param>
internal sealed record HostControl(string Form, string Name, string? Parent, IReadOnlyDictionary<string, string> Properties);

/// <summary>No document: a script, or a project without one.</summary>
internal sealed class NoDocument(string application, string fileName) : IVbaHost
{
    private static readonly FrozenDictionary<string, string> s_none = FrozenDictionary<string, string>.Empty;

    public string Application => application;
    public string FileName => fileName;
    public string? Text => null;
    public IReadOnlyDictionary<string, string> Variables => s_none;
    public IReadOnlyDictionary<string, string> Properties => s_none;
    public IReadOnlyDictionary<string, string> CustomProperties => s_none;
    public IReadOnlyDictionary<string, string> Bookmarks => s_none;
    public IReadOnlyList<string> Comments => [];
    public IReadOnlyList<HostShape> Shapes => [];
    public IReadOnlyList<HostControl> Controls => [];
    public Workbook? Workbook => null;
    public IReadOnlyList<string> Sheets => [];
    public Variant CellOf(int sheet, int row, int column) => Variant.Unknown;
    public string? NamedRange(string name) => null;
}
