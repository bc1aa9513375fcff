using System.Collections.Frozen;
using Lurewatch.Intel;
using Lurewatch.Mail;

namespace Lurewatch.Detection;

/// <summary>What makers of mass mail leave in the header: dates that no clock shows, ids that a server had to add, mailers that contradict the mail's make or are long gone.</summary>
internal sealed class HeaderDetector : IDetector
{
    private static readonly FindingKind ZoneImpossible = new("header.zone-impossible", "The date is in a time zone that does not exist", Severity.Medium);
    private static readonly FindingKind ZoneMissing = new("header.zone-missing", "The date has no time zone", Severity.Low);
    private static readonly FindingKind WeekdayWrong = new("header.weekday-wrong", "The date names another day of the week", Severity.Low);
    private static readonly FindingKind IdAdded = new("header.message-id-added", "Came without a Message-ID; a server on the way added it", Severity.Low);
    private static readonly FindingKind IdBorrowed = new("header.message-id-borrowed", "The Message-ID is of a provider's form, and the mail was never there", Severity.Medium, "T1656");
    private static readonly FindingKind MailerContradicted = new("header.mailer-contradicted", "The mail is not built as its mail program builds", Severity.Medium);
    private static readonly FindingKind MailerObsolete = new("header.mailer-obsolete", "Written, it says, with a program that was long gone", Severity.Low);
    private static readonly FindingKind ScriptMailer = new("header.script-mailer", "Built by a script library", Severity.Info);
    private static readonly FindingKind MassMailer = new("header.mass-mailer", "Built by a mass mailer that unwanted mail is mostly sent with", Severity.Medium, "T1585.002");
    private static readonly FindingKind Urgent = new("header.urgent", "Marked as urgent by header", Severity.Low);
    private static readonly FindingKind Casing = new("header.casing", "Header names in letters that no program writes", Severity.Medium);
    private static readonly FindingKind ManyRecipients = new("header.many-recipients", "Many strangers share the visible recipients", Severity.Low);
    private static readonly FindingKind BccShown = new("header.bcc-shown", "Blind copies are named in what arrived", Severity.Low);
    private static readonly FindingKind ThreadIndexMalformed = new("header.thread-index-malformed", "A Thread-Index that Outlook cannot have made", Severity.Low);
    private static readonly FindingKind ThreadIndexLater = new("header.thread-index-later", "The thread began after this mail was written", Severity.Low);
    private static readonly FindingKind Charset = new("header.subject-charset", "Subject and text are in charsets of different scripts", Severity.Low);

    /// <summary>Names that stand once in almost every mail, as programs write them.</summary>
    private static readonly FrozenSet<string> s_usual = FrozenSet.ToFrozenSet(
        ["From", "To", "Cc", "Subject", "Date", "Reply-To", "Message-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "X-Mailer", "X-Priority", "Return-Path"], StringComparer.OrdinalIgnoreCase);

    private static readonly Lazy<(string Word, string Sort)[]> s_mailers = new(static () => [.. Lists.Rows("Detection/mailers.tsv").Select(static row => (row[0], row[1]))]);

    public IReadOnlyList<FindingKind> Kinds { get; } =
    [
        ZoneImpossible, ZoneMissing, WeekdayWrong, IdAdded, IdBorrowed, MailerContradicted, MailerObsolete, ScriptMailer, MassMailer, Urgent, Casing, ManyRecipients, BccShown, ThreadIndexMalformed,
        ThreadIndexLater, Charset,
    ];

    public void Examine(ScanView view, List<Finding> findings)
    {
        if (view.Mail is not { } mail || view.Sender is not { } sender || view.Route is not { } route) return;
        var read = new Fields(mail.Headers);
        LookAtDate(read, findings);
        LookAtMessageId(mail, read, sender, route, findings);
        LookAtMailer(mail, read, findings);
        LookAtRecipients(mail.Message, sender, route, findings);
        if (read.Urgent is { } urgent) findings.Add(Found(Urgent, $"{urgent.Name} is {urgent.Value}.", urgent));
        if (read.OddCase is { } odd) findings.Add(Found(Casing, $"The header has a field {odd.Name}.", odd));
        if (read.ThreadIndex is { } index) LookAtThreadIndex(index, mail.Message, findings);
        if (mail.SubjectCharset is { } subject && BodyCharset(mail) is { } body && Script(subject) is { } one && Script(body) is { } other && one != other)
            findings.Add(Found(Charset, $"The subject is in {subject} ({one}), the text in {body} ({other}).", read.Subject));
    }

    /// <summary>The fields that are looked at, found in one pass.</summary>
    private readonly ref struct Fields
    {
        public readonly MailHeader? Date, MessageId, Mailer, Urgent, OddCase, ThreadIndex, Subject, ContentType;
        public readonly bool Exchange;

        public Fields(IReadOnlyList<MailHeader> headers)
        {
            foreach (var header in headers)
            {
                var name = header.Name;
                if (OddCase is null && name.Length <= 25 && IsOddlyCased(name) && s_usual.Contains(name)) OddCase = header;
                switch (name.Length)
                {
                    case 4 when Is(name, "Date"): Date ??= header; break;
                    case 7 when Is(name, "Subject"): Subject ??= header; break;
                    case 8 when Is(name, "X-Mailer"): Mailer ??= header; break;
                    case 10 when Is(name, "Message-ID"): MessageId ??= header; break;
                    case 10 when Is(name, "User-Agent"): Mailer ??= header; break;
                    case 10 when Is(name, "X-Priority") && header.Value.StartsWith('1'): Urgent ??= header; break;
                    case 10 when Is(name, "Importance") && Is(header.Value, "high"): Urgent ??= header; break;
                    case 12 when Is(name, "Content-Type"): ContentType ??= header; break;
                    case 12 when Is(name, "Thread-Index"): ThreadIndex ??= header; break;
                    case > 14 when name.StartsWith("X-MS-Exchange-", StringComparison.OrdinalIgnoreCase): Exchange = true; break;
                }
            }
        }

        private static bool Is(string text, string other) => text.Equals(other, StringComparison.OrdinalIgnoreCase);

        /// <summary>A word of the name that is neither capitalised, all small nor all capitals: <c>MiME-Version</c>, <c>message-ID</c> beside other words' habits.</summary>
        private static bool IsOddlyCased(string name)
        {
            var anySmall = false;
            var start = 0;
            for (var i = 0; i <= name.Length; i++)
            {
                if (i < name.Length && name[i] != '-') continue;
                int upper = 0, lower = 0;
                for (var k = start; k < i; k++)
                    if (char.IsAsciiLetterUpper(name[k])) upper++;
                    else if (char.IsAsciiLetterLower(name[k])) lower++;
                var capitalised = upper == 1 && start < name.Length && char.IsAsciiLetterUpper(name[start]);
                if (upper > 0 && lower > 0 && !capitalised) return true;
                // A first word in small letters goes with small letters throughout.
                if (anySmall && upper > 0) return true;
                if (start == 0 && upper == 0) anySmall = true;
                start = i + 1;
            }
            return false;
        }
    }

    private static void LookAtDate(in Fields read, List<Finding> findings)
    {
        if (read.Date is not { } date || !MailDate.TryRead(date.Value, out _, out var odd)) return;
        if (odd.HasFlag(DateOddities.ZoneImpossible)) findings.Add(Found(ZoneImpossible, $"Date: {Cut(date.Value)}.", date));
        else if (odd.HasFlag(DateOddities.ZoneMissing)) findings.Add(Found(ZoneMissing, $"Date: {Cut(date.Value)}.", date));
        if (odd.HasFlag(DateOddities.WeekdayWrong)) findings.Add(Found(WeekdayWrong, $"Date: {Cut(date.Value)}.", date));
    }

    private static void LookAtMessageId(ParsedMail mail, in Fields read, SenderView sender, MailRoute route, List<Finding> findings)
    {
        if (mail.Message.Headers.MessageId is not { Length: > 0 } id || read.MessageId is not { } field || id.LastIndexOf('@') is not (> 0 and var at)) return;
        var local = id.AsSpan(0, at);
        var host = id.AsSpan(at + 1);
        if (host.EndsWith(".mail.protection.outlook.com", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".prod.protection.outlook.com", StringComparison.OrdinalIgnoreCase)
            || local.StartsWith("SMTPIN_ADDED", StringComparison.Ordinal))
        {
            findings.Add(Found(IdAdded, $"{id} is an id that the receiving platform gives to mail without one.", field));
            return;
        }
        foreach (var hop in route.Hops)
        {
            // Servers put their own queue id into it; the sender's own first server may, for programs that leave it to it.
            if (hop.Index == 0 || !hop.Trusted || hop.Id is not { Length: >= 6 } queue || !local.Contains(queue, StringComparison.Ordinal) || !host.Equals(hop.By, StringComparison.OrdinalIgnoreCase)) continue;
            findings.Add(Found(IdAdded, $"{id} was given by {hop.By}, which took the mail from outside.", field));
            return;
        }
        if (route.Hops.Count == 0) return;
        var claimed = host switch
        {
            "mail.gmail.com" => ".google.com",
            _ when host.EndsWith(".prod.outlook.com", StringComparison.OrdinalIgnoreCase) => ".outlook.com",
            "email.amazonses.com" => ".amazonses.com",
            _ => null,
        };
        if (claimed is null || (claimed == ".outlook.com" && read.Exchange)) return;
        foreach (var hop in route.Hops)
            if (Under(hop.By, claimed) || Under(hop.Helo, claimed) || Under(hop.ReverseName, claimed) || (claimed == ".google.com" && (hop.Software == "Google" || Under(hop.Helo, ".gmail.com")))) return;
        if (mail.Header("X-Google-DKIM-Signature") is not null || mail.Header("X-Gm-Message-State") is not null || mail.Header("X-Forwarded-To") is not null) return;
        foreach (var hop in mail.Message.Headers.Hops)
            if (hop.Signature?.Domain is { } signer && (Under(signer, claimed) || signer.EndsWith("gmail.com", StringComparison.Ordinal) || signer == sender.Root)) return;
        findings.Add(Found(IdBorrowed, $"{id} is of the form of {claimed[1..]}, through which the mail did not come.", field));
    }

    private static bool Under(string? host, string suffix) => host is not null && host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase);

    private static void LookAtMailer(ParsedMail mail, in Fields read, List<Finding> findings)
    {
        var boundary = Boundary(read.ContentType);
        var library = boundary is null ? null : Library(boundary);
        if (read.Mailer is not { } mailer)
        {
            if (library is not null) findings.Add(Found(ScriptMailer, $"The boundary {boundary} is {library}'s.", read.ContentType));
            return;
        }
        var name = mailer.Value;
        var program = Program(name);
        if (program is not null && library is not null)
            findings.Add(Found(MailerContradicted, $"{mailer.Name} says {Cut(name)}, but the boundary {boundary} is {library}'s.", mailer));
        else if (program is not null && boundary is not null && Shape(boundary) is { } shape && shape != program)
            findings.Add(Found(MailerContradicted, $"{mailer.Name} says {Cut(name)}, but the boundary {boundary} is built as {shape} does.", mailer));
        var year = mail.Message.Headers.Date?.Year ?? 0;
        if (year >= 2014 && IsObsolete(name))
            findings.Add(Found(MailerObsolete, $"{mailer.Name} says {Cut(name)}, the date says {year}.", mailer));
        foreach (var (word, sort) in s_mailers.Value)
        {
            if (!name.Contains(word, StringComparison.OrdinalIgnoreCase)) continue;
            findings.Add(Found(sort == "kit" ? MassMailer : ScriptMailer, $"{mailer.Name} is {Cut(name)}.", mailer));
            break;
        }
    }

    /// <summary>The boundary of a multipart, as its Content-Type writes it.</summary>
    private static string? Boundary(MailHeader? type)
    {
        if (type is null || type.Value.IndexOf("boundary=", StringComparison.OrdinalIgnoreCase) is not (>= 0 and var at)) return null;
        var rest = type.Value.AsSpan(at + 9).TrimStart();
        if (rest.StartsWith("\"")) rest = rest[1..];
        var end = rest.IndexOfAny("\"; ");
        rest = end < 0 ? rest : rest[..end];
        return rest.Length is 0 or > 100 ? null : rest.ToString();
    }

    /// <summary>Mail programs of people, by family.</summary>
    private static string? Program(string mailer) => mailer switch
    {
        _ when mailer.StartsWith("Microsoft Outlook", StringComparison.Ordinal) || mailer.StartsWith("Microsoft Windows Mail", StringComparison.Ordinal) || mailer.StartsWith("Microsoft Windows Live Mail", StringComparison.Ordinal) => "Outlook",
        _ when mailer.StartsWith("Apple Mail", StringComparison.Ordinal) || mailer.StartsWith("iPhone Mail", StringComparison.Ordinal) || mailer.StartsWith("iPad Mail", StringComparison.Ordinal) => "Apple Mail",
        _ when mailer.Contains("Thunderbird/", StringComparison.Ordinal) => "Thunderbird",
        _ => null,
    };

    /// <summary>Whose boundary it is, of programs that always build it alike.</summary>
    private static string? Shape(string boundary) => boundary switch
    {
        _ when boundary.StartsWith("----=_NextPart_", StringComparison.Ordinal) => "Outlook",
        _ when boundary.StartsWith("Apple-Mail", StringComparison.Ordinal) => "Apple Mail",
        _ => null,
    };

    /// <summary>Libraries for scripts: PHPMailer (<c>b1_…</c>), Swift Mailer and Symfony, Python's email package (<c>===============…==</c>), Nodemailer.</summary>
    private static string? Library(string boundary)
    {
        if (boundary.Length >= 23 && (boundary.StartsWith("b1_", StringComparison.Ordinal) || boundary.StartsWith("b2_", StringComparison.Ordinal))) return "PHPMailer";
        if (boundary.StartsWith("==============", StringComparison.Ordinal) && boundary.EndsWith("==", StringComparison.Ordinal) && boundary.Length > 24 && char.IsAsciiDigit(boundary[^3])) return "Python";
        if (boundary.StartsWith("_=_swift_", StringComparison.Ordinal)) return "Swift Mailer";
        return boundary.StartsWith("--_NmP-", StringComparison.Ordinal) ? "Nodemailer" : null;
    }

    /// <summary>Out of support by 2014: Outlook Express (2006), Outlook before 2003, CDO for Windows 2000, Windows Mail.</summary>
    private static bool IsObsolete(string mailer) => mailer.Contains("Outlook Express", StringComparison.OrdinalIgnoreCase) || mailer.StartsWith("Microsoft Outlook IMO", StringComparison.Ordinal)
        || mailer.StartsWith("Microsoft Outlook, Build 10.", StringComparison.Ordinal) || mailer.StartsWith("Microsoft Outlook 8", StringComparison.Ordinal) || mailer.StartsWith("Microsoft Outlook, Build 11.", StringComparison.Ordinal)
        || mailer.StartsWith("Microsoft Windows Mail 6", StringComparison.Ordinal) || mailer.StartsWith("The Bat! (v1", StringComparison.Ordinal) || mailer.StartsWith("The Bat! (v2", StringComparison.Ordinal)
        || mailer.StartsWith("QUALCOMM", StringComparison.Ordinal);

    private static void LookAtRecipients(Message message, SenderView sender, MailRoute route, List<Finding> findings)
    {
        var roots = new HashSet<string>(StringComparer.Ordinal);
        var count = message.Recipients.To.Count + message.Recipients.Cc.Count;
        if (count >= 10 && !message.Subject.IsReply)
        {
            foreach (var recipient in message.Recipients.To) Take(recipient);
            foreach (var recipient in message.Recipients.Cc) Take(recipient);
            if (roots.Count >= 6 && roots.Count * 3 >= count)
                findings.Add(new Finding { Kind = ManyRecipients, Reason = $"To and Cc name {count} addresses of {roots.Count} domains.", Place = Place.InHeader("To") });
        }
        // A copy in the sender's own mailbox keeps them.
        if (message.Recipients.Bcc.Count > 0 && route.Boundary is not null && !sender.IsOwn)
            findings.Add(new Finding { Kind = BccShown, Reason = $"Bcc names {message.Recipients.Bcc.Count} {(message.Recipients.Bcc.Count == 1 ? "address" : "addresses")}; mail servers and programs take the field out.", Place = Place.InHeader("Bcc") });

        void Take(Mailbox recipient)
        {
            if (SenderView.RootOf(recipient.Email.Domain) is { } root && root != sender.Root) roots.Add(root);
        }
    }

    /// <summary>PidTagConversationIndex [MS-OXOMSG, 2.2.1.3]: a byte 01, the time as the upper five bytes of a FILETIME (Outlook counts the leading 01 as its first), a GUID, then five bytes an answer.</summary>
    private static void LookAtThreadIndex(MailHeader header, Message message, List<Finding> findings)
    {
        if (header.Value.Length > 4000) return;
        var bytes = TransferDecoder.Base64(System.Text.Encoding.ASCII.GetBytes(header.Value), out _);
        if (bytes.Length < 22 || bytes[0] != 1)
        {
            findings.Add(Found(ThreadIndexMalformed, $"Thread-Index {Cut(header.Value)} does not begin as one.", header));
            return;
        }
        var ticks = 0L;
        for (var i = 0; i < 6; i++) ticks = ticks << 8 | bytes[i];
        if (bytes[1] == 1) ticks = (ticks & 0xFFFFFFFFFF) << 8;
        ticks <<= 16;
        if (message.Headers.Date is not { } date || ticks < 0 || ticks > DateTime.MaxValue.ToFileTimeUtc()) return;
        var began = DateTime.FromFileTimeUtc(ticks);
        if (began.Year is >= 1996 and < 2200 && began - date.UtcDateTime > TimeSpan.FromHours(30))
            findings.Add(Found(ThreadIndexLater, $"Thread-Index says {began:yyyy-MM-dd HH:mm}, Date {date:yyyy-MM-dd HH:mm}.", header));
    }

    private static string? BodyCharset(ParsedMail mail)
    {
        foreach (var part in mail.Parts)
            if (part.ContentType.StartsWith("text/", StringComparison.Ordinal) && part.FileName is null && part.Charset is not null) return part.Charset;
        return null;
    }

    /// <summary>The script that a charset is made for; null for those of all scripts.</summary>
    private static string? Script(string charset) => charset.ToLowerInvariant() switch
    {
        "koi8-r" or "koi8-u" or "windows-1251" or "iso-8859-5" or "ibm866" => "Cyrillic",
        "gb2312" or "gbk" or "gb18030" or "hz-gb-2312" or "big5" or "big5-hkscs" => "Chinese",
        "iso-2022-jp" or "shift_jis" or "euc-jp" => "Japanese",
        "euc-kr" or "ks_c_5601-1987" or "iso-2022-kr" => "Korean",
        "windows-1256" or "iso-8859-6" => "Arabic",
        "windows-1255" or "iso-8859-8" or "iso-8859-8-i" => "Hebrew",
        "windows-1253" or "iso-8859-7" => "Greek",
        "windows-874" or "tis-620" => "Thai",
        "iso-8859-1" or "iso-8859-15" or "windows-1252" or "iso-8859-2" or "windows-1250" or "iso-8859-9" or "windows-1254" => "Latin",
        _ => null,
    };

    private static string Cut(string value) => value.Length > 100 ? value[..100] + "…" : value;

    private static Finding Found(FindingKind kind, string reason, MailHeader? header) =>
        new() { Kind = kind, Reason = reason, Place = header is null ? new Place() : Place.InHeader(header.Name, header.Offset) };
}
