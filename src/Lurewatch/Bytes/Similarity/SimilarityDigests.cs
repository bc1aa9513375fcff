using Lurewatch.Files;
using Lurewatch.Intel;

namespace Lurewatch.Bytes.Similarity;

/// <summary>Digests that similar files share in part. They cost several times what SHA-256 does, so they are computed when an output asks for them, and only for files that somebody
/// would compare: attachments and what was found in them, not mail, its texts, pictures or keys.</summary>
/// <param name="Tlsh">Null where content is too short or too even.</param>
/// <param name="Ssdeep">Null where it says nothing.</param>
internal sealed record SimilarityDigests(string? Tlsh, string? Ssdeep)
{
    /// <summary>Longer files are left out.</summary>
    public const int MostBytes = 16 << 20;
    /// <summary>Bytes of all files of one analysis that are digested.</summary>
    public const long MostBytesInAll = 32 << 20;
    /// <summary>TLSH has no digest of less, and a shorter digest of ssdeep says no more than the content.</summary>
    private const int Least = 50;

    public static SimilarityDigests None { get; } = new(null, null);

    public static SimilarityDigests Of(ReadOnlySpan<byte> bytes) => new(Similarity.Tlsh.Of(bytes), Similarity.Ssdeep.Of(bytes));

    /// <summary>Whether a file is one that somebody would compare.</summary>
    public static bool Serve(FileType type, string origin, string? name, long size) =>
        size is >= Least and <= MostBytes
        && type is not (FileType.Eml or FileType.Emlx or FileType.Mbox or FileType.Msg or FileType.Tnef or FileType.Pst or FileType.Dbx or FileType.Crypto) && !IndicatorFiles.IsImage(type)
        && !(name is null && origin is "alternative" or "inline");
}
