using System.Text;

namespace Lurewatch.Scripts.Batch;

/// <summary>What powershell.exe is asked to do [about_PowerShell_exe].</summary>
/// <param name="Command">The code; null if there is none.</param>
/// <param name="IsEncoded">It came as base64.</param>
/// <param name="File">A script file.</param>
/// <param name="ReadsInput">The code comes through the pipe.</param>
internal sealed record PowerShellArguments(string? Command, bool IsEncoded, string? File, bool ReadsInput)
{
    // in the order in which the program itself compares: a cut option is the first that it begins
    private static readonly (string Name, string Short, bool TakesValue)[] s_options =
    [
        ("encodedcommand", "e", true), ("encodedcommand", "ec", true), ("executionpolicy", "ex", true), ("executionpolicy", "ep", true), ("encodedarguments", "ea", true), ("encodedarguments", "encodeda", true), ("command", "c", true),
        ("configurationname", "config", true), ("custompipename", "cus", true), ("file", "f", true), ("help", "h", false), ("inputformat", "i", true), ("inputformat", "if", true), ("interactive", "i", false), ("login", "l", false), ("mta", "m", false),
        ("noexit", "noe", false), ("nologo", "nol", false), ("noninteractive", "noni", false), ("noprofile", "nop", false), ("outputformat", "o", true), ("outputformat", "of", true), ("psconsolefile", "p", true), ("settingsfile", "settings", true),
        ("sta", "s", false), ("version", "v", true), ("windowstyle", "w", true), ("workingdirectory", "wd", true), ("workingdirectory", "wo", true), ("removeworkingdirectorytrailingcharacter", "removew", false),
    ];

    /// <summary>Reads arguments as the C runtime split them. Without an option the rest is a command, for <c>pwsh</c> a file.</summary>
    public static PowerShellArguments Read(List<string> words, bool isCore)
    {
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i].Trim();
            if (word.Length == 0) continue;
            if (word is "-") return new(null, false, null, true);
            if (word.Length < 2 || !(word[0] is '-' or '/' or '\u2013' or '\u2014' or '\u2015'))
            {
                var rest = string.Join(' ', words.Skip(i));
                return isCore || IsScript(word) ? new(null, false, word, false) : new(rest, false, null, false);
            }
            var name = word[1..].ToLowerInvariant();
            if (name[0] is '-' or '\u2013') name = name[1..];
            var value = "";
            if (name.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon) (name, value) = (name[..colon], word[(word.IndexOf(':', StringComparison.Ordinal) + 1)..]);
            var option = Option(name);
            switch (option.Name)
            {
                case "encodedcommand":
                    var encoded = value.Length > 0 ? value : string.Concat(words.Skip(i + 1).TakeWhile((next, at) => at == 0 || !next.StartsWith('-')));
                    return new(Decode(encoded), true, null, false);
                case "command":
                    var code = string.Join(' ', words.Skip(i + 1));
                    return code.Trim() == "-" ? new(null, false, null, true) : new(code, false, null, false);
                case "file":
                    var file = i + 1 < words.Count ? words[i + 1] : null;
                    return file is "-" ? new(null, false, null, true) : new(null, false, file, false);
                case null:
                    // not known to us: the program would stop here, a command may follow all the same
                    continue;
                default:
                    if (option.TakesValue && value.Length == 0) i++;
                    break;
            }
        }
        return new(null, false, null, true);
    }

    private static (string? Name, bool TakesValue) Option(string name)
    {
        foreach (var (option, shortest, takesValue) in s_options)
            if (name.Length >= shortest.Length && (name == shortest || (option.StartsWith(name, StringComparison.Ordinal) && name.StartsWith(shortest, StringComparison.Ordinal)))) return (option, takesValue);
        return (null, false);
    }

    private static bool IsScript(string word) => word.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase);

    /// <summary>Base64 of UTF-16; of single bytes too, which would not run but tells what was meant. Null if it is no base64.</summary>
    public static string? Decode(string base64)
    {
        var plain = new StringBuilder(base64.Length);
        foreach (var c in base64)
            if (char.IsAsciiLetterOrDigit(c) || c is '+' or '/') plain.Append(c);
        var whole = plain.Length & ~3;
        var padded = plain.Length == whole ? plain.ToString() : plain.Append('=', 4 - (plain.Length & 3)).ToString();
        var bytes = new byte[(padded.Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64String(padded, bytes, out var length) && !Convert.TryFromBase64String(padded[..whole], bytes, out length)) return null;
        var data = bytes.AsSpan(0, length);
        if (data.Length == 0) return null;
        var zeros = 0;
        for (var i = 1; i < data.Length; i += 2) zeros += data[i] == 0 ? 1 : 0;
        return zeros * 4 >= data.Length / 2 || !System.Text.Unicode.Utf8.IsValid(data) ? Encoding.Unicode.GetString(data) : Encoding.UTF8.GetString(data);
    }
}
