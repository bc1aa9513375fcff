using System.Globalization;
using Lurewatch.Bytes;
using Lurewatch.Mail;
using Lurewatch.Mail.Parts.Smime;

namespace Lurewatch.Files.Programs;

/// <summary>Programs of macOS [Mach-O, Apple's loader.h and cs_blobs.h]: type, machine, libraries, what the code signature says; of a universal file each program as a file of its own.</summary>
internal sealed class MachOHandler : IFileHandler
{
    private const int MostSlices = 16, MostCommands = 4_096, MostLibraries = 512, MostNameChars = 512, MostBlobs = 32;

    public string Name => "macho";

    public bool Claims(FileType type) => type is FileType.MachO;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var bytes = file.Bytes.Span;
        if (bytes.Length < 28) return new Extraction(facts: null) { Unopened = "damaged" };
        return bytes[0] == 0xca ? Universal(file, context) : new Extraction(Program(file, context.Budget));
    }

    private static Extraction Universal(Artifact file, FileContext context)
    {
        var fields = new FieldReader(file.Bytes.Span, bigEndian: true);
        var machines = new List<string>();
        var slices = new List<ExtractedFile>();
        for (var i = 0; i < Math.Min(fields.U32(4), MostSlices); i++)
        {
            var at = 8 + (20L * i);
            long offset = fields.U32(at + 8), size = fields.U32(at + 12);
            var machine = Machine(fields.U32(at));
            machines.Add(machine);
            if (size > 0 && fields.Has(offset, size) && context.Budget.TryTakeBytes(size, file.Path)) slices.Add(new ExtractedFile(file.Bytes.Slice((int)offset, (int)size), machine, "member"));
        }
        var found = new Extraction(new UnixProgramFacts { Format = "macho-universal", Machine = string.Join(" ", machines) });
        found.Files.AddRange(slices);
        return found;
    }

    private static UnixProgramFacts Program(Artifact file, AnalysisBudget budget)
    {
        var bytes = file.Bytes.Span;
        var bigEndian = bytes[0] == 0xfe;
        var fields = new FieldReader(bytes, bigEndian);
        var is64 = (fields.U32(0) & 1) != 0;
        List<string> libraries = [], paths = [];
        string? loader = null, own = null;
        (long Offset, long Size) signature = default;
        var stripped = true;
        long at = is64 ? 32 : 28;
        for (var i = 0; i < Math.Min(fields.U32(16), MostCommands) && fields.Has(at, 8) && budget.TryTakeSteps(1, file.Path); i++)
        {
            var size = fields.U32(at + 4);
            if (size < 8) break;
            switch (fields.U32(at))
            {
                case 0xc or 0x8000_0018 or 0x8000_001f or 0x8000_0023 when libraries.Count < MostLibraries: libraries.Add(TextOf(fields, at, size)); break;
                case 0xd: own = TextOf(fields, at, size); break;
                case 0xe: loader = TextOf(fields, at, size); break;
                case 0x8000_001c when paths.Count < MostLibraries: paths.Add(TextOf(fields, at, size)); break;
                case 0x1d: signature = (fields.U32(at + 8), fields.U32(at + 12)); break;
                case 2: stripped = fields.U32(at + 12) == 0; break;
            }
            at += size;
        }
        var signed = signature.Size == 0 ? default : Signature(file.Bytes, signature, budget, file.Path);
        return new UnixProgramFacts
        {
            Format = "macho",
            Kind = fields.U32(12) switch { 1 => "object", 2 => "program", 4 => "core", 6 => "library", 8 => "bundle", 11 => "driver", _ => null },
            Machine = Machine(fields.U32(4)),
            Bits = is64 ? 64 : 32,
            BigEndian = bigEndian,
            Interpreter = loader,
            Libraries = libraries,
            LibraryPaths = paths,
            Identifier = signed.Identifier ?? own,
            Team = signed.Team,
            Signers = signed.Signers ?? [],
            Stripped = stripped,
            Packing = bytes[..Math.Min(bytes.Length, 4096)].IndexOf("UPX!"u8) >= 0 ? "upx" : null,
            Urls = ProgramStrings.Urls(bytes, budget, file.Path),
        };
    }

    /// <summary>The text that a command points to, inside the command.</summary>
    private static string TextOf(FieldReader fields, long command, uint size)
    {
        var offset = fields.U32(command + 8);
        return offset >= size ? "" : fields.Text(command + offset, (int)Math.Min(size - offset, MostNameChars));
    }

    /// <summary>The code signature: blobs behind an index, big-endian whatever the program is.</summary>
    private static (string? Identifier, string? Team, IReadOnlyList<MailSigner>? Signers) Signature(ReadOnlyMemory<byte> program, (long Offset, long Size) where, AnalysisBudget budget, string what)
    {
        var fields = new FieldReader(program.Span, bigEndian: true);
        if (fields.U32(where.Offset) != 0xfade_0cc0) return default;
        string? identifier = null, team = null;
        IReadOnlyList<MailSigner>? signers = null;
        for (var i = 0; i < Math.Min(fields.U32(where.Offset + 8), MostBlobs) && budget.TryTakeSteps(1, what); i++)
        {
            var blob = where.Offset + fields.U32(where.Offset + 12 + (8L * i) + 4);
            var size = fields.U32(blob + 4);
            switch (fields.U32(blob))
            {
                case 0xfade_0c02 when identifier is null:
                    identifier = fields.Text(blob + fields.U32(blob + 20), MostNameChars);
                    if (fields.U32(blob + 8) >= 0x2_0200 && fields.U32(blob + 48) is > 0 and var offset) team = fields.Text(blob + offset, MostNameChars);
                    break;
                case 0xfade_0b01 when signers is null && size > 8 && fields.Has(blob, size):
                    signers = CmsReader.Named(program.Slice((int)blob + 8, (int)size - 8), budget);
                    break;
            }
        }
        return (identifier, team, signers);
    }

    private static string Machine(uint machine) => machine switch
    {
        7 => "x86",
        0x0100_0007 => "x64",
        12 => "arm",
        0x0100_000c or 0x0200_000c => "arm64",
        18 => "powerpc",
        0x0100_0012 => "powerpc64",
        _ => string.Create(CultureInfo.InvariantCulture, $"0x{machine:x}"),
    };
}
