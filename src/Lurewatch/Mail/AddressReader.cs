using MimeKit;

namespace Lurewatch.Mail;

/// <summary>Address lists [RFC 5322, 3.4]. MimeKit reads them; what it refuses is read here as loosely as a client shows it.</summary>
internal static class AddressReader
{
    /// <summary>Mailboxes of one header, groups flattened, at most <paramref name="max"/>.</summary>
    public static List<Mailbox> Read(byte[] buffer, int start, int length, ParserOptions options, DomainCache domains, int max = 1000)
    {
        var found = new List<Mailbox>(1);
        // A list longer than this is not read by anyone, and MimeKit's group recursion is bounded by its options.
        length = Math.Min(length, 256 << 10);
        if (InternetAddressList.TryParse(options, buffer, start, length, out var list) && list.Count > 0)
        {
            foreach (var address in list) Add(address, found, domains, max);
            if (found.Exists(mailbox => mailbox.Email.Domain.DomainName is not null)) return found;
        }
        var facts = default(HeaderTextFacts);
        var loose = ReadText(HeaderText.Decode(buffer.AsSpan(start, length), ref facts), domains, max);
        return loose.Exists(mailbox => mailbox.Email.Domain.DomainName is not null) || found.Count == 0 ? loose : found;
    }

    /// <summary>Mailboxes of decoded text: <c>Name &lt;a@b&gt;</c>, <c>Name [mailto:a@b]</c>, <c>a@b (Name)</c>, separated by commas or semicolons.</summary>
    public static List<Mailbox> ReadText(string text, DomainCache domains, int max = 1000)
    {
        var found = new List<Mailbox>(1);
        var from = 0;
        var quoted = false;
        var angle = false;
        for (var i = 0; i <= text.Length && found.Count < max; i++)
        {
            if (i < text.Length)
            {
                var c = text[i];
                if (c == '\\' && quoted) { i++; continue; }
                if (c == '"') quoted = !quoted;
                if (c is '<' or '[') angle = true;
                if (c is '>' or ']') { angle = false; quoted = false; }
                if (quoted || angle || c is not (',' or ';')) continue;
                // "Last, First <a@b>": a comma before any address belongs to the name.
                if (c == ',' && !text.AsSpan(from, i - from).Contains('@') && text.AsSpan(i).ContainsAny('<', '[')) continue;
            }
            var one = text.AsSpan(from, Math.Min(i, text.Length) - from).Trim();
            from = i + 1;
            if (!one.IsEmpty) found.Add(One(one, domains));
        }
        return found;
    }

    private static Mailbox One(ReadOnlySpan<char> one, DomainCache domains)
    {
        ReadOnlySpan<char> name;
        ReadOnlySpan<char> address;
        var open = one.LastIndexOf('<');
        if (open < 0 && one.IndexOf("[mailto:", StringComparison.OrdinalIgnoreCase) is var bracket and >= 0) open = bracket;
        if (open >= 0)
        {
            address = one[(open + 1)..];
            var close = address.IndexOfAny('>', ']');
            if (close >= 0) address = address[..close];
            name = one[..open];
        }
        else if (one.Contains('@'))
        {
            // The word around the last @; the rest is the name.
            var at = one.LastIndexOf('@');
            var start = at;
            while (start > 0 && !char.IsWhiteSpace(one[start - 1]) && one[start - 1] is not ('"' or '(' or ':')) start--;
            var end = at;
            while (end < one.Length && !char.IsWhiteSpace(one[end]) && one[end] is not ('"' or ')' or '(')) end++;
            address = one[start..end];
            name = start > 0 ? one[..start] : one[end..];
        }
        else
        {
            return new Mailbox { DisplayName = Name(one), Email = new Email() };
        }
        if (address.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase)) address = address[7..];
        address = address.Trim(" \t\r\n'\"[]()");
        return new Mailbox { DisplayName = Name(name), Email = address.Contains('@') ? domains.Email(address.ToString()) : new Email() };
    }

    private static string? Name(ReadOnlySpan<char> name)
    {
        var clean = name.Trim(" \t\r\n\"'()*");
        return clean.IsEmpty ? null : clean.ToString();
    }

    private static void Add(InternetAddress address, List<Mailbox> found, DomainCache domains, int max)
    {
        if (found.Count >= max) return;
        if (address is GroupAddress group)
        {
            foreach (var member in group.Members) Add(member, found, domains, max);
            return;
        }
        if (address is MailboxAddress mailbox)
            found.Add(new Mailbox { DisplayName = string.IsNullOrWhiteSpace(mailbox.Name) ? null : mailbox.Name.Trim(), Email = domains.Email(mailbox.Address) });
    }
}
