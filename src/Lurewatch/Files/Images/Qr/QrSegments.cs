using System.Globalization;
using System.Text;
using Lurewatch.Mail;

namespace Lurewatch.Files.Images.Qr;

/// <summary>The bit stream of a symbol: segments with mode, count and characters [ISO/IEC 18004:2015, 7.4]. A stream that breaks off keeps what it had.</summary>
internal static class QrSegments
{
    private const string Alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

    public static QrText? Read(byte[] data, int version)
    {
        var bits = new Bits(data);
        var text = new StringBuilder();
        var bytes = new List<byte>();
        int eci = -1, part = 0;
        while (bits.Left >= 4)
        {
            var mode = bits.Take(4);
            if (mode == 0) break;
            if (mode != 4) Flush(bytes, eci, text);
            switch (mode)
            {
                case 1: Numeric(ref bits, version, text); break;
                case 2: Letters(ref bits, version, text); break;
                case 4:
                    for (var n = bits.Take(version < 10 ? 8 : 16); n > 0 && bits.Left >= 8; n--) bytes.Add((byte)bits.Take(8));
                    break;
                case 8: Kanji(ref bits, version, text); break;
                case 3: part = bits.Take(4) + 1; bits.Take(12); break;
                case 5: break;
                case 9: bits.Take(8); break;
                case 7:
                    var first = bits.Take(8);
                    eci = (first & 0x80) == 0 ? first : (first & 0xc0) == 0x80 ? (first & 0x3f) << 8 | bits.Take(8) : (first & 0x1f) << 16 | bits.Take(16);
                    break;
                default: return text.Length + bytes.Count == 0 ? null : Done();
            }
        }
        return Done();

        QrText Done()
        {
            Flush(bytes, eci, text);
            return new QrText(text.ToString(), version, part);
        }
    }

    private static void Numeric(ref Bits bits, int version, StringBuilder text)
    {
        var count = bits.Take(version < 10 ? 10 : version < 27 ? 12 : 14);
        for (; count >= 3 && bits.Left >= 10; count -= 3) text.Append(bits.Take(10).ToString("D3", CultureInfo.InvariantCulture));
        if (count == 2 && bits.Left >= 7) text.Append(bits.Take(7).ToString("D2", CultureInfo.InvariantCulture));
        else if (count == 1 && bits.Left >= 4) text.Append(bits.Take(4));
    }

    private static void Letters(ref Bits bits, int version, StringBuilder text)
    {
        var count = bits.Take(version < 10 ? 9 : version < 27 ? 11 : 13);
        for (; count >= 2 && bits.Left >= 11; count -= 2)
        {
            var pair = bits.Take(11);
            if (pair >= 45 * 45) return;
            text.Append(Alphanumeric[pair / 45]).Append(Alphanumeric[pair % 45]);
        }
        if (count == 1 && bits.Left >= 6 && bits.Take(6) is < 45 and var last) text.Append(Alphanumeric[last]);
    }

    private static void Kanji(ref Bits bits, int version, StringBuilder text)
    {
        var count = bits.Take(version < 10 ? 8 : version < 27 ? 10 : 12);
        var bytes = new List<byte>(count * 2);
        for (; count > 0 && bits.Left >= 13; count--)
        {
            var value = bits.Take(13);
            var code = value / 0xc0 << 8 | value % 0xc0;
            code += code < 0x1f00 ? 0x8140 : 0xc140;
            bytes.Add((byte)(code >> 8));
            bytes.Add((byte)code);
        }
        text.Append(Charsets.Decode([.. bytes], "shift_jis", bytes.Count, out _));
    }

    /// <summary>Bytes without a designation are UTF-8 in practice where they are valid as that, else Latin-1 as the standard says.</summary>
    private static void Flush(List<byte> bytes, int eci, StringBuilder text)
    {
        if (bytes.Count == 0) return;
        byte[] all = [.. bytes];
        bytes.Clear();
        var charset = eci switch { 20 => "shift_jis", 21 => "windows-1250", 22 => "windows-1251", 24 => "windows-1256", 28 => "big5", 29 => "gb18030", 30 => "euc-kr", >= 4 and <= 18 => $"iso-8859-{eci - 2}", _ => "iso-8859-1" };
        text.Append(System.Text.Unicode.Utf8.IsValid(all) ? Encoding.UTF8.GetString(all) : Charsets.Decode(all, charset, all.Length, out _));
    }

    private struct Bits(byte[] data)
    {
        private int _at;

        public readonly int Left => data.Length * 8 - _at;

        /// <summary>Up to 16 bits; beyond the end zeros.</summary>
        public int Take(int count)
        {
            var value = 0;
            for (; count > 0; count--, _at++) value = value << 1 | (_at < data.Length * 8 ? data[_at >> 3] >> (7 - (_at & 7)) & 1 : 0);
            return value;
        }
    }
}
