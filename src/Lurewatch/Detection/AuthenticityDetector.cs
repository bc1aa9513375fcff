using Lurewatch.Mail;
using Lurewatch.Mail.Authentication;
using Lurewatch.Mail.Links;

namespace Lurewatch.Detection;

/// <summary>What the engine's own evaluation shows beside the plain results: signatures that cover less than the reader sees, bodies changed after they were signed,
/// header fields that claim what was not found.</summary>
internal sealed class AuthenticityDetector : IDetector
{
    private static readonly FindingKind Contradicted = new("auth.claim-contradicted", "A header field claims authentication that the mail does not have", Severity.Medium, "T1672");
    private static readonly FindingKind Altered = new("auth.body-altered", "The body was changed after it was signed", Severity.Info);
    private static readonly FindingKind Uncovered = new("auth.body-beyond-signature", "The signature leaves the body's end open, and something stands there", Severity.Low, "T1672");
    private static readonly FindingKind Added = new("auth.field-beyond-signature", "A field that the reader sees stands twice, and only one is signed", Severity.Medium, "T1672");
    private static readonly FindingKind Weak = new("auth.weak-signature", "Signed by means that no longer count", Severity.Info);
    private static readonly FindingKind ArcBroken = new("auth.arc-broken", "The chain of ARC seals is broken", Severity.Info);
    private static readonly FindingKind Withheld = new("auth.lookup-withheld", "A look-up would have told the recipient's address", Severity.Info);

    /// <summary>Less is a list's or a scanner's footer; more is a text of its own.</summary>
    private const long FooterBytes = 2_048;

    public IReadOnlyList<FindingKind> Kinds { get; } = [Contradicted, Altered, Uncovered, Added, Weak, ArcBroken, Withheld];

    public void Examine(ScanView view, List<Finding> findings)
    {
        if (view.Mail is not { Authenticity: { } own } mail) return;
        LookAtSignatures(own, findings);
        if (own.Arc is { Status: AuthenticationStatus.Fail } arc) Add(findings, ArcBroken, $"ARC: {arc.Reason}.", "ARC-Seal");
        if (own.Withheld.Count > 0) Add(findings, Withheld, $"{own.Withheld[0]} was not looked up: it holds the recipient's address.", "Return-Path");
        if (mail.ClaimedResults is { } claims && own is { IsLookedUp: true, IsLate: false }) LookAtClaims(claims, own, findings);
    }

    private static void LookAtSignatures(Authenticity own, List<Finding> findings)
    {
        // One intact signature shows that the body is as somebody signed it; the broken one beside it may be a forwarder's.
        var altered = own.Dkim.Count > 0;
        foreach (var signature in own.Dkim)
        {
            altered &= signature.BodyIntact == false;
            var fits = signature.Status == AuthenticationStatus.Pass || (!own.IsLookedUp && signature.BodyIntact == true);
            if (fits && signature.UnsignedBytes > FooterBytes)
                Add(findings, Uncovered, $"The signature of {signature.Domain} ends {signature.UnsignedBytes:N0} bytes before the body does (l=).", "DKIM-Signature");
            if (fits && signature.UnsignedFields.Count > 0)
                Add(findings, Added, $"The signature of {signature.Domain} covers one {signature.UnsignedFields[0]} field, the mail has more.", "DKIM-Signature");
            if (signature.Status == AuthenticationStatus.Policy)
                Add(findings, Weak, $"The signature of {signature.Domain} does not count: {signature.Reason}.", "DKIM-Signature");
        }
        if (altered) Add(findings, Altered, $"No signature fits the body; {own.Dkim[0].Domain ?? "the signer"} signed another: mailing lists and scanners change bodies too.", "DKIM-Signature");
    }

    /// <summary>A claim counts as refuted only where nothing that a gateway does to honest mail explains the difference.</summary>
    private static void LookAtClaims(AuthenticationResults claims, Authenticity own, List<Finding> findings)
    {
        var says = claims.Server is { } server ? $"{server} is said to have found" : "Authentication-Results says";
        foreach (var claim in claims.DkimDetails)
        {
            if (claim is not { Type: "pass", Domain: { } domain } || own.SignaturesLeft > 0 || !own.IsOriginal) continue;
            if (own.Dkim.Any(signature => signature.Domain is { } signer && (signer == domain || RootOf(signer) == RootOf(domain)))) continue;
            Add(findings, Contradicted, $"{says} a valid DKIM signature of {domain}; the mail holds none of that domain.", "Authentication-Results");
            return;
        }
        if (claims is { Spf: "pass", SpfDetails.Designator: { } designator } && own.Spf is { Status: AuthenticationStatus.Fail, Source: "envelope" } spf
            && RootOf(designator[(designator.LastIndexOf('@') + 1)..]) == RootOf(spf.Domain ?? ""))
            Add(findings, Contradicted, $"{says} SPF passed for {spf.Domain}; evaluated here it fails for {spf.ClientIp}.", "Authentication-Results");
        else if (claims.Dmarc == "pass" && own.Dmarc is { Status: AuthenticationStatus.Fail } dmarc && own is { IsOriginal: true, Spf: { Status: not AuthenticationStatus.Pass, Source: "envelope" } }
            && own.Dkim.All(signature => signature.BodyIntact != false && !signature.NoKey))
            Add(findings, Contradicted, $"{says} DMARC passed; evaluated here it fails for {dmarc.Domain}.", "Authentication-Results");
    }

    private static string? RootOf(string host) => SenderView.RootOf(PublicSuffixList.Split(host.ToLowerInvariant()));

    private static void Add(List<Finding> findings, FindingKind kind, string reason, string header)
    {
        if (!findings.Exists(known => known.Kind == kind)) findings.Add(new Finding { Kind = kind, Reason = reason, Place = Place.InHeader(header) });
    }
}
