using System.Text;
using System.Text.Json.Serialization;
using Lurewatch.Files.Text;
using Lurewatch.Mail;
using Lurewatch.Mail.Links;

namespace Lurewatch.Files.Calendar;

/// <summary>iCalendar [RFC 5545, 5546, 7986]: who invites whom to what, where its links lead, what it carries.</summary>
internal sealed class CalendarHandler : IFileHandler
{
    private const int MostAttendees = 200, MostFiles = 32, MostText = 1 << 15;

    public string Name => "calendar";

    public bool Claims(FileType type) => type is FileType.Ics;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var (budget, text) = (context.Budget, new StringBuilder());
        var links = new List<Url>();
        var files = new List<ExtractedFile>();
        var attendees = new List<string>();
        string? method = null, organizer = null, organizerName = null, summary = null, location = null, start = null, producer = null;
        var events = 0;
        var inside = new Stack<string>();
        foreach (var line in ContentLines.Read(FileText.Decode(file.Bytes.Span, budget, file.Path), budget, file.Path))
        {
            switch (line.Name)
            {
                case "BEGIN":
                    if (inside.Count < 64) inside.Push(line.Value.Trim().ToUpperInvariant());
                    if (line.Value.AsSpan().Trim().Equals("VEVENT", StringComparison.OrdinalIgnoreCase) || line.Value.AsSpan().Trim().Equals("VTODO", StringComparison.OrdinalIgnoreCase)) events++;
                    break;
                case "END": inside.TryPop(out _); break;
                case "METHOD": method ??= line.Value.Trim().ToUpperInvariant(); break;
                case "PRODID": producer ??= line.Text; break;
                case "ORGANIZER":
                    organizer ??= Address(line);
                    organizerName ??= line.Parameter("CN");
                    break;
                case "ATTENDEE":
                    if (Address(line) is { } attendee && attendees.Count < MostAttendees) attendees.Add(attendee);
                    break;
                case "SUMMARY": summary ??= line.Text; Say(line.Text); break;
                case "LOCATION": location ??= line.Text; Say(line.Text); break;
                case "DESCRIPTION" or "COMMENT" or "CONTACT": Say(line.Text); break;
                case "DTSTART": start ??= line.Value; break;
                case "URL" or "CONFERENCE" or "X-GOOGLE-CONFERENCE" or "X-MICROSOFT-SKYPETEAMSMEETINGURL" or "X-MICROSOFT-ONLINEMEETINGEXTERNALLINK" or "TZURL" or "SOURCE":
                    if (line.Name != "TZURL" && UrlReader.Read(line.Text) is { } url) links.Add(url);
                    break;
                case "X-ALT-DESC" or "STYLED-DESCRIPTION":
                    var html = HtmlReader.Read(line.Text, budget).Html;
                    foreach (var link in html.Links)
                        if (link.Parser is "hyperlink" or "area" or "plain" or "form") links.Add(link.HrefUrl);
                    Say(html.DisplayText ?? "");
                    break;
                case "ATTACH" or "IMAGE": Attachment(line); break;
            }
        }
        links.AddRange(TextLinks.FindUrls(text.ToString(), budget).Select(link => link.Url));
        var found = new Extraction(new CalendarFacts
        {
            Method = method,
            Producer = producer,
            Events = events,
            Organizer = organizer,
            OrganizerName = organizerName,
            Attendees = attendees,
            Summary = summary,
            Location = location,
            Start = start,
            Text = text.ToString(),
            Links = FoundUrls.Distinct(links.Where(link => link.Scheme is not "mailto"), budget.Limits.Links),
        });
        found.Files.AddRange(files);
        return found;

        void Say(string said)
        {
            if (text.Length < MostText) text.Append(said.AsSpan(0, Math.Min(said.Length, MostText - text.Length))).Append('\n');
        }

        void Attachment(ContentLine line)
        {
            if (line.Parameter("VALUE") is not "BINARY" && line.Parameter("ENCODING") is not "BASE64")
            {
                if (UrlReader.Read(line.Value) is { Scheme: not "cid" } url) links.Add(url);
                return;
            }
            if (files.Count >= MostFiles || !budget.TryTakeBytes(line.Value.Length, file.Path)) return;
            var bytes = new byte[line.Value.Length * 3 / 4 + 3];
            if (Convert.TryFromBase64String(line.Value, bytes, out var length)) files.Add(new ExtractedFile(bytes.AsMemory(0, length), line.Parameter("X-FILENAME") ?? line.Parameter("FILENAME") ?? line.Parameter("X-APPLE-FILENAME"), "embedded"));
        }
    }

    private static string? Address(ContentLine line)
    {
        var value = line.Value.AsSpan().Trim();
        if (value.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase)) value = value[7..];
        if (!value.Contains('@')) value = line.Parameter("EMAIL");
        return value.Contains('@') && value.Length < 320 ? value.ToString().ToLowerInvariant() : null;
    }
}

/// <summary>What a calendar file holds.</summary>
internal sealed record CalendarFacts : IHasLinks
{
    /// <summary><c>REQUEST</c>, <c>CANCEL</c>, <c>REPLY</c>, <c>PUBLISH</c>, …; null if it says none.</summary>
    public string? Method { get; init; }
    /// <summary>The program that wrote it.</summary>
    public string? Producer { get; init; }
    /// <summary>Events and tasks.</summary>
    public int Events { get; init; }
    /// <summary>Address of who invites.</summary>
    public string? Organizer { get; init; }
    /// <summary>Name of who invites.</summary>
    public string? OrganizerName { get; init; }
    /// <summary>Addresses of who is invited.</summary>
    public IReadOnlyList<string> Attendees { get; init; } = [];
    /// <summary>Title.</summary>
    public string? Summary { get; init; }
    /// <summary>Place.</summary>
    public string? Location { get; init; }
    /// <summary>Beginning, as written.</summary>
    public string? Start { get; init; }
    /// <summary>Title, place and description.</summary>
    [JsonIgnore]
    public string Text { get; init; } = "";
    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<Url> Links { get; init; } = [];
}
