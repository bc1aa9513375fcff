namespace Lurewatch.Mail.Links.Wrappers;

/// <summary>Opens wrapped links, one wrapper inside the other, and keeps the way: <see cref="Url.Rewrite"/>.</summary>
/// <remarks>
/// A link is looked up by its root domain, so that the many that are not wrapped cost one look into a table.
/// Redirects on hosts that nobody knows are not opened here: the page may never send the reader on. <see cref="OpenRedirects"/> reads where they point.
/// </remarks>
internal static class LinkWrappers
{
    /// <summary>Wrappers inside one another that are opened; people forward through two or three.</summary>
    public const int MaxDepth = 12;

    private static readonly Lazy<Dictionary<string, ILinkWrapper[]>> s_byRoot = new(Index);

    /// <summary>The wrappers that need more than a row of wrappers.tsv.</summary>
    private static IReadOnlyList<ILinkWrapper> Special =>
    [
        new ProofpointWrapper(),
        new CheckPointWrapper(),
        new CiscoWrapper(),
        new GoogleWrapper(),
        new GoogleTranslateWrapper(),
        new AmpCacheWrapper(),
        new DoubleClickWrapper(),
        new BingWrapper(),
        new YahooSearchWrapper(),
        new PostmarkWrapper(),
        new ClickPathWrapper(),
    ];

    /// <summary>All, in the order in which they are asked.</summary>
    public static IReadOnlyList<ILinkWrapper> All => [.. Special, .. WrapperTable.Read()];

    /// <summary>The target, with <see cref="Url.Rewrite"/> telling the way; the URL itself if nothing wraps it or the wrapper does not give its target away.</summary>
    public static Url Open(Url url, AnalysisBudget? budget = null)
    {
        if (url.Scheme is not ("http" or "https") || !Step(url, out var wrapper, out var found) || found.Target is null) return url;
        var hops = new List<WrapperHop>(2) { new(url, wrapper) };
        var at = found.Target;
        while (at.Scheme is "http" or "https" && Step(at, out wrapper, out found) && found.Target is not null)
        {
            if (hops.Count == MaxDepth || budget?.TryTakeSteps(16, "wrapped links") == false)
            {
                budget?.Exhaust("link_wrappers", "links");
                break;
            }
            hops.Add(new WrapperHop(at, wrapper));
            at = found.Target;
        }
        return at with { Rewrite = new Rewrite { Encoders = [.. hops.Select(hop => hop.By.Encoder)], Original = url.UrlText, Hops = hops } };
    }

    /// <summary>The wrapper whose link this is, whether or not it gives the target away.</summary>
    public static ILinkWrapper? Of(Url url, out Unwrapped found)
    {
        found = default;
        return url.Scheme is "http" or "https" && Step(url, out var wrapper, out found) ? wrapper : null;
    }

    private static bool Step(Url url, out ILinkWrapper wrapper, out Unwrapped found)
    {
        var table = s_byRoot.Value;
        if (url.Domain.RootDomain is { } root && table.TryGetValue(root, out var known) && Ask(known, url, out wrapper, out found)) return true;
        // one company, two hundred country domains
        if (url.Domain.Sld == "google" && Ask(table["google"], url, out wrapper, out found)) return true;
        // gateways that customers run under names of their own
        if ((url.QueryParams is not null || url.Path is { Length: > 20 }) && Ask(table["*"], url, out wrapper, out found)) return true;
        wrapper = null!;
        found = default;
        return false;
    }

    private static bool Ask(ILinkWrapper[] wrappers, Url url, out ILinkWrapper by, out Unwrapped found)
    {
        foreach (var wrapper in wrappers)
        {
            if (!wrapper.TryOpen(url, out found)) continue;
            by = wrapper;
            return true;
        }
        by = null!;
        found = default;
        return false;
    }

    private static Dictionary<string, ILinkWrapper[]> Index()
    {
        var lists = new Dictionary<string, List<ILinkWrapper>>(StringComparer.Ordinal) { ["*"] = [] };
        foreach (var wrapper in All)
            foreach (var root in wrapper.Roots)
            {
                if (!lists.TryGetValue(root, out var list)) lists.Add(root, list = []);
                list.Add(wrapper);
            }
        var index = new Dictionary<string, ILinkWrapper[]>(lists.Count, StringComparer.Ordinal);
        foreach (var (root, list) in lists) index.Add(root, [.. list]);
        return index;
    }
}
