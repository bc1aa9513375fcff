using Lurewatch.Mail;
using Microsoft.Win32.SafeHandles;

namespace Lurewatch.Server.Ingest;

/// <summary>Mail from files, folders, globs, mboxes, Maildirs, archives and standard input, by content and one item at a time: memory does not grow with their number.</summary>
public sealed class MailSources
{
    /// <summary>Bytes of one mail or file beyond which it is not scanned.</summary>
    public const int DefaultItemBytes = 64 << 20;
    private const int HeadBytes = 64 << 10;

    private readonly PathWalker _walker;
    private readonly Contents _contents;
    private readonly Func<Stream> _standardInput;
    private readonly int _itemBytes;
    private long _filesRead;

    private MailSources(IReadOnlyList<string> paths, Func<Stream> standardInput, int itemBytes)
    {
        _walker = new PathWalker(paths);
        _contents = new Contents(itemBytes);
        _standardInput = standardInput;
        _itemBytes = itemBytes;
    }

    /// <summary>Files that were read so far, to the end.</summary>
    public long FilesRead => Interlocked.Read(ref _filesRead);

    /// <summary>Names the sources; nothing is read before <see cref="Read"/>.</summary>
    /// <param name="paths">Files, folders, globs; <c>-</c> is standard input.</param>
    /// <param name="standardInput">Where <c>-</c> reads; the process's own by default.</param>
    /// <param name="itemBytes">Bytes of one mail or file beyond which it is a problem, not an item.</param>
    public static MailSources Open(IReadOnlyList<string> paths, Func<Stream>? standardInput = null, int itemBytes = DefaultItemBytes)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return new MailSources(paths, standardInput ?? Console.OpenStandardInput, itemBytes);
    }

    /// <summary>Every mail and file in order, and every path that gave none with its reason. Never throws on what it finds.</summary>
    public IEnumerable<MailItem> Read()
    {
        foreach (var found in _walker.Walk())
        {
            if (found.Problem is { } problem)
            {
                yield return new MailItem(found.Path) { Problem = problem };
            }
            else
            {
                foreach (var item in Guarded(found.Path, found)) yield return item;
                Interlocked.Increment(ref _filesRead);
            }
        }
    }

    /// <summary>Counts the files and picks up to <paramref name="sample"/> of them, evenly spread. Reads names, no content.</summary>
    public SourceSurvey Survey(int sample, CancellationToken cancel = default)
    {
        var picked = new List<string>();
        long files = 0, step = 1;
        var hasStandardInput = false;
        foreach (var found in _walker.Walk())
        {
            if (cancel.IsCancellationRequested) break;
            if (found.Problem is not null) continue;
            hasStandardInput |= found.Path == "-";
            if (found.Path != "-" && files % step == 0) picked.Add(found.Path);
            files++;
            if (picked.Count <= sample * 2) continue;
            step *= 2;
            var kept = 0;
            picked.RemoveAll(_ => kept++ % 2 == 1);
        }
        while (picked.Count > sample)
        {
            var kept = 0;
            picked.RemoveAll(_ => kept++ % 2 == 1);
        }
        return new SourceSurvey(files, picked, hasStandardInput);
    }

    /// <summary>First bytes of a file; empty if it cannot be read.</summary>
    public static ReadOnlyMemory<byte> Head(string path)
    {
        try
        {
            if (!FileKind.MayBeRegular(path)) return default;
            using var handle = OpenFile(path);
            var head = new byte[(int)Math.Min(RandomAccess.GetLength(handle), HeadBytes)];
            return head.AsMemory(0, RandomAccess.Read(handle, head, 0));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return default;
        }
    }

    private IEnumerable<MailItem> Guarded(string path, FoundFile found)
    {
        using var items = Deferred(found).GetEnumerator();
        while (true)
        {
            MailItem item;
            var failed = false;
            try
            {
                if (!items.MoveNext()) yield break;
                item = items.Current;
            }
            // Readers of foreign formats throw what they like; one file must not end the scan.
            catch (Exception error) when (error is not (OutOfMemoryException or OperationCanceledException))
            {
                item = new MailItem(path) { Problem = error is FileNotFoundException && PathWalker.IsLink(path) ? InputProblems.DeadLink : InputProblems.From(error) };
                failed = true;
            }
            yield return item;
            if (failed) yield break;
        }
    }

    /// <summary>Opens the file only when the first item is asked for, where its failure is caught.</summary>
    private IEnumerable<MailItem> Deferred(FoundFile found)
    {
        foreach (var item in Items(found)) yield return item;
    }

    private IEnumerable<MailItem> Items(FoundFile found)
    {
        var origin = new MailItem(found.Path);
        if (found.Path == "-") return Streamed(origin, _standardInput());
        if (!FileKind.MayBeRegular(found.Path))
            return found.Named ? Streamed(origin, File.OpenRead(found.Path)) : [origin with { Problem = InputProblems.Special }];
        byte[] bytes;
        using (var handle = OpenFile(found.Path))
        {
            var length = RandomAccess.GetLength(handle);
            if (length > _itemBytes) return Large(origin);
            bytes = new byte[length];
            var read = 0;
            while (read < length && RandomAccess.Read(handle, bytes.AsSpan(read), read) is > 0 and var count) read += count;
            if (read < length) bytes = bytes[..read];
        }
        return _contents.Open(origin, bytes);
    }

    private IEnumerable<MailItem> Large(MailItem origin)
    {
        // A mailbox of Outlook is read here and there, in pieces that need no buffer; all else from start to end.
        var (buffer, options) = PstMailbox.IsPst(Head(origin.Path).Span) ? (0, FileOptions.RandomAccess) : (1 << 16, FileOptions.SequentialScan);
        using var stream = new FileStream(origin.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, buffer, options);
        foreach (var item in _contents.Open(origin, default, stream)) yield return item;
    }

    /// <summary>Standard input or a pipe: small ones are read whole, so that archives can be opened; large ones stream.</summary>
    private IEnumerable<MailItem> Streamed(MailItem origin, Stream stream)
    {
        using var _ = stream;
        var rewindable = new Rewindable(stream, HeadBytes);
        var head = Contents.ReadUpTo(rewindable, HeadBytes - 1, out var isWhole);
        if (!isWhole && MboxReader.LooksLikeMbox(head))
        {
            rewindable.Rewind();
            foreach (var item in _contents.Open(origin, default, rewindable)) yield return item;
            yield break;
        }
        rewindable.Rewind();
        var bytes = Contents.ReadUpTo(rewindable, _itemBytes, out isWhole);
        foreach (var item in isWhole ? _contents.Open(origin, bytes) : _contents.Open(origin, default, new Prefixed(bytes, stream))) yield return item;
    }

    private static SafeFileHandle OpenFile(string path) =>
        File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
}

/// <summary>What lies ahead.</summary>
/// <param name="Files">Files that will be read.</param>
/// <param name="Sample">Some of them, evenly spread.</param>
/// <param name="HasStandardInput">True if one of them is standard input.</param>
public sealed record SourceSurvey(long Files, IReadOnlyList<string> Sample, bool HasStandardInput);
