using System.Text;
using Lurewatch.Intel;

namespace Lurewatch.Lures;

/// <summary>Words that carry a language's grammar (Lures/function-words.tsv): in a text of a few words they say more than letters do.</summary>
internal sealed class FunctionWords
{
    /// <summary>What a word counts that only one of the languages has; a word of several counts less for each.</summary>
    public const int Whole = 4;
    /// <summary>The first are those that mail is mostly in; after them look-alikes, which speak for themselves only by words of their own.</summary>
    public const int Languages = 12, Preferred = 8;

    private const int Slots = 4096;

    private static readonly Lazy<FunctionWords> s_builtIn = new(() => new FunctionWords());

    private readonly ulong[] _keys = new ulong[Slots];
    private readonly ushort[] _languages = new ushort[Slots];

    private FunctionWords()
    {
        Span<byte> bytes = stackalloc byte[64]; // longer than any word there
        foreach (var row in Lists.Rows("Lures/function-words.tsv"))
        {
            var language = Array.IndexOf(Codes, row[0]);
            foreach (var range in row[1].AsSpan().Split(' '))
            {
                var length = Encoding.UTF8.GetBytes(row[1].AsSpan()[range], bytes);
                var slot = SlotOf(KeyOf(bytes[..length]), out var key);
                _keys[slot] = key;
                _languages[slot] |= (ushort)(1 << language);
            }
        }
    }

    public static FunctionWords BuiltIn => s_builtIn.Value;

    /// <summary>The languages that have a row.</summary>
    public static string[] Codes { get; } = ["en", "de", "fr", "es", "it", "nl", "pl", "pt", "af", "ca", "gl", "sk"];

    /// <summary>Adds what a word (lower case, UTF-8) says for each of <see cref="Codes"/>.</summary>
    public void Count(ReadOnlySpan<byte> word, Span<int> points)
    {
        if (word.Length > 16) return;
        var languages = _languages[SlotOf(KeyOf(word), out _)];
        if (languages == 0) return;
        var share = System.Numerics.BitOperations.PopCount(languages) switch { 1 => Whole, 2 => 3, 3 => 2, _ => 1 };
        for (var i = 0; i < Languages; i++)
            if ((languages >> i & 1) != 0) points[i] += share;
    }

    private int SlotOf(ulong key, out ulong found)
    {
        found = key;
        var slot = (int)(key >> 52);
        while (_keys[slot] != 0 && _keys[slot] != key) slot = slot + 1 & Slots - 1;
        return slot;
    }

    /// <summary>FNV-1a, 64 bits, spread: no two of a few thousand words share one.</summary>
    private static ulong KeyOf(ReadOnlySpan<byte> word)
    {
        var hash = 0xCBF29CE484222325ul;
        foreach (var b in word) hash = (hash ^ b) * 0x100000001B3;
        return hash * 0x9E3779B97F4A7C15 | 1;
    }
}
