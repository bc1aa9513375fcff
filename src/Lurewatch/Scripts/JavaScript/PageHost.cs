using System.Globalization;
using System.Text;
using Jint.Native;
using Lurewatch.Files;
using Lurewatch.Mail.Links;

namespace Lurewatch.Scripts.JavaScript;

/// <summary>What a page's scripts write, show, drop, copy and lead to.</summary>
internal sealed class PageHost : ScriptHost
{
    private const int MostPieces = 24, MostWritten = 32 << 20, LeastCommand = 12;
    private static readonly string[] s_telling = ["<form", "<iframe", "<a ", "<script", "<input", "<object", "<embed", "<meta", "<img", "<svg", "<link", "<frame"];
    private static readonly string[] s_commands = ["powershell", "pwsh", "mshta", "cmd ", "cmd.exe", "cmd/", "msiexec", "curl ", "bitsadmin", "certutil", "rundll32", "wscript", "conhost", "ssh ", "bash ", "osascript", "python"];
    private readonly StringBuilder _written = new();
    private readonly HashSet<string> _shown = new(StringComparer.Ordinal);
    private readonly List<ExtractedFile> _pages = [];
    private string _writtenBy = "document.write", _writtenEntry = "script";

    public PageHost(ScriptWorld world, ScriptRecord record, AnalysisBudget budget, string fileName, string what)
        : base(world, record, fileName)
    {
        Budget = budget;
        What = what;
        Object.FastSetDataProperty("here", new JsString("file:///C:/Users/user/Downloads/" + Uri.EscapeDataString(fileName)));
        Add("parse", arguments => Markup.Parse(world.Engine, Text(arguments, 0), budget, what));
        Add("isVoid", arguments => Markup.IsVoid(Text(arguments, 0)) ? JsBoolean.True : JsBoolean.False);
        Add("write", arguments =>
        {
            if (_written.Length > MostWritten) return;
            if (_written.Length == 0) (_writtenBy, _writtenEntry) = (Text(arguments, 1), Entry);
            _written.Append(Text(arguments, 0));
        });
        Add("shown", arguments => Show(Text(arguments, 0), Entry, Text(arguments, 1)));
        Add("go", arguments => Go(Text(arguments, 0), Text(arguments, 1)));
        Add("clipboard", arguments => Copy(Text(arguments, 0)));
        Add("dropBlob", arguments =>
        {
            var address = Text(arguments, 0);
            if (int.TryParse(address.AsSpan(address.LastIndexOf('/') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at >= 0 && at < Blobs.Count) Drop(Blobs[at], TextOrNull(arguments, 1), Text(arguments, 2), IsTrue(arguments, 3));
        });
        Add("dropData", arguments =>
        {
            if (DataAddress.Read(Text(arguments, 0)) is not { Bytes.Length: > 0 } data) return;
            world.Limit.Take(data.Bytes.Length / 256);
            Drop(new Blob(data.Bytes, data.Type), TextOrNull(arguments, 1), Text(arguments, 2), IsTrue(arguments, 3));
        });
    }

    private AnalysisBudget Budget { get; }
    private string What { get; }

    /// <summary>Pages and parts of pages that the scripts made, to be looked at again; their scripts have run already.</summary>
    public IReadOnlyList<ExtractedFile> Pages => _pages;

    /// <summary>What is left at the end: the written page, and files that were made and not handed over.</summary>
    public void Finish()
    {
        if (_written.Length > 0) Show(_written.ToString(), _writtenEntry, _writtenBy, all: true);
        _written.Clear();
        foreach (var blob in Blobs)
            if (!blob.IsDropped && blob.Bytes.Length > 0) Drop(blob, blob.Name, "Blob", within: false);
    }

    private static bool IsTrue(JsValue[] arguments, int at) => at < arguments.Length && ReferenceEquals(arguments[at], JsBoolean.True);

    private void Drop(Blob blob, string? name, string how, bool within)
    {
        if (blob.IsDropped && name is null) return;
        var first = !blob.IsDropped;
        blob.IsDropped = true;
        name = name is { Length: > 0 } ? name : blob.Name;
        if (!first) return;
        var isPage = blob.Type.Contains("html", StringComparison.Ordinal) || blob.Type.Contains("svg", StringComparison.Ordinal);
        if (name is null && (within || isPage)) Embed(blob, how);
        else if (!IsOwnScript(blob)) Record.Write(name ?? "download", blob.Bytes, Steps(how));
    }

    /// <summary>A page in a frame, or one that this page gives way to: its scripts have not run yet.</summary>
    private void Embed(Blob blob, string how)
    {
        if (_pages.Count < MostPieces && Budget.TryTakeBytes(blob.Bytes.Length, What)) _pages.Add(new ExtractedFile(blob.Bytes, null, "embedded", blob.Type is "text/html" ? FileType.Html : null) { Steps = Steps(how) });
    }

    /// <summary>A worker's code that a page keeps in a blob has run here.</summary>
    private static bool IsOwnScript(Blob blob) => blob.Name is null && blob.Type.Contains("javascript", StringComparison.Ordinal);

    private void Show(string markup, string entry, string how, bool all = false)
    {
        if (_pages.Count >= MostPieces || !markup.Contains('<', StringComparison.Ordinal) || !(all || Tells(markup)) || !_shown.Add(markup)) return;
        var bytes = Encoding.UTF8.GetBytes(markup);
        if (Budget.TryTakeBytes(bytes.Length, What)) _pages.Add(new ExtractedFile(bytes, null, "written", FileType.Html) { Steps = [entry, how] });
    }

    private static bool Tells(string markup)
    {
        foreach (var tag in s_telling)
            if (markup.Contains(tag, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    /// <summary>Only addresses that lead out of the page.</summary>
    private void Go(string address, string how)
    {
        if (address.StartsWith(@"\\", StringComparison.Ordinal) || UrlReader.Read(address) is { Scheme.Length: > 0 }) Record.Fetch(address, null, Steps(how));
    }

    /// <summary>A page that puts a command into the clipboard wants its reader to run it.</summary>
    private void Copy(string text)
    {
        if (text.Length < LeastCommand) return;
        foreach (var command in s_commands)
        {
            if (!text.Contains(command, StringComparison.OrdinalIgnoreCase)) continue;
            Record.Run(text, Steps("clipboard"));
            return;
        }
    }
}
