using System.Text;
using Lurewatch.Files;
using Lurewatch.Mail;
using Lurewatch.Mail.Links;

namespace Lurewatch.Scripts;

/// <summary>What an emulation sees: every emulator's inert objects write into one. Bounded in number and size; doubles are dropped.</summary>
internal sealed class ScriptRecord(AnalysisBudget budget, string what)
{
    private const int MostActions = 1_000, MostFiles = 200, MostChars = 1 << 20, MostBytes = 64 << 20;
    private readonly List<ScriptAction> _actions = [];
    private readonly List<ExtractedFile> _files = [];
    private readonly List<Url> _urls = [];
    private readonly HashSet<(ScriptActionKind, string)> _seen = [];
    private long _bytes;
    private readonly HashSet<string> _seenUrls = new(StringComparer.Ordinal);

    /// <summary>In the order in which they would happen.</summary>
    public IReadOnlyList<ScriptAction> Actions => _actions;
    /// <summary>Command lines and files that it would run and write, to be exploded again.</summary>
    public IReadOnlyList<ExtractedFile> Files => _files;
    /// <summary>Addresses that it would fetch.</summary>
    public IReadOnlyList<Url> Urls => _urls;

    /// <summary>A command line or program that would be started; it becomes a file of its own (origin <c>command</c>), which the script room decodes.</summary>
    public void Run(string command, IReadOnlyList<string> steps)
    {
        command = command.Trim();
        if (command.Length == 0 || !Note(ScriptActionKind.Run, command, null, steps)) return;
        AddFile(Encoding.UTF8.GetBytes(Cut(command)), null, "command", FileType.Batch, steps);
    }

    /// <summary>An address that would be fetched.</summary>
    public void Fetch(string url, string? saveAs, IReadOnlyList<string> steps)
    {
        url = url.Trim();
        if (url.Length == 0) return;
        Note(ScriptActionKind.Fetch, url, saveAs, steps);
        if (_urls.Count < MostActions && UrlReader.Read(url) is { UrlText: { Length: > 0 } text } read && _seenUrls.Add(text)) _urls.Add(read);
    }

    /// <summary>A file that would be written; its content, where known, becomes a file of its own (origin <c>dropped</c>).</summary>
    public void Write(string path, ReadOnlyMemory<byte>? content, IReadOnlyList<string> steps)
    {
        path = path.Trim();
        if (path.Length == 0 && content is null) return;
        Note(ScriptActionKind.Write, path, null, steps);
        if (content is { Length: > 0 } bytes) AddFile(bytes, NameOf(path), "dropped", null, steps);
    }

    /// <summary>A value that would be written to the registry.</summary>
    public void Registry(string key, string? value, IReadOnlyList<string> steps) => Note(ScriptActionKind.Registry, key, value, steps);

    /// <summary>A library that would be loaded or called.</summary>
    public void Call(string function, string? arguments, IReadOnlyList<string> steps) => Note(ScriptActionKind.Call, function, arguments, steps);

    /// <summary>Code that would be evaluated: a file of its own (origin <c>decoded</c>).</summary>
    public void Evaluate(string code, FileType type, IReadOnlyList<string> steps)
    {
        if (code.Length > 0) AddFile(Encoding.UTF8.GetBytes(Cut(code)), null, "decoded", type, steps);
    }

    /// <summary>Bytes that would be loaded as code: a file of its own (origin <c>decoded</c>), its type left to detection.</summary>
    public void Evaluate(ReadOnlyMemory<byte> code, IReadOnlyList<string> steps)
    {
        if (code.Length > 0) AddFile(code, null, "decoded", null, steps);
    }

    /// <summary>A command line that would be started and that its emulator takes apart itself.</summary>
    public void Start(string command, IReadOnlyList<string> steps)
    {
        command = command.Trim();
        if (command.Length > 0) Note(ScriptActionKind.Run, command, null, steps);
    }

    private bool Note(ScriptActionKind kind, string target, string? detail, IReadOnlyList<string> steps)
    {
        if (_actions.Count >= MostActions)
        {
            budget.Exhaust("script_actions", what);
            return false;
        }
        target = Cut(target);
        if (!_seen.Add((kind, target))) return false;
        _actions.Add(new ScriptAction(kind, target, detail is null ? null : Cut(detail), steps));
        return true;
    }

    private void AddFile(ReadOnlyMemory<byte> bytes, string? name, string origin, FileType? type, IReadOnlyList<string> steps)
    {
        _bytes += bytes.Length;
        if (_files.Count >= MostFiles || _bytes > MostBytes)
        {
            budget.Exhaust("script_files", what);
            return;
        }
        if (!budget.TryTakeBytes(bytes.Length, what)) return;
        _files.Add(new ExtractedFile(bytes, name, origin, type) { Steps = steps });
    }

    private static string Cut(string text) => text.Length <= MostChars ? text : text[..MostChars];

    private static string? NameOf(string path)
    {
        var name = path[(path.AsSpan().LastIndexOfAny('\\', '/') + 1)..].Trim();
        return name.Length == 0 ? null : name;
    }
}
