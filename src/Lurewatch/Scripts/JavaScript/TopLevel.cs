using Acornima;
using Jint.Runtime;

namespace Lurewatch.Scripts.JavaScript;

/// <summary>Where a script failed.</summary>
/// <param name="Line">1-based line of the outermost frame; -1 if unknown.</param>
/// <param name="Column">0-based column of it.</param>
/// <param name="Index">Character, where a syntax error names one.</param>
/// <param name="IsSyntax">It did not parse.</param>
internal readonly record struct ScriptFailure(int Line, int Column, int Index, bool IsSyntax)
{
    public static readonly ScriptFailure None = new(-1, 0, -1, IsSyntax: false);

    public static ScriptFailure OfSyntax(int index) => new(-1, 0, index, IsSyntax: true);

    /// <summary>The outermost frame: the last line of the stack trace, else the error's own place.</summary>
    public static ScriptFailure Of(JavaScriptException error)
    {
        var (line, column) = (error.Location.Start.Line, error.Location.Start.Column);
        var trace = (error.JavaScriptStackTrace ?? "").AsSpan().TrimEnd();
        var last = trace[(trace.LastIndexOf('\n') + 1)..].TrimEnd(')');
        var colon = last.LastIndexOf(':');
        if (colon > 0 && last[..colon].LastIndexOf(':') is >= 0 and var before
            && int.TryParse(last[(before + 1)..colon], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var outerLine)
            && int.TryParse(last[(colon + 1)..], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var outerColumn)) (line, column) = (outerLine, outerColumn - 1);
        return new ScriptFailure(line, column, -1, IsSyntax: false);
    }
}

/// <summary>Cuts a script at the statement of its top level that failed.</summary>
internal static class TopLevel
{
    public const int MostResumptions = 40;

    /// <summary>The failing statement and what follows it; null if there is no telling.</summary>
    public static (string Statement, string After)? Around(string source, ScriptFailure failed, AnalysisBudget budget, string what)
    {
        if (!budget.TryTakeSteps(source.Length / 64, what)) return null;
        if (failed.IsSyntax) return AroundSyntax(source, failed.Index);
        if (failed.Line < 1) return null;
        Acornima.Ast.Script program;
        try
        {
            program = new Parser(new ParserOptions { Tolerant = true }).ParseScript(source);
        }
        catch (ParseErrorException error)
        {
            return AroundSyntax(source, error.Error.Index);
        }
        foreach (var statement in program.Body)
        {
            var (start, end) = (statement.Location.Start, statement.Location.End);
            if (failed.Line < start.Line || failed.Line > end.Line || (failed.Line == end.Line && failed.Column > end.Column)) continue;
            return (source[statement.Range.Start..statement.Range.End], source[statement.Range.End..]);
        }
        return null;
    }

    /// <summary>What does not parse costs its line: what stands before it is one part, what follows the next.</summary>
    private static (string Statement, string After)? AroundSyntax(string source, int index)
    {
        if (index < 0 || index > source.Length) return null;
        var start = index == 0 ? 0 : source.LastIndexOf('\n', index - 1) + 1;
        var end = source.IndexOf('\n', index);
        var rest = end < 0 ? "" : source[(end + 1)..];
        return start == 0 && rest.Length == 0 ? null : (source[..start], rest);
    }
}
