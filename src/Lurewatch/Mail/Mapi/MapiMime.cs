using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Lurewatch.Mail.Mapi;

/// <summary>A message as RFC 5322 mail, so that one reader reads all mail. The same message gives the same bytes.</summary>
/// <remarks>
/// <code>
/// header │ multipart/mixed ── multipart/related ── multipart/alternative ── text/plain
///        │                 │                    │                        └─ text/html
///        │                 │                    └─ pictures that the HTML shows
///        │                 └─ attachments, attached messages
/// </code>
/// A level with one part is left out. All content is binary: attachments keep their bytes, texts keep theirs.
/// </remarks>
internal static class MapiMime
{
    private const int MostAttachments = 2000, MostDepth = 16;
    private const string What = "made mail";

    /// <summary>The problem that a reminder's sound lies on a server: Outlook logs in there as soon as the item comes (CVE-2023-23397).</summary>
    public const string ReminderElsewhere = "mapi-reminder-elsewhere";

    /// <summary>The whole mail.</summary>
    public static byte[] Write(MapiMessage message, AnalysisBudget budget) => Write(message, budget, out _, out _);

    /// <summary>The whole mail.</summary>
    /// <param name="message">The message.</param>
    /// <param name="budget">Pays for the copies of attachments.</param>
    /// <param name="problems">What was noted, in the container and while writing.</param>
    /// <param name="cut">True if something was left out because the budget did not allow it.</param>
    public static byte[] Write(MapiMessage message, AnalysisBudget budget, out IReadOnlyList<(string Id, string Detail)> problems, out bool cut)
    {
        var notes = new List<(string Id, string Detail)>(message.Problems);
        var writer = new Writer(budget, notes);
        var bytes = writer.Mail(message, depth: 0);
        (problems, cut) = (notes, writer.Cut);
        return bytes;
    }

    /// <summary>Bodies and attachments alone, as a MIME entity: for a message that lies inside of a mail and has that mail's header.</summary>
    public static byte[] WriteEntity(MapiMessage message, AnalysisBudget budget, out IReadOnlyList<(string Id, string Detail)> problems)
    {
        var notes = new List<(string Id, string Detail)>(message.Problems);
        var bytes = new Writer(budget, notes).Render("", message, depth: 0);
        problems = notes;
        return bytes;
    }

    /// <summary>A node of the MIME tree: head, and content or parts.</summary>
    private sealed record Entity(string Head, ReadOnlyMemory<byte> Content, IReadOnlyList<Entity>? Parts = null);

    private sealed class Writer(AnalysisBudget budget, List<(string Id, string Detail)> problems)
    {
        public bool Cut { get; private set; }

        public byte[] Mail(MapiMessage message, int depth)
        {
            var header = new StringBuilder(1024);
            MapiHeaders.Write(header, message);
            header.Append("MIME-Version: 1.0\r\n");
            return Render(header.ToString(), message, depth);
        }

        public byte[] Render(string header, MapiMessage message, int depth)
        {
            var head = Encoding.UTF8.GetBytes(header);
            // S/MIME [MS-OXOSMIME 2.1]: the one attachment is the mail's content, signed mail with its MIME header.
            if (IsSmime(message) && message.Attachments is [{ Message: null, Content: { } content } only])
            {
                if (!budget.TryTakeBytes(content.Length, What)) Cut = true;
                else if (only.Properties.Text(MapiTag.AttachMimeTag)?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) != false && MailSniffer.StartsWithField(content.Span, "Content-Type"u8))
                    return [.. head, .. content.Span];
                else return Whole(head, new Entity(ContentHead(only, "application/pkcs7-mime", "attachment"), content), "");
            }
            var root = Tree(message, depth);
            return Whole(head, root, Stem(root, depth));
        }

        private static byte[] Whole(byte[] head, Entity root, string stem)
        {
            var output = new MemoryStream(head.Length + Size(root));          // big attachments are copied once
            output.Write(head);
            Write(output, root, stem);
            return output.TryGetBuffer(out var buffer) && buffer.Count == buffer.Array!.Length ? buffer.Array : output.ToArray();
        }

        private static int Size(Entity entity)
        {
            const int Frame = 200;                                            // boundaries and line ends
            var size = entity.Head.Length + entity.Content.Length + Frame;
            foreach (var part in entity.Parts ?? []) size += Size(part) + Frame;
            return size;
        }

        private Entity Tree(MapiMessage message, int depth)
        {
            var bodies = MapiBodies.Of(message, budget, problems);
            if (message.Properties.Text(MapiName.ReminderFile) is { } sound && IsElsewhere(sound)) problems.Add((ReminderElsewhere, sound));
            var related = new List<Entity>();
            var mixed = new List<Entity>();
            Attachments(message, bodies, depth, related, mixed);
            var texts = new List<Entity>(2);
            if (bodies.Plain is { } plain) texts.Add(new Entity("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: binary\r\n", Encoding.UTF8.GetBytes(plain)));
            if (bodies.Html is { } html)
            {
                var charset = bodies.HtmlCharset is { } name ? $"; charset={name}" : "";
                texts.Add(new Entity($"Content-Type: text/html{charset}\r\nContent-Transfer-Encoding: binary\r\n", html));
            }
            if (Report.Of(message) is { } report) return Multi("report", [.. texts, report.Status, .. related, .. mixed], $"; report-type={report.Type}");
            var body = texts.Count switch { 0 => null, 1 => texts[0], _ => Multi("alternative", texts) };
            if (related.Count > 0) body = body is null ? Multi("related", related) : Multi("related", [body, .. related]);
            if (mixed.Count > 0) return body is null ? Multi("mixed", mixed) : Multi("mixed", [body, .. mixed]);
            return body ?? new Entity("Content-Type: text/plain; charset=utf-8\r\n", default);
        }

        private void Attachments(MapiMessage message, MapiBodies bodies, int depth, List<Entity> related, List<Entity> mixed)
        {
            var count = 0;
            foreach (var attachment in message.Attachments)
            {
                if (++count > MostAttachments || !budget.HasTime(What))
                {
                    if (count > MostAttachments) budget.Exhaust("mime_parts", What);
                    Cut = true;
                    return;
                }
                if (attachment.Message is { } inner)
                {
                    if (!budget.AllowsDepth(depth + 1, What) || depth >= MostDepth) { Cut = true; continue; }
                    var bytes = Mail(inner, depth + 1);
                    if (!budget.TryTakeBytes(bytes.Length, What)) { Cut = true; continue; }
                    mixed.Add(new Entity(ContentHead(attachment, "message/rfc822", "attachment"), bytes));
                }
                else if (attachment.Content is { } content)
                {
                    if (!budget.TryTakeBytes(content.Length, attachment.Name ?? What)) { Cut = true; continue; }
                    var shown = IsShown(attachment, bodies);
                    (shown ? related : mixed).Add(new Entity(ContentHead(attachment, MimeType(attachment), shown ? "inline" : "attachment"), content));
                }
                else if (attachment.Place is { } place) mixed.Add(Elsewhere(attachment.Name, place, isHtml: bodies.Html is not null));
            }
        }

        /// <summary>A file that lies elsewhere: in the cloud, then the reader sees a link, and so does this mail; or at a path [RFC 2046, 5.2.3].</summary>
        private static Entity Elsewhere(string? name, string place, bool isHtml)
        {
            if (!place.Contains("://", StringComparison.Ordinal))
            {
                var head = new StringBuilder("Content-Type: message/external-body; access-type=local-file");
                MimeFields.Parameter(head, "name", place);
                head.Append("\r\n");
                return new Entity(head.ToString(), "Content-Type: application/octet-stream\r\n\r\n"u8.ToArray());
            }
            var text = isHtml ? $"<p><a href=\"{WebUtility.HtmlEncode(place)}\">{WebUtility.HtmlEncode(name ?? place)}</a></p>" : $"{name} <{place}>\r\n";
            return new Entity($"Content-Type: text/{(isHtml ? "html" : "plain")}; charset=utf-8\r\nContent-Transfer-Encoding: binary\r\n", Encoding.UTF8.GetBytes(text));
        }

        private static string ContentHead(MapiAttachment attachment, string type, string disposition)
        {
            var head = new StringBuilder("Content-Type: ").Append(type).Append("\r\n");
            if (type != "message/rfc822") head.Append("Content-Transfer-Encoding: binary\r\n");
            head.Append("Content-Disposition: ").Append(disposition);
            if (attachment.Name is { } name) MimeFields.Parameter(head, "filename", name);
            head.Append("\r\n");
            if (attachment.ContentId is { } id) MimeFields.Raw(head, "Content-ID", $"<{id}>");
            if (attachment.Properties.Text(MapiTag.AttachContentLocation) is { } location) MimeFields.Raw(head, "Content-Location", location);
            return head.ToString();
        }

        private static Entity Multi(string subtype, IReadOnlyList<Entity> parts, string parameters = "") => new($"multipart/{subtype}{parameters}", default, parts);

        private static void Write(MemoryStream output, Entity entity, string stem)
        {
            if (entity.Parts is not { } parts)
            {
                output.Write(Encoding.UTF8.GetBytes(entity.Head));
                output.Write("\r\n"u8);
                output.Write(entity.Content.Span);
                return;
            }
            // The letter tells the levels apart; none is the beginning of another.
            var boundary = stem + entity.Head["multipart/".Length];
            output.Write(Encoding.UTF8.GetBytes($"Content-Type: {entity.Head}; boundary=\"{boundary}\"\r\n\r\n"));
            var line = Encoding.ASCII.GetBytes($"--{boundary}\r\n");
            foreach (var part in parts)
            {
                output.Write(line);
                Write(output, part, stem);
                output.Write("\r\n"u8);
            }
            output.Write(Encoding.ASCII.GetBytes($"--{boundary}--\r\n"));
        }

        /// <summary>What all boundaries start with: it occurs in no content. One that a hostile content guesses is replaced by one that it would have to hash itself to know.</summary>
        private static string Stem(Entity root, int depth)
        {
            var stem = $"=_lurewatch{depth}_";
            if (root.Parts is null || !Occurs(root, Encoding.ASCII.GetBytes(stem))) return stem;
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            Hash(root, hash);
            return $"{stem}{Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16))}_";
        }

        private static bool Occurs(Entity entity, ReadOnlySpan<byte> stem)
        {
            if (entity.Parts is not { } parts) return entity.Content.Span.IndexOf(stem) >= 0;
            foreach (var part in parts)
                if (Occurs(part, stem)) return true;
            return false;
        }

        private static void Hash(Entity entity, IncrementalHash hash)
        {
            hash.AppendData(entity.Content.Span);
            foreach (var part in entity.Parts ?? []) Hash(part, hash);
        }
    }

    /// <summary>A path to another machine: <c>\\host\share</c>, however its slashes stand, or a URL.</summary>
    private static bool IsElsewhere(string path) => path.TrimStart() is [('\\' or '/'), ('\\' or '/'), not ('.' or '?'), ..] || path.Contains("://", StringComparison.Ordinal)
        || path.Contains("UNC\\", StringComparison.OrdinalIgnoreCase);

    private static bool IsSmime(MapiMessage message) => message.Class.StartsWith("IPM.Note.SMIME", StringComparison.OrdinalIgnoreCase);

    /// <summary>The declared type where it is one and does not change how the part is read; a message in a file stays a file.</summary>
    private static string MimeType(MapiAttachment attachment)
    {
        const string Unknown = "application/octet-stream";
        if (attachment.Properties.Text(MapiTag.AttachMimeTag)?.Trim().ToLowerInvariant() is not { Length: <= 100 } type) return Unknown;
        var slash = type.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == type.Length - 1 || type.StartsWith("multipart/", StringComparison.Ordinal) || type.StartsWith("message/", StringComparison.Ordinal)) return Unknown;
        for (var i = 0; i < type.Length; i++)
            if (i != slash && !char.IsAsciiLetterOrDigit(type[i]) && type[i] is not ('-' or '.' or '+' or '_')) return Unknown;
        return type;
    }

    /// <summary>Shown inside of the HTML: it names the part's Content-ID or location. Texts never are: an inline text would count as the mail's own.</summary>
    private static bool IsShown(MapiAttachment attachment, MapiBodies bodies)
    {
        if (bodies.Html is not { } html || MimeType(attachment).StartsWith("text/", StringComparison.Ordinal)) return false;
        if (attachment.ContentId is { } id && html.Span.IndexOf(Encoding.UTF8.GetBytes(id)) >= 0) return true;
        return attachment.Properties.Text(MapiTag.AttachContentLocation) is { Length: > 3 } location && html.Span.IndexOf(Encoding.UTF8.GetBytes(location)) >= 0;
    }

    /// <summary>Delivery and read reports [MS-OXOMSG 2.2.2]: REPORT.(class).NDR, DR, IPNRN, IPNNRN.</summary>
    private sealed record Report(string Type, Entity Status)
    {
        public static Report? Of(MapiMessage message)
        {
            var name = message.Class;
            if (!name.StartsWith("REPORT.", StringComparison.OrdinalIgnoreCase)) return null;
            var read = name.EndsWith(".IPNRN", StringComparison.OrdinalIgnoreCase);
            if (read || name.EndsWith(".IPNNRN", StringComparison.OrdinalIgnoreCase))
            {
                var disposition = $"Disposition: manual-action/MDN-sent-manually; {(read ? "displayed" : "deleted")}\r\n";
                return new Report("disposition-notification", new Entity("Content-Type: message/disposition-notification\r\n", Encoding.UTF8.GetBytes(disposition)));
            }
            var failed = name.EndsWith(".NDR", StringComparison.OrdinalIgnoreCase);
            var status = new StringBuilder();
            MimeFields.Raw(status, "Reporting-MTA", "dns; unknown");
            foreach (var row in message.Recipients.Take(MostAttachments))
            {
                status.Append("\r\n");
                var person = MapiPeople.Recipient(row);
                MimeFields.Raw(status, "Final-Recipient", $"rfc822; {person.Address ?? person.Name}");
                MimeFields.Raw(status, "Action", failed ? "failed" : "delivered");
                MimeFields.Raw(status, "Status", failed ? "5.0.0" : "2.0.0");
                if (row.Text(MapiTag.SupplementaryInfo) is { } info) MimeFields.Text(status, "Diagnostic-Code", $"smtp; {info}");
            }
            return new Report("delivery-status", new Entity("Content-Type: message/delivery-status\r\n", Encoding.UTF8.GetBytes(status.ToString())));
        }
    }
}
