using System.Globalization;

namespace Lurewatch.Mail.Trace;

/// <summary>Reads what a Received field says, in the dialects of real servers. RFC 5321, 4.4 wants <c>from HELO (reverse-name [address]) by HOST via … with … id … for …; date</c>;
/// Exim, qmail, Exchange, Courier and others put the same facts into comments of their own. Nothing here judges.</summary>
internal static class HopReader
{
    private const int MaxComments = 32;

    /// <summary>A hop in the making.</summary>
    private ref struct Draft
    {
        public string? Helo, Reverse, Ip, Ident, Software, EnvelopeFrom, TlsVersion, TlsCipher, User, LocalUser;
        public int? Port, TlsBits;
        public bool Authenticated, Doubted;
        /// <summary>A comment named the HELO: what stands first is then the reverse name.</summary>
        public bool HeloInComment;
        /// <summary>A comment named the client's address.</summary>
        public bool IpInComment;
    }

    public static RouteHop Read(string value, in ReceivedReader.Clauses clauses, int index, DateTimeOffset? time, long offset)
    {
        var draft = default(Draft);
        var with = value.AsSpan(clauses.With);
        var by = value.AsSpan(clauses.By);
        var protocol = Words(with, stopAt: "tls");
        Before(ref draft, value.AsSpan(clauses.Before));
        Comments(ref draft, by, inFrom: false);
        Comments(ref draft, with, inFrom: false);
        Comments(ref draft, value.AsSpan(clauses.Id), inFrom: false);
        Comments(ref draft, value.AsSpan(clauses.For), inFrom: false);
        draft.Software ??= SoftwareOf(protocol);
        From(ref draft, value.AsSpan(clauses.From), protocol);
        TlsClause(ref draft, with);
        if (draft.TlsVersion is null && draft.TlsCipher is null && IsSecured(protocol)) draft.TlsVersion = "unknown";
        draft.Authenticated |= draft.User is not null || IsLogin(protocol);
        var server = FirstWord(by);
        string? byIp = null;
        if (ReceivedReader.TryAddress(server.Trim("[]"), out var literal)) byIp = literal.ToString();
        else byIp = IpIn(by);
        return new RouteHop
        {
            Index = index,
            Helo = draft.Helo,
            ReverseName = draft.Reverse,
            Ip = draft.Ip,
            Port = draft.Port,
            Ident = draft.Ident,
            By = Name(server),
            ByIp = byIp,
            Software = draft.Software ?? (IsGoogle(server, byIp) ? "Google" : null),
            With = protocol.IsEmpty ? null : protocol.ToString(),
            Via = clauses.Via.End.Value == 0 ? null : value[clauses.Via],
            Id = Text(FirstWord(value.AsSpan(clauses.Id)).Trim("<>")),
            For = Text(FirstWord(value.AsSpan(clauses.For)).Trim("<>,;")),
            EnvelopeFrom = draft.EnvelopeFrom,
            TlsVersion = draft.TlsVersion ?? (draft.TlsCipher is null ? null : "unknown"),
            TlsCipher = draft.TlsCipher,
            TlsBits = draft.TlsBits,
            Authenticated = draft.Authenticated,
            User = draft.User,
            LocalUser = draft.LocalUser,
            Time = time,
            TimeInHalfDays = time is null && IsHalfDays(value.AsSpan(clauses.Date)),
            NameDoubted = draft.Doubted,
            HasFrom = clauses.From.End.Value > 0,
            Offset = offset,
        };
    }

    /// <summary>What qmail, sendmail and fetchers write in place of a from clause.</summary>
    private static void Before(ref Draft draft, ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return;
        if (After(text, "invoked by uid ") is { IsEmpty: false } uid)
        {
            draft.LocalUser = Text(Until(uid, " )"));
            draft.Software = "qmail";
        }
        else if (text.StartsWith("(qmail", StringComparison.Ordinal))
        {
            draft.Software = "qmail";
            // netqmail: "invoked from network[192.0.2.1/name]"
            if (After(text, "network[") is { IsEmpty: false } peer)
            {
                peer = Until(peer, "])");
                var slash = peer.IndexOf('/');
                if (ReceivedReader.TryAddress(slash < 0 ? peer : peer[..slash], out var ip)) draft.Ip = ip.ToString();
                if (slash >= 0) draft.Reverse = KnownName(peer[(slash + 1)..]);
            }
            else if (After(text, "invoked by ") is { IsEmpty: false } who)
            {
                draft.LocalUser = Text(Until(who, " );"));
            }
        }
        else if (text.StartsWith("(from ", StringComparison.OrdinalIgnoreCase))
        {
            // sendmail: "(from user@localhost)"
            draft.LocalUser = Text(Until(text[6..], "@) "));
            draft.Software = "sendmail";
        }
        else if (text.StartsWith("(nullmailer", StringComparison.OrdinalIgnoreCase))
        {
            draft.Software = "nullmailer";
            if (After(text, "uid ") is { IsEmpty: false } number) draft.LocalUser = Text(Until(number, " )"));
        }
    }

    private static void From(ref Draft draft, ReadOnlySpan<char> text, ReadOnlySpan<char> protocol)
    {
        if (text.IsEmpty) return;
        Comments(ref draft, text, inFrom: true);
        var first = FirstWord(text);
        if (protocol.Equals("local", StringComparison.OrdinalIgnoreCase) && draft.Ip is null)
        {
            draft.LocalUser ??= Text(first);
            return;
        }
        var bare = first.Trim("[]<>");
        var isLiteral = ReceivedReader.TryAddress(WithoutPort(first, out var port), out var literal);
        if (draft.HeloInComment)
        {
            // Exim, qmail, Yahoo: the client as the server knows it stands first, its own words in the comment.
            if (isLiteral) draft.Ip ??= literal.ToString();
            else draft.Reverse ??= KnownName(bare);
            draft.Port ??= port;
        }
        else if (isLiteral && !draft.IpInComment)
        {
            draft.Ip = literal.ToString();
            draft.Port ??= port;
            // Whether the client said so or the server saw it is left open by these forms; both are true then.
            if (first[0] != '[') draft.Helo = first.ToString();
        }
        else
        {
            draft.Helo ??= KnownName(first.Trim("<>"));
            if (draft.Software == "Exim" && draft.Reverse is null && draft.IpInComment && !isLiteral) draft.Reverse = draft.Helo;
        }
        if (draft.Ip is null)
        {
            // "from phobos [127.0.0.1] by": no comment around it.
            foreach (var range in text.Split(' '))
            {
                var word = text[range];
                if (word.Length > 2 && word[0] == '[' && ReceivedReader.TryAddress(WithoutPort(word, out port), out var ip))
                {
                    draft.Ip = ip.ToString();
                    draft.Port ??= port;
                    break;
                }
            }
        }
    }

    private static void Comments(ref Draft draft, ReadOnlySpan<char> text, bool inFrom)
    {
        for (var seen = 0; seen < MaxComments; seen++)
        {
            var open = text.IndexOf('(');
            if (open < 0) return;
            var end = open + 1;
            for (var depth = 1; end < text.Length; end++)
            {
                if (text[end] == '(') depth++;
                else if (text[end] == ')' && --depth == 0) break;
            }
            Comment(ref draft, text[(open + 1)..end].Trim(), inFrom);
            if (end >= text.Length) return;
            text = text[(end + 1)..];
        }
    }

    private static void Comment(ref Draft draft, ReadOnlySpan<char> comment, bool inFrom)
    {
        if (comment.IsEmpty || Tls(ref draft, comment) || Login(ref draft, comment)) return;
        if (comment.StartsWith("envelope-", StringComparison.OrdinalIgnoreCase))
        {
            var from = After(comment, "envelope-from ");
            if (from.IsEmpty) from = After(comment, "envelope-sender ");
            if (!from.IsEmpty) draft.EnvelopeFrom ??= Until(from.Trim(), " ,)").Trim("<>").ToString();
            return;
        }
        if (inFrom)
        {
            Peer(ref draft, comment);
            return;
        }
        if (After(comment, "from userid ") is { IsEmpty: false } uid) draft.LocalUser ??= Text(Until(uid, " )"));
        draft.Software ??= SoftwareOf(comment);
    }

    /// <summary>The client as the server knows it: <c>name [ip]</c>, <c>ident@name [ip] (may be forged)</c>, <c>ip</c>, <c>[ip]:port helo=name</c>, <c>HELO name</c>.</summary>
    private static void Peer(ref Draft draft, ReadOnlySpan<char> comment)
    {
        if (comment.Contains("may be forged", StringComparison.Ordinal) || comment.StartsWith("unverified", StringComparison.OrdinalIgnoreCase)) draft.Doubted = true;
        if (comment.Length > 5 && comment[4] == ' ' && (comment[..4].Equals("HELO", StringComparison.OrdinalIgnoreCase) || comment[..4].Equals("EHLO", StringComparison.OrdinalIgnoreCase)
            || comment[..4].Equals("LHLO", StringComparison.OrdinalIgnoreCase)))
        {
            draft.Helo = KnownName(FirstWord(comment[5..]));
            draft.HeloInComment = true;
            return;
        }
        var words = 0;
        var named = false;
        var addressed = false;
        foreach (var range in comment.Split(' '))
        {
            var word = comment[range];
            if (word.IsEmpty) continue;
            if (words++ >= 8 || word[0] == '(') break;
            if (word.StartsWith("helo=", StringComparison.OrdinalIgnoreCase))
            {
                draft.Helo = KnownName(word[5..]);
                draft.HeloInComment = true;
            }
            else if (word.StartsWith("port=", StringComparison.OrdinalIgnoreCase)) draft.Port = Number(word[5..]);
            else if (word.StartsWith("ident=", StringComparison.OrdinalIgnoreCase)) draft.Ident = Text(word[6..]);
            else if (word.Equals("HELO", StringComparison.OrdinalIgnoreCase) || word.Equals("account", StringComparison.OrdinalIgnoreCase)) continue;
            else if (ReceivedReader.TryAddress(WithoutPort(word, out var port), out var ip))
            {
                // "127.0.0.1 [127.0.0.1]": some write the address as its own name.
                draft.Ip = ip.ToString();
                draft.Port ??= port;
                draft.IpInComment = addressed = true;
            }
            else if (word[0] != '[' && words == 1)
            {
                var at = word.LastIndexOf('@');
                if (at >= 0)
                {
                    // sendmail: what ident said [RFC 1413] before the name
                    var ident = word[..at];
                    if (ident.StartsWith("IDENT:", StringComparison.Ordinal)) ident = ident[6..];
                    draft.Ident ??= Text(ident);
                    word = word[(at + 1)..];
                    if (word.Length > 2 && word[0] == '[' && ReceivedReader.TryAddress(WithoutPort(word, out _), out ip))
                    {
                        draft.Ip = ip.ToString();
                        draft.IpInComment = addressed = true;
                        continue;
                    }
                }
                if (draft.Reverse is not null) continue;
                draft.Reverse = KnownName(word);
                named = true;
            }
        }
        // "No client certificate requested": words, no name.
        if (named && words > 1 && !addressed) draft.Reverse = null;
    }

    /// <summary>TLS as Postfix (<c>using … with cipher …</c>), sendmail, Google, Exchange and Haraka (<c>version= cipher= bits=</c>), Exim (<c>TLS1.3:suite:bits</c>, <c>TLS1.3</c>),
    /// Courier (<c>TLS: version,bits,suite</c>) and qmail (<c>suite encrypted</c>) write it.</summary>
    private static bool Tls(ref Draft draft, ReadOnlySpan<char> comment)
    {
        if (comment.StartsWith("using ", StringComparison.OrdinalIgnoreCase))
        {
            draft.TlsVersion = Text(FirstWord(comment[6..]));
            if (After(comment, "cipher ") is { IsEmpty: false } cipher) draft.TlsCipher = Text(FirstWord(cipher));
            if (After(comment, " (") is { IsEmpty: false } bits) draft.TlsBits = Number(Until(bits, "/ )"));
            return true;
        }
        if (comment.Contains("cipher=", StringComparison.OrdinalIgnoreCase) || comment.StartsWith("version=", StringComparison.OrdinalIgnoreCase))
        {
            if (After(comment, "version=") is { IsEmpty: false } version) draft.TlsVersion = Text(Until(version, ", )"));
            if (After(comment, "cipher=") is { IsEmpty: false } suite) draft.TlsCipher = Text(Until(suite, ", )"));
            if (After(comment, "bits=") is { IsEmpty: false } bits) draft.TlsBits = Number(Until(bits, "/, )"));
            return true;
        }
        if (comment.EndsWith(" encrypted", StringComparison.OrdinalIgnoreCase))
        {
            draft.TlsCipher = Text(FirstWord(comment));
            return true;
        }
        if (comment.Equals("Google Transport Security", StringComparison.OrdinalIgnoreCase))
        {
            draft.TlsVersion = "unknown";
            return true;
        }
        var text = comment.StartsWith("Cipher ", StringComparison.OrdinalIgnoreCase) ? comment[7..] : comment;
        if (text.StartsWith("TLS: ", StringComparison.OrdinalIgnoreCase) || text.StartsWith("SSL: ", StringComparison.OrdinalIgnoreCase)) text = text[5..];
        if (text.Length < 4 || !(text.StartsWith("TLS", StringComparison.OrdinalIgnoreCase) || text.StartsWith("SSL", StringComparison.OrdinalIgnoreCase))
            || !(char.IsAsciiDigit(text[3]) || (text[3] | 0x20) == 'v')) return false;
        Span<Range> parts = stackalloc Range[5];
        var count = text.SplitAny(parts, ":,");
        draft.TlsVersion = Text(FirstWord(text[parts[0]]));
        for (var i = 1; i < count; i++)
        {
            var part = text[parts[i]].Trim();
            if (part.EndsWith("bits", StringComparison.OrdinalIgnoreCase)) draft.TlsBits = Number(part[..^4]);
            else if (Number(part) is { } bits) draft.TlsBits = bits;
            else if (draft.TlsCipher is null && part.Length > 2) draft.TlsCipher = Text(FirstWord(part));
        }
        return true;
    }

    /// <summary>Exim's and RFC 8314's tls clause: <c>with esmtpsa (TLS1.3) tls TLS_AES_256_GCM_SHA384</c>.</summary>
    private static void TlsClause(ref Draft draft, ReadOnlySpan<char> with)
    {
        var at = with.IndexOf(" tls ", StringComparison.OrdinalIgnoreCase);
        if (at < 0) return;
        draft.TlsCipher ??= Text(FirstWord(with[(at + 5)..]));
        draft.TlsVersion ??= "unknown";
    }

    /// <summary>SMTP AUTH: who logged in, in the words of Postfix, sendmail, Courier, qmail, CommuniGate, Kerio and others.</summary>
    private static bool Login(ref Draft draft, ReadOnlySpan<char> comment)
    {
        if (comment.StartsWith("authenticated", StringComparison.OrdinalIgnoreCase))
        {
            draft.Authenticated = true;
            var rest = comment["authenticated".Length..].TrimStart(" -_");
            foreach (var lead in (ReadOnlySpan<string>)["sender: ", "as ", "user: ", "user ", "user=", "id: ", "id="])
                if (rest.StartsWith(lead, StringComparison.OrdinalIgnoreCase))
                {
                    draft.User ??= Text(Until(rest[lead.Length..].Trim(), " ,)"));
                    break;
                }
            return true;
        }
        if (comment.StartsWith("AUTH: ", StringComparison.OrdinalIgnoreCase) || comment.StartsWith("auth=", StringComparison.OrdinalIgnoreCase))
        {
            // Courier: "AUTH: LOGIN user@host, TLS: TLSv1.3,256bits,suite"
            draft.Authenticated = true;
            var words = comment[5..].Trim();
            var comma = words.IndexOf(',');
            var login = comma < 0 ? words : words[..comma];
            var space = login.IndexOf(' ');
            draft.User ??= Text(space < 0 ? (login.Contains('@') ? login : default) : login[(space + 1)..].Trim());
            if (comma >= 0) Tls(ref draft, words[(comma + 1)..].Trim());
            return true;
        }
        if (comment.EndsWith(" with login", StringComparison.OrdinalIgnoreCase) || comment.EndsWith(" with plain", StringComparison.OrdinalIgnoreCase)
            || comment.EndsWith(" with cram-md5", StringComparison.OrdinalIgnoreCase) || comment.EndsWith(" with xymcookie", StringComparison.OrdinalIgnoreCase))
        {
            // Yahoo and others with qmail: "user@192.0.2.1 with login"
            var who = FirstWord(comment);
            var at = who.LastIndexOf('@');
            draft.Authenticated = true;
            if (at > 0) draft.User ??= Text(who[..at]);
            if (at >= 0 && ReceivedReader.TryAddress(who[(at + 1)..], out var ip))
            {
                draft.Ip = ip.ToString();
                draft.IpInComment = true;
            }
            return true;
        }
        if (comment.StartsWith("account ", StringComparison.OrdinalIgnoreCase) || comment.StartsWith("user=", StringComparison.OrdinalIgnoreCase)
            || comment.StartsWith("smtp-auth username ", StringComparison.OrdinalIgnoreCase) || comment.StartsWith("smtpauth=", StringComparison.OrdinalIgnoreCase))
        {
            // CommuniGate: "account user@host [192.0.2.1] verified"; "account user HELO name"
            draft.Authenticated = true;
            var mark = comment.IndexOfAny(" =");
            var who = comment[(mark + 1)..].TrimStart();
            if (who.StartsWith("username ", StringComparison.OrdinalIgnoreCase)) who = who[9..];
            draft.User ??= Text(Until(who, " ,)"));
            if (After(comment, "HELO ") is { IsEmpty: false } helo)
            {
                draft.Helo = KnownName(FirstWord(helo));
                draft.HeloInComment = true;
            }
            if (After(comment, "[") is { IsEmpty: false } inside && ReceivedReader.TryAddress(Until(inside, "]"), out var ip))
            {
                draft.Ip = ip.ToString();
                draft.IpInComment = true;
            }
            return true;
        }
        return false;
    }

    /// <summary>Google's servers leave no name of their software; inside they use 6to4 addresses of 10.0.0.0/8 (<c>2002:a..</c>).</summary>
    private static bool IsGoogle(ReadOnlySpan<char> server, string? byIp) =>
        server.EndsWith(".google.com", StringComparison.OrdinalIgnoreCase) || server.EndsWith(".gmail.com", StringComparison.OrdinalIgnoreCase) || (byIp?.StartsWith("2002:a", StringComparison.Ordinal) ?? false);

    /// <summary>RFC 3848: an S in a with-protocol means TLS.</summary>
    private static bool IsSecured(ReadOnlySpan<char> protocol) =>
        protocol.Equals("ESMTPS", StringComparison.OrdinalIgnoreCase) || protocol.Equals("ESMTPSA", StringComparison.OrdinalIgnoreCase) || protocol.Equals("LMTPS", StringComparison.OrdinalIgnoreCase)
        || protocol.Equals("LMTPSA", StringComparison.OrdinalIgnoreCase) || protocol.Equals("UTF8SMTPS", StringComparison.OrdinalIgnoreCase) || protocol.Equals("UTF8SMTPSA", StringComparison.OrdinalIgnoreCase)
        || protocol.Equals("SMTPS", StringComparison.OrdinalIgnoreCase) || protocol.Equals("HTTPS", StringComparison.OrdinalIgnoreCase);

    /// <summary>RFC 3848: an A in a with-protocol means SMTP AUTH; <c>asmtp</c> is Exim's older word.</summary>
    private static bool IsLogin(ReadOnlySpan<char> protocol) =>
        protocol.Equals("ESMTPA", StringComparison.OrdinalIgnoreCase) || protocol.Equals("ESMTPSA", StringComparison.OrdinalIgnoreCase) || protocol.Equals("UTF8SMTPA", StringComparison.OrdinalIgnoreCase)
        || protocol.Equals("UTF8SMTPSA", StringComparison.OrdinalIgnoreCase) || protocol.Equals("asmtp", StringComparison.OrdinalIgnoreCase) || protocol.Equals("asmtps", StringComparison.OrdinalIgnoreCase);

    /// <summary>The words of a clause outside of comments, so far as they name the protocol.</summary>
    private static ReadOnlySpan<char> Words(ReadOnlySpan<char> text, string stopAt)
    {
        // qmail puts the cipher first: "with (suite encrypted) SMTP".
        text = text.TrimStart();
        if (text.StartsWith("(") && text.IndexOf(')') is var close and > 0) text = text[(close + 1)..].TrimStart();
        var open = text.IndexOf('(');
        if (open >= 0) text = text[..open];
        var stop = text.IndexOf($" {stopAt} ", StringComparison.OrdinalIgnoreCase);
        return (stop < 0 ? text : text[..stop]).Trim();
    }

    private static ReadOnlySpan<char> FirstWord(ReadOnlySpan<char> text)
    {
        text = text.TrimStart();
        var end = text.IndexOfAny(' ', '\t', '(');
        return end < 0 ? text : text[..end];
    }

    private static bool IsHalfDays(ReadOnlySpan<char> date) => date.Contains(" AM ", StringComparison.Ordinal) || date.Contains(" PM ", StringComparison.Ordinal);

    private static string? IpIn(ReadOnlySpan<char> by)
    {
        var open = by.IndexOf('(');
        if (open < 0) return null;
        var inside = by[(open + 1)..].TrimStart('[');
        return ReceivedReader.TryAddress(Until(inside, "]) "), out var ip) ? ip.ToString() : null;
    }

    /// <summary><c>[ip]:port</c>, <c>[ip]</c>, <c>ip</c>.</summary>
    private static ReadOnlySpan<char> WithoutPort(ReadOnlySpan<char> word, out int? port)
    {
        port = null;
        word = word.TrimEnd(".,;");
        if (word.Length > 2 && word[0] == '[' && word.IndexOf(']') is var close and > 0)
        {
            if (close + 2 < word.Length && word[close + 1] == ':') port = Number(word[(close + 2)..]);
            return word[1..close];
        }
        return word;
    }

    /// <summary>A name in the form in which names are compared; null for words that mean that there is none.</summary>
    private static string? KnownName(ReadOnlySpan<char> word)
    {
        word = word.Trim("<>\"").TrimEnd(".,;:");
        return word.IsEmpty || word.Equals("unknown", StringComparison.OrdinalIgnoreCase) || word.Equals("unverified", StringComparison.OrdinalIgnoreCase)
            || word.Equals("untrusted", StringComparison.OrdinalIgnoreCase) || word.Equals("HELO", StringComparison.OrdinalIgnoreCase) ? null : word.ToString();
    }

    private static string? Name(ReadOnlySpan<char> word) => Text(word.TrimEnd(".,;"));

    private static string? Text(ReadOnlySpan<char> text) => text.IsEmpty ? null : text.ToString();

    private static int? Number(ReadOnlySpan<char> text) => int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static ReadOnlySpan<char> After(ReadOnlySpan<char> text, string phrase)
    {
        var at = text.IndexOf(phrase, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? default : text[(at + phrase.Length)..];
    }

    private static ReadOnlySpan<char> Until(ReadOnlySpan<char> text, string ends)
    {
        var end = text.IndexOfAny(ends);
        return end < 0 ? text : text[..end];
    }

    /// <summary>The software by the mark that it leaves in its own fields.</summary>
    private static string? SoftwareOf(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return null;
        // sendmail names its version and its configuration's: "8.17.1/8.15.2", "8.12.6/8.12.6/Submit".
        if (text.Length >= 9 && text[0] == '8' && text[1] == '.' && char.IsAsciiDigit(text[2]) && text.IndexOf("/8.", StringComparison.Ordinal) > 0) return "sendmail";
        var initial = text[0] | 0x20;
        foreach (var (mark, name) in Marks)
            if ((mark[0] | 0x20) == initial && text.StartsWith(mark, StringComparison.OrdinalIgnoreCase)) return name;
        return null;
    }

    private static readonly (string Mark, string Name)[] Marks =
    [
        ("Postfix", "Postfix"), ("Exim", "Exim"), ("Microsoft SMTP Server", "Exchange"), ("mapi", "Exchange"), ("Microsoft SMTPSVC", "Microsoft SMTP service"),
        ("Microsoft Exchange", "Exchange"), ("Internet Mail Service", "Exchange"), ("qmail", "qmail"), ("qp ", "qmail"), ("PowerMTA", "PowerMTA"), ("Haraka", "Haraka"), ("amavisd", "amavis"),
        ("OpenSMTPD", "OpenSMTPD"), ("Dovecot", "Dovecot"), ("Cyrus", "Cyrus"), ("fetchmail", "fetchmail"), ("getmail", "getmail"), ("MDaemon", "MDaemon"),
        ("CommuniGate", "CommuniGate"), ("Lotus Domino", "Domino"), ("HCL Domino", "Domino"), ("Novell_GroupWise", "GroupWise"), ("GroupWise", "GroupWise"), ("Kerio", "Kerio"),
        ("Courier", "Courier"), ("MailEnable", "MailEnable"), ("hMailServer", "hMailServer"), ("IceWarp", "IceWarp"), ("Merak", "IceWarp"), ("SmarterMail", "SmarterMail"), ("Zimbra", "Zimbra"),
        ("InterMail", "InterMail"), ("iPlanet", "iPlanet"), ("Oracle Communications", "Oracle"), ("Sun Java", "Oracle"), ("Nemesis", "Nemesis"), ("SG", "SendGrid"), ("Halon", "Halon"),
        ("MIMEDefang", "MIMEDefang"), ("Exclaimer", "Exclaimer"), ("Stalwart", "Stalwart"), ("ecelerity", "Momentum"), ("Momentum", "Momentum"), ("msys", "Momentum"), ("KumoMTA", "KumoMTA"),
        ("Mirapoint", "Mirapoint"), ("Vircom", "Vircom"), ("JAMES", "James"), ("Apache James", "James"),
    ];
}
