using System.Buffers;
using System.Runtime.CompilerServices;

namespace Lurewatch.Lures;

/// <summary>A phrase found.</summary>
/// <param name="Phrase">Its number, in the order in which the table was given them.</param>
/// <param name="First">First word.</param>
/// <param name="Last">Last word.</param>
internal readonly record struct PhraseHit(int Phrase, int First, int Last);

/// <summary>Finds some thousand phrases in one pass over the words of a text. The phrase language is described in docs/lures.md.</summary>
/// <remarks>Each word of the text is hashed character by character; a Bloom filter says at which lengths a phrase could start; the rest of a phrase
/// is compared word by word. A gap is at most three words and a phrase at most <see cref="LongestPhrase"/> elements, so the work a word causes is bounded.</remarks>
internal sealed class PhraseTable
{
    /// <summary>Elements of a phrase.</summary>
    public const int LongestPhrase = 12;
    /// <summary>Words (or characters of a run) that <c>_</c> skips.</summary>
    private const int GapWords = 3, GapChars = 12;
    private const int Hits = 256;
    private const string Number = "#";

    private static readonly SearchValues<char> s_umlauts = SearchValues.Create("äöüÄÖÜ");

    private readonly Element[][] _phrases;
    private readonly Anchor[] _anchors;
    private readonly int[] _heads = new int[8192];
    private readonly ulong[] _whole = new ulong[1024], _stems = new ulong[1024];
    private readonly Dictionary<int, List<int>> _runs = [];
    private readonly List<int> _numbers = [];

    private PhraseTable(Element[][] phrases, Anchor[] anchors)
    {
        _phrases = phrases;
        _anchors = anchors;
    }

    /// <summary>Builds the table.</summary>
    /// <exception cref="FormatException">A phrase is not written in the phrase language.</exception>
    public static PhraseTable Of(IReadOnlyList<string> phrases)
    {
        var parsed = new Element[phrases.Count][];
        var starts = new Dictionary<(string Text, bool Stem), List<int>>();
        var runs = new Dictionary<int, List<int>>();
        var numbers = new List<int>();
        for (var i = 0; i < parsed.Length; i++)
        {
            parsed[i] = Parse(phrases[i]);
            var first = parsed[i][0];
            if (first.Kind == ElementKind.Number) numbers.Add(i);
            else if (first.Kind == ElementKind.Run)
            {
                if (first.Words[0].Text.Length < 2) throw new FormatException($"\"{phrases[i]}\": starts with a single character");
                Register(runs, Pair(first.Words[0].Text, 0), i);
            }
            else
                foreach (var word in first.Words)
                {
                    if (word.Text == Number) numbers.Add(i);
                    else Register(starts, (word.Text, word.Stem), i);
                }
        }
        var anchors = new Anchor[starts.Count];
        var table = new PhraseTable(parsed, anchors);
        foreach (var (key, list) in runs) table._runs.Add(key, list);
        table._numbers.AddRange(numbers);
        Array.Fill(table._heads, -1);
        var n = 0;
        foreach (var ((text, stem), list) in starts)
        {
            var hash = 0u;
            foreach (var c in text) hash = Mix(hash, c);
            var filter = stem ? table._stems : table._whole;
            filter[(hash >> 6) & 1023] |= 1ul << (int)(hash & 63);
            ref var head = ref table._heads[hash >> 19];
            anchors[n] = new Anchor(text, stem, [.. list], head);
            head = n++;
        }
        return table;

        static void Register<TKey>(Dictionary<TKey, List<int>> map, TKey key, int phrase) where TKey : notnull
        {
            if (!map.TryGetValue(key, out var list)) map.Add(key, list = []);
            if (!list.Contains(phrase)) list.Add(phrase);
        }
    }

    /// <summary>Adds every phrase that stands in <paramref name="text"/>, in order of place; the same phrase once, where it stands first.</summary>
    public void Find(FoldedText text, List<PhraseHit> hits)
    {
        var words = text.Words;
        for (var w = 0; w < words.Length; w++)
        {
            if (hits.Count >= Hits) return;
            ref readonly var word = ref words[w];
            var chars = text[word];
            if (word.IsRun) { FindInRun(text, w, chars, hits); continue; }
            if (char.IsAsciiDigit(chars[0]))
                foreach (var phrase in _numbers) Try(text, phrase, 1, w, w + 1, 0, hits);
            var hash = 0u;
            for (var i = 0; i < chars.Length && i < 24; i++)
            {
                hash = Mix(hash, chars[i]);
                var last = i == chars.Length - 1;
                var bit = 1ul << (int)(hash & 63);
                var slot = (hash >> 6) & 1023;
                if ((_stems[slot] & bit) == 0 && (!last || (_whole[slot] & bit) == 0)) continue;
                for (var a = _heads[hash >> 19]; a >= 0; a = _anchors[a].Next)
                {
                    ref readonly var anchor = ref _anchors[a];
                    if (!(anchor.Stem || last) || anchor.Text.Length != i + 1 || !chars[..(i + 1)].SequenceEqual(anchor.Text)) continue;
                    foreach (var phrase in anchor.Phrases) Try(text, phrase, 1, w, w + 1, 0, hits);
                }
            }
        }
    }

    private void FindInRun(FoldedText text, int w, ReadOnlySpan<char> run, List<PhraseHit> hits)
    {
        if (_runs.Count == 0) return;
        for (var i = 0; i + 1 < run.Length && hits.Count < Hits; i++)
            if (_runs.TryGetValue(run[i] << 16 | run[i + 1], out var list))
                foreach (var phrase in list) Try(text, phrase, 0, w, w, i, hits);
    }

    private void Try(FoldedText text, int phrase, int element, int first, int word, int offset, List<PhraseHit> hits)
    {
        var end = Match(text, _phrases[phrase], element, word, offset);
        if (end < 0) return;
        foreach (var hit in hits)
            if (hit.Phrase == phrase) return;
        hits.Add(new PhraseHit(phrase, first, end));
    }

    /// <summary>Matches the rest of a phrase; the number of its last word, or -1. Depth is bounded by <see cref="LongestPhrase"/>.</summary>
    private static int Match(FoldedText text, Element[] phrase, int e, int w, int offset)
    {
        var words = text.Words;
        for (; e < phrase.Length; e++)
        {
            ref readonly var element = ref phrase[e];
            if (element.Kind == ElementKind.Gap)
            {
                if (w < words.Length && words[w].IsRun)
                {
                    for (var skip = 0; skip <= GapChars && offset + skip < words[w].Length; skip++)
                        if (Match(text, phrase, e + 1, w, offset + skip) is >= 0 and var found) return found;
                    return -1;
                }
                for (var skip = 0; skip <= GapWords && w + skip < words.Length; skip++)
                    if (Match(text, phrase, e + 1, w + skip, 0) is >= 0 and var found) return found;
                return -1;
            }
            if (w >= words.Length) return -1;
            ref readonly var word = ref words[w];
            if (element.Kind == ElementKind.Run)
            {
                var literal = element.Words[0].Text;
                if (!word.IsRun || !text[word][offset..].StartsWith(literal)) return -1;
                offset += literal.Length;
                if (offset == word.Length) { offset = 0; w++; }
                continue;
            }
            if (word.IsRun || offset != 0 || !element.Takes(text[word])) return -1;
            w++;
        }
        return offset == 0 ? w - 1 : w;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Mix(uint hash, char c)
    {
        hash = (hash + c) * 0x9E3779B1;
        return hash ^ (hash >> 15);
    }

    private static int Pair(string text, int at) => text[at] << 16 | text[at + 1];

    private static Element[] Parse(string phrase)
    {
        var elements = new List<Element>();
        foreach (var item in phrase.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (item == "_") { elements.Add(new Element(ElementKind.Gap, [])); continue; }
            if (item == Number) { elements.Add(new Element(ElementKind.Number, [])); continue; }
            var alternatives = item.Split('/');
            if (alternatives.Length == 1) AddWords(elements, item);
            else
            {
                var words = new List<PhraseWord>();
                foreach (var alternative in alternatives)
                {
                    if (alternative == Number) { words.Add(new PhraseWord(Number, false)); continue; }
                    var one = new List<Element>();
                    AddWords(one, alternative);
                    if (one.Count != 1 || one[0].Kind != ElementKind.Words) throw new FormatException($"\"{phrase}\": {alternative} is not one word");
                    words.AddRange(one[0].Words);
                }
                elements.Add(new Element(ElementKind.Words, [.. words]));
            }
        }
        if (elements.Count is 0 or > LongestPhrase) throw new FormatException($"\"{phrase}\" has {elements.Count} elements");
        if (elements[0].Kind == ElementKind.Gap || elements.TrueForAll(element => element.Kind == ElementKind.Number) || elements[^1].Kind == ElementKind.Gap)
            throw new FormatException($"\"{phrase}\" starts or ends open");
        return [.. elements];
    }

    /// <summary>The words of one item; German umlauts may also be written ae, oe, ue.</summary>
    private static void AddWords(List<Element> elements, string item)
    {
        var stem = item.EndsWith('*');
        var folded = FoldedText.Of(stem ? item[..^1] : item);
        if (folded.Words.Length == 0) throw new FormatException($"\"{item}\" has no letters");
        var digraphs = item.AsSpan().IndexOfAny(s_umlauts) < 0 ? null
            : FoldedText.Of((stem ? item[..^1] : item).Replace("ä", "ae", StringComparison.OrdinalIgnoreCase)
                .Replace("ö", "oe", StringComparison.OrdinalIgnoreCase).Replace("ü", "ue", StringComparison.OrdinalIgnoreCase));
        for (var i = 0; i < folded.Words.Length; i++)
        {
            var word = folded.Words[i];
            var open = stem && i == folded.Words.Length - 1;
            var text = new string(folded[word]);
            if (word.IsRun) { elements.Add(new Element(ElementKind.Run, [new PhraseWord(text, Stem: true)])); continue; }
            var other = digraphs is null ? text : new string(digraphs[digraphs.Words[i]]);
            elements.Add(new Element(ElementKind.Words, other == text ? [new PhraseWord(text, open)] : [new PhraseWord(text, open), new PhraseWord(other, open)]));
        }
    }

    private enum ElementKind { Words, Gap, Number, Run }

    private readonly record struct PhraseWord(string Text, bool Stem);

    private readonly record struct Anchor(string Text, bool Stem, int[] Phrases, int Next);

    /// <summary>A step of a phrase: one of some words, a gap, a number, a literal inside a run.</summary>
    private readonly record struct Element(ElementKind Kind, PhraseWord[] Words)
    {
        public bool Takes(ReadOnlySpan<char> word)
        {
            if (Kind == ElementKind.Number) return char.IsAsciiDigit(word[0]);
            var first = word[0];
            foreach (ref readonly var candidate in Words.AsSpan())
            {
                var text = candidate.Text;
                if (text[0] != first)
                {
                    if (text == Number && char.IsAsciiDigit(first)) return true;
                }
                else if (candidate.Stem ? word.StartsWith(text) : word.SequenceEqual(text)) return true;
            }
            return false;
        }
    }
}
