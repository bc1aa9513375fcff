using Lurewatch.Files.Office.Content;
using Lurewatch.Mail;
using Lurewatch.Mail.Links;
using Lurewatch.Mail.Links.Wrappers;

namespace Lurewatch.Files.Office.Links;

/// <summary>What a document loads or links from outside, with the addresses in it.</summary>
internal sealed class OutsideLinks
{
    private const int MostLinks = 1000;
    private readonly HashSet<(string, string)> _seen = [];

    public List<ExternalReference> References { get; } = [];
    /// <summary>Addresses that are loaded.</summary>
    public List<Url> Urls { get; } = [];
    /// <summary>Addresses that a reader may follow.</summary>
    public List<Url> Links { get; } = [];

    public void Add(string kind, string target, string part)
    {
        if (target.Length == 0 || References.Count >= MostLinks || !_seen.Add((kind, target))) return;
        References.Add(new ExternalReference(kind, target, part));
        if (!ExternalTargets.IsRemote(target) || ExternalTargets.Address(target) is not { } address || UrlReader.Read(address) is not { } url) return;
        (kind.Equals("hyperlink", StringComparison.OrdinalIgnoreCase) ? Links : Urls).Add(LinkWrappers.Open(url));
    }

    /// <summary>Fields of a Word document that name a place outside [ECMA-376 part 1, 17.16.5].</summary>
    public void AddFields(IEnumerable<DocumentField> fields)
    {
        foreach (var field in fields)
        {
            var words = FieldCode.Words(field.Instruction);
            if (words.Count < 2) continue;
            var kind = words[0].ToUpperInvariant() switch
            {
                "INCLUDEPICTURE" => "image",
                "INCLUDETEXT" or "INCLUDE" or "IMPORT" or "RD" => "includeText",
                "HYPERLINK" => "hyperlink",
                "LINK" or "AUTOLINK" => "oleObject",
                _ => null,
            };
            if (kind is null) continue;
            // LINK names the class of the object first.
            foreach (var word in words.Skip(kind == "oleObject" ? 2 : 1))
            {
                if (word.Length == 2 && word[0] == '\\') continue;
                if (kind != "hyperlink" || ExternalTargets.IsRemote(word)) Add(kind, word, field.Story);
                break;
            }
        }
    }
}
