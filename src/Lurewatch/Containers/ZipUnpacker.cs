using System.IO.Compression;
using System.Runtime.InteropServices;
using Lurewatch.Bytes;

namespace Lurewatch.Containers;

/// <summary>Decrypts, unpacks and checks one ZIP entry. Output is bounded while it is made: what a header declares only guides the first allocation.</summary>
internal readonly struct ZipUnpacker(ReadOnlyMemory<byte> bytes, AnalysisBudget budget)
{
    private const int Chunk = 64 << 10;
    /// <summary>How much of a member that a limit cut is kept: enough to tell its type.</summary>
    private const int KeptOfCut = 64 << 10;
    private const int RatioCheckedAbove = 1 << 20;

    public bool PassesQuickCheck(ZipEntry entry, string password)
    {
        if (entry.DataOffset < 0 || !budget.HasTime(entry.Name)) return false;
        var packed = Packed(entry).Span;
        return entry.Encryption switch
        {
            "zipcrypto" => ZipCrypto.Passes(packed, entry, password),
            "aes128" or "aes192" or "aes256" => budget.TryTakeSteps(ZipAes.StepsOfDerivation, entry.Name) && ZipAes.Passes(packed, entry.Encryption, password),
            _ => false,
        };
    }

    public ZipContent Open(ZipEntry entry, string? password)
    {
        if (entry.DataOffset < 0) return new ZipContent(ZipState.Damaged, Detail: "no local header");
        if (!budget.HasTime(entry.Name)) return new ZipContent(ZipState.Limit, Detail: "time");
        var packed = Packed(entry);
        var cut = packed.Length < entry.CompressedSize;
        var authentic = true;
        switch (entry.Encryption)
        {
            case null:
                break;
            case not null when password is null:
                return new ZipContent(ZipState.Encrypted);
            case "zipcrypto":
                if (!ZipCrypto.Passes(packed.Span, entry, password)) return new ZipContent(ZipState.Encrypted, Detail: "wrong password");
                packed = ZipCrypto.Decrypt(packed.Span, password);
                break;
            case "aes128" or "aes192" or "aes256":
                if (!budget.TryTakeSteps(ZipAes.StepsOfDerivation, entry.Name)) return new ZipContent(ZipState.Limit, Detail: "steps");
                if (ZipAes.Decrypt(packed.Span, entry.Encryption, password, out authentic) is not { } plain) return new ZipContent(ZipState.Encrypted, Detail: "wrong password");
                packed = plain;
                break;
            default:
                return new ZipContent(ZipState.Unsupported, Detail: "PKWARE strong encryption");
        }
        var content = Unpack(entry, packed);
        if (content.State is ZipState.Damaged && entry.Encryption == "zipcrypto")
            return new ZipContent(ZipState.Encrypted, Detail: "wrong password, or damaged"); // 1 in 256 wrong ones pass the quick check
        if (content.State is ZipState.Whole && !authentic) return content with { State = ZipState.Damaged, Detail = "authentication code does not match" };
        if (content.State is ZipState.Damaged && cut) return content with { Detail = "the file ends inside it" };
        return content;
    }

    private ReadOnlyMemory<byte> Packed(ZipEntry entry)
    {
        if (entry.DataOffset >= bytes.Length) return default;
        return bytes.Slice((int)entry.DataOffset, (int)Math.Clamp(entry.CompressedSize, 0, bytes.Length - entry.DataOffset));
    }

    private ZipContent Unpack(ZipEntry entry, ReadOnlyMemory<byte> packed)
    {
        switch (entry.Method)
        {
            case 0:
                return Stored(entry, packed);
            case 1:
                return Shrunk(entry, packed);
            case 8:
                using (var inflate = new DeflateStream(AsStream(packed), CompressionMode.Decompress)) return Drain(inflate, entry, packed.Length);
            default:
                try
                {
                    using var stream = ZipMethods.Open(entry, packed, budget.Limits.MemberBytes);
                    if (stream is not null) return Drain(stream, entry, packed.Length);
                }
                catch (Exception error) when (error is not OutOfMemoryException)
                {
                    return new ZipContent(ZipState.Damaged, Detail: error.Message); // foreign decoders check their parameters when made
                }
                // Android (and what copies it) takes an unknown method for stored; believe it if the content proves it.
                if (entry.CompressedSize == entry.Size && entry.HasPlainCrc && Stored(entry, packed) is { State: ZipState.Whole } stored) return stored;
                return new ZipContent(ZipState.Unsupported, Detail: $"compression method {entry.Method}");
        }
    }

    private ZipContent Stored(ZipEntry entry, ReadOnlyMemory<byte> packed) =>
        budget.TryTakeBytes(packed.Length, entry.Name)
            ? Checked(entry, packed, null)
            : new ZipContent(ZipState.Limit, packed[..Math.Min(packed.Length, KeptOfCut)], "size");

    private ZipContent Shrunk(ZipEntry entry, ReadOnlyMemory<byte> packed)
    {
        if (!budget.TryTakeBytes(entry.Size, entry.Name)) return new ZipContent(ZipState.Limit, Detail: "size");
        var output = new byte[entry.Size];
        try
        {
            SharpCompress.Compressors.Shrink.HwUnshrink.Unshrink(packed.ToArray(), packed.Length, out _, output, output.Length, out var written);
            return Checked(entry, output.AsMemory(0, Math.Clamp(written, 0, output.Length)), null);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return new ZipContent(ZipState.Damaged, Detail: error.Message);
        }
    }

    private ZipContent Drain(Stream stream, ZipEntry entry, int packedSize)
    {
        var cap = (int)Math.Min(Math.Min(budget.Limits.MemberBytes, budget.BytesLeft), Array.MaxLength);
        // The declared size saves copies, but only as far as the packed size makes it likely.
        var buffer = new byte[(int)Math.Clamp(entry.Size + 1, 64, Math.Min((long)cap + 1, (packedSize * 16L) + 1024))];
        var length = 0;
        string? damage = null;
        try
        {
            while (true)
            {
                if (length == buffer.Length) Array.Resize(ref buffer, (int)Math.Min(buffer.Length * 2L, cap + 1L));
                var read = stream.Read(buffer, length, Math.Min(buffer.Length - length, Chunk));
                if (read <= 0) break;
                length += read;
                if (length > cap)
                {
                    budget.TryTakeBytes(length, entry.Name); // notes which limit it was
                    return new ZipContent(ZipState.Limit, buffer.AsMemory(0, Math.Min(length, KeptOfCut)).ToArray(), "size");
                }
                if (length > RatioCheckedAbove && length > (long)packedSize * budget.Limits.Ratio)
                {
                    budget.Exhaust("ratio", entry.Name);
                    return new ZipContent(ZipState.Limit, buffer.AsMemory(0, KeptOfCut).ToArray(), "ratio");
                }
                if (!budget.TryTakeSteps(1 + (read >> 6), entry.Name)) return new ZipContent(ZipState.Limit, buffer.AsMemory(0, Math.Min(length, KeptOfCut)).ToArray(), "time");
            }
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            damage = error.Message; // keep what came before
        }
        budget.TryTakeBytes(length, entry.Name);
        return Checked(entry, buffer.AsMemory(0, length), damage);
    }

    private static ZipContent Checked(ZipEntry entry, ReadOnlyMemory<byte> content, string? damage)
    {
        if (entry.HasPlainCrc ? Crc32.Of(content.Span) == entry.Crc : damage is null && (!entry.HasCrc || content.Length == entry.Size))
            return new ZipContent(ZipState.Whole, content);
        return new ZipContent(ZipState.Damaged, content, damage ?? (entry.HasPlainCrc ? "CRC does not match" : "length does not match"));
    }

    internal static MemoryStream AsStream(ReadOnlyMemory<byte> content) =>
        MemoryMarshal.TryGetArray(content, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(content.ToArray(), writable: false);
}
