using System.Buffers;
using System.Formats.Tar;
using System.IO.Compression;
using Lurewatch.Mail;

namespace Lurewatch.Server.Ingest;

/// <summary>Opens what holds mails, by content: mbox, ZIP, tar, gzip, and one such container in another. All else is one item.</summary>
internal sealed class Contents(int limit)
{
    private const int HeadBytes = 64 << 10, SniffedMembers = 16, SniffBytes = 4096, Levels = 2;

    /// <summary>Items of a file or member. <paramref name="stream"/> must be seekable for ZIPs to be opened.</summary>
    /// <param name="origin">Path and member, no bytes.</param>
    /// <param name="bytes">The whole content, if it was read already.</param>
    /// <param name="stream">The content, at its start, if it was not: too large to be one mail.</param>
    /// <param name="level">Containers around it.</param>
    public IEnumerable<MailItem> Open(MailItem origin, ReadOnlyMemory<byte> bytes, Stream? stream = null, int level = 0)
    {
        var head = bytes;
        if (stream is not null)
        {
            stream = stream.CanSeek ? stream : new Rewindable(stream, HeadBytes * 2);
            head = Head(stream);
        }
        if (head.IsEmpty) return [origin with { Problem = InputProblems.Empty }];
        if (IsMailbox(head.Span)) return Mailbox(origin, stream ?? AsStream(bytes), head.Span);
        if (PstMailbox.IsPst(head.Span)) return stream is null or { CanSeek: true } ? Pst(origin, stream ?? AsStream(bytes)) : [origin with { Problem = InputProblems.PstInStream(limit) }];
        if (ForeignMailboxes.Recognise(head.Span) is { } foreign) return [origin with { Problem = foreign }];
        if (level < Levels)
        {
            if (IsZip(head.Span) && (stream is null || stream.CanSeek) && ZipHoldsMails(stream ?? AsStream(bytes), level)) return Zip(origin, stream ?? AsStream(bytes), level);
            if (IsTar(head.Span) && (stream is not null || TarHoldsMails(AsStream(bytes), level))) return Tar(origin, stream ?? AsStream(bytes), level);
            if (IsGzip(head.Span) && Inflated(origin, bytes, stream, level) is { } inflated) return inflated;
        }
        return [stream is null ? origin with { Bytes = bytes } : origin with { Problem = InputProblems.TooLarge(limit) }];
    }

    private static bool IsMailbox(ReadOnlySpan<byte> head) => MboxReader.LooksLikeMbox(head) || MmdfReader.LooksLikeMmdf(head) || BabylReader.LooksLikeBabyl(head);

    /// <summary>The messages of a mailbox file that streams.</summary>
    private IEnumerable<MailItem> Mailbox(MailItem origin, Stream stream, ReadOnlySpan<byte> head) => Messages(origin,
        MmdfReader.LooksLikeMmdf(head) ? new MmdfReader(stream, limit).Read()
        : BabylReader.LooksLikeBabyl(head) ? new BabylReader(stream, limit).Read()
        : new MboxReader(stream, limit).Read());

    /// <summary>Outlook's mailbox: what is wrong with a message stands behind it, what is wrong with the file at the end.</summary>
    private IEnumerable<MailItem> Pst(MailItem origin, Stream stream)
    {
        if (PstMailbox.Open(stream, limit) is not { } mailbox)
        {
            yield return origin with { Problem = InputProblems.DamagedPst("its header is damaged") };
            yield break;
        }
        if (mailbox.HasPassword) yield return origin with { Problem = InputProblems.PstPassword };
        var index = 0;
        foreach (var mail in mailbox.Read())
        {
            var item = Member(origin, mail.Path) with { Index = index++, Form = MailForm.Pst };
            if (!mail.Bytes.IsEmpty) yield return item with { Bytes = mail.Bytes };
            if (mail.Bytes.IsEmpty || mail.Problems.Count > 0) yield return item with { Problem = InputProblems.PstMessage(mail) };
        }
        foreach (var problem in mailbox.Problems) yield return origin with { Problem = InputProblems.DamagedPst(problem) };
        if (mailbox.OtherItems > 0) yield return origin with { Problem = InputProblems.NoMails(mailbox.OtherItems) };
        else if (index == 0 && mailbox.Problems.Count == 0) yield return origin with { Problem = InputProblems.NoMails(0) };
    }

    private IEnumerable<MailItem> Messages(MailItem origin, IEnumerable<ReadOnlyMemory<byte>?> messages)
    {
        MailItem? first = null;
        var index = 0;
        foreach (var message in messages)
        {
            var item = message is { } bytes
                ? origin with { Index = index, Bytes = bytes, Problem = bytes.IsEmpty ? InputProblems.Empty : null }
                : origin with { Index = index, Problem = InputProblems.TooLarge(limit) };
            if (index++ == 0)
            {
                first = item;
                continue;
            }
            if (first is not null) yield return first;
            first = null;
            yield return item;
        }
        // One message behind one separator line is how many exports write a single mail.
        if (first is not null) yield return first with { Index = null };
    }

    private IEnumerable<MailItem> Zip(MailItem origin, Stream stream, int level)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        foreach (var entry in zip.Entries)
        {
            if (IsFolder(entry)) continue;
            var item = Member(origin, entry.FullName);
            if (entry.IsEncrypted)
            {
                yield return item with { Problem = InputProblems.EncryptedMember };
                continue;
            }
            Checked? content = null;
            foreach (var inner in MemberItems(item, () => content = new Checked(entry.Open()), level)) yield return inner;
            if (content is { AtEnd: true } && content.Crc != entry.Crc32) yield return item with { Problem = InputProblems.WrongChecksum };
        }
    }

    private IEnumerable<MailItem> Tar(MailItem origin, Stream stream, int level)
    {
        using var tar = new TarReader(stream, leaveOpen: true);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile)) continue;
            var item = Member(origin, entry.Name);
            if (entry.DataStream is null) yield return item with { Problem = InputProblems.Empty };
            else foreach (var inner in MemberItems(item, () => entry.DataStream, level)) yield return inner;
        }
    }

    /// <summary>One member: read up to the limit; what is larger can still be an mbox, which streams. A damaged member does not end the archive.</summary>
    private IEnumerable<MailItem> MemberItems(MailItem item, Func<Stream> open, int level)
    {
        Stream? stream = null;
        byte[] bytes = [];
        InputProblem? problem = null;
        try
        {
            stream = open();
            bytes = ReadUpTo(stream, limit, out var isWhole);
            if (!isWhole && IsMailbox(bytes)) stream = new Prefixed(bytes, stream);
            else if (!isWhole) problem = PstMailbox.IsPst(bytes) ? InputProblems.PstInStream(limit) : InputProblems.TooLarge(limit);
            else stream = null;
        }
        catch (Exception error) when (error is InvalidDataException or IOException or NotSupportedException)
        {
            problem = InputProblems.DamagedMember;
        }
        if (problem is not null) yield return item with { Problem = problem };
        else if (stream is not null) foreach (var inner in Mailbox(item, stream, bytes)) yield return inner;
        else foreach (var inner in Open(item, bytes, level: level + 1)) yield return inner;
    }

    /// <summary>The mails in a gzip file; null if it holds none, so that it is scanned as the file it is.</summary>
    private IEnumerable<MailItem>? Inflated(MailItem origin, ReadOnlyMemory<byte> bytes, Stream? stream, int level)
    {
        if (stream is { CanSeek: false } and not Rewindable) return null;
        var packed = stream ?? AsStream(bytes);
        ReadOnlyMemory<byte> head;
        try
        {
            using var peek = new GZipStream(packed, CompressionMode.Decompress, leaveOpen: true);
            head = ReadUpTo(peek, HeadBytes, out _);
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            return null;
        }
        finally
        {
            Rewind(packed);
        }
        if (IsTar(head.Span)) return InflatedTarHoldsMails(packed, level) ? Streamed(packed, inflated => Tar(origin, inflated, level)) : null;
        if (IsMailbox(head.Span)) return Streamed(packed, inflated => Mailbox(origin, inflated, head.Span));
        return MailHead.LooksLikeMail(head.Span) ? Streamed(packed, inflated => MemberItems(origin, () => inflated, level)) : null;
    }

    /// <summary>What cannot be read twice is taken for mails: it is too large to be scanned as one file anyway.</summary>
    private bool InflatedTarHoldsMails(Stream packed, int level)
    {
        if (!packed.CanSeek) return true;
        using var inflated = new GZipStream(packed, CompressionMode.Decompress, leaveOpen: true);
        try
        {
            return TarHoldsMails(inflated, level);
        }
        finally
        {
            Rewind(packed);
        }
    }

    private static IEnumerable<MailItem> Streamed(Stream packed, Func<Stream, IEnumerable<MailItem>> read)
    {
        using var inflated = new GZipStream(packed, CompressionMode.Decompress, leaveOpen: true);
        foreach (var item in read(inflated)) yield return item;
    }

    private bool ZipHoldsMails(Stream stream, int level)
    {
        try
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            var entries = zip.Entries;
            // An OPC package (docx, …) or an OpenDocument file is a document.
            if (entries.Count > 0 && entries[0].FullName is "[Content_Types].xml" or "mimetype" or "META-INF/MANIFEST.MF") return false;
            var files = entries.Where(entry => !IsFolder(entry) && !entry.IsEncrypted);
            // An export may have indexes and settings first: what is called like mail is looked at as well.
            foreach (var entry in files.Take(SniffedMembers).Concat(files.Skip(SniffedMembers).Where(static entry => IsNamedLikeMail(entry.FullName)).Take(SniffedMembers)))
                if (HoldsMails(entry, level)) return true;
            return false;
        }
        catch (Exception error) when (error is InvalidDataException or IOException or NotSupportedException or ArgumentException or OverflowException)
        {
            return false;
        }
        finally
        {
            Rewind(stream);
        }
    }

    /// <summary>A damaged member says nothing about the others.</summary>
    private bool HoldsMails(ZipArchiveEntry entry, int level)
    {
        try
        {
            using var member = entry.Open();
            return HoldsMails(member, level);
        }
        catch (Exception error) when (error is InvalidDataException or IOException or NotSupportedException)
        {
            return false;
        }
    }

    private bool TarHoldsMails(Stream stream, int level)
    {
        try
        {
            using var tar = new TarReader(stream, leaveOpen: true);
            for (var seen = 0; seen < SniffedMembers && tar.GetNextEntry() is { } entry;)
            {
                if (entry.DataStream is not { } member) continue;
                seen++;
                if (HoldsMails(member, level)) return true;
            }
            return false;
        }
        catch (Exception error) when (error is InvalidDataException or IOException or NotSupportedException or FormatException or ArgumentException or OverflowException)
        {
            return false;
        }
        finally
        {
            Rewind(stream);
        }
    }

    private bool HoldsMails(Stream member, int level)
    {
        var head = ReadUpTo(member, SniffBytes, out var isWhole);
        if (MailHead.LooksLikeMail(head) || IsMailbox(head) || PstMailbox.IsPst(head)) return true;
        if (level + 1 >= Levels || !(IsZip(head) || IsTar(head) || IsGzip(head))) return false;
        if (!isWhole) head = ReadUpTo(new Prefixed(head, member), limit, out isWhole);
        if (!isWhole) return false;
        if (IsZip(head)) return ZipHoldsMails(AsStream(head), level + 1);
        if (IsTar(head)) return TarHoldsMails(AsStream(head), level + 1);
        return Inflated(new MailItem(""), head, null, level + 1) is not null;
    }

    private static bool IsNamedLikeMail(string name) => Path.GetExtension(name).ToLowerInvariant() is ".eml" or ".mbox" or ".mbx" or ".emlx" or ".msg" or ".pst" or ".ost";

    private static bool IsZip(ReadOnlySpan<byte> head) => head.StartsWith("PK\u0003\u0004"u8) || head.StartsWith("PK\u0005\u0006"u8);

    private static bool IsGzip(ReadOnlySpan<byte> head) => head.Length > 18 && head[0] == 0x1F && head[1] == 0x8B && head[2] == 8;

    /// <summary>POSIX and GNU tars carry a magic; the old V7 form is known by its checksum.</summary>
    private static bool IsTar(ReadOnlySpan<byte> head)
    {
        if (head.Length < 512) return false;
        if (head[257..].StartsWith("ustar"u8)) return true;
        if (head[0] is 0 or >= 127) return false;
        long sum = 0, stated = 0;
        for (var i = 0; i < 512; i++) sum += i is >= 148 and < 156 ? ' ' : head[i];
        var digits = head.Slice(148, 8).Trim(" \0"u8);
        if (digits.IsEmpty) return false;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'7') return false;
            stated = (stated * 8) + digit - '0';
        }
        return sum == stated;
    }

    private static bool IsFolder(ZipArchiveEntry entry) => entry.FullName.EndsWith('/') || entry.FullName.EndsWith('\\');

    private static MailItem Member(MailItem origin, string name) => origin with { Member = origin.Member is null ? name : origin.Member + "/" + name };

    private static MemoryStream AsStream(ReadOnlyMemory<byte> bytes) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(bytes, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(bytes.ToArray(), writable: false);

    private static ReadOnlyMemory<byte> Head(Stream stream)
    {
        var head = ReadUpTo(stream, HeadBytes, out _);
        Rewind(stream);
        return head;
    }

    private static void Rewind(Stream stream)
    {
        if (stream is Rewindable rewindable) rewindable.Rewind();
        else if (stream.CanSeek) stream.Position = 0;
    }

    /// <summary>Reads to the end or to the limit. The buffer grows with what arrives: no declared size is believed.</summary>
    internal static byte[] ReadUpTo(Stream stream, int limit, out bool isWhole)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(limit, 32 << 10) + 1);
        var length = 0;
        try
        {
            while (length <= limit)
            {
                if (length == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(Math.Min(buffer.Length * 2, limit + 1));
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
                var read = stream.Read(buffer, length, Math.Min(buffer.Length, limit + 1) - length);
                if (read == 0) break;
                length += read;
            }
            isWhole = length <= limit;
            return buffer.AsSpan(0, length).ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
