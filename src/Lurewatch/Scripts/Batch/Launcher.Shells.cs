using System.Buffers;
using Lurewatch.Files;

namespace Lurewatch.Scripts.Batch;

/// <summary>Shells and script hosts.</summary>
internal sealed partial class Launcher
{
    private static readonly SearchValues<char> s_cmdSigns = SearchValues.Create("&<>()@^|");

    /// <summary>cmd.exe: options up to <c>/c</c>, <c>/k</c> or <c>/r</c>, which all run the rest; without, what comes through the pipe.</summary>
    private void Shell(string rest)
    {
        var isDelayed = false;
        var at = 0;
        while (at < rest.Length)
        {
            while (at < rest.Length && rest[at] is ' ' or '\t' or ',' or ';' or '=' or '"') at++;
            if (at + 1 >= rest.Length || rest[at] is not ('/' or '-')) break;
            var option = char.ToLowerInvariant(rest[at + 1]);
            at += 2;
            if (option is 'c' or 'k' or 'r')
            {
                shell.Nested(Unquoted(rest[at..]), isDelayed, Step("cmd"));
                return;
            }
            var from = at;
            while (at < rest.Length && rest[at] is not (' ' or '\t' or ',' or ';' or '=' or '/')) at++;
            if (option == 'v') isDelayed = !rest[from..at].Contains("off", StringComparison.OrdinalIgnoreCase);
        }
        if (shell.Input is { } input) shell.Nested(input, isDelayed, Step("cmd"));
    }

    /// <summary>The outermost quotes go, whatever stands between.</summary>
    private static string Unquoted(string text)
    {
        text = text.TrimStart(' ', '\t', ',', ';', '=');
        if (text is not ['"', ..]) return text;
        var last = text.LastIndexOf('"');
        if (last == 0) return text[1..];
        // exactly two quotes around a program's path stay
        var inside = text.AsSpan(1, last - 1);
        if (!inside.Contains('"') && last < text.Length - 1 && !inside.ContainsAny(s_cmdSigns) && inside.EndsWith(".exe", StringComparison.OrdinalIgnoreCase)) return text;
        return text[1..last] + text[(last + 1)..];
    }

    /// <summary>powershell.exe [about_PowerShell_exe]: options may be cut as long as they are clear, and begin with any dash or a slash.</summary>
    private void PowerShell(string name, string text, string rest)
    {
        Record.Start(text, shell.Steps);
        var call = PowerShellArguments.Read(CommandLine.Split(rest), name == "pwsh");
        if (call.File is { } file) StartScript("powershell", file, text, FileType.PowerShell);
        var code = call.ReadsInput ? shell.Input : call.Command;
        if (string.IsNullOrWhiteSpace(code)) return;
        Record.Evaluate(code, FileType.PowerShell, call.IsEncoded ? [.. shell.Steps, "powershell", "base64"] : Step("powershell"));
    }

    /// <summary>mshta: an address, a file, or script in its argument.</summary>
    private void Mshta(string text, string rest)
    {
        var argument = rest.Trim();
        if (argument is ['"', .., '"'] and { Length: > 1 }) argument = argument[1..^1];
        Record.Start(text, shell.Steps);
        var plain = argument.TrimStart('"', ' ');
        if (Inline(plain, "javascript:") is { } js) Record.Evaluate(js, FileType.JavaScript, Step("mshta"));
        else if (Inline(plain, "vbscript:") is { } vbs) Record.Evaluate(vbs, FileType.VbScript, Step("mshta"));
        else if (Inline(plain, "about:") is { } page) Record.Evaluate(page, FileType.Hta, Step("mshta"));
        else
        {
            var words = CommandLine.Split(rest);
            if (words.Count > 0) StartScript("mshta", words[0], text, FileType.Hta);
        }
    }

    private static string? Inline(string text, string scheme) =>
        text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? text.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(text[scheme.Length..]) : text[scheme.Length..] : null;

    private void Script(string name, string text, string rest)
    {
        FileType? type = null;
        foreach (var word in CommandLine.Split(rest))
        {
            if (word.StartsWith("/e:", StringComparison.OrdinalIgnoreCase) || word.StartsWith("//e:", StringComparison.OrdinalIgnoreCase))
                type = word.Contains("encode", StringComparison.OrdinalIgnoreCase) ? FileType.EncodedScript : word.Contains("vb", StringComparison.OrdinalIgnoreCase) ? FileType.VbScript : FileType.JavaScript;
            else if (!word.StartsWith('/'))
            {
                StartScript(name, word, text, type);
                return;
            }
        }
    }

    /// <summary>START: a title in quotes, options, then an address, a document or a program.</summary>
    private void StartCommand(string text, string rest)
    {
        var at = rest.AsSpan().TrimStart(" \t,;=");
        if (at is ['"', ..] && at[1..].IndexOf('"') is >= 0 and var close && !at[(close + 2)..].Trim().IsEmpty) at = at[(close + 2)..].TrimStart(" \t,;=");
        while (at is ['/', ..])
        {
            var end = at.IndexOfAny(" \t");
            if (end < 0) return;
            var takesValue = at[..end].Equals("/d", StringComparison.OrdinalIgnoreCase) || at[..end].Equals("/node", StringComparison.OrdinalIgnoreCase) || at[..end].Equals("/affinity", StringComparison.OrdinalIgnoreCase);
            at = at[end..].TrimStart();
            if (takesValue) at = CommandLine.Program(at.ToString()).Tail.AsSpan().TrimStart();
        }
        var command = at.ToString();
        var target = CommandLine.Program(command).Program;
        if (CommandLine.IsUrl(target)) Fetch(target, null, Step("start"));
        else if (target.Length > 0)
        {
            if (!UncPath.Fetch(target, Record, Step("start")) && shell.Run.Files.Find(target) is null) Record.Start(command, shell.Steps);
            shell.Command(command);
        }
        _ = text;
    }

    /// <summary>Browsers, viewers and Office, of interest with an address only.</summary>
    private bool Viewer(string name, string text, string rest)
    {
        foreach (var word in CommandLine.Split(rest))
        {
            var address = word.IndexOf("://", StringComparison.Ordinal) is > 0 and var at && word.LastIndexOfAny([':', '='], at - 1) is > 0 and var before ? word[(before + 1)..] : word;
            if (CommandLine.IsUrl(address)) Fetch(address, null, Step(name));
            else if (!UncPath.Fetch(word, Record, Step(name)))
            {
                if (name != "explorer" || shell.Run.Files.Find(word) is null) continue;
                shell.Command(word);
            }
            Record.Start(text, shell.Steps);
        }
        return true;
    }

    private void Other(string name, string text, string rest)
    {
        Record.Start(text, shell.Steps);
        foreach (var word in CommandLine.Split(rest))
        {
            if (CommandLine.IsUrl(word)) Fetch(word, null, Step(name));
            else UncPath.Fetch(word, Record, Step(name));
        }
    }
}
