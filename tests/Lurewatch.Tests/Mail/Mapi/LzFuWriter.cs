using Lurewatch.Mail.Mapi.Rtf;

namespace Lurewatch.Tests.Mail.Mapi;

/// <summary>Compresses RTF [MS-OXRTFCP 3.1]: the longest match in the ring, looked for by trying all.</summary>
internal static class LzFuWriter
{
    public static byte[] Compress(ReadOnlySpan<byte> rtf)
    {
        var ring = LzFu.Ring(out var at);
        var filled = at;
        var output = new List<byte>();
        var control = -1;
        var bit = 8;
        void Token(bool reference)
        {
            if (bit == 8)
            {
                control = output.Count;
                output.Add(0);
                bit = 0;
            }
            if (reference) output[control] |= (byte)(1 << bit);
            bit++;
        }

        for (var i = 0; i < rtf.Length;)
        {
            var (best, from) = (0, 0);
            for (var start = 0; start < filled; start++)
            {
                if (start == at) continue;                                   // that would be the end mark
                var length = 0;
                while (length < 17 && i + length < rtf.Length && start + length < filled && start + length != at && ring[start + length] == rtf[i + length]) length++;
                if (length > best) (best, from) = (length, start);
            }
            Token(best >= 2);
            if (best >= 2)
            {
                output.Add((byte)(from >> 4));
                output.Add((byte)(from << 4 | best - 2));
            }
            else
            {
                best = 1;
                output.Add(rtf[i]);
            }
            for (; best > 0; best--, i++)
            {
                ring[at] = rtf[i];
                at = at + 1 & 4095;
                filled = Math.Max(filled, at == 0 ? 4096 : at);
            }
        }
        Token(reference: true);
        output.Add((byte)(at >> 4));
        output.Add((byte)(at << 4));
        return [.. BitConverter.GetBytes(output.Count + 12), .. BitConverter.GetBytes(rtf.Length), .. BitConverter.GetBytes(LzFu.Compressed), .. BitConverter.GetBytes(LzFu.Crc(output.ToArray())), .. output];
    }
}
