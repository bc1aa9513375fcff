namespace Lurewatch.Events;

/// <summary>The order in which people and machines read findings.</summary>
internal static class EventOrder
{
    /// <summary>Shares of the score, strongest first, whichever way they pull; equals keep the order of discovery.</summary>
    public static IReadOnlyList<ScoreShare> Strongest(Verdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        var shares = verdict.Shares;
        for (var i = 1; i < shares.Count; i++)
            if (Compare(shares[i - 1], shares[i]) > 0) return Sorted(shares);
        return shares;
    }

    private static ScoreShare[] Sorted(IReadOnlyList<ScoreShare> shares)
    {
        var keys = new (ScoreShare Share, int Index)[shares.Count];
        for (var i = 0; i < keys.Length; i++) keys[i] = (shares[i], i);
        Array.Sort(keys, static (a, b) => Compare(a.Share, b.Share) is var order && order != 0 ? order : a.Index.CompareTo(b.Index));
        return Array.ConvertAll(keys, static key => key.Share);
    }

    private static int Compare(ScoreShare a, ScoreShare b)
    {
        var order = Math.Abs(b.Points).CompareTo(Math.Abs(a.Points));
        if (order != 0) return order;
        order = Math.Abs(b.Weight).CompareTo(Math.Abs(a.Weight));
        return order != 0 ? order : b.Finding.Kind.Severity.CompareTo(a.Finding.Kind.Severity);
    }
}
