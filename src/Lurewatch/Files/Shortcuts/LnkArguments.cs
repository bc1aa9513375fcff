using System.Text;

namespace Lurewatch.Files.Shortcuts;

/// <summary>What is done to a shortcut's arguments so that its properties page does not show them.</summary>
internal static class LnkArguments
{
    /// <summary>Characters that the page's field shows; what lies behind still runs.</summary>
    public const int Shown = 260;
    private const int MostSpace = 16, Padding = 48;

    /// <summary>Length of the longest run of white space that something follows, where it is long enough to push that out of sight; else 0.</summary>
    public static int PaddingOf(string? arguments)
    {
        int longest = 0, run = 0;
        foreach (var c in arguments.AsSpan().TrimEnd())
        {
            if (IsBlank(c)) run++;
            else run = 0;
            longest = Math.Max(longest, run);
        }
        return longest >= Padding ? longest : 0;
    }

    /// <summary>Target and arguments as one line; long runs of white space become one space.</summary>
    public static string Line(string target, string? arguments)
    {
        var line = new StringBuilder(target.Length + (arguments?.Length ?? 0) + 3);
        if (target.Contains(' ', StringComparison.Ordinal)) line.Append('"').Append(target).Append('"');
        else line.Append(target);
        if (string.IsNullOrWhiteSpace(arguments)) return line.ToString();
        line.Append(' ');
        var run = 0;
        var text = arguments.AsSpan().Trim();
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && IsBlank(text[i]))
            {
                run++;
                continue;
            }
            if (run > 0)
            {
                if (run >= MostSpace) line.Append(' ');
                else line.Append(text.Slice(i - run, run));
                run = 0;
            }
            if (i < text.Length) line.Append(text[i]);
        }
        return line.ToString();
    }

    private static bool IsBlank(char c) => char.IsWhiteSpace(c) || c is '\u200b' or '\u2800' or '\u3164' or '\0';
}
