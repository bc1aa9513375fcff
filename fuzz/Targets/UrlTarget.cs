using System.Text;
using Lurewatch.Mail.Links;

namespace Lurewatch.Fuzz;

/// <summary>Whatever is read as a URL must read the same again, and say nothing of its host that its text does not hold.</summary>
internal static class UrlTarget
{
    public static void Run(ReadOnlySpan<byte> data)
    {
        if (UrlReader.Read(Encoding.UTF8.GetString(data)) is not { } url) return;
        var again = UrlReader.Read(url.UrlText!) ?? throw new InvalidOperationException($"unreadable: {url.UrlText}");
        if (again.UrlText != url.UrlText) throw new InvalidOperationException($"unstable: {url.UrlText} → {again.UrlText}");
        if (!Ascii.IsValid(url.UrlText)) throw new InvalidOperationException($"not ASCII: {url.UrlText}");
        if (url is { Scheme: "http" or "https", Domain: { Valid: true, DomainName: { } name } }
            && !url.UrlText!.Contains(url.Domain.Punycode ?? name, StringComparison.Ordinal)) throw new InvalidOperationException($"host not in text: {url.UrlText}");
        foreach (var pair in url.QueryParamsDecoded) _ = pair.Value.Count;
    }
}
