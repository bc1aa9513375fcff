using System.Buffers.Binary;
using System.Text;
using Lurewatch.Bytes;

namespace Lurewatch.Containers.Rar;

/// <summary>Headers of RAR 5 [RAR 5.0 archive format, technote.txt].</summary>
internal sealed class Rar5Headers(ReadOnlyMemory<byte> bytes, RarKeys keys, string? password, AnalysisBudget budget)
{
    public const int SignatureSize = 8;
    private const int Main = 1, File = 2, Encryption = 4, End = 5;
    private const int HasExtra = 1, HasData = 2, SplitBefore = 8, SplitAfter = 16;
    private const int MostHeaderSize = 2 << 20, SaltSize = 16, VectorSize = 16, CheckSize = 8, CheckSumSize = 4;

    private readonly RarDirectory _directory = new() { Format = 5 };

    public RarDirectory Read()
    {
        long at = SignatureSize;
        while (at < bytes.Length && budget.TryTakeSteps(1, "rar"))
        {
            if (!Block(ref at)) break;
        }
        return _directory;
    }

    private bool Block(ref long at)
    {
        var header = bytes.Span[(int)at..];
        var start = at;
        if (_directory.HeadersOpen)
        {
            if (Decrypt(header) is not { } plain) return false;
            header = plain;
        }
        if (header.Length < 7) return false;
        var cursor = new Cursor(header[4..]);
        var size = cursor.Number();
        if (cursor.Failed || size is <= 0 or > MostHeaderSize || size > cursor.Left)
        {
            _directory.Problems.Add("header-damaged", $"at offset {start}");
            return false;
        }
        var whole = header.Slice(4, cursor.At + (int)size);
        if (Crc32.Of(whole) != BinaryPrimitives.ReadUInt32LittleEndian(header))
        {
            _directory.Problems.Add("header-damaged", $"at offset {start}: CRC does not match");
            if (_directory.HeadersOpen) return false;
        }
        var used = 4 + whole.Length;
        at += _directory.HeadersOpen ? VectorSize + ((used + 15) & ~15) : used;
        var body = new Cursor(whole[cursor.At..]);
        long type = body.Number(), flags = body.Number();
        var extraSize = (flags & HasExtra) != 0 ? body.Number() : 0;
        var dataSize = (flags & HasData) != 0 ? body.Number() : 0;
        if (body.Failed || extraSize > body.Left || dataSize < 0) return false;
        var extra = whole[^(int)extraSize..];
        switch (type)
        {
            case Main:
                var archive = body.Number();
                _directory.Volume = (archive & 1) != 0;
                _directory.Solid = (archive & 4) != 0;
                break;
            case File:
                if (!_directory.MayAdd(budget)) return false;
                AddFile(ref body, flags, extra, at, dataSize);
                break;
            case Encryption:
                _directory.HeaderCipher = ReadCipher(ref body, withVector: false);
                if (password is null || _directory.HeaderCipher is not { } cipher || !keys.Passes(cipher, password)) return false;
                _directory.HeadersOpen = true;
                break;
            case End:
                return false;
        }
        at = dataSize > long.MaxValue - at ? long.MaxValue : at + dataSize;
        return true;
    }

    /// <summary>A header behind its vector: first the block that tells its size, then the whole.</summary>
    private byte[]? Decrypt(ReadOnlySpan<byte> from)
    {
        if (from.Length < VectorSize + 16) return null;
        var vector = from[..VectorSize];
        var cipher = _directory.HeaderCipher!;
        if (keys.Decrypt(cipher, password!, from.Slice(VectorSize, 16), vector) is not { } first) return null;
        var cursor = new Cursor(first.AsSpan(4));
        var size = cursor.Number();
        if (cursor.Failed || size is <= 0 or > MostHeaderSize) return null;
        var whole = (4 + cursor.At + (int)size + 15) & ~15;
        return whole <= from.Length - VectorSize ? keys.Decrypt(cipher, password!, from.Slice(VectorSize, whole), vector) : null;
    }

    private void AddFile(ref Cursor body, long flags, ReadOnlySpan<byte> extra, long at, long dataSize)
    {
        var fileFlags = body.Number();
        var size = body.Number();
        var attributes = body.Number();
        if ((fileFlags & 2) != 0) body.Take(4);
        uint? crc = (fileFlags & 4) != 0 && body.Take(4) is { Length: 4 } four ? BinaryPrimitives.ReadUInt32LittleEndian(four) : null;
        var compression = body.Number();
        var system = body.Number();
        var name = body.Take(body.Number());
        if (body.Failed || (fileFlags & 1) != 0) return;
        _directory.Entries.Add(new RarEntry(Encoding.UTF8.GetString(name).Replace('\\', '/'), (fileFlags & 8) != 0 ? -1 : size, at, dataSize)
        {
            Crc = crc,
            Version = 50 + (int)(compression & 0x3f),
            Solid = (compression & 0x40) != 0,
            Method = (int)(compression >> 7) & 7,
            Window = (int)(compression >> 10) & 0x1f,
            SplitBefore = (flags & SplitBefore) != 0,
            SplitAfter = (flags & SplitAfter) != 0,
            Hidden = system == 0 && (attributes & 2) != 0,
            Cipher = FileCipher(extra),
        });
    }

    private static RarCipher? FileCipher(ReadOnlySpan<byte> extra)
    {
        var records = new Cursor(extra);
        while (records.Left > 0 && !records.Failed)
        {
            var record = new Cursor(records.Take(records.Number()));
            if (record.Number() == 1 && !record.Failed) return ReadCipher(ref record, withVector: true) ?? new RarCipher(0, [], [], 0, null, false);
        }
        return null;
    }

    private static RarCipher? ReadCipher(ref Cursor body, bool withVector)
    {
        var version = body.Number();
        var flags = body.Number();
        var power = body.Take(1) is [var count] ? count : byte.MaxValue;
        var salt = body.Take(SaltSize).ToArray();
        var vector = withVector ? body.Take(VectorSize).ToArray() : [];
        byte[]? check = (flags & 1) != 0 ? body.Take(CheckSize).ToArray() : null;
        if (check is not null && !System.Security.Cryptography.SHA256.HashData(check).AsSpan(0, CheckSumSize).SequenceEqual(body.Take(CheckSumSize))) check = null;
        return body.Failed || version != 0 ? null : new RarCipher(5, salt, vector, power, check, (flags & 2) != 0);
    }

    /// <summary>vints: seven bits a byte, lowest first.</summary>
    private ref struct Cursor(ReadOnlySpan<byte> from)
    {
        private readonly ReadOnlySpan<byte> _from = from;

        public int At { get; private set; }
        public bool Failed { get; private set; }
        public readonly int Left => _from.Length - At;

        public long Number()
        {
            ulong value = 0;
            for (var shift = 0; shift < 64 && At < _from.Length; shift += 7)
            {
                var b = _from[At++];
                value |= (ulong)(b & 0x7f) << shift;
                if ((b & 0x80) == 0 && value <= long.MaxValue) return (long)value;
                if ((b & 0x80) == 0) break;
            }
            Failed = true;
            return 0;
        }

        public ReadOnlySpan<byte> Take(long count)
        {
            if (count < 0 || count > Left)
            {
                Failed = true;
                return default;
            }
            At += (int)count;
            return _from.Slice(At - (int)count, (int)count);
        }
    }
}
