using System.Buffers.Binary;

namespace Lurewatch.Containers.SevenZip;

/// <summary>BCJ2 [7-Zip, method 0303011B]: calls and jumps of a program put back from two streams of their own, by the bits of a third.</summary>
internal static class Bcj2
{
    private const int Probabilities = 256 + 2, One = 1 << 11, MoveBits = 5;
    private const uint Top = 1 << 24;

    public static byte[] Decode(ReadOnlySpan<byte> main, ReadOnlySpan<byte> calls, ReadOnlySpan<byte> jumps, ReadOnlySpan<byte> bits, int size)
    {
        var to = new byte[(int)Math.Min(size, (long)main.Length + calls.Length + jumps.Length)];
        Span<ushort> probabilities = stackalloc ushort[Probabilities];
        probabilities.Fill(One / 2);
        uint range = uint.MaxValue, code = 0;
        var next = 5;
        if (bits.Length < next) return [];
        foreach (var b in bits[..next]) code = (code << 8) | b;
        int at = 0, from = 0, call = 0, jump = 0;
        byte before = 0;
        while (at < to.Length && from < main.Length)
        {
            var b = main[from++];
            to[at++] = b;
            if ((b & 0xfe) != 0xe8 && !(before == 0x0f && (b & 0xf0) == 0x80))
            {
                before = b;
                continue;
            }
            if (at == to.Length) break;
            ref var probability = ref probabilities[b == 0xe8 ? before : b == 0xe9 ? 256 : 257];
            var bound = (range >> 11) * probability;
            if (code < bound)
            {
                range = bound;
                probability += (ushort)((One - probability) >> MoveBits);
                before = b;
            }
            else
            {
                range -= bound;
                code -= bound;
                probability -= (ushort)(probability >> MoveBits);
                ref var position = ref (b == 0xe8 ? ref call : ref jump);
                var source = b == 0xe8 ? calls : jumps;
                if (position + 4 > source.Length) break;
                var target = BinaryPrimitives.ReadUInt32BigEndian(source[position..]) - (uint)(at + 4);
                position += 4;
                for (var i = 0; i < 4 && at < to.Length; i++) to[at++] = (byte)(target >> (8 * i));
                before = (byte)(target >> 24);
            }
            if (range >= Top) continue;
            if (next >= bits.Length) break;
            range <<= 8;
            code = (code << 8) | bits[next++];
        }
        return at == to.Length ? to : to[..at];
    }
}
