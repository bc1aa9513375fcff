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
}
