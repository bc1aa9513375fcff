namespace Lurewatch.Cli.Rates;

/// <summary>Detection rates of scores.</summary>
internal static class RateMath
{
    /// <summary>The shares of ham, in percent, that may be flagged.</summary>
    public static IReadOnlyList<double> FalsePositives { get; } = [0.1, 0.5, 1, 5];

    /// <summary>The lowest score that no more than this share of the ham reaches. Equal scores fall together, so ties never help.</summary>
    /// <param name="ham">Scores of ham.</param>
    /// <param name="percent">The share that may be flagged: 0 to 100.</param>
    public static double Threshold(IReadOnlyList<double> ham, double percent)
    {
        var allowed = (int)Math.Floor((ham.Count * percent / 100) + 1e-9);
        var falling = ham.OrderDescending().ToArray();
        if (falling.Length <= allowed) return double.NegativeInfinity;
        return Math.BitIncrement(falling[allowed]);
    }

    public static int Reaching(IEnumerable<double> scores, double threshold) => scores.Count(score => score >= threshold);

    /// <summary>Wilson's interval of a share at 95%, as percentages.</summary>
    public static (double Low, double High) Wilson(int hits, int of)
    {
        if (of == 0) return (0, 0);
        const double z = 1.96;
        var share = (double)hits / of;
        var spread = 1 + (z * z / of);
        var middle = (share + (z * z / 2 / of)) / spread;
        var half = z * Math.Sqrt((share * (1 - share) / of) + (z * z / 4 / of / of)) / spread;
        return (100 * (middle - half), 100 * (middle + half));
    }

    /// <summary>How often a bad message scores higher than a good one; ties count half.</summary>
    public static double AreaUnderCurve(IReadOnlyList<double> ham, IReadOnlyList<double> bad)
    {
        if (ham.Count == 0 || bad.Count == 0) return double.NaN;
        var rising = ham.Order().ToArray();
        double wins = 0;
        foreach (var score in bad)
        {
            var below = LowerBound(rising, score);
            wins += below + ((LowerBound(rising, Math.BitIncrement(score)) - below) / 2.0);
        }
        return wins / ham.Count / bad.Count;
    }

    private static int LowerBound(double[] rising, double value)
    {
        var (from, to) = (0, rising.Length);
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (rising[middle] < value) from = middle + 1;
            else to = middle;
        }
        return from;
    }
}
