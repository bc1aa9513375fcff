using System.IO.Compression;
using System.Runtime.InteropServices;
using Lurewatch.Bytes;

namespace Lurewatch.Containers;

/// <summary>Decrypts, unpacks and checks one ZIP entry. Output is bounded while it is made: what a header declares only guides the first allocation.</summary>
internal readonly struct ZipUnpacker(ReadOnlyMemory<byte> bytes, AnalysisBudget budget)
{
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
            : new ZipContent(ZipState.Limit, BoundedUnpacking.Start(packed), "size");

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
        var unpacked = BoundedUnpacking.Drain(stream, entry.Size, packedSize, entry.Name, budget);
        return unpacked.Limit is { } limit ? new ZipContent(ZipState.Limit, unpacked.Bytes, limit) : Checked(entry, unpacked.Bytes, unpacked.Damage);
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
