using System.Text.Json.Serialization;
using Lurewatch.Files.Text;
using Lurewatch.Mail;
using Lurewatch.Mail.Links;

namespace Lurewatch.Files.Calendar;

/// <summary>vCard [2.1, RFC 2426, RFC 6350]: names, addresses, links, the picture.</summary>
internal sealed class ContactHandler : IFileHandler
{
    private const int MostOfAKind = 500, MostPictures = 16;

    public string Name => "contact";

    public bool Claims(FileType type) => type is FileType.Vcf;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var budget = context.Budget;
        List<string> names = [], addresses = [], phones = [];
        var links = new List<Url>();
        var pictures = new List<ExtractedFile>();
        var contacts = 0;
        foreach (var line in ContentLines.Read(FileText.Decode(file.Bytes.Span, budget, file.Path), budget, file.Path))
        {
            switch (line.Name)
            {
                case "BEGIN": contacts++; break;
                case "FN": Keep(names, line.Text); break;
                case "EMAIL": Keep(addresses, line.Text.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? line.Text[7..] : line.Text); break;
                case "TEL": Keep(phones, line.Text.StartsWith("tel:", StringComparison.OrdinalIgnoreCase) ? line.Text[4..] : line.Text); break;
                case "URL" or "SOURCE" or "FBURL" or "CALURI" or "X-SOCIALPROFILE":
                    if (UrlReader.Read(line.Text) is { } url) links.Add(url);
                    break;
                case "NOTE" or "TITLE" or "ORG" or "LABEL": links.AddRange(TextLinks.FindUrls(line.Text, budget).Select(link => link.Url)); break;
                case "PHOTO" or "LOGO": Picture(line); break;
            }
        }
        var found = new Extraction(new ContactFacts
        {
            Contacts = contacts,
            Names = names,
            Addresses = addresses,
            Phones = phones,
            Links = FoundUrls.Distinct(links.Where(link => link.Scheme is not ("mailto" or "data")), budget.Limits.Links),
        });
        found.Files.AddRange(pictures);
        return found;

        static void Keep(List<string> to, string value)
        {
            if (to.Count < MostOfAKind && value.Length is > 0 and < 500) to.Add(value);
        }

        void Picture(ContentLine line)
        {
            var value = line.Value.AsSpan();
            var data = value.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? value.IndexOf(";base64,", StringComparison.OrdinalIgnoreCase) : -1;
            if (data >= 0) value = value[(data + 8)..];
            else if (value.StartsWith("http", StringComparison.OrdinalIgnoreCase))
            {
                if (UrlReader.Read(value) is { } remote) links.Add(remote);
                return;
            }
            if (pictures.Count >= MostPictures || value.Length < 64 || !budget.TryTakeBytes(value.Length, file.Path)) return;
            var bytes = new byte[value.Length * 3 / 4 + 3];
            if (Convert.TryFromBase64Chars(value, bytes, out var length)) pictures.Add(new ExtractedFile(bytes.AsMemory(0, length), null, "image"));
        }
    }
}

/// <summary>What a contact file holds.</summary>
internal sealed record ContactFacts : IHasLinks
{
    /// <summary>Contacts.</summary>
    public int Contacts { get; init; }
    /// <summary>Names as shown.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];
    /// <summary>Mail addresses.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];
    /// <summary>Phone numbers, as written.</summary>
    public IReadOnlyList<string> Phones { get; init; } = [];
    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<Url> Links { get; init; } = [];
}
