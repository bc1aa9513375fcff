using System.Text;
using Lurewatch.Files.Text;
using Lurewatch.Intel;
using Lurewatch.Mail.Links;
using Lurewatch.Mail.Links.Wrappers;
using static Lurewatch.Bytes.LittleEndian;
using Url = Lurewatch.Mail.Url;

namespace Lurewatch.Files.OneNote;

/// <summary>OneNote sections [MS-ONE]: files behind their pictures and buttons, pictures, text, links.</summary>
internal sealed class OneNoteHandler : IFileHandler
{
    private const int MostFiles = 500, DataAt = 36;
    private const char FieldMark = '\uFDDF';

    public string Name => "onenote";

    public bool Claims(FileType type) => type is FileType.OneNote;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var budget = context.Budget;
        var package = OnePackage.IsOne(file.Bytes.Span);
        var store = package ? null : OneStore.Read(file.Bytes, budget, file.Path);
        var names = store is null ? [] : Names(store);
        var files = new List<ExtractedFile>();
        var listed = new List<OneNoteFile>();
        var ranges = package ? OnePackage.Blobs(file.Bytes.Span, budget, file.Path) : Stored(file.Bytes.Span, budget, file.Path);
        if (package && ranges.Count == 0) ranges = Stored(file.Bytes.Span, budget, file.Path);
        foreach (var (at, length) in ranges)
        {
            if (!budget.TryTakeBytes(length, file.Path)) break;
            var bytes = file.Bytes.Slice(at, length);
            var (name, source) = names.GetValueOrDefault(at - DataAt);
            listed.Add(new OneNoteFile(name, source, length));
            var picture = IndicatorFiles.IsImage(FileTypes.Detect(bytes.Span));
            files.Add(new ExtractedFile(bytes, name, picture ? "image" : "embedded", ScriptNames.TypeOf(name, bytes.Span)));
        }
        var text = Text(store, file.Bytes.Span, budget, file.Path);
        var found = new Extraction(new OneNoteFacts
        {
            Format = package ? "package-store" : "revision-store",
            Text = text,
            Files = listed,
            Defects = [.. (store?.Defects ?? []).Distinct(StringComparer.Ordinal)],
            Links = FoundUrls.Distinct(Links(store, text, budget), budget.Limits.Links),
        })
        {
            Unopened = file.Size < DataAt * 2 ? "damaged" : null,
        };
        found.Files.AddRange(files);
        return found;
    }

    /// <summary>Every FileDataStoreObject [MS-ONESTORE 2.6.13], whether a list knows it or not.</summary>
    private static List<(int At, int Length)> Stored(ReadOnlySpan<byte> bytes, AnalysisBudget budget, string what)
    {
        var ranges = new List<(int, int)>();
        if (!budget.TryTakeSteps(bytes.Length / 16 + 1, what)) return ranges;
        for (var from = 0; ranges.Count < MostFiles;)
        {
            var hit = bytes[from..].IndexOf(OneStore.FileDataHeader);
            if (hit < 0) break;
            from += hit;
            var length = U64(bytes, from + 16);
            var data = from + DataAt;
            if (data < bytes.Length && length > 0)
            {
                // A length that lies is cut at the next object, since what follows is that one's.
                var left = bytes.Length - data;
                if (length > (ulong)left && bytes[data..].IndexOf(OneStore.FileDataHeader) is > 0 and var next) left = next;
                ranges.Add((data, (int)Math.Min(length, (ulong)left)));
                from = length <= (ulong)left ? data + (int)length : data;
            }
            else from += 16;
        }
        return ranges;
    }

    /// <summary>Names by where the object lies.</summary>
    private static Dictionary<long, (string? Name, string? Source)> Names(OneStore store)
    {
        var names = new Dictionary<long, (string?, string?)>();
        foreach (var (id, (reference, _)) in store.Declared)
            if (store.Stored.TryGetValue(reference, out var at) && store.Properties.Names.TryGetValue(id, out var name)) names[at] = name;
        return names;
    }

    private static string Text(OneStore? store, ReadOnlySpan<byte> bytes, AnalysisBudget budget, string what)
    {
        var text = new StringBuilder();
        if (store is { Properties.Texts: { Count: > 0 } texts })
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var each in texts)
            {
                if (text.Length >= budget.Limits.TextChars) break;
                if (seen.Add(each)) text.Append(each.Replace(FieldMark, ' ')).Append('\n');
            }
            return text.ToString();
        }
        // Without lists, what stands in UTF-16 anywhere.
        if (!budget.TryTakeSteps(bytes.Length / 4 + 1, what)) return "";
        for (var at = 0; at + 1 < bytes.Length && text.Length < budget.Limits.TextChars;)
        {
            var length = 0;
            while (at + length + 1 < bytes.Length && bytes[at + length] is >= 0x20 and < 0x7f && bytes[at + length + 1] == 0) length += 2;
            if (length >= 16) text.Append(Encoding.Unicode.GetString(bytes.Slice(at, length))).Append('\n');
            at += Math.Max(length, 1);
        }
        return text.ToString();
    }

    private static IEnumerable<Url> Links(OneStore? store, string text, AnalysisBudget budget)
    {
        foreach (var link in store?.Properties.Hyperlinks ?? [])
            if (UrlReader.Read(link) is { } url) yield return LinkWrappers.Open(url);
        foreach (var link in TextLinks.FindUrls(text.Replace('"', ' '), budget)) yield return link.Url;
    }
}
