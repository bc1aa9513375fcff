namespace Lurewatch.Rules.Yara;

/// <summary>A rule, or something else in a source of rules, that could not be used. The rules beside it are.</summary>
public sealed class YaraProblem
{
    internal YaraProblem(string source, int line, string? rule, string message)
    {
        Source = source;
        Line = line;
        Rule = rule;
        Message = message;
    }

    /// <summary>The source, as it was handed in.</summary>
    public string Source { get; }
    /// <summary>Its line, counted from 1; 0 if it is about the whole source.</summary>
    public int Line { get; }
    /// <summary>The rule that was left out; null if it is no rule.</summary>
    public string? Rule { get; }
    /// <summary>What is wrong and what to do about it.</summary>
    public string Message { get; }

    /// <summary><c>source:line: message</c></summary>
    public override string ToString() => $"{Source}{(Line > 0 ? $":{Line}" : "")}: {Message}";
}
