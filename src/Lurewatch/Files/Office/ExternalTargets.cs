namespace Lurewatch.Files.Office;

/// <summary>What a target outside of the document means.</summary>
internal static class ExternalTargets
{
    /// <summary>True if loading it leaves the machine: a URL of a network scheme, a UNC path.</summary>
    public static bool IsRemote(string target)
    {
        var text = target.AsSpan().Trim();
        foreach (var scheme in (ReadOnlySpan<string>)["http:", "https:", "ftp:", "mhtml:", "ms-", "file://", "\\\\", "//", "x-usc:", "!x-usc:", "mhtml!", "smb:"])
            if (text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
                return !text.StartsWith("file:///", StringComparison.OrdinalIgnoreCase) || text.StartsWith("file:///\\\\", StringComparison.OrdinalIgnoreCase);
        return false;
    }

    /// <summary>The address that is fetched: without the handlers put before it (<c>mhtml:</c>, <c>x-usc:</c>) and without what stands behind a <c>!</c>, which names a part of the answer.</summary>
    public static string? Address(string target)
    {
        var text = target.AsSpan().Trim();
        for (var n = 0; n < 8; n++)
        {
            if (text.StartsWith("mhtml:", StringComparison.OrdinalIgnoreCase) || text.StartsWith("x-usc:", StringComparison.OrdinalIgnoreCase) || text.StartsWith("mhtml!", StringComparison.OrdinalIgnoreCase)) text = text[6..];
            else if (text.StartsWith("!x-usc:", StringComparison.OrdinalIgnoreCase)) text = text[7..];
            else break;
        }
        if (text.StartsWith("http", StringComparison.OrdinalIgnoreCase))
        {
            var colon = text.IndexOf(':');
            var bang = text.IndexOf('!');
            if (colon > 0 && bang > colon && text.IndexOf('?') is var query && (query < 0 || bang < query)) text = text[..bang];
        }
        return text.IsEmpty ? null : text.ToString();
    }
}
