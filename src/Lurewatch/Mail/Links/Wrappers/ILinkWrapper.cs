namespace Lurewatch.Mail.Links.Wrappers;

/// <summary>Who wraps links so, and what that says about the mail.</summary>
internal enum WrapperKind
{
    /// <summary>A mail gateway of the receiving side, or a webmail: says nothing about the sender.</summary>
    Gateway,
    /// <summary>A mailing service counts clicks: says nothing by itself.</summary>
    Tracker,
    /// <summary>A well-known site that leads anyone anywhere: who links through it lends its name.</summary>
    Redirector,
    /// <summary>A translator or cache shows anyone's page under its own name: who links through it hides the page's.</summary>
    Mirror,
}

/// <summary>What a wrapper gave away.</summary>
/// <param name="Target">Where the link leads; null if only the wrapper's own server knows.</param>
/// <param name="Domain">The target's host, where the link names that and no more.</param>
internal readonly record struct Unwrapped(Url? Target, string? Domain = null);

/// <summary>Opens the links of one wrapper, from what they say alone. Nothing is fetched.</summary>
internal interface ILinkWrapper
{
    /// <summary>As <see cref="Rewrite.Encoders"/> names it.</summary>
    string Encoder { get; }

    WrapperKind Kind { get; }

    /// <summary>Root domains under which it lives; <c>*</c> for wrappers that are known by their path on any host.</summary>
    IReadOnlyList<string> Roots { get; }

    /// <summary>False for a link that is none of this wrapper's (its host has other pages too).</summary>
    bool TryOpen(Url url, out Unwrapped found);
}

/// <summary>A URL on the way to the target.</summary>
/// <param name="Url">As it was read.</param>
/// <param name="By">Whose it is.</param>
internal sealed record WrapperHop(Url Url, ILinkWrapper By);
