namespace Lurewatch.Files.Images.Qr;

/// <summary>Reed-Solomon over GF(256) with the polynomial 0x11d, first root α^0 [ISO/IEC 18004:2015, annex A and B].</summary>
internal static class ReedSolomon
{
    private static readonly byte[] s_exp = new byte[512];
    private static readonly byte[] s_log = new byte[256];

    static ReedSolomon()
    {
        var value = 1;
        for (var i = 0; i < 255; i++)
        {
            s_exp[i] = s_exp[i + 255] = (byte)value;
            s_log[value] = (byte)i;
            value <<= 1;
            if (value > 255) value ^= 0x11d;
        }
    }

    /// <summary>Corrects <paramref name="block"/> (data, then <paramref name="correction"/> codewords) in place; the number of errors, or −1 if there are too many.</summary>
    public static int Correct(Span<byte> block, int correction)
    {
        Span<byte> syndromes = stackalloc byte[correction];
        var clean = true;
        for (var i = 0; i < correction; i++)
        {
            byte sum = 0;
            foreach (var codeword in block) sum = (byte)(Times(sum, s_exp[i]) ^ codeword);
            syndromes[i] = sum;
            clean &= sum == 0;
        }
        if (clean) return 0;

        // Berlekamp and Massey: the shortest register that makes the syndromes.
        Span<byte> locator = stackalloc byte[correction + 1];
        Span<byte> previous = stackalloc byte[correction + 1];
        Span<byte> kept = stackalloc byte[correction + 1];
        locator[0] = previous[0] = 1;
        int errors = 0, gap = 1;
        byte last = 1;
        for (var n = 0; n < correction; n++)
        {
            var wrong = syndromes[n];
            for (var i = 1; i <= errors; i++) wrong ^= Times(locator[i], syndromes[n - i]);
            if (wrong == 0)
            {
                gap++;
                continue;
            }
            locator.CopyTo(kept);
            var factor = Over(wrong, last);
            for (var i = 0; i + gap <= correction; i++) locator[i + gap] ^= Times(factor, previous[i]);
            if (2 * errors > n)
            {
                gap++;
                continue;
            }
            errors = n + 1 - errors;
            kept.CopyTo(previous);
            last = wrong;
            gap = 1;
        }
        if (errors > correction / 2) return -1;

        // Forney: the value of each error from the evaluator polynomial.
        Span<byte> evaluator = stackalloc byte[correction];
        for (var i = 0; i < correction; i++)
            for (var j = 0; j <= i && j <= errors; j++) evaluator[i] ^= Times(locator[j], syndromes[i - j]);
        var found = 0;
        for (var place = 0; place < block.Length; place++)
        {
            var inverse = s_exp[(255 - place % 255) % 255];   // the root that an error at this place gives
            byte sum = 0, derivative = 0, power = 1;
            for (var i = 0; i <= errors; i++)
            {
                var term = Times(locator[i], power);
                sum ^= term;
                if ((i & 1) == 1) derivative ^= Over(term, inverse);
                power = Times(power, inverse);
            }
            if (sum != 0) continue;
            if (derivative == 0) return -1;
            byte value = 0;
            power = 1;
            for (var i = 0; i < correction; i++, power = Times(power, inverse)) value ^= Times(evaluator[i], power);
            block[block.Length - 1 - place] ^= Times(Over(value, derivative), s_exp[place % 255]);
            found++;
        }
        return found == errors ? errors : -1;
    }

    private static byte Times(byte a, byte b) => a == 0 || b == 0 ? (byte)0 : s_exp[s_log[a] + s_log[b]];

    private static byte Over(byte a, byte b) => a == 0 ? (byte)0 : s_exp[s_log[a] + 255 - s_log[b]];
}
