namespace Lurewatch.Cli.Scanning;

/// <summary>Counts the most frequent keys of an endless stream in bounded memory: when it is full, whatever was seen least makes room.</summary>
internal sealed class TopCounter<TKey>(int capacity = 20_000) where TKey : notnull
{
    private readonly Dictionary<TKey, long> _counts = [];

    public void Add(TKey key)
    {
        ref var count = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_counts, key, out _);
        count++;
        if (_counts.Count > capacity) Prune();
    }

    /// <summary>The most frequent, ties in the order given by <paramref name="comparer"/>.</summary>
    public IReadOnlyList<(TKey Key, long Count)> Top(int count, IComparer<TKey> comparer) =>
        [.. _counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, comparer).Take(count).Select(pair => (pair.Key, pair.Value))];

    private void Prune()
    {
        for (long least = 1; _counts.Count > capacity * 3 / 4; least++)
            foreach (var (key, count) in _counts.ToArray())
                if (count <= least) _counts.Remove(key);
    }
}
