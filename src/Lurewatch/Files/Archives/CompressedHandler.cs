using System.Buffers.Binary;
using Lurewatch.Containers;
using SharpCompress.Compressors.BZip2;
using SharpCompress.Compressors.LZMA;
using SharpCompress.Compressors.Lzw;
using SharpCompress.Compressors.ZStandard;
using SharpCompress.Compressors.ZStandard.Unsafe;
using CompressionMode = SharpCompress.Compressors.CompressionMode;

namespace Lurewatch.Files.Archives;

/// <summary>One compressed file: bzip2, xz, LZMA alone, lzip, Zstandard [RFC 8878], compress (.Z). Several members or frames are one content.</summary>
internal sealed class CompressedHandler : IFileHandler
{
    private const int WindowLog = 27; // 128 MiB: the largest window that is granted
    private const int LzipHeader = 6, LzipTrailer = 20, MostLzipMembers = 4096;

    /// <summary>Endings that fall away, and what stands there instead.</summary>
    private static readonly (string Ending, string Instead)[] Endings =
    [
        (".tbz2", ".tar"), (".tbz", ".tar"), (".txz", ".tar"), (".tlz", ".tar"), (".tzst", ".tar"), (".taz", ".tar"),
        (".bz2", ""), (".bz", ""), (".xz", ""), (".lzma", ""), (".lz", ""), (".zst", ""), (".z", ""),
    ];

    public string Name => "compressed";

    public bool Claims(FileType type) => type is FileType.Bzip2 or FileType.Xz or FileType.Lzma or FileType.Lzip or FileType.Zstd or FileType.Compress;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var problems = new List<ArchiveProblem>();
        Unpacked content;
        try
        {
            content = Unpack(file, context.Budget);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            content = new Unpacked(default, Damage: error.Message); // foreign decoders check their parameters when made
        }
        if (content.Damage is not null) problems.Add(new ArchiveProblem("content-damaged", content.Damage));
        if (content.Limit == "ratio") problems.Add(new ArchiveProblem("bomb", $"unpacks to more than {context.Budget.Limits.Ratio} times its packed size"));
        var state = content.Limit is not null ? "limit" : content.Damage is not null ? "damaged" : "opened";
        var name = NameBelow(file.Name);
        var found = new Extraction(new ArchiveFacts
        {
            Format = FileTypes.Name(file.Type),
            Entries = [new ArchiveEntry(name ?? "", content.Bytes.Length, file.Size, null, state) { Type = content.Bytes.IsEmpty ? FileType.Unknown : FileTypes.Detect(content.Bytes.Span) }],
            Problems = problems,
        })
        { Unopened = state == "opened" ? null : state };
        if (content.Limit is null && !content.Bytes.IsEmpty) found.Files.Add(new ExtractedFile(content.Bytes, name, "member"));
        return found;
    }

    private static Unpacked Unpack(Artifact file, AnalysisBudget budget)
    {
        switch (file.Type)
        {
            case FileType.Xz:
                return new XzReader(file.Bytes, file.Path, budget).Unpack();
            case FileType.Lzma:
                var size = BinaryPrimitives.ReadInt64LittleEndian(file.Bytes.Span[5..]);
                return Drain(LzmaCodec.Lzma(file.Bytes.Span, file.Bytes[13..], size < 0 ? -1 : size, budget.Limits.MemberBytes), Math.Max(size, 0), file, budget);
            case FileType.Lzip:
                var members = LzipMembers(file.Bytes);
                return Drain(new MemberStream(() => members.TryDequeue(out var member) ? Lzip(member, budget) : null), 0, file, budget);
            case FileType.Bzip2:
                return Drain(Bzip2(file.Bytes), 0, file, budget);
            case FileType.Zstd:
                var zstd = new Decompressor();
                zstd.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, WindowLog);
                return Drain(new DecompressionStream(ZipUnpacker.AsStream(file.Bytes), zstd, 0, checkEndOfStream: true, preserveDecompressor: false, leaveOpen: false), 0, file, budget);
            default:
                return Drain(new LzwStream(ZipUnpacker.AsStream(file.Bytes)), 0, file, budget);
        }
    }

    private static Unpacked Drain(Stream? stream, long declared, Artifact file, AnalysisBudget budget)
    {
        if (stream is null) return new Unpacked(default, Damage: "properties that the format does not have");
        using (stream) return BoundedUnpacking.Drain(stream, declared, (int)file.Size, file.Path, budget);
    }

    /// <summary>Streams of bzip2 after one another; what follows the last and is none, is left aside.</summary>
    private static MemberStream Bzip2(ReadOnlyMemory<byte> bytes)
    {
        var input = ZipUnpacker.AsStream(bytes);
        return new MemberStream(() => bytes.Span[(int)input.Position..].StartsWith("BZh"u8) ? BZip2Stream.Create(input, CompressionMode.Decompress, decompressConcatenated: false, leaveOpen: true) : null);
    }

    /// <summary>Members of an lzip file [lzip manual, file format], found from the end by the size that each trailer declares; one if the trailers lead nowhere.</summary>
    private static Queue<ReadOnlyMemory<byte>> LzipMembers(ReadOnlyMemory<byte> bytes)
    {
        var members = new List<ReadOnlyMemory<byte>>();
        var end = bytes.Length;
        while (end > LzipHeader + LzipTrailer && members.Count < MostLzipMembers)
        {
            var declared = BinaryPrimitives.ReadInt64LittleEndian(bytes.Span.Slice(end - 8, 8));
            if (declared <= LzipHeader + LzipTrailer || declared > end || !bytes.Span[(int)(end - declared)..].StartsWith("LZIP"u8)) break;
            members.Insert(0, bytes[(int)(end - declared)..end]);
            end -= (int)declared;
        }
        return end == 0 ? new Queue<ReadOnlyMemory<byte>>(members) : new Queue<ReadOnlyMemory<byte>>([bytes]);
    }

    private static LzmaStream Lzip(ReadOnlyMemory<byte> member, AnalysisBudget budget)
    {
        if (member.Length <= LzipHeader) throw new InvalidDataException("the file ends inside its header");
        var code = member.Span[5];
        var window = 1u << (code & 0x1f);
        window -= (window >> 4) * (uint)(code >> 5);
        var properties = new byte[5];
        properties[0] = 93; // 3 literal context bits, 2 position bits
        BinaryPrimitives.WriteUInt32LittleEndian(properties.AsSpan(1), window);
        return LzmaCodec.Lzma(properties, member[LzipHeader..], -1, budget.Limits.MemberBytes) ?? throw new InvalidDataException("properties that the format does not have");
    }

    private static string? NameBelow(string? name)
    {
        if (name is null) return null;
        foreach (var (ending, instead) in Endings)
            if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) return name[..^ending.Length] + instead;
        return name;
    }
}
