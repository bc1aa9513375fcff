using System.Runtime.CompilerServices;
using Lurewatch.Scripts.Vba.Emulation.Library;
using Lurewatch.Scripts.Vba.Emulation.Objects;
using Lurewatch.Scripts.Vba.Emulation.Runtime;
using Lurewatch.Scripts.Vba.Emulation.Syntax;

namespace Lurewatch.Scripts.Vba.Emulation;

/// <summary>Runs the flat code of procedures over inert objects. Nothing throws; what is not known flows on; every loop ends.</summary>
internal sealed partial class Interpreter
{
    /// <summary>Instructions and operands of one document; a decoder of 100,000 characters takes a fifth of it.</summary>
    private const int MostSteps = 3_000_000;
    /// <summary>Rounds of one loop: beyond, it only waits.</summary>
    private const int MostRounds = 300_000;
    private const int MostCalls = 160, MostQueued = 50, CallSteps = 8, MostSheetRuns = 20;

    private readonly AnalysisBudget _budget;
    private readonly TimeShare _time;
    private readonly Dictionary<string, ModuleInstance> _modules = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Module> _classes = new(StringComparer.OrdinalIgnoreCase);
    private readonly Queue<string> _later = new();
    private readonly HashSet<string> _queued = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<ModuleInstance> _loaded = [];
    private int _steps, _depth, _error, _queuedCount, _sheetRuns;
    private bool _ended;
    private bool _handlerAbove;

    public Interpreter(IVbaHost host, ScriptRecord record, AnalysisBudget budget)
    {
        Host = host;
        Record = record;
        _budget = budget;
        _time = budget.Share();
        Files = new VirtualFiles(record);
        Machine = new Machine();
        Globals = new HostObjects(this);
    }

    public IVbaHost Host { get; }
    public ScriptRecord Record { get; }
    public VirtualFiles Files { get; }
    public Machine Machine { get; }
    public HostObjects Globals { get; }
    public ErrorState Err { get; } = new();
    public AnalysisBudget Budget => _budget;
    /// <summary>Name of the entry point that runs.</summary>
    public string Entry { get; set; } = "";
    /// <summary>A loop or the whole was cut.</summary>
    public bool WasCut { get; private set; }
    public bool HasSteps => _steps < MostSteps && !_ended;

    /// <summary>The chain of an action: the entry point and what it calls.</summary>
    public IReadOnlyList<string> Steps(string call) => Entry.Length == 0 ? [call] : [Entry, call];

    /// <summary>Adds a module; <see cref="Begin"/> follows when all are there.</summary>
    public ModuleInstance Add(Module module, VbaObject? basis)
    {
        foreach (var inner in module.Classes) _classes.TryAdd(inner.Name, inner);
        if (module.IsClass) _classes.TryAdd(module.Name, module);
        var instance = new ModuleInstance(module, basis);
        _modules.TryAdd(module.Name, instance);
        return instance;
    }

    /// <summary>Makes the variables of all modules: one may be an object of another's class.</summary>
    public void Begin()
    {
        foreach (var instance in _modules.Values) Initialise(instance);
    }

    /// <summary>Runs a procedure that the application starts.</summary>
    public void Start(Procedure procedure, ModuleInstance instance)
    {
        Entry = procedure.Written;
        _ended = false;
        Err.Clear();
        Call(procedure, instance, []);
        while (_later.TryDequeue(out var name))
        {
            _ended = false;
            RunByName(name, []);
        }
    }

    /// <summary>A procedure that is to run later (<c>OnTime</c>).</summary>
    public void Later(string name)
    {
        if (_queuedCount++ < MostQueued && _queued.Add(name)) _later.Enqueue(name);
    }

    /// <summary>Excel 4.0 macros are started so often and no more.</summary>
    public bool MayRunSheet() => _sheetRuns++ < MostSheetRuns;

    /// <summary>A form is loaded when code first asks it for something.</summary>
    public void Load(ModuleInstance form)
    {
        if (_loaded.Add(form)) RaiseEvent(form.Module.Name, "UserForm_Initialize");
    }

    /// <summary>Runs the procedure of a form's module that handles an event, if it has one.</summary>
    public void RaiseEvent(string form, string handler)
    {
        if (_modules.TryGetValue(form, out var instance) && instance.Module.Procedures.TryGetValue(handler.ToLowerInvariant(), out var procedure)) Call(procedure, instance, []);
    }

    /// <summary>Runs the main part of a script.</summary>
    public void RunMain(ModuleInstance instance, string entry)
    {
        Entry = entry;
        if (instance.Module.Main is { } main) Call(main, instance, []);
    }

    /// <summary>A procedure by a name that the code computed: <c>Application.Run</c>.</summary>
    public Variant RunByName(string name, ReadOnlySpan<Variant> args)
    {
        name = name[(name.LastIndexOf('!') + 1)..].Trim('\'', ' ');
        string? wanted = null;
        if (name.LastIndexOf('.') is >= 0 and var dot)
        {
            wanted = name[..dot];
            wanted = wanted[(wanted.LastIndexOf('.') + 1)..];
            name = name[(dot + 1)..];
        }
        var key = name.ToLowerInvariant();
        foreach (var (module, instance) in _modules)
            if ((wanted is null || module.Equals(wanted, StringComparison.OrdinalIgnoreCase)) && instance.Module.Procedures.TryGetValue(key, out var procedure)) return Call(procedure, instance, args);
        return wanted is null ? Variant.Unknown : RunByName(name, args);
    }

    /// <summary>Code that the code made (<c>Execute</c>): it runs in the same place.</summary>
    public Variant Execute(string source, ModuleInstance instance, Frame? frame)
    {
        if (_depth >= MostCalls || source.Length > 1 << 20) return Variant.Unknown;
        var module = ModuleParser.Parse(instance.Module.Name, source, isScript: true, _budget);
        foreach (var (name, procedure) in module.Procedures) instance.Module.Procedures[name] = procedure;
        foreach (var inner in module.Classes) _classes[inner.Name] = inner;
        if (module.Main is not { } main) return Variant.Unknown;
        // Variables of the calling procedure are visible to the code; it runs as a part of it.
        return Run(new Frame(main, instance) { Outer = frame });
    }

    /// <summary>Calls a procedure with values.</summary>
    public Variant Call(Procedure procedure, ModuleInstance instance, ReadOnlySpan<Variant> args)
    {
        var frame = new Frame(procedure, instance);
        for (var i = 0; i < args.Length; i++)
            if (!Bind(frame, i, new Cell { Value = args[i] }, args.Length)) break;
        return Enter(frame, args.Length);
    }

    /// <summary>Gives an argument its parameter; false if there is none.</summary>
    private static bool Bind(Frame frame, int index, Cell cell, int count)
    {
        var parameters = frame.Procedure.Parameters;
        if (parameters.Count > 0 && index >= parameters.Count - 1 && parameters[^1] is { IsList: true } list)
        {
            var slot = frame.Procedure.SlotOf(list.Name);
            var items = frame.Cell(slot).Value.Items ?? VbaArray.Of(new Variant[Math.Max(0, count - parameters.Count + 1)]);
            frame.Cell(slot).Value = Variant.Of(items);
            if (index - parameters.Count + 1 < items.Items.Length) items.Items[index - parameters.Count + 1] = cell.Value;
            return true;
        }
        if (index >= parameters.Count) return false;
        var parameter = parameters[index];
        if (parameter.ByValue && cell.Value.Items is { } array) cell.Value = Variant.Of(array.Copy());
        if (cell.Type == VariantKind.Empty && parameter.Type != VariantKind.Empty && cell.Value.Kind != VariantKind.Array)
        {
            var error = 0;
            cell = new Cell { Type = parameter.Type, Value = Conversion.To(parameter.Type, cell.Value, ref error) };
        }
        frame.Put(frame.Procedure.SlotOf(parameter.Name), cell);
        return true;
    }

    private Variant Enter(Frame frame, int given)
    {
        // Defaults are evaluated before the procedure runs, and may call it again.
        if (!MayCall()) return Variant.Unknown;
        _depth++;
        var procedure = frame.Procedure;
        for (var i = given; i < procedure.Parameters.Count; i++) Leave(frame, i);
        if (procedure.Kind is ProcedureKind.Function or ProcedureKind.Get)
        {
            var result = frame.Cell(procedure.SlotOf(procedure.Name));
            result.Type = procedure.Result;
            result.Value = Types.Initial(procedure.Result);
        }
        _depth--;
        return Run(frame);
    }

    /// <summary>A parameter that was left out.</summary>
    private void Leave(Frame frame, int index)
    {
        var parameter = frame.Procedure.Parameters[index];
        var slot = frame.Procedure.SlotOf(parameter.Name);
        if (parameter.IsList)
        {
            if (frame.Cell(slot).Value.Items is null) frame.Cell(slot).Value = Variant.Of(VbaArray.Of([]));
            return;
        }
        frame.Put(slot, new Cell
        {
            Type = parameter.Type,
            Value = parameter.Default is { } value ? Evaluate(value, frame) : parameter.Type == VariantKind.Empty ? Variant.Missing : Types.Initial(parameter.Type),
        });
    }

    private bool MayCall()
    {
        if (_depth < MostCalls && RuntimeHelpers.TryEnsureSufficientExecutionStack()) return true;
        WasCut = true;
        return false;
    }

    private Variant Run(Frame frame)
    {
        if (!MayCall() || !Step(CallSteps)) return Variant.Unknown;
        _depth++;
        var handlerAbove = _handlerAbove;
        var code = frame.Procedure.Code;
        var pc = 0;
        while ((uint)pc < (uint)code.Count && !_ended)
        {
            if (!Step()) break;
            var next = Execute(code[pc], pc, frame);
            if (_error != 0) next = Handle(frame, pc, next);
            pc = next;
        }
        _handlerAbove = handlerAbove;
        _depth--;
        var own = frame.Procedure;
        return own.Kind is ProcedureKind.Function or ProcedureKind.Get ? frame.Cell(own.SlotOf(own.Name)).Value : Variant.Empty;
    }

    /// <summary>Where to go on after an error. One that nothing handles would end the macro; here it may be this emulation's own, so the next statement runs.</summary>
    private int Handle(Frame frame, int pc, int next)
    {
        Err.Raise(_error);
        _error = 0;
        if (frame.ErrorMode == ErrorMode.Goto && frame.ErrorAt < 0)
        {
            frame.ErrorAt = pc;
            return frame.Handler;
        }
        if (frame.ErrorMode == ErrorMode.None && _handlerAbove && _depth > 1)
        {
            _error = Err.Number;
            return -1;
        }
        return Math.Max(next, pc + 1);
    }

    /// <summary>Raises an error of a number; the statement that runs ends with it.</summary>
    public void Raise(int number)
    {
        if (_error == 0) _error = number == 0 ? 5 : number;
    }

    /// <summary>One more step; false when the whole is cut.</summary>
    public bool Step(int count = 1)
    {
        _steps += count;
        if (_steps > MostSteps || (_steps & 1023) < count && !(_budget.TryTakeSteps(1024, "VBA emulation") && _time.HasTime("VBA emulation")))
        {
            if (_steps > MostSteps) _budget.Exhaust("script_steps", "VBA emulation");
            WasCut = true;
            _ended = true;
            return false;
        }
        return true;
    }

    /// <summary>Pays for a text that is made.</summary>
    public bool Pay(int chars) => chars < 1 << 24 && Step(1 + (chars >> 7));

    private void Initialise(ModuleInstance instance)
    {
        var frame = new Frame(new Procedure("", "", ProcedureKind.Sub, instance.Module), instance);
        foreach (var declaration in instance.Module.Variables)
        {
            var cell = new Cell();
            instance.Cells[declaration.Name] = cell;
            Declare(cell, declaration, frame);
        }
    }

    /// <summary>Makes an object of a class of the code itself; null if it has none of that name.</summary>
    private ModuleInstance? NewInstance(string name)
    {
        if (!_classes.TryGetValue(name, out var module))
        {
            if (!_modules.TryGetValue(name, out var own)) return null;
            if (own.Basis is UserForm) return own;
            module = own.Module;   // a project whose list of modules lies
        }
        var instance = new ModuleInstance(module, null);
        Initialise(instance);
        if (module.Procedures.TryGetValue("class_initialize", out var constructor)) Call(constructor, instance, []);
        return instance;
    }
}
