using System.Buffers.Binary;

namespace Lurewatch.Samples;

/// <summary>Packs by LZX [MS-PATCH 2]: plain to read rather than small. Frame by frame it takes another kind of block, so that a reader meets all three.</summary>
/// <param name="windowBits">15 to 19.</param>
internal sealed class LzxEncoder(int windowBits)
{
    private const int Frame = 32 << 10, Literals = 256, LengthCodes = 249;

    private readonly int _slots = windowBits * 2;
    private readonly List<byte> _out = [];
    private readonly int[] _repeats = [1, 1, 1];
    private int _word, _free = 16;
    private bool _first = true;

    /// <summary>One piece of input for the reader a frame of output.</summary>
    public List<byte[]> Encode(byte[] content)
    {
        var pieces = new List<byte[]>();
        var seen = new Dictionary<int, int>();
        Put(0, 1); // no translation of calls
        for (var at = 0; at < content.Length; at += Frame)
        {
            var end = Math.Min(content.Length, at + Frame);
            var kind = (at / Frame % 3) + 1;
            Put(kind, 3);
            Put((end - at) >> 8, 16);
            Put((end - at) & 0xff, 8);
            if (kind == 3) Plain(content.AsSpan(at, end - at));
            else Coded(content, at, end, aligned: kind == 2, seen);
            Flush();
            pieces.Add([.. _out]);
            _out.Clear();
        }
        return pieces;
    }

    private void Plain(ReadOnlySpan<byte> content)
    {
        if (_free == 16) Put(0, 16);
        Flush();
        Span<byte> word = stackalloc byte[4];
        foreach (var repeat in _repeats)
        {
            BinaryPrimitives.WriteInt32LittleEndian(word, repeat);
            _out.AddRange(word);
        }
        _out.AddRange(content);
        if ((content.Length & 1) != 0) _out.Add(0);
    }

    private void Coded(byte[] content, int at, int end, bool aligned, Dictionary<int, int> seen)
    {
        if (aligned)
            for (var i = 0; i < 8; i++) Put(3, 3);
        // 512 codes of nine bits, of which each of the longest matches takes two: the code is complete.
        var main = Enumerable.Repeat(9, Literals + (_slots * 8)).ToArray();
        for (var i = 0; i < 512 - main.Length; i++) main[^(i + 1)] = 8;
        var codes = Canonical(main);
        Lengths(main[..Literals]);
        Lengths(main[Literals..]);
        var lengths = Enumerable.Range(0, LengthCodes).Select(i => i < 256 - LengthCodes ? 7 : 8).ToArray();
        var lengthCodes = Canonical(lengths);
        Lengths(lengths);
        while (at < end)
        {
            var (distance, length) = Match(content, at, end, seen);
            if (length == 0)
            {
                Put(codes[content[at]], main[content[at]]);
                at++;
                continue;
            }
            var repeat = Array.IndexOf(_repeats, distance);
            var slot = repeat >= 0 ? repeat : Slot(distance + 2);
            var symbol = Literals + (slot * 8) + Math.Min(length - 2, 7);
            Put(codes[symbol], main[symbol]);
            if (length - 2 >= 7) Put(lengthCodes[length - 9], lengths[length - 9]);
            if (repeat >= 0)
            {
                (_repeats[0], _repeats[repeat]) = (_repeats[repeat], _repeats[0]);
            }
            else
            {
                var (start, footer) = Footer(slot);
                var rest = distance + 2 - start;
                if (aligned && footer >= 3)
                {
                    Put(rest >> 3, footer - 3);
                    Put(rest & 7, 3); // eight codes of three bits are their own values
                }
                else
                {
                    Put(rest, footer);
                }
                (_repeats[2], _repeats[1], _repeats[0]) = (_repeats[1], _repeats[0], distance);
            }
            at += length;
        }
    }

    /// <summary>Each length on its own, against zero or the block before: the pre-tree has the three values that come up, and zero runs are not used.</summary>
    private void Lengths(int[] lengths)
    {
        var before = _first ? null : lengths; // every coded block has the same lengths
        int[] symbols = before is null ? [17 - 7, 17 - 8, 17 - 9, 0] : [0, 1];
        for (var i = 0; i < 20; i++) Put(Array.IndexOf(symbols, i) >= 0 ? (symbols.Length == 4 ? 2 : 1) : 0, 4);
        var order = symbols.Order().ToList();
        foreach (var length in lengths) Put(order.IndexOf(before is null ? 17 - length : 0), symbols.Length == 4 ? 2 : 1);
        if (lengths.Length == LengthCodes) _first = false;
    }

    private (int Distance, int Length) Match(byte[] content, int at, int end, Dictionary<int, int> seen)
    {
        if (at + 4 > end) return default;
        var key = BinaryPrimitives.ReadInt32LittleEndian(content.AsSpan(at));
        var known = seen.TryGetValue(key, out var from);
        seen[key] = at;
        if (!known || at - from > (1 << windowBits) - 3) return default;
        var most = Math.Min(257, end - at);
        var length = 4;
        while (length < most && content[from + length] == content[at + length]) length++;
        return (at - from, length);
    }

    private int Slot(int formatted)
    {
        for (var slot = _slots - 1; ; slot--)
            if (Footer(slot).Start <= formatted) return slot;
    }

    private static (int Start, int Bits) Footer(int slot) => slot < 4 ? (slot, 0) : slot < 36 ? ((2 + (slot & 1)) << ((slot / 2) - 1), (slot / 2) - 1) : ((slot - 34) << 17, 17);

    private static int[] Canonical(int[] lengths)
    {
        var codes = new int[lengths.Length];
        var code = 0;
        for (var bits = 1; bits <= 16; bits++, code <<= 1)
            for (var i = 0; i < lengths.Length; i++)
                if (lengths[i] == bits) codes[i] = code++;
        return codes;
    }

    private void Put(int value, int bits)
    {
        for (var i = bits - 1; i >= 0; i--)
        {
            _word = (_word << 1) | ((value >> i) & 1);
            if (--_free == 0) WriteWord();
        }
    }

    private void Flush()
    {
        if (_free == 16) return;
        _word <<= _free;
        WriteWord();
    }

    private void WriteWord()
    {
        _out.Add((byte)_word);
        _out.Add((byte)(_word >> 8));
        (_word, _free) = (0, 16);
    }
}
