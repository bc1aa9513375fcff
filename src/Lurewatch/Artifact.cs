using System.Security.Cryptography;
using Lurewatch.Bytes;
using Lurewatch.Bytes.Similarity;
using Lurewatch.Files;
using Lurewatch.Mail;

namespace Lurewatch;

/// <summary>A file at any depth: the scanned file itself, an attachment, an archive member, a macro module. Immutable but for its lazily computed hashes.</summary>
public sealed class Artifact
{
    private string? _md5, _sha1, _sha256;
    private SimilarityDigests? _similarity;
    private double _entropy = double.NaN;

    internal Artifact(ReadOnlyMemory<byte> bytes, string? name, string path, Artifact? parent, string origin, FileType type)
    {
        Bytes = bytes;
        Name = name;
        Path = path;
        Parent = parent;
        Origin = origin;
        Type = type;
        Depth = parent is null ? 0 : parent.Depth + 1;
    }

    /// <summary>The content.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }
    /// <summary>The name that the container gave, decoded, otherwise unchanged; null if it had none.</summary>
    public string? Name { get; }
    /// <summary>Unique in the analysis: <c>/</c> for the scanned file, <c>/Rechnung.zip/Rechnung.doc</c> below.</summary>
    public string Path { get; }
    /// <summary>What it was found in; null for the scanned file.</summary>
    public Artifact? Parent { get; }
    /// <summary>How it was found: <c>input</c>, <c>attachment</c>, <c>member</c>, <c>macro</c>, <c>script</c>, <c>stream</c>, …</summary>
    public string Origin { get; }
    /// <summary>What happens between its parent and it, in order, where code has to run for it to appear: <c>AutoOpen</c>, <c>Win32_Process.Create</c>. Empty for files that simply lie there.</summary>
    public IReadOnlyList<string> Steps { get; internal init; } = [];
    /// <summary>Levels below the scanned file.</summary>
    public int Depth { get; }
    /// <summary>Type by content.</summary>
    public FileType Type { get; }
    /// <summary>Length in bytes.</summary>
    public long Size => Bytes.Length;
    /// <summary>Extension of <see cref="Name"/>: lower case, no dot; null if none.</summary>
    public string? Extension => FileNames.Extension(Name);
    /// <summary>True if the extension claims another type than the content has.</summary>
    public bool NameLies => FileTypes.Contradicts(Extension, Type);
    /// <summary>Lower-case hex.</summary>
    public string Md5 => _md5 ??= Convert.ToHexStringLower(MD5.HashData(Bytes.Span));
    /// <summary>Lower-case hex.</summary>
    public string Sha1 => _sha1 ??= Convert.ToHexStringLower(SHA1.HashData(Bytes.Span));
    /// <summary>Lower-case hex.</summary>
    public string Sha256 => _sha256 ??= Convert.ToHexStringLower(SHA256.HashData(Bytes.Span));
    /// <summary>TLSH digest (<c>T1…</c>): similar files have similar ones. Null for what nobody compares (mail, its texts, pictures), for content too short or too even, and beyond the bounds of docs/limits.md.</summary>
    public string? Tlsh => Similarity.Tlsh;
    /// <summary>ssdeep's digest; null where <see cref="Tlsh"/> is not computed either.</summary>
    public string? Ssdeep => Similarity.Ssdeep;
    /// <summary>Shannon entropy, bits per byte: 0 to 8.</summary>
    public double Entropy => double.IsNaN(_entropy) ? _entropy = Hashes.Entropy(Bytes.Span) : _entropy;
    /// <summary>What the format's handler read: the typed record that MQL's <c>file.explode</c> answers with; null if no handler claims the type.</summary>
    public object? Facts { get; internal set; }
    /// <summary>It is worth comparing, and the analysis has not yet digested too much.</summary>
    internal bool IsComparable { get; init; }
    private SimilarityDigests Similarity => SameAs is { } same ? same.Similarity : _similarity ??= IsComparable ? SimilarityDigests.Of(Bytes.Span) : SimilarityDigests.None;
    /// <summary>Of mail: the form it came in.</summary>
    internal MailForm Form { get; init; }
    /// <summary>Why it could not be (fully) opened: <c>encrypted</c>, <c>damaged</c>, <c>limit</c>, <c>unsupported</c>, <c>missing</c> (parts lie in other files); null if it was.</summary>
    public string? Unopened { get; internal set; }
    /// <summary>The artifact with the same bytes that was looked into instead of this one.</summary>
    public Artifact? SameAs { get; internal set; }
}
