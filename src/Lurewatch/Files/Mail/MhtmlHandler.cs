using System.Text;
using System.Text.Json.Serialization;
using Lurewatch.Mail;
using Lurewatch.Mail.Links;

namespace Lurewatch.Files.Mail;

/// <summary>A web page or document saved as MIME [RFC 2557] (<c>.mht</c>, <c>.mhtml</c>, Word's included): its page and every part become files. It is no message: nobody sent it.</summary>
internal sealed class MhtmlHandler : IFileHandler
{
    public string Name => "mhtml";

    public bool Claims(FileType type) => type is FileType.Mhtml;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var budget = context.Budget;
        var page = MessageReader.Read(file.Bytes, budget, form: MailForm.Mhtml);
        var location = page.Header("Snapshot-Content-Location") ?? page.Header("Content-Location");
        var found = new Extraction(new MhtmlFacts
        {
            Title = page.Message.Subject.SubjectText,
            Location = location,
            SavedBy = page.Header("From")?.Trim('<', '>'),
            Parts = page.Parts.Count,
            Links = location is not null && UrlReader.Read(location) is { } url ? [url] : [],
        })
        { Unopened = page.Cut ? "limit" : null };
        // What a mail would show is the page here; as a file it is judged with its forms, links and scripts.
        if (page.Message.Body.Html?.Raw is { Length: > 0 } html) Add(found, Encoding.UTF8.GetBytes(html), "page.html", FileType.Html, budget);
        else if (page.Message.Body.Plain?.Raw is { Length: > 0 } text) Add(found, Encoding.UTF8.GetBytes(text), "page.txt", null, budget);
        foreach (var part in page.Files) found.Files.Add(new ExtractedFile(part.Bytes, part.Name, "part", part.Type));
        return found;
    }

    private static void Add(Extraction found, byte[] bytes, string name, FileType? type, AnalysisBudget budget)
    {
        if (budget.TryTakeBytes(bytes.Length, name)) found.Files.Add(new ExtractedFile(bytes, name, "part", type));
        else found.Unopened = "limit";
    }
}

/// <summary>What a saved page says of itself.</summary>
internal sealed record MhtmlFacts : IHasLinks
{
    /// <summary>The Subject field, where browsers write the page's title.</summary>
    public string? Title { get; init; }
    /// <summary>Where it was saved from.</summary>
    public string? Location { get; init; }
    /// <summary>The program that saved it, as the From field says.</summary>
    public string? SavedBy { get; init; }
    /// <summary>MIME parts.</summary>
    public int Parts { get; init; }
    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<Url> Links { get; init; } = [];
}
