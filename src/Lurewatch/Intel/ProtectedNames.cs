using System.Collections.Frozen;
using System.Numerics;

namespace Lurewatch.Intel;

/// <summary>Names that lookalikes are measured against: the organisation's own domains, its partners', the brands'. Built once per organisation, immutable.</summary>
internal sealed class ProtectedNames
{
    private const int LongName = 10, TypoName = 6, GluedName = 5;

    /// <summary>Words that make a brand's name in a foreign domain a lure: what one signs in to, confirms, pays or fetches.</summary>
    private static readonly Lazy<FrozenSet<string>> s_lureWords = new(() => Lists.Set("Intel/lure-labels.tsv"));

    private readonly FrozenDictionary<string, ProtectedName> _byLabel, _bySkeleton;
    private readonly ProtectedName[][] _byLength = new ProtectedName[64][];

    public ProtectedNames(Organisation organisation)
    {
        var names = new List<ProtectedName>();
        // A guessed domain may be anyone's the run's mail was sent to: what resembles it proves nothing.
        foreach (var domain in organisation.Guessed ? [] : organisation.Domains) names.Add(ProtectedName.Of(domain, organisation.Name ?? domain, NameOwner.Organisation, distinctive: true));
        foreach (var domain in organisation.Partners) names.Add(ProtectedName.Of(domain, domain, NameOwner.Partner, distinctive: true));
        foreach (var brand in Brands.All)
            foreach (var domain in brand.Domains)
                if (!WellKnown.IsFreeMail(domain) || brand.Domains[0] == domain)
                    names.Add(ProtectedName.Of(domain, brand.Name, NameOwner.Brand, IsDistinctive(domain, brand)));
        var byLabel = new Dictionary<string, ProtectedName>(StringComparer.Ordinal);
        var bySkeleton = new Dictionary<string, ProtectedName>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            // The first wins: the organisation before its partners before the brands.
            if (!byLabel.TryAdd(name.Label, name)) continue;
            if (name.Label.Length >= 4) bySkeleton.TryAdd(name.Skeleton, name);
        }
        _byLabel = byLabel.ToFrozenDictionary(StringComparer.Ordinal);
        _bySkeleton = bySkeleton.ToFrozenDictionary(StringComparer.Ordinal);
        foreach (var length in byLabel.Values.Where(name => name.Distinctive && name.Label.Length is >= TypoName and < 62).GroupBy(name => name.Label.Length))
            _byLength[length.Key] = [.. length];
    }

    /// <summary>The protected name whose label this is.</summary>
    public ProtectedName? Named(string label) => _byLabel.GetValueOrDefault(label);

    /// <summary>The protected name that <paramref name="label"/> is drawn to look like without being it.</summary>
    public ProtectedName? Homoglyph(string label) =>
        label.Length >= 4 && !_byLabel.ContainsKey(label) && _bySkeleton.TryGetValue(Skeleton.Of(label), out var name) && name.Label != label ? name : null;

    /// <summary>The protected name that <paramref name="label"/> misspells by one slip (long names: two), or by a hyphen.</summary>
    public ProtectedName? Typo(string label)
    {
        if (label.Length < TypoName || _byLabel.ContainsKey(label)) return null;
        var letters = label.Replace("-", "", StringComparison.Ordinal);
        if (letters.Length != label.Length && _byLabel.TryGetValue(letters, out var split) && split.Distinctive && split.Label.Length >= TypoName) return split;
        var mask = ProtectedName.MaskOf(label);
        for (var length = Math.Max(TypoName, label.Length - 2); length <= Math.Min(label.Length + 2, 61); length++)
        {
            foreach (var name in _byLength[length] ?? [])
            {
                var slips = name.Label.Length >= LongName ? 2 : 1;
                // Who imitates a name keeps how it begins; asking for that keeps apart words that are merely near.
                if (Math.Abs(length - label.Length) <= slips && BitOperations.PopCount(mask ^ name.Mask) <= 2 * slips && name.Label[0] == label[0]
                    && Distance.Within(label, name.Label, slips)) return name;
            }
        }
        return null;
    }

    /// <summary>A protected name that stands as a word in <paramref name="label"/> beside other words, or glued to a lure word; true in <paramref name="lure"/> if a lure word stands with it.</summary>
    public ProtectedName? Embedded(string label, out bool lure)
    {
        ProtectedName? found = null;
        lure = false;
        var words = 0;
        foreach (var range in label.AsSpan().SplitAny('-', '_'))
        {
            var word = label[range];
            if (word.Length == 0) continue;
            words++;
            if (s_lureWords.Value.Contains(word) || IsNumber(word)) lure = true;
            else if (found is null)
            {
                if (_byLabel.TryGetValue(word, out var name) && name.Distinctive) found = name;
                else if (word.Length >= 4 && _bySkeleton.TryGetValue(Skeleton.Of(word), out name) && name.Distinctive && name.Label.Length >= GluedName) found = name;
                else if (Glued(word) is { } glued) { found = glued; lure = true; }
            }
        }
        return words == 1 && found is not null && found.Label == label ? null : found;
    }

    private ProtectedName? Glued(string word)
    {
        if (word.Length < GluedName + 2) return null;
        var byLabel = _byLabel.GetAlternateLookup<ReadOnlySpan<char>>();
        var lures = s_lureWords.Value.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var cut = 2; cut <= word.Length - 2; cut++)
        {
            ReadOnlySpan<char> head = word.AsSpan(0, cut), tail = word.AsSpan(cut);
            if (head.Length >= GluedName && byLabel.TryGetValue(head, out var name) && name.Distinctive && (lures.Contains(tail) || IsNumber(tail))) return name;
            if (tail.Length >= GluedName && byLabel.TryGetValue(tail, out name) && name.Distinctive && lures.Contains(head)) return name;
        }
        return null;
    }

    private static bool IsNumber(ReadOnlySpan<char> word)
    {
        foreach (var c in word)
            if (!char.IsAsciiDigit(c)) return false;
        return true;
    }

    /// <summary>Only a name that means nothing else: apple, orange and office stand in many honest domains.</summary>
    private static bool IsDistinctive(string domain, Brand brand)
    {
        foreach (var mention in Brands.Find(domain.AsSpan(0, domain.IndexOf('.', StringComparison.Ordinal)).ToString()))
            if (mention.Brand == brand && !mention.Ambiguous) return true;
        return false;
    }
}

/// <summary>Whose a protected name is.</summary>
internal enum NameOwner { Brand, Partner, Organisation }

/// <summary>A protected name.</summary>
/// <param name="Label">The registered label: <c>paypal</c>.</param>
/// <param name="Domain">The root domain: <c>paypal.com</c>.</param>
/// <param name="Owner">Whose it is, for people.</param>
/// <param name="OwnerKind">Whose it is.</param>
/// <param name="Distinctive">The label means nothing but its owner.</param>
/// <param name="Skeleton">What it looks like.</param>
/// <param name="Mask">Letters and digits in it, a bit each.</param>
internal sealed record ProtectedName(string Label, string Domain, string Owner, NameOwner OwnerKind, bool Distinctive, string Skeleton, ulong Mask)
{
    public static ProtectedName Of(string domain, string owner, NameOwner kind, bool distinctive)
    {
        var label = domain[..domain.IndexOf('.', StringComparison.Ordinal)];
        return new ProtectedName(label, domain, owner, kind, distinctive, Intel.Skeleton.Of(label), MaskOf(label));
    }

    public static ulong MaskOf(string label)
    {
        var mask = 0UL;
        foreach (var c in label)
            mask |= 1UL << (c switch { >= 'a' and <= 'z' => c - 'a', >= '0' and <= '9' => 26 + c - '0', '-' => 36, _ => 37 + c % 27 });
        return mask;
    }
}
