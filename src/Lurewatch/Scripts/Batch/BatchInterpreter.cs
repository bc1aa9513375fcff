using System.Text;

namespace Lurewatch.Scripts.Batch;

/// <summary>A small cmd.exe: parses and runs batch files and command lines over variables, files and output of its own; programs are only recorded.</summary>
/// <remarks>The phases are those that users of cmd.exe have worked out: percent expansion, special characters, FOR variables, delayed expansion, pipes, CALL. What a condition cannot know is taken both ways; a jump that depends on it is taken later.</remarks>
internal sealed partial class BatchInterpreter
{
    private const int MostDepth = 24, MostJumps = 2_000, MostOutput = 1 << 20, MostTrace = 256 << 10, MostSteps = 400_000;
    private readonly BatchRun _run;
    private readonly Dictionary<string, string> _variables;
    private readonly Dictionary<char, string> _loop = [];
    private readonly Expansion _expansion;
    private readonly IReadOnlyList<string> _steps;
    private readonly bool _isBatch;
    private readonly int _depth;
    private readonly string[] _lines;
    private readonly Dictionary<string, int> _labels = new(StringComparer.OrdinalIgnoreCase);
    private readonly Stack<(bool Delayed, Dictionary<string, string> Variables)> _saved = new();
    private readonly Queue<int> _later = new();
    private readonly HashSet<int> _visited = [];
    private readonly Dictionary<int, int> _jumpedAt = [];
    private string[] _arguments;
    private StringBuilder? _output;
    private string? _input;
    private bool _isDelayed;
    private int _uncertain, _line, _jumps, _changes, _calls, _nodes;
    private Flow _flow;

    private BatchInterpreter(BatchRun run, string text, bool isBatch, bool isDelayed, IReadOnlyList<string> steps, int depth, IEnumerable<KeyValuePair<string, string>> variables, string[] arguments)
    {
        (_run, _isBatch, _isDelayed, _steps, _depth, _arguments) = (run, isBatch, isDelayed, steps, depth, arguments);
        _variables = new Dictionary<string, string>(variables, StringComparer.OrdinalIgnoreCase);
        _expansion = new Expansion(Read, isBatch ? Argument : null);
        _lines = text.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < _lines.Length; i++)
            if (Label(_lines[i]) is { } label) _labels.TryAdd(label, i);
    }

    private enum Flow { On, Goto, ExitCall, ExitAll }

    /// <summary>Runs a batch file.</summary>
    public static BatchRun RunFile(string text, string name, ScriptRecord record, AnalysisBudget budget, string what)
    {
        var run = new BatchRun(record, budget, what);
        new BatchInterpreter(run, text, isBatch: true, isDelayed: false, [], 0, Defaults(), [$@"{WindowsMachine.Folder}\{name}"]).RunLines(0);
        run.HandOnFiles();
        return run;
    }

    /// <summary>Runs a command line as a program starts it: its first word is a program, and no cmd.exe stands between unless it is named.</summary>
    public static BatchRun RunCommand(string text, ScriptRecord record, AnalysisBudget budget, string what)
    {
        var run = new BatchRun(record, budget, what);
        var shell = new BatchInterpreter(run, text, isBatch: false, isDelayed: false, [], 0, Defaults(), []);
        var expanded = shell._expansion.Percent(text.Trim().TrimEnd('\0'), isBatch: false);
        if (!new Launcher(shell.View()).Start(expanded, isShell: false)) shell.RunLines(0);
        run.HandOnFiles();
        return run;
    }

    private static IEnumerable<KeyValuePair<string, string>> Defaults() => WindowsMachine.Environment.Select(pair => KeyValuePair.Create(pair.Name, pair.Value));

    /// <summary>A cmd.exe that this one starts: it has a copy of the variables and a command line to run.</summary>
    internal void RunNested(string text, bool isDelayed, IReadOnlyList<string> steps, bool isBatch = false, string[]? arguments = null)
    {
        if (_depth >= MostDepth || !Step(text.Length)) return;
        var nested = new BatchInterpreter(_run, text, isBatch, isDelayed, steps, _depth + 1, _variables, arguments ?? []) { _output = _output, _input = _input, _uncertain = _uncertain };
        nested.RunLines(0);
    }

    private ShellView View() => new(_run, _steps, _input, RunNested, Execute, _output is not null);

    private string? Read(string name) => _variables.TryGetValue(name, out var value) ? value : name.ToUpperInvariant() switch
    {
        "CD" => WindowsMachine.Folder,
        "DATE" => "Mon 01/01/2024",
        "TIME" => "12:00:00.00",
        "RANDOM" => "12345",
        "ERRORLEVEL" => "0",
        "CMDEXTVERSION" => "2",
        "CMDCMDLINE" => @"C:\Windows\system32\cmd.exe",
        "HIGHESTNUMANODENUMBER" => "0",
        _ => null,
    };

    private string Argument(char which)
    {
        if (which == '*') return string.Join(' ', _arguments.Skip(1));
        return which - '0' < _arguments.Length ? _arguments[which - '0'] : "";
    }

    private void Write(string name, string value)
    {
        if (name.Length == 0 || name.Length > 1024) return;
        if (value.Length == 0) _changes += _variables.Remove(name) ? 1 : 0;
        else if ((_variables.ContainsKey(name) || _variables.Count < 20_000) && (!_variables.TryGetValue(name, out var before) || before != value))
        {
            _variables[name] = value.Length > Expansion.MostChars ? value[..Expansion.MostChars] : value;
            _changes++;
        }
    }

    private bool Step(int chars = 0) => ++_nodes <= MostSteps && _run.Step(chars);

    private static string? Label(string line)
    {
        var text = line.AsSpan().TrimStart(" \t,;=");
        if (text is not [':', ..] || text.StartsWith("::")) return null;
        text = text[1..].TrimStart();
        var end = text.IndexOfAny(s_endsTarget);
        return (end < 0 ? text : text[..end]).ToString();
    }

    /// <summary>Runs from a line on, then what was left for later.</summary>
    private void RunLines(int from)
    {
        RunFrom(from);
        while (_later.TryDequeue(out var label) && _flow != Flow.ExitAll)
        {
            if (_visited.Contains(label)) continue;
            _flow = Flow.On;
            RunFrom(label);
        }
    }

    private void RunFrom(int from)
    {
        for (_line = from; _line < _lines.Length && _flow == Flow.On;)
        {
            if (!Step(_lines[_line].Length)) return;
            var text = _lines[_line];
            _visited.Add(_line++);
            if (_isBatch && Label(text) is not null || text.AsSpan().TrimStart().StartsWith("::")) continue;
            var parser = new BatchParser(_expansion.Percent(text, _isBatch), NextLine);
            if (parser.Parse() is { } node) Run(node);
            if (_flow == Flow.Goto) _flow = Flow.On;
        }
    }

    private string? NextLine()
    {
        if (_line >= _lines.Length || !Step(_lines[_line].Length)) return null;
        return _expansion.Percent(_lines[_line++], _isBatch);
    }

    private void Run(BatchNode node)
    {
        if (_flow != Flow.On || !Step()) return;
        if (node.Redirections.Count == 0)
        {
            RunPlain(node);
            return;
        }
        var (outer, input) = (_output, _input);
        Redirection? target = null;
        foreach (var redirection in node.Redirections)
        {
            if (redirection.Handle == 1) target = redirection;
            else if (redirection.Handle == 0 && _run.Files.Find(Late(redirection.Target)) is { } file) _input = file.Text.ToString();
        }
        if (target is not null) _output = new StringBuilder();
        RunPlain(node);
        if (target is not null)
        {
            var (text, path) = (_output!.ToString(), Late(target.Target).Trim('"'));
            _output = outer;
            if (path.StartsWith('&')) _output?.Append(text);
            else if (!path.Equals("nul", StringComparison.OrdinalIgnoreCase) && !path.Equals("con", StringComparison.OrdinalIgnoreCase) && path.Length > 0) _run.Files.Write(path, text, target.Append);
        }
        (_output, _input) = (outer, input);
    }

    private void RunPlain(BatchNode node)
    {
        switch (node)
        {
            case SimpleCommand simple:
                Execute(Late(simple.Text));
                break;
            case CommandList list:
                foreach (var (op, command) in list.Commands)
                {
                    if (_flow != Flow.On) break;
                    // whether the command before succeeds is not known: "||" runs too, but decides nothing
                    // what follows "&&" may not run either: it does not end the script
                    if (op is "||" or "&&") _uncertain++;
                    Run(command);
                    if (op is "||" or "&&") _uncertain--;
                }
                break;
            case Pipeline pipeline:
                var (outer, input) = (_output, _input);
                for (var i = 0; i < pipeline.Commands.Count && _flow == Flow.On; i++)
                {
                    var isLast = i == pipeline.Commands.Count - 1;
                    _output = isLast ? outer : new StringBuilder();
                    Run(pipeline.Commands[i]);
                    if (!isLast) _input = _output!.ToString();
                }
                (_output, _input) = (outer, input);
                break;
            case IfCommand condition: RunIf(condition); break;
            case ForCommand loop: RunFor(loop); break;
        }
    }

    /// <summary>What is left to expand when a command runs: FOR's variables, then delayed ones.</summary>
    private string Late(string text)
    {
        text = Expansion.Loop(text, _loop);
        return _isDelayed ? _expansion.Delayed(text) : text;
    }

    private void RunIf(IfCommand condition)
    {
        var holds = Holds(condition);
        if (holds is { } known)
        {
            if (known != condition.IsNot) Run(condition.Then);
            else if (condition.Else is { } otherwise) Run(otherwise);
            return;
        }
        _uncertain++;
        Run(condition.Then);
        if (condition.Else is { } second) Run(second);
        _uncertain--;
    }

    /// <summary>Null where only a real machine could tell.</summary>
    private bool? Holds(IfCommand condition)
    {
        var (left, right) = (Late(condition.Left), Late(condition.Right));
        switch (condition.Operator)
        {
            case "defined": return Read(right.Trim('"')) is not null;
            case "exist": return _run.Files.Find(right) is not null ? true : null;
            case "errorlevel": return null;
            case "cmdextversion": return true;
        }
        if (IsMachines(left) || IsMachines(right)) return null;
        if (condition.Operator == "==") return left.Equals(right, condition.IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
        var order = Expansion.Number(left) is { } a && Expansion.Number(right) is { } b ? a.CompareTo(b)
            : string.Compare(left, right, condition.IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
        return condition.Operator switch { "equ" => order == 0, "neq" => order != 0, "lss" => order < 0, "leq" => order <= 0, "gtr" => order > 0, _ => order >= 0 };
    }

    private static bool IsMachines(string text) => text.Trim('"', ' ', '\'') is WindowsMachine.User or WindowsMachine.Name or "12345" or "Mon 01/01/2024" or "12:00:00.00";

    /// <summary>Jumps; twice from the same line without any change in between would never end.</summary>
    private void Goto(string label)
    {
        if (label.Equals("eof", StringComparison.OrdinalIgnoreCase))
        {
            if (_uncertain == 0) _flow = Flow.ExitCall;
            return;
        }
        if (!_labels.TryGetValue(label, out var line)) return;
        if (_uncertain > 0)
        {
            _later.Enqueue(line);
            return;
        }
        if (++_jumps > MostJumps || (_jumpedAt.TryGetValue(_line, out var changes) && changes == _changes)) return;
        _jumpedAt[_line] = _changes;
        _line = line;
        _flow = Flow.Goto;
    }

    private void CallLabel(string label, string[] arguments)
    {
        if (!_labels.TryGetValue(label, out var line) || _calls >= MostDepth) return;
        var (back, before) = (_line, _arguments);
        _calls++;
        _arguments = [before.Length > 0 ? before[0] : "", .. arguments];
        RunFrom(line);
        _calls--;
        (_line, _arguments) = (back, before);
        if (_flow == Flow.ExitCall) _flow = Flow.On;
    }

    /// <summary>What a command writes.</summary>
    private string Captured(Action run)
    {
        var outer = _output;
        _output = new StringBuilder();
        run();
        var text = _output.ToString();
        _output = outer;
        return text;
    }

    private void Say(string text)
    {
        if (_output is { } output && output.Length + text.Length <= MostOutput) output.Append(text);
    }
}

/// <summary>What all shells of one run share.</summary>
internal sealed class BatchRun(ScriptRecord record, AnalysisBudget budget, string what)
{
    private const int MostTrace = 256 << 10;
    private readonly StringBuilder _trace = new();
    private readonly TimeShare _time = budget.Share();
    private int _steps;

    public ScriptRecord Record => record;
    public VirtualFiles Files { get; } = new();
    /// <summary>Commands as they were run, a line each.</summary>
    public string Trace => _trace.ToString();

    public bool Step(int chars) => budget.TryTakeSteps(1 + (chars >> 1), what) && ((++_steps & 63) != 0 || _time.HasTime(what));

    public void Note(string command)
    {
        if (_trace.Length + command.Length <= MostTrace) _trace.Append(command).Append('\n');
    }

    /// <summary>Files that were written and whose content nobody has taken yet.</summary>
    public void HandOnFiles()
    {
        foreach (var file in Files.All)
            if (!file.IsHandedOn && file.Content is { } content) record.Write(file.Path, content, []);
    }
}
