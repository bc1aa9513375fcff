namespace Lurewatch.Containers.Disks;

/// <summary>A stretch of a file on its disk.</summary>
/// <param name="At">Where it starts; negative for a hole, which reads as zeros.</param>
/// <param name="Length">Its bytes.</param>
internal readonly record struct Extent(long At, long Length);

/// <summary>A file of a file system.</summary>
/// <param name="Name">Its path, slashes forward.</param>
/// <param name="Size">As declared.</param>
internal sealed record StoredFile(string Name, long Size)
{
    /// <summary>Where its content lies, in order; as far as could be followed.</summary>
    public IReadOnlyList<Extent> Extents { get; init; } = [];
    /// <summary>The content, where the file's own record holds it.</summary>
    public ReadOnlyMemory<byte>? Inline { get; init; }
    /// <summary>The reader of files does not show it unless told to.</summary>
    public bool Hidden { get; init; }
    /// <summary>Why the content cannot be read: <c>encrypted</c>, <c>unsupported</c>; null if it can.</summary>
    public string? Closed { get; init; }
}

/// <summary>A file system found on a disk.</summary>
/// <param name="kind"><c>iso9660</c>, <c>joliet</c>, <c>rock-ridge</c>, <c>udf</c>, <c>fat12</c>, …</param>
/// <param name="disk">What its files' extents are positions on.</param>
internal sealed class Volume(string kind, DiskBytes disk)
{
    public string Kind { get; set; } = kind;
    public DiskBytes Disk { get; } = disk;
    /// <summary>The name that it bears.</summary>
    public string? Label { get; set; }
    public List<StoredFile> Files { get; } = [];
    /// <summary>What is wrong with it.</summary>
    public ZipProblems Problems { get; } = new();
    /// <summary>A limit ended the reading of its directories.</summary>
    public bool Cut { get; set; }

    /// <summary>True while one more entry may be listed.</summary>
    public bool MayAdd(AnalysisBudget budget, string what)
    {
        if (Files.Count < budget.Limits.Members && budget.TryTakeSteps(1, what)) return true;
        if (Files.Count >= budget.Limits.Members) budget.Exhaust("members", what);
        Cut = true;
        return false;
    }
}

/// <summary>Content of a stored file.</summary>
/// <param name="Bytes">What there is.</param>
/// <param name="State"><c>opened</c>, <c>damaged</c>, <c>limit</c>, <c>encrypted</c>, <c>unsupported</c>.</param>
internal readonly record struct StoredContent(ReadOnlyMemory<byte> Bytes, string State)
{
    private const int StartKept = 64 << 10;

    /// <summary>Puts a file together, its bytes taken from the budget; of one that is over a limit only the start, enough to tell its type.</summary>
    public static StoredContent Read(DiskBytes disk, StoredFile file, AnalysisBudget budget)
    {
        if (file.Closed is { } closed) return new StoredContent(default, closed);
        if (file.Inline is { } inline) return budget.TryTakeBytes(inline.Length, file.Name) ? new StoredContent(inline, "opened") : new StoredContent(BoundedUnpacking.Start(inline), "limit");
        var there = Math.Min(file.Size, Reachable(disk, file));
        if (!budget.TryTakeBytes(there, file.Name)) return new StoredContent(Join(disk, file, (int)Math.Min(there, StartKept)), "limit");
        return new StoredContent(Join(disk, file, (int)there), there < file.Size ? "damaged" : "opened");
    }

    /// <summary>Bytes that the extents lead to: what a size declares beyond them is not there.</summary>
    public static long Reachable(DiskBytes disk, StoredFile file)
    {
        if (file.Inline is { } inline) return inline.Length;
        long sum = 0;
        foreach (var extent in file.Extents)
        {
            if (sum >= file.Size) break;
            if (extent.At < 0)
            {
                sum += Math.Min(extent.Length, file.Size - sum);
                continue;
            }
            var there = Math.Clamp(disk.Length - extent.At, 0, extent.Length);
            sum += there;
            if (there < extent.Length) break;
        }
        return sum;
    }

    /// <summary>The first bytes of a file; no more than its extents lead to.</summary>
    public static ReadOnlyMemory<byte> Join(DiskBytes disk, StoredFile file, int length)
    {
        if (length == 0) return default;
        if (file.Inline is { } inline) return inline[..Math.Min(length, inline.Length)];
        if (file.Extents is [{ At: >= 0 } only, ..] && only.Length >= length) return disk.Read(only.At, length);
        var whole = new byte[length];
        var done = 0;
        foreach (var extent in file.Extents)
        {
            var piece = (int)Math.Min(extent.Length, length - done);
            if (piece <= 0) break;
            if (extent.At >= 0) disk.Read(extent.At, piece).Span.CopyTo(whole.AsSpan(done));
            done += piece;
        }
        return whole;
    }
}
