using Lurewatch.Intel;

namespace Lurewatch.Mail.Links.Wrappers;

/// <summary>The rows of wrappers.tsv: wrappers that carry their target in a parameter, or do not carry it.</summary>
internal static class WrapperTable
{
    public static IEnumerable<ILinkWrapper> Read()
    {
        foreach (var row in Lists.Rows("Mail/Links/Wrappers/wrappers.tsv"))
            yield return new ParameterWrapper(row[0], row[1], row[2].Split(','), row[3], row[4] switch { "gateway" => WrapperKind.Gateway, "tracker" => WrapperKind.Tracker, "mirror" => WrapperKind.Mirror, _ => WrapperKind.Redirector });
    }
}

/// <summary>A wrapper that is known by host and path.</summary>
/// <param name="host">The host; <c>*.</c> before it: anything below it too; <c>*</c>: any host at all.</param>
/// <param name="path">How the path begins; of a wrapper on any host, how it ends or what stands in it.</param>
/// <param name="places">Parameters that may hold the target, in order of preference; <c>?</c>: the whole query; <c>-</c>: the target is not in the link; <c>domain:NAME</c>: only its host is.</param>
/// <param name="encoder">Its name.</param>
/// <param name="kind">What it says of the mail.</param>
internal sealed class ParameterWrapper(string host, string path, string[] places, string encoder, WrapperKind kind) : ILinkWrapper
{
    private readonly string _host = host.TrimStart('*').TrimStart('.');
    private readonly bool _below = host.StartsWith("*.", StringComparison.Ordinal);

    public string Encoder => encoder;
    public WrapperKind Kind => kind;
    public IReadOnlyList<string> Roots { get; } = [host == "*" ? "*" : PublicSuffixList.Split(host.TrimStart('*').TrimStart('.')).RootDomain ?? host];

    public bool TryOpen(Url url, out Unwrapped found)
    {
        found = default;
        if (!IsMine(url)) return false;
        string? domain = null;
        var sealed_ = false;
        foreach (var place in places)
        {
            if (place == "-") sealed_ = true;
            else if (place == "?")
            {
                if (url.QueryParams is { } query && TargetText.Read(query, bare: true) is { } whole) return Opened(whole, out found);
            }
            else if (place.StartsWith("domain:", StringComparison.Ordinal))
            {
                sealed_ = true;
                if (QueryText.TryGet(url.QueryParams, place.AsSpan(7), out var named)) domain = PercentCode.Decode(named);
            }
            else if (QueryText.TryGet(url.QueryParams, place, out var value) && TargetText.Read(value, bare: true) is { } target) return Opened(target, out found);
        }
        found = new Unwrapped(null, domain);
        return sealed_ || kind == WrapperKind.Gateway;   // a gateway's link whose target is damaged is still a gateway's
    }

    private static bool Opened(Url target, out Unwrapped found)
    {
        found = new Unwrapped(target);
        return true;
    }

    private bool IsMine(Url url)
    {
        if (_host.Length == 0) return url.QueryParams is not null && url.Path!.Contains(path, StringComparison.OrdinalIgnoreCase);
        if (url.Domain.DomainName is not { } name || !name.EndsWith(_host, StringComparison.Ordinal)) return false;
        if (name.Length > _host.Length && !(_below && name[name.Length - _host.Length - 1] == '.')) return false;
        return path.Length == 0 || url.Path!.StartsWith(path, StringComparison.OrdinalIgnoreCase);
    }
}
