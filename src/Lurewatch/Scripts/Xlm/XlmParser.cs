using System.Globalization;

namespace Lurewatch.Scripts.Xlm;

/// <summary>Reads formulas from text, as XML workbooks hold them and as macros put them together: references as <c>A1</c> or as <c>R1C1</c>.</summary>
/// <remarks>Tolerant: what follows a mistake is left out, and a parenthesis that is never closed ends with the text.</remarks>
internal ref struct XlmParser
{
    private const int MostNesting = 100, MostChars = 1 << 16;
    private readonly ReadOnlySpan<char> _text;
    private readonly int _row, _column;
    private readonly AnalysisBudget _budget;
    private int _at, _nesting;
    private bool _failed;

    private XlmParser(ReadOnlySpan<char> text, int row, int column, AnalysisBudget budget)
    {
        _text = text;
        _row = row;
        _column = column;
        _budget = budget;
    }

    /// <summary>The tree of a formula, with or without its equals sign; null where it cannot be read. The place is where it stands, for references by distance.</summary>
    public static XlmExpression? Read(string formula, int row, int column, AnalysisBudget budget)
    {
        var text = formula.AsSpan().Trim();
        if (text.StartsWith("=")) text = text[1..];
        if (text.IsEmpty || text.Length > MostChars) return null;
        var parser = new XlmParser(text, row, column, budget);
        var read = parser.Expression(1);
        return parser._failed || read.Depth > XlmExpression.MostDepth ? null : read;
    }

    /// <summary>A reference in text (<c>B7</c>, <c>Sheet1!R2C3</c>, <c>'My sheet'!A1:B2</c>), alone; null if it is none.</summary>
    public static XlmExpression? Reference(string text, int row, int column, AnalysisBudget budget) =>
        Read(text, row, column, budget) is XlmCells or XlmName ? Read(text, row, column, budget) : null;

    private readonly char Peek(int ahead = 0) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    private void SkipSpace()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at])) _at++;
    }

    private static XlmLiteral Missing() => new XlmLiteral(XlmValue.Missing);

    private XlmLiteral Fail()
    {
        _failed = true;
        _at = _text.Length;
        return Missing();
    }

    private readonly string? PeekOperator()
    {
        var c = Peek();
        switch (c)
        {
            case '<' when Peek(1) == '=': return "<=";
            case '<' when Peek(1) == '>': return "<>";
            case '>' when Peek(1) == '=': return ">=";
            case '<': return "<";
            case '>': return ">";
            case '=': return "=";
            case '&': return "&";
            case '+': return "+";
            case '-': return "-";
            case '*': return "*";
            case '/': return "/";
            case '^': return "^";
            default: return null;
        }
    }

    /// <summary>Operands joined by operators of at least that rank.</summary>
    private XlmExpression Expression(int rank)
    {
        if (++_nesting > MostNesting || !_budget.TryTakeSteps(1, "formulas")) return Fail();
        var left = Prefixed();
        while (!_failed)
        {
            SkipSpace();
            if (PeekOperator() is not { } op) break;
            var opRank = XlmOperation.RankOf(op);
            if (opRank < rank) break;
            _at += op.Length;
            left = XlmOperation.Join(left, op, Expression(opRank + 1));
        }
        _nesting--;
        return left;
    }

    private XlmExpression Prefixed()
    {
        SkipSpace();
        if (Peek() is '+' or '-')
        {
            var sign = _text[_at++];
            if (++_nesting > MostNesting) return Fail();
            var operand = Prefixed();
            _nesting--;
            return new XlmSign(sign, operand);
        }
        var primary = Primary();
        SkipSpace();
        while (Peek() == '%' && primary.Depth < MostNesting)
        {
            _at++;
            primary = new XlmSign('%', primary);
            SkipSpace();
        }
        return primary;
    }

    private XlmExpression Primary()
    {
        SkipSpace();
        var c = Peek();
        if (c == '\0') return Fail();
        if (c == '(')
        {
            _at++;
            var inner = Expression(1);
            SkipSpace();
            while (Peek() == ',' && !_failed)                                           // a union of areas
            {
                _at++;
                inner = XlmOperation.Join(inner, ",", Expression(1));
                SkipSpace();
            }
            if (Peek() == ')') _at++;
            return Called(new XlmGroup(inner));
        }
        if (c == '"') return new XlmLiteral(XlmValue.Of(Quoted('"')));
        if (c == '{') return ArrayConstant();
        if (c == '#') return ErrorConstant();
        if (char.IsAsciiDigit(c) || c == '.' && char.IsAsciiDigit(Peek(1))) return Number();
        if (c == '\'')
        {
            var sheet = Quoted('\'');
            if (Peek() != '!') return Fail();
            _at++;
            return Named(sheet);
        }
        if (c == '!')
        {
            _at++;
            return Named("");
        }
        return IsNameStart(c) || c is '$' or '[' ? Named(null) : Fail();
    }

    private string Quoted(char quote)
    {
        _at++;
        var from = _at;
        var doubled = false;
        while (_at < _text.Length)
        {
            if (_text[_at] == quote)
            {
                if (Peek(1) != quote) break;
                doubled = true;
                _at++;
            }
            _at++;
        }
        var text = _text[from..Math.Min(_at, _text.Length)].ToString();
        _at = Math.Min(_at + 1, _text.Length);
        return doubled ? text.Replace(new string(quote, 2), quote.ToString(), StringComparison.Ordinal) : text;
    }

    private XlmExpression Number()
    {
        var from = _at;
        while (char.IsAsciiDigit(Peek()) || Peek() == '.') _at++;
        // A row's number with a colon is a reference to rows.
        if (Peek() == ':' && char.IsAsciiDigit(Peek(1)) && int.TryParse(_text[from.._at], NumberStyles.None, CultureInfo.InvariantCulture, out var first))
        {
            var to = ++_at;
            while (char.IsAsciiDigit(Peek())) _at++;
            return int.TryParse(_text[to.._at], NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? Rows(null, first, last) : Fail();
        }
        if (Peek() is 'e' or 'E' && (char.IsAsciiDigit(Peek(1)) || Peek(1) is '+' or '-' && char.IsAsciiDigit(Peek(2))))
        {
            _at += 2;
            while (char.IsAsciiDigit(Peek())) _at++;
        }
        return double.TryParse(_text[from.._at], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? new XlmLiteral(XlmValue.Of(number)) : Fail();
    }

    private static XlmCells Rows(string? sheet, int first, int last) =>
        new XlmCells(sheet, Math.Clamp(first - 1, 0, XlmRange.MostRows - 1), 0, Math.Clamp(last - 1, 0, XlmRange.MostRows - 1), XlmRange.MostColumns - 1);

    private XlmLiteral ErrorConstant()
    {
        foreach (var error in (ReadOnlySpan<string>)["#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"])
        {
            if (!_text[_at..].StartsWith(error, StringComparison.OrdinalIgnoreCase)) continue;
            _at += error.Length;
            return new XlmLiteral(XlmValue.Error(error));
        }
        return Fail();
    }

    private XlmLiteral ArrayConstant()
    {
        _at++;
        var values = new List<XlmValue>();
        var columns = 0;
        while (!_failed && Peek() is not ('}' or '\0') && _budget.TryTakeSteps(1, "array constants"))
        {
            if (Prefixed() is not { } item) break;
            values.Add(item switch
            {
                XlmLiteral literal => literal.Value,
                XlmSign { Sign: '-', Operand: XlmLiteral negative } when negative.Value.TryNumber(out var number) => XlmValue.Of(-number),
                XlmName { Name: var name } when name.Equals("TRUE", StringComparison.OrdinalIgnoreCase) => XlmValue.True,
                _ => XlmValue.Unknown,
            });
            SkipSpace();
            if (Peek() == ';' && columns == 0) columns = values.Count;
            if (Peek() is ',' or ';' or '\\') _at++;
            SkipSpace();
        }
        if (Peek() == '}') _at++;
        return new XlmLiteral(XlmValue.Of(new XlmArray(columns == 0 ? values.Count : columns, values)));
    }

    private static bool IsNameStart(char c) => char.IsLetter(c) || c is '_' or '\\' || c >= 0x80;
    private static bool IsNamePart(char c) => char.IsLetterOrDigit(c) || c is '_' or '.' or '\\' or '?' or '$' || c >= 0x80;

    /// <summary>A function, a reference, a name, or the name of a sheet before any of these.</summary>
    private XlmExpression Named(string? sheet)
    {
        if (Peek() == '#') return ErrorConstant();
        var from = _at;
        while (_at < _text.Length && (IsNamePart(_text[_at]) || _text[_at] == '['))
        {
            if (_text[_at] != '[')
            {
                _at++;
                continue;
            }
            // R[1]C[-2], or a workbook's name in brackets.
            var close = _text[_at..].IndexOf(']');
            if (close < 0) break;
            _at += close + 1;
        }
        var word = _text[from.._at];
        if (word.IsEmpty) return Fail();
        if (Peek() == '!' && sheet is null)
        {
            _at++;
            return Named(word.ToString());
        }
        if (Peek() == '(')
        {
            var name = word.ToString();
            var target = sheet is null ? null : Reference(sheet, word);
            if (target is null && sheet is null)
            {
                var function = name.StartsWith("_xlfn.", StringComparison.OrdinalIgnoreCase) ? name[6..] : name.StartsWith("_xludf.", StringComparison.OrdinalIgnoreCase) ? name[7..] : name;
                if (XlmFunctions.IsFunction(function) || XlmEmulator.Knows(function)) return new XlmCall(function.ToUpperInvariant(), Arguments());
                target = Reference(null, word);
            }
            return new XlmMacroCall((XlmExpression?)target ?? new XlmName(sheet, name), Arguments());
        }
        if (Reference(sheet, word) is { } cells)
        {
            if (Peek() != ':') return cells;
            var back = _at++;
            var second = _at;
            while (_at < _text.Length && (IsNamePart(_text[_at]) || _text[_at] is '[' or ']' or '-' && _at > 0 && _text[_at - 1] == '[')) _at++;
            if (Reference(sheet, _text[second.._at]) is { } last)
                return new XlmCells(sheet, Math.Min(cells.Row, last.Row), Math.Min(cells.Column, last.Column), Math.Max(cells.LastRow, last.LastRow), Math.Max(cells.LastColumn, last.LastColumn), cells.Relative & (XlmRelative.Row | XlmRelative.Column) | last.Relative & (XlmRelative.LastRow | XlmRelative.LastColumn));
            _at = back;
            return cells;
        }
        if (sheet is null && word.Equals("TRUE", StringComparison.OrdinalIgnoreCase)) return new XlmLiteral(XlmValue.True);
        if (sheet is null && word.Equals("FALSE", StringComparison.OrdinalIgnoreCase)) return new XlmLiteral(XlmValue.False);
        if (Peek() == ':' && Columns(sheet, word) is { } columns) return columns;
        return new XlmName(sheet, word.ToString());
    }

    private XlmExpression Called(XlmExpression target) => Peek() == '(' ? new XlmMacroCall(target, Arguments()) : target;

    private List<XlmExpression> Arguments()
    {
        _at++;
        var arguments = new List<XlmExpression>();
        SkipSpace();
        if (Peek() == ')')
        {
            _at++;
            return arguments;
        }
        while (!_failed && _budget.TryTakeSteps(1, "formulas"))
        {
            SkipSpace();
            arguments.Add(Peek() is ',' or ')' or ';' or '\0' ? Missing() : Expression(1));
            SkipSpace();
            var c = Peek();
            if (c is ',' or ';')
            {
                _at++;
                continue;
            }
            if (c == ')') _at++;
            else if (c != '\0') Fail();
            break;
        }
        return arguments;
    }

    /// <summary>Whole columns: <c>A:C</c>.</summary>
    private XlmCells? Columns(string? sheet, ReadOnlySpan<char> word)
    {
        var back = _at++;
        var from = _at;
        while (char.IsAsciiLetter(Peek()) || Peek() == '$') _at++;
        if (ColumnOf(word.Trim('$')) is { } first && ColumnOf(_text[from.._at].Trim('$')) is { } last) return new XlmCells(sheet, 0, Math.Min(first, last), XlmRange.MostRows - 1, Math.Max(first, last));
        _at = back;
        return null;
    }

    /// <summary>A cell in either spelling; null for any other word.</summary>
    private readonly XlmCells? Reference(string? sheet, ReadOnlySpan<char> word) => A1(sheet, word) ?? R1C1(sheet, word);

    private static int? ColumnOf(ReadOnlySpan<char> letters)
    {
        if (letters.Length is 0 or > 3) return null;
        var column = 0;
        foreach (var c in letters)
        {
            if (!char.IsAsciiLetter(c)) return null;
            column = column * 26 + (c & 0x1F);
        }
        return column <= XlmRange.MostColumns ? column - 1 : null;
    }

    private static XlmCells? A1(string? sheet, ReadOnlySpan<char> word)
    {
        var relative = XlmRelative.All;
        if (word.StartsWith("$"))
        {
            word = word[1..];
            relative &= ~(XlmRelative.Column | XlmRelative.LastColumn);
        }
        var letters = 0;
        while (letters < word.Length && char.IsAsciiLetter(word[letters])) letters++;
        if (ColumnOf(word[..letters]) is not { } column) return null;
        var digits = word[letters..];
        if (digits.StartsWith("$"))
        {
            digits = digits[1..];
            relative &= ~(XlmRelative.Row | XlmRelative.LastRow);
        }
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var row) && row is >= 1 and <= XlmRange.MostRows ? new XlmCells(sheet, row - 1, column, row - 1, column, relative) : null;
    }

    private readonly XlmCells? R1C1(string? sheet, ReadOnlySpan<char> word)
    {
        if (word.IsEmpty || word[0] is not ('R' or 'r')) return null;
        var relative = XlmRelative.None;
        if (Part(word[1..], _row, out var rest, out var isRelative) is not { } row || rest.IsEmpty || rest[0] is not ('C' or 'c')) return null;
        if (isRelative) relative |= XlmRelative.Row | XlmRelative.LastRow;
        if (Part(rest[1..], _column, out rest, out isRelative) is not { } column || !rest.IsEmpty) return null;
        if (isRelative) relative |= XlmRelative.Column | XlmRelative.LastColumn;
        return row is >= 0 and < XlmRange.MostRows && column is >= 0 and < XlmRange.MostColumns ? new XlmCells(sheet, row, column, row, column, relative) : null;
    }

    /// <summary>A number behind R or C: absolute, a distance in brackets, or none for the same row or column.</summary>
    private static int? Part(ReadOnlySpan<char> text, int own, out ReadOnlySpan<char> rest, out bool isRelative)
    {
        isRelative = true;
        rest = text;
        if (text.StartsWith("["))
        {
            var close = text.IndexOf(']');
            if (close < 0 || !int.TryParse(text[1..close], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var distance)) return null;
            rest = text[(close + 1)..];
            return own + distance is var at and >= 0 ? at : null;
        }
        var digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits])) digits++;
        if (digits == 0) return own;
        rest = text[digits..];
        isRelative = false;
        return int.TryParse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number - 1 : null;
    }
}
