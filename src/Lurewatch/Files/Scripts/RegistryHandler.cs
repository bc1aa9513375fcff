using System.Text;
using Lurewatch.Files.Text;
using Lurewatch.Scripts;

namespace Lurewatch.Files.Scripts;

/// <summary>Registry scripts (.reg): the values that importing one writes; command lines in keys that start programs are files below.</summary>
internal sealed class RegistryHandler : IFileHandler
{
    private const int MostValues = 2_000;

    public string Name => "reg";

    public bool Claims(FileType type) => type is FileType.Reg;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var source = FileText.Decode(file.Bytes.Span, context.Budget, file.Path);
        var record = new ScriptRecord(context.Budget, file.Path);
        var key = "";
        var values = 0;
        foreach (var raw in source.Replace("\\\r\n", "", StringComparison.Ordinal).Replace("\\\n", "", StringComparison.Ordinal).AsSpan().EnumerateLines())
        {
            var line = raw.Trim();
            if (line is ['[', .., ']']) key = line[1..^1].ToString();
            else if (key.Length > 0 && Value(line) is var (name, value) && ++values <= MostValues)
            {
                record.Registry($@"{key}\{name}", value, []);
                if (Starts(key)) record.Run(value, [key[(key.LastIndexOf('\\') + 1)..]]);
            }
        }
        return EvaluatedScript.Of(file.Type, source, record, [], context.Budget);
    }

    private static bool Starts(string key) =>
        key.EndsWith(@"\Run", StringComparison.OrdinalIgnoreCase) || key.EndsWith(@"\RunOnce", StringComparison.OrdinalIgnoreCase) || key.EndsWith(@"\command", StringComparison.OrdinalIgnoreCase) || key.EndsWith(@"\CurrentVersion\Windows", StringComparison.OrdinalIgnoreCase);

    /// <summary><c>"name"="text"</c>, <c>@="text"</c>, or text as UTF-16 in hex; null for what is no text.</summary>
    private static (string Name, string Value)? Value(ReadOnlySpan<char> line)
    {
        string name;
        if (line is ['@', '=', ..])
        {
            name = "";
            line = line[2..];
        }
        else
        {
            if (line is not ['"', ..]) return null;
            var end = line[1..].IndexOf("\"=");
            if (end < 0) return null;
            name = line.Slice(1, end).ToString();
            line = line[(end + 3)..];
        }
        if (line is ['"', .., '"'] and { Length: >= 2 }) return (name, line[1..^1].ToString().Replace("\\\"", "\"", StringComparison.Ordinal).Replace(@"\\", @"\", StringComparison.Ordinal));
        return line.StartsWith("hex(1):") || line.StartsWith("hex(2):") ? (name, Wide(line[7..])) : null;
    }

    private static string Wide(ReadOnlySpan<char> hex)
    {
        var bytes = new List<byte>();
        foreach (var part in hex.Split(','))
            if (byte.TryParse(hex[part].Trim(), System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture, out var b)) bytes.Add(b);
        return Encoding.Unicode.GetString([.. bytes]).TrimEnd('\0');
    }
}

/// <summary>Excel web queries (.iqy): opening one fetches the address in its third line.</summary>
internal sealed class WebQueryHandler : IFileHandler
{
    public string Name => "iqy";

    public bool Claims(FileType type) => type is FileType.Iqy;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var source = FileText.Decode(file.Bytes.Span, context.Budget, file.Path);
        var record = new ScriptRecord(context.Budget, file.Path);
        var number = 0;
        foreach (var raw in source.AsSpan().EnumerateLines())
        {
            var line = raw.Trim();
            if (++number < 3 || line.IsEmpty) continue;
            var end = line.IndexOf(' ');
            record.Fetch((end < 0 ? line : line[..end]).ToString(), null, ["web query"]);
            break;
        }
        return EvaluatedScript.Of(file.Type, source, record, [], context.Budget);
    }
}
