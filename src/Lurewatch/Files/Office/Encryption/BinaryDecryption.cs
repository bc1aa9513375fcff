using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Lurewatch.Files.Office.Encryption;

/// <summary>The application's streams in the clear; null where the password did not fit or the stream says nothing of encryption.</summary>
/// <param name="Scheme">As <see cref="EncryptionInfo.Scheme"/>, or <c>xor</c>.</param>
/// <param name="Password">The one that fitted.</param>
/// <param name="Streams">What replaces the encrypted streams, by path.</param>
internal sealed record DecryptedStreams(string Scheme, PasswordCandidate Password, Dictionary<string, byte[]> Streams);

/// <summary>Passwords for the binary formats: each application covers its streams in its own way.</summary>
internal sealed class PasswordSearch(IReadOnlyList<PasswordCandidate> candidates, AnalysisBudget budget)
{
    /// <summary>Passwords that the application itself tries, so that the reader is asked for none [MS-XLS 2.2.10, MS-PPT 2.3.7].</summary>
    private static readonly PasswordCandidate[] s_silent = [new("VelvetSweatshop", "usual"), new("/01Hannes Ruescher/01", "usual")];

    public int Tried { get; private set; }

    /// <summary>The first candidate for which <paramref name="test"/> gives a key, of as many as one may try.</summary>
    public (PasswordCandidate Password, byte[] Key)? Find(Func<string, byte[]?> test, int most = 256)
    {
        foreach (var candidate in (IEnumerable<PasswordCandidate>)[.. s_silent, .. candidates])
        {
            if (Tried >= most || !budget.HasTime("office password")) break;
            Tried++;
            if (test(candidate.Value) is { } key) return (candidate, key);
        }
        return null;
    }
}

/// <summary>Excel 97 to 2003 [MS-XLS 2.2.10]: record headers stay in the clear, contents are covered by their place in the stream.</summary>
internal static class XlsDecryption
{
    private const ushort FilePass = 0x002F, BoundSheet = 0x0085, Unassigned = 0x0FFF;
    private const int BlockSize = 1024;

    public static DecryptedStreams? Decrypt(string path, ReadOnlySpan<byte> workbook, PasswordSearch search, AnalysisBudget budget)
    {
        if (FindFilePass(workbook, budget) is not { Length: >= 6 } pass) return null;
        if (!budget.TryTakeBytes(workbook.Length, path)) return null;
        var plain = workbook.ToArray();
        if (BinaryPrimitives.ReadUInt16LittleEndian(pass) == 0)
        {
            var xor = new XorObfuscation(BinaryPrimitives.ReadUInt16LittleEndian(pass[2..]), BinaryPrimitives.ReadUInt16LittleEndian(pass[4..]));
            if (search.Find(xor.Mask) is not { } mask) return null;
            EachContent(plain, budget, (content, from, size) =>
            {
                for (var i = 0; i < content.Length; i++)
                {
                    var value = (byte)(content[i] ^ mask.Key[(from + i + size) & 15]);
                    content[i] = (byte)(value >> 5 | value << 3);
                }
            });
            return new DecryptedStreams("xor", mask.Password, new() { [path] = plain });
        }
        if (EncryptionInfo.Read(pass[2..]) is not Rc4Encryption info || search.Find(password => info.Key(password, budget)) is not { } found) return null;
        byte[] block = [];
        var number = -1;
        EachContent(plain, budget, (content, from, _) =>
        {
            for (var i = 0; i < content.Length; i++)
            {
                if ((from + i) / BlockSize != number)
                {
                    number = (from + i) / BlockSize;
                    block = info.Block(found.Key, number, BlockSize);
                }
                content[i] ^= block[(from + i) % BlockSize];
            }
        });
        return new DecryptedStreams(info.Scheme, found.Password, new() { [path] = plain });
    }

    private static ReadOnlySpan<byte> FindFilePass(ReadOnlySpan<byte> workbook, AnalysisBudget budget)
    {
        for (var at = 0; at + 4 <= workbook.Length && budget.TryTakeSteps(1, "workbook records");)
        {
            var (id, size) = (BinaryPrimitives.ReadUInt16LittleEndian(workbook[at..]), BinaryPrimitives.ReadUInt16LittleEndian(workbook[(at + 2)..]));
            if (id == FilePass) return workbook.Slice(at + 4, Math.Min(size, workbook.Length - at - 4));
            at += 4 + size;
        }
        return default;
    }

    private delegate void Uncover(Span<byte> content, int from, int size);

    /// <summary>Each record's covered bytes with their place, and the size of the record; FilePass becomes a record that nobody reads.</summary>
    private static void EachContent(Span<byte> workbook, AnalysisBudget budget, Uncover uncover)
    {
        for (var at = 0; at + 4 <= workbook.Length && budget.TryTakeSteps(1, "workbook records");)
        {
            var (id, size) = (BinaryPrimitives.ReadUInt16LittleEndian(workbook[at..]), BinaryPrimitives.ReadUInt16LittleEndian(workbook[(at + 2)..]));
            var from = at + 4;
            var end = Math.Min(from + size, workbook.Length);
            if (id == FilePass) BinaryPrimitives.WriteUInt16LittleEndian(workbook[at..], Unassigned);
            // BOF, UsrExcl, FileLock, InterfaceHdr, RRDInfo and RRDHead stay readable; of BoundSheet8 the place of the sheet does.
            else if (id is not (0x0809 or 0x0194 or 0x0195 or 0x00E1 or 0x0196 or 0x0138))
            {
                var skip = id == BoundSheet ? Math.Min(4, end - from) : 0;
                if (!budget.TryTakeSteps((end - from) / 8, "workbook records")) return;
                uncover(workbook[(from + skip)..end], from + skip, size);
            }
            at = from + size;
        }
    }
}

/// <summary>Word 97 to 2003 [MS-DOC 2.2.6]: three streams are covered from their first byte on, blocks of 512.</summary>
internal static class DocDecryption
{
    private const int BlockSize = 512, FibBaseLength = 68;

    public static DecryptedStreams? Decrypt(ReadOnlyMemory<byte> document, Func<string, ReadOnlyMemory<byte>?> open, PasswordSearch search, AnalysisBudget budget)
    {
        if (document.Length < FibBaseLength) return null;
        var flags = BinaryPrimitives.ReadUInt16LittleEndian(document.Span[10..]);
        if ((flags & 0x8100) != 0x0100) return null;   // fEncrypted without fObfuscated
        var tableName = (flags & 0x0200) != 0 ? "1Table" : "0Table";
        if (open(tableName) is not { } table) return null;
        if (EncryptionInfo.Read(table.Span) is not Rc4Encryption info || search.Find(password => info.Key(password, budget)) is not { } found) return null;
        var streams = new Dictionary<string, byte[]>();
        foreach (var name in (string[])["WordDocument", tableName, "Data"])
        {
            if (open(name) is not { } covered || !budget.TryTakeBytes(covered.Length, name)) continue;
            var plain = covered.ToArray();
            for (var at = 0; at < plain.Length && budget.TryTakeSteps(BlockSize / 8, name); at += BlockSize)
            {
                var part = plain.AsSpan(at, Math.Min(BlockSize, plain.Length - at));
                Rc4Encryption.Mask(part, info.Block(found.Key, at / BlockSize, BlockSize));
            }
            streams[name] = plain;
        }
        if (!streams.TryGetValue("WordDocument", out var main)) return null;
        document.Span[..FibBaseLength].CopyTo(main);
        BinaryPrimitives.WriteUInt16LittleEndian(main.AsSpan(10), (ushort)(flags & ~0x0100));
        BinaryPrimitives.WriteUInt32LittleEndian(main.AsSpan(14), 0);   // lKey
        return new DecryptedStreams(info.Scheme, found.Password, streams);
    }
}

/// <summary>PowerPoint 97 to 2003 [MS-PPT 2.3.7]: each object of the persist directory is covered by a block of its own number.</summary>
internal static class PptDecryption
{
    private const ushort UserEdit = 0x0FF5, PersistDirectory = 0x1772, CryptSession = 0x2F14;
    private const uint PlainToken = 0xE391C05F;
    private const int MostEdits = 256, MostObjects = 1 << 16;

    public static DecryptedStreams? Decrypt(ReadOnlySpan<byte> currentUser, ReadOnlySpan<byte> document, PasswordSearch search, AnalysisBudget budget)
    {
        if (currentUser.Length < 20 || !budget.TryTakeBytes(document.Length, "PowerPoint Document")) return null;
        var plain = document.ToArray();
        var objects = new Dictionary<int, int>();
        var session = -1;
        var edit = BinaryPrimitives.ReadUInt32LittleEndian(currentUser[16..]);
        for (var n = 0; n < MostEdits && edit != 0 && Record(plain, edit) is (UserEdit, var atom); n++)
        {
            var content = plain.AsSpan(atom);
            if (content.Length >= 32 && session < 0) session = BinaryPrimitives.ReadInt32LittleEndian(content[28..]);
            Directory(plain, BinaryPrimitives.ReadUInt32LittleEndian(content.Slice(12, 4)), objects);
            var earlier = BinaryPrimitives.ReadUInt32LittleEndian(content.Slice(8, 4));
            if (earlier >= edit) break;   // edits lie one behind the other
            edit = earlier;
        }
        if (session < 0 || !objects.TryGetValue(session, out var place) || Record(plain, (uint)place) is not (CryptSession, var start)) return null;
        if (EncryptionInfo.Read(plain.AsSpan(start)) is not Rc4Encryption info || search.Find(password => info.Key(password, budget)) is not { } found) return null;
        foreach (var (number, at) in objects)
        {
            if (number == session || at < 0 || at > plain.Length - 8) continue;
            var header = plain.AsSpan(at, 8).ToArray();
            Rc4Encryption.Mask(header, info.Block(found.Key, number, 8));
            var length = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(4));
            var whole = (int)Math.Min(length + 8L, plain.Length - at);
            if (!budget.TryTakeSteps(whole / 4 + 64, "PowerPoint Document") || !budget.TryTakeBytes(whole, "PowerPoint Document")) break;
            Rc4Encryption.Mask(plain.AsSpan(at, whole), info.Block(found.Key, number, whole));
        }
        var user = currentUser.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(user.AsSpan(12), PlainToken);
        return new DecryptedStreams(info.Scheme, found.Password, new() { ["PowerPoint Document"] = plain, ["Current User"] = user });
    }

    /// <summary>Type and content of the record at <paramref name="at"/>: the content starts at the offset given, 28 bytes at least.</summary>
    private static (ushort Type, int Start)? Record(byte[] document, uint at) =>
        at <= document.Length - 36L ? (BinaryPrimitives.ReadUInt16LittleEndian(document.AsSpan((int)at + 2)), (int)at + 8) : null;

    /// <summary>Where each object lies; what a later edit said stands.</summary>
    private static void Directory(byte[] document, uint at, Dictionary<int, int> objects)
    {
        if (at > document.Length - 8L || BinaryPrimitives.ReadUInt16LittleEndian(document.AsSpan((int)at + 2)) != PersistDirectory) return;
        var size = BinaryPrimitives.ReadUInt32LittleEndian(document.AsSpan((int)at + 4));
        var entries = MemoryMarshal.Cast<byte, uint>(document.AsSpan((int)at + 8, (int)Math.Min(size & ~3u, (uint)(document.Length - at - 8) & ~3u)));
        for (var i = 0; i < entries.Length;)
        {
            var (first, count) = ((int)(entries[i] & 0xFFFFF), (int)(entries[i] >> 20));
            i++;
            for (var k = 0; k < count && i < entries.Length; k++, i++)
                if (objects.Count < MostObjects) objects.TryAdd(first + k, (int)Math.Min(entries[i], int.MaxValue));
        }
    }
}
