using System.Buffers.Binary;
using System.Text;
using Lurewatch.Samples;
using Lurewatch.Scripts.Vba.PCode;

namespace Lurewatch.Fuzz;

/// <summary>A length, then a name table of that length, then a module's compiled code: walked in 32 and 64 bit, and compared with a source.</summary>
internal static class PCodeTarget
{
    public static void Run(ReadOnlySpan<byte> data)
    {
        if (data.Length < 2) return;
        var split = 2 + Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(data), data.Length - 2);
        foreach (var is64Bit in (ReadOnlySpan<bool>)[false, true])
        {
            var budget = new AnalysisBudget(new AnalysisLimits(), TimeProvider.System);
            if (PCodeIdentifiers.Read(data[2..split], is64Bit, Encoding.Latin1, budget) is not { } names) continue;
            if (PCodeModule.Read(data[split..], names, Encoding.Latin1, budget) is not { } code) continue;
            if (StompedModule.Compare("M", code, "Sub A()\nEnd Sub\n", false, budget) is { Lacking.Count: < 2 }) throw new InvalidOperationException("stomped without proof");
        }
    }

    /// <summary>Code with calls, members, strings and declarations.</summary>
    public static IReadOnlyList<byte[]> Seeds()
    {
        var names = new List<string>();
        var code = new PCodeWriter(names, Encoding.Latin1)
            .Sub("AutoOpen").Text("WScript.Shell").Function("CreateObject", 1).Set("sh")
            .Text("cmd /c ").Load("x").Concat().Integer(0).Load("sh").Method("Run", 2)
            .Text("calc.exe").Call("Shell", 1).EndSub();
        var table = PCodeWriter.NameTable(names, Encoding.Latin1);
        return [[(byte)table.Length, (byte)(table.Length >> 8), .. table, .. code.ToCache()]];
    }
}
