using Lurewatch.Scripts.Vba.Emulation.Runtime;

namespace Lurewatch.Scripts.Vba.Emulation.Syntax;

/// <summary>What one instruction does.</summary>
internal enum Op
{
    /// <summary>Call for its effect: <see cref="Instruction.A"/>.</summary>
    Evaluate,
    /// <summary>A := B; by reference where <see cref="Instruction.Flag"/>.</summary>
    Assign,
    /// <summary>Go to <see cref="Instruction.Target"/>.</summary>
    Jump,
    /// <summary>The end of a branch: as <see cref="Jump"/>, unless the condition of the branch (slot) was unknown: then the other branches run, too.</summary>
    EndBranch,
    /// <summary>Go to the target unless A holds; slot remembers an unknown condition.</summary>
    Branch,
    /// <summary>A loop's condition: leave to the target when A is false (Flag: true); unknown goes through once.</summary>
    LoopTest,
    /// <summary>Start of a loop: its state (slot) is fresh.</summary>
    LoopStart,
    /// <summary>For A = B To C Step D.</summary>
    For,
    /// <summary>Next.</summary>
    Next,
    /// <summary>For Each A In B.</summary>
    ForEach,
    /// <summary>Next of For Each.</summary>
    NextEach,
    /// <summary>Select Case A; the value is kept in a slot.</summary>
    Select,
    /// <summary>Go to the target unless one of the cases fits.</summary>
    Case,
    With,
    EndWith,
    OnErrorResumeNext,
    OnErrorGoto,
    OnErrorOff,
    ResumeNext,
    Resume,
    Gosub,
    Return,
    /// <summary>On A GoTo list.</summary>
    OnGoto,
    ExitProcedure,
    End,
    Dim,
    Redim,
    Erase,
    /// <summary>Mid(A, B, C) = D.</summary>
    MidAssign,
    Open,
    PrintFile,
    CloseFile,
    ReadFile,
    RaiseError,
}

/// <summary>One instruction of a procedure's flat code: so <c>GoTo</c>, <c>Resume</c> and the rest are plain jumps.</summary>
internal sealed class Instruction(Op op)
{
    public Op Op => op;
    public Expression? A { get; init; }
    public Expression? B { get; init; }
    public Expression? C { get; init; }
    public Expression? D { get; init; }
    public bool Flag { get; init; }
    /// <summary>Where a jump goes; set once the place is known.</summary>
    public int Target { get; set; } = -1;
    /// <summary>Label of a jump until it is resolved.</summary>
    public string? Label { get; init; }
    /// <summary>State of a loop or a branch in the frame.</summary>
    public int Slot { get; init; }
    public CaseTest[] Cases { get; init; } = [];
    public Declaration[] Declarations { get; init; } = [];
    public Argument[] Arguments { get; init; } = [];
    public string[] Labels { get; init; } = [];
}

/// <summary>A test of <c>Case</c>: a value, a range, or a comparison.</summary>
internal readonly record struct CaseTest(OperatorKind Operator, Expression Value, Expression? To);

/// <summary>A declared variable.</summary>
/// <param name="Name">Lower case.</param>
/// <param name="Type">Elementary type; Empty for Variant, classes and what is not known.</param>
/// <param name="Class">Name of the class of <c>As New</c>, or of a user-defined type.</param>
/// <param name="IsNew">Made when it is first used.</param>
/// <param name="Bounds">Of an array: lower (null: by Option Base) and upper bounds; empty for a dynamic one; null if it is none.</param>
/// <param name="Value">Of a constant.</param>
internal sealed record Declaration(string Name, VariantKind Type, string? Class, bool IsNew, (Expression? Low, Expression High)[]? Bounds, Expression? Value)
{
    /// <summary>Kept between calls.</summary>
    public bool IsStatic { get; init; }
}

/// <summary>A parameter.</summary>
internal sealed record Parameter(string Name, VariantKind Type, bool ByValue, bool IsOptional, bool IsList, Expression? Default);

/// <summary>A procedure: Sub, Function or Property.</summary>
internal sealed class Procedure(string name, string written, ProcedureKind kind, Module module)
{
    /// <summary>Lower case.</summary>
    public string Name => name;
    /// <summary>As written.</summary>
    public string Written => written;
    public ProcedureKind Kind => kind;
    public Module Module => module;
    public List<Parameter> Parameters { get; } = [];
    public List<Instruction> Code { get; } = [];
    public Dictionary<string, int> Labels { get; } = new(StringComparer.OrdinalIgnoreCase);
    /// <summary>Slots of the variables: parameters first, the result of a function next.</summary>
    public Dictionary<string, int> Slots { get; } = new(StringComparer.Ordinal);
    public int LoopSlots { get; set; }
    public VariantKind Result { get; set; }
    public bool IsPrivate { get; init; }
    /// <summary>Cells of its Static variables.</summary>
    public Dictionary<int, Cell>? Statics { get; set; }

    public int SlotOf(string variable)
    {
        if (Slots.TryGetValue(variable, out var slot)) return slot;
        slot = Slots.Count;
        Slots.Add(variable, slot);
        return slot;
    }
}

/// <summary>Kinds of procedures.</summary>
internal enum ProcedureKind
{
    Sub,
    Function,
    Get,
    Let,
    Set,
}

/// <summary>A function of a system library that the module declares.</summary>
/// <param name="Name">As the code calls it, lower case.</param>
/// <param name="Library">File name of the library.</param>
/// <param name="Function">Its name there (Alias, else the name).</param>
internal sealed record DeclaredFunction(string Name, string Library, string Function);

/// <summary>A module after parsing.</summary>
internal sealed class Module(string name)
{
    public string Name => name;
    public bool IsClass { get; set; }
    public bool IgnoreCase { get; set; }
    public int Base { get; set; }
    /// <summary>Procedures by name; Property Let and Set under <c>name=</c>.</summary>
    public Dictionary<string, Procedure> Procedures { get; } = new(StringComparer.Ordinal);
    public List<Declaration> Variables { get; } = [];
    public HashSet<string> PrivateNames { get; } = new(StringComparer.Ordinal);
    public Dictionary<string, Declaration[]> Types { get; } = new(StringComparer.Ordinal);
    public Dictionary<string, DeclaredFunction> Declares { get; } = new(StringComparer.Ordinal);
    /// <summary>Names of its enumerations.</summary>
    public HashSet<string> Enums { get; } = new(StringComparer.Ordinal);
    /// <summary>Classes inside of a script.</summary>
    public List<Module> Classes { get; } = [];
    /// <summary>Statements outside of procedures: a script's main part.</summary>
    public Procedure? Main { get; set; }
    /// <summary>Statements that did not parse.</summary>
    public int Skipped { get; set; }
}
