using System.Text;
using Lurewatch.Files;

namespace Lurewatch.Detection;

/// <summary>What a file's name hides: a second extension, letters that run backwards, characters that are not seen, an extension pushed out of sight.</summary>
internal static class AttachmentNames
{
    private const int SpacesThatHide = 8;

    /// <summary>The name without its folders.</summary>
    public static string Base(string name)
    {
        var slash = name.AsSpan().TrimEnd("/\\").LastIndexOfAny('/', '\\');
        return slash < 0 ? name : name[(slash + 1)..];
    }

    /// <summary>The decoy extension before the real one (<c>invoice.pdf.exe</c>); null if there is none.</summary>
    public static string? Decoy(string name)
    {
        var trimmed = Base(name).AsSpan().TrimEnd(". \t");
        var dot = trimmed.LastIndexOf('.');
        if (dot <= 0) return null;
        var before = FileNames.Extension(trimmed[..dot].TrimEnd(" \t_-").ToString());
        return before is not null && Danger.IsDecoy(before) ? before : null;
    }

    /// <summary>True for characters that turn the reading direction: overrides, embeddings, isolates [UAX #9]. Marks alone (LRM, RLM) turn nothing.</summary>
    public static bool TurnsDirection(string name) => name.AsSpan().IndexOfAnyInRange('\u202a', '\u202e') >= 0 || name.AsSpan().IndexOfAnyInRange('\u2066', '\u2069') >= 0;

    /// <summary>True for characters without width that no script needs in a name: joiners and marks between letters of other scripts and in emoji are left alone.</summary>
    public static bool HasInvisible(string name)
    {
        for (var i = 0; i < name.Length; i++)
            if (name[i] is '\u200b' or '\u2060' or '\ufeff' or '\u00ad' or '\u180e' or '\u115f' or '\u1160' or '\u3164' || (name[i] is '\u200c' or '\u200d' && i + 1 < name.Length && char.IsAscii(name[i + 1]) && i > 0 && char.IsAscii(name[i - 1])))
                return true;
        return false;
    }

    /// <summary>True if white space before the extension pushes it out of the column that shows the name.</summary>
    public static bool IsPadded(string name)
    {
        var run = 0;
        foreach (var rune in Base(name).TrimEnd().EnumerateRunes())
        {
            run = Rune.IsWhiteSpace(rune) || rune.Value is 0x2800 or 0x3164 ? run + 1 : 0;
            if (run >= SpacesThatHide) return true;
        }
        return false;
    }
}
