using System.Globalization;
using System.Text;

namespace Lurewatch.Mail.Links.Wrappers;

/// <summary>Proofpoint URL Defense: version 1 percent-encodes, 2 turns % into - and / into _, 3 leaves the URL readable and sets what needs escaping apart, in base64url.</summary>
/// <remarks>As Proofpoint's own published decoder reads them (URL Defense documentation, "URL decoder" script).</remarks>
internal sealed class ProofpointWrapper : ILinkWrapper
{
    private const string RunLengths = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    public string Encoder => "proofpoint";
    public WrapperKind Kind => WrapperKind.Gateway;
    public IReadOnlyList<string> Roots { get; } = ["proofpoint.com", "urldefense.com", "urldefense.us"];

    public bool TryOpen(Url url, out Unwrapped found)
    {
        found = default;
        if (url.Domain.DomainName is not ("urldefense.proofpoint.com" or "urldefense.com" or "urldefense.us" or "www.urldefense.com")) return false;
        var tail = QueryText.Tail(url);
        if (tail.StartsWith("/v1/", StringComparison.OrdinalIgnoreCase)) found = new Unwrapped(QueryText.TryGet(url.QueryParams, "u", out var one) ? TargetText.Read(one, bare: true) : null);
        else if (tail.StartsWith("/v2/", StringComparison.OrdinalIgnoreCase)) found = new Unwrapped(QueryText.TryGet(url.QueryParams, "u", out var two) ? Version2(two) : null);
        else if (tail.StartsWith("/v3/__", StringComparison.OrdinalIgnoreCase)) found = new Unwrapped(Version3(tail[6..]) is { } text ? UrlReader.Read(text) : null);
        return true;
    }

    private static Url? Version2(ReadOnlySpan<char> coded) =>
        TargetText.Read(PercentCode.Decode(coded).Replace('-', '%').Replace('_', '/'), bare: true);

    /// <summary>URL <c>__;</c> characters taken out, base64url, <c>!</c> signature. In the URL <c>*</c> stands for one of them, <c>**</c> and a letter for a run of 2 to 65.</summary>
    public static string? Version3(ReadOnlySpan<char> text)
    {
        var end = text.IndexOf("__;", StringComparison.Ordinal);
        if (end <= 0) return null;
        var body = text[..end];
        var coded = text[(end + 3)..];
        var mark = coded.IndexOf('!');
        if (mark >= 0) coded = coded[..mark];
        var taken = coded.IsEmpty ? "" : TargetText.Base64Bytes(coded.TrimEnd('=')) is { } bytes ? Encoding.UTF8.GetString(bytes) : "";
        var runes = taken.EnumerateRunes();
        var plain = new StringBuilder(body.Length + taken.Length);
        while (!body.IsEmpty)
        {
            var star = body.IndexOf('*');
            plain.Append(star < 0 ? body : body[..star]);
            if (star < 0) break;
            body = body[(star + 1)..];
            var run = 1;
            if (body.Length > 1 && body[0] == '*' && RunLengths.IndexOf(body[1], StringComparison.Ordinal) is >= 0 and var length)
            {
                run = length + 2;
                body = body[2..];
            }
            for (; run > 0 && runes.MoveNext(); run--) plain.Append(CultureInfo.InvariantCulture, $"{runes.Current}");
            if (run > 0) plain.Append('*', 1);   // the characters do not suffice: truncated or made up; what is there still names the host
        }
        return plain.ToString();
    }
}
