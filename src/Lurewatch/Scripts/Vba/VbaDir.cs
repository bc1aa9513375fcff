using System.Buffers.Binary;
using System.Text;

namespace Lurewatch.Scripts.Vba;

/// <summary>The dir stream [MS-OVBA 2.3.4.2], already decompressed: code page, references, modules in project order.</summary>
internal sealed class VbaDir
{
    private const int MostModules = 4096, MostReferences = 256;

    /// <summary>Code page of names and source.</summary>
    public int CodePage { get; private set; } = 1252;
    /// <summary>True if the stream named its code page.</summary>
    public bool HasCodePage { get; private set; }
    public string? ProjectName { get; private set; }
    /// <summary>Written by a 64-bit Office.</summary>
    public bool Is64Bit { get; private set; }
    /// <summary>Libids of the type libraries and projects that it refers to.</summary>
    public List<string> References { get; } = [];
    public List<VbaDirModule> Modules { get; } = [];
    /// <summary>How many modules the stream says it has.</summary>
    public int DeclaredModules { get; private set; }
    /// <summary>What is wrong with it; null if nothing is.</summary>
    public string? Defect { get; private set; }

    /// <summary>Reads the records; all of them are id, size, data, once the sizes that writers get wrong are taken from the data itself.</summary>
    public static VbaDir Read(ReadOnlySpan<byte> dir, AnalysisBudget budget)
    {
        var read = new VbaDir();
        var encoding = Encodings.Of(1252);
        VbaDirModule? module = null;
        var at = 0;
        while (dir.Length - at >= 6)
        {
            if (!budget.TryTakeSteps(1, "VBA dir stream")) break;
            var id = BinaryPrimitives.ReadUInt16LittleEndian(dir[at..]);
            var declared = BinaryPrimitives.ReadUInt32LittleEndian(dir[(at + 2)..]);
            var rest = dir[(at + 6)..];
            var size = SizeOf(id, declared, rest);
            if (size > rest.Length)
            {
                read.Defect ??= $"record {id:x4} at {at} is cut";
                size = rest.Length;
            }
            var data = rest[..(int)size];
            at += 6 + (int)size;
            switch (id)
            {
                case 0x0001 when data.Length >= 4:
                    read.Is64Bit = BinaryPrimitives.ReadUInt32LittleEndian(data) == 3;
                    break;
                case 0x0003 when data.Length >= 2:
                    read.CodePage = BinaryPrimitives.ReadUInt16LittleEndian(data);
                    read.HasCodePage = true;
                    encoding = Encodings.Of(read.CodePage);
                    break;
                case 0x0004:
                    read.ProjectName = encoding.GetString(data);
                    break;
                case 0x000D or 0x0030 or 0x000E when data.Length > 4 && read.References.Count < MostReferences:
                    var libid = data[4..];
                    libid = libid[..(int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(data), (uint)libid.Length)];
                    read.References.Add(encoding.GetString(libid));
                    break;
                case 0x000F when data.Length >= 2:
                    read.DeclaredModules = BinaryPrimitives.ReadUInt16LittleEndian(data);
                    break;
                case 0x0019:
                    if (read.Modules.Count >= MostModules)
                    {
                        budget.Exhaust("members", "VBA modules");
                        return read;
                    }
                    module = new VbaDirModule { Name = encoding.GetString(data) };
                    read.Modules.Add(module);
                    break;
                case 0x0047 when module is not null:
                    module.UnicodeName = Encoding.Unicode.GetString(data);
                    break;
                case 0x001A when module is not null:
                    module.StreamName = encoding.GetString(data);
                    break;
                case 0x0032 when module is not null:
                    module.UnicodeStreamName = Encoding.Unicode.GetString(data);
                    break;
                case 0x0031 when module is not null && data.Length >= 4:
                    module.TextOffset = BinaryPrimitives.ReadUInt32LittleEndian(data);
                    break;
                case 0x0021 when module is not null:
                    module.IsProcedural = true;
                    break;
                case 0x0022 when module is not null:
                    module.IsProcedural = false;
                    break;
                case 0x0010:
                    return read.Checked();
            }
        }
        return read.Checked();
    }

    private VbaDir Checked()
    {
        if (Modules.Count != DeclaredModules) Defect ??= $"{DeclaredModules} modules declared, {Modules.Count} described";
        return this;
    }

    /// <summary>Size of a record's data. Sizes "to be ignored on read" are summed up from the lengths inside.</summary>
    private static long SizeOf(ushort id, uint declared, ReadOnlySpan<byte> rest)
    {
        switch (id)
        {
            case 0x0009:                                                // PROJECTVERSION: says 4, has 6
                return 6;
            case 0x0002F or 0x000D or 0x0030:                           // REFERENCECONTROL's two halves, REFERENCEREGISTERED
                if (rest.Length < 4) return declared;
                var inner = 4L + BinaryPrimitives.ReadUInt32LittleEndian(rest) + (id == 0x0030 ? 26 : 6);
                return inner <= rest.Length ? inner : declared;
            case 0x000E:                                                // REFERENCEPROJECT: two libids
                if (rest.Length < 4) return declared;
                var first = 4L + BinaryPrimitives.ReadUInt32LittleEndian(rest);
                if (first + 4 > rest.Length) return declared;
                var both = first + 4 + BinaryPrimitives.ReadUInt32LittleEndian(rest[(int)first..]) + 6;
                return both <= rest.Length ? both : declared;
            default:
                return declared;
        }
    }
}

/// <summary>A module as the dir stream describes it.</summary>
internal sealed class VbaDirModule
{
    public required string Name { get; init; }
    public string? UnicodeName { get; set; }
    public string? StreamName { get; set; }
    public string? UnicodeStreamName { get; set; }
    /// <summary>Where the compressed source starts in the stream, behind the performance cache.</summary>
    public uint TextOffset { get; set; }
    /// <summary>True for a standard module, false for document, class and form modules; null if unsaid.</summary>
    public bool? IsProcedural { get; set; }
}

/// <summary>Encodings by Windows code page, without touching the process-wide registry.</summary>
internal static class Encodings
{
    /// <summary>The code page's encoding; Windows-1252 where there is none of that number. Invalid bytes become U+FFFD.</summary>
    public static Encoding Of(int codePage)
    {
        if (codePage == 65001) return Encoding.UTF8;
        if (codePage == 1200) return Encoding.Unicode;
        if (codePage == 20127 || codePage is <= 0 or > 65535) codePage = 1252;
        return CodePagesEncodingProvider.Instance.GetEncoding(codePage) ?? CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
    }
}
