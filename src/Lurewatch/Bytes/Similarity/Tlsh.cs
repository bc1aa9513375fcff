namespace Lurewatch.Bytes.Similarity;

/// <summary>Trend Micro's locality-sensitive hash, form T1 with 128 buckets and a checksum of one byte [Oliver, Cheng, Chen: TLSH, 2013]: similar files have similar digests.</summary>
internal static class Tlsh
{
    private const int Least = 50, Buckets = 128;

    /// <summary>Pearson's permutation, as RFC 3074 has it too.</summary>
    private static ReadOnlySpan<byte> Permutation =>
    [
        1, 87, 49, 12, 176, 178, 102, 166, 121, 193, 6, 84, 249, 230, 44, 163, 14, 197, 213, 181, 161, 85, 218, 80, 64, 239, 24, 226, 236, 142, 38, 200,
        110, 177, 104, 103, 141, 253, 255, 50, 77, 101, 81, 18, 45, 96, 31, 222, 25, 107, 190, 70, 86, 237, 240, 34, 72, 242, 20, 214, 244, 227, 149, 235,
        97, 234, 57, 22, 60, 250, 82, 175, 208, 5, 127, 199, 111, 62, 135, 248, 174, 169, 211, 58, 66, 154, 106, 195, 245, 171, 17, 187, 182, 179, 0, 243,
        132, 56, 148, 75, 128, 133, 158, 100, 130, 126, 91, 13, 153, 246, 216, 219, 119, 68, 223, 78, 83, 88, 201, 99, 122, 11, 92, 32, 136, 114, 52, 10,
        138, 30, 48, 183, 156, 35, 61, 26, 143, 74, 251, 94, 129, 162, 63, 152, 170, 7, 115, 167, 241, 206, 3, 150, 55, 59, 151, 220, 90, 53, 23, 131,
        125, 173, 15, 238, 79, 95, 89, 16, 105, 137, 225, 224, 217, 160, 37, 123, 118, 73, 2, 157, 46, 116, 9, 145, 134, 228, 207, 212, 202, 215, 69, 229,
        27, 188, 67, 124, 168, 252, 42, 4, 29, 108, 21, 247, 19, 205, 39, 203, 233, 40, 186, 147, 198, 192, 155, 33, 164, 191, 98, 204, 165, 180, 117, 76,
        140, 36, 210, 172, 41, 54, 159, 8, 185, 232, 113, 196, 231, 47, 146, 120, 51, 65, 28, 144, 254, 221, 93, 189, 194, 139, 112, 43, 71, 109, 184, 209,
    ];

    /// <summary>The longest content of each logarithmic step of length, as the published digests have them; the last is above what is digested.</summary>
    private static ReadOnlySpan<uint> Steps =>
    [
        1, 2, 3, 5, 7, 11, 17, 25, 38, 57, 86, 129, 194, 291, 437, 656, 854, 1110, 1443, 1876, 2439, 3171, 3475, 3823, 4205, 4626, 5088, 5597, 6157, 6772,
        7450, 8195, 9014, 9916, 10907, 11998, 13198, 14518, 15970, 17567, 19323, 21256, 23382, 25720, 28292, 31121, 34233, 37656, 41422, 45564, 50121, 55133,
        60646, 66711, 73382, 80721, 88793, 97672, 107439, 118183, 130002, 143002, 157302, 173032, 190335, 209369, 230306, 253337, 278670, 306538, 337191,
        370911, 408002, 448802, 493682, 543050, 597356, 657091, 722800, 795081, 874589, 962048, 1058252, 1164078, 1280486, 1408534, 1549388, 1704327,
        1874759, 2062236, 2268459, 2495305, 2744836, 3019320, 3321252, 3653374, 4018711, 4420582, 4862641, 5348905, 5883796, 6472176, 7119394, 7831333,
        8614467, 9475909, 10423501, 11465851, 12612437, 13873681, 15261050, 16787154,
    ];

    /// <summary>The digest, upper-case hex behind <c>T1</c>; null for content that is too short or too even.</summary>
    public static string? Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Least || bytes.Length > Steps[^1]) return null;
        Span<uint> counts = stackalloc uint[256];
        counts.Clear();
        var checksum = Count(bytes, counts);
        Span<uint> sorted = stackalloc uint[Buckets];
        counts[..Buckets].CopyTo(sorted);
        sorted.Sort();
        var (first, second, third) = (sorted[(Buckets / 4) - 1], sorted[(Buckets / 2) - 1], sorted[(3 * Buckets / 4) - 1]);
        if (third == 0 || sorted.IndexOfAnyExcept(0u) >= Buckets / 2) return null;
        Span<byte> digest = stackalloc byte[3 + (Buckets / 4)];
        digest[0] = Swapped(checksum);
        digest[1] = Swapped((byte)LengthStep(bytes.Length));
        digest[2] = Swapped((byte)((first * 100UL / third % 16) | (second * 100UL / third % 16 << 4)));
        for (var i = 0; i < Buckets; i++)
        {
            var count = counts[i];
            var quarter = count > third ? 3 : count > second ? 2 : count > first ? 1 : 0;
            digest[^(1 + (i / 4))] |= (byte)(quarter << (i % 4 * 2));
        }
        return "T1" + Convert.ToHexString(digest);
    }

    /// <summary>Counts six triplets out of each window of five bytes; answers the checksum.</summary>
    private static byte Count(ReadOnlySpan<byte> bytes, Span<uint> counts)
    {
        var table = Permutation;
        byte checksum = 0;
        byte b = bytes[3], c = bytes[2], d = bytes[1], e = bytes[0];
        foreach (var a in bytes[4..])
        {
            // The first steps of the salts 0, 2, 3, 5, 7, 11 and 13 are done.
            checksum = table[table[table[1 ^ a] ^ b] ^ checksum];
            counts[table[table[table[49 ^ a] ^ b] ^ c]]++;
            counts[table[table[table[12 ^ a] ^ b] ^ d]]++;
            counts[table[table[table[178 ^ a] ^ c] ^ d]]++;
            counts[table[table[table[166 ^ a] ^ c] ^ e]]++;
            counts[table[table[table[84 ^ a] ^ b] ^ e]]++;
            counts[table[table[table[230 ^ a] ^ d] ^ e]]++;
            (b, c, d, e) = (a, b, c, d);
        }
        return checksum;
    }

    private static int LengthStep(int length)
    {
        var at = Steps.BinarySearch((uint)length);
        return at < 0 ? ~at : at;
    }

    private static byte Swapped(byte value) => (byte)((value << 4) | (value >> 4));
}
