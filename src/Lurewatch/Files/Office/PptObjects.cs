using System.Buffers.Binary;
using System.IO.Compression;

namespace Lurewatch.Files.Office;

/// <summary>Embedded storages of an old PowerPoint file [MS-PPT 2.10.34 ExOleObjStg]: its VBA project and OLE objects.</summary>
internal static class PptObjects
{
    private const ushort ExternalObjectStorage = 0x1011;
    private const int MostRecords = 1 << 16;

    /// <summary>Content of each storage, decompressed.</summary>
    public static List<ReadOnlyMemory<byte>> Read(ReadOnlyMemory<byte> stream, AnalysisBudget budget)
    {
        var found = new List<ReadOnlyMemory<byte>>();
        var at = 0;
        var bytes = stream.Span;
        for (var n = 0; n < MostRecords && bytes.Length - at >= 8; n++)
        {
            if (!budget.TryTakeSteps(1, "PowerPoint records")) break;
            var versionInstance = BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);
            var type = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + 2)..]);
            var size = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(at + 4)..]);
            if (size > bytes.Length - at - 8)
            {
                if (type != ExternalObjectStorage) break;
                size = (uint)(bytes.Length - at - 8);
            }
            if (type == ExternalObjectStorage) Add(stream.Slice(at + 8, (int)size), compressed: versionInstance >> 4 == 1, found, budget);
            at += 8 + (int)size;
        }
        return found;
    }

    private static void Add(ReadOnlyMemory<byte> content, bool compressed, List<ReadOnlyMemory<byte>> found, AnalysisBudget budget)
    {
        if (compressed) content = Decompress(content, budget);
        if (content.Length > 0) found.Add(content);
    }

    /// <summary>A storage behind its size, compressed with zlib; Word keeps objects so in XML of 2003 too. Empty if it is none.</summary>
    internal static ReadOnlyMemory<byte> Decompress(ReadOnlyMemory<byte> content, AnalysisBudget budget)
    {
        if (content.Length < 6) return default;
        long declared = BinaryPrimitives.ReadUInt32LittleEndian(content.Span);
        if (declared > (long)content.Length * 1032 || !budget.TryTakeBytes(declared, "compressed object")) return default;
        var output = new byte[declared];
        var written = 0;
        using var stream = new ZLibStream(new ReadOnlyMemoryStream(content[4..]), CompressionMode.Decompress);
        try
        {
            while (written < output.Length && stream.Read(output, written, output.Length - written) is > 0 and var read) written += read;
        }
        catch (InvalidDataException)
        {
            // Damaged: what came before is kept.
        }
        return output.AsMemory(0, written);
    }

    /// <summary>A stream over memory that may not be an array.</summary>
    private sealed class ReadOnlyMemoryStream(ReadOnlyMemory<byte> memory) : Stream
    {
        private int _at;
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => memory.Length;
        public override long Position { get => _at; set => throw new NotSupportedException(); }
        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var part = memory.Span[_at..];
            if (part.Length > buffer.Length) part = part[..buffer.Length];
            part.CopyTo(buffer);
            _at += part.Length;
            return part.Length;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
