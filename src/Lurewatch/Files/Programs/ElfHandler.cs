using System.Globalization;
using Lurewatch.Bytes;

namespace Lurewatch.Files.Programs;

/// <summary>Programs and libraries of Linux and other Unixes [ELF, System V ABI]: type, machine, loader, the libraries that they need; what lies behind their end.</summary>
internal sealed class ElfHandler : IFileHandler
{
    private const int MostHeaders = 512, MostEntries = 4_096, MostLibraries = 512, MostNameChars = 512, LeastAppended = 16;

    public string Name => "elf";

    public bool Claims(FileType type) => type is FileType.Elf;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var bytes = file.Bytes.Span;
        if (bytes.Length < 52 || bytes[4] is not (1 or 2) || bytes[5] is not (1 or 2)) return new Extraction(facts: null) { Unopened = "damaged" };
        var elf = new Elf(bytes, bytes[4] == 2, bytes[5] == 2);
        var (end, interpreter, table) = Segments(elf, context.Budget, file.Path);
        var (sectionsEnd, hasSymbols) = Sections(elf, context.Budget, file.Path);
        var needs = table.At < 0 ? default : Dynamic(elf, table, context.Budget, file.Path);
        end = Math.Min(Math.Max(end, sectionsEnd), bytes.Length);
        var behind = end > 0 && bytes.Length - end >= LeastAppended && bytes[(int)end..].IndexOfAnyExcept((byte)0) >= 0 ? file.Bytes[(int)end..] : default;
        var found = new Extraction(new UnixProgramFacts
        {
            Format = "elf",
            Kind = elf.Fields.U16(16) switch { 1 => "object", 2 => "program", 3 => interpreter is null ? "library" : "program", 4 => "core", _ => null },
            Machine = Machine(elf.Fields.U16(18)),
            Bits = elf.Is64 ? 64 : 32,
            BigEndian = bytes[5] == 2,
            Interpreter = interpreter,
            Libraries = needs.Libraries ?? [],
            LibraryPaths = needs.Paths ?? [],
            Identifier = needs.Name,
            Stripped = !hasSymbols,
            Packing = bytes[..Math.Min(bytes.Length, 4096)].IndexOf("UPX!"u8) >= 0 ? "upx" : null,
            AppendedBytes = behind.Length,
            Urls = ProgramStrings.Urls(bytes, context.Budget, file.Path),
        });
        if (behind.Length > 0 && context.Budget.TryTakeBytes(behind.Length, file.Path)) found.Files.Add(new ExtractedFile(behind, null, "appended"));
        return found;
    }

    /// <summary>The fields that are as wide as an address.</summary>
    private readonly ref struct Elf(ReadOnlySpan<byte> bytes, bool is64, bool bigEndian)
    {
        public FieldReader Fields { get; } = new(bytes, bigEndian);
        public bool Is64 => is64;
        public long Word(long at) => is64 ? (long)Math.Min(Fields.U64(at), long.MaxValue) : Fields.U32(at);
    }

    /// <summary>Where the segments end, the loader's name, and the table for dynamic linking.</summary>
    private static (long End, string? Interpreter, (long At, long Size) Dynamic) Segments(Elf elf, AnalysisBudget budget, string what)
    {
        var fields = elf.Fields;
        var table = elf.Word(elf.Is64 ? 32 : 28);
        var size = fields.U16(elf.Is64 ? 54 : 42);
        long end = 0;
        string? interpreter = null;
        (long, long) dynamic = (-1, 0);
        for (var i = 0; i < Math.Min((int)fields.U16(elf.Is64 ? 56 : 44), MostHeaders) && size >= 32; i++)
        {
            var at = table + ((long)size * i);
            if (table > fields.Length || !fields.Has(at, 32) || !budget.TryTakeSteps(1, what)) break;
            var offset = elf.Word(at + (elf.Is64 ? 8 : 4));
            var length = elf.Word(at + (elf.Is64 ? 32 : 16));
            if (offset <= fields.Length && length <= fields.Length) end = Math.Max(end, offset + length);
            switch (fields.U32(at))
            {
                case 2: dynamic = (offset, length); break;
                case 3: interpreter = fields.Text(offset, MostNameChars); break;
            }
        }
        return (end, interpreter, dynamic);
    }

    private static (long End, bool HasSymbols) Sections(Elf elf, AnalysisBudget budget, string what)
    {
        var fields = elf.Fields;
        var table = elf.Word(elf.Is64 ? 40 : 32);
        var size = fields.U16(elf.Is64 ? 58 : 46);
        var count = Math.Min((int)fields.U16(elf.Is64 ? 60 : 48), MostHeaders);
        if (table == 0 || table > fields.Length || size < 40) return (0, false);
        var end = table + ((long)size * count);
        var hasSymbols = false;
        for (var i = 0; i < count; i++)
        {
            var at = table + ((long)size * i);
            if (!fields.Has(at, 40) || !budget.TryTakeSteps(1, what)) break;
            var kind = fields.U32(at + 4);
            hasSymbols |= kind == 2;
            var offset = elf.Word(at + (elf.Is64 ? 24 : 16));
            var length = elf.Word(at + (elf.Is64 ? 32 : 20));
            // What has no bytes in the file only claims its length.
            if (kind is not (0 or 8) && offset <= fields.Length && length <= fields.Length) end = Math.Max(end, offset + length);
        }
        return (end, hasSymbols);
    }

    private static (List<string>? Libraries, List<string>? Paths, string? Name) Dynamic(Elf elf, (long At, long Size) table, AnalysisBudget budget, string what)
    {
        var fields = elf.Fields;
        var step = elf.Is64 ? 16 : 8;
        List<long> needed = [], paths = [];
        long strings = -1, name = -1;
        for (var i = 0; i < Math.Min(table.Size / step, MostEntries); i++)
        {
            var at = table.At + ((long)step * i);
            if (!fields.Has(at, step) || !budget.TryTakeSteps(1, what)) break;
            var value = elf.Word(at + (step / 2));
            var tag = elf.Word(at);
            if (tag == 0) break;
            if (tag == 1 && needed.Count < MostLibraries) needed.Add(value);
            else if (tag == 5) strings = FileOffset(elf, value);
            else if (tag == 14) name = value;
            else if (tag is 15 or 29 && paths.Count < MostLibraries) paths.Add(value);
        }
        return strings < 0 ? default : (Texts(fields, needed), Texts(fields, paths), name < 0 ? null : fields.Text(strings + Math.Min(name, int.MaxValue), MostNameChars));

        List<string> Texts(FieldReader from, List<long> offsets)
        {
            var texts = new List<string>();
            foreach (var offset in offsets)
                if (offset < from.Length && from.Text(strings + offset, MostNameChars) is { Length: > 0 } text) texts.Add(text);
            return texts;
        }
    }

    /// <summary>Where an address of the loaded image lies in the file; -1 if nowhere.</summary>
    private static long FileOffset(Elf elf, long address)
    {
        var fields = elf.Fields;
        var table = elf.Word(elf.Is64 ? 32 : 28);
        var size = fields.U16(elf.Is64 ? 54 : 42);
        for (var i = 0; i < Math.Min((int)fields.U16(elf.Is64 ? 56 : 44), MostHeaders) && table <= fields.Length; i++)
        {
            var at = table + ((long)size * i);
            if (fields.U32(at) != 1) continue;
            var start = elf.Word(at + (elf.Is64 ? 16 : 8));
            var offset = elf.Word(at + (elf.Is64 ? 8 : 4));
            var length = elf.Word(at + (elf.Is64 ? 32 : 16));
            if (address >= start && address - start < length && offset <= fields.Length && address - start <= fields.Length) return offset + (address - start);
        }
        return -1;
    }

    private static string Machine(ushort machine) => machine switch
    {
        3 => "x86",
        62 => "x64",
        40 => "arm",
        183 => "arm64",
        8 or 10 => "mips",
        20 => "powerpc",
        21 => "powerpc64",
        2 => "sparc",
        42 => "superh",
        4 => "m68k",
        243 => "riscv",
        258 => "loongarch",
        22 => "s390",
        247 => "bpf",
        _ => string.Create(CultureInfo.InvariantCulture, $"0x{machine:x}"),
    };
}
