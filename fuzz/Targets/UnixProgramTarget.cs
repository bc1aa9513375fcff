using Lurewatch.Files;
using Lurewatch.Files.Programs;
using Lurewatch.Samples;

namespace Lurewatch.Fuzz;

/// <summary>Any bytes as an ELF and as a Mach-O program: nothing throws, what comes out lies in the file.</summary>
internal static class UnixProgramTarget
{
    public static IReadOnlyList<byte[]> Seeds() =>
    [
        UnixProgramWriter.Elf("/lib/ld.so", ["libc.so.6"], "http://host.example/a", is64: true),
        UnixProgramWriter.Elf("/lib/ld.so", ["libc.so.6"], is64: false, bigEndian: true, appended: new byte[40]),
        UnixProgramWriter.MachO(["/usr/lib/libSystem.B.dylib"], "http://host.example/a", "com.example.a", "TEAM", [0x30, 0x0b, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02]),
        UnixProgramWriter.Universal((7, UnixProgramWriter.MachO(["a"])), (12, UnixProgramWriter.MachO(["b"]))),
    ];

    public static void Run(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty) return;
        foreach (var (handler, type) in ((IFileHandler, FileType)[])[(new ElfHandler(), FileType.Elf), (new MachOHandler(), FileType.MachO)])
        {
            var budget = new AnalysisBudget(new AnalysisLimits(), TimeProvider.System);
            var found = handler.Extract(new Artifact(data.ToArray(), "fuzz", "/fuzz", parent: null, "input", type), new FileContext(budget, []));
            foreach (var file in found.Files)
                if (data.IndexOf(file.Bytes.Span) < 0) throw new InvalidOperationException("bytes from nowhere");
        }
    }
}
