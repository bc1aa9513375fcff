namespace Lurewatch.Detection;

/// <summary>What a link can tell by itself; docs/links.md explains each.</summary>
internal static class LinkKinds
{
    private const string SpearphishingLink = "T1566.002", Masquerading = "T1036", MaliciousLink = "T1204.001", WebServices = "T1583.006", StealToken = "T1528";

    // what its address is made of
    public static readonly FindingKind IpHost = new("link.ip-host", "A link leads to an address without a name", Severity.Medium, SpearphishingLink);
    public static readonly FindingKind DisguisedIp = new("link.disguised-ip", "A link's address is written to be misread", Severity.High, SpearphishingLink, Masquerading);
    public static readonly FindingKind UserInfo = new("link.user-info", "A link holds another name before an @", Severity.High, SpearphishingLink, Masquerading);
    public static readonly FindingKind MixedScript = new("link.mixed-script-host", "A link's host mixes scripts", Severity.High, SpearphishingLink, Masquerading);
    public static readonly FindingKind OddSeparators = new("link.odd-separators", "A link is written so that filters misread it", Severity.Medium, SpearphishingLink);
    public static readonly FindingKind ScriptTarget = new("link.script-target", "A link runs script or holds a page in itself", Severity.High, SpearphishingLink);
    public static readonly FindingKind LocalProtocol = new("link.local-protocol", "A link starts a program of the reader's computer or opens a network share", Severity.High, SpearphishingLink, MaliciousLink);
    public static readonly FindingKind DomainAsSubdomain = new("link.domain-as-subdomain", "A link's host starts with another domain's name", Severity.High, SpearphishingLink, Masquerading);
    public static readonly FindingKind SuffixAsLabel = new("link.suffix-as-label", "A link's host only seems to end at .com", Severity.High, SpearphishingLink, Masquerading);
    public static readonly FindingKind FileLikeHost = new("link.file-like-host", "A link's host looks like a file's name", Severity.Medium, SpearphishingLink, Masquerading);
    public static readonly FindingKind RandomHost = new("link.random-host", "A link's host is drawn at random", Severity.Low, SpearphishingLink);
    public static readonly FindingKind LongHost = new("link.long-host", "A link's host is long enough to hide its end", Severity.Low, SpearphishingLink, Masquerading);
    public static readonly FindingKind OddPort = new("link.odd-port", "A link leads to an unusual port", Severity.Medium, SpearphishingLink);
    public static readonly FindingKind RecipientEncoded = new("link.recipient-encoded", "A link carries the recipient's address, encoded or behind #", Severity.Medium, SpearphishingLink);
    public static readonly FindingKind RecipientInQuery = new("link.recipient-in-query", "A link carries the recipient's address", Severity.Low, SpearphishingLink);

    // whose ground it leads to
    public static readonly FindingKind FreeHosting = new("link.free-hosting", "A link leads to free hosting", Severity.Low, SpearphishingLink, WebServices);
    public static readonly FindingKind DynamicDns = new("link.dynamic-dns", "A link leads to a dynamic DNS name", Severity.Medium, SpearphishingLink);
    public static readonly FindingKind Shortener = new("link.shortener", "A link goes through a URL shortener", Severity.Low, SpearphishingLink);
    public static readonly FindingKind QrService = new("link.qr-service", "A link goes through a service for QR codes", Severity.Low, SpearphishingLink);
    public static readonly FindingKind FileSharing = new("link.file-sharing", "A link leads to a file-sharing service", Severity.Low, SpearphishingLink, WebServices);
    public static readonly FindingKind FormBuilder = new("link.form-builder", "A link leads to a form-building service", Severity.Low, SpearphishingLink, WebServices);
    public static readonly FindingKind Tunnel = new("link.tunnel", "A link leads through a tunnel to somebody's own computer", Severity.Medium, SpearphishingLink, "T1572");
    public static readonly FindingKind Ipfs = new("link.ipfs", "A link leads to a page in a peer-to-peer store", Severity.Medium, SpearphishingLink, WebServices);
    public static readonly FindingKind RequestCatcher = new("link.request-catcher", "A link leads to a service that records what is sent to it", Severity.Medium, SpearphishingLink, WebServices);
    public static readonly FindingKind Program = new("link.program-download", "A link leads straight to a program or active document", Severity.High, SpearphishingLink, MaliciousLink);
    public static readonly FindingKind Archive = new("link.archive-download", "A link leads straight to an archive", Severity.Low, SpearphishingLink, MaliciousLink);
    public static readonly FindingKind SiteInternals = new("link.site-internals", "A link leads into the inner folders of a website's software", Severity.Medium, SpearphishingLink, "T1584.004");
    public static readonly FindingKind CaptchaPath = new("link.captcha-path", "A link leads to a page that first keeps machines out", Severity.Low, SpearphishingLink);

    // by which way
    public static readonly FindingKind Redirector = new("link.redirector", "A link goes through a well-known site to another", Severity.Low, SpearphishingLink, WebServices);
    public static readonly FindingKind Mirror = new("link.mirror", "A link shows another site's page under a well-known name", Severity.Medium, SpearphishingLink, Masquerading);
    public static readonly FindingKind OpenRedirect = new("link.open-redirect", "A link carries another host's address through a third party's site", Severity.Medium, SpearphishingLink, WebServices);
    public static readonly FindingKind HiddenRedirect = new("link.hidden-redirect", "A link carries another host's address, encoded", Severity.Medium, SpearphishingLink, Masquerading);
    public static readonly FindingKind ManyRedirects = new("link.many-redirects", "A link goes through redirector after redirector", Severity.High, SpearphishingLink, Masquerading);
    public static readonly FindingKind Unopened = new("link.unopened", "A link does not say where it leads", Severity.Info);

    // what a click would grant
    public static readonly FindingKind DeviceCode = new("link.device-code", "A link leads to where a device's code is entered", Severity.Medium, SpearphishingLink, StealToken);
    public static readonly FindingKind OAuthConsent = new("link.oauth-consent", "A link asks to grant an application access", Severity.Medium, SpearphishingLink, StealToken);
    public static readonly FindingKind OAuthRedirect = new("link.oauth-redirect", "A link uses a sign-in page to lead elsewhere", Severity.High, SpearphishingLink, StealToken);

    public static IReadOnlyList<FindingKind> All { get; } =
    [
        IpHost, DisguisedIp, UserInfo, MixedScript, OddSeparators, ScriptTarget, LocalProtocol, DomainAsSubdomain, SuffixAsLabel, FileLikeHost, RandomHost, LongHost, OddPort, RecipientEncoded, RecipientInQuery,
        FreeHosting, DynamicDns, Shortener, QrService, FileSharing, FormBuilder, Tunnel, Ipfs, RequestCatcher, Program, Archive, SiteInternals, CaptchaPath,
        Redirector, Mirror, OpenRedirect, HiddenRedirect, ManyRedirects, Unopened, DeviceCode, OAuthConsent, OAuthRedirect,
    ];
}
