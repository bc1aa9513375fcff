using System.Buffers.Binary;
using System.Numerics;
using Lurewatch.Bytes;

namespace Lurewatch.Containers.Rar;

/// <summary>Wraps packed content, decrypted already, into the plainest archive that SharpCompress unpacks: so the windows that it allocates, and the keys that it would derive, are decided here and not by the file.</summary>
internal static class RarWrapper
{
    private const int LargestWindow = 128 << 20, RatioCheckedAbove = 1 << 20;

    /// <summary>An archive of those files, in their order.</summary>
    /// <param name="ratio">How many times its packed size a file may unpack to before it is cut.</param>
    public static byte[] Wrap(int format, bool solid, IReadOnlyList<(RarEntry Entry, ReadOnlyMemory<byte> Packed)> files, int ratio)
    {
        var to = new MemoryStream();
        if (format == 5) Wrap5(to, solid, files, ratio);
        else Wrap4(to, solid, files);
        return to.ToArray();
    }

    private static void Wrap5(MemoryStream to, bool solid, IReadOnlyList<(RarEntry Entry, ReadOnlyMemory<byte> Packed)> files, int ratio)
    {
        to.Write("Rar!\x1a\x7\x1\0"u8);
        Block5(to, [1, 0, (byte)(solid ? 4 : 0)]);
        long total = 0;
        foreach (var (entry, packed) in files) total += Math.Min(entry.Size < 0 ? LargestWindow : entry.Size, Math.Max(RatioCheckedAbove, packed.Length * (long)ratio));
        foreach (var (entry, packed) in files)
        {
            // What lies behind the whole output's size is never looked back at.
            var window = Math.Min(entry.Window, Math.Max(0, BitOperations.Log2((ulong)Math.Clamp(total, 1, LargestWindow) - 1 | 1) + 1 - 17));
            var body = new MemoryStream();
            body.Write([2, 2]); // file, with data
            Number(body, packed.Length);
            Number(body, entry.Size < 0 ? 4 + 8 : 4);
            Number(body, Math.Max(0, entry.Size));
            Number(body, 0x20);
            body.Write(BitConverter.GetBytes(entry.Crc ?? 0));
            Number(body, (entry.Solid ? 0x40 : 0) | (entry.Method << 7) | (window << 10));
            body.Write([0, 1, (byte)'f']);
            Block5(to, body.ToArray());
            to.Write(packed.Span);
        }
    }

    private static void Block5(MemoryStream to, byte[] body)
    {
        var whole = new MemoryStream();
        Number(whole, body.Length);
        whole.Write(body);
        to.Write(BitConverter.GetBytes(Crc32.Of(whole.ToArray())));
        whole.WriteTo(to);
    }

    private static void Number(MemoryStream to, long value)
    {
        for (; value >= 0x80; value >>= 7) to.WriteByte((byte)(value | 0x80));
        to.WriteByte((byte)value);
    }

    private static void Wrap4(MemoryStream to, bool solid, IReadOnlyList<(RarEntry Entry, ReadOnlyMemory<byte> Packed)> files)
    {
        to.Write("Rar!\x1a\x7\0"u8);
        Block4(to, 0x73, solid ? 8 : 0, new byte[6]);
        foreach (var (entry, packed) in files)
        {
            var body = new byte[34];
            BinaryPrimitives.WriteInt32LittleEndian(body, packed.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(4), (uint)entry.Size);
            BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(9), entry.Crc ?? 0);
            body[17] = (byte)entry.Version;
            body[18] = (byte)(0x30 + entry.Method);
            body[19] = 1; // one character of name
            BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(29), entry.Size < 0 ? int.MaxValue : (uint)(entry.Size >> 32));
            body[33] = (byte)'f';
            Block4(to, 0x74, 0x8000 | 0x100 | (entry.Solid ? 0x10 : 0) | (Math.Min(entry.Window, 6) << 5), body);
            WriteWithSmallModel(to, entry.Version, packed.Span);
        }
    }

    /// <summary>Where the first block is one of PPMd, its second byte asks for the model's memory in mebibytes, less one: granted is what so little input can fill, a kibibyte a byte.</summary>
    private static void WriteWithSmallModel(MemoryStream to, int version, ReadOnlySpan<byte> packed)
    {
        const int ppmd = 0x80, newModel = 0x20, most = 127;
        if (version is not (29 or 36) || packed.Length < 2 || (packed[0] & (ppmd | newModel)) != (ppmd | newModel))
        {
            to.Write(packed);
            return;
        }
        to.WriteByte(packed[0]);
        to.WriteByte((byte)Math.Min(packed[1], Math.Min(most, packed.Length >> 10)));
        to.Write(packed[2..]);
    }

    private static void Block4(MemoryStream to, byte type, int flags, byte[] body)
    {
        byte[] header = [type, (byte)flags, (byte)(flags >> 8), (byte)(body.Length + 7), 0, .. body];
        to.Write(BitConverter.GetBytes((ushort)Crc32.Of(header)));
        to.Write(header);
    }
}
