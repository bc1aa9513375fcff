using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Lurewatch.Tests.Mail.Authentication;

/// <summary>Signs mails by the slow route: canonical forms by regular expressions over text, as RFC 6376 words them. Shares nothing with the engine.</summary>
internal static class SlowSigner
{
    /// <summary>One key for all tests: making one takes longer than all else.</summary>
    public static RSA Key { get; } = RSA.Create(2048);

    public static string PublicKey { get; } = Convert.ToBase64String(Key.ExportSubjectPublicKeyInfo());

    public static string Body(string body, bool relaxed)
    {
        var text = Regex.Replace(body, "\r?\n", "\r\n");
        if (relaxed)
        {
            text = Regex.Replace(text, "[ \t]+(?=\r\n|\\z)", "");
            text = Regex.Replace(text, "[ \t]+", " ");
        }
        text = Regex.Replace(text, "(\r\n)+\\z", "");
        if (text.Length > 0 || !relaxed) text += "\r\n";
        return text;
    }

    public static string Field(string field, bool relaxed)
    {
        var text = Regex.Replace(field, "\r?\n", "\r\n");
        if (!relaxed) return text;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var value = Regex.Replace(text[(colon + 1)..], "\r\n", "");
        value = Regex.Replace(value, "[ \t]+", " ").Trim(' ');
        return text[..colon].Trim(' ', '\t').ToLowerInvariant() + ":" + value;
    }

    /// <summary>The mail with a signature above it.</summary>
    /// <param name="fields">Each without its line end.</param>
    /// <param name="body">The body.</param>
    /// <param name="tags">Replaces or adds tags; <c>l</c> cuts the body that is hashed.</param>
    /// <param name="canonicalization">c=.</param>
    /// <param name="hash">SHA-256 unless said otherwise.</param>
    public static string Sign(string[] fields, string body, string canonicalization = "relaxed/relaxed", string h = "from:to:subject", Dictionary<string, string>? tags = null,
        RSA? key = null, HashAlgorithmName? hash = null)
    {
        var algorithm = hash ?? HashAlgorithmName.SHA256;
        var relaxedHeader = canonicalization.StartsWith("relaxed", StringComparison.Ordinal);
        var canonical = Encoding.Latin1.GetBytes(Body(body, canonicalization.EndsWith("/relaxed", StringComparison.Ordinal)));
        if (tags?.GetValueOrDefault("l") is { } l) canonical = canonical[..Math.Min(canonical.Length, int.Parse(l, System.Globalization.CultureInfo.InvariantCulture))];
        var all = new Dictionary<string, string>
        {
            ["v"] = "1",
            ["a"] = algorithm == HashAlgorithmName.SHA1 ? "rsa-sha1" : "rsa-sha256",
            ["c"] = canonicalization,
            ["d"] = "town.example",
            ["s"] = "key",
            ["h"] = h,
            ["bh"] = Convert.ToBase64String(CryptographicOperations.HashData(algorithm, canonical)),
        };
        foreach (var (name, value) in tags ?? []) all[name] = value;
        var unsigned = "DKIM-Signature: " + string.Join("; ", all.Select(tag => $"{tag.Key}={tag.Value}")) + ";\r\n b=";
        var signed = new StringBuilder();
        var used = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in h.Split(':'))
        {
            var same = fields.Where(field => field[..field.IndexOf(':', StringComparison.Ordinal)].Trim().Equals(name.Trim(), StringComparison.OrdinalIgnoreCase)).ToArray();
            var n = used.GetValueOrDefault(name.Trim());
            used[name.Trim()] = n + 1;
            if (n < same.Length) signed.Append(Field(same[^(n + 1)], relaxedHeader)).Append("\r\n");
        }
        signed.Append(Field(unsigned, relaxedHeader));
        var signature = (key ?? Key).SignData(Encoding.Latin1.GetBytes(signed.ToString()), algorithm, RSASignaturePadding.Pkcs1);
        return unsigned + Convert.ToBase64String(signature) + "\r\n" + string.Concat(fields.Select(field => Regex.Replace(field, "\r?\n", "\r\n") + "\r\n")) + "\r\n" + Regex.Replace(body, "\r?\n", "\r\n");
    }
}
