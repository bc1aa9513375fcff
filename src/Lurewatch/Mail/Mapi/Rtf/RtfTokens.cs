using System.Buffers;

namespace Lurewatch.Mail.Mapi.Rtf;

internal enum RtfKind
{
    End,
    GroupStart,
    GroupEnd,
    /// <summary>A control word: <see cref="RtfTokens.Word"/>, <see cref="RtfTokens.Number"/>.</summary>
    Word,
    /// <summary>A control symbol other than those with a kind of their own: <see cref="RtfTokens.Byte"/>.</summary>
    Symbol,
    /// <summary>One byte of text written as <c>\'hh</c>.</summary>
    Hex,
    /// <summary>Bytes of text; line ends, which mean nothing, are left out.</summary>
    Text,
}

/// <summary>Splits RTF 1.9 into tokens. Everything is one: there is no wrong RTF.</summary>
internal ref struct RtfTokens(ReadOnlySpan<byte> rtf)
{
    private const int MostWord = 32;
    private static readonly SearchValues<byte> NotText = SearchValues.Create("{}\\\r\n\0"u8);
    private readonly ReadOnlySpan<byte> _rtf = rtf;

    public int At { get; private set; }
    public ReadOnlySpan<byte> Word { get; private set; }
    public int? Number { get; private set; }
    public byte Byte { get; private set; }
    public ReadOnlySpan<byte> Text { get; private set; }
    /// <summary>Of <c>\bin</c>: the bytes that it counts.</summary>
    public ReadOnlySpan<byte> Binary { get; private set; }

    public RtfKind Next()
    {
        while (At < _rtf.Length)
        {
            var b = _rtf[At];
            switch (b)
            {
                case (byte)'{':
                    At++;
                    return RtfKind.GroupStart;
                case (byte)'}':
                    At++;
                    return RtfKind.GroupEnd;
                case (byte)'\\':
                    return Control();
                case (byte)'\r' or (byte)'\n' or 0:
                    At++;
                    continue;
            }
            var rest = _rtf[At..];
            var end = rest.IndexOfAny(NotText);
            Text = end < 0 ? rest : rest[..end];
            At += Text.Length;
            return RtfKind.Text;
        }
        return RtfKind.End;
    }

    private RtfKind Control()
    {
        if (++At >= _rtf.Length) return RtfKind.End;
        var b = _rtf[At];
        if (!char.IsAsciiLetter((char)b))
        {
            At++;
            if (b == '\'' && At + 1 < _rtf.Length && Digit(_rtf[At]) is >= 0 and var high && Digit(_rtf[At + 1]) is >= 0 and var low)
            {
                At += 2;
                Byte = (byte)(high << 4 | low);
                return RtfKind.Hex;
            }
            if (b is (byte)'\r' or (byte)'\n')
            {
                Word = "par"u8;                                              // a backslash before a line end is \par
                Number = null;
                return RtfKind.Word;
            }
            Byte = b;
            return RtfKind.Symbol;
        }
        var start = At;
        while (At < _rtf.Length && char.IsAsciiLetter((char)_rtf[At]) && At - start < MostWord) At++;
        Word = _rtf[start..At];
        Number = null;
        var sign = At < _rtf.Length && _rtf[At] == '-';
        var at = At + (sign ? 1 : 0);
        long value = 0;
        var digits = 0;
        while (at < _rtf.Length && char.IsAsciiDigit((char)_rtf[at]) && digits < 10)
        {
            value = value * 10 + _rtf[at++] - '0';
            digits++;
        }
        if (digits > 0)
        {
            Number = (int)Math.Clamp(sign ? -value : value, int.MinValue, int.MaxValue);
            At = at;
        }
        if (At < _rtf.Length && _rtf[At] == ' ') At++;
        if (Word.SequenceEqual("bin"u8))
        {
            Binary = Number is > 0 and var count ? _rtf.Slice(At, Math.Min(count, _rtf.Length - At)) : [];
            At += Binary.Length;
        }
        return RtfKind.Word;
    }

    private static int Digit(byte b) => b switch
    {
        >= (byte)'0' and <= (byte)'9' => b - '0',
        >= (byte)'a' and <= (byte)'f' => b - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => b - 'A' + 10,
        _ => -1,
    };
}
