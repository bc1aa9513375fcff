using System.Runtime.CompilerServices;

namespace Lurewatch.Scripts.Xlm;

/// <summary>Values of expressions.</summary>
internal sealed partial class XlmEmulator
{
    private bool _onlyLooks;

    private XlmValue Evaluate(XlmExpression expression, string sheet, int row, int column)
    {
        if (++_steps > MostSteps || _level >= MostLevels || !_budget.TryTakeSteps(1, "Excel 4.0 macros") || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            if (_steps > MostSteps) _budget.Exhaust("xlm_steps", "Excel 4.0 macros");
            return XlmValue.Unknown;
        }
        _level++;
        var value = expression switch
        {
            XlmLiteral literal => literal.Value,
            XlmGroup group => Evaluate(group.Inner, sheet, row, column),
            XlmCells cells => XlmValue.Of(new XlmRange(SheetOf(cells.Sheet, sheet), cells.Row, cells.Column, cells.LastRow, cells.LastColumn)),
            XlmName name => NameValue(name, sheet),
            XlmSign sign => Sign(sign, Evaluate(sign.Operand, sheet, row, column)),
            XlmOperation operation => Operation(operation, sheet, row, column),
            XlmCall call => Call(call, sheet, row, column),
            XlmMacroCall macro => MacroCall(macro, sheet, row, column),
            _ => XlmValue.Unknown,
        };
        _level--;
        return value;
    }

    /// <summary>The sheet of a reference: this one, the active one, or one by name, perhaps with its workbook before it.</summary>
    private string SheetOf(string? named, string own)
    {
        if (named is null) return own;
        if (named.Length == 0) return _active.Sheet;
        if (_sheets.Has(named)) return named;
        var behind = named[(named.LastIndexOf(']') + 1)..];
        return behind.Length > 0 ? behind : own;
    }

    private XlmValue NameValue(XlmName name, string sheet)
    {
        if (_names.TryGetValue(name.Name, out var set)) return set;
        if (_defined.TryGetValue(Plain(name.Name), out var formula)) return Evaluate(formula, sheet, 0, 0);
        return XlmValue.Error("#NAME?");
    }

    /// <summary>The value of one cell: written, saved, or of a formula that has not run yet.</summary>
    private XlmValue CellValue(string sheet, int row, int column)
    {
        var (value, formula) = _sheets[sheet, row, column];
        if (value is { } known) return known;
        if (formula is null) return XlmValue.Empty;
        Write(sheet, row, column, XlmValue.Unknown, formula);               // a formula that asks for itself
        var (before, signal) = (_onlyLooks, _signal);
        _onlyLooks = true;
        var looked = One(Evaluate(formula, sheet, row, column));
        (_onlyLooks, _signal) = (before, signal);
        Write(sheet, row, column, looked, formula);
        return looked;
    }

    /// <summary>What stands in a single cell, for a reference to it; anything else as it is.</summary>
    private XlmValue One(XlmValue value) => value.Range is { } cells ? CellValue(cells.Sheet, cells.Row, cells.Column) : value;

    /// <summary>All values of an argument: of an area, of an array, or the one that it is.</summary>
    private IEnumerable<XlmValue> All(XlmValue value)
    {
        if (value.Range is { } cells)
        {
            foreach (var (row, column) in Filled(cells)) yield return CellValue(cells.Sheet, row, column);
        }
        else if (value.Array is { } array)
        {
            foreach (var item in array.Values) yield return item;
        }
        else yield return value;
    }

    /// <summary>The cells of an area that hold something; going through a large one costs what the sheet holds.</summary>
    private IEnumerable<(int Row, int Column)> Filled(XlmRange cells)
    {
        var cost = _sheets.Cost(cells);
        return (_steps += (int)cost) <= MostSteps && _budget.TryTakeSteps(cost, "Excel 4.0 macros") ? _sheets.Filled(cells) : [];
    }

    /// <summary>A text that was made; what all of them together come to is bounded.</summary>
    private XlmValue Text(string text)
    {
        if (text.Length > MostText) return XlmValue.Wrong;
        _chars += text.Length;
        if (_chars <= MostChars) return XlmValue.Of(text);
        _budget.Exhaust("xlm_text", "Excel 4.0 macros");
        return XlmValue.Unknown;
    }

    private XlmValue Sign(XlmSign sign, XlmValue operand)
    {
        operand = One(operand);
        if (operand.IsUnknown || operand.IsError) return operand;
        if (sign.Sign == '+') return operand;
        if (!operand.TryNumber(out var number)) return XlmValue.Wrong;
        return XlmValue.Of(sign.Sign == '-' ? -number : number / 100);
    }

    private XlmValue Operation(XlmOperation operation, string sheet, int row, int column)
    {
        if (operation.Rank == 2) return Joined(operation, sheet, row, column);
        var left = Evaluate(operation.First, sheet, row, column);
        foreach (var (op, operand) in operation.Rest)
        {
            var right = Evaluate(operand, sheet, row, column);
            left = operation.Rank >= 7 ? Areas(op, left, right) : Operate(op, One(left), One(right));
        }
        return left;
    }

    /// <summary>The operator &amp;: an unknown piece leaves a gap, since the rest still tells.</summary>
    private XlmValue Joined(XlmOperation operation, string sheet, int row, int column)
    {
        var pieces = new List<XlmValue> { One(Evaluate(operation.First, sheet, row, column)) };
        foreach (var (_, operand) in operation.Rest) pieces.Add(One(Evaluate(operand, sheet, row, column)));
        return Join(pieces);
    }

    private XlmValue Join(IReadOnlyList<XlmValue> pieces)
    {
        var anyUnknown = false;
        var length = 0;
        foreach (var piece in pieces)
        {
            if (piece.IsError) return piece;
            anyUnknown |= piece.IsUnknown;
            length += piece.AsText().Length;
            if (length > MostText) return XlmValue.Wrong;
        }
        return anyUnknown && length == 0 ? XlmValue.Unknown : Text(string.Concat(pieces.Select(piece => piece.AsText())));
    }

    /// <summary>Area from corner to corner, what two share, or both.</summary>
    private static XlmValue Areas(string op, XlmValue left, XlmValue right)
    {
        if (left.Range is not { } a || right.Range is not { } b) return left.IsUnknown || right.IsUnknown ? XlmValue.Unknown : op == "," ? left : XlmValue.BadReference;
        return op switch
        {
            ":" => XlmValue.Of(new XlmRange(a.Sheet, Math.Min(a.Row, b.Row), Math.Min(a.Column, b.Column), Math.Max(a.LastRow, b.LastRow), Math.Max(a.LastColumn, b.LastColumn))),
            " " when Math.Max(a.Row, b.Row) <= Math.Min(a.LastRow, b.LastRow) && Math.Max(a.Column, b.Column) <= Math.Min(a.LastColumn, b.LastColumn) =>
                XlmValue.Of(new XlmRange(a.Sheet, Math.Max(a.Row, b.Row), Math.Max(a.Column, b.Column), Math.Min(a.LastRow, b.LastRow), Math.Min(a.LastColumn, b.LastColumn))),
            " " => XlmValue.Error("#NULL!"),
            _ => left,
        };
    }

    private static XlmValue Operate(string op, XlmValue left, XlmValue right)
    {
        if (left.IsUnknown || right.IsUnknown) return XlmValue.Unknown;
        if (left.IsError) return left;
        if (right.IsError) return right;
        if (XlmOperation.RankOf(op) == 1)
        {
            var order = Compare(left, right);
            return XlmValue.Of(op switch { "=" => order == 0, "<>" => order != 0, "<" => order < 0, ">" => order > 0, "<=" => order <= 0, _ => order >= 0 });
        }
        if (!left.TryNumber(out var a) || !right.TryNumber(out var b)) return XlmValue.Wrong;
        return op switch
        {
            "+" => XlmValue.Of(a + b),
            "-" => XlmValue.Of(a - b),
            "*" => XlmValue.Of(a * b),
            "/" => b == 0 ? XlmValue.Error("#DIV/0!") : XlmValue.Of(a / b),
            _ => XlmValue.Of(Math.Pow(a, b)),
        };
    }

    /// <summary>Numbers stand before texts, texts before truth; texts without case; an empty cell equals nothing, zero and no text.</summary>
    private static int Compare(XlmValue left, XlmValue right)
    {
        if (left.IsBlank && right.Kind == XlmKind.Text) return right.AsText().Length == 0 ? 0 : -1;
        if (right.IsBlank && left.Kind == XlmKind.Text) return left.AsText().Length == 0 ? 0 : 1;
        static int Rank(XlmValue value) => value.Kind switch { XlmKind.Text => 1, XlmKind.Boolean => 2, _ => 0 };
        if (left.IsBlank || right.IsBlank || Rank(left) == Rank(right))
        {
            if (left.Kind == XlmKind.Text) return string.Compare(left.AsText(), right.AsText(), StringComparison.OrdinalIgnoreCase);
            left.TryNumber(out var a);
            right.TryNumber(out var b);
            return a.CompareTo(b);
        }
        return Rank(left).CompareTo(Rank(right));
    }

    /// <summary>A macro function by its cells or name, or a function that was registered.</summary>
    private XlmValue MacroCall(XlmMacroCall macro, string sheet, int row, int column)
    {
        var arguments = new List<XlmValue>();
        foreach (var argument in macro.Arguments) arguments.Add(Evaluate(argument, sheet, row, column));
        if (macro.Target is XlmName { Name: var name })
        {
            if (_registered.TryGetValue(name, out var function)) return Native(function.Module, function.Procedure, arguments);
            if (!_names.ContainsKey(name) && !_defined.ContainsKey(Plain(name)))
                return Knows(name) || XlmFunctions.IsFunction(name) ? Call(new XlmCall(name.ToUpperInvariant(), macro.Arguments), sheet, row, column) : XlmValue.Unknown;
        }
        var target = Evaluate(macro.Target, sheet, row, column);
        if (target.Kind == XlmKind.Number && target.TryNumber(out var id) && _handles.TryGetValue(id, out var handle)) return Native(handle.Module, handle.Procedure, arguments);
        if (target.Range is not { } cells) return XlmValue.Unknown;
        if (CellValue(cells) is { Kind: XlmKind.Number } number && number.TryNumber(out id) && _handles.TryGetValue(id, out handle)) return Native(handle.Module, handle.Procedure, arguments);
        return _onlyLooks ? XlmValue.Unknown : RunFrom(cells.Sheet, cells.Row, cells.Column, arguments);
    }

    private XlmValue CellValue(XlmRange cells) => _sheets[cells.Sheet, cells.Row, cells.Column].Value ?? XlmValue.Empty;
}
