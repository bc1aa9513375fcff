using Lurewatch.Bytes;

namespace Lurewatch.Containers.Pe;

/// <summary>Headers of a Portable Executable [PE format, Microsoft]: what a directory's address means in the file. Sizes and addresses are claims; each is held against what is there.</summary>
internal sealed class PeFile
{
    private const int MostSections = 96, MostDirectories = 16;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly (uint Address, uint Size)[] _directories;

    private PeFile(ReadOnlyMemory<byte> bytes, (uint, uint)[] directories, IReadOnlyList<PeSection> sections)
    {
        _bytes = bytes;
        _directories = directories;
        Sections = sections;
    }

    public ReadOnlySpan<byte> Bytes => _bytes.Span;
    public ReadOnlyMemory<byte> Memory => _bytes;
    public FieldReader Fields => new(_bytes.Span);
    public required ushort Machine { get; init; }
    public required ushort Characteristics { get; init; }
    public required ushort Subsystem { get; init; }
    public required uint Timestamp { get; init; }
    public required uint EntryPoint { get; init; }
    public required uint HeaderSize { get; init; }
    /// <summary>COFF symbols, as declared.</summary>
    public required (uint Offset, uint Count) Symbols { get; init; }
    /// <summary>PE32+.</summary>
    public required bool Is64 { get; init; }
    public IReadOnlyList<PeSection> Sections { get; }

    /// <summary>Reads the headers; null if it is no PE file.</summary>
    public static PeFile? Read(ReadOnlyMemory<byte> bytes)
    {
        var fields = new FieldReader(bytes.Span);
        long header = fields.U32(60);
        if (!fields.Slice(0, 2).SequenceEqual("MZ"u8) || !fields.Slice(header, 4).SequenceEqual("PE\0\0"u8)) return null;
        var file = header + 4;
        var optional = file + 20;
        var is64 = fields.U16(optional) == 0x20b;
        var count = Math.Min(fields.U32(optional + (is64 ? 108 : 92)), MostDirectories);
        var directories = new (uint, uint)[count];
        for (var i = 0; i < count; i++)
        {
            var at = optional + (is64 ? 112 : 96) + (8 * i);
            directories[i] = (fields.U32(at), fields.U32(at + 4));
        }
        var sections = new List<PeSection>();
        var table = optional + fields.U16(file + 16);
        // The loader takes whole disk sectors, unless the file asks for a finer grain.
        var grain = fields.U32(optional + 36) < 0x200 ? ~0u : ~0x1ffu;
        for (var i = 0; i < Math.Min((int)fields.U16(file + 2), MostSections); i++)
        {
            var at = table + (40L * i);
            if (!fields.Has(at, 40)) break;
            sections.Add(new PeSection(fields.Text(at, 8), fields.U32(at + 12), fields.U32(at + 8), fields.U32(at + 20) & grain, fields.U32(at + 16), fields.U32(at + 36)));
        }
        return new PeFile(bytes, directories, sections)
        {
            Machine = fields.U16(file),
            Timestamp = fields.U32(file + 4),
            Symbols = (fields.U32(file + 8), fields.U32(file + 12)),
            Characteristics = fields.U16(file + 18),
            EntryPoint = fields.U32(optional + 16),
            HeaderSize = fields.U32(optional + 60),
            Subsystem = fields.U16(optional + 68),
            Is64 = is64,
        };
    }

    /// <summary>Address and size of a data directory; zeros if it is not there.</summary>
    public (uint Address, uint Size) Directory(PeDirectory which) => (int)which < _directories.Length ? _directories[(int)which] : default;

    /// <summary>Where an address of the loaded image lies in the file; -1 if nowhere.</summary>
    public long Offset(long address)
    {
        foreach (var section in Sections)
        {
            var size = Math.Max(section.VirtualSize, section.RawSize);
            if (address < section.Address || address >= section.Address + (long)size) continue;
            var into = address - section.Address;
            return into < section.RawSize ? section.FileOffset + into : -1;
        }
        return address >= 0 && address < Math.Min(HeaderSize == 0 ? long.MaxValue : HeaderSize, _bytes.Length) ? address : -1;
    }

    /// <summary>Where what the loader reads ends: sections and headers; what lies behind is data of somebody else's.</summary>
    public long End
    {
        get
        {
            if (Sections.Count == 0) return _bytes.Length;
            long end = Math.Min(HeaderSize, _bytes.Length);
            foreach (var section in Sections)
                if (section.RawSize > 0 && section.FileOffset < _bytes.Length) end = Math.Max(end, Math.Min((long)section.FileOffset + section.RawSize, _bytes.Length));
            // Symbols of a linker that strips nothing stand behind the sections, their names behind them.
            if (Symbols is { Offset: > 0, Count: > 0 } && Symbols.Offset + (18L * Symbols.Count) is var names && Fields.Has(names, 4))
                end = Math.Max(end, Math.Min(names + Fields.U32(names), _bytes.Length));
            return end;
        }
    }
}

/// <summary>A section of the image.</summary>
/// <param name="Name">As written, eight bytes at most.</param>
/// <param name="Address">In the loaded image, relative to its base.</param>
/// <param name="VirtualSize">In the loaded image.</param>
/// <param name="FileOffset">In the file, as the loader takes it.</param>
/// <param name="RawSize">In the file, as declared.</param>
/// <param name="Characteristics">Flags.</param>
internal readonly record struct PeSection(string Name, uint Address, uint VirtualSize, uint FileOffset, uint RawSize, uint Characteristics)
{
    public bool IsExecutable => (Characteristics & 0x2000_0000) != 0;
    public bool IsWritable => (Characteristics & 0x8000_0000) != 0;
}

/// <summary>Data directories, by their number.</summary>
internal enum PeDirectory
{
    Exports = 0,
    Imports = 1,
    Resources = 2,
    /// <summary>Its address is an offset in the file.</summary>
    Certificates = 4,
    Debug = 6,
    Clr = 14,
}
