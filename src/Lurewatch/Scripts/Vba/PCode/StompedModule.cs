using System.Text;

namespace Lurewatch.Scripts.Vba.PCode;

/// <summary>A module whose compiled code does what its source does not say. Office runs the compiled code if it was compiled by the same version.</summary>
/// <param name="Name">Of the module.</param>
/// <param name="Code">The compiled code, near to its source.</param>
/// <param name="Lacking">Strings (in quotes) and names that the compiled code has and the source lacks.</param>
internal sealed record StompedModule(string Name, string Code, IReadOnlyList<string> Lacking)
{
    private const int LeastLiteral = 6, LeastName = 3, LeastProof = 2;

    /// <summary>As the listing is named.</summary>
    public string FileName => Name + ".pcode.txt";

    /// <summary>Compares compiled code with source; null unless at least two strings or called names, or all of the code, prove that the source lacks code. Versions prove nothing and are not looked at.</summary>
    /// <param name="name">Of the module.</param>
    /// <param name="code">Its compiled code.</param>
    /// <param name="source">Its source; empty where nothing of it is left.</param>
    /// <param name="isDamaged">The source broke off: what it lacks may have been lost.</param>
    /// <param name="budget">Pays for the comparison.</param>
    public static StompedModule? Compare(string name, PCodeModule code, string source, bool isDamaged, AnalysisBudget budget)
    {
        if (!Words(source, budget, out var words, out var literals)) return null;
        var lacking = new List<string>();
        foreach (var literal in code.Literals)
        {
            if (literal.Trim().Length < LeastLiteral) continue;
            if (!budget.TryTakeSteps(1 + literals.Length / 64, "p-code")) return null;
            if (!literals.Contains(literal, StringComparison.OrdinalIgnoreCase)) lacking.Add($"\"{literal}\"");
        }
        bool Has(PCodeName name) => words.Contains(name.Text) || name.Before is { } before && words.Contains(before) || name.After is { } after && words.Contains(after);
        foreach (var called in code.Procedures.Concat(code.Calls).Where(called => called.Text.Length >= LeastName && !Has(called)).Select(called => called.Text).Distinct(StringComparer.OrdinalIgnoreCase))
            lacking.Add(called);
        var isAll = code.Procedures.Count > 0 && code.Calls.Count > 0 && source.Length == 0;
        if (!isAll && lacking.Count < LeastProof) return null;
        // A source that broke off has the first of its procedures still; another's source has none of them.
        if (isDamaged && source.Length > 0 && (!words.Contains("End") || code.Procedures.Count == 0 || code.Procedures.Any(Has))) return null;
        return new StompedModule(name, string.Join('\n', code.Lines) + "\n", lacking);
    }

    /// <summary>Whether sources that turned up later leave a proof standing.</summary>
    public bool IsLackingIn(IReadOnlyList<VbaModule> sources) =>
        Lacking.Where(what => !sources.Any(source => source.Source.Contains(what.Trim('"'), StringComparison.OrdinalIgnoreCase))).Take(LeastProof).Count() == LeastProof;

    /// <summary>The source's words and strings, without its comments.</summary>
    private static bool Words(string source, AnalysisBudget budget, out HashSet<string> words, out string literals)
    {
        words = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var strings = new StringBuilder();
        literals = "";
        var lexer = new VbaLexer(source);
        while (lexer.Next(out var token))
        {
            if (!budget.TryTakeSteps(1, "p-code")) return false;
            var text = source.AsSpan(token.Start, token.Length);
            if (token.Kind == VbaTokenKind.Word) words.Add(text.Trim("[]").ToString());
            else if (token.Kind == VbaTokenKind.Text) strings.Append(text.ToString().Replace("\"\"", "\"", StringComparison.Ordinal)).Append('\n');
        }
        literals = strings.ToString();
        return true;
    }
}
