using System.Text;

namespace Lurewatch.Mail;

/// <summary>UTF-7 [RFC 2152], decoding only: .NET no longer has it, mail clients still show it.</summary>
internal static class Utf7
{
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != '+')
            {
                text.Append((char)bytes[i]);
                continue;
            }
            if (i + 1 < bytes.Length && bytes[i + 1] == '-')
            {
                text.Append('+');
                i++;
                continue;
            }
            uint bits = 0;
            var count = 0;
            var at = i + 1;
            for (; at < bytes.Length && Value(bytes[at]) is var value and >= 0; at++)
            {
                bits = bits << 6 | (uint)value;
                count += 6;
                if (count < 16) continue;
                count -= 16;
                text.Append((char)(bits >> count & 0xFFFF));
            }
            if (at == i + 1) text.Append('+');             // a lone plus stands for itself
            i = at < bytes.Length && bytes[at] == '-' ? at : at - 1;
        }
        return text.ToString();
    }

    private static int Value(byte b) => b switch
    {
        >= (byte)'A' and <= (byte)'Z' => b - 'A',
        >= (byte)'a' and <= (byte)'z' => b - 'a' + 26,
        >= (byte)'0' and <= (byte)'9' => b - '0' + 52,
        (byte)'+' => 62,
        (byte)'/' => 63,
        _ => -1,
    };
}
