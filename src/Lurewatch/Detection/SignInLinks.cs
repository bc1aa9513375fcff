using System.Buffers;
using System.Collections.Frozen;
using Lurewatch.Mail;
using Lurewatch.Mail.Links;
using Lurewatch.Mail.Links.Wrappers;

namespace Lurewatch.Detection;

internal enum SignInLinkKind
{
    /// <summary>Where the code of the device flow is entered [RFC 8628, 3.3].</summary>
    DeviceCode,
    /// <summary>An authorization request [RFC 6749, 4.1.1] that asks for mail, files or lasting access.</summary>
    Consent,
    /// <summary>An authorization request that is built to fail or to pass silently, so that only its redirect_uri matters.</summary>
    Redirect,
}

/// <summary>A link to a sign-in service that grants something.</summary>
/// <param name="Kind">What kind.</param>
/// <param name="Client">The application's identifier.</param>
/// <param name="What">What it is granted, or where it leads, in words.</param>
/// <param name="RedirectTo">Where it leads.</param>
internal sealed record SignInLink(SignInLinkKind Kind, string? Client, string What, Url? RedirectTo = null);

/// <summary>Links to the sign-in services of Microsoft, Google and GitHub: genuine hosts, and yet the click or the code can hand the account over.</summary>
internal static class SignInLinks
{
    private static readonly SearchValues<string> s_riskyScopes = SearchValues.Create(
        ["mail.", "imap", "smtp", "ews.", "files.", "sites.", "contacts", "offline_access", "full_access_as_user", "user_impersonation", "/.default", "directory.", "mail.google.com", "gmail.", "auth/drive", "auth/contacts", "auth/cloud-platform",
         "mailboxsettings", "notes.", "chat.", "repo", "admin:"], StringComparison.OrdinalIgnoreCase);

    // Microsoft's own applications for command lines and editors: a code that comes back to localhost can be copied out by hand.
    private static readonly FrozenDictionary<string, string> s_native = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["04b07795-8ddb-461a-bbee-02f9e1bf7b46"] = "Microsoft Azure CLI",
        ["1950a258-227b-4e31-a9cf-717495945fc2"] = "Microsoft Azure PowerShell",
        ["aebc6443-996d-45c2-90f0-388ff96faa56"] = "Visual Studio Code",
        ["872cd9fa-d31f-45e0-9eab-6e460a02d1f1"] = "Visual Studio",
        ["d3590ed6-52b3-4102-aeff-aad2292ab01c"] = "Microsoft Office",
        ["1fec8e78-bce4-4aaf-ab1b-5451cc387264"] = "Microsoft Teams",
        ["29d9ed98-a469-4536-ade2-f981bc1d605e"] = "Microsoft Authentication Broker",
        ["14d82eec-204b-4c2f-b7e8-296a70dab67e"] = "Microsoft Graph Command Line Tools",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static SignInLink? Of(Url url)
    {
        var path = url.Path;
        if (path is not { Length: > 1 }) return null;
        switch (url.Domain.DomainName)
        {
            case "login.microsoftonline.com" or "login.microsoft.com" or "login.windows.net" or "login.live.com" or "login.microsoftonline.us" or "login.partner.microsoftonline.cn":
                if (path.Contains("/deviceauth", StringComparison.OrdinalIgnoreCase) || path.Contains("/devicelogin", StringComparison.OrdinalIgnoreCase)) return new(SignInLinkKind.DeviceCode, null, "");
                return path.Contains("authorize", StringComparison.OrdinalIgnoreCase) || path.Contains("/adminconsent", StringComparison.OrdinalIgnoreCase) ? Authorize(url, path) : null;
            case "microsoft.com" or "www.microsoft.com" or "aka.ms":
                return path.TrimEnd('/').EndsWith("/devicelogin", StringComparison.OrdinalIgnoreCase) || path is "/link" ? new(SignInLinkKind.DeviceCode, null, "") : null;
            case "google.com" or "www.google.com":
                return path is "/device" or "/device/" ? new(SignInLinkKind.DeviceCode, null, "") : null;
            case "accounts.google.com":
                return path.StartsWith("/o/oauth2/", StringComparison.Ordinal) && path.Contains("auth", StringComparison.Ordinal) ? Authorize(url, path) : null;
            case "github.com":
                return path.StartsWith("/login/device", StringComparison.Ordinal) ? new(SignInLinkKind.DeviceCode, null, "")
                    : path.StartsWith("/login/oauth/authorize", StringComparison.Ordinal) ? Authorize(url, path) : null;
            default:
                return null;
        }
    }

    private static SignInLink? Authorize(Url url, string path)
    {
        var client = Value(url, "client_id");
        var scope = Value(url, "scope") ?? "";
        var to = Value(url, "redirect_uri") is { } text ? UrlReader.Read(text) : null;
        var prompt = Value(url, "prompt");
        // prompt=none, or a scope that no service knows, ends in an error that is sent to redirect_uri without a question
        if (to is not null && (prompt == "none" || (scope.Length > 0 && IsNonsense(scope))) && to.Domain.RootDomain is not null)
            return new(SignInLinkKind.Redirect, client, LinkTells.HostOf(to) ?? to.UrlText!, to);
        if (client is not null && s_native.TryGetValue(client, out var native)) return new(SignInLinkKind.Consent, native, "the reader's access");
        if (path.Contains("/adminconsent", StringComparison.OrdinalIgnoreCase)) return new(SignInLinkKind.Consent, client, "the whole organisation's access");
        return scope.AsSpan().ContainsAny(s_riskyScopes) ? new(SignInLinkKind.Consent, client, $"access ({(scope.Length > 120 ? scope[..120] : scope)})") : null;
    }

    private static bool IsNonsense(string scope) => scope.Length < 24 && !scope.Contains("openid", StringComparison.OrdinalIgnoreCase) && (scope.Contains("invalid", StringComparison.OrdinalIgnoreCase) || scope.AsSpan().IndexOfAny(".:/ ") < 0 && scope is not ("email" or "profile" or "user" or "repo" or "offline_access" or "gist"));

    private static string? Value(Url url, string name) => QueryText.TryGet(url.QueryParams, name, out var value) ? PercentCode.Decode(value, plusIsSpace: true) : null;
}
