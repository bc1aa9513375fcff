using Lurewatch.Scripts.Vba.Emulation.Syntax;

namespace Lurewatch.Scripts.Vba.Emulation.Runtime;

/// <summary>A procedure at work.</summary>
internal sealed class Frame(Procedure procedure, ModuleInstance instance)
{
    private Cell?[] _cells = new Cell?[procedure.Slots.Count + 4];

    public Procedure Procedure => procedure;
    public ModuleInstance Instance => instance;
    public LoopState[] Loops { get; } = new LoopState[procedure.LoopSlots];
    public Stack<Variant> With { get; } = new();
    public Stack<int> Gosubs { get; } = new();
    public ErrorMode ErrorMode { get; set; }
    public int Handler { get; set; }
    /// <summary>Instruction that raised the error being handled; −1 if none is.</summary>
    public int ErrorAt { get; set; } = -1;
    /// <summary>Up to here the code runs only because a condition is unknown: it does not leave.</summary>
    public int UnknownUntil { get; set; } = -1;
    public bool IsMain => procedure.Name.Length == 0;
    /// <summary>Of code that code made: the procedure that executes it.</summary>
    public Frame? Outer { get; init; }
    /// <summary>Rounds of loops made of jumps, by their place.</summary>
    public Dictionary<int, int>? Rounds { get; set; }

    public Cell Cell(int slot)
    {
        if (slot >= _cells.Length) Array.Resize(ref _cells, Math.Max(slot + 1, _cells.Length * 2));
        return _cells[slot] ??= procedure.Statics is { } statics && statics.TryGetValue(slot, out var kept) ? kept : new Cell();
    }

    public void Put(int slot, Cell cell)
    {
        if (slot >= _cells.Length) Array.Resize(ref _cells, Math.Max(slot + 1, _cells.Length * 2));
        _cells[slot] = cell;
    }
}

/// <summary>State of a loop or branch.</summary>
internal struct LoopState
{
    public double Last, Step;
    public int Rounds;
    public bool Unknown;
    public IReadOnlyList<Variant>? List;
    public Variant Value;
}

/// <summary>What happens on an error.</summary>
internal enum ErrorMode
{
    None,
    ResumeNext,
    Goto,
}

/// <summary>A module with its variables, or an object of a class.</summary>
internal sealed class ModuleInstance(Module module, VbaObject? basis) : VbaObject
{
    public Module Module => module;
    public Dictionary<string, Cell> Cells { get; } = new(StringComparer.Ordinal);
    /// <summary>The object of the application that it extends: a document, a form.</summary>
    public VbaObject? Basis => basis;
    public override string Type => module.Name;

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args)
    {
        if (basis is Objects.UserForm) by.Load(this);
        if (module.Procedures.TryGetValue(member, out var procedure)) return by.Call(procedure, this, args);
        if (Cells.TryGetValue(member, out var cell)) return args.Length == 0 ? cell.Value : by.IndexValue(cell.Value, args);
        return basis?.Get(by, member, args) ?? Variant.Unknown;
    }

    public override void Set(Interpreter by, string member, ReadOnlySpan<Variant> args, Variant value)
    {
        if (module.Procedures.TryGetValue(member + "=", out var procedure)) by.Call(procedure, this, [.. args, value]);
        else if (Cells.TryGetValue(member, out var cell))
        {
            if (args.Length == 0) by.Store(cell, value);
            else by.StoreElement(cell.Value, args, value);
        }
        else basis?.Set(by, member, args, value);
    }

    public override Variant Index(Interpreter by, ReadOnlySpan<Variant> args) => basis?.Index(by, args) ?? base.Index(by, args);

    public override IReadOnlyList<Variant>? Enumerate(Interpreter by) => basis?.Enumerate(by);
}

/// <summary>A value of a user-defined type.</summary>
internal sealed class RecordObject(string type, Dictionary<string, Cell> fields) : VbaObject
{
    public override string Type => type;

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args) =>
        fields.TryGetValue(member, out var cell) ? args.Length == 0 ? cell.Value : by.IndexValue(cell.Value, args) : Variant.Unknown;

    public override void Set(Interpreter by, string member, ReadOnlySpan<Variant> args, Variant value)
    {
        if (!fields.TryGetValue(member, out var cell)) return;
        if (args.Length == 0) by.Store(cell, value);
        else by.StoreElement(cell.Value, args, value);
    }
}
