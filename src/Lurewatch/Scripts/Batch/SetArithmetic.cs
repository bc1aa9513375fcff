using System.Globalization;

namespace Lurewatch.Scripts.Batch;

/// <summary><c>set /a</c>: 32-bit numbers, C's operators, assignments, commas between expressions.</summary>
internal ref struct SetArithmetic(string text, Func<string, string?> read, Action<string, string> write)
{
    private const int MostDepth = 40;
    private readonly ReadOnlySpan<char> _text = text;
    private int _at = 0;
    private int _depth = 0;

    /// <summary>The last expression's value.</summary>
    public int Run()
    {
        var value = 0;
        while (_at < _text.Length)
        {
            var before = _at;
            value = Assignment();
            Skip();
            if (_at < _text.Length && _text[_at] is ',' or ')') _at++;
            if (_at == before) break;
        }
        return value;
    }

    private int Assignment()
    {
        if (++_depth > MostDepth) return 0;
        Skip();
        var start = _at;
        var name = Name();
        if (name.Length > 0)
        {
            Skip();
            var op = _at;
            while (_at < _text.Length && "+-*/%&|^<>".Contains(_text[_at], StringComparison.Ordinal)) _at++;
            if (_at < _text.Length && _text[_at] == '=' && (_at + 1 >= _text.Length || _text[_at + 1] != '='))
            {
                var sign = _text[op.._at].ToString();
                _at++;
                var right = Assignment();
                var value = sign.Length == 0 ? right : Apply(sign, Value(name), right);
                write(name, value.ToString(CultureInfo.InvariantCulture));
                _depth--;
                return value;
            }
        }
        _at = start;
        var result = Binary(0);
        _depth--;
        return result;
    }

    private static int Level(string op) => op switch { "|" => 1, "^" => 2, "&" => 3, "<<" or ">>" => 4, "+" or "-" => 5, "*" or "/" or "%" => 6, _ => 0 };

    private int Binary(int above)
    {
        if (++_depth > MostDepth)
        {
            _at = _text.Length;
            return 0;
        }
        var left = Unary();
        while (true)
        {
            Skip();
            var op = Operator();
            var level = Level(op);
            if (level <= above) break;
            _at += op.Length;
            left = Apply(op, left, Binary(level));
        }
        _depth--;
        return left;
    }

    private readonly string Operator()
    {
        if (_at >= _text.Length) return "";
        if (_text[_at] is '<' or '>') return _at + 1 < _text.Length && _text[_at + 1] == _text[_at] ? _text.Slice(_at, 2).ToString() : "";
        return _text[_at].ToString();
    }

    private int Unary()
    {
        var (isNegative, isInverted, isNot) = (false, false, false);
        while (true)
        {
            Skip();
            if (_at >= _text.Length) return 0;
            if (_text[_at] == '-') isNegative = !isNegative;
            else if (_text[_at] == '~') isInverted = !isInverted;
            else if (_text[_at] == '!') isNot = !isNot;
            else if (_text[_at] != '+') break;
            _at++;
        }
        int value;
        if (_text[_at] == '(')
        {
            _at++;
            value = _depth < MostDepth ? Assignment() : 0;
            Skip();
            if (_at < _text.Length && _text[_at] == ')') _at++;
        }
        else
        {
            var name = Name();
            if (name.Length == 0)
            {
                _at++;
                return 0;
            }
            value = Value(name);
        }
        if (isNegative) value = unchecked(-value);
        if (isInverted) value = ~value;
        return isNot ? value == 0 ? 1 : 0 : value;
    }

    private readonly int Value(string name) => unchecked((int)(Expansion.Number(name) ?? (read(name) is { } text ? Expansion.Number(text) ?? 0 : 0)));

    private static int Apply(string op, int a, int b) => unchecked(op switch
    {
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,
        "/" => b == 0 || (a == int.MinValue && b == -1) ? 0 : a / b,
        "%" => b == 0 || b == -1 ? 0 : a % b,
        "&" => a & b,
        "|" => a | b,
        "^" => a ^ b,
        "<<" => b is >= 0 and < 32 ? a << b : 0,
        ">>" => b is >= 0 and < 32 ? a >> b : 0,
        _ => 0,
    });

    private string Name()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] is '_' or '.' or '#' or '$' or '@' or '[' or ']' or '\'')) _at++;
        return _text[start.._at].ToString();
    }

    private void Skip()
    {
        while (_at < _text.Length && (char.IsWhiteSpace(_text[_at]) || _text[_at] is '"' or ';')) _at++;
    }
}
