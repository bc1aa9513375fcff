using System.Text;
using Lurewatch.Files.Office.Content;

namespace Lurewatch.Files.Office.Links;

/// <summary>A link by dynamic data exchange: Office starts the program that it names, if it does not run yet.</summary>
/// <param name="Service">The program.</param>
/// <param name="Topic">What it is given: of a program that knows no exchange, its command line.</param>
/// <param name="How"><c>DDEAUTO</c>, <c>DDE</c>, <c>formula</c>, <c>external link</c>.</param>
/// <param name="Place">Story, part or cell.</param>
internal sealed record DdeLink(string Service, string Topic, string How, string Place)
{
    /// <summary>As a command line.</summary>
    public string Command => DdeLinks.IsDecoy(Service, Topic) ? Topic.TrimStart('\\', '.', '/') : $"{Service} {Topic}".Trim();
}

/// <summary>Finds links by dynamic data exchange [MS-DOC 2.9.90 DDE fields, MS-XLS 2.4.271, ECMA-376 part 1, 18.14.6] and says which of them run a program.</summary>
internal static class DdeLinks
{
    private const int MostLinks = 64, MostCommand = 1 << 16;

    private static readonly FindingKind Runs = new("office.dde", "A document starts a program by dynamic data exchange", Severity.High, "T1559.002");
    private static readonly FindingKind Links = new("office.dde-link", "A document takes data from another program by dynamic data exchange", Severity.Low, "T1559.002");

    /// <summary>What the handlers of documents find with it.</summary>
    public static IReadOnlyList<FindingKind> Kinds { get; } = [Runs, Links];

    /// <summary>Links in the fields of a Word document.</summary>
    public static IEnumerable<DdeLink> InFields(IEnumerable<DocumentField> fields)
    {
        foreach (var field in fields)
        {
            var words = FieldCode.Words(field.Instruction);
            if (words.Count < 2 || words[0].ToUpperInvariant() is not ("DDE" or "DDEAUTO")) continue;
            words.RemoveAll(word => word.Length == 2 && word[0] == '\\');           // switches
            if (words.Count < 2) continue;
            // The third word is an item of the data, unless the command line came without quotes.
            var topic = words.Count == 4 && words[2].Contains(' ', StringComparison.Ordinal) ? words[2] : string.Join(' ', words.Skip(2));
            yield return new DdeLink(words[1], topic, words[0].ToUpperInvariant(), field.Story);
        }
    }

    /// <summary>Adds what the links mean: a command that becomes a file of its own, and a finding.</summary>
    public static void Report(IReadOnlyList<DdeLink> links, Artifact document, Extraction found, AnalysisBudget budget)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var noted = false;
        foreach (var link in links)
        {
            var command = link.Command.Length > MostCommand ? link.Command[..MostCommand] : link.Command;
            if (seen.Count == MostLinks || command.Length == 0 || !seen.Add(command)) continue;
            var place = Place.InArtifact(document.Path);
            if (!IsCommand(link))
            {
                if (!noted) found.Findings.Add(new Finding { Kind = Links, Reason = $"A {link.How} in {document.Name ?? "the document"} ({link.Place}) takes data from {link.Service}.", Excerpt = Cut(command), Place = place });
                noted = true;
                continue;
            }
            found.Findings.Add(new Finding { Kind = Runs, Reason = $"A {link.How} in {document.Name ?? "the document"} ({link.Place}) starts {Cut(command)}.", Excerpt = Cut(command), Place = place });
            var bytes = Encoding.UTF8.GetBytes(command);
            if (budget.TryTakeBytes(bytes.Length, document.Path)) found.Files.Add(new ExtractedFile(bytes, null, "command", FileType.Batch) { Steps = ["DDE"] });
        }
    }

    /// <summary>A name of Excel's own before a path that climbs out of it.</summary>
    internal static bool IsDecoy(string service, string topic) =>
        service.Equals("MSEXCEL", StringComparison.OrdinalIgnoreCase) && topic.Contains("..\\", StringComparison.Ordinal);

    /// <summary>Servers of quotes and other Office programs are asked for data every day; a shell, a path or a command line is none of it.</summary>
    private static bool IsCommand(DdeLink link)
    {
        var service = link.Service;
        if (IsDecoy(service, link.Topic)) return true;
        if (service.AsSpan().ContainsAny('\\', '/', ':') || service.EndsWith(".exe", StringComparison.OrdinalIgnoreCase)) return !IsOffice(service);
        if (IsInterpreter(service)) return true;
        if (IsOffice(service)) return false;
        var topic = link.Topic;
        return topic.StartsWith('/') || topic.Contains("://", StringComparison.Ordinal) || topic.Contains("..\\", StringComparison.Ordinal) || topic.Contains(".exe", StringComparison.OrdinalIgnoreCase)
            || topic.StartsWith('-') || topic.Contains(" -", StringComparison.Ordinal);
    }

    private static bool IsInterpreter(string service) => service.ToLowerInvariant() is "cmd" or "powershell" or "pwsh" or "mshta" or "wscript" or "cscript" or "rundll32" or "regsvr32" or "certutil" or "bitsadmin" or "msiexec" or "wmic"
        or "explorer" or "hh" or "forfiles" or "pcalua" or "conhost" or "curl" or "installutil" or "msbuild" or "regasm" or "regsvcs" or "schtasks" or "ftp" or "iexplore" or "msedge" or "chrome" or "control";

    private static bool IsOffice(string service)
    {
        var name = service[(service.AsSpan().LastIndexOfAny('\\', '/') + 1)..];
        if (name.EndsWith(".exe", StringComparison.OrdinalIgnoreCase)) name = name[..^4];
        return name.ToLowerInvariant() is "excel" or "winword" or "word" or "msaccess" or "access" or "powerpnt" or "soffice" or "scalc" or "swriter";
    }

    private static string Cut(string text) => text.Length <= 300 ? text : text[..300] + "…";
}
