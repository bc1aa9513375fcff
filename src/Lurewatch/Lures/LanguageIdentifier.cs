using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Lurewatch.Lures;

/// <summary>Names the language of a text: by its script where that decides, else by n-grams of UTF-8 bytes (the table of eld, see tools/language), helped by function words while the text is short.</summary>
internal static class LanguageIdentifier
{
    /// <summary>Letters that are looked at.</summary>
    private const int Sample = 600;
    private const int Buckets = 16384;
    private const int SeenBits = 8192;
    /// <summary>What the table's scores were reduced by.</summary>
    private const int BaseScore = 53;

    /// <summary>N-grams at which they weigh as much as function words and prior together.</summary>
    private const int ShortText = 40;
    /// <summary>Points a gram for a language that mail is mostly in, and for a text that were all function words.</summary>
    private const double Prior = 5, FunctionWordPoints = 60;

    private static readonly SearchValues<char> s_japaneseKanji = SearchValues.Create("円気発売読図処験単続応対伝転検権様変証鉄団価駅関黒沢帰択拡掲歓済戻払込働栄営戦撃楽歩毎浄涙焼絵継緑県総録聴芸薬観訳豊軽辺釈険隠雑頼顔髪齢届締");

    private static readonly Lazy<Table> s_table = new(Table.Load);

    /// <summary>ISO 639-1 code; null if the text is too short, mixed or no language.</summary>
    public static string? Identify(ReadOnlySpan<char> text)
    {
        Span<byte> word = stackalloc byte[96];
        Span<int> scores = stackalloc int[64];
        Span<ulong> seen = stackalloc ulong[SeenBits / 64];
        Span<int> common = stackalloc int[FunctionWords.Languages];
        common.Clear();
        scores.Clear();
        seen.Clear();
        int letters = 0, grams = 0, known = 0, words = 0;
        var scripts = default(Scripts);
        var table = s_table.Value;
        var functionWords = FunctionWords.BuiltIn;
        for (var i = 0; i < text.Length && letters < Sample;)
        {
            // A token that is no prose (address, URL, code with digits) says nothing about the language.
            var start = i;
            var prose = true;
            while (i < text.Length && !char.IsWhiteSpace(text[i]))
            {
                var c = text[i++];
                if (c is '@' or '/' or '_' or '=' or '<' || char.IsAsciiDigit(c)) prose = false;
            }
            if (i == start) { i++; continue; }
            if (!prose && Scripts.Letters(text[start..i]) == 0) continue;
            for (var at = start; at < i;)
            {
                var length = ReadWord(text[..i], ref at, word, ref scripts, ref letters);
                if (length == 0) continue;
                words++;
                functionWords.Count(word[..length], common);
                Count(table, word[..length], scores, seen, ref grams, ref known);
            }
        }
        if (scripts.Decide(letters) is { } decided) return decided;
        Prefer(table, scores, common, grams, words);
        return Best(table, scores, common, grams, known, words, letters);
    }

    /// <summary>Next run of letters, lower case, as UTF-8.</summary>
    private static int ReadWord(ReadOnlySpan<char> text, ref int at, Span<byte> word, ref Scripts scripts, ref int letters)
    {
        while (at < text.Length && !char.IsLetter(text[at]) && !IsMark(text[at]))
            at++;
        var length = 0;
        for (; at < text.Length && (char.IsAsciiLetter(text[at]) || char.IsLetter(text[at]) || IsMark(text[at]) || Folding.IsInvisible(text[at]) || text[at] is '\'' or '’'); at++)
        {
            var c = text[at];
            if (char.IsAsciiLetter(c))
            {
                letters++;
                if (length < 67) word[length++] = (byte)(c | 0x20);
                continue;
            }
            if (Folding.IsInvisible(c)) continue;
            if (c is '’') c = '\'';
            letters++;
            scripts.Note(c);
            c = char.ToLowerInvariant(c);
            if (length >= 67) continue;
            length += new Rune(char.IsSurrogate(c) ? '?' : c).EncodeToUtf8(word[length..]);
        }
        while (length > 0 && word[length - 1] == '\'') length--;
        return length;
    }

    private static bool IsMark(char c) => c is >= '\u0900' and <= '\u0EFF' && char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark;

    /// <summary>The n-grams of a word: four bytes at a stride of three, the first and last with the word's edge.</summary>
    private static void Count(Table table, ReadOnlySpan<byte> word, Span<int> scores, Span<ulong> seen, ref int grams, ref int known)
    {
        var j = 0;
        for (; j + 4 < word.Length; j += 3) CountGram(table, word.Slice(j, 4), j == 0, false, scores, seen, ref grams, ref known);
        var last = word.Length != 3 ? Math.Max(0, word.Length - 4) : 0;
        CountGram(table, word[last..], j == 0, true, scores, seen, ref grams, ref known);
    }

    private static void CountGram(Table table, ReadOnlySpan<byte> gram, bool atStart, bool atEnd, Span<int> scores, Span<ulong> seen, ref int grams, ref int known)
    {
        var hash = 0x811C9DC5u;
        if (atStart) hash = (hash ^ 32) * 0x01000193;
        foreach (var b in gram) hash = (hash ^ b) * 0x01000193;
        if (atEnd) hash = (hash ^ 32) * 0x01000193;
        var key = (hash ^ (hash >> 30)) & 0x3FFFFFFF;
        ref var slot = ref seen[(int)(hash % SeenBits) >> 6];
        var bit = 1ul << (int)(hash % SeenBits & 63);
        if ((slot & bit) != 0) return;
        slot |= bit;
        grams++;
        if (table.AddScores(key, scores)) known++;
    }

    /// <summary>The languages that mail is mostly in get ahead of their rare look-alikes, and function words speak; both less, the more n-grams do.</summary>
    private static void Prefer(Table table, Span<int> scores, ReadOnlySpan<int> common, int grams, int words)
    {
        if (words == 0) return;
        var weight = (double)ShortText / (ShortText + grams);
        for (var i = 0; i < common.Length; i++)
        {
            var number = Array.IndexOf(table.Languages, FunctionWords.Codes[i]);
            if (number < 0 || scores[number] == 0 && common[i] == 0) continue;
            scores[number] += (int)(grams * weight * ((i < FunctionWords.Preferred && scores[number] > 0 ? Prior : 0) + FunctionWordPoints * common[i] / (FunctionWords.Whole * words)));
        }
    }

    private static string? Best(Table table, ReadOnlySpan<int> scores, ReadOnlySpan<int> common, int grams, int known, int words, int letters)
    {
        var grammar = 0;
        foreach (var points in common) grammar = Math.Max(grammar, points);
        // A few letters are enough where the words that carry a language's grammar stand among them.
        var spoken = grammar >= FunctionWords.Whole && grammar * 5 >= words * FunctionWords.Whole;
        if (words < 2 || letters < 9 || grams < 3) return null;
        int best = -1, second = -1;
        for (var i = 0; i < table.Languages.Length; i++)
        {
            if (scores[i] == 0) continue;
            if (best < 0 || scores[i] > scores[best]) { second = best; best = i; }
            else if (second < 0 || scores[i] > scores[second]) second = i;
        }
        if (best < 0) return null;
        var perGram = (double)scores[best] / grams;
        var lead = second < 0 ? 1 : (double)(scores[best] - scores[second]) / scores[best];
        // Prose reaches 40 to 100 a gram; names, codes and fillers do not. A short text needs a clearer lead.
        if (perGram < (spoken ? 24 : 32) || known * 5 < grams * (spoken ? 1 : 2)) return null;
        if (lead < (grams < 40 && !spoken ? 0.02 : 0.01)) return null;
        return table.Languages[best];
    }

    /// <summary>Letters by script.</summary>
    private struct Scripts
    {
        private int _kana, _kanji, _han, _hangul, _greek, _hebrew, _thai;

        public void Note(char c)
        {
            if (c < 0x370) return;
            if (c is >= '\u3040' and <= '\u30FF') _kana++;
            else if (c is >= '\u3400' and <= '\u9FFF')
            {
                _han++;
                if (s_japaneseKanji.Contains(c)) _kanji++;
            }
            else if (c is >= '\uAC00' and <= '\uD7A3') _hangul++;
            else if (c < 0x400) _greek++;
            else if (c is >= '\u0590' and <= '\u05FF') _hebrew++;
            else if (c is >= '\u0E00' and <= '\u0E7F') _thai++;
        }

        /// <summary>Letters beyond Latin, Greek and Cyrillic in a token: those scripts write digits and addresses without blanks.</summary>
        public static int Letters(ReadOnlySpan<char> token)
        {
            var count = 0;
            foreach (var c in token) if (c >= 0x590 && char.IsLetter(c)) count++;
            return count;
        }

        public readonly string? Decide(int letters)
        {
            if (letters < 4) return null;
            var third = Math.Max(2, letters / 4);
            if (_kana >= Math.Max(2, (_kana + _han) / 10) && _kana + _han >= third) return "ja";
            if (_hangul >= third) return "ko";
            // Forms that Japan simplified its own way: titles without kana are told by them.
            if (_han >= third) return _kanji > 0 && _kanji * 12 >= _han ? "ja" : "zh";
            var most = letters / 2 + 1;
            return _greek >= most ? "el" : _hebrew >= most ? "he" : _thai >= most ? "th" : null;
        }
    }

    /// <summary>The n-gram table as it lies in the file; looked up in place.</summary>
    private sealed class Table
    {
        private readonly byte[] _data;
        private readonly int _first, _firstPair, _rest, _counts, _pairs;

        private Table(byte[] data)
        {
            _data = data;
            Languages = new string[data[4]];
            for (var i = 0; i < Languages.Length; i++) Languages[i] = Encoding.ASCII.GetString(data, 5 + i * 2, 2);
            var at = 5 + Languages.Length * 2;
            var grams = (int)BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(at));
            _first = at + 8;
            _firstPair = _first + (Buckets + 1) * 2;
            _rest = _firstPair + (Buckets + 1) * 4;
            _counts = _rest + grams * 2;
            _pairs = _counts + grams;
        }

        public string[] Languages { get; }

        public static Table Load()
        {
            using var stream = typeof(Table).Assembly.GetManifestResourceStream("Lures/languages.dat")!;
            var data = new byte[stream.Length];
            stream.ReadExactly(data);
            return new Table(data);
        }

        /// <summary>Adds the scores of the n-gram with fingerprint <paramref name="key"/>; false if it is not in the table.</summary>
        public bool AddScores(uint key, Span<int> scores)
        {
            var bucket = (int)(key >> 16);
            var rest = (ushort)key;
            var data = _data;
            int gram = ReadUInt16(_first + bucket * 2), end = ReadUInt16(_first + bucket * 2 + 2);
            for (var pair = 0; gram < end; pair += data[_counts + gram++])
            {
                if (ReadUInt16(_rest + gram * 2) != rest) continue;
                var at = _pairs + 2 * ((int)BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(_firstPair + bucket * 4)) + pair);
                for (var n = data[_counts + gram]; n > 0; n--, at += 2) scores[data[at]] += data[at + 1] + BaseScore;
                return true;
            }
            return false;
        }

        private int ReadUInt16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(_data.AsSpan(at));
    }
}
