using System.Runtime.CompilerServices;
using System.Text;
using Lurewatch.Files;

namespace Lurewatch.Scripts.PowerShell;

/// <summary>Evaluates PowerShell over inert objects: what the script would run, fetch and write goes into the record. Nothing throws; every loop ends.</summary>
internal sealed partial class PsEvaluator
{
    private const int MostSteps = 3_000_000, MostRounds = 200_000, MostDepth = 60, MostOutput = 500_000, MostText = 1 << 22;
    private readonly ScriptRecord _record;
    private readonly AnalysisBudget _budget;
    private readonly Dictionary<string, PsScriptBlock> _functions = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _aliases = new(StringComparer.OrdinalIgnoreCase);
    private readonly TimeShare _time;
    private readonly HashSet<string> _evaluated = new(StringComparer.Ordinal);
    private Scope _scope = new(null);
    private int _steps, _depth;
    private string? _flow;
    private int _unknown;

    public PsEvaluator(ScriptRecord record, AnalysisBudget budget)
    {
        _record = record;
        _budget = budget;
        _time = budget.Share();
        foreach (var (name, value) in PsEnvironment.Variables) _scope.Values[name] = value;
    }

    public ScriptRecord Record => _record;
    /// <summary>The file that started the script, which may read it: its name and text.</summary>
    public (string Name, string Text)? Starter { get; init; }

    /// <summary>Text of a file by its path; null if it is not known.</summary>
    public string? Known(string path) => Starter is { } starter && path.EndsWith(starter.Name, StringComparison.OrdinalIgnoreCase) && Pay(starter.Text.Length) ? starter.Text : null;
    public AnalysisBudget Budget => _budget;
    /// <summary>Where the code that runs came from, when the code made it.</summary>
    public List<string> Way { get; } = [];
    public bool WasCut { get; private set; }
    /// <summary>What the script wrote, which whoever started it may evaluate.</summary>
    public StringBuilder Output { get; } = new();

    private sealed class Scope(Scope? outer)
    {
        public Scope? Outer => outer;
        public Dictionary<string, object?> Values { get; } = new(StringComparer.OrdinalIgnoreCase);
        public object? Input { get; set; }
        /// <summary>The parameter that takes what comes through the pipe.</summary>
        public string? Piped { get; set; }
    }

    /// <summary>Evaluates a whole script.</summary>
    /// <returns>Statements that did not parse.</returns>
    public int Run(string source)
    {
        var parser = new PsParser(source, _budget);
        var block = parser.Parse();
        foreach (var value in Block(block)) Print(value);
        return parser.Skipped;
    }

    private void Print(object? value)
    {
        if (Output.Length < MostText && value is not (PsUnknown or null)) Output.Append(PsConvert.Text(value)).Append('\n');
    }

    public IReadOnlyList<string> Steps(string call) => [.. Way, call];

    public bool Step(int count = 1)
    {
        _steps += count;
        if (_steps <= MostSteps && _budget.TryTakeSteps(count, "PowerShell") && ((_steps & 1023) >= count || _time.HasTime("PowerShell"))) return true;
        if (_steps > MostSteps) _budget.Exhaust("script_steps", "PowerShell");
        WasCut = true;
        _flow = "exit";
        return false;
    }

    /// <summary>Pays for a text or list that is made.</summary>
    public bool Pay(long size) => size < MostText && Step(1 + (int)(size >> 6));

    private bool Enter()
    {
        if (_depth >= MostDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            WasCut = true;
            return false;
        }
        _depth++;
        return true;
    }

    /// <summary>Output of statements.</summary>
    public List<object?> Block(PsBlock block)
    {
        var output = new List<object?>();
        if (!Enter()) return output;
        foreach (var statement in block.Statements)
        {
            if (_flow is not null || !Step()) break;
            Statement(statement, output);
        }
        _depth--;
        return output;
    }

    private static void Add(List<object?> output, object? value)
    {
        if (output.Count >= MostOutput) return;
        switch (value)
        {
            case null: break;
            case object?[] items: output.AddRange(items.Take(MostOutput - output.Count)); break;
            default: output.Add(value); break;
        }
    }

    private static object? Unwrap(List<object?> output) => output.Count switch { 0 => null, 1 => output[0], _ => output.ToArray() };

    private void Statement(PsNode statement, List<object?> output)
    {
        switch (statement)
        {
            case PsBlock block: output.AddRange(Block(block)); break;
            case PsProcess each: Process(each, output); break;
            case PsIf branch: If(branch, output); break;
            case PsLoop loop: Loop(loop, output); break;
            case PsForEach each: ForEach(each, output); break;
            case PsSwitch choice: Switch(choice, output); break;
            case PsTry attempt:
                // Whether the body fails is not known: fetching did not happen. All parts tell what they would do.
                _unknown++;
                output.AddRange(Block(attempt.Body));
                if (_flow is "throw") _flow = null;
                foreach (var handler in attempt.Catches) output.AddRange(Block(handler));
                _unknown--;
                if (attempt.Finally is { } last) output.AddRange(Block(last));
                break;
            case PsFunction function:
                if (_functions.Count < 2000) _functions[function.Name] = function.Body;
                break;
            case PsFlow flow: Flow(flow, output); break;
            case PsAssign assign: Assign(assign.Target, assign.Operator, Value(assign.Value)); break;
            case PsPostfix or PsUnary { Operator: "++" or "--" }: Value(statement); break;
            default: Add(output, Value(statement)); break;
        }
    }

    private void Flow(PsFlow flow, List<object?> output)
    {
        if (flow.Value is not null && flow.Word is "return") Add(output, Value(flow.Value));
        // Where it is not known whether the code gets here, it goes on, too: a loop over addresses that ends with the first success has more to tell.
        if (_unknown > 0) return;
        _flow = flow.Word;
    }

    private void If(PsIf branch, List<object?> output)
    {
        var unknown = 0;
        foreach (var (condition, body) in branch.Branches)
        {
            var holds = PsConvert.Condition(Value(condition));
            if (_flow is not null) break;
            if (holds is false) continue;
            if (holds is true)
            {
                output.AddRange(Block(body));
                _unknown -= unknown;
                return;
            }
            _unknown++;
            unknown++;
            output.AddRange(Block(body));
        }
        if (branch.Else is { } other) output.AddRange(Block(other));
        _unknown -= unknown;
    }

    private void Process(PsProcess each, List<object?> output)
    {
        var scope = _scope;
        if (scope.Input is not { } input)
        {
            output.AddRange(Block(each.Body));
            return;
        }
        var parameter = scope.Piped;
        foreach (var item in PsConvert.Items(input))
        {
            if (!Step() || _flow is not null || output.Count > MostOutput) return;
            scope.Values["_"] = item;
            if (parameter is not null) scope.Values[parameter] = item;
            output.AddRange(Block(each.Body));
        }
    }

    private void Loop(PsLoop loop, List<object?> output)
    {
        if (loop.Start is not null) Statement(loop.Start, []);
        var began = _steps;
        for (var round = 0; round < MostRounds; round++)
        {
            if (!Step() || _flow is not null && !Continues()) return;
            if (_steps - began > MostSteps / 4) break;   // it waits for something that does not come
            var isUnknown = false;
            if (loop.Condition is not null && !(loop.BodyFirst && round == 0))
            {
                var holds = PsConvert.Condition(Value(loop.Condition));
                if (holds is null)
                {
                    if (round > 0) return;
                    isUnknown = true;
                }
                else if (holds.Value == loop.Until) return;
            }
            if (isUnknown) _unknown++;
            output.AddRange(Block(loop.Body));
            if (isUnknown) _unknown--;
            if (output.Count > MostOutput || !Continues()) return;
            if (loop.Step is not null) Statement(loop.Step, []);
        }
        WasCut = true;
        _budget.Exhaust("script_loop", "PowerShell");
    }

    /// <summary>After a round: false if the loop is left.</summary>
    private bool Continues()
    {
        if (_flow is "continue") _flow = null;
        if (_flow is "break")
        {
            _flow = null;
            return false;
        }
        return _flow is null;
    }

    private void ForEach(PsForEach each, List<object?> output)
    {
        var list = Value(each.List);
        foreach (var item in list is PsTable table ? [.. table.Items.Values] : PsConvert.Items(list))
        {
            if (!Step() || output.Count > MostOutput) return;
            SetVariable(each.Variable, item);
            output.AddRange(Block(each.Body));
            if (!Continues()) return;
        }
    }

    private void Switch(PsSwitch choice, List<object?> output)
    {
        foreach (var subject in PsConvert.Items(Value(choice.Subject)))
        {
            if (!Step()) return;
            SetVariable("_", subject);
            var any = false;
            foreach (var (test, body) in choice.Cases)
            {
                if (test is null ? any : test is PsScriptBlock code ? PsConvert.Condition(Unwrap(Block(code.Body))) is false : !Fits(subject, Value(test), choice.Mode)) continue;
                any = true;
                output.AddRange(Block(body));
                if (!Continues()) return;
            }
        }
    }

    private bool Fits(object? subject, object? test, string mode) => mode switch
    {
        "regex" => PsOperators.Match(this, PsConvert.Text(subject), PsConvert.Text(test), ignoreCase: true) is not false,
        "wildcard" => PsOperators.Like(PsConvert.Text(subject), PsConvert.Text(test), ignoreCase: true),
        _ => PsConvert.Text(subject).Equals(PsConvert.Text(test), StringComparison.OrdinalIgnoreCase),
    };

    /// <summary>Calls a script block or function.</summary>
    public object? Invoke(PsScriptBlock block, object?[] args, IReadOnlyDictionary<string, object?>? named = null, object? input = null, bool ownScope = true)
    {
        if (!Enter()) return PsUnknown.Value;
        var outer = _scope;
        if (ownScope) _scope = new Scope(outer) { Input = input };
        var at = 0;
        foreach (var parameter in block.Parameters)
        {
            object? value = null;
            if (named is not null && named.TryGetValue(parameter.Name, out var given)) value = given;
            else if (at < args.Length) value = args[at++];
            else if (parameter.Default is { } initial) value = Value(initial);
            _scope.Values[parameter.Name] = value;
        }
        if (ownScope)
        {
            if (input is not null && at < block.Parameters.Count) _scope.Piped = block.Parameters[at].Name;
            _scope.Values["args"] = args[Math.Min(at, args.Length)..];
            _scope.Values["input"] = input;
        }
        var output = Block(block.Body);
        if (_flow is "return") _flow = null;
        _scope = outer;
        _depth--;
        return Unwrap(output);
    }

    /// <summary>Evaluates text as code: <c>Invoke-Expression</c>. It is an artifact of its own, too.</summary>
    public object? Expression(string code, string how)
    {
        code = code.Trim();
        if (code.Length == 0 || !Enter()) return null;
        if (code.Length >= 24 && _evaluated.Count < 200 && _evaluated.Add(code)) _record.Evaluate(code, FileType.PowerShell, Steps(how));
        var result = (object?)null;
        if (Pay(code.Length * 4L))
        {
            Way.Add(how);
            result = Unwrap(Block(new PsParser(code, _budget).Parse()));
            Way.RemoveAt(Way.Count - 1);
        }
        _depth--;
        return result;
    }

    private object? GetVariable(string name)
    {
        if (name.StartsWith("env:", StringComparison.Ordinal)) return _scopeEnvironment.TryGetValue(name[4..], out var own) ? own : PsEnvironment.Environment(name[4..]) is { } value ? value : null;
        if (name.StartsWith("function:", StringComparison.Ordinal)) return _functions.GetValueOrDefault(name[9..]);
        for (var scope = _scope; scope is not null; scope = scope.Outer)
            if (scope.Values.TryGetValue(name, out var value)) return value;
        return name switch { "true" => true, "false" => false, "null" => null, _ => null };
    }

    private readonly Dictionary<string, object?> _scopeEnvironment = new(StringComparer.OrdinalIgnoreCase);

    public void SetVariable(string name, object? value)
    {
        if (name.StartsWith("env:", StringComparison.Ordinal))
        {
            if (_scopeEnvironment.Count < 2000) _scopeEnvironment[name[4..]] = value;
            return;
        }
        if (name is "true" or "false" or "null") return;
        // An assignment is local, but code that reads first from outside expects to find it: the innermost scope that has it takes it.
        for (var scope = _scope; scope is not null; scope = scope.Outer)
        {
            if (!scope.Values.ContainsKey(name)) continue;
            scope.Values[name] = value;
            return;
        }
        if (_scope.Values.Count < 20_000) _scope.Values[name] = value;
    }

    private void Assign(PsNode target, string op, object? value)
    {
        switch (target)
        {
            case PsVariable variable:
                SetVariable(variable.Name, op == "=" ? value : PsOperators.Binary(this, op[..1], GetVariable(variable.Name), value, false));
                break;
            case PsCast cast:
                Assign(cast.Operand, op, PsTypes.Cast(this, cast.Type, value));
                break;
            case PsList list:
                var items = PsConvert.Items(value);
                for (var i = 0; i < list.Items.Count; i++)
                    Assign(list.Items[i], "=", i < items.Length ? i == list.Items.Count - 1 && items.Length > list.Items.Count ? items[i..] : items[i] : null);
                break;
            case PsIndex index:
                var holder = Value(index.Target);
                var at = Value(index.Index);
                if (op != "=") value = PsOperators.Binary(this, op[..1], PsOperators.Index(this, holder, at), value, false);
                if (holder is PsTable table && table.Items.Count < 100_000) table.Items[PsConvert.Text(at)] = value;
                else if (holder is object?[] array && PsConvert.TryNumber(at, out var n) && (n < 0 ? n + array.Length : n) is >= 0 and var place && place < array.Length) array[(int)place] = value;
                else if (holder is byte[] bytes && PsConvert.TryNumber(at, out n) && n >= 0 && n < bytes.Length && PsConvert.TryNumber(value, out var b)) bytes[(int)n] = (byte)(long)b;
                break;
            case PsMember member:
                var thing = Value(member.Target);
                var name = PsConvert.Text(Value(member.Name)).ToLowerInvariant();
                if (thing is PsTable fields) fields.Items[name] = value;
                else if (thing is PsObject inert) inert.Set(this, name, value);
                break;
            case PsParen paren: Assign(paren.Inner, op, value); break;
        }
    }
}
