using System.Buffers.Binary;

namespace Lurewatch.Containers.Pst;

/// <summary>The header of a PST, OST or PAB [MS-PST 2.2.2.6]: which of the three layouts, how data is encoded, where the two B-trees start.</summary>
/// <param name="Version">wVer: 14 and 15 are ANSI, 21 and 23 Unicode, 36 and 37 Unicode with pages of 4 KiB (OST since Outlook 2013).</param>
/// <param name="Client">wMagicClient: <c>SM</c> PST, <c>SO</c> OST, <c>AB</c> PAB.</param>
/// <param name="Encoding">bCryptMethod.</param>
/// <param name="NodeTree">Where the root page of the node B-tree lies.</param>
/// <param name="BlockTree">Where the root page of the block B-tree lies.</param>
/// <param name="FileSize">ibFileEof as declared.</param>
/// <param name="ChecksumFits">dwCRCPartial is right.</param>
internal sealed record PstHeader(int Version, string Client, PstEncoding Encoding, long NodeTree, long BlockTree, long FileSize, bool ChecksumFits)
{
    /// <summary>Bytes that <see cref="Read"/> looks at.</summary>
    public const int Length = 564;

    private const int ChecksummedFrom = 8, ChecksummedBytes = 471;

    /// <summary>What every such file starts with.</summary>
    public static ReadOnlySpan<byte> Magic => "!BDN"u8;

    /// <summary>The sizes that go with the version.</summary>
    public PstLayout Layout { get; } = PstLayout.Of(Version);

    /// <summary>True if the bytes start like such a file of a version that is read.</summary>
    public static bool IsPst(ReadOnlySpan<byte> head) => head.Length >= 12 && head.StartsWith(Magic) && PstLayout.Knows(BinaryPrimitives.ReadUInt16LittleEndian(head[10..]));

    /// <summary>Reads the header; null if this is no such file.</summary>
    public static PstHeader? Read(ReadOnlySpan<byte> head)
    {
        if (!IsPst(head) || head.Length < 540) return null;
        var version = BinaryPrimitives.ReadUInt16LittleEndian(head[10..]);
        var client = head.Slice(8, 2);
        var wide = PstLayout.Of(version).IsWide;
        var fits = PstFile.Checksum(head.Slice(ChecksummedFrom, ChecksummedBytes)) == BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        var encoding = head[wide ? 513 : 461] switch { 1 => PstEncoding.Permute, 2 => PstEncoding.Cyclic, _ => PstEncoding.None };
        return new PstHeader(version, client.ContainsAnyExceptInRange((byte)0x20, (byte)0x7e) ? "" : System.Text.Encoding.ASCII.GetString(client), encoding,
            wide ? Long(head, 224) : Int(head, 188), wide ? Long(head, 240) : Int(head, 196), wide ? Long(head, 184) : Int(head, 168), fits);
    }

    private static long Long(ReadOnlySpan<byte> head, int at) => BinaryPrimitives.ReadInt64LittleEndian(head[at..]);
    private static long Int(ReadOnlySpan<byte> head, int at) => BinaryPrimitives.ReadUInt32LittleEndian(head[at..]);
}

/// <summary>The sizes in which the three layouts differ.</summary>
/// <param name="IsWide">Ids and offsets have 64 bits.</param>
/// <param name="PageSize">Bytes of a page with its trailer.</param>
/// <param name="PageEntries">Bytes of a B-tree page that hold entries; the counts stand right behind.</param>
/// <param name="PageTrailer">Where a page's trailer starts: type twice, signature, checksum and id.</param>
/// <param name="BlockUnit">Blocks take multiples of that.</param>
/// <param name="BlockTrailer">Bytes of a block's trailer, at the end of its last unit.</param>
/// <param name="MostBlockBytes">Data that fit one block.</param>
/// <param name="HeapIndexBits">Bits of a heap id's index, above the five of its type.</param>
internal sealed record PstLayout(bool IsWide, int PageSize, int PageEntries, int PageTrailer, int BlockUnit, int BlockTrailer, int MostBlockBytes, int HeapIndexBits)
{
    public static PstLayout Ansi { get; } = new(false, 512, 496, 500, 64, 12, 8192 - 12, 11);
    public static PstLayout Unicode { get; } = new(true, 512, 488, 496, 64, 16, 8192 - 16, 11);
    /// <summary>Not in [MS-PST]: blocks may be compressed (zlib), counts of a page have 16 bits.</summary>
    public static PstLayout Unicode4K { get; } = new(true, 4096, 4056, 4072, 512, 24, 65536 - 24, 14);

    public bool HasLargePages => PageSize == 4096;
    /// <summary>Bytes of an id or offset.</summary>
    public int Word => IsWide ? 8 : 4;
    /// <summary>BTENTRY: key, id of the child page, its offset.</summary>
    public int BranchEntry => 3 * Word;
    /// <summary>BBTENTRY: block id, offset, sizes and references.</summary>
    public int BlockEntry => IsWide ? 24 : 12;
    /// <summary>NBTENTRY: node id, data block, subnode block, parent.</summary>
    public int NodeEntry => IsWide ? 32 : 16;

    public static bool Knows(int version) => version is 14 or 15 or >= 21 and <= 23 or 36 or 37;

    public static PstLayout Of(int version) => version < 20 ? Ansi : version < 36 ? Unicode : Unicode4K;
}
