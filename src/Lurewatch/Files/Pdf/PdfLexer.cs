using System.Buffers;
using System.Globalization;
using System.Text;

namespace Lurewatch.Files.Pdf;

/// <summary>Tokens and direct objects [ISO 32000-2, 7.2, 7.3], as forgiving as viewers are. Each step moves on; nesting is bounded.</summary>
internal sealed class PdfLexer(ReadOnlyMemory<byte> data, AnalysisBudget budget, string what, int start = 0)
{
    private const int MostDepth = 48, MostItems = 200_000, MostName = 512;

    private static readonly SearchValues<byte> s_space = SearchValues.Create(0, 9, 10, 12, 13, 32);
    private static readonly SearchValues<byte> s_ends = SearchValues.Create(0, 9, 10, 12, 13, 32, (byte)'(', (byte)')', (byte)'<', (byte)'>', (byte)'[', (byte)']', (byte)'{', (byte)'}', (byte)'/', (byte)'%');

    public int Position { get; set; } = start;
    public int Length => data.Length;
    private ReadOnlySpan<byte> Span => data.Span;

    public void SkipSpace()
    {
        var span = Span;
        while (Position < span.Length)
        {
            var next = span[Position..].IndexOfAnyExcept(s_space);
            if (next < 0) { Position = span.Length; return; }
            Position += next;
            if (span[Position] != '%') return;
            var end = span[Position..].IndexOfAny((byte)'\r', (byte)'\n');
            Position = end < 0 ? span.Length : Position + end;
        }
    }

    /// <summary>The next object or operator; null at the end, or where the budget ends.</summary>
    public PdfObject? Next(int depth = 0)
    {
        while (true)
        {
            SkipSpace();
            var span = Span;
            if (Position >= span.Length || !budget.TryTakeSteps(1, what)) return null;
            switch (span[Position])
            {
                case (byte)'/': return Name();
                case (byte)'(': return Literal();
                case (byte)'<' when Position + 1 < span.Length && span[Position + 1] == '<':
                    Position += 2;
                    return depth > MostDepth ? null : Dictionary(depth);
                case (byte)'<': return Hex();
                case (byte)'[':
                    Position++;
                    return depth > MostDepth ? null : Array(depth);
                case (byte)']': Position++; return End;
                case (byte)'>':
                    Position += Position + 1 < span.Length && span[Position + 1] == '>' ? 2 : 1;
                    return End;
                case (byte)'{' or (byte)'}' or (byte)')': Position++; continue;
                default: return Word();
            }
        }
    }

    /// <summary>The end of an array or dictionary, where none is open too.</summary>
    public static PdfObject End { get; } = new PdfKeyword("]");

    private PdfObject Word()
    {
        var rest = Span[Position..];
        var length = rest.IndexOfAny(s_ends);
        var word = length < 0 ? rest : rest[..length];
        Position += word.Length;
        if (word[0] is >= (byte)'0' and <= (byte)'9' or (byte)'+' or (byte)'-' or (byte)'.')
        {
            if (Number(word) is { } number) return Reference(number) ?? (PdfObject)new PdfNumber(number);
        }
        return word.SequenceEqual("null"u8) ? PdfObject.Null : new PdfKeyword(Encoding.Latin1.GetString(word[..Math.Min(word.Length, MostName)]));
    }

    private static double? Number(ReadOnlySpan<byte> word)
    {
        double value = 0, scale = 0;
        var negative = false;
        var digits = 0;
        foreach (var c in word)
        {
            if (c == '-') negative = true;
            else if (c == '+') continue;
            else if (c == '.')
            {
                if (scale != 0) break;   // 1.2.3: what stands first counts
                scale = 1;
            }
            else if (c is >= (byte)'0' and <= (byte)'9')
            {
                digits++;
                value = value * 10 + (c - '0');
                scale *= 10;
            }
            else return digits == 0 ? null : Sign();
        }
        return digits == 0 && word.Length > 1 ? null : Sign();
        double Sign() => (negative ? -value : value) / (scale > 1 ? scale : 1);
    }

    /// <summary>"12 0 R" after the 12.</summary>
    private PdfReference? Reference(double number)
    {
        if (number is < 0 or > 10_000_000 || number != Math.Floor(number)) return null;
        var span = Span;
        var at = Position;
        while (at < span.Length && s_space.Contains(span[at])) at++;
        int generation = 0, digits = 0;
        for (; at < span.Length && digits < 6 && span[at] is >= (byte)'0' and <= (byte)'9'; at++, digits++) generation = generation * 10 + span[at] - '0';
        if (digits == 0) return null;
        var spaces = at;
        while (at < span.Length && s_space.Contains(span[at])) at++;
        if (at == spaces || at >= span.Length || span[at] != 'R' || (at + 1 < span.Length && !s_ends.Contains(span[at + 1]))) return null;
        Position = at + 1;
        return new PdfReference((int)number, generation);
    }

    private PdfName Name()
    {
        var rest = Span[(Position + 1)..];
        var length = rest.IndexOfAny(s_ends);
        var raw = length < 0 ? rest : rest[..length];
        Position += 1 + raw.Length;
        if (raw.Length > MostName) raw = raw[..MostName];
        if (!raw.Contains((byte)'#')) return new PdfName(Encoding.Latin1.GetString(raw));
        var name = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] == '#' && i + 2 < raw.Length && byte.TryParse(raw.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                name.Append((char)value);
                i += 2;
            }
            else name.Append((char)raw[i]);
        }
        return new PdfName(name.ToString());
    }

    private PdfString Literal()
    {
        var span = Span;
        var bytes = new List<byte>();
        var open = 1;
        var at = Position + 1;
        for (; at < span.Length; at++)
        {
            var c = span[at];
            if (c == '(') open++;
            else if (c == ')' && --open == 0) break;
            if (c != '\\')
            {
                bytes.Add(c);
                continue;
            }
            if (++at >= span.Length) break;
            switch (span[at])
            {
                case (byte)'n': bytes.Add((byte)'\n'); break;
                case (byte)'r': bytes.Add((byte)'\r'); break;
                case (byte)'t': bytes.Add((byte)'\t'); break;
                case (byte)'b': bytes.Add((byte)'\b'); break;
                case (byte)'f': bytes.Add((byte)'\f'); break;
                case (byte)'\n': break;
                case (byte)'\r':
                    if (at + 1 < span.Length && span[at + 1] == '\n') at++;
                    break;
                case >= (byte)'0' and <= (byte)'7':
                    var value = 0;
                    for (var n = 0; n < 3 && at < span.Length && span[at] is >= (byte)'0' and <= (byte)'7'; n++, at++) value = value * 8 + span[at] - '0';
                    at--;
                    bytes.Add((byte)value);
                    break;
                default: bytes.Add(span[at]); break;
            }
        }
        budget.TryTakeSteps((at - Position) / 16, what);
        Position = Math.Min(at + 1, span.Length);
        return new PdfString([.. bytes]);
    }

    private PdfString Hex()
    {
        var rest = Span[(Position + 1)..];
        var end = rest.IndexOf((byte)'>');
        var digits = end < 0 ? rest : rest[..end];
        Position = Math.Min(Position + 1 + digits.Length + 1, Length);
        budget.TryTakeSteps(digits.Length / 16, what);
        return new PdfString(PdfFilters.AsciiHex(digits));
    }

    private PdfArray Array(int depth)
    {
        var items = new List<PdfObject>();
        while (Next(depth + 1) is { } item && item != End)
            if (items.Count < MostItems) items.Add(item);
        return new PdfArray(items);
    }

    private PdfDictionary Dictionary(int depth)
    {
        var entries = new Dictionary<string, PdfObject>(StringComparer.Ordinal);
        while (Next(depth + 1) is { } key && key != End)
        {
            if (key is not PdfName name)
            {
                if (key is PdfKeyword { Text: "endobj" or "stream" or "endstream" }) break;   // never closed
                continue;
            }
            if (Next(depth + 1) is not { } value) break;
            if (value == End) { entries.TryAdd(name.Text, PdfObject.Null); break; }
            if (entries.Count < MostItems) entries[name.Text] = value;
        }
        return new PdfDictionary(entries);
    }
}
