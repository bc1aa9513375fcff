using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Lurewatch.Bytes;

namespace Lurewatch.Containers;

/// <summary>
/// A ZIP whose members are encrypted the traditional way [APPNOTE 6.1], which every tool opens: how samples are handed on so that no scanner takes them away and nobody opens one by a double click.
/// It keeps nothing secret. The same files give the same bytes.
/// </summary>
public sealed class LockedZipWriter : IDisposable
{
    /// <summary>The password by which the field exchanges samples.</summary>
    public const string CustomaryPassword = "infected";

    private const ushort Utf8AndEncrypted = 0x0801, Deflated = 8;
    private const byte Version = 20;
    private const ushort FirstDay = 0x21;   // 1980-01-01, the earliest that the format can say
    private readonly Stream _output;
    private readonly string _password;
    private readonly ArrayBufferWriter<byte> _directory = new();
    private long _at;
    private int _count;
    private bool _done;

    /// <summary>Writes to a stream, which is left open.</summary>
    /// <exception cref="ArgumentException">The password is empty.</exception>
    public LockedZipWriter(Stream output, string password = CustomaryPassword)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentException.ThrowIfNullOrEmpty(password);
        _output = output;
        _password = password;
    }

    /// <summary>Adds a member.</summary>
    /// <param name="name">Path inside the archive, with <c>/</c> between folders.</param>
    /// <param name="content">At most 2 GiB in all.</param>
    /// <exception cref="InvalidOperationException">More than the format holds without ZIP64: 65,535 members or 4 GiB.</exception>
    public void Add(string name, ReadOnlySpan<byte> content)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var crc = Crc32.Of(content);
        var packed = Pack(content, (byte)(crc >> 24));
        var encodedName = Encoding.UTF8.GetBytes(name);
        if (_count == ushort.MaxValue || _at + packed.Length + encodedName.Length + 30 > uint.MaxValue) throw new InvalidOperationException("A ZIP without ZIP64 holds no more.");

        var common = new byte[26];   // what both headers share, from "version needed" on [APPNOTE 4.3.7, 4.3.12]
        BinaryPrimitives.WriteUInt16LittleEndian(common, Version);
        BinaryPrimitives.WriteUInt16LittleEndian(common.AsSpan(2), Utf8AndEncrypted);
        BinaryPrimitives.WriteUInt16LittleEndian(common.AsSpan(4), Deflated);
        BinaryPrimitives.WriteUInt16LittleEndian(common.AsSpan(8), FirstDay);
        BinaryPrimitives.WriteUInt32LittleEndian(common.AsSpan(10), crc);
        BinaryPrimitives.WriteInt32LittleEndian(common.AsSpan(14), packed.Length);
        BinaryPrimitives.WriteInt32LittleEndian(common.AsSpan(18), content.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(common.AsSpan(22), checked((ushort)encodedName.Length));

        _directory.Write("PK\u0001\u0002"u8);
        _directory.Write((ReadOnlySpan<byte>)[Version, 0]);
        _directory.Write(common);
        var rest = new byte[14];   // no comment, first disk, no attributes; where the member begins
        BinaryPrimitives.WriteUInt32LittleEndian(rest.AsSpan(10), (uint)_at);
        _directory.Write(rest);
        _directory.Write(encodedName);

        Write("PK\u0003\u0004"u8);
        Write(common);
        Write(encodedName);
        Write(packed);
        _count++;
    }

    /// <summary>Writes the directory, without which it is no ZIP.</summary>
    public void Dispose()
    {
        if (_done) return;
        _done = true;
        var end = new byte[22];
        "PK\u0005\u0006"u8.CopyTo(end);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(8), (ushort)_count);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(10), (ushort)_count);
        BinaryPrimitives.WriteInt32LittleEndian(end.AsSpan(12), _directory.WrittenCount);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(16), (uint)_at);
        _output.Write(_directory.WrittenSpan);
        _output.Write(end);
    }

    private byte[] Pack(ReadOnlySpan<byte> content, byte check)
    {
        using var packed = new MemoryStream();
        packed.Write(SHA256.HashData(content).AsSpan(0, ZipCrypto.HeaderSize));
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true)) deflate.Write(content);
        var bytes = packed.ToArray();
        ZipCrypto.Encrypt(bytes, check, _password);
        return bytes;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        _output.Write(bytes);
        _at += bytes.Length;
    }
}
