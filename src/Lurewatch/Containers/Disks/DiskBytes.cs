namespace Lurewatch.Containers.Disks;

/// <summary>A disk as its file systems see it: bytes by position, wherever the image keeps them.</summary>
internal abstract class DiskBytes
{
    /// <summary>Size of the disk; of a virtual one as declared, which says nothing of what is there.</summary>
    public abstract long Length { get; }

    /// <summary>A range, shorter where the disk ends; a slice of the image where it lies in one piece. Callers ask for no more than the budget allows them to keep.</summary>
    public abstract ReadOnlyMemory<byte> Read(long at, int count);

    /// <summary>How much of a range can be asked for at all.</summary>
    protected int Within(long at, int count) => at < 0 || at >= Length || count <= 0 ? 0 : (int)Math.Min(count, Length - at);
}

/// <summary>An image that is the disk, byte by byte.</summary>
internal sealed class PlainDisk(ReadOnlyMemory<byte> bytes) : DiskBytes
{
    public override long Length => bytes.Length;

    public override ReadOnlyMemory<byte> Read(long at, int count) => Within(at, count) is > 0 and var there ? bytes.Slice((int)at, there) : default;
}

/// <summary>A partition of a disk.</summary>
internal sealed class DiskPart(DiskBytes disk, long start, long length) : DiskBytes
{
    public override long Length { get; } = Math.Max(0, Math.Min(length, disk.Length - start));

    public override ReadOnlyMemory<byte> Read(long at, int count) => disk.Read(start + at, Within(at, count));
}

/// <summary>A disk in blocks of one size, each somewhere in the image or nowhere: what is nowhere reads as zeros.</summary>
/// <param name="image">The image.</param>
/// <param name="length">Size of the disk.</param>
/// <param name="blockSize">Size of a block.</param>
/// <param name="blocks">Where each block starts in the image; negative if nowhere. Fewer than the disk has: the rest is nowhere.</param>
internal sealed class BlockDisk(ReadOnlyMemory<byte> image, long length, int blockSize, long[] blocks) : DiskBytes
{
    public override long Length => length;

    public override ReadOnlyMemory<byte> Read(long at, int count)
    {
        count = Within(at, count);
        if (count == 0) return default;
        var inside = (int)(at % blockSize);
        if (inside + count <= blockSize && Block(at / blockSize) is var start and >= 0 && start <= image.Length - inside - count) return image.Slice((int)(start + inside), count);
        var whole = new byte[count];
        for (var done = 0; done < count;)
        {
            inside = (int)((at + done) % blockSize);
            var piece = Math.Min(count - done, blockSize - inside);
            start = Block((at + done) / blockSize);
            if (start >= 0 && start < image.Length - inside)
            {
                var there = (int)Math.Min(piece, image.Length - start - inside);
                image.Span.Slice((int)(start + inside), there).CopyTo(whole.AsSpan(done));
            }
            done += piece;
        }
        return whole;
    }

    private long Block(long index) => index < blocks.Length ? blocks[index] : -1;
}
