using System.Globalization;

namespace Lurewatch.Scripts.Xlm;

/// <summary>Functions of macro sheets: they steer, write cells and names, and act.</summary>
internal sealed partial class XlmEmulator
{
    private const int MostFilled = 10_000;
    private XlmRange _active, _selection;

    private XlmValue Call(XlmCall call, string sheet, int row, int column)
    {
        switch (call.Function)
        {
            case "IF": return If(call, sheet, row, column);
            case "IFERROR" or "IFNA" when call.Arguments.Count > 0:
                var tried = Evaluate(call.Arguments[0], sheet, row, column);
                return One(tried).IsError && call.Arguments.Count > 1 ? Evaluate(call.Arguments[1], sheet, row, column) : tried;
            case "CHOOSE" when call.Arguments.Count > 1:
                var which = One(Evaluate(call.Arguments[0], sheet, row, column));
                if (!which.TryNumber(out var choice)) return XlmValue.Unknown;
                return choice >= 1 && choice < call.Arguments.Count ? Evaluate(call.Arguments[(int)choice], sheet, row, column) : XlmValue.Wrong;
        }
        var arguments = new XlmValue[call.Arguments.Count];
        for (var i = 0; i < arguments.Length; i++) arguments[i] = Evaluate(call.Arguments[i], sheet, row, column);
        if (Steer(call.Function, arguments, sheet, row, column) is { } steered) return steered;
        if (Act(call.Function, arguments) is { } acted) return acted;
        if (Ask(call.Function, arguments, sheet, row, column) is { } asked) return asked;
        if (Look(call.Function, arguments, sheet, row, column) is { } looked) return looked;
        return Calculate(call.Function, arguments);
    }

    /// <summary>Where a condition is unknown, both ways are gone; a way that only ends the macro is not taken.</summary>
    private XlmValue If(XlmCall call, string sheet, int row, int column)
    {
        if (call.Arguments.Count == 0) return XlmValue.Wrong;
        var asked = One(Evaluate(call.Arguments[0], sheet, row, column));
        if (_signal != Signal.None) return XlmValue.Unknown;
        if (asked.IsError) return asked;
        var met = asked.AsCondition();
        if (met is { } known)
        {
            var value = Branch(call, known ? 1 : 2, known, sheet, row, column);
            if (_running == 1 && _record.Actions.Count == 0 && !_onlyLooks) Doubt(call, known ? 2 : 1, sheet, row, column);
            return value;
        }
        var first = Branch(call, 1, true, sheet, row, column);
        var (signal, jump) = (_signal, _jump);
        _signal = Signal.None;
        var second = Branch(call, 2, false, sheet, row, column);
        var (otherSignal, otherJump) = (_signal, _jump);
        if (_onlyLooks) return XlmValue.Unknown;
        if (otherSignal == Signal.Jump && otherJump is not null && signal == Signal.Jump) GoLater(otherJump.Sheet, otherJump.Row, otherJump.Column);
        if (signal == Signal.Jump || otherSignal == Signal.Jump)
        {
            var to = signal == Signal.Jump ? jump! : otherJump!;
            // Where the other way just goes on, it is gone later; one that waits in a loop is left.
            if (!_gone.Add((sheet, row, column))) _signal = Signal.None;
            else
            {
                if (signal == Signal.None || otherSignal == Signal.None) GoLater(sheet, row + 1, column);
                (_signal, _jump) = (Signal.Jump, to);
            }
        }
        else
        {
            _signal = signal != Signal.None && signal == otherSignal ? signal : Signal.None;
            if (signal == Signal.Return || otherSignal == Signal.Return) _signal = Signal.None;
        }
        return first.Kind == second.Kind && first.AsText() == second.AsText() ? first : XlmValue.Unknown;
    }

    /// <summary>Remembers the way that a known condition did not go.</summary>
    private void Doubt(XlmCall call, int other, string sheet, int row, int column)
    {
        if (_signal != Signal.None) GoInDoubt(sheet, row + 1, column);
        if (other >= call.Arguments.Count || call.Arguments[other] is not XlmCall { Function: "GOTO", Arguments: [var target, ..] }) return;
        if (Cells(Evaluate(target, sheet, row, column), sheet, row, column) is { } cells) GoInDoubt(cells.Sheet, cells.Row, cells.Column);
    }

    private XlmValue Branch(XlmCall call, int argument, bool value, string sheet, int row, int column) =>
        argument < call.Arguments.Count ? Evaluate(call.Arguments[argument], sheet, row, column) : XlmValue.Of(value);

    /// <summary>Functions that say where the macro goes on, and what it is given.</summary>
    private XlmValue? Steer(string function, XlmValue[] arguments, string sheet, int row, int column)
    {
        switch (function)
        {
            case "GOTO" when arguments.Length > 0:
                if (Cells(arguments[0], sheet, row, column) is not { } target) return XlmValue.BadReference;
                (_signal, _jump) = (Signal.Jump, target);
                return XlmValue.Missing;
            case "RUN":
                if (_onlyLooks) return XlmValue.Unknown;
                if (arguments.Length > 0 && Cells(arguments[0], sheet, row, column) is { } macro) return RunFrom(macro.Sheet, macro.Row, macro.Column, []);
                if (arguments.Length > 0 && One(arguments[0]).AsText() is { Length: > 0 } name) _record.Call(name, null, Steps("RUN"));
                return XlmValue.Unknown;
            case "RETURN":
                _signal = Signal.Return;
                _returned = arguments.Length > 0 ? One(arguments[0]) : XlmValue.Empty;
                return XlmValue.Missing;
            case "HALT" or "CLOSE" or "FILE.CLOSE" or "CLOSE.ALL" or "QUIT" or "RESTART":
                _signal = Signal.Halt;
                return XlmValue.Missing;
            case "ARGUMENT":
                var given = _frame.NextArgument < _frame.Arguments.Count ? _frame.Arguments[_frame.NextArgument++] : XlmValue.NotAvailable;
                if (arguments.Length > 0 && One(arguments[0]) is { Kind: XlmKind.Text } named) SetName(named.AsText(), given);
                else if (arguments.Length > 2 && arguments[2].Range is { } into) Write(into.Sheet, into.Row, into.Column, One(given), null);
                return XlmValue.True;
            case "ON.TIME" or "ON.KEY" or "ON.SHEET" or "ON.WINDOW" or "ON.RECALC" or "ON.DATA" or "ON.DOUBLECLICK" or "ON.ENTRY" or "ERROR":
                var handler = function is "ON.RECALC" or "ON.TIME" or "ON.KEY" or "ON.SHEET" or "ON.WINDOW" or "ON.DATA" or "ON.DOUBLECLICK" or "ON.ENTRY" or "ERROR" && arguments.Length > 1 ? arguments[1] : XlmValue.Missing;
                if (!_onlyLooks && (handler.Range is not null || handler.Kind == XlmKind.Text) && Cells(handler, sheet, row, column) is { } later) GoLater(later.Sheet, later.Row, later.Column);
                return XlmValue.True;
            default: return null;
        }
    }

    /// <summary>Cells that a value leads to: a reference, or the text of one or of a name.</summary>
    private XlmRange? Cells(XlmValue value, string sheet, int row, int column)
    {
        if (value.Range is { } cells)
        {
            // A cell that holds the text of a reference is followed where the cell itself holds no macro.
            if (!cells.IsOne || _sheets[cells.Sheet, cells.Row, cells.Column] is not { Value: { Kind: XlmKind.Text } inner, Formula: null }) return cells;
            return Cells(inner, cells.Sheet, cells.Row, cells.Column) ?? cells;
        }
        if (value.Kind != XlmKind.Text) return null;
        return XlmParser.Reference(value.AsText().Trim('='), row, column, _budget) is { } reference ? Evaluate(reference, sheet, row, column).Range : null;
    }

    /// <summary>Functions that write: cells, names, sheets. They come before those that act on the machine (<see cref="ActOnMachine"/>).</summary>
    private XlmValue? Act(string function, XlmValue[] arguments)
    {
        if (_onlyLooks) return s_acting.Contains(function) ? XlmValue.Unknown : null;
        switch (function)
        {
            case "FORMULA" or "FORMULA.ARRAY" or "FORMULA.FILL":
                return WriteFormula(arguments, function != "FORMULA");
            case "SET.VALUE" when arguments.Length > 1:
                return SetValues(arguments);
            case "SET.NAME" when arguments.Length > 0:
                return SetName(One(arguments[0]).AsText(), arguments.Length > 1 ? arguments[1] : XlmValue.Empty);
            case "DEFINE.NAME" when arguments.Length > 0:
                var stands = arguments.Length > 1 ? arguments[1] : XlmValue.Empty;
                if (stands.Kind == XlmKind.Text && stands.AsText() is ['=', ..] text && XlmParser.Read(text, 0, 0, _budget) is { } formula) stands = Evaluate(formula, _active.Sheet, 0, 0);
                return SetName(One(arguments[0]).AsText(), stands);
            case "DELETE.NAME":
                if (arguments.Length > 0) _names.Remove(One(arguments[0]).AsText());
                return XlmValue.True;
            case "SELECT" or "FORMULA.GOTO":
                Select(arguments);
                return XlmValue.True;
            case "WORKBOOK.ACTIVATE" or "WORKBOOK.SELECT":
                if (arguments.Length > 0 && One(arguments[0]).AsText() is var name && _sheets.Has(name)) _active = _selection = new XlmRange(name, 0, 0);
                return XlmValue.True;
            case "WORKBOOK.INSERT":
                var added = string.Create(CultureInfo.InvariantCulture, $"Macro{_sheets.Names.Count + 1}");
                _sheets.Add(added);
                _active = _selection = new XlmRange(added, 0, 0);
                return XlmValue.True;
            case "WORKBOOK.NAME" when arguments.Length > 1:
                _sheets.Add(One(arguments[1]).AsText(), One(arguments[0]).AsText());
                return XlmValue.True;
            case "CLEAR" or "EDIT.DELETE":
                return XlmValue.True;
            default:
                return ActOnMachine(function, arguments);
        }
    }

    /// <summary>SELECT(area, active cell): either may be left out, and text is relative to the cell that is active.</summary>
    private void Select(XlmValue[] arguments)
    {
        if (arguments.Length > 0 && !arguments[0].IsBlank && Cells(arguments[0], _active.Sheet, _active.Row, _active.Column) is { } selected) _active = _selection = selected;
        if (arguments.Length > 1 && !arguments[1].IsBlank && Cells(arguments[1], _active.Sheet, _active.Row, _active.Column) is { } active)
        {
            _active = active;
            if (arguments[0].IsBlank) _selection = active;
        }
    }

    private static readonly HashSet<string> s_acting = new(StringComparer.Ordinal)
    {
        "FORMULA", "FORMULA.ARRAY", "FORMULA.FILL", "SET.VALUE", "SET.NAME", "DEFINE.NAME", "DELETE.NAME", "SELECT", "FORMULA.GOTO", "WORKBOOK.ACTIVATE", "WORKBOOK.SELECT", "WORKBOOK.INSERT", "WORKBOOK.NAME", "EXEC", "CALL", "REGISTER", "FOPEN",
        "FWRITE", "FWRITELN", "FCLOSE", "OPEN", "INITIATE", "EXECUTE", "POKE", "SEND.KEYS", "SAVE.AS", "HYPERLINK",
    };

    /// <summary>FORMULA(text, place): what begins with an equals sign becomes a formula of that cell, which the macro may run later.</summary>
    private XlmValue WriteFormula(XlmValue[] arguments, bool fill)
    {
        if (arguments.Length == 0) return XlmValue.Wrong;
        var value = One(arguments[0]);
        var target = arguments.Length > 1 && !arguments[1].IsBlank ? Cells2(arguments[1]) : _active;
        if (target is null) return XlmValue.BadReference;
        var left = fill ? MostFilled : 1;
        for (var row = target.Row; row <= target.LastRow; row++)
        {
            for (var column = target.Column; column <= target.LastColumn; column++)
            {
                if (left-- == 0) return XlmValue.True;
                WriteOne(value, target.Sheet, row, column);
            }
        }
        return XlmValue.True;
    }

    private XlmRange? Cells2(XlmValue value) => value.Range ?? Cells(value, _active.Sheet, _active.Row, _active.Column);

    private void WriteOne(XlmValue value, string sheet, int row, int column)
    {
        if (value.Kind == XlmKind.Text)
        {
            var text = value.AsText();
            if (text.StartsWith('='))
            {
                var formula = XlmParser.Read(text, row, column, _budget);
                if (_written.Count < MostWrittenTexts && (_writtenChars += text.Length) <= MostWrittenChars) _written.Add($"{XlmText.Range(new XlmRange(sheet, row, column))}\t{text}");
                Write(sheet, row, column, formula is null ? value : null, formula);
                return;
            }
            if (value.TryNumber(out var number)) value = XlmValue.Of(number);
        }
        Write(sheet, row, column, value, null);
    }

    private XlmValue SetValues(XlmValue[] arguments)
    {
        if (Cells2(arguments[0]) is not { } target) return XlmValue.BadReference;
        if (target.IsOne)
        {
            Put(target.Sheet, target.Row, target.Column, One(arguments[1]));
            return XlmValue.True;
        }
        var single = arguments[1].Range is not { IsOne: false } && arguments[1].Array is null;
        var values = All(arguments[1]).Take(MostFilled).ToList();
        var width = arguments[1].Array?.Columns ?? arguments[1].Range?.Columns ?? 1;
        var left = MostFilled;
        for (var row = 0; row < target.Rows; row++)
        {
            for (var column = 0; column < target.Columns; column++)
            {
                if (left-- == 0) return XlmValue.True;
                var at = single ? 0 : row * width + column;
                Put(target.Sheet, target.Row + row, target.Column + column, at < values.Count && (single || column < width) ? values[at] : XlmValue.NotAvailable);
            }
        }
        return XlmValue.True;

        void Put(string sheet, int row, int column, XlmValue value) => Write(sheet, row, column, value, _sheets[sheet, row, column].Formula);
    }
}
