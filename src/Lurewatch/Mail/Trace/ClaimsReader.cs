using System.Globalization;
using System.Text;

namespace Lurewatch.Mail.Trace;

/// <summary>Collects what servers and platforms that are not believed wrote about a mail: ARC sets [RFC 8617], other servers' Authentication-Results, Exchange's own headers, BIMI.
/// Shown to the analyst; no detector takes any of it for true.</summary>
internal static class ClaimsReader
{
    private const int MaxClaims = 200, MaxValue = 300;

    /// <summary>An ARC set: the three fields of one instance.</summary>
    internal sealed class ArcSet
    {
        public AuthenticationField? Results { get; set; }
        /// <summary>ARC-Message-Signature as written.</summary>
        public string? MessageSignature { get; set; }
        /// <summary>ARC-Seal as written.</summary>
        public string? Seal { get; set; }
    }

    /// <summary>The sets by their instance, 1 to 50; fields without a valid instance are left out, of several with the same the topmost counts.</summary>
    public static SortedDictionary<int, ArcSet> ArcSets(IReadOnlyList<MailHeader> headers)
    {
        var sets = new SortedDictionary<int, ArcSet>();
        foreach (var header in headers)
        {
            if (!header.Name.StartsWith("ARC-", StringComparison.OrdinalIgnoreCase)) continue;
            if (header.Name.Equals("ARC-Authentication-Results", StringComparison.OrdinalIgnoreCase))
            {
                var field = AuthenticationField.Read(header.Value);
                if (Set(field.Instance) is { Results: null } set) set.Results = field;
            }
            else if (header.Name.Equals("ARC-Message-Signature", StringComparison.OrdinalIgnoreCase))
            {
                if (Set(Instance(header.Value)) is { MessageSignature: null } set) set.MessageSignature = header.Value;
            }
            else if (header.Name.Equals("ARC-Seal", StringComparison.OrdinalIgnoreCase))
            {
                if (Set(Instance(header.Value)) is { Seal: null } set) set.Seal = header.Value;
            }
        }
        return sets;

        ArcSet? Set(int? instance)
        {
            if (instance is not { } number || number is < 1 or > 50) return null;
            if (!sets.TryGetValue(number, out var set)) sets.Add(number, set = new ArcSet());
            return set;
        }
    }

    /// <param name="headers">All fields.</param>
    /// <param name="believed">Positions of those that are believed.</param>
    public static IReadOnlyList<HeaderClaim> Read(IReadOnlyList<MailHeader> headers, IReadOnlyList<int> believed)
    {
        List<HeaderClaim>? claims = null;
        var arc = false;
        for (var i = 0; i < headers.Count; i++)
        {
            var (name, value) = (headers[i].Name, headers[i].Value);
            switch (name.Length)
            {
                case 22 when Is(name, "Authentication-Results") && !believed.Contains(i): Results(name, AuthenticationField.Read(value)); break;
                case 31 when Is(name, "Authentication-Results-Original"): Results(name, AuthenticationField.Read(value)); break;
                case 36 when Is(name, "X-MS-Exchange-Authentication-Results"): Results(name, AuthenticationField.Read(value)); break;
                case 23 when Is(name, "X-Google-DKIM-Signature"): Tags(name, value, "d", "s"); break;
                case 12 when Is(name, "Received-SPF") && !believed.Contains(i): Add(name, "spf", value); break;
                case >= 8 when name.StartsWith("ARC-", StringComparison.OrdinalIgnoreCase): arc = true; break;
                case >= 27 when name.StartsWith("X-Forefront-Antispam-Report", StringComparison.OrdinalIgnoreCase): Pairs(name, value); break;
                case 20 when Is(name, "X-Microsoft-Antispam"): Pairs(name, value); break;
                case > 27 when name.StartsWith("X-MS-Exchange-Organization-", StringComparison.OrdinalIgnoreCase): Add("X-MS-Exchange-Organization", name[27..], value); break;
                case > 26 when name.StartsWith("X-MS-Exchange-CrossTenant-", StringComparison.OrdinalIgnoreCase): Add("X-MS-Exchange-CrossTenant", name[26..], value); break;
                case > 5 when name.StartsWith("BIMI-", StringComparison.OrdinalIgnoreCase): Add("BIMI", name[5..], value); break;
                case 11 when Is(name, "X-Spam-Flag"): Add("X-Spam", "Flag", value); break;
                case 13 when Is(name, "X-Spam-Status"): Add("X-Spam", "Status", value); break;
            }
        }
        if (arc)
        {
            foreach (var (instance, set) in ArcSets(headers))
            {
                var source = string.Create(CultureInfo.InvariantCulture, $"ARC i={instance}");
                if (set.Results is { } results) Results(source, results);
                if (set.MessageSignature is { } signature) Tags(source, signature, "d", "s");
                if (set.Seal is { } seal) Tags(source, seal, "cv", "d", "s");
            }
        }
        return claims ?? (IReadOnlyList<HeaderClaim>)[];

        void Results(string source, AuthenticationField field)
        {
            if (field.ServId is { } server) Add(source, "server", server);
            foreach (var result in field.Results)
            {
                var text = new StringBuilder(result.Result);
                if (result.Reason is { } reason) text.Append(" reason=").Append(reason);
                foreach (var property in result.Properties)
                {
                    text.Append(' ').Append(property.Type);
                    if (property.Type.Length > 0) text.Append('.');
                    text.Append(property.Name).Append('=').Append(property.Value);
                }
                Add(source, result.Method, text.ToString());
            }
        }

        void Tags(string source, string value, params ReadOnlySpan<string> wanted)
        {
            foreach (var tag in wanted)
                if (Tag(value, tag) is { } text) Add(source, tag, text);
        }

        // Microsoft: "CIP:192.0.2.1;CTRY:DE;SCL:5;…"
        void Pairs(string source, string value)
        {
            foreach (var range in value.AsSpan().Split(';'))
            {
                var pair = value.AsSpan()[range].Trim();
                var colon = pair.IndexOf(':');
                if (colon > 0 && colon < pair.Length - 1) Add(source, pair[..colon].ToString(), pair[(colon + 1)..].ToString());
            }
        }

        void Add(string source, string name, string value)
        {
            claims ??= [];
            if (claims.Count < MaxClaims) claims.Add(new HeaderClaim(source, name, value.Length > MaxValue ? value[..MaxValue] : value));
        }
    }

    private static int? Instance(string value) => Tag(value, "i") is { } text && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A tag of a DKIM tag list [RFC 6376, 3.2].</summary>
    internal static string? Tag(string value, string name)
    {
        foreach (var range in value.AsSpan().Split(';'))
        {
            var tag = value.AsSpan()[range].Trim();
            var equals = tag.IndexOf('=');
            if (equals > 0 && tag[..equals].TrimEnd().SequenceEqual(name)) return tag[(equals + 1)..].Trim().ToString();
        }
        return null;
    }

    private static bool Is(string name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);
}
