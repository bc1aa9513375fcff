namespace Lurewatch.Mail.Authentication;

/// <summary>A result of SPF, DKIM, DMARC or ARC, in the words of RFC 8601.</summary>
public enum AuthenticationStatus
{
    /// <summary>Nothing published, nothing signed, or nothing to ask about.</summary>
    None,
    /// <summary>Vouched for.</summary>
    Pass,
    /// <summary>Refuted.</summary>
    Fail,
    /// <summary>SPF: probably not authorised.</summary>
    SoftFail,
    /// <summary>Nothing asserted, or what was asserted cannot be used.</summary>
    Neutral,
    /// <summary>It verifies, but by means that no longer count.</summary>
    Policy,
    /// <summary>A look-up failed; later it may succeed.</summary>
    TempError,
    /// <summary>What was published or signed cannot be read.</summary>
    PermError,
}

/// <summary>Names of results.</summary>
internal static class AuthenticationStatuses
{
    public static string Name(this AuthenticationStatus status) => status switch
    {
        AuthenticationStatus.Pass => "pass",
        AuthenticationStatus.Fail => "fail",
        AuthenticationStatus.SoftFail => "softfail",
        AuthenticationStatus.Neutral => "neutral",
        AuthenticationStatus.Policy => "policy",
        AuthenticationStatus.TempError => "temperror",
        AuthenticationStatus.PermError => "permerror",
        _ => "none",
    };
}
