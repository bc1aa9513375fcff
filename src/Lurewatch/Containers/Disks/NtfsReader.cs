using System.Buffers.Binary;
using System.Text;

namespace Lurewatch.Containers.Disks;

/// <summary>NTFS [by the documentation of the Linux-NTFS project]: every file record of the master file table, with its streams; content in the record and outside of it, not packed and not encrypted.</summary>
internal sealed class NtfsReader
{
    private const int MostDepth = 64, MostTableBytes = 64 << 20, MostRuns = 1 << 20, FirstUserRecord = 16, VolumeRecord = 3, RootRecord = 5, ExtendRecord = 11;

    private readonly Volume _volume;
    private readonly AnalysisBudget _budget;
    private readonly int _clusterSize, _recordSize;
    private readonly Dictionary<long, NtfsRecord> _records = [];

    private NtfsReader(DiskBytes disk, int clusterSize, int recordSize, AnalysisBudget budget)
    {
        _volume = new Volume("ntfs", disk);
        (_clusterSize, _recordSize, _budget) = (clusterSize, recordSize, budget);
    }

    public static Volume? Read(DiskBytes disk, AnalysisBudget budget)
    {
        var boot = disk.Read(0, 512).Span;
        if (boot.Length < 512 || !boot[3..].StartsWith("NTFS    "u8)) return null;
        int sector = BinaryPrimitives.ReadUInt16LittleEndian(boot[11..]), perCluster = boot[13] > 0x80 ? 1 << Math.Min(256 - boot[13], 20) : boot[13];
        var perRecord = (sbyte)boot[64];
        var cluster = (long)sector * perCluster;
        var record = perRecord < 0 ? 1L << Math.Min(-perRecord, 20) : cluster * perRecord;
        var table = BinaryPrimitives.ReadInt64LittleEndian(boot[48..]);
        if (sector is not (512 or 1024 or 2048 or 4096) || cluster is < 512 or > 2 << 20 || record is < 512 or > 64 << 10 || table <= 0 || table > disk.Length / cluster) return null;
        var reader = new NtfsReader(disk, (int)cluster, (int)record, budget);
        reader.ReadTable(table * cluster);
        reader.ListFiles();
        return reader._volume;
    }

    /// <summary>The table is a file itself: its first record says where the rest lies.</summary>
    private void ReadTable(long at)
    {
        if (NtfsRecord.Read(_volume.Disk.Read(at, _recordSize), _clusterSize) is not { } first)
        {
            _volume.Problems.Add("directory-damaged", "no first record of the master file table");
            return;
        }
        var table = first.Streams.Find(stream => stream.Name.Length == 0)?.ToFile("$MFT") ?? new StoredFile("$MFT", _recordSize) { Extents = [new Extent(at, _recordSize)] };
        long number = 0, runs = 0;
        foreach (var extent in table.Extents)
        {
            for (long done = 0; done + _recordSize <= extent.Length; done += _recordSize, number++)
            {
                if (extent.At < 0 || extent.At + done >= _volume.Disk.Length) break;
                // Runs can lead to the same place again and again.
                if (number >= MostTableBytes / _recordSize || !_budget.TryTakeSteps(1 + (_recordSize >> 6), "ntfs")) { _volume.Cut = true; return; }
                if (NtfsRecord.Read(_volume.Disk.Read(extent.At + done, _recordSize), _clusterSize) is not { } record) continue;
                _records[number] = record;
                runs += record.Streams.Sum(stream => stream.RunCount);
                if (runs > MostRuns) { _volume.Cut = true; return; }
            }
        }
        foreach (var (_, record) in _records)
            if (record.Base > 0 && _records.TryGetValue(record.Base, out var whole) && whole != record) whole.Join(record);
    }

    private void ListFiles()
    {
        if (_records.TryGetValue(VolumeRecord, out var own)) _volume.Label = own.VolumeName;
        foreach (var (number, record) in _records)
        {
            if (number < FirstUserRecord || record.Base > 0 || record.IsFolder || record.Name is null || record.Parent == ExtendRecord) continue;
            if (Path(record) is not { } path) continue;
            foreach (var stream in record.Streams)
            {
                if (!_volume.MayAdd(_budget, "ntfs")) return;
                _volume.Files.Add(stream.ToFile(stream.Name.Length == 0 ? path : $"{path}:{stream.Name}") with { Hidden = record.Hidden });
            }
        }
    }

    /// <summary>The path up to the root; null if a folder on the way is one of the file system's own.</summary>
    private string? Path(NtfsRecord record)
    {
        var path = record.Name!;
        var parent = record.Parent;
        for (var depth = 0; parent != RootRecord; depth++)
        {
            if (depth >= MostDepth)
            {
                _volume.Problems.Add("directory-loop", path);
                return path;
            }
            if (parent == ExtendRecord) return null;
            if (!_records.TryGetValue(parent, out var folder) || folder.Name is null) return path;
            path = $"{folder.Name}/{path}";
            parent = folder.Parent;
        }
        return path;
    }
}

/// <summary>A file record.</summary>
internal sealed class NtfsRecord
{
    private const uint StandardInformation = 0x10, FileName = 0x30, VolumeNameAttribute = 0x60, Data = 0x80, End = 0xffffffff;

    /// <summary>The record that this one goes on from; 0 if none.</summary>
    public long Base { get; private init; }
    public bool IsFolder { get; private init; }
    public string? Name { get; private set; }
    public long Parent { get; private set; }
    public bool Hidden { get; private set; }
    public string? VolumeName { get; private set; }
    public List<NtfsStream> Streams { get; } = [];

    /// <summary>Null if it is none, or not in use.</summary>
    public static NtfsRecord? Read(ReadOnlyMemory<byte> bytes, int clusterSize)
    {
        if (bytes.Length < 48 || !bytes.Span.StartsWith("FILE"u8)) return null;
        var record = bytes.ToArray();
        var flags = BinaryPrimitives.ReadUInt16LittleEndian(record.AsSpan(22));
        if ((flags & 1) == 0 || !Restore(record)) return null;
        var read = new NtfsRecord { Base = BinaryPrimitives.ReadInt64LittleEndian(record.AsSpan(32)) & 0xffffffffffff, IsFolder = (flags & 2) != 0 };
        int at = BinaryPrimitives.ReadUInt16LittleEndian(record.AsSpan(20));
        while (at + 24 <= record.Length)
        {
            var type = BinaryPrimitives.ReadUInt32LittleEndian(record.AsSpan(at));
            var length = BinaryPrimitives.ReadUInt32LittleEndian(record.AsSpan(at + 4));
            if (type == End || length < 24 || length > record.Length - at) break;
            read.Attribute(type, record.AsMemory(at, (int)length), clusterSize);
            at += (int)length;
        }
        return read;
    }

    /// <summary>Takes in the streams of a record that goes on from this one.</summary>
    public void Join(NtfsRecord more)
    {
        Name ??= more.Name;
        if (Parent == 0) Parent = more.Parent;
        foreach (var stream in more.Streams)
        {
            if (Streams.Find(known => known.Name == stream.Name) is { } own) own.Join(stream);
            else Streams.Add(stream);
        }
    }

    /// <summary>The last two bytes of each sector stand in a table, so that torn writes are seen.</summary>
    private static bool Restore(Span<byte> record)
    {
        int at = BinaryPrimitives.ReadUInt16LittleEndian(record[4..]), count = BinaryPrimitives.ReadUInt16LittleEndian(record[6..]);
        if (at + (count * 2) > record.Length) return false;
        for (var i = 1; i < count && i * 512 <= record.Length; i++) record.Slice(at + (i * 2), 2).CopyTo(record[((i * 512) - 2)..]);
        return true;
    }

    private void Attribute(uint type, ReadOnlyMemory<byte> attribute, int clusterSize)
    {
        var span = attribute.Span;
        if (type == Data)
        {
            if (NtfsStream.Read(attribute, clusterSize) is not { } stream) return;
            if (Streams.Find(known => known.Name == stream.Name) is { } own) own.Join(stream);
            else Streams.Add(stream);
            return;
        }
        if (span[8] != 0) return;
        int start = BinaryPrimitives.ReadUInt16LittleEndian(span[20..]), size = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(span[16..]), (uint)span.Length);
        if (start + size > span.Length) return;
        var content = span.Slice(start, size);
        if (type == StandardInformation && size >= 36) Hidden = (content[32] & 2) != 0;
        else if (type == VolumeNameAttribute) VolumeName = Encoding.Unicode.GetString(content);
        else if (type == FileName && size >= 66 && content.Length >= 66 + (content[64] * 2) && (Name is null || content[65] != 2))
        {
            Parent = BinaryPrimitives.ReadInt64LittleEndian(content) & 0xffffffffffff;
            Name = Encoding.Unicode.GetString(content.Slice(66, content[64] * 2)).Replace('/', '_');
        }
    }
}
