using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Lurewatch.Scripts.Batch;

/// <summary>The commands that cmd.exe has built in, and the small programs whose output scripts read letters from.</summary>
internal sealed partial class BatchInterpreter
{
    private static readonly SearchValues<char> s_endsName = SearchValues.Create(" \t,;=/\"<>|&"), s_endsBuiltIn = SearchValues.Create("./\\(:+[]"), s_endsLabel = SearchValues.Create(" \t:;,=+"), s_endsTarget = SearchValues.Create(" \t:;,=+&|<>"), s_patternSigns = SearchValues.Create("^$.*[\\");

    private static readonly HashSet<string> s_internal = new(StringComparer.OrdinalIgnoreCase)
    {
        "echo", "set", "call", "goto", "exit", "setlocal", "endlocal", "assoc", "ftype", "type", "copy", "move", "ren", "rename", "del", "erase", "cd", "chdir", "pushd", "popd", "md", "mkdir", "rd", "rmdir", "cls", "title", "color",
        "pause", "ver", "vol", "verify", "path", "prompt", "shift", "start", "dir", "date", "time", "mklink", "break",
    };

    /// <summary>Runs a command whose expansions are done.</summary>
    private void Execute(string text)
    {
        text = text.TrimStart(' ', '\t', ',', ';', '=', '@', '\v', '\f', '\u00a0');
        if (text.Length == 0 || text[0] == ':' || !Step(text.Length)) return;
        var (name, rest) = Split(text);
        switch (name.ToLowerInvariant())
        {
            case "echo": Echo(rest); break;
            case "set": Set(rest); break;
            case "call": Call(rest); break;
            case "goto": Goto(LabelOf(rest)); break;
            case "exit":
                if (_uncertain == 0) _flow = rest.Contains("/b", StringComparison.OrdinalIgnoreCase) ? Flow.ExitCall : Flow.ExitAll;
                break;
            case "setlocal":
                if (_saved.Count < 64) _saved.Push((_isDelayed, new Dictionary<string, string>(_variables, StringComparer.OrdinalIgnoreCase)));
                if (rest.Contains("enabledelayedexpansion", StringComparison.OrdinalIgnoreCase)) _isDelayed = true;
                if (rest.Contains("disabledelayedexpansion", StringComparison.OrdinalIgnoreCase)) _isDelayed = false;
                break;
            case "endlocal":
                if (_saved.TryPop(out var saved))
                {
                    _isDelayed = saved.Delayed;
                    _variables.Clear();
                    foreach (var (key, value) in saved.Variables) _variables[key] = value;
                    _changes++;
                }
                break;
            case "assoc": List(FileAssociations.Associations, rest); break;
            case "ftype": List(FileAssociations.Types, rest); break;
            case "type":
            case "more" when rest.Trim().Length > 0:
                foreach (var path in CommandLine.Split(rest)) Say(_run.Files.Find(path)?.Text.ToString() ?? "");
                break;
            case "more" or "sort": Say(_input ?? ""); break;
            case "ver": Say("\r\nMicrosoft Windows [Version 10.0.19045.3803]\r\n"); break;
            case "find": Find(rest); break;
            case "findstr": FindString(rest); break;
            case "copy" or "xcopy" or "move" or "ren" or "rename": Copy(rest); break;
            case "shift":
                if (_arguments.Length > 1) _arguments = [_arguments[0], .. _arguments[2..]];
                _changes++;
                break;
            case "path": if (rest.Trim().Length > 0) Write("Path", rest.Trim()); break;
            case "cd" or "chdir" when rest.Trim().Length == 0: Say(WindowsMachine.Folder + "\r\n"); break;
            case "pushd" or "cd" or "chdir" or "dir": UncPath.Fetch(rest.Trim().Trim('"'), _run.Record, [.. _steps, name.ToLowerInvariant()]); break;
            case "del" or "erase" or "md" or "mkdir" or "rd" or "rmdir" or "cls" or "title" or "color" or "pause" or "popd" or "vol" or "verify" or "prompt" or "date" or "time" or "mklink" or "break" or "timeout" or "ping" or "attrib" or "chcp" or "tasklist" or "taskkill" or "net1": break;
            default:
                _run.Note(text);
                new Launcher(View()).Start(text, isShell: true);
                break;
        }
    }

    /// <summary>The first word and what follows it at once: built-in commands end at many characters (<c>echo.</c>, <c>cd\</c>, <c>set"a=b"</c>).</summary>
    private static (string Name, string Tail) Split(string text)
    {
        if (text[0] == '"')
        {
            var close = text.IndexOf('"', 1);
            return close < 0 ? (text[1..], "") : (text[1..close], text[(close + 1)..]);
        }
        var end = text.AsSpan().IndexOfAny(s_endsName);
        var name = end < 0 ? text : text[..end];
        var early = name.AsSpan().IndexOfAny(s_endsBuiltIn);
        if (early > 0 && s_internal.Contains(name[..early])) return (name[..early], text[early..]);
        return (name, text[name.Length..]);
    }

    private static string LabelOf(string rest)
    {
        var text = rest.AsSpan().Trim().TrimStart(':');
        var end = text.IndexOfAny(s_endsLabel);
        return (end < 0 ? text : text[..end]).ToString();
    }

    private void Echo(string rest)
    {
        if (rest.Length > 0) rest = rest[1..];
        var plain = rest.Trim();
        if (plain.Equals("on", StringComparison.OrdinalIgnoreCase) || plain.Equals("off", StringComparison.OrdinalIgnoreCase)) return;
        Say(rest + "\r\n");
    }

    private void Set(string rest)
    {
        var text = rest.AsSpan().TrimStart(" \t,;=").ToString();
        if (text.StartsWith("/a", StringComparison.OrdinalIgnoreCase))
        {
            var value = new SetArithmetic(text[2..].Trim().Trim('"'), Read, Write).Run();
            if (_output is not null && !text.Contains('=', StringComparison.Ordinal)) Say(value.ToString(CultureInfo.InvariantCulture));
            return;
        }
        var isPrompt = text.StartsWith("/p", StringComparison.OrdinalIgnoreCase);
        if (isPrompt) text = text[2..].TrimStart();
        if (text is ['"', ..])
        {
            var last = text.LastIndexOf('"');
            text = last > 0 ? text[1..last] : text[1..];
        }
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (isPrompt)
        {
            // the prompt is how text gets into a file without a line break
            Say(equals < 0 ? "" : text[(equals + 1)..].Trim('"'));
            if (equals > 0 && _input is { } input) Write(text[..equals], input.Split('\n')[0].TrimEnd('\r'));
            return;
        }
        if (equals > 0) Write(text[..equals], text[(equals + 1)..]);
        else if (equals < 0)
            foreach (var (key, value) in _variables.OrderBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase))
                if (key.StartsWith(text.Trim(), StringComparison.OrdinalIgnoreCase)) Say($"{key}={value}\r\n");
    }

    private void Call(string rest)
    {
        var text = _expansion.Percent(rest.TrimStart(' ', '\t', ',', ';', '='), _isBatch);
        if (_depth + _calls >= MostDepth) return;
        if (text is [':', ..])
        {
            var words = CommandLine.Words(text);
            CallLabel(LabelOf(words.Count > 0 ? words[0] : text), [.. words.Skip(1)]);
            return;
        }
        _calls++;
        Execute(text);
        _calls--;
    }

    private void List(IReadOnlyList<string> entries, string rest)
    {
        var name = rest.Trim();
        foreach (var entry in entries)
            if (name.Length == 0 || entry.StartsWith(name + "=", StringComparison.OrdinalIgnoreCase)) Say(entry + "\r\n");
    }

    private void Find(string rest)
    {
        var words = CommandLine.Split(rest);
        var ignoreCase = words.Exists(word => word.Equals("/i", StringComparison.OrdinalIgnoreCase));
        var isNot = words.Exists(word => word.Equals("/v", StringComparison.OrdinalIgnoreCase));
        var what = words.Find(word => word is not ['/', ..]);
        if (what is not null) Filter(words.Skip(words.IndexOf(what) + 1), line => line.Contains(what, ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal) != isNot);
    }

    /// <summary>findstr: words of which one must occur; few use its expressions, which are read as .NET's where they can be.</summary>
    private void FindString(string rest)
    {
        var words = CommandLine.Split(rest);
        var ignoreCase = false;
        var isNot = false;
        string? what = null;
        var files = new List<string>();
        foreach (var word in words)
        {
            if (word is ['/', ..])
            {
                if (word.StartsWith("/c:", StringComparison.OrdinalIgnoreCase)) what = word[3..];
                else if (word.Length <= 4)
                {
                    ignoreCase |= word.Contains('i', StringComparison.OrdinalIgnoreCase);
                    isNot |= word.Contains('v', StringComparison.OrdinalIgnoreCase);
                }
            }
            else if (what is null) what = word;
            else files.Add(word);
        }
        if (what is null) return;
        var comparison = ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        var patterns = what.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pattern => (pattern, Pattern(pattern, ignoreCase))).ToArray();
        Filter(files, line => patterns.Any(pattern => pattern.Item2?.IsMatch(line) ?? line.Contains(pattern.pattern, comparison)) != isNot);
    }

    private static Regex? Pattern(string pattern, bool ignoreCase)
    {
        if (pattern.Length > 200 || !pattern.AsSpan().ContainsAny(s_patternSigns)) return null;
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | (ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None), TimeSpan.FromMilliseconds(100));
        }
        catch (ArgumentException)
        {
            return null;
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }

    private void Filter(IEnumerable<string> files, Func<string, bool> keep)
    {
        var text = string.Concat(files.Select(path => _run.Files.Find(path)?.Text.ToString() ?? "").DefaultIfEmpty(_input ?? ""));
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (!Step(line.Length)) return;
            if (line.Length > 0 && keep(line)) Say(line + "\r\n");
        }
    }

    private void Copy(string rest)
    {
        var paths = CommandLine.Split(rest).Where(word => word is not ['/' or '-', ..]).ToArray();
        if (paths.Length < 1) return;
        UncPath.Fetch(paths[0], _run.Record, [.. _steps, "copy"], paths.Length > 1 ? paths[^1] : null);
        if (paths.Length < 2) return;
        var sources = paths[0].Split('+');
        if (sources.Length > 1)
        {
            var joined = new StringBuilder();
            foreach (var source in sources)
                if (joined.Length <= MostOutput) joined.Append(_run.Files.Find(source)?.Text);
            _run.Files.Write(paths[^1], joined.ToString(), append: false);
        }
        else _run.Files.Copy(paths[0], paths[^1]);
    }
}
