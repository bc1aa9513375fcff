using System.Text;
using Lurewatch.Files;

namespace Lurewatch.Scripts.Batch;

/// <summary>What a launcher knows of the shell that calls it.</summary>
/// <param name="Run">What all shells share.</param>
/// <param name="Steps">How the shell was reached.</param>
/// <param name="Input">What comes through a pipe; null if nothing does.</param>
/// <param name="Nested">Runs a command line in a shell below.</param>
/// <param name="Command">Runs one command in this shell.</param>
/// <param name="IsCaptured">Its output is read.</param>
internal sealed record ShellView(BatchRun Run, IReadOnlyList<string> Steps, string? Input, NestedShell Nested, Action<string> Command, bool IsCaptured);

/// <summary>Runs a command line in a shell below.</summary>
internal delegate void NestedShell(string text, bool isDelayed, IReadOnlyList<string> steps, bool isBatch = false, string[]? arguments = null);

/// <summary>Programs that start, fetch or decode something for those who call them. Each is read by its own arguments; none is run.</summary>
internal sealed partial class Launcher(ShellView shell)
{
    private ScriptRecord Record => shell.Run.Record;

    private IReadOnlyList<string> Step(string name) => [.. shell.Steps, name];

    /// <summary>Takes a command line. False if its program is none of those known and there is no shell that would run it (<paramref name="isShell"/>).</summary>
    public bool Start(string text, bool isShell)
    {
        var (program, rest) = CommandLine.Program(text);
        var name = CommandLine.NameOf(program);
        if (shell.Run.Files.Find(program) is { } file && StartFile(file, text, rest)) return true;
        if (shell.Run.Files.Find(program + ".exe") is { Program: { } copied }) name = CommandLine.NameOf(copied);
        if (Known(name, text, rest)) return true;
        if (UncPath.Fetch(program, Record, shell.Steps) || (CommandLine.IsUrl(program) && Fetch(program, null, shell.Steps)))
        {
            Record.Start(text, shell.Steps);
            return true;
        }
        return false;
    }

    private bool Fetch(string url, string? saveAs, IReadOnlyList<string> steps)
    {
        Record.Fetch(url.Trim('"', '\'').Replace("\\", "/", StringComparison.Ordinal), saveAs, steps);
        if (saveAs is not null) shell.Run.Files.Fetched(saveAs);
        return true;
    }

    /// <summary>A file that the script itself wrote, fetched or copied.</summary>
    private bool StartFile(VirtualFile file, string text, string rest)
    {
        if (file.Program is { } program) return Known(CommandLine.NameOf(program), text, rest);
        if (TypeOf(file.Path) is { } type && file.Started(shell.Run) is { } content)
        {
            Record.Write(file.Path, null, shell.Steps);
            Record.Start(text, shell.Steps);
            if (type == FileType.Batch) shell.Nested(Encoding.UTF8.GetString(content.Span), isDelayed: false, Step(NameOf(file.Path)), isBatch: true, [file.Path, .. CommandLine.Words(rest)]);
            else Record.Evaluate(Encoding.UTF8.GetString(content.Span), type, Step(NameOf(file.Path)));
            return true;
        }
        if (!file.IsFetched && file.Bytes is null && file.Text.Length == 0) return false;
        Record.Start(text, shell.Steps);
        return true;
    }

    private static string NameOf(string path) => path[(path.AsSpan().LastIndexOfAny('\\', '/') + 1)..];

    /// <summary>What a script's ending makes Windows do with it.</summary>
    private static FileType? TypeOf(string path) => FileNamesExtension(path) switch
    {
        "bat" or "cmd" => FileType.Batch,
        "ps1" or "psm1" => FileType.PowerShell,
        "vbs" => FileType.VbScript,
        "js" => FileType.JavaScript,
        "vbe" or "jse" => FileType.EncodedScript,
        "wsf" or "sct" => FileType.Wsf,
        "hta" => FileType.Hta,
        "reg" => FileType.Reg,
        _ => null,
    };

    private static string? FileNamesExtension(string path) => FileNames.Extension(path.Trim('"', ' '));

    /// <summary>A program that runs a file: one that the script made, one on another machine, or one that lies elsewhere.</summary>
    private void StartScript(string name, string path, string text, FileType? type = null)
    {
        path = path.Trim('"', '\'', ' ');
        if (path.Length == 0) return;
        Record.Start(text, shell.Steps);
        if (CommandLine.IsUrl(path))
        {
            Fetch(path, null, Step(name));
            return;
        }
        if (UncPath.Fetch(path, Record, Step(name))) return;
        if (shell.Run.Files.Find(path)?.Started(shell.Run) is { } content)
        {
            Record.Evaluate(Encoding.UTF8.GetString(content.Span), type ?? TypeOf(path) ?? FileType.Txt, Step(name));
        }
    }

    private bool Known(string name, string text, string rest)
    {
        switch (name)
        {
            case "cmd" or "command": Shell(rest); return true;
            case "powershell" or "pwsh" or "powershell_ise": PowerShell(name, text, rest); return true;
            case "mshta": Mshta(text, rest); return true;
            case "wscript" or "cscript": Script(name, text, rest); return true;
            case "rundll32": RunDll(text, rest); return true;
            case "regsvr32": RegSvr(text, rest); return true;
            case "certutil": CertUtil(rest); return true;
            case "bitsadmin": BitsAdmin(rest); return true;
            case "curl" or "wget" or "aria2c": Curl(name, text, rest); return true;
            case "msiexec": MsiExec(text, rest); return true;
            case "start": StartCommand(text, rest); return true;
            case "explorer" or "iexplore" or "chrome" or "msedge" or "firefox" or "opera" or "hh" or "presentationhost" or "ieexec" or "desktopimgdownldr" or "appinstaller" or "winword" or "excel" or "powerpnt" or "msedge_proxy" or "brave":
                return Viewer(name, text, rest);
            case "wmic": Wmic(text, rest); return true;
            case "forfiles": ForFiles(text, rest); return true;
            case "pcalua": Inner("pcalua", text, After(rest, "-a"), After(rest, "-c")); return true;
            case "conhost": Inner("conhost", text, WithoutOptions(rest), null); return true;
            case "ftp": Ftp(text, rest); return true;
            case "schtasks": Tasks(text, rest); return true;
            case "at": return false;
            case "reg": Registry(rest); return true;
            case "net" or "net1": Net(rest); return true;
            case "cmstp" or "msbuild" or "installutil" or "regasm" or "regsvcs" or "odbcconf" or "mavinject" or "bash" or "wsl" or "python" or "pythonw" or "node" or "java" or "javaw" or "autoit3" or "regedit" or "control" or "sc" or "scriptrunner" or "syncappvpublishingserver" or "msdt":
                Other(name, text, rest);
                return true;
            default: return false;
        }
    }

    private static string? After(string rest, string option)
    {
        var words = CommandLine.Split(rest);
        var at = words.FindIndex(word => word.Equals(option, StringComparison.OrdinalIgnoreCase));
        return at >= 0 && at + 1 < words.Count ? string.Join(' ', option == "-c" ? words.Skip(at + 1) : [words[at + 1]]) : null;
    }

    private static string WithoutOptions(string rest)
    {
        var text = rest.AsSpan().TrimStart();
        while (text is ['-', ..])
        {
            var end = text.IndexOf(' ');
            if (end < 0) return "";
            text = text[end..].TrimStart();
        }
        return text.ToString();
    }

    /// <summary>A program that starts another one.</summary>
    private void Inner(string name, string text, string? command, string? arguments)
    {
        if (string.IsNullOrWhiteSpace(command)) return;
        Record.Start(text, shell.Steps);
        var line = arguments is null ? command : $"{command} {arguments}";
        shell.Nested(line, isDelayed: false, Step(name));
    }
}
