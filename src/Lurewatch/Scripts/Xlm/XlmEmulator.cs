using System.Runtime.CompilerServices;
using Lurewatch.Files.Office.Workbooks;

namespace Lurewatch.Scripts.Xlm;

/// <summary>What the Excel 4.0 macros of a workbook would do.</summary>
/// <param name="Record">Actions, files, addresses.</param>
/// <param name="Entries">Names that start macros by themselves.</param>
/// <param name="Written">Formulas that the macros wrote into cells: place and text.</param>
internal sealed record XlmEmulation(ScriptRecord Record, IReadOnlyList<string> Entries, IReadOnlyList<string> Written);

/// <summary>Runs Excel 4.0 macros over inert functions: cell by cell down from where the application would start.</summary>
/// <remarks>What only the real machine would tell is unknown, and both ways of a condition on it are gone. Where a macro asks for the day and comes to nothing, the other days of a month are tried: some are encrypted with it.</remarks>
internal sealed partial class XlmEmulator
{
    private const int MostCells = 150_000, MostSteps = 2_000_000, MostLevels = 600, MostNames = 4_096, MostWrittenTexts = 2_000, MostWrittenChars = 1 << 20, MostAlternatives = 64, MostChars = 256 << 20, MostKeptChars = 16 << 20, MostText = 32_767;
    /// <summary>Monday, 25 October 2021, noon: a working day of the years in which these macros were sent.</summary>
    private const double Today = 44494.5;

    private static readonly string[] s_entries = ["auto_open", "workbook_open", "auto_activate", "auto_deactivate", "auto_close"];

    private readonly Workbook _workbook;
    private readonly XlmSheets _sheets;
    private readonly AnalysisBudget _budget;
    private readonly TimeShare _time;
    private readonly string _fileName;
    private readonly double _now;
    private readonly ScriptRecord _record;
    private readonly List<string> _written = [];
    private readonly Dictionary<string, XlmValue> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, XlmExpression> _defined = new(StringComparer.OrdinalIgnoreCase);
    private readonly Queue<(string Sheet, int Row, int Column)> _alternatives = [], _doubtful = [];
    private readonly HashSet<(string, int, int)> _gone = [];
    private string _entry = "";
    private int _cellsRun, _steps, _level, _running, _chars, _keptChars, _writtenChars;
    private bool _askedForDay;

    private XlmEmulator(Workbook workbook, string fileName, double now, AnalysisBudget budget, ScriptRecord? record = null)
    {
        _workbook = workbook;
        _fileName = fileName;
        _now = now;
        _budget = budget;
        _time = budget.Share();
        _sheets = new XlmSheets(workbook);
        _record = record ?? new ScriptRecord(budget, "Excel 4.0 macros");
        foreach (var name in workbook.Names)
            if (name.Formula is not null) _defined.TryAdd(Plain(name.Name), name.Formula);
        _active = _selection = new XlmRange(_sheets.Shown, 0, 0);
    }

    /// <summary>Names that the application starts macros by; a name may go on behind them.</summary>
    public static IEnumerable<DefinedName> Entries(Workbook workbook) =>
        from start in s_entries
        from name in workbook.Names
        where Plain(name.Name).StartsWith(start, StringComparison.OrdinalIgnoreCase)
        select name;

    /// <summary>Runs what would run by itself.</summary>
    public static XlmEmulation Run(Workbook workbook, string fileName, AnalysisBudget budget)
    {
        var entries = Entries(workbook).ToList();
        var first = new XlmEmulator(workbook, fileName, Today, budget);
        first.Start(entries);
        var best = first;
        if (first is { _askedForDay: true, _record.Actions.Count: 0, _steps: < MostSteps / 8 })
        {
            for (var day = 1; day <= 31 && best._record.Actions.Count == 0 && budget.HasTime("Excel 4.0 macros"); day++)
            {
                var other = new XlmEmulator(workbook, fileName, Math.Floor(Today) - 25 + day + 0.5, budget);
                other.Start(entries);
                if (other._record.Actions.Count > 0) best = other;
            }
        }
        return new XlmEmulation(best._record, [.. entries.Select(entry => entry.Name).Distinct(StringComparer.OrdinalIgnoreCase)], best._written);
    }

    /// <summary>Runs macros from a cell on, as VBA's <c>Application.Run</c> does.</summary>
    /// <param name="workbook">With what was written to it.</param>
    /// <param name="sheet">Where they begin.</param>
    /// <param name="row">From 0.</param>
    /// <param name="column">From 0.</param>
    /// <param name="entry">What started them, for the chain.</param>
    /// <param name="fileName">Name of the workbook.</param>
    /// <param name="record">Takes what they would do.</param>
    /// <param name="budget">Bounds the work.</param>
    public static void RunFrom(Workbook workbook, string sheet, int row, int column, string entry, string fileName, ScriptRecord record, AnalysisBudget budget)
    {
        var emulator = new XlmEmulator(workbook, fileName, Today, budget, record) { _entry = entry };
        emulator.RunFrom(sheet, row, column, []);
        while (emulator._alternatives.TryDequeue(out var other))
        {
            emulator._signal = Signal.None;
            emulator.RunFrom(other.Sheet, other.Row, other.Column, []);
        }
        emulator.CloseFiles();
    }

    /// <summary>A name without what only files say before it, and without characters that do not show.</summary>
    private static string Plain(string name)
    {
        if (name.StartsWith("_xlnm.", StringComparison.OrdinalIgnoreCase)) name = name[6..];
        foreach (var c in name)
            if (char.IsControl(c)) return string.Concat(name.Where(shown => !char.IsControl(shown)));
        return name;
    }

    private void Start(List<DefinedName> entries)
    {
        foreach (var entry in entries)
        {
            if (entry.Formula is null || !_budget.HasTime("Excel 4.0 macros")) continue;
            _entry = Plain(entry.Name);
            _signal = Signal.None;
            if (Evaluate(entry.Formula, entry.Sheet ?? _sheets.First, 0, 0).Range is not { } start) continue;
            RunFrom(start.Sheet, start.Row, start.Column, []);
            while (_alternatives.TryDequeue(out var other) || _record.Actions.Count == 0 && _doubtful.TryDequeue(out other))
            {
                _signal = Signal.None;
                RunFrom(other.Sheet, other.Row, other.Column, []);
            }
        }
        CloseFiles();
    }

    /// <summary>How a cell ended.</summary>
    private enum Signal
    {
        None,
        Jump,
        Return,
        Halt,
    }

    private Signal _signal;
    private XlmRange? _jump;
    private XlmValue _returned;

    private sealed class Frame(string sheet, IReadOnlyList<XlmValue> arguments)
    {
        public string Sheet { get; set; } = sheet;
        public int Row { get; set; }
        public int Column { get; set; }
        public IReadOnlyList<XlmValue> Arguments => arguments;
        public int NextArgument { get; set; }
        public Stack<Loop> Loops { get; } = [];
    }

    /// <summary>A loop that is gone through: its head, and of FOR the counter.</summary>
    private sealed record Loop(int Row, string? Counter, double Step, double End)
    {
        public List<XlmRange>? Cells { get; init; }
        public int Turn { get; set; }
    }

    private Frame _frame = new("", []);

    /// <summary>Runs down a column; gives what RETURN gave.</summary>
    private XlmValue RunFrom(string sheet, int row, int column, IReadOnlyList<XlmValue> arguments)
    {
        if (_level >= MostLevels || !RuntimeHelpers.TryEnsureSufficientExecutionStack()) return XlmValue.Unknown;
        _level += 16;
        _running++;
        var outer = _frame;
        var frame = _frame = new Frame(sheet, arguments) { Row = row, Column = column };
        var result = XlmValue.Empty;
        while (true)
        {
            frame.Row = _sheets.NextFormula(frame.Sheet, frame.Row, frame.Column);
            if (frame.Row < 0 || !StepCell()) break;
            RunCell(frame);
            var signal = _signal;
            if (signal == Signal.Halt) break;
            _signal = Signal.None;
            if (signal == Signal.Return)
            {
                result = _returned;
                break;
            }
            if (signal == Signal.Jump && _jump is { } to)
            {
                if (to.Column != frame.Column || !to.Sheet.Equals(frame.Sheet, StringComparison.OrdinalIgnoreCase)) frame.Loops.Clear();
                (frame.Sheet, frame.Row, frame.Column) = (to.Sheet, to.Row, to.Column);
            }
            else frame.Row++;
        }
        _frame = outer;
        _level -= 16;
        _running--;
        return result;
    }

    private bool StepCell()
    {
        if (++_cellsRun <= MostCells) return _time.HasTime("Excel 4.0 macros");
        _budget.Exhaust("xlm_cells", "Excel 4.0 macros");
        return false;
    }

    private void RunCell(Frame frame)
    {
        var formula = _sheets[frame.Sheet, frame.Row, frame.Column].Formula!;
        if (formula is XlmCall call && Block(call, frame)) return;
        var row = frame.Row;
        var value = formula is XlmOperation { First: XlmName { Sheet: null, Name: var name }, Rest: [("=", var assigned)] } && !_defined.ContainsKey(name)
            ? SetName(name, Evaluate(assigned, frame.Sheet, row, frame.Column))
            : Evaluate(formula, frame.Sheet, row, frame.Column);
        if (value.Kind != XlmKind.Missing) Write(frame.Sheet, row, frame.Column, One(value), _sheets[frame.Sheet, row, frame.Column].Formula);
    }

    private XlmValue SetName(string name, XlmValue value)
    {
        var before = _names.TryGetValue(name, out var old) ? Size(old) : _names.Count < MostNames ? 0 : -1;
        if (before >= 0 && Keeps(Size(value) - before)) _names[name] = value;
        return XlmValue.True;
    }

    private static int Size(XlmValue value) => value.Kind == XlmKind.Text ? value.AsText().Length : 0;

    /// <summary>Asks to keep that many characters more in cells and names.</summary>
    private bool Keeps(int chars)
    {
        if (_keptChars + chars > MostKeptChars)
        {
            _budget.Exhaust("xlm_text", "Excel 4.0 macros");
            return false;
        }
        _keptChars += chars;
        return true;
    }

    /// <summary>Writes a value and keeps the formula, or writes a formula, whose value is not known yet.</summary>
    private void Write(string sheet, int row, int column, XlmValue? value, XlmExpression? formula)
    {
        if (Keeps((value is { } text ? Size(text) : 0) - _sheets.WrittenSize(sheet, row, column))) _sheets.Write(sheet, row, column, value, formula);
    }

    /// <summary>Functions that head, part or end a block, where they stand alone in a cell; true if this was one.</summary>
    private bool Block(XlmCall call, Frame frame)
    {
        switch (call.Function)
        {
            case "IF" when call.Arguments.Count == 1:
                if (Condition(call.Arguments[0], frame) is false) SkipBlock(frame, stopAtElse: true);
                return true;
            case "ELSE" or "ELSE.IF":
                SkipBlock(frame, stopAtElse: false);                               // the branch before it has run
                return true;
            case "END.IF": return true;
            case "WHILE" when call.Arguments.Count > 0:
                var turns = frame.Loops.TryPeek(out var open) && open.Row == frame.Row;
                if (!turns) frame.Loops.Push(open = new Loop(frame.Row, null, 0, 0));
                // A condition that nobody knows is met once.
                if (Condition(call.Arguments[0], frame) is var met && (met == true || met is null && !turns) && open!.Turn++ < MostCells) return true;
                frame.Loops.Pop();
                SkipLoop(frame);
                return true;
            case "FOR" when call.Arguments.Count >= 3:
                var counter = One(Evaluate(call.Arguments[0], frame)).AsText();
                if (!Number(call.Arguments[1], frame, out var from) || !Number(call.Arguments[2], frame, out var end)) (from, end) = (1, 1);
                var step = 1.0;
                if (call.Arguments.Count > 3 && !Number(call.Arguments[3], frame, out step) || step == 0) step = 1;
                SetName(counter, XlmValue.Of(from));
                if (step > 0 ? from > end : from < end) SkipLoop(frame);
                else frame.Loops.Push(new Loop(frame.Row, counter, step, end));
                return true;
            case "FOR.CELL" when call.Arguments.Count >= 1:
                var area = call.Arguments.Count > 1 ? Evaluate(call.Arguments[1], frame).Range : _active;
                var cells = area is null ? [] : Filled(area).Take(MostCells).Select(place => new XlmRange(area.Sheet, place.Row, place.Column)).ToList();
                var each = One(Evaluate(call.Arguments[0], frame)).AsText();
                if (cells.Count == 0) SkipLoop(frame);
                else
                {
                    SetName(each, XlmValue.Of(cells[0]));
                    frame.Loops.Push(new Loop(frame.Row, each, 1, 0) { Cells = cells });
                }
                return true;
            case "NEXT":
                if (frame.Loops.TryPeek(out var loop)) Turn(loop, frame);
                return true;
            case "BREAK":
                if (frame.Loops.TryPop(out _)) SkipLoop(frame);
                return true;
            default: return false;
        }
    }

    private void Turn(Loop loop, Frame frame)
    {
        if (loop.Counter is null)
        {
            frame.Row = loop.Row - 1;                                              // the head asks again
            return;
        }
        loop.Turn++;
        if (loop.Cells is { } cells)
        {
            if (loop.Turn < cells.Count)
            {
                SetName(loop.Counter, XlmValue.Of(cells[loop.Turn]));
                frame.Row = loop.Row;
                return;
            }
        }
        else if (_names.TryGetValue(loop.Counter, out var counter) && counter.TryNumber(out var at))
        {
            at += loop.Step;
            SetName(loop.Counter, XlmValue.Of(at));
            if (loop.Step > 0 ? at <= loop.End : at >= loop.End)
            {
                frame.Row = loop.Row;
                return;
            }
        }
        frame.Loops.Pop();
    }

    /// <summary>Goes on behind the NEXT of the loop that this cell heads or breaks.</summary>
    private void SkipLoop(Frame frame)
    {
        var depth = 0;
        for (var row = frame.Row; (row = _sheets.NextFormula(frame.Sheet, row + 1, frame.Column)) >= 0 && StepCell();)
        {
            if (_sheets[frame.Sheet, row, frame.Column].Formula is not XlmCall call) continue;
            if (call.Function is "WHILE" or "FOR" or "FOR.CELL") depth++;
            else if (call.Function == "NEXT" && depth-- == 0)
            {
                frame.Row = row;
                return;
            }
        }
    }

    /// <summary>Goes on behind the ELSE or END.IF that this cell's branch ends at; a condition of ELSE.IF is asked.</summary>
    private void SkipBlock(Frame frame, bool stopAtElse)
    {
        var depth = 0;
        for (var row = frame.Row; (row = _sheets.NextFormula(frame.Sheet, row + 1, frame.Column)) >= 0 && StepCell();)
        {
            if (_sheets[frame.Sheet, row, frame.Column].Formula is not XlmCall call) continue;
            if (call is { Function: "IF", Arguments.Count: 1 }) depth++;
            else if (call.Function == "END.IF" && depth-- == 0)
            {
                frame.Row = row;
                return;
            }
            else if (depth == 0 && stopAtElse && (call.Function == "ELSE" || call.Function == "ELSE.IF" && call.Arguments.Count > 0 && Condition(call.Arguments[0], frame) is not false))
            {
                frame.Row = row;
                return;
            }
        }
    }

    private bool? Condition(XlmExpression condition, Frame frame) => One(Evaluate(condition, frame)).AsCondition();

    private bool Number(XlmExpression expression, Frame frame, out double number) => One(Evaluate(expression, frame)).TryNumber(out number);

    private XlmValue Evaluate(XlmExpression expression, Frame frame) => Evaluate(expression, frame.Sheet, frame.Row, frame.Column);

    /// <summary>Goes this way, too, once the first way has ended; each place once.</summary>
    private void GoLater(string sheet, int row, int column)
    {
        if (_gone.Count < MostAlternatives && _gone.Add((sheet, row, column))) _alternatives.Enqueue((sheet, row, column));
    }

    /// <summary>Goes this way only where no other comes to anything: an answer about the machine may have been the wrong one.</summary>
    private void GoInDoubt(string sheet, int row, int column)
    {
        if (_doubtful.Count < MostAlternatives && !_doubtful.Contains((sheet, row, column))) _doubtful.Enqueue((sheet, row, column));
    }
}
