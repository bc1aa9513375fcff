using System.Buffers;
using Lurewatch.Mail;
using Lurewatch.Mail.Links;

namespace Lurewatch.Detection;

/// <summary>Single questions about a link; pure.</summary>
internal static class LinkTraits
{
    private static readonly SearchValues<char> HostEnd = SearchValues.Create("/?#");
    private static readonly SearchValues<string> Programs = SearchValues.Create(
        [".exe", ".scr", ".com.exe", ".js", ".jse", ".vbs", ".vbe", ".wsf", ".hta", ".iso", ".img", ".vhd", ".lnk", ".jar", ".apk", ".msi", ".msix", ".appinstaller", ".bat", ".cmd", ".ps1",
         ".docm", ".xlsm", ".xlsb", ".pptm", ".xll", ".one", ".chm", ".cpl", ".url", ".application", ".doc", ".rtf"], StringComparison.OrdinalIgnoreCase);
    private static readonly SearchValues<string> Archives = SearchValues.Create(
        [".zip", ".rar", ".7z", ".gz", ".tgz", ".bz2", ".xz", ".cab", ".ace", ".arj", ".lzh", ".tar"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> StaticFiles = SearchValues.Create(
        [".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".ico", ".css", ".js", ".pdf", ".mp3", ".mp4", ".ics"], StringComparison.OrdinalIgnoreCase);

    private static readonly string[] Internals = ["/wp-includes/", "/wp-admin/", "/wp-content/plugins/", "/wp-content/themes/", "/wp-content/upgrade/", "/.well-known/acme-challenge/", "/.well-known/pki-validation/", "/cgi-sys/"];

    public static bool IsWeb(Url url) => url.Scheme is "http" or "https" or "ftp";

    public static bool IsProgram(Url url) => Programs.Contains(Extension(url)) && !(Extension(url) is ".js" or ".com" && url.Path!.Length < 4);

    public static bool IsArchive(Url url) => Archives.Contains(Extension(url));

    /// <summary>The folder of a website's own software (WordPress, the server's well-known files) that the path leads into, other than to a picture, a style or a document; null if none.</summary>
    public static string? SiteInternals(Url url)
    {
        if (url.Path is not { Length: > 8 } path || StaticFiles.Contains(Extension(url))) return null;
        foreach (var folder in Internals)
            if (path.Contains(folder, StringComparison.OrdinalIgnoreCase)) return folder.Trim('/');
        return null;
    }

    private static string Extension(Url url)
    {
        var path = url.Path;
        if (path is null) return "";
        var dot = path.LastIndexOf('.');
        return dot < 0 || path.Length - dot > 12 || path.IndexOf('/', dot) >= 0 ? "" : path[dot..];
    }

    /// <summary>The domain that the labels left of the root domain spell: <c>paypal.com</c> in <c>paypal.com.login.evil.example</c>; null if they spell none.</summary>
    public static string? DomainInSubdomain(Domain domain)
    {
        if (domain is not { Valid: true, Subdomain: { Length: > 4 } left }) return null;
        var labels = left.Split('.');
        if (labels.Length is < 2 or > 40) return null;
        for (var i = 1; i < labels.Length; i++)
        {
            // only suffixes that no one uses as an ordinary label: "de" or "jp" name a language or a site
            if (labels[i] is "com" or "net" or "org" or "gov" && labels[i - 1] is { Length: >= 3 } name && name is not ("www" or "mail" or "cdn")
                && PublicSuffixList.Split($"{name}.{labels[i]}").Valid) return $"{name}.{labels[i]}";
        }
        return null;
    }

    /// <summary>True if scheme and host as written hold what a browser takes out or turns: backslashes, tabs, line breaks, missing or surplus slashes.</summary>
    public static bool HasOddSeparators(string source, Url url)
    {
        if (!IsWeb(url) || (url.Ip is null && !url.Domain.Valid)) return false;
        var text = source.AsSpan().Trim();
        var colon = text.IndexOf(':');
        if (colon is < 2 or > 12) return false;
        var rest = text[(colon + 1)..];
        var slashes = 0;
        while (slashes < rest.Length && rest[slashes] is '/' or '\\') slashes++;
        if (text[..colon].ContainsAny('\t', '\n', '\r') || rest[..slashes].Contains('\\')) return true;
        rest = rest[slashes..];
        var end = rest.IndexOfAny(HostEnd);
        var host = end < 0 ? rest : rest[..end];
        return host.Contains('\\') || host.TrimEnd().ContainsAny('\t', '\n', '\r') || slashes is 0 or 1 or > 3;
    }

    /// <summary>Latin letters beside Cyrillic or Greek ones in one label: no registry of good repute sells such a name.</summary>
    public static bool MixesScripts(string host)
    {
        bool latin = false, other = false;
        foreach (var c in host)
        {
            if (c == '.') latin = other = false;
            else if (char.IsAsciiLetter(c)) latin = true;
            else if (c is >= '\u0370' and <= '\u052F') other = true;
            if (latin && other) return true;
        }
        return false;
    }

    /// <summary>The domain that a host seems to end at, where a label only starts with a suffix: <c>post.com</c> in <c>post.com-parcel.example</c>; null if none does.</summary>
    public static string? SuffixAsLabel(Domain domain)
    {
        if (domain is not { Valid: true, Subdomain: { Length: > 2 } left, Sld: { } sld }) return null;
        var dot = left.LastIndexOf('.');
        var before = left.AsSpan(dot + 1);
        foreach (var suffix in (ReadOnlySpan<string>)["com-", "net-", "org-", "gov-"])
            if (sld.StartsWith(suffix, StringComparison.Ordinal) && before.Length >= 3 && before is not "www") return $"{before}.{suffix.AsSpan(0, 3)}";
        return null;
    }

    /// <summary>A name that a machine drew: letters and digits in turn, or hardly a vowel in many letters. Short names of few vowels are abbreviations.</summary>
    public static bool IsRandom(string sld)
    {
        if (sld.Length is < 9 or > 63) return false;
        int changes = 0, letters = 0, digits = 0, vowels = 0;
        for (var i = 0; i < sld.Length; i++)
        {
            var c = sld[i];
            if (!char.IsAsciiLetterOrDigit(c)) return false;   // hyphens join words
            if (char.IsAsciiDigit(c)) digits++;
            else letters++;
            if (c is 'a' or 'e' or 'i' or 'o' or 'u' or 'y') vowels++;
            if (i > 0 && char.IsAsciiDigit(c) != char.IsAsciiDigit(sld[i - 1])) changes++;
        }
        return (changes >= 4 && letters >= 3 && digits >= 3) || (letters >= 12 && vowels * 8 <= letters);
    }

    /// <summary>The word by which a path says that a test for machines stands before the page; null if none does.</summary>
    public static string? CaptchaWord(Url url)
    {
        if (url.Path is not { Length: > 7 } path) return null;
        foreach (var word in (ReadOnlySpan<string>)["captcha", "turnstile", "human-verif", "verify-human", "verifyhuman", "humanverif", "not-a-robot", "notarobot"])
            if (path.Contains(word, StringComparison.OrdinalIgnoreCase)) return word;
        return null;
    }
}
