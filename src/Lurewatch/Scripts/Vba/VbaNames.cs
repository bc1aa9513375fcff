using System.Text;

namespace Lurewatch.Scripts.Vba;

/// <summary>What names stand for at a place of the source: constants and function results of the module, variables of the procedure as assigned so far.</summary>
internal sealed class VbaNames(AnalysisBudget budget)
{
    private const int MostChars = 1 << 20;
    private readonly Dictionary<string, Variable> _module = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Variable> _local = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, VbaValue> _functions = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Inside of a procedure.</summary>
    public bool InProcedure { get; private set; }

    /// <summary>Functions whose result was found.</summary>
    public int Functions => _functions.Count;

    public void Enter()
    {
        _local.Clear();
        InProcedure = true;
    }

    /// <summary>Ends the procedure; what its variables held last.</summary>
    public IEnumerable<(string Name, VbaValue Value, int Start)> Leave(string? function)
    {
        InProcedure = false;
        foreach (var (name, variable) in _local)
        {
            var value = variable.Value(budget);
            if (value.Text is null) continue;
            if (function is not null && name.Equals(function, StringComparison.OrdinalIgnoreCase)) _functions[name] = value;
            if (!variable.IsLiteral) yield return (name, value, variable.Start);
        }
        _local.Clear();
    }

    /// <summary>A declared variable starts empty; so does one that is first seen being appended to.</summary>
    public void Declare(ReadOnlySpan<char> name) => (InProcedure ? _local : _module)[name.ToString()] = new Variable(VbaValue.Of("", made: false), 0);

    /// <summary>Sets a name; gives what it held before, for that text may be looked at too.</summary>
    public VbaValue Set(ReadOnlySpan<char> name, VbaValue value, int start)
    {
        var scope = InProcedure && !(_module.GetAlternateLookup<ReadOnlySpan<char>>().ContainsKey(name) && !_local.GetAlternateLookup<ReadOnlySpan<char>>().ContainsKey(name)) ? _local : _module;
        var lookup = scope.GetAlternateLookup<ReadOnlySpan<char>>();
        var before = lookup.TryGetValue(name, out var variable) && !variable.IsLiteral ? variable.Value(budget) : VbaValue.Unknown;
        lookup[name] = new Variable(value, start);
        return before;
    }

    /// <summary>Appends to a variable without copying what it holds.</summary>
    public bool Append(ReadOnlySpan<char> name, string text, int start)
    {
        if (!_local.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var variable) && !_module.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out variable))
        {
            Set(name, VbaValue.Of(text), start);
            return true;
        }
        return variable.Append(text, MostChars);
    }

    public bool HasFunction(ReadOnlySpan<char> name) => _functions.GetAlternateLookup<ReadOnlySpan<char>>().ContainsKey(name);

    public VbaValue Find(ReadOnlySpan<char> name)
    {
        if (_local.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var variable) || _module.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out variable))
            return variable.Value(budget);
        if (_functions.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var value)) return value;
        if (!name.StartsWith("vb", StringComparison.OrdinalIgnoreCase)) return VbaValue.Unknown;
        return name[2..] switch
        {
            var n when n.Equals("NullString", StringComparison.OrdinalIgnoreCase) => VbaValue.Of(""),
            var n when n.Equals("CrLf", StringComparison.OrdinalIgnoreCase) || n.Equals("NewLine", StringComparison.OrdinalIgnoreCase) => VbaValue.Of("\r\n"),
            var n when n.Equals("Cr", StringComparison.OrdinalIgnoreCase) => VbaValue.Of("\r"),
            var n when n.Equals("Lf", StringComparison.OrdinalIgnoreCase) => VbaValue.Of("\n"),
            var n when n.Equals("Tab", StringComparison.OrdinalIgnoreCase) => VbaValue.Of("\t"),
            var n when n.Equals("NullChar", StringComparison.OrdinalIgnoreCase) => VbaValue.Of("\0"),
            _ => VbaValue.Unknown,
        };
    }

    private sealed class Variable(VbaValue value, int start)
    {
        private VbaValue _value = value;
        private StringBuilder? _text;

        public int Start { get; } = start;
        /// <summary>One literal, never appended to: it came out where it stands.</summary>
        public bool IsLiteral => _text is null && !_value.IsMade;

        public bool Append(string text, int most)
        {
            if (_text is null)
            {
                if (_value.AsText() is not { } before) return false;
                _text = new StringBuilder(before);
            }
            if (_text.Length + text.Length > most) return false;
            _text.Append(text);
            _value = default;
            return true;
        }

        public VbaValue Value(AnalysisBudget budget)
        {
            if (_text is null || _value.Text is not null) return _value;
            if (!budget.TryTakeSteps(1 + _text.Length / 64, "VBA variables")) return VbaValue.Unknown;
            return _value = VbaValue.Of(_text.ToString());
        }
    }
}
