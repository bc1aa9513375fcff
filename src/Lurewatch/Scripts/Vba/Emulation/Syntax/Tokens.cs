namespace Lurewatch.Scripts.Vba.Emulation.Syntax;

/// <summary>The tokens of a source with a place to read at.</summary>
internal sealed class Tokens
{
    private readonly string _source;
    private readonly List<VbaToken> _all;

    private Tokens(string source, List<VbaToken> all)
    {
        _source = source;
        _all = all;
    }

    public int At { get; set; }
    public int Count => _all.Count;

    /// <summary>Tokens of a source, up to <paramref name="most"/>.</summary>
    public static Tokens Read(string source, int most, AnalysisBudget budget)
    {
        var all = new List<VbaToken>(source.Length / 5);
        var lexer = new VbaLexer(source);
        while (all.Count < most && lexer.Next(out var token)) all.Add(token);
        if (all.Count >= most) budget.Exhaust("vba_tokens", "VBA source");
        all.Add(new VbaToken(VbaTokenKind.End, source.Length, 0));
        return new Tokens(source, all);
    }

    public bool IsAtEnd => At >= _all.Count - 1;
    public VbaToken Current => _all[Math.Min(At, _all.Count - 1)];
    public bool IsEnd => Current.Kind == VbaTokenKind.End;
    public bool IsText => Current.Kind == VbaTokenKind.Text;
    public bool IsNumber => Current.Kind == VbaTokenKind.Number;
    public bool IsName => Current.Kind == VbaTokenKind.Word;

    /// <summary>True if the statement ends here by a colon and goes on behind it on the same line.</summary>
    public bool IsColon => Current is { Kind: VbaTokenKind.End, Start: var start } && start < _source.Length && _source[start] == ':';

    public ReadOnlySpan<char> Span(int ahead = 0)
    {
        var token = _all[Math.Min(At + ahead, _all.Count - 1)];
        return _source.AsSpan(token.Start, token.Length);
    }

    public VbaTokenKind Kind(int ahead) => _all[Math.Min(At + ahead, _all.Count - 1)].Kind;

    public bool IsWord(ReadOnlySpan<char> word, int ahead = 0) => Kind(ahead) == VbaTokenKind.Word && Span(ahead).Equals(word, StringComparison.OrdinalIgnoreCase);

    public bool IsOperator(char op, int ahead = 0) => Kind(ahead) == VbaTokenKind.Operator && Span(ahead) is [var c] && c == op;

    /// <summary>True if the current token and the next one touch: <c>&lt;=</c>.</summary>
    public bool Touches => At + 1 < _all.Count && _all[At].Start + _all[At].Length == _all[At + 1].Start;

    /// <summary>True if nothing stands between the token before and this one.</summary>
    public bool FollowsAtOnce => At > 0 && _all[At - 1].Start + _all[At - 1].Length == Current.Start;

    public bool Take(ReadOnlySpan<char> word)
    {
        if (!IsWord(word)) return false;
        At++;
        return true;
    }

    public bool Take(char op)
    {
        if (!IsOperator(op)) return false;
        At++;
        return true;
    }

    /// <summary>A name in lower case without brackets; null if none stands here.</summary>
    public string? TakeName()
    {
        if (!IsName) return null;
        var name = Lower(Span());
        At++;
        return name;
    }

    public static string Lower(ReadOnlySpan<char> name) => name is ['[', .. var inner, ']'] ? inner.Trim().ToString().ToLowerInvariant() : name.ToString().ToLowerInvariant();

    /// <summary>To the end of the statement.</summary>
    public void SkipStatement()
    {
        while (!IsEnd) At++;
    }

    /// <summary>To the end of the line.</summary>
    public void SkipLine()
    {
        while (!IsAtEnd && (!IsEnd || IsColon)) At++;
    }
}
