using static Lurewatch.Bytes.LittleEndian;

namespace Lurewatch.Files.OneNote;

/// <summary>The other form of a section [MS-ONESTORE 2.8], as servers send it: stream objects [MS-FSSHTTPB 2.2.1.5], whose blobs are the files.</summary>
internal static class OnePackage
{
    private const int Start = 68, MostBlobs = 1000;
    private static readonly Guid s_format = new("638DE92F-A6D4-4BC1-9A36-B3FC2511A5B7");

    public static bool IsOne(ReadOnlySpan<byte> file) => Guid(file, 48) == s_format;

    /// <summary>Ranges of blobs (stream object 02): files and pictures.</summary>
    public static List<(int At, int Length)> Blobs(ReadOnlySpan<byte> file, AnalysisBudget budget, string what)
    {
        var blobs = new List<(int, int)>();
        for (var at = Start; at < file.Length && blobs.Count < MostBlobs && budget.TryTakeSteps(1, what);)
        {
            ulong type, length;
            switch (file[at] & 3)
            {
                case 0:
                    (type, length) = ((ulong)(U16(file, at) >> 3 & 0x3F), (ulong)(U16(file, at) >> 9));
                    at += 2;
                    break;
                case 2:
                    (type, length) = (U32(file, at) >> 3 & 0x3FFF, U32(file, at) >> 17);
                    at += 4;
                    if (length == 0x7FFF) length = Compact(file, ref at);
                    break;
                case 1:
                    at += 1;
                    continue;
                default:
                    at += 2;
                    continue;
            }
            if (length > (ulong)(file.Length - Math.Min(at, file.Length))) return blobs;
            var end = at + (int)length;
            if (type == 0x02)
            {
                var size = Compact(file, ref at);
                if (at <= end && size > 0) blobs.Add((at, (int)Math.Min(size, (ulong)(end - at))));
            }
            at = end;
        }
        return blobs;
    }

    /// <summary>Compact Unsigned 64-bit Integer [MS-FSSHTTPB 2.2.1.1]: the lowest set bit of the first byte says how long it is.</summary>
    private static ulong Compact(ReadOnlySpan<byte> file, ref int at)
    {
        if (at >= file.Length || file[at] == 0)
        {
            at++;
            return 0;
        }
        var bytes = System.Numerics.BitOperations.TrailingZeroCount(file[at]) + 1;
        if (file[at] == 0x80)
        {
            var whole = U64(file, at + 1);
            at += 9;
            return whole;
        }
        ulong value = 0;
        for (var i = 0; i < bytes; i++) value |= (ulong)(at + i < file.Length ? file[at + i] : 0) << 8 * i;
        at += bytes;
        return value >> bytes;
    }
}
