namespace Lurewatch.Bytes;

/// <summary>Looks over ASN.1 in BER or DER [X.690] without recursion, before a library that recurses gets it: how deep, how many values.</summary>
internal static class BerShape
{
    /// <summary>The deepest that <see cref="IsBounded"/> can be asked for.</summary>
    private const int Deepest = 64;

    /// <summary>True if the bytes are one value whose parts end where they say, nested no deeper and no more numerous than given.</summary>
    public static bool IsBounded(ReadOnlySpan<byte> ber, int maxDepth, int maxValues)
    {
        // End of each open constructed value; −1 for one that ends with an end-of-contents marker.
        Span<int> ends = stackalloc int[Deepest];
        var depth = 0;
        var at = 0;
        do
        {
            if (maxValues-- <= 0) return false;
            if (depth > 0 && ends[depth - 1] < 0 && ber.Length - at >= 2 && ber[at] == 0 && ber[at + 1] == 0)
            {
                at += 2;
                depth--;
            }
            else
            {
                if (!TryHeader(ber[at..], out var isConstructed, out var header, out var length)) return false;
                at += header;
                var limit = ber.Length;
                for (var i = depth - 1; i >= 0; i--)
                {
                    if (ends[i] < 0) continue;
                    limit = ends[i];
                    break;
                }
                if (length > limit - at || (length < 0 && !isConstructed)) return false;
                if (isConstructed)
                {
                    if (depth == Math.Min(maxDepth, Deepest)) return false;
                    ends[depth++] = length < 0 ? -1 : at + length;
                }
                else
                {
                    at += length;
                }
            }
            while (depth > 0 && ends[depth - 1] == at) depth--;
        }
        while (depth > 0);
        return true;
    }

    /// <summary>Length of the first value with its header; 0 if it is none, or of indefinite length.</summary>
    public static int DefiniteLength(ReadOnlySpan<byte> ber) =>
        TryHeader(ber, out _, out var header, out var length) && length >= 0 && length <= ber.Length - header ? header + length : 0;

    /// <summary>The content type of a CMS ContentInfo [RFC 5652, 3] as the bytes of its object identifier; empty if it is none.</summary>
    public static ReadOnlySpan<byte> ContentType(ReadOnlySpan<byte> ber)
    {
        if (ber.Length < 4 || ber[0] != 0x30 || !TryHeader(ber, out _, out var header, out _)) return [];
        ber = ber[header..];
        if (ber.IsEmpty || ber[0] != 0x06 || !TryHeader(ber, out _, out header, out var length) || length < 1 || length > ber.Length - header) return [];
        return ber.Slice(header, length);
    }

    private static bool TryHeader(ReadOnlySpan<byte> ber, out bool isConstructed, out int header, out int length)
    {
        isConstructed = false;
        header = length = 0;
        if (ber.Length < 2) return false;
        isConstructed = (ber[0] & 0x20) != 0;
        var at = 1;
        if ((ber[0] & 0x1f) == 0x1f)
        {
            // High tag numbers do not occur in what is read here; more than four bytes are no tag.
            while (at < ber.Length && at < 5 && (ber[at] & 0x80) != 0) at++;
            at++;
        }
        if (at >= ber.Length) return false;
        var first = ber[at++];
        if (first < 0x80)
        {
            (header, length) = (at, first);
            return true;
        }
        if (first == 0x80)
        {
            (header, length) = (at, -1);
            return true;
        }
        var bytes = first & 0x7f;
        if (bytes > 8 || at + bytes > ber.Length) return false;
        long value = 0;
        for (var i = 0; i < bytes; i++) value = value > int.MaxValue ? value : value << 8 | ber[at + i];
        if (value > int.MaxValue) return false;
        (header, length) = (at + bytes, (int)value);
        return true;
    }
}
