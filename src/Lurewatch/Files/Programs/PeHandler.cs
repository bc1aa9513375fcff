using System.Globalization;
using Lurewatch.Bytes;
using Lurewatch.Containers.Pe;

namespace Lurewatch.Files.Programs;

/// <summary>Windows programs and libraries [PE format, Microsoft]: what they import, export and say of themselves, who signed them; files among their resources and behind their end.</summary>
internal sealed class PeHandler : IFileHandler
{
    private const int MostResourceFiles = 64, MostSymbolPath = 512;

    public string Name => "pe";

    public bool Claims(FileType type) => type is FileType.Pe;

    public Extraction Extract(Artifact file, FileContext context)
    {
        if (PeFile.Read(file.Bytes) is not { } pe) return new Extraction(facts: null) { Unopened = "damaged" };
        var budget = context.Budget;
        var imports = PeImports.Read(pe, budget, file.Path);
        var exports = PeExports.Read(pe, budget, file.Path);
        var resources = PeResources.Read(pe, budget, file.Path);
        var clr = PeClr.Read(pe);
        var signature = PeSignature.Read(pe, budget);
        var behind = PeAppended.Read(pe, signature, budget, file.Path);
        var version = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var resource in resources)
        {
            if (resource.Type != 16) continue;
            version = PeVersion.Read(pe.Bytes.Slice(resource.Offset, resource.Size), budget, file.Path);
            break;
        }
        var found = new Extraction(new PeFacts
        {
            Kind = Kind(pe, exports),
            Machine = Machine(pe.Machine),
            Subsystem = pe.Subsystem switch { 1 => "native", 2 => "gui", 3 => "console", 9 => "windows-ce", 10 or 11 or 12 or 13 => "efi", 14 => "xbox", 16 => "boot", _ => null },
            LinkedAt = pe.Timestamp == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(pe.Timestamp),
            Sections = [.. pe.Sections.Select(section => Section(pe, section))],
            Imports = imports,
            ImpHash = PeImports.Hash(imports),
            Exports = exports.Functions,
            ExportName = exports.Name,
            Version = version,
            Signers = signature.Signers,
            BehindSignature = signature.Behind.Length,
            DotNet = clr?.RuntimeVersion,
            Module = clr?.Module,
            Mvid = clr is { Mvid: var mvid } && mvid != Guid.Empty ? mvid : null,
            Packing = PePacking.Of(pe, behind.Bytes.Span),
            AppendedBytes = behind.Bytes.Length,
            SymbolPath = SymbolPath(pe),
            Urls = ProgramStrings.Urls(pe.Bytes[..(int)pe.End], budget, file.Path),
        });
        ResourceFiles(pe, resources, clr, found, budget, file.Path);
        if (behind.File.Length > 0 && budget.TryTakeBytes(behind.File.Length, file.Path)) found.Files.Add(new ExtractedFile(behind.File, null, "appended") { Steps = behind.Steps });
        found.Files.AddRange(behind.Commands);
        if (signature.Behind.Length > 0 && budget.TryTakeBytes(signature.Behind.Length, file.Path)) found.Files.Add(new ExtractedFile(signature.Behind, "behind the signature", "appended"));
        return found;
    }

    /// <summary>Resources that are files of their own: what a dropper writes. Icons, dialogs and tables of strings are none.</summary>
    private static void ResourceFiles(PeFile pe, List<PeResource> resources, PeClr? clr, Extraction found, AnalysisBudget budget, string what)
    {
        var seen = new HashSet<int>();
        foreach (var resource in resources)
            if (resource.TypeName is not null || resource.Type is 10 or 23 or 21 or 22 or > 24) Add(resource.Offset, resource.Size, $"{resource.TypeName ?? (resource.Type == 10 ? "RCDATA" : resource.Type.ToString(CultureInfo.InvariantCulture))}/{resource.Name}");
        foreach (var (offset, size) in clr?.ResourceRanges(pe, budget, what) ?? []) Add(offset, size, "managed resource");

        void Add(int offset, int size, string name)
        {
            if (found.Files.Count >= MostResourceFiles || !seen.Add(offset)) return;
            var bytes = pe.Memory.Slice(offset, size);
            var type = FileTypes.Detect(bytes.Span);
            if (type is FileType.Unknown or FileType.Empty or FileType.Txt or FileType.Xml or FileType.Font or FileType.Audio || Types.Extensions.IsImage(type)) return;
            if (budget.TryTakeBytes(size, what)) found.Files.Add(new ExtractedFile(bytes, name, "resource"));
        }
    }

    private static PeSectionFacts Section(PeFile pe, PeSection section)
    {
        var bytes = pe.Fields.Slice(section.FileOffset, section.RawSize);
        return new PeSectionFacts(section.Name, bytes.Length, Hashes.Entropy(bytes), section.IsExecutable, section.IsWritable);
    }

    private static string Kind(PeFile pe, PeExports exports)
    {
        foreach (var function in exports.Functions)
            if (function.Equals("xlAutoOpen", StringComparison.OrdinalIgnoreCase)) return "excel-add-in";
        return pe.Subsystem == 1 ? "driver" : (pe.Characteristics & 0x2000) != 0 ? "library" : "program";
    }

    private static string Machine(ushort machine) => machine switch
    {
        0x14c => "x86",
        0x8664 or 0xfd1d => "x64", // .NET compiled ahead for Linux marks its machine so
        0xaa64 or 0xd11d => "arm64",
        0xa641 => "arm64ec",
        0x1c0 or 0x1c2 or 0x1c4 => "arm",
        0x200 => "ia64",
        0xebc => "efi",
        _ => string.Create(CultureInfo.InvariantCulture, $"0x{machine:x}"),
    };

    /// <summary>The path in a CodeView record of the debug directory.</summary>
    private static string? SymbolPath(PeFile pe)
    {
        var fields = pe.Fields;
        var (address, size) = pe.Directory(PeDirectory.Debug);
        var table = address == 0 ? -1 : pe.Offset(address);
        for (var i = 0; table >= 0 && i < Math.Min(size / 28, 16); i++)
        {
            var at = table + (28L * i);
            if (fields.U32(at + 12) != 2) continue;
            long record = fields.U32(at + 24);
            if (fields.Slice(record, 4).SequenceEqual("RSDS"u8) && fields.Text(record + 24, MostSymbolPath) is { Length: > 0 } path) return path;
        }
        return null;
    }
}
