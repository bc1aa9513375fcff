namespace Lurewatch.Intel;

/// <summary>How many slips of the finger lie between two names.</summary>
internal static class Distance
{
    /// <summary>True if at most <paramref name="most"/> insertions, deletions, substitutions or swaps of neighbours lie between the two (optimal string alignment).</summary>
    public static bool Within(ReadOnlySpan<char> a, ReadOnlySpan<char> b, int most)
    {
        if (Math.Abs(a.Length - b.Length) > most || a.Length > 64 || b.Length > 64) return false;
        Span<int> before = stackalloc int[65], last = stackalloc int[65], row = stackalloc int[65];
        for (var j = 0; j <= b.Length; j++) last[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            var least = row[0];
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                var best = Math.Min(Math.Min(last[j] + 1, row[j - 1] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) best = Math.Min(best, before[j - 2] + 1);
                row[j] = best;
                least = Math.Min(least, best);
            }
            if (least > most) return false;
            var spare = before;
            before = last;
            last = row;
            row = spare;
        }
        return last[b.Length] <= most;
    }
}
