using System.Text;

namespace Lurewatch.Scripts.Batch;

/// <summary>Files that a script writes, fetches or copies, by their last name: enough to know them again, whatever folder a variable stands for.</summary>
internal sealed class VirtualFiles
{
    private const int MostFiles = 200, MostChars = 1 << 20;
    private readonly Dictionary<string, VirtualFile> _files = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>In the order in which they came to be.</summary>
    public IEnumerable<VirtualFile> All => _files.Values;

    /// <summary>A file; null if the script made none of that name.</summary>
    public VirtualFile? Find(string path) => _files.GetValueOrDefault(Key(path));

    public void Write(string path, string text, bool append)
    {
        if (Make(path) is not { } file) return;
        if (!append) file.Text.Clear();
        if (file.Text.Length + text.Length <= MostChars) file.Text.Append(text);
        file.Bytes = null;
        file.IsFetched = false;
    }

    public void Write(string path, byte[] bytes)
    {
        if (Make(path) is { } file) file.Bytes = bytes;
    }

    public void Fetched(string path)
    {
        if (Make(path) is { } file) file.IsFetched = true;
    }

    /// <summary>A copy of a file of the script, or of a program of Windows under another name.</summary>
    public void Copy(string from, string to)
    {
        if (to.EndsWith('\\') || Key(to).Length == 0) return;
        var source = Find(from);
        if (Make(to) is not { } file || ReferenceEquals(source, file)) return;
        if (source is null)
        {
            file.Program ??= from;
            return;
        }
        file.Text.Clear().Append(source.Text);
        (file.Bytes, file.IsFetched, file.Program) = (source.Bytes, source.IsFetched, source.Program);
    }

    private VirtualFile? Make(string path)
    {
        var key = Key(path);
        if (_files.TryGetValue(key, out var file)) return file;
        if (key.Length == 0 || _files.Count >= MostFiles) return null;
        return _files[key] = new VirtualFile(path.Trim('"', ' '));
    }

    private static string Key(string path)
    {
        var plain = path.AsSpan().Trim("\" ");
        return plain[(plain.LastIndexOfAny('\\', '/') + 1)..].ToString();
    }
}

/// <summary>One of them.</summary>
internal sealed class VirtualFile(string path)
{
    private const int MostStarts = 10;
    private int _starts;

    /// <summary>As it was first named.</summary>
    public string Path { get; } = path;
    /// <summary>Text written to it.</summary>
    public StringBuilder Text { get; } = new();
    /// <summary>Its content, where it is no text.</summary>
    public byte[]? Bytes { get; set; }
    /// <summary>It comes from an address.</summary>
    public bool IsFetched { get; set; }
    /// <summary>The program of Windows that it is a copy of.</summary>
    public string? Program { get; set; }
    /// <summary>Its content has been handed on.</summary>
    public bool IsHandedOn { get; set; }

    /// <summary>What lies in it, for a program that starts it; null if that is not known, or if it was started often enough.</summary>
    public ReadOnlyMemory<byte>? Started(BatchRun run)
    {
        if (Size == 0) return null;
        IsHandedOn = true;
        return ++_starts <= MostStarts && run.Step(16 * Size) ? Content : null;
    }

    private int Size => Bytes?.Length ?? Text.Length;

    /// <summary>What lies in it; null if that is not known.</summary>
    public ReadOnlyMemory<byte>? Content => Bytes is { } bytes ? bytes : Text.Length > 0 ? Encoding.UTF8.GetBytes(Text.ToString()) : null;
}
