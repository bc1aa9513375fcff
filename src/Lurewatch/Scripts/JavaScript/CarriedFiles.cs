using System.Buffers;
using Lurewatch.Files;

namespace Lurewatch.Scripts.JavaScript;

/// <summary>Files that a page carries as text: <c>data:</c> addresses, and long runs of base64 that are a file as they stand, behind one repeated byte of XOR, or backwards.</summary>
/// <remarks>For scripts that were not run to their end, and for pages without any.</remarks>
internal static class CarriedFiles
{
    private const int LeastRun = 600, MostFiles = 32, MostRuns = 64;
    private static readonly SearchValues<char> s_base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");
    private static readonly SearchValues<char> s_ends = SearchValues.Create("\"'<>)`\r\n ");
    private static readonly (byte[] Magic, int Least)[] s_magics = [([0x50, 0x4b, 0x03, 0x04], 30), ([0x52, 0x61, 0x72, 0x21, 0x1a, 0x07], 20), ([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], 32), ([0x4d, 0x5a, 0x90, 0x00], 64), ([0xd0, 0xcf, 0x11, 0xe0], 512), ([0x25, 0x50, 0x44, 0x46, 0x2d], 20), ([0x4d, 0x53, 0x43, 0x46, 0, 0, 0, 0], 36)];

    /// <summary>Files in <c>data:</c> addresses, wherever in the page they stand; pictures, too, as codes may be on them.</summary>
    public static List<ExtractedFile> InAddresses(string page, AnalysisBudget budget, string what)
    {
        var files = new List<ExtractedFile>();
        for (var at = page.IndexOf("data:", StringComparison.OrdinalIgnoreCase); at >= 0 && files.Count < MostFiles && budget.TryTakeSteps(1, what); at = Next(page, at))
        {
            var end = page.AsSpan(at).IndexOfAny(s_ends);
            var address = end < 0 ? page[at..] : page.Substring(at, end);
            if (address.Length < 40 || DataAddress.Read(address) is not { Bytes.Length: > 16 } data || !IsFile(data)) continue;
            if (!budget.TryTakeBytes(data.Bytes.Length, what)) break;
            files.Add(new ExtractedFile(data.Bytes, NameBefore(page, at), "embedded") { Steps = ["data:"] });
        }
        return files;
    }

    /// <summary>Files in long runs of base64; those that are in an address are passed over.</summary>
    public static List<ExtractedFile> InRuns(string page, AnalysisBudget budget, string what)
    {
        var files = new List<ExtractedFile>();
        var rest = page.AsSpan();
        for (var runs = 0; runs < MostRuns && files.Count < MostFiles && budget.TryTakeSteps(1 + (rest.Length >> 12), what);)
        {
            var start = rest.IndexOfAny(s_base64);
            if (start < 0) break;
            rest = rest[start..];
            var length = rest.IndexOfAnyExcept(s_base64);
            if (length < 0) length = rest.Length;
            if (length >= LeastRun)
            {
                runs++;
                if (ReadRun(rest[..length].ToString()) is { } bytes && budget.TryTakeBytes(bytes.Length, what)) files.Add(new ExtractedFile(bytes, null, "decoded") { Steps = ["base64"] });
            }
            rest = rest[length..];
        }
        return files;
    }

    /// <summary>Null where nothing comes out that is a known file.</summary>
    private static byte[]? ReadRun(string run)
    {
        if (Plain(run) is { } plain) return plain;
        return Plain(string.Create(run.Length, run, (reversed, text) =>
        {
            text.AsSpan().CopyTo(reversed);
            reversed.Reverse();
        }).TrimStart('='));
    }

    private static byte[]? Plain(string run)
    {
        if (ScriptText.FromBase64(run) is not { Length: > 64 } bytes) return null;
        foreach (var (magic, least) in s_magics)
        {
            if (bytes.Length < least) continue;
            var key = (byte)(bytes[0] ^ magic[0]);
            var fits = true;
            for (var i = 1; i < magic.Length && fits; i++) fits = (byte)(bytes[i] ^ key) == magic[i];
            if (!fits) continue;
            if (key != 0)
                for (var i = 0; i < bytes.Length; i++) bytes[i] ^= key;
            return bytes;
        }
        return FileTypes.Detect(bytes) is FileType.Unknown or FileType.Txt ? null : bytes;
    }

    /// <summary>Style sheets, fonts and texts without content of their own are left.</summary>
    private static bool IsFile(DataAddress data) =>
        !data.Type.StartsWith("text/css", StringComparison.Ordinal) && !data.Type.Contains("font", StringComparison.Ordinal) && !data.Type.Contains("javascript", StringComparison.Ordinal)
        && (data.Type is not ("" or "text/plain") || FileTypes.Detect(data.Bytes) is not (FileType.Unknown or FileType.Txt));

    /// <summary>What a link's <c>download</c> attribute calls it, if it stands in the same tag.</summary>
    private static string? NameBefore(string page, int at)
    {
        var open = page.LastIndexOf('<', at);
        if (open < 0 || at - open > 400) return null;
        var close = page.IndexOf('>', at);
        var tag = page.AsSpan(open, (close < 0 ? page.Length : close) - open);
        var before = tag[..(at - open)];
        var after = tag.Length - (at - open) > 400 ? tag[^400..] : tag[(at - open)..];
        return Download(before) ?? Download(after);
    }

    private static string? Download(ReadOnlySpan<char> attributes)
    {
        var at = attributes.IndexOf("download=", StringComparison.OrdinalIgnoreCase);
        if (at < 0) return null;
        var value = attributes[(at + 9)..];
        if (value.IsEmpty) return null;
        var isQuoted = value[0] is '"' or '\'';
        var end = isQuoted ? value[1..].IndexOf(value[0]) : value.IndexOfAny(" >");
        value = isQuoted ? value[1..] : value;
        var name = (end < 0 ? value : value[..end]).Trim();
        return name.Length is 0 or > 255 ? null : name.ToString();
    }

    private static int Next(string page, int at) => at + 5 >= page.Length ? -1 : page.IndexOf("data:", at + 5, StringComparison.OrdinalIgnoreCase);
}
