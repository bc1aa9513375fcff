using System.Text;

namespace Lurewatch.Scripts.JavaScript;

/// <summary>JScript's conditional compilation: code in comments that runs in Windows' engine alone (<c>/*@cc_on … @*/</c>).</summary>
internal static class ConditionalComments
{
    /// <summary>The script as JScript 5.8 on Windows would compile it.</summary>
    public static string Open(string source)
    {
        if (!source.Contains("@cc_on", StringComparison.OrdinalIgnoreCase)) return source;
        var open = new StringBuilder(source);
        open.Replace("/*@cc_on", " ").Replace("//@cc_on", " ").Replace("@cc_on", " ").Replace("/*@", " @").Replace("@*/", " ");
        var text = open.ToString();
        var lines = new StringBuilder(text.Length);
        var skips = new Stack<bool>();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var word = line.TrimStart();
            if (word.StartsWith("@if", StringComparison.Ordinal) && skips.Count < 64) skips.Push(!IsTrue(word));
            else if (word.StartsWith("@elif", StringComparison.Ordinal) || word.StartsWith("@else", StringComparison.Ordinal))
            {
                if (skips.TryPop(out var skipped)) skips.Push(!skipped);
            }
            else if (word.StartsWith("@end", StringComparison.Ordinal)) skips.TryPop(out _);
            else if (!skips.Contains(true) && !word.StartsWith("@set", StringComparison.Ordinal)) lines.Append(line).Append('\n');
            // What follows the condition on its own line is code, too.
            if (word.StartsWith("@if", StringComparison.Ordinal) && word.IndexOf(')') is > 0 and var close && !skips.Contains(true)) lines.Append(word[(close + 1)..]).Append('\n');
        }
        return lines.ToString().Replace("@_jscript_version", "5.8", StringComparison.Ordinal).Replace("@_jscript", "true", StringComparison.Ordinal).Replace("@_win32", "true", StringComparison.Ordinal).Replace("@_win64", "true", StringComparison.Ordinal);
    }

    /// <summary>Conditions name the platform or the version; only those of other systems are false.</summary>
    private static bool IsTrue(ReadOnlySpan<char> condition) => condition.IndexOf("@_mac") < 0 && condition.IndexOf("@_win16") < 0 && condition.IndexOf("@_alpha") < 0 && condition.IndexOf("(false") < 0 && condition.IndexOf("(0)") < 0;
}
