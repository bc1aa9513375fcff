using System.Text;

namespace Lurewatch.Files.Shortcuts;

/// <summary>Commands that read the shortcut that they stand in: the script lies behind its end, or on a line that <c>findstr</c> picks out.</summary>
/// <remarks>
/// <c>findstr "mark.*" x.lnk &gt; a.vbs</c> copies the lines that match; <c>more +5 x.lnk &gt; a.js</c> those from a number on;
/// <c>Get-Content x.lnk</c>, <c>[IO.File]::ReadAllText</c>, <c>mshta x.lnk</c> and the like read the file and find their part themselves.
/// </remarks>
internal static class LnkSelfReading
{
    private static readonly string[] s_readers =
    [
        "findstr", "find ", "more ", "more<", "type ", "copy ", "get-content", "gc ", "cat ", "readalltext", "readallbytes", "readalllines", "readlines", "openread", "streamreader", "file]::open", "filestream", "select-string", "sls ",
        "certutil", "expand ", "extrac32", "tar ", "mshta", "wscript", "cscript", "rundll32", "-tail", "get-childitem", "gci ", "dir ", "dir\"", "for ",
    ];

    /// <summary>True if the command names a shortcut, this one by its name or any by its ending, beside something that reads files.</summary>
    public static bool Reads(string? command, string? name)
    {
        if (command is null) return false;
        // Carets mean nothing to cmd but break up words.
        var plain = command.Replace("^", "", StringComparison.Ordinal);
        var names = plain.Contains(".lnk", StringComparison.OrdinalIgnoreCase) || name is { Length: > 4 } && plain.Contains(name, StringComparison.OrdinalIgnoreCase)
            || plain.Contains("'lnk'", StringComparison.OrdinalIgnoreCase);
        return names && Array.Exists(s_readers, reader => plain.Contains(reader, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The lines that the command would copy out of the file, and the name that they get; null if it copies none in a way that is known here.</summary>
    public static (ReadOnlyMemory<byte> Content, string? Name)? Copy(string command, ReadOnlyMemory<byte> file, AnalysisBudget budget, string what)
    {
        var plain = command.Replace("^", "", StringComparison.Ordinal);
        var target = Redirected(plain);
        if (After(plain, "findstr") is { } rest && Pattern(rest) is { Length: > 2 } pattern)
        {
            if (!budget.TryTakeSteps(file.Length, what)) return null;
            var lines = Matching(file.Span, Encoding.Latin1.GetBytes(pattern));
            return lines.Length == 0 || !budget.TryTakeBytes(lines.Length, what) ? null : (lines, target);
        }
        if (After(plain, "more") is { } numbered && Number(numbered) is { } skipped)
        {
            if (!budget.TryTakeSteps(file.Length, what)) return null;
            var from = LineStart(file.Span, skipped);
            return from >= file.Length || !budget.TryTakeBytes(file.Length - from, what) ? null : (file[from..], target);
        }
        return null;
    }

    private static string? After(string command, string word)
    {
        var at = command.IndexOf(word, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? null : command[(at + word.Length)..];
    }

    /// <summary>The longest literal part of findstr's expression: what is no switch, up to the file.</summary>
    private static string? Pattern(string rest)
    {
        var text = rest.AsSpan();
        if (text.StartsWith(".exe", StringComparison.OrdinalIgnoreCase)) text = text[4..];
        while (true)
        {
            text = text.TrimStart();
            if (text.IsEmpty) return null;
            if (text[0] == '/')
            {
                var literal = text.StartsWith("/c:", StringComparison.OrdinalIgnoreCase);
                var end = literal ? 3 : text.IndexOf(' ');
                if (end < 0) return null;
                text = text[end..];
                if (!literal) continue;
            }
            var quoted = text[0] == '"';
            if (quoted) text = text[1..];
            var stop = quoted ? text.IndexOf('"') : text.IndexOfAny(' ', '>', '&');
            var pattern = stop < 0 ? text : text[..stop];
            var best = "";
            foreach (var range in pattern.Split(".*"))
            {
                var part = pattern[range].Trim('^').TrimEnd('$').ToString().Replace("\\", "", StringComparison.Ordinal);
                if (part.Length > best.Length) best = part;
            }
            return best;
        }
    }

    private static int? Number(string rest)
    {
        var text = rest.AsSpan();
        if (text.StartsWith(".com", StringComparison.OrdinalIgnoreCase)) text = text[4..];
        text = text.TrimStart();
        if (text.IsEmpty || text[0] != '+') return null;
        text = text[1..];
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(end < 0 ? text : text[..end], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var lines) ? lines : null;
    }

    /// <summary>The name behind the first <c>&gt;</c>.</summary>
    private static string? Redirected(string command)
    {
        var at = command.IndexOf('>', StringComparison.Ordinal);
        if (at < 0) return null;
        var rest = command.AsSpan(at + 1).TrimStart('>').TrimStart();
        var quoted = !rest.IsEmpty && rest[0] == '"';
        if (quoted) rest = rest[1..];
        var end = quoted ? rest.IndexOf('"') : rest.IndexOfAny(' ', '&', '|');
        if (end >= 0) rest = rest[..end];
        rest = rest[(rest.LastIndexOfAny('\\', '/') + 1)..].Trim();
        return rest.IsEmpty || rest.Length > 255 ? null : rest.ToString();
    }

    private static byte[] Matching(ReadOnlySpan<byte> file, ReadOnlySpan<byte> part)
    {
        using var lines = new MemoryStream();
        for (var at = 0; at < file.Length;)
        {
            var hit = file[at..].IndexOf(part);
            if (hit < 0) break;
            var start = file[..(at + hit)].LastIndexOf((byte)'\n') + 1;
            var end = file[(at + hit)..].IndexOf((byte)'\n');
            var next = end < 0 ? file.Length : at + hit + end + 1;
            lines.Write(file[start..next]);
            at = next;
        }
        return lines.ToArray();
    }

    private static int LineStart(ReadOnlySpan<byte> file, int skipped)
    {
        var at = 0;
        for (; skipped > 0 && at < file.Length; skipped--)
        {
            var end = file[at..].IndexOf((byte)'\n');
            if (end < 0) return file.Length;
            at += end + 1;
        }
        return at;
    }
}
