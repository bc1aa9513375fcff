
namespace Lurewatch.Mail.Trace;

/// <summary>Authentication-Results [RFC 8601], Received-SPF [RFC 7208, 9.1], DKIM-Signature [RFC 6376, 3.5], with Microsoft's dialect (no authserv-id, compauth).</summary>
internal static class AuthenticationResultsReader
{
    public static AuthenticationResults Read(string value, DomainCache domains) => Of(AuthenticationField.Read(value), domains);

    /// <summary>The Message Data Model's extract of a field.</summary>
    public static AuthenticationResults Of(AuthenticationField field, DomainCache domains)
    {
        string? spf = null, dkim = null, dmarc = null;
        SpfDetails? spfDetails = null;
        DmarcDetails? dmarcDetails = null;
        Compauth? compauth = null;
        List<DkimDetails>? dkims = null;
        foreach (var method in field.Results)
        {
            var result = method.Result;
            switch (method.Method)
            {
                case "spf":
                    if (spf is not null) break;
                    spf = result;
                    var helo = method.Property("smtp", "helo");
                    spfDetails = new SpfDetails
                    {
                        Verdict = result,
                        Designator = method.Property("smtp", "mailfrom") ?? method.Property("smtp", "mail") ?? After(method.Comment, "domain of ") ?? helo,
                        Helo = helo,
                        ClientIp = Ip(After(method.Comment, "sender IP is ") ?? After(method.Comment, "designates ") ?? method.Property("smtp", "remote-ip") ?? method.Property("smtp", "client-ip")),
                    };
                    break;
                case "dkim":
                    dkim = dkim is null || result == "pass" ? result : dkim;
                    var identity = method.Property("header", "d");
                    if (identity is null && method.Property("header", "i") is { } agent) identity = agent[(agent.LastIndexOf('@') + 1)..];
                    dkims ??= [];
                    var details = new DkimDetails { Type = result, Domain = identity is null or "none" ? null : identity.ToLowerInvariant(), Selector = method.Property("header", "s") };
                    if (dkims.Count < 50 && !dkims.Contains(details)) dkims.Add(details);
                    break;
                case "dmarc":
                    if (dmarc is not null) break;
                    dmarc = result;
                    dmarcDetails = new DmarcDetails
                    {
                        Verdict = result,
                        Action = method.Property("", "action") ?? method.Property("policy", "dmarc") ?? After(method.Comment, "dis=")?.ToLowerInvariant(),
                        From = method.Property("header", "from") is { } from ? domains.Split(from[(from.LastIndexOf('@') + 1)..].ToLowerInvariant()) : null,
                    };
                    break;
                case "compauth":
                    compauth ??= new Compauth { Verdict = result, Reason = method.Reason };
                    break;
            }
        }
        return new AuthenticationResults
        {
            Server = field.ServId,
            Spf = spf,
            SpfDetails = spfDetails,
            Dkim = dkim,
            DkimDetails = dkims ?? (IReadOnlyList<DkimDetails>)[],
            Dmarc = dmarc,
            DmarcDetails = dmarcDetails,
            Compauth = compauth,
        };
    }

    /// <summary>Results of one server spread over several fields, as one.</summary>
    public static AuthenticationResults Merge(AuthenticationResults one, AuthenticationResults other) => one with
    {
        Spf = one.Spf ?? other.Spf,
        SpfDetails = one.SpfDetails ?? other.SpfDetails,
        Dkim = one.Dkim is null or "none" || other.Dkim == "pass" ? other.Dkim ?? one.Dkim : one.Dkim,
        DkimDetails = other.DkimDetails.Count == 0 ? one.DkimDetails : [.. one.DkimDetails.Union(other.DkimDetails)],
        Dmarc = one.Dmarc ?? other.Dmarc,
        DmarcDetails = one.DmarcDetails ?? other.DmarcDetails,
        Compauth = one.Compauth ?? other.Compauth,
    };

    /// <summary>Received-SPF: result, comment, then keys with values, between semicolons or blanks.</summary>
    public static SpfDetails ReadReceivedSpf(string value)
    {
        var cursor = new AuthenticationField.Cursor(value);
        var verdict = cursor.Word(out var comment).ToLowerInvariant();
        string? envelope = null, helo = null, client = null;
        for (var keys = 0; keys < 64 && !cursor.AtEnd; keys++)
        {
            if (cursor.AtSegmentEnd)
            {
                cursor.Skip();
                continue;
            }
            var key = cursor.Word(out var another);
            comment ??= another;
            if (!cursor.Take('='))
            {
                if (key.Length == 0) cursor.Skip();
                continue;
            }
            var text = cursor.Value(out _);
            if (text.Length == 0) continue;
            if (key.Equals("envelope-from", StringComparison.OrdinalIgnoreCase)) envelope ??= text.Trim('<', '>', '"');
            else if (key.Equals("helo", StringComparison.OrdinalIgnoreCase)) helo ??= text;
            else if (key.Equals("client-ip", StringComparison.OrdinalIgnoreCase)) client ??= text;
        }
        var designator = After(comment, "domain of ");
        if (designator is null && comment is not null && comment.IndexOf(" does not designate", StringComparison.Ordinal) is var at and > 0)
            designator = comment[(comment.LastIndexOf(' ', at - 1) + 1)..at];
        return new SpfDetails { Verdict = verdict, Designator = envelope is { Length: > 0 } ? envelope : designator, Helo = helo, ClientIp = Ip(client ?? After(comment, "designates ")) };
    }

    public static Signature ReadSignature(string value)
    {
        string? domain = null, headers = null, selector = null, algorithm = null;
        foreach (var tag in value.Split(';'))
        {
            var equals = tag.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0) continue;
            var text = tag[(equals + 1)..].Trim();
            switch (tag.AsSpan(0, equals).Trim())
            {
                case "d": domain ??= text.ToLowerInvariant(); break;
                case "h": headers ??= text.Replace(" ", "", StringComparison.Ordinal); break;
                case "s": selector ??= text; break;
                case "a": algorithm ??= text; break;
            }
        }
        return new Signature { Domain = domain, Headers = headers, Selector = selector, Algorithm = algorithm };
    }

    private static string? After(string? comment, string phrase)
    {
        if (comment is null) return null;
        var at = comment.IndexOf(phrase, StringComparison.OrdinalIgnoreCase);
        if (at < 0) return null;
        var rest = comment.AsSpan(at + phrase.Length);
        var end = rest.IndexOfAny(" );,");
        return (end < 0 ? rest : rest[..end]).ToString();
    }

    private static Ip? Ip(string? text) => text is not null && ReceivedReader.TryIp(text, out var ip) ? ip : null;
}
