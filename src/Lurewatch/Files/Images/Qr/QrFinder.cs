namespace Lurewatch.Files.Images.Qr;

/// <summary>A finder pattern as seen.</summary>
/// <param name="X">Centre.</param>
/// <param name="Y">Centre.</param>
/// <param name="Module">Pixels of a module along the row (more than its side where the symbol is turned).</param>
/// <param name="Seen">Rows that showed it.</param>
/// <param name="Inverted">It is light on dark.</param>
internal readonly record struct FinderPattern(float X, float Y, float Module, int Seen, bool Inverted);

/// <summary>Looks for the three corner squares of QR codes: dark and light runs of 1:1:3:1:1 along a row, and down through their middle [ISO/IEC 18004:2015, 12].</summary>
internal static class QrFinder
{
    /// <summary>A picture of noise shows patterns everywhere; codes have three each.</summary>
    private const int MostPatterns = 160;

    /// <summary>Patterns, dark ones and light ones, those seen oftenest first.</summary>
    public static List<FinderPattern> Find(BitGrid bits, int step)
    {
        var found = new List<FinderPattern>();
        Span<int> runs = stackalloc int[5];
        for (var y = step / 2; y < bits.Height && found.Count < MostPatterns; y += step)
        {
            var row = bits.Row(y);
            runs.Clear();
            var dark = false;
            var start = 0;
            while (start < row.Length)
            {
                var next = dark ? row[start..].IndexOf(false) : row[start..].IndexOf(true);
                var end = next < 0 ? row.Length : start + next;
                runs[1..].CopyTo(runs);
                runs[4] = end - start;
                if (runs[0] > 0 && IsFinder(runs)) Candidate(bits, dark, end, y, runs, found);
                start = end;
                dark = !dark;
            }
        }
        found.Sort((a, b) => b.Seen.CompareTo(a.Seen));
        return found;
    }

    private static bool IsFinder(ReadOnlySpan<int> runs)
    {
        var total = runs[0] + runs[1] + runs[2] + runs[3] + runs[4];
        if (total < 7) return false;
        var module = total / 7f;
        var most = module * 0.6f + 0.4f;
        return Math.Abs(runs[2] - 3 * module) < 2 * most && Math.Abs(runs[0] - module) < most && Math.Abs(runs[1] - module) < most
            && Math.Abs(runs[3] - module) < most && Math.Abs(runs[4] - module) < most;
    }

    private static void Candidate(BitGrid bits, bool ink, int end, int y, ReadOnlySpan<int> runs, List<FinderPattern> found)
    {
        var total = runs[0] + runs[1] + runs[2] + runs[3] + runs[4];
        var x = end - runs[4] - runs[3] - runs[2] / 2f;
        if (!Cross(bits, ink, (int)x, y, 0, 1, total, out var down, out var centreY)) return;
        var middle = (int)centreY;
        if (!Cross(bits, ink, (int)x, middle, 1, 0, total, out var across, out var centreX)) return;
        if (down > across * 1.8f || across > down * 1.8f) return;
        var module = (across + down) / 14f;
        for (var i = 0; i < found.Count; i++)
        {
            var known = found[i];
            if (known.Inverted == ink || Math.Abs(known.X - centreX) > module * 2 || Math.Abs(known.Y - centreY) > module * 2 || Math.Abs(known.Module - module) > Math.Max(1, module * 0.5f)) continue;
            var n = known.Seen;
            found[i] = new FinderPattern((known.X * n + centreX) / (n + 1), (known.Y * n + centreY) / (n + 1), (known.Module * n + module) / (n + 1), n + 1, !ink);
            return;
        }
        if (found.Count < MostPatterns) found.Add(new FinderPattern(centreX, centreY, module, 1, !ink));
    }

    /// <summary>The five runs through a dark point along one direction.</summary>
    private static bool Cross(BitGrid bits, bool ink, int x, int y, int stepX, int stepY, int most, out float length, out float centre)
    {
        (length, centre) = (0, 0);
        if (bits[x, y] != ink) return false;
        Span<int> runs = stackalloc int[5];
        most *= 2;
        int back = 0, ahead = 1;
        for (var run = 2; run >= 0; run--)
        {
            var colour = ink == (run != 1);
            while (Inside(bits, x - back * stepX, y - back * stepY) && bits[x - back * stepX, y - back * stepY] == colour && runs[run] <= most)
            {
                runs[run]++;
                back++;
            }
        }
        for (var run = 2; run <= 4; run++)
        {
            var colour = ink == (run != 3);
            while (Inside(bits, x + ahead * stepX, y + ahead * stepY) && bits[x + ahead * stepX, y + ahead * stepY] == colour && runs[run] <= most)
            {
                runs[run]++;
                ahead++;
            }
        }
        if (runs[0] == 0 || runs[1] == 0 || runs[3] == 0 || runs[4] == 0 || !IsFinder(runs)) return false;
        length = runs[0] + runs[1] + runs[2] + runs[3] + runs[4];
        var last = (stepX == 1 ? x : y) + ahead;
        centre = last - runs[4] - runs[3] - runs[2] / 2f;
        return true;
    }

    private static bool Inside(BitGrid bits, int x, int y) => (uint)x < (uint)bits.Width && (uint)y < (uint)bits.Height;
}
