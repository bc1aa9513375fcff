using System.Buffers.Binary;
using System.Security.Cryptography;
using Lurewatch.Bytes;
using Crc64 = SharpCompress.Compressors.Xz.Crc64;

namespace Lurewatch.Containers;

/// <summary>xz [The .xz File Format 1.2]: streams after one another, blocks of LZMA2 behind filters, each with its check; an index that is passed over.</summary>
internal sealed class XzReader(ReadOnlyMemory<byte> bytes, string what, AnalysisBudget budget)
{
    private const int HeaderSize = 12, FooterSize = 12, MostFilters = 4;
    private static readonly int[] CheckSizes = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64];

    private readonly List<ReadOnlyMemory<byte>> _parts = [];
    private readonly int _cap = (int)Math.Min(Math.Min(budget.Limits.MemberBytes, budget.BytesLeft), Array.MaxLength - 1);
    private long _length;
    private string? _limit, _damage;

    /// <summary>The whole content, taken from the budget; what comes before damage is kept.</summary>
    public Unpacked Unpack()
    {
        var at = 0;
        while (at < bytes.Length && ReadStream(ref at)) SkipPadding(ref at);
        var whole = _parts.Count == 1 ? _parts[0] : Join();
        if (_limit is not null)
        {
            if (_limit == "size") budget.TryTakeBytes(_cap + 1L, what);
            return new Unpacked(BoundedUnpacking.Start(whole), _limit);
        }
        budget.TryTakeBytes(whole.Length, what);
        return new Unpacked(whole, Damage: _damage);
    }

    private bool ReadStream(ref int at)
    {
        var span = bytes.Span;
        if (at + HeaderSize > span.Length || !span[at..].StartsWith((ReadOnlySpan<byte>)[0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0]))
            return _parts.Count == 0 && Damage($"no stream at offset {at}"); // behind a stream anything may follow
        var check = span[at + 7] & 0x0f;
        at += HeaderSize;
        while (true)
        {
            if (at >= span.Length) return Damage("the file ends inside it");
            if (span[at] == 0) return SkipIndex(ref at);
            if (!ReadBlock(ref at, check)) return false;
        }
    }

    private bool ReadBlock(ref int at, int check)
    {
        var span = bytes.Span;
        var size = (span[at] + 1) * 4;
        if (at + size > span.Length) return Damage("the file ends inside it");
        var header = span.Slice(at, size);
        if (Crc32.Of(header[..^4]) != BinaryPrimitives.ReadUInt32LittleEndian(header[^4..])) return Damage($"block header at offset {at}: CRC does not match");
        var filters = ReadFilters(header, out var window);
        if (filters is null) return Damage("a filter that is not read");
        at += size;
        var (packed, unpacked, ended) = LzmaCodec.MeasureLzma2(span[at..]);
        var left = _cap - _length;
        using (var stream = LzmaCodec.Lzma2(window, bytes.Slice(at, packed), unpacked, left))
        {
            if (stream is null) return Damage("a window beyond the format's");
            var part = BoundedUnpacking.Prefix(stream, unpacked, packed, (int)left, what, budget);
            if (filters.Count > 0) part = part with { Bytes = Undo(part.Bytes, filters) };
            _parts.Add(part.Bytes);
            _length += part.Bytes.Length;
            _limit ??= part.Limit;
            _damage ??= part.Damage ?? (ended ? null : "the file ends inside it");
            if (_limit is not null || _damage is not null) return false;
            at += packed;
            at += (4 - (packed & 3)) & 3;
            if (at + CheckSizes[check] > span.Length) return Damage("the file ends inside it");
            if (!Matches(part.Bytes.Span, check, span.Slice(at, CheckSizes[check]))) return Damage("check does not match");
            at += CheckSizes[check];
        }
        return budget.TryTakeSteps(1, what) || Limit("time");
    }

    /// <summary>Filters before the LZMA2 that must be the last, in the order of packing; null if one is not read.</summary>
    private static List<(string Name, byte[] Properties)>? ReadFilters(ReadOnlySpan<byte> header, out byte window)
    {
        window = 0;
        var at = 2;
        if ((header[1] & 0x40) != 0) Number(header, ref at);
        if ((header[1] & 0x80) != 0) Number(header, ref at);
        var filters = new List<(string, byte[])>(MostFilters);
        for (var left = (header[1] & 3) + 1; left > 0; left--)
        {
            var id = Number(header, ref at);
            var size = Number(header, ref at);
            if (size < 0 || at + size > header.Length - 4) return null;
            var properties = header.Slice(at, (int)size);
            at += (int)size;
            if (id == 0x21)
            {
                if (left != 1 || size != 1) return null;
                window = properties[0];
                return filters;
            }
            if (id switch { 3 => "delta", 4 => "x86", 5 => "powerpc", 6 => "ia64", 7 => "arm", 8 => "armthumb", 9 => "sparc", 10 => "arm64", _ => null } is not { } name) return null;
            filters.Add((name, properties.ToArray()));
        }
        return null;
    }

    private static ReadOnlyMemory<byte> Undo(ReadOnlyMemory<byte> packed, List<(string Name, byte[] Properties)> filters)
    {
        var data = packed.ToArray();
        for (var i = filters.Count - 1; i >= 0; i--) BranchFilters.Undo(filters[i].Name, data, filters[i].Properties);
        return data;
    }

    private static bool Matches(ReadOnlySpan<byte> content, int check, ReadOnlySpan<byte> expected) => check switch
    {
        1 => Crc32.Of(content) == BinaryPrimitives.ReadUInt32LittleEndian(expected),
        4 => ~Crc64.UpdateXz(ulong.MaxValue, content) == BinaryPrimitives.ReadUInt64LittleEndian(expected),
        10 => SHA256.HashData(content).AsSpan().SequenceEqual(expected),
        _ => true, // none, or one that the format reserves
    };

    /// <summary>The index: two numbers a block, padding, a CRC; then the footer.</summary>
    private bool SkipIndex(ref int at)
    {
        var span = bytes.Span;
        var start = at++;
        for (var records = Number(span, ref at); records > 0; records--)
        {
            if (Number(span, ref at) < 0 || Number(span, ref at) < 0) return Damage("index damaged");
            if (!budget.TryTakeSteps(1, what)) return Limit("time");
        }
        at += (4 - ((at - start) & 3)) & 3;
        at += 4 + FooterSize;
        return at <= span.Length || Damage("the file ends inside it");
    }

    private void SkipPadding(ref int at)
    {
        while (at + 4 <= bytes.Length && BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[at..]) == 0) at += 4;
    }

    /// <summary>Seven bits a byte, lowest first; -1 if it does not end.</summary>
    private static long Number(ReadOnlySpan<byte> from, ref int at)
    {
        long value = 0;
        for (var shift = 0; shift < 63 && at < from.Length; shift += 7)
        {
            var b = from[at++];
            value |= (long)(b & 0x7f) << shift;
            if ((b & 0x80) == 0) return value;
        }
        return -1;
    }

    private byte[] Join()
    {
        var whole = new byte[_length];
        var at = 0;
        foreach (var part in _parts)
        {
            part.Span.CopyTo(whole.AsSpan(at));
            at += part.Length;
        }
        return whole;
    }

    private bool Damage(string detail)
    {
        _damage ??= detail;
        return false;
    }

    private bool Limit(string which)
    {
        _limit ??= which;
        return false;
    }
}
