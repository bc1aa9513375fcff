using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Lurewatch.Mail.Authentication;

/// <summary>The mechanisms [RFC 7208, 5].</summary>
internal enum SpfKind { All, Include, A, Mx, Ptr, Ip4, Ip6, Exists }

/// <summary>A mechanism with its qualifier.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Qualifier">What a match means.</param>
/// <param name="Domain">Its domain-spec, macros not expanded; null for the current domain.</param>
/// <param name="Network">The address of ip4 and ip6.</param>
/// <param name="Prefix4">Bits of an IPv4 address that count.</param>
/// <param name="Prefix6">Bits of an IPv6 address that count.</param>
/// <param name="Text">As written.</param>
internal sealed record SpfMechanism(SpfKind Kind, AuthenticationStatus Qualifier, string? Domain, IPAddress? Network, int Prefix4, int Prefix6, string Text);

/// <summary>An SPF record [RFC 7208, 4.6, 12]: read whole before anything of it counts, since an error anywhere spoils all of it.</summary>
internal sealed class SpfRecord
{
    private const int MaxTerms = 1_000;

    public List<SpfMechanism> Mechanisms { get; } = [];
    /// <summary>redirect=, macros not expanded.</summary>
    public string? Redirect { get; private set; }
    /// <summary>exp=, macros not expanded.</summary>
    public string? Explanation { get; private set; }
    /// <summary>Why it cannot be read; null if it can.</summary>
    public string? Problem { get; private set; }

    /// <summary>True for a text that is an SPF record: the version, then a blank or nothing.</summary>
    public static bool IsRecord(string text) =>
        text.StartsWith("v=spf1", StringComparison.OrdinalIgnoreCase) && (text.Length == 6 || text[6] == ' ');

    public static SpfRecord Parse(string text)
    {
        var record = new SpfRecord();
        var terms = 0;
        foreach (var range in text.AsSpan(6).Split(' '))
        {
            var term = text.AsSpan(6)[range];
            if (term.IsEmpty) continue;
            record.Problem ??= ++terms > MaxTerms ? "too many terms" : term.ContainsAnyExceptInRange('!', '~') ? $"a character beyond visible ASCII in {Shown(term)}" : record.Take(term);
            if (record.Problem is not null) break;
        }
        return record;
    }

    /// <summary>What is wrong with the term; null if nothing.</summary>
    private string? Take(ReadOnlySpan<char> term)
    {
        var name = 0;
        while (name < term.Length && (char.IsAsciiLetterOrDigit(term[name]) || (name > 0 && term[name] is '-' or '_' or '.'))) name++;
        return name > 0 && char.IsAsciiLetter(term[0]) && name < term.Length && term[name] == '=' ? TakeModifier(term, name) : TakeMechanism(term);
    }

    private string? TakeModifier(ReadOnlySpan<char> term, int name)
    {
        var value = term[(name + 1)..];
        var isRedirect = term[..name].Equals("redirect", StringComparison.OrdinalIgnoreCase);
        if (isRedirect || term[..name].Equals("exp", StringComparison.OrdinalIgnoreCase))
        {
            if ((isRedirect ? Redirect : Explanation) is not null) return $"{term[..name]}= stands twice";
            if (!SpfMacro.IsDomainSpec(value)) return $"no domain in {Shown(term)}";
            if (isRedirect) Redirect = value.ToString();
            else Explanation = value.ToString();
            return null;
        }
        return SpfMacro.IsMacroString(value, isExplanation: false) ? null : $"a wrong macro in {Shown(term)}";
    }

    private string? TakeMechanism(ReadOnlySpan<char> term)
    {
        var body = term;
        var qualifier = AuthenticationStatus.Pass;
        if (term[0] is '+' or '-' or '~' or '?')
        {
            qualifier = term[0] switch { '-' => AuthenticationStatus.Fail, '~' => AuthenticationStatus.SoftFail, '?' => AuthenticationStatus.Neutral, _ => AuthenticationStatus.Pass };
            body = term[1..];
        }
        var end = body.IndexOfAny(':', '/');
        var name = end < 0 ? body : body[..end];
        var rest = end < 0 ? [] : body[end..];
        if (KindOf(name) is not { } kind) return $"no mechanism: {Shown(term)}";
        if (kind is SpfKind.Ip4 or SpfKind.Ip6) return TakeNetwork(term, rest, kind, qualifier);
        int prefix4 = 32, prefix6 = 128;
        if (kind is SpfKind.A or SpfKind.Mx && !TryCutPrefixes(ref rest, out prefix4, out prefix6)) return $"a wrong prefix length in {Shown(term)}";
        string? domain = null;
        if (!rest.IsEmpty)
        {
            if (kind is SpfKind.All || rest[0] != ':' || !SpfMacro.IsDomainSpec(rest[1..])) return $"no domain in {Shown(term)}";
            domain = rest[1..].ToString();
        }
        else if (kind is SpfKind.Include or SpfKind.Exists)
        {
            return $"no domain in {Shown(term)}";
        }
        Mechanisms.Add(new SpfMechanism(kind, qualifier, domain, null, prefix4, prefix6, term.ToString()));
        return null;
    }

    private string? TakeNetwork(ReadOnlySpan<char> term, ReadOnlySpan<char> rest, SpfKind kind, AuthenticationStatus qualifier)
    {
        if (rest.IsEmpty || rest[0] != ':') return $"no address in {Shown(term)}";
        var network = rest[1..];
        var most = kind == SpfKind.Ip4 ? 32 : 128;
        var prefix = most;
        var slash = network.LastIndexOf('/');
        if (slash >= 0)
        {
            if (!TryPrefix(network[(slash + 1)..], most, out prefix)) return $"a wrong prefix length in {Shown(term)}";
            network = network[..slash];
        }
        if (!TryAddress(network, kind == SpfKind.Ip4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6, out var address)) return $"no address in {Shown(term)}";
        Mechanisms.Add(new SpfMechanism(kind, qualifier, null, address, prefix, prefix, term.ToString()));
        return null;
    }

    /// <summary>Dotted quad without leading zeros, or IPv6 without a zone.</summary>
    private static bool TryAddress(ReadOnlySpan<char> text, AddressFamily family, out IPAddress? address)
    {
        address = null;
        if (family == AddressFamily.InterNetwork)
        {
            if (text.Count('.') != 3) return false;
            foreach (var range in text.Split('.'))
            {
                var part = text[range];
                if (part.Length is 0 or > 3 || part.ContainsAnyExceptInRange('0', '9') || (part.Length > 1 && part[0] == '0')) return false;
            }
        }
        else if (text.IndexOfAny('%', '[') >= 0 || !text.Contains(':'))
        {
            return false;
        }
        return IPAddress.TryParse(text, out address) && address.AddressFamily == family;
    }

    private static bool TryCutPrefixes(ref ReadOnlySpan<char> rest, out int prefix4, out int prefix6)
    {
        prefix4 = 32;
        prefix6 = 128;
        var twice = rest.LastIndexOf("//");
        if (twice >= 0 && !rest[(twice + 2)..].ContainsAnyExceptInRange('0', '9'))
        {
            if (!TryPrefix(rest[(twice + 2)..], 128, out prefix6)) return false;
            rest = rest[..twice];
        }
        var once = rest.LastIndexOf('/');
        if (once >= 0 && !rest[(once + 1)..].ContainsAnyExceptInRange('0', '9'))
        {
            if (!TryPrefix(rest[(once + 1)..], 32, out prefix4)) return false;
            rest = rest[..once];
        }
        return true;
    }

    private static bool TryPrefix(ReadOnlySpan<char> digits, int most, out int prefix)
    {
        prefix = 0;
        return digits.Length is > 0 and <= 3 && !digits.ContainsAnyExceptInRange('0', '9') && (digits.Length == 1 || digits[0] != '0')
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out prefix) && prefix <= most;
    }

    private static SpfKind? KindOf(ReadOnlySpan<char> name)
    {
        Span<char> lower = stackalloc char[8];
        if (name.Length is 0 or > 7) return null;
        name.ToLowerInvariant(lower);
        return lower[..name.Length] switch
        {
            "all" => SpfKind.All,
            "include" => SpfKind.Include,
            "a" => SpfKind.A,
            "mx" => SpfKind.Mx,
            "ptr" => SpfKind.Ptr,
            "ip4" => SpfKind.Ip4,
            "ip6" => SpfKind.Ip6,
            "exists" => SpfKind.Exists,
            _ => null,
        };
    }

    private static string Shown(ReadOnlySpan<char> term) => term.Length > 60 ? string.Concat(term[..60], "…") : term.ToString();
}
