using Lurewatch.Files;
using Lurewatch.Files.Programs;
using Lurewatch.Samples;

namespace Lurewatch.Fuzz;

/// <summary>Any bytes as a Windows program: nothing throws, nothing comes out that does not lie in the file but commands.</summary>
internal static class PeTarget
{
    public static IReadOnlyList<byte[]> Seeds() =>
    [
        Program(is64: true),
        Program(is64: false),
        new PeWriter { IsLibrary = true, Appended = [.. ";!@Install@!UTF-8!\r\nRunProgram=\"a.exe\"\r\n;!@InstallEnd@!"u8, (byte)'7', (byte)'z', 0xbc, 0xaf, 0x27, 0x1c, .. new byte[40]] }.ToBytes(),
    ];

    public static void Run(ReadOnlySpan<byte> data)
    {
        var budget = new AnalysisBudget(new AnalysisLimits(), TimeProvider.System);
        var found = new PeHandler().Extract(new Artifact(data.ToArray(), "fuzz.exe", "/fuzz.exe", parent: null, "input", FileType.Pe), new FileContext(budget, []));
        if (found.Facts is null != (found.Unopened == "damaged")) throw new InvalidOperationException("no facts, and not damaged");
        foreach (var file in found.Files)
            if (file.Origin != "command" && data.IndexOf(file.Bytes.Span) < 0) throw new InvalidOperationException("bytes from nowhere");
    }

    private static byte[] Program(bool is64)
    {
        var program = new PeWriter { Is64 = is64, Signature = [0x30, 0x0b, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02, .. "hidden behind"u8] }
            .Import(("KERNEL32.dll", ["WinExec", "Sleep"]), ("WS2_32.dll", ["#115", "#3"]))
            .Export("a.xll", "xlAutoOpen")
            .Resources((16, PeWriter.Version(("CompanyName", "Somebody"), ("OriginalFilename", "a.exe"))), (10, ZipWriter.Write([("a.txt", "hello"u8.ToArray())])));
        program.Put("http://host.example/a");
        program.Put("http://host.example/b", wide: true);
        return program.ToBytes();
    }
}
