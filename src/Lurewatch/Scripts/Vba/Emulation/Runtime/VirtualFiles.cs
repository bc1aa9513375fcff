using System.Text;
using Lurewatch.Scripts.Vba.Emulation.Library;

namespace Lurewatch.Scripts.Vba.Emulation.Runtime;

/// <summary>Files that the code writes and reads back: they exist here alone. What was written is recorded when it is complete.</summary>
internal sealed class VirtualFiles(ScriptRecord record)
{
    private const int MostFiles = 200, MostBytes = 32 << 20;
    private readonly Dictionary<string, MemoryStream> _files = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Handle> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<string>> _written = new(StringComparer.OrdinalIgnoreCase);

    private sealed record Handle(string Path, bool Writes)
    {
        public int At { get; set; }
    }

    public int FreeNumber()
    {
        var number = 1;
        while (_open.ContainsKey(number.ToString(System.Globalization.CultureInfo.InvariantCulture))) number++;
        return number;
    }

    /// <summary><c>Open path For mode As #number</c>.</summary>
    public void Open(string number, string path, string mode, IReadOnlyList<string> steps)
    {
        if (_open.Count >= MostFiles || path.Length == 0) return;
        var writes = mode is not "input";
        _open[number] = new Handle(path, writes);
        if (!writes) return;
        Begin(path, append: mode is "append" or "random" or "binary", steps);
    }

    /// <summary>Starts a file.</summary>
    public void Begin(string path, bool append, IReadOnlyList<string> steps)
    {
        if (_files.Count >= MostFiles) return;
        if (!append || !_files.ContainsKey(path)) _files[path] = new MemoryStream();
        _written[path] = steps;
    }

    /// <summary>Writes to an open number.</summary>
    public void Write(string number, ReadOnlySpan<byte> bytes)
    {
        if (_open.TryGetValue(number, out var handle) && handle.Writes) Append(handle.Path, bytes);
    }

    /// <summary>Adds to a file.</summary>
    public void Append(string path, ReadOnlySpan<byte> bytes)
    {
        if (_files.TryGetValue(path, out var file) && file.Length + bytes.Length <= MostBytes) file.Write(bytes);
    }

    /// <summary>The whole content of a file at once.</summary>
    public void Save(string path, byte[]? content, IReadOnlyList<string> steps)
    {
        Begin(path, append: false, steps);
        if (content is not null) Append(path, content);
    }

    public void Copy(string from, string to, IReadOnlyList<string> steps) => Save(to, Content(from), steps);

    public void Close(string? number)
    {
        if (number is null) _open.Clear();
        else _open.Remove(number);
    }

    public bool Exists(string path) => _files.ContainsKey(path) || _files.Keys.Any(known => NameOf(known).Equals(NameOf(path), StringComparison.OrdinalIgnoreCase) && NameOf(path).Length > 0);

    public byte[]? Content(string path)
    {
        if (_open.TryGetValue(path, out var handle)) path = handle.Path;
        return _files.TryGetValue(path, out var file) ? file.ToArray() : null;
    }

    public bool? AtEnd(string number) => _open.TryGetValue(number, out var handle) && _files.TryGetValue(handle.Path, out var file) ? handle.At >= file.Length : null;

    /// <summary>A line, or the rest, of an open file.</summary>
    public Variant Read(string number, bool isLine)
    {
        if (!_open.TryGetValue(number, out var handle) || Content(handle.Path) is not { } content) return Variant.Unknown;
        if (handle.At >= content.Length) return Variant.Of("");
        var rest = content.AsSpan(handle.At);
        var length = isLine ? rest.IndexOf((byte)'\n') : -1;
        handle.At += length < 0 ? rest.Length : length + 1;
        return Variant.Of(Texts.FromBytes(length < 0 ? rest : rest[..length]).TrimEnd('\r'));
    }

    public static string NameOf(string path) => path[(path.AsSpan().LastIndexOfAny('\\', '/') + 1)..];

    /// <summary>Records every file that was written, with what it holds in the end.</summary>
    public void Flush()
    {
        foreach (var (path, steps) in _written) record.Write(path, _files.TryGetValue(path, out var file) && file.Length > 0 ? file.ToArray() : null, steps);
        _written.Clear();
    }

    /// <summary>Text as a file holds it: with a mark where it is not ANSI.</summary>
    public static byte[] Encode(string text, bool unicode) => unicode ? [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)] : Texts.ToBytes(text);
}
