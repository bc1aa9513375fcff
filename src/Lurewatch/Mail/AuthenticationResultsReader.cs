namespace Lurewatch.Mail;

/// <summary>Authentication-Results [RFC 8601], Received-SPF [RFC 7208, 9.1], DKIM-Signature [RFC 6376, 3.5], with Microsoft's dialect (no authserv-id, compauth).</summary>
internal static class AuthenticationResultsReader
{
    public static AuthenticationResults Read(string value, DomainCache domains)
    {
        string? server = null, spf = null, dkim = null, dmarc = null;
        SpfDetails? spfDetails = null;
        DmarcDetails? dmarcDetails = null;
        Compauth? compauth = null;
        List<DkimDetails>? dkims = null;
        var first = true;
        foreach (var segment in Segments(value))
        {
            var tokens = Tokens(segment, out var comment);
            if (tokens.Count == 0) continue;
            var (method, result) = tokens[0];
            if (result is null)
            {
                if (first && method is not null) server = method.ToLowerInvariant();
                first = false;
                continue;
            }
            first = false;
            result = result.ToLowerInvariant();
            switch (method)
            {
                case "spf":
                    var asked = Value(tokens, "smtp.mailfrom") ?? Value(tokens, "smtp.mail");
                    if (spf is not null) break;
                    spf = result;
                    spfDetails = new SpfDetails
                    {
                        Verdict = result,
                        Designator = asked ?? After(comment, "domain of ") ?? Value(tokens, "smtp.helo"),
                        Helo = Value(tokens, "smtp.helo"),
                        ClientIp = Ip(After(comment, "sender IP is ") ?? After(comment, "designates ") ?? Value(tokens, "smtp.remote-ip") ?? Value(tokens, "smtp.client-ip")),
                    };
                    break;
                case "dkim":
                    dkim = dkim is null || result == "pass" ? result : dkim;
                    var identity = Value(tokens, "header.d");
                    if (identity is null && Value(tokens, "header.i") is { } agent) identity = agent[(agent.LastIndexOf('@') + 1)..];
                    dkims ??= [];
                    var details = new DkimDetails
                    {
                        Type = result,
                        Domain = identity is null or "none" ? null : identity.ToLowerInvariant(),
                        Selector = Value(tokens, "header.s"),
                    };
                    if (dkims.Count < 50 && !dkims.Contains(details)) dkims.Add(details);
                    break;
                case "dmarc":
                    if (dmarc is not null) break;
                    dmarc = result;
                    dmarcDetails = new DmarcDetails
                    {
                        Verdict = result,
                        Action = Value(tokens, "action") ?? Value(tokens, "policy.dmarc") ?? After(comment, "dis=")?.ToLowerInvariant(),
                        From = Value(tokens, "header.from") is { Length: > 0 } from ? domains.Split(from[(from.LastIndexOf('@') + 1)..].ToLowerInvariant()) : null,
                    };
                    break;
                case "compauth":
                    compauth ??= new Compauth { Verdict = result, Reason = Value(tokens, "reason") };
                    break;
            }
        }
        return new AuthenticationResults
        {
            Server = server,
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

    public static SpfDetails ReadReceivedSpf(string value)
    {
        var text = value.AsSpan().Trim();
        var end = text.IndexOfAny(" \t(");
        var verdict = (end < 0 ? text : text[..end]).ToString().ToLowerInvariant();
        var tokens = Tokens(value, out var comment, ";");
        var designator = After(comment, "domain of ");
        if (designator is null && comment is not null && comment.IndexOf(" does not designate", StringComparison.Ordinal) is var at and > 0)
            designator = comment[(comment.LastIndexOf(' ', at - 1) + 1)..at];
        return new SpfDetails
        {
            Verdict = verdict,
            Designator = Value(tokens, "envelope-from")?.Trim('<', '>') ?? designator,
            Helo = Value(tokens, "helo"),
            ClientIp = Ip(Value(tokens, "client-ip") ?? After(comment, "designates ")),
        };
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

    /// <summary>Parts between semicolons, comments and quotes respected.</summary>
    private static List<string> Segments(string value)
    {
        var segments = new List<string>();
        var depth = 0;
        var quoted = false;
        var from = 0;
        for (var i = 0; i <= value.Length && segments.Count < 100; i++)
        {
            var c = i < value.Length ? value[i] : ';';
            if (i < value.Length)
            {
                if (c == '\\') { i++; continue; }
                if (c == '"' && depth == 0) quoted = !quoted;
                else if (c == '(' && !quoted) depth++;
                else if (c == ')' && !quoted && depth > 0) depth--;
                if (c != ';' || depth > 0 || quoted) continue;
            }
            segments.Add(value[from..Math.Min(i, value.Length)]);
            from = i + 1;
        }
        return segments;
    }

    /// <summary>Words of a segment as name and value; the first comment apart.</summary>
    private static List<(string? Name, string? Value)> Tokens(string segment, out string? comment, string breaks = "")
    {
        comment = null;
        var tokens = new List<(string?, string?)>(4);
        var i = 0;
        while (i < segment.Length && tokens.Count < 64)
        {
            var c = segment[i];
            if (char.IsWhiteSpace(c) || breaks.Contains(c, StringComparison.Ordinal)) { i++; continue; }
            if (c == '(')
            {
                var depth = 0;
                var from = i;
                for (; i < segment.Length; i++)
                {
                    if (segment[i] == '(') depth++;
                    else if (segment[i] == ')' && --depth == 0) { i++; break; }
                }
                comment ??= segment[(from + 1)..Math.Max(from + 1, i - 1)];
                continue;
            }
            var start = i;
            var equals = -1;
            var quoted = false;
            for (; i < segment.Length; i++)
            {
                c = segment[i];
                if (c == '"') quoted = !quoted;
                if (quoted) continue;
                if (c == '=' && equals < 0) equals = i;
                if (char.IsWhiteSpace(c) || c == '(' || breaks.Contains(c, StringComparison.Ordinal)) break;
            }
            if (i == start) { i++; continue; }
            if (equals < 0) tokens.Add((segment[start..i], null));
            else
            {
                var name = segment[start..equals].Trim().ToLowerInvariant();
                var version = name.IndexOf('/', StringComparison.Ordinal);
                tokens.Add((version > 0 ? name[..version] : name, segment[(equals + 1)..i].Trim('"')));
            }
        }
        return tokens;
    }

    private static string? Value(List<(string? Name, string? Value)> tokens, string name)
    {
        foreach (var token in tokens)
            if (token.Name == name && token.Value is { Length: > 0 }) return token.Value;
        return null;
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
