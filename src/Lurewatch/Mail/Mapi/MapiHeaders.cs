using System.Text;

namespace Lurewatch.Mail.Mapi;

/// <summary>The header of a mail made from properties: the fields with which it travelled where they were kept, and what they lack from properties.</summary>
internal static class MapiHeaders
{
    private const int MostFields = 2000, MostRecipients = 2000;

    /// <summary>Writes all fields but those that describe the content.</summary>
    public static void Write(StringBuilder to, MapiMessage message)
    {
        var mail = message.Properties;
        var had = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (mail.LongText(MapiTag.TransportMessageHeaders) is { } transport) Transport(to, transport, had);

        var author = MapiPeople.Author(mail);
        var sender = MapiPeople.Sender(mail);
        if (author.IsEmpty || author.Address is null && author.Name == sender.Name) (author, sender) = (sender, default);
        if (!had.Contains("From"))
        {
            if (!author.IsEmpty) MimeFields.People(to, "From", [author]);
            if (!had.Contains("Sender") && !sender.IsEmpty && !string.Equals(sender.Address ?? sender.Name, author.Address ?? author.Name, StringComparison.OrdinalIgnoreCase))
                MimeFields.People(to, "Sender", [sender]);
        }
        Recipients(to, message, had);
        if (!had.Contains("Reply-To")) MimeFields.People(to, "Reply-To", MapiPeople.ReplyTo(mail));
        if (!had.Contains("Subject") && Subject(mail) is { } subject) MimeFields.Text(to, "Subject", subject);
        if (!had.Contains("Date") && (mail.Time(MapiTag.ClientSubmitTime) ?? mail.Time(MapiTag.MessageDeliveryTime)) is { } date) MimeFields.Date(to, "Date", date);
        Identifiers(to, mail, had);
        if (!had.Contains("Importance") && mail.Int32(MapiTag.Importance) is 0 or 2)
            MimeFields.Raw(to, "Importance", mail.Int32(MapiTag.Importance) == 2 ? "high" : "low");
        if (!had.Contains("Sensitivity") && mail.Int32(MapiTag.Sensitivity) is 1 or 2 or 3)
            MimeFields.Raw(to, "Sensitivity", mail.Int32(MapiTag.Sensitivity) switch { 1 => "Personal", 2 => "Private", _ => "Company-Confidential" });
        Named(to, mail, had);
    }

    public static string? Subject(MapiProperties mail)
    {
        var subject = mail.Text(MapiTag.Subject);
        // The mailbox file puts the prefix's length before the subject: U+0001 and the length.
        if (subject is { Length: >= 2 } && subject[0] == '\u0001') subject = subject[2..];
        if (subject is null && mail.Text(MapiTag.NormalizedSubject) is { } normal) subject = mail.Text(MapiTag.SubjectPrefix) + normal;
        return subject ?? mail.Text(MapiTag.ConversationTopic);
    }

    /// <summary>The fields as they came, up to the first blank line; Exchange appends the headers of the parts behind it. Content fields would describe another structure.</summary>
    private static void Transport(StringBuilder to, string transport, HashSet<string> had)
    {
        var rest = transport.AsSpan();
        var keep = false;
        var fields = 0;
        while (!rest.IsEmpty && fields < MostFields)
        {
            var end = rest.IndexOf('\n');
            var line = (end < 0 ? rest : rest[..end]).TrimEnd('\r');
            rest = end < 0 ? [] : rest[(end + 1)..];
            if (line.IsEmpty)
            {
                if (fields > 0) break;
                continue;
            }
            if (line[0] is ' ' or '\t')
            {
                // A continuation of nothing but blanks would end the header for some readers.
                if (keep && !line.IsWhiteSpace()) Line(to, line);
                continue;
            }
            var colon = line.IndexOf(':');
            var name = colon < 0 ? default : line[..colon].TrimEnd();
            if (name.IsEmpty || name.Length > 128 || name.IndexOfAnyExceptInRange('!', '~') >= 0)
            {
                keep = false;                                               // "Microsoft Mail Internet Headers Version 2.0", an mbox line
                continue;
            }
            fields++;
            keep = !IsContentField(name);
            if (!keep) continue;
            had.Add(name.ToString());
            Line(to, line);
        }
    }

    private static void Line(StringBuilder to, ReadOnlySpan<char> line)
    {
        foreach (var c in line) to.Append(c == '\r' ? ' ' : c);
        to.Append("\r\n");
    }

    /// <summary>True for what says how the body is built, which a made body is not.</summary>
    public static bool IsContentField(ReadOnlySpan<char> name) =>
        name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) && !name.Equals("Content-Class", StringComparison.OrdinalIgnoreCase)
            && !name.Equals("Content-Language", StringComparison.OrdinalIgnoreCase)
        || name.Equals("MIME-Version", StringComparison.OrdinalIgnoreCase);

    private static void Recipients(StringBuilder to, MapiMessage message, HashSet<string> had)
    {
        List<MapiPerson>[] lists = [[], [], []];
        var count = 0;
        foreach (var row in message.Recipients)
        {
            if (++count > MostRecipients) break;
            if (MapiPeople.Kind(row) is >= 1 and <= 3 and var kind && MapiPeople.Recipient(row) is { IsEmpty: false } person) lists[kind - 1].Add(person);
        }
        ReadOnlySpan<(string Name, ushort Display)> fields = [("To", MapiTag.DisplayTo), ("Cc", MapiTag.DisplayCc), ("Bcc", MapiTag.DisplayBcc)];
        for (var i = 0; i < fields.Length; i++)
        {
            if (had.Contains(fields[i].Name)) continue;
            // Without rows only the names are known, in one string.
            if (lists[i].Count == 0 && message.Properties.Text(fields[i].Display) is { } names)
                foreach (var name in names.Split(';', MostRecipients, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                    lists[i].Add(name.Contains('@', StringComparison.Ordinal) ? new MapiPerson(null, name.Trim('\'')) : new MapiPerson(name, null));
            MimeFields.People(to, fields[i].Name, lists[i]);
        }
    }

    private static void Identifiers(StringBuilder to, MapiProperties mail, HashSet<string> had)
    {
        ReadOnlySpan<(string Name, ushort Tag)> fields =
        [
            ("Message-ID", MapiTag.InternetMessageId), ("In-Reply-To", MapiTag.InReplyToId), ("References", MapiTag.InternetReferences),
            ("List-Help", MapiTag.ListHelp), ("List-Subscribe", MapiTag.ListSubscribe), ("List-Unsubscribe", MapiTag.ListUnsubscribe),
        ];
        foreach (var (name, tag) in fields)
            if (!had.Contains(name) && mail.Text(tag) is { } value) MimeFields.Raw(to, name, value);
    }

    /// <summary>Fields that Exchange kept as named properties; only where the header itself is not there.</summary>
    private static void Named(StringBuilder to, MapiProperties mail, HashSet<string> had)
    {
        if (had.Count > 4) return;
        var written = 0;
        foreach (var (name, id) in mail.Names.Ids)
        {
            if (name.Set != MapiName.InternetHeaders || name.Name is not { Length: > 0 and <= 128 } field || written >= MostFields) continue;
            if (field.AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0 || field.Contains(':', StringComparison.Ordinal) || IsContentField(field) || IsOurs(field) || had.Contains(field)) continue;
            if (mail.Text(id) is not { } value) continue;
            MimeFields.Raw(to, field, value);
            written++;
        }
    }

    /// <summary>Fields that are written from properties, and must not come a second time.</summary>
    private static bool IsOurs(string field) => field is
        "from" or "sender" or "to" or "cc" or "bcc" or "reply-to" or "subject" or "date" or "message-id" or "in-reply-to" or "references" or "importance" or "sensitivity"
        or "list-help" or "list-subscribe" or "list-unsubscribe";
}
