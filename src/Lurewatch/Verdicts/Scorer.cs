using Lurewatch.Detection;

namespace Lurewatch.Verdicts;

/// <summary>Turns findings into a verdict by the table Verdicts/weights.tsv; nothing else in the engine scores. The rule is docs/scoring.md.</summary>
internal static class Scorer
{
    public static Verdict Judge(IReadOnlyList<Finding> findings, ScanView view)
    {
        var unopened = new List<string>();
        foreach (var file in view.Artifacts)
            if (file.Unopened is not null) unopened.Add(file.Path);
        return Judge(findings, view.Attached, unopened, view.Options.Weights ?? WeightTable.Default);
    }

    /// <summary>The rule itself, on findings alone.</summary>
    internal static Verdict Judge(IReadOnlyList<Finding> findings, IReadOnlyList<Analysis> attached, IReadOnlyList<string> unopened, WeightTable table)
    {
        var entries = Weigh(findings, attached, table);
        CapGroups(entries, table);
        LimitFavour(entries);
        var raw = 0.0;
        foreach (var entry in entries) raw += entry.Weight;
        raw = Math.Max(0, Math.Round(raw, 6));
        var score = Math.Round(100 * (1 - Math.Pow(2, -raw / table.Scale)), 1, MidpointRounding.AwayFromZero);
        SharePoints(entries, raw, score, table.Scale);
        var kind = MainKind(entries);
        var verdict = ClassOf(score, kind, entries, table);
        if (Simulated(entries)) kind = VerdictKind.Simulation;
        else if (verdict == VerdictClass.Clean) kind = VerdictKind.None;
        return new Verdict(verdict, kind, score, InOrder(entries), unopened);
    }

    /// <summary>Each kind of finding counts once, its first; a finding that passes on an attached message's verdict weighs what that weighed.</summary>
    private static Entry[] Weigh(IReadOnlyList<Finding> findings, IReadOnlyList<Analysis> attached, WeightTable table)
    {
        var entries = new Entry[findings.Count];
        // A message has a dozen findings: looking back is quicker than a set, which only many findings earn.
        var seen = findings.Count > 32 ? new HashSet<string>(findings.Count, StringComparer.Ordinal) : null;
        for (var i = 0; i < entries.Length; i++)
        {
            var finding = findings[i];
            var row = table.Row(finding.Kind.Id);
            var entry = entries[i] = new Entry(finding, row, i) { Kind = row.Kind, Damning = row.Weight >= table.Damning };
            if (seen is null ? StoodBefore(findings, i) : !seen.Add(row.Id)) continue;
            entry.Weight = row.Weight;
            if (AttachedDetector.Passes(finding, attached) is not { } inner) continue;
            entry.Weight = Math.Max(entry.Weight, RawWeight(inner.Verdict));
            entry.Kind = inner.Verdict.Kind;
            entry.Damning = true;
        }
        return entries;
    }

    private static bool StoodBefore(IReadOnlyList<Finding> findings, int at)
    {
        for (var i = 0; i < at; i++)
            if (findings[i].Kind.Id == findings[at].Kind.Id) return true;
        return false;
    }

    /// <summary>The weight behind a verdict's score.</summary>
    internal static double RawWeight(Verdict verdict)
    {
        var raw = 0.0;
        foreach (var share in verdict.Shares) raw += share.Weight;
        return raw;
    }

    /// <summary>Within a group the heaviest counts in full, the next as far as the cap goes.</summary>
    private static void CapGroups(Entry[] entries, WeightTable table)
    {
        for (var i = 0; i < entries.Length; i++)
        {
            var group = entries[i].Row.Group;
            if (entries[i].Weight == 0 || group == "-" || Stands(entries, i, group)) continue;
            var cap = Math.Abs(table.Cap(group));
            var sum = 0.0;
            for (var j = i; j < entries.Length; j++)
                if (entries[j].Row.Group == group) sum += Math.Abs(entries[j].Weight);
            if (sum > cap) Trim(OfGroup(entries, group), cap);
        }
    }

    private static Entry[] OfGroup(Entry[] entries, string group) => Array.FindAll(entries, entry => entry.Weight != 0 && entry.Row.Group == group);

    private static bool Stands(Entry[] entries, int before, string group)
    {
        for (var i = 0; i < before; i++)
            if (entries[i].Weight != 0 && entries[i].Row.Group == group) return true;
        return false;
    }

    /// <summary>Evidence in favour is held against all but the damning evidence, and never makes more good than there was bad.</summary>
    private static void LimitFavour(Entry[] entries)
    {
        double answerable = 0, favour = 0;
        foreach (var entry in entries)
        {
            if (entry.Weight < 0) favour -= entry.Weight;
            else if (!entry.Damning) answerable += entry.Weight;
        }
        if (favour > answerable) Trim(Array.FindAll(entries, static entry => entry.Weight < 0), answerable);
    }

    /// <summary>Leaves the entries, heaviest first, no more than <paramref name="allowance"/> in all.</summary>
    private static void Trim(Entry[] group, double allowance)
    {
        Array.Sort(group, static (a, b) => a.CompareByWeight(b));
        foreach (var entry in group)
        {
            var kept = Math.Min(Math.Abs(entry.Weight), allowance);
            entry.Weight = kept == 0 ? 0 : entry.Weight < 0 ? -kept : kept;
            allowance -= kept;
        }
    }

    /// <summary>Points in tenths, proportional to the weights, that sum to the score: the largest remainders are rounded up.</summary>
    private static void SharePoints(Entry[] entries, double raw, double score, double scale)
    {
        // Where good and bad cancel out, a point of weight is worth what the curve gives at its foot.
        var perWeight = raw > 0 ? score / raw : 100 * Math.Log(2) / scale;
        var left = (long)Math.Round(score * 10);
        foreach (var entry in entries)
        {
            var exact = entry.Weight * perWeight * 10;
            entry.Tenths = (long)Math.Floor(exact);
            entry.Remainder = exact - entry.Tenths;
            left -= entry.Tenths;
        }
        if (left == 0) return;
        var counted = Array.FindAll(entries, static entry => entry.Weight != 0);
        Array.Sort(counted, static (a, b) => a.Remainder != b.Remainder ? b.Remainder.CompareTo(a.Remainder) : a.Index.CompareTo(b.Index));
        for (var i = 0; left != 0 && counted.Length > 0; i = (i + 1) % counted.Length)
        {
            counted[i].Tenths += Math.Sign(left);
            left -= Math.Sign(left);
        }
    }

    /// <summary>The kind that most weight speaks for; of equals the graver, which stands first in <see cref="VerdictKind"/>.</summary>
    private static VerdictKind MainKind(Entry[] entries)
    {
        Span<double> sums = stackalloc double[(int)VerdictKind.Simulation + 1];
        foreach (var entry in entries)
            if (entry.Weight > 0) sums[(int)entry.Kind] += entry.Weight;
        var best = VerdictKind.None;
        for (var kind = VerdictKind.Malware; kind <= VerdictKind.Bulk; kind++)
            if (sums[(int)kind] > (best == VerdictKind.None ? 0 : sums[(int)best])) best = kind;
        return best;
    }

    private static VerdictClass ClassOf(double score, VerdictKind kind, Entry[] entries, WeightTable table)
    {
        if (kind == VerdictKind.Bulk && !Array.Exists(entries, static entry => entry.Damning && entry.Weight > 0 && entry.Kind is not (VerdictKind.Bulk or VerdictKind.None)))
            return score >= table.From(VerdictClass.Spam) ? VerdictClass.Spam : VerdictClass.Clean;
        return score >= table.From(VerdictClass.Malicious) ? VerdictClass.Malicious
            : score >= table.From(VerdictClass.Suspicious) ? VerdictClass.Suspicious : VerdictClass.Clean;
    }

    /// <summary>A declared test is named so, whatever it plays; but no test carries malware that works, so there the word is not taken.</summary>
    private static bool Simulated(Entry[] entries) =>
        Array.Exists(entries, static entry => entry.Row.Kind == VerdictKind.Simulation)
        && !Array.Exists(entries, static entry => entry.Damning && entry.Weight > 0 && entry.Kind == VerdictKind.Malware);

    /// <summary>Heaviest first, then what speaks for the message, then what weighs nothing in the order in which it was found.</summary>
    private static ScoreShare[] InOrder(Entry[] entries)
    {
        Array.Sort(entries, static (a, b) => a.CompareByWeight(b));
        return Array.ConvertAll(entries, static entry => new ScoreShare(entry.Finding, entry.Weight, entry.Tenths / 10.0));
    }

    private sealed class Entry(Finding finding, WeightRow row, int index)
    {
        public Finding Finding { get; } = finding;
        public WeightRow Row { get; } = row;
        public int Index { get; } = index;
        public double Weight { get; set; }
        public VerdictKind Kind { get; set; }
        public bool Damning { get; set; }
        public long Tenths { get; set; }
        public double Remainder { get; set; }

        public int CompareByWeight(Entry other)
        {
            if (Weight > 0 != other.Weight > 0) return Weight > 0 ? -1 : 1;
            var byWeight = Math.Abs(other.Weight).CompareTo(Math.Abs(Weight));
            return byWeight != 0 ? byWeight : Index.CompareTo(other.Index);
        }
    }
}
