using System.Globalization;
using System.Text;
using Lurewatch.Bytes.Similarity;
using Lurewatch.Mail;

namespace Lurewatch.Files;

/// <summary>Takes a file apart to the bottom: owns recursion, depth, de-duplication; alone catches around handlers.</summary>
internal sealed class Exploder(IReadOnlyList<IFileHandler> handlers, ScanOptions options)
{
    private const int LongestNote = 4 << 10, MostNoted = 64;

    /// <summary>Explodes one file, breadth first, so that a budget that runs out costs the deepest files.</summary>
    public Explosion Explode(ReadOnlyMemory<byte> bytes, string? name, AnalysisBudget budget, Envelope? envelope = null, MailForm form = MailForm.Mime)
    {
        var explosion = new Explosion();
        var type = form.IsMade() ? FileType.Eml : RootType(bytes.Span, name);
        var root = new Artifact(bytes, name, "/", parent: null, "input", type) { Form = form, IsComparable = IsComparable(bytes, name, "input", type, budget) };
        var usual = PasswordCandidates.Usual(options.Passwords);
        var queue = new Queue<(Artifact File, IReadOnlyList<PasswordCandidate> Passwords)>();
        var paths = new HashSet<string>(StringComparer.Ordinal) { "/" };
        var seen = new Dictionary<(string Hash, FileType Type), Artifact>();
        explosion.Artifacts.Add(root);
        queue.Enqueue((root, usual));
        while (queue.TryDequeue(out var next))
        {
            var (file, passwords) = next;
            if (file.Depth > 0 && !seen.TryAdd((file.Sha256, file.Type), file))
            {
                file.SameAs = seen[(file.Sha256, file.Type)];
                continue;
            }
            if (!budget.HasTime(file.Path)) { file.Unopened = "limit"; continue; }
            var handler = HandlerOf(file.Type);
            if (handler is null) continue;
            if (!budget.AllowsDepth(file.Depth, file.Path)) { file.Unopened = "limit"; continue; }
            var found = Run(handler, file, new FileContext(budget, passwords, file.Depth == 0 ? envelope : null));
            file.Facts = found.Facts;
            file.Unopened = found.Unopened;
            explosion.Add(file, found.Findings);
            var notes = Notes(found.Files);
            IReadOnlyList<PasswordCandidate> inner = found.Passwords.Count == 0 && notes.Count == 0 ? passwords : [.. found.Passwords, .. notes, .. passwords];
            foreach (var inside in found.Files)
            {
                if (!budget.TryTakeMember(file.Path)) { file.Unopened = "limit"; break; }
                var insideType = inside.Type ?? FileTypes.Detect(inside.Bytes.Span, inside.Name);
                var child = new Artifact(inside.Bytes, inside.Name, UniquePath(file, inside, paths), file, inside.Origin, insideType)
                {
                    IsComparable = IsComparable(inside.Bytes, inside.Name, inside.Origin, insideType, budget),
                    Form = inside.Form,
                    Steps = inside.Steps,
                };
                explosion.Artifacts.Add(child);
                queue.Enqueue((child, inner));
            }
        }
        return explosion;
    }

    /// <summary>Passwords from the notes that lie beside other files.</summary>
    private static List<PasswordCandidate> Notes(List<ExtractedFile> files)
    {
        var all = new List<PasswordCandidate>();
        if (files.Count < 2) return all;
        foreach (var file in files)
            if (file.Bytes.Length is > 0 and <= LongestNote && all.Count < MostNoted && FileNames.Extension(file.Name) is "txt" or "nfo")
                all.AddRange(PasswordCandidates.FromText(Encoding.UTF8.GetString(file.Bytes.Span), "note"));
        return all;
    }

    private static bool IsComparable(ReadOnlyMemory<byte> bytes, string? name, string origin, FileType type, AnalysisBudget budget) =>
        SimilarityDigests.Serve(type, origin, name, bytes.Length) && budget.TryTakeDigest(bytes.Length);

    /// <summary>By content; a text that is called a mail and begins with one of its fields is one, however little else there is.</summary>
    private static FileType RootType(ReadOnlySpan<byte> bytes, string? name)
    {
        var type = FileTypes.Detect(bytes, name);
        return type is FileType.Txt or FileType.Html or FileType.Unknown && FileNames.Extension(name) is "eml" && Lurewatch.Mail.MailSniffer.StartsLikeMail(bytes) ? FileType.Eml : type;
    }

    private IFileHandler? HandlerOf(FileType type)
    {
        foreach (var handler in handlers)
            if (handler.Claims(type)) return handler;
        return null;
    }

    private Extraction Run(IFileHandler handler, Artifact file, FileContext context)
    {
        try
        {
            return handler.Extract(file, context);
        }
        catch (Exception error) when (!options.Strict)
        {
            var failed = new Extraction(facts: null) { Unopened = "damaged" };
            failed.Findings.Add(EngineFindings.HandlerFailed(handler.Name, file, error));
            return failed;
        }
    }

    private static string UniquePath(Artifact parent, ExtractedFile file, HashSet<string> paths)
    {
        var path = (parent.Depth == 0 ? "/" : parent.Path + "/") + PathSegment(file.Name ?? file.Origin);
        if (paths.Add(path)) return path;
        for (var n = 2; ; n++)
        {
            var numbered = $"{path}#{n}";
            if (paths.Add(numbered)) return numbered;
        }
    }

    /// <summary>A name as one path segment: slashes kept (archives have folders), control characters and direction marks shown as escapes.</summary>
    private static string PathSegment(string name)
    {
        var segment = new StringBuilder(name.Length);
        foreach (var c in name.Length > 255 ? name.AsSpan(0, 255) : name)
        {
            if (char.IsControl(c) || c is >= '\u200b' and <= '\u200f' or >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069')
                segment.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                segment.Append(c == '\\' ? '/' : c);
        }
        var trimmed = segment.ToString().Trim('/');
        return trimmed.Length == 0 ? "unnamed" : trimmed;
    }
}
