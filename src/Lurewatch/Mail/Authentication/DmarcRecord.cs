namespace Lurewatch.Mail.Authentication;

/// <summary>What a domain wants done with mail that fails.</summary>
internal enum DmarcPolicy { None, Quarantine, Reject }

/// <summary>A DMARC record [RFC 9989, 4.7; RFC 7489, 6.3].</summary>
internal sealed record DmarcRecord
{
    public DmarcPolicy Policy { get; init; }
    /// <summary>sp=: for subdomains.</summary>
    public DmarcPolicy? SubdomainPolicy { get; init; }
    /// <summary>np=: for subdomains that do not exist.</summary>
    public DmarcPolicy? NoNamePolicy { get; init; }
    public bool StrictDkim { get; init; }
    public bool StrictSpf { get; init; }
    /// <summary>psd=: y for a public suffix, n for an organisational domain, null where the walk decides.</summary>
    public bool? IsPublicSuffix { get; init; }
    /// <summary>t=y, or RFC 7489's pct=0: the policy is tried one step milder.</summary>
    public bool IsTest { get; init; }

    /// <summary>Reads a record; null if it is none.</summary>
    public static DmarcRecord? Parse(string text)
    {
        // Unknown tags do not matter, and of a bad one only that one is lost: the version alone must stand first and be right.
        var rest = text.AsSpan();
        var first = true;
        DmarcPolicy? policy = null, sub = null, noName = null;
        bool strictDkim = false, strictSpf = false, test = false;
        bool? suffix = null;
        Span<char> lower = stackalloc char[12];
        foreach (var range in rest.Split(';'))
        {
            var tag = rest[range].Trim(" \t\r\n");
            var equals = tag.IndexOf('=');
            var name = equals < 0 ? [] : tag[..equals].TrimEnd(" \t\r\n");
            var value = equals < 0 ? [] : tag[(equals + 1)..].Trim(" \t\r\n");
            if (first)
            {
                if (name is not "v" || value is not "DMARC1") return null;
                first = false;
                continue;
            }
            if (value.Length > lower.Length) continue;
            value.ToLowerInvariant(lower);
            var word = lower[..value.Length];
            switch (name)
            {
                case "p": policy ??= PolicyOf(word); break;
                case "sp": sub ??= PolicyOf(word); break;
                case "np": noName ??= PolicyOf(word); break;
                case "adkim": strictDkim = word is "s"; break;
                case "aspf": strictSpf = word is "s"; break;
                case "psd": suffix = word switch { "y" => true, "n" => false, _ => null }; break;
                case "t": test |= word is "y"; break;
                case "pct": test |= word is "0"; break;
            }
        }
        return new DmarcRecord
        {
            // RFC 9989 made p= optional.
            Policy = policy ?? DmarcPolicy.None,
            SubdomainPolicy = sub,
            NoNamePolicy = noName,
            StrictDkim = strictDkim,
            StrictSpf = strictSpf,
            IsPublicSuffix = suffix,
            IsTest = test,
        };
    }

    private static DmarcPolicy? PolicyOf(ReadOnlySpan<char> word) => word switch
    {
        "none" => DmarcPolicy.None,
        "quarantine" => DmarcPolicy.Quarantine,
        "reject" => DmarcPolicy.Reject,
        _ => null,
    };
}
