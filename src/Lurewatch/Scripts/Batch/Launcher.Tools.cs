using Lurewatch.Files;

namespace Lurewatch.Scripts.Batch;

/// <summary>Windows' own tools that fetch, decode, install or schedule.</summary>
internal sealed partial class Launcher
{
    /// <summary>rundll32: a library's function, script by way of mshtml, or one of the functions that open addresses and programs.</summary>
    private void RunDll(string text, string rest)
    {
        Record.Start(text, shell.Steps);
        var argument = rest.Trim();
        if (argument.IndexOf("javascript:", StringComparison.OrdinalIgnoreCase) is >= 0 and var js)
        {
            Record.Evaluate(Uri.UnescapeDataString(argument[(js + 11)..].TrimEnd('"')), FileType.JavaScript, Step("rundll32"));
            return;
        }
        if (argument.IndexOf("vbscript:", StringComparison.OrdinalIgnoreCase) is >= 0 and var vbs)
        {
            Record.Evaluate(Uri.UnescapeDataString(argument[(vbs + 9)..].TrimEnd('"')), FileType.VbScript, Step("rundll32"));
            return;
        }
        var words = CommandLine.Split(argument);
        if (words.Count == 0) return;
        UncPath.Fetch(words[0].Split(',')[0], Record, Step("rundll32"));
        var function = words[0].Contains(',', StringComparison.Ordinal) ? words[0] : string.Concat(words.Take(2));
        var target = string.Join(' ', words.Skip(words[0].Contains(',', StringComparison.Ordinal) ? 1 : 2)).Trim('"');
        if (target.Length == 0) return;
        if (CommandLine.IsUrl(target) || target.Contains("://", StringComparison.Ordinal)) Fetch(target[Math.Max(0, target.LastIndexOf(' ', Math.Max(0, target.IndexOf("://", StringComparison.Ordinal))) + 1)..], null, Step("rundll32"));
        else if (function.Contains("ShellExec_RunDLL", StringComparison.OrdinalIgnoreCase) || function.Contains("RouteTheCall", StringComparison.OrdinalIgnoreCase) || function.Contains("RegisterOCX", StringComparison.OrdinalIgnoreCase)
            || function.Contains("OpenURL", StringComparison.OrdinalIgnoreCase) || function.Contains("FileProtocolHandler", StringComparison.OrdinalIgnoreCase))
            shell.Nested(target, isDelayed: false, Step("rundll32"));
    }

    /// <summary>regsvr32 with a scriptlet's address in <c>/i:</c>.</summary>
    private void RegSvr(string text, string rest)
    {
        Record.Start(text, shell.Steps);
        foreach (var word in CommandLine.Split(rest))
        {
            var target = word.Length > 3 && word[0] is '/' or '-' && word[1..].StartsWith("i:", StringComparison.OrdinalIgnoreCase) ? word[3..].Trim('"') : word;
            if (CommandLine.IsUrl(target)) Fetch(target, null, Step("regsvr32"));
            else if (!UncPath.Fetch(target, Record, Step("regsvr32")) && !ReferenceEquals(target, word)) StartScript("regsvr32", target, text, FileType.Wsf);
        }
    }

    private void CertUtil(string rest)
    {
        var words = CommandLine.Split(rest);
        bool Has(string option) => words.Exists(word => word.Length > 1 && word[0] is '-' or '/' or '\u2013' && word[1..].Equals(option, StringComparison.OrdinalIgnoreCase));
        var plain = words.Where(word => word is not ['-' or '/' or '\u2013', ..]).ToArray();
        if (Array.FindIndex(plain, CommandLine.IsUrl) is >= 0 and var url)
        {
            Fetch(plain[url], url + 1 < plain.Length ? plain[url + 1] : null, Step("certutil"));
        }
        else if ((Has("decode") || Has("decodehex")) && plain.Length >= 2 && shell.Run.Files.Find(plain[0]) is { } file)
        {
            var lines = file.Text.ToString().ReplaceLineEndings("\n").Split('\n').Where(line => !line.StartsWith("-----", StringComparison.Ordinal));
            var body = string.Concat(lines).Replace(" ", "", StringComparison.Ordinal).Trim();
            var bytes = new byte[body.Length];
            var length = 0;
            if (Has("decode") ? Convert.TryFromBase64String(body.PadRight((body.Length + 3) & ~3, '='), bytes, out length) : Convert.FromHexString(body, bytes, out _, out length) == System.Buffers.OperationStatus.Done)
            {
                file.IsHandedOn = true;
                shell.Run.Files.Write(plain[1], bytes[..length]);
            }
        }
        else UncPath.Fetch(plain.Length > 0 ? plain[^1] : "", Record, Step("certutil"));
    }

    private void BitsAdmin(string rest)
    {
        var words = CommandLine.Split(rest);
        for (var i = 0; i < words.Count; i++)
        {
            if (CommandLine.IsUrl(words[i])) Fetch(words[i], i + 1 < words.Count ? words[i + 1] : null, Step("bitsadmin"));
            else if (words[i].Equals("/SetNotifyCmdLine", StringComparison.OrdinalIgnoreCase) && i + 2 < words.Count)
                shell.Nested(string.Join(' ', words.Skip(i + 2).Where(word => !word.Equals("NULL", StringComparison.OrdinalIgnoreCase))), isDelayed: false, Step("bitsadmin"));
        }
    }

    private void Curl(string name, string text, string rest)
    {
        var words = CommandLine.Split(rest);
        string? saveAs = null;
        var urls = new List<string>();
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (word is "-o" or "--output" or "--output-document" || (name == "wget" && word is "-O"))
            {
                if (i + 1 < words.Count) saveAs = words[++i];
            }
            else if (word.StartsWith("--output=", StringComparison.Ordinal) || word.StartsWith("--output-document=", StringComparison.Ordinal)) saveAs = word[(word.IndexOf('=', StringComparison.Ordinal) + 1)..];
            else if (word is "-H" or "--header" or "-A" or "--user-agent" or "-X" or "--request" or "-d" or "--data" or "-e" or "--referer" or "-u" or "--user" or "-x" or "--proxy" or "-m" or "--max-time" or "--retry") i++;
            else if (word.StartsWith("-o", StringComparison.Ordinal) && word.Length > 2 && name == "curl") saveAs = word[2..];
            else if (word is not ['-', ..] && (CommandLine.IsUrl(word) || (word.Contains('.', StringComparison.Ordinal) && urls.Count == 0))) urls.Add(word);
        }
        foreach (var url in urls) Fetch(CommandLine.IsUrl(url) ? url : "http://" + url, saveAs ?? LastSegment(url, words), Step(name));
        if (urls.Count == 0) Record.Start(text, shell.Steps);
    }

    private static string? LastSegment(string url, List<string> words) => words.Exists(word => word is "-O" or "--remote-name" || (word.StartsWith('-') && !word.StartsWith("--", StringComparison.Ordinal) && word.Contains('O', StringComparison.Ordinal))) ? url[(url.LastIndexOf('/') + 1)..] : null;

    private void MsiExec(string text, string rest)
    {
        Record.Start(text, shell.Steps);
        foreach (var word in CommandLine.Split(rest))
        {
            var target = word.Length > 2 && word[0] is '/' or '-' && word.IndexOf("http", StringComparison.OrdinalIgnoreCase) is > 0 and < 12 and var at ? word[at..] : word;
            if (CommandLine.IsUrl(target)) Fetch(target, null, Step("msiexec"));
            else UncPath.Fetch(word, Record, Step("msiexec"));
        }
    }

    private void Wmic(string text, string rest)
    {
        Record.Start(text, shell.Steps);
        var words = CommandLine.Split(rest);
        var create = words.FindIndex(word => word.Equals("create", StringComparison.OrdinalIgnoreCase));
        if (create >= 0 && create + 1 < words.Count)
        {
            // the command in quotes, or all the rest; a folder may follow behind a comma
            var at = rest.IndexOf("create", StringComparison.OrdinalIgnoreCase) + 6;
            var command = rest[at..].Trim();
            if (command is ['"' or '\'', ..] && command.LastIndexOf(command[0]) is > 0 and var close) command = command[1..close].Replace("\\\"", "\"", StringComparison.Ordinal);
            Record.Run(command, [.. shell.Steps, "wmic", "Win32_Process.Create"]);
        }
        foreach (var word in words)
        {
            if (!word.StartsWith("/format:", StringComparison.OrdinalIgnoreCase)) continue;
            var target = word[8..].Trim('"');
            if (CommandLine.IsUrl(target)) Fetch(target, null, Step("wmic"));
            else if (!UncPath.Fetch(target, Record, Step("wmic"))) StartScript("wmic", target, text, FileType.Xml);
        }
    }

    private void ForFiles(string text, string rest)
    {
        var words = CommandLine.Split(rest);
        var at = words.FindIndex(word => word.Equals("/c", StringComparison.OrdinalIgnoreCase) || word.Equals("-c", StringComparison.OrdinalIgnoreCase));
        if (at < 0 || at + 1 >= words.Count) return;
        Inner("forfiles", text, string.Join(' ', words.Skip(at + 1)).Replace("0x22", "\"", StringComparison.OrdinalIgnoreCase), null);
    }

    /// <summary>ftp with a script: what it opens and gets, and commands behind <c>!</c>.</summary>
    private void Ftp(string text, string rest)
    {
        var words = CommandLine.Split(rest);
        var script = words.Find(word => word.StartsWith("-s:", StringComparison.OrdinalIgnoreCase));
        var host = words.Find(word => word is not ['-', ..]);
        Record.Start(text, shell.Steps);
        if (script is null || shell.Run.Files.Find(script[3..]) is not { } file) return;
        file.IsHandedOn = true;
        foreach (var line in file.Text.ToString().ReplaceLineEndings("\n").Split('\n'))
        {
            var parts = line.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length == 0) continue;
            if (parts[0].StartsWith('!')) shell.Nested(line.Trim()[1..], isDelayed: false, Step("ftp"));
            else if (parts.Length > 1 && parts[0].Equals("open", StringComparison.OrdinalIgnoreCase)) host = parts[1];
            else if (parts.Length > 1 && host is not null && (parts[0].Equals("get", StringComparison.OrdinalIgnoreCase) || parts[0].Equals("recv", StringComparison.OrdinalIgnoreCase) || parts[0].Equals("mget", StringComparison.OrdinalIgnoreCase)))
                Fetch($"ftp://{host}/{parts[1].TrimStart('/')}", parts[^1], Step("ftp"));
        }
    }

    private void Tasks(string text, string rest)
    {
        var words = CommandLine.Split(rest);
        var at = words.FindIndex(word => word.Equals("/tr", StringComparison.OrdinalIgnoreCase) || word.Equals("-tr", StringComparison.OrdinalIgnoreCase));
        if (at < 0 || at + 1 >= words.Count) return;
        Record.Start(text, shell.Steps);
        Record.Run(words[at + 1], Step("schtasks"));
    }

    private void Registry(string rest)
    {
        var words = CommandLine.Split(rest);
        if (words.Count > 1 && words[0].Equals("import", StringComparison.OrdinalIgnoreCase)) StartScript("reg", words[1], "reg" + rest, FileType.Reg);
        if (words.Count < 2 || !words[0].Equals("add", StringComparison.OrdinalIgnoreCase)) return;
        string? Value(string option) => words.FindIndex(word => word.Equals(option, StringComparison.OrdinalIgnoreCase)) is > 0 and var at && at + 1 < words.Count ? words[at + 1] : null;
        var value = Value("/d");
        Record.Registry($@"{words[1]}\{Value("/v")}", value, Step("reg"));
        if (value is not null && (words[1].Contains(@"CurrentVersion\Run", StringComparison.OrdinalIgnoreCase) || words[1].EndsWith(@"\command", StringComparison.OrdinalIgnoreCase))) Record.Run(value, Step("reg"));
    }

    private void Net(string rest)
    {
        foreach (var word in CommandLine.Split(rest)) UncPath.Fetch(word, Record, Step("net use"));
    }
}
