using System.Text;
using Lurewatch.Containers.Pe;

namespace Lurewatch.Files.Programs;

/// <summary>What lies behind a program's end: the archive of an installer, a document to be shown, a payload.</summary>
/// <param name="Bytes">All of it, signature left out.</param>
/// <param name="File">The file in it: all, or from the archive on.</param>
/// <param name="Steps">What happens before it is used, where that is known.</param>
/// <param name="Commands">What a self-extracting archive is told to start.</param>
internal sealed record PeAppended(ReadOnlyMemory<byte> Bytes, ReadOnlyMemory<byte> File, IReadOnlyList<string> Steps, IReadOnlyList<ExtractedFile> Commands)
{
    /// <summary>Shorter is what linkers leave to align.</summary>
    private const int Least = 16;
    private const int HeadSearched = 1 << 20, MostCommand = 4_096;

    public static PeAppended Read(PeFile pe, PeSignature signature, AnalysisBudget budget, string what)
    {
        var all = pe.Memory[(int)pe.End..];
        if (signature.Offset >= pe.End)
        {
            var before = pe.Memory[(int)pe.End..(int)signature.Offset];
            var after = pe.Memory[(int)(signature.Offset + signature.Length)..];
            all = before.Length >= after.Length ? before : after;
        }
        if (all.Length < Least || all.Span.IndexOfAnyExcept((byte)0) < 0) return new PeAppended(default, default, [], []);
        var start = FileTypes.Detect(all.Span) is FileType.Unknown or FileType.Txt ? Archive(all.Span, budget, what) : 0;
        var commands = start > 0 ? Configured(all.Span[..start], budget, what) : [];
        return new PeAppended(all, all[Math.Max(start, 0)..], commands.Count > 0 ? ["self-extracting archive"] : [], commands);
    }

    /// <summary>Where an archive begins near the start; 0 if none does.</summary>
    private static int Archive(ReadOnlySpan<byte> bytes, AnalysisBudget budget, string what)
    {
        var head = bytes[..Math.Min(bytes.Length, HeadSearched)];
        if (!budget.TryTakeSteps((head.Length / 16) + 1, what)) return 0;
        var first = int.MaxValue;
        Find(head, [(byte)'7', (byte)'z', 0xbc, 0xaf, 0x27, 0x1c]);
        Find(head, "Rar!\x1a\x7"u8);
        Find(head, "MSCF\0\0\0\0"u8);
        Find(head, "PK\x3\x4"u8);
        return first == int.MaxValue ? 0 : first;

        void Find(ReadOnlySpan<byte> where, ReadOnlySpan<byte> mark)
        {
            if (where.IndexOf(mark) is >= 0 and var at) first = Math.Min(first, at);
        }
    }

    /// <summary>The configuration that 7-Zip's self-extractor reads before the archive: <c>RunProgram="…"</c>, <c>ExecuteFile="…"</c> with its parameters.</summary>
    private static List<ExtractedFile> Configured(ReadOnlySpan<byte> head, AnalysisBudget budget, string what)
    {
        var from = head.IndexOf(";!@Install@!UTF-8!"u8);
        var to = head.IndexOf(";!@InstallEnd@!"u8);
        if (from < 0 || to < from) return [];
        var text = Encoding.UTF8.GetString(head.Slice(from, Math.Min(to - from, 64 << 10)));
        var commands = new List<ExtractedFile>();
        string? program = null, parameters = null;
        foreach (var raw in text.AsSpan().EnumerateLines())
        {
            var line = raw.Trim();
            if (!budget.TryTakeSteps(1, what) || commands.Count >= 16) break;
            if (Value(line, "RunProgram=") is { } run) Add(run);
            else if (Value(line, "ExecuteFile=") is { } file) program = file;
            else if (Value(line, "ExecuteParameters=") is { } rest) parameters = rest;
        }
        if (program is not null) Add(parameters is null ? program : $"{program} {parameters}");
        return commands;

        void Add(string command)
        {
            var bytes = Encoding.UTF8.GetBytes(command.Length > MostCommand ? command[..MostCommand] : command);
            if (bytes.Length > 0 && budget.TryTakeBytes(bytes.Length, what)) commands.Add(new ExtractedFile(bytes, null, "command", FileType.Batch) { Steps = ["self-extracting archive"] });
        }
    }

    private static string? Value(ReadOnlySpan<char> line, string key)
    {
        if (!line.StartsWith(key, StringComparison.OrdinalIgnoreCase)) return null;
        var value = line[key.Length..].Trim();
        if (value is ['"', .., '"']) value = value[1..^1];
        return value.ToString().Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);
    }
}
