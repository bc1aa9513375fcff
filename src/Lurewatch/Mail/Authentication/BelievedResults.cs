namespace Lurewatch.Mail.Authentication;

/// <summary>Which results count: what this engine found itself, before what header fields claim. Where it could not find out (no key, no answer, too late), the
/// believed server's word stands; SPF from header fields gives way to a server that the organisation trusts by name, since that server saw the connection.</summary>
internal static class BelievedResults
{
    public static AuthenticationResults? Of(Authenticity? own, AuthenticationResults? claimed, bool isTrustedByName)
    {
        if (own?.Results is not { } found) return claimed;
        var believesClaim = claimed is not null && isTrustedByName;
        var spf = own.Spf is { } check && Counts(check.Status, own) && !(believesClaim && check.Source == "header" && claimed!.Spf is not null);
        // A body that a gateway of the organisation changed after it had verified the signature: its word is the better evidence.
        var isAltered = believesClaim && claimed!.Dkim == "pass" && own.Dkim.Count > 0 && own.Dkim.All(static signature => signature.BodyIntact == false);
        var dkim = own.IsOriginal && !isAltered
            && (own.Dkim.Count == 0 ? !believesClaim && !own.IsLate : own.Dkim.Any(signature => !signature.NoKey && Counts(signature.Status, own)));
        var dmarc = own.Dmarc is { } policy && Counts(policy.Status, own) && (policy.Status == AuthenticationStatus.Pass || (dkim && (spf || own.Spf is null)));
        if (claimed is null) return new AuthenticationResults
        {
            Server = found.Server,
            Spf = spf ? found.Spf : null,
            SpfDetails = spf ? found.SpfDetails : null,
            Dkim = dkim ? found.Dkim : null,
            DkimDetails = dkim ? found.DkimDetails : [],
            Dmarc = dmarc ? found.Dmarc : null,
            DmarcDetails = dmarc ? found.DmarcDetails : null,
        };
        return claimed with
        {
            Server = spf || dkim || dmarc ? found.Server : claimed.Server,
            Spf = spf ? found.Spf : claimed.Spf,
            SpfDetails = spf ? found.SpfDetails : claimed.SpfDetails,
            Dkim = dkim ? found.Dkim : claimed.Dkim,
            DkimDetails = dkim ? found.DkimDetails : claimed.DkimDetails,
            Dmarc = dmarc ? found.Dmarc : claimed.Dmarc,
            DmarcDetails = dmarc ? found.DmarcDetails : claimed.DmarcDetails,
        };
    }

    private static bool Counts(AuthenticationStatus status, Authenticity own) =>
        status == AuthenticationStatus.Pass || (status != AuthenticationStatus.TempError && !own.IsLate);
}
