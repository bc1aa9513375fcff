using System.Globalization;
using System.Text;

namespace Lurewatch.Bytes;

/// <summary>Names that hostile files bear, made fit to be shown.</summary>
internal static class Names
{
    private const int Shown = 120;

    /// <summary>The name with what is not seen (controls, direction marks, characters without width) as escapes, cut to a readable length in its middle.</summary>
    public static string Visible(string name)
    {
        var text = new StringBuilder(Math.Min(name.Length, 256));
        foreach (var c in name.Length > 512 ? name.AsSpan(0, 512) : name)
        {
            if (char.IsControl(c) || c is >= '\u200b' and <= '\u200f' or >= '\u202a' and <= '\u202e' or >= '\u2060' and <= '\u2069' or '\ufeff' or '\u00ad' or '\u3164' or '\u2800')
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                text.Append(c);
        }
        return text.Length <= Shown ? text.ToString() : $"{text.ToString(0, Shown / 2)}…{text.ToString(text.Length - (Shown / 2), Shown / 2)}";
    }
}
