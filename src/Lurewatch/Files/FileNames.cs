namespace Lurewatch.Files;

internal static class FileNames
{
    /// <summary>Extension as Windows would take it: after the last dot, lower case, without dot, trailing dots and spaces ignored; null if there is none.</summary>
    public static string? Extension(string? name)
    {
        if (name is null) return null;
        var trimmed = name.AsSpan().TrimEnd(". \t");
        var slash = trimmed.LastIndexOfAny('/', '\\');
        if (slash >= 0) trimmed = trimmed[(slash + 1)..];
        var dot = trimmed.LastIndexOf('.');
        return dot < 0 || dot == trimmed.Length - 1 ? null : trimmed[(dot + 1)..].ToString().ToLowerInvariant();
    }
}
