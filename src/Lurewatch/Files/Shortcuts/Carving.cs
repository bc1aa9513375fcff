using System.Buffers;
using Lurewatch.Containers;

namespace Lurewatch.Files.Shortcuts;

/// <summary>Whole files that lie one behind another in data without a directory: a decoy document, then the program.</summary>
internal static class Carving
{
    private const int Most = 8;
    private static readonly SearchValues<byte> s_first = SearchValues.Create([(byte)'M', (byte)'P', (byte)'%', (byte)'{', 0xD0, (byte)'R', (byte)'7']);

    /// <summary>Offsets at which a file of a known kind begins; the first byte of the data is not counted.</summary>
    public static List<int> Starts(ReadOnlySpan<byte> data, AnalysisBudget budget, string what)
    {
        var starts = new List<int>();
        if (data.Length == 0 || !budget.TryTakeSteps(data.Length / 8 + 1, what)) return starts;
        for (var at = 1; at < data.Length && starts.Count < Most;)
        {
            var next = data[at..].IndexOfAny(s_first);
            if (next < 0) break;
            at += next;
            if (Begins(data[at..])) starts.Add(at);
            at++;
        }
        return starts;
    }

    private static bool Begins(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith("PK\u0003\u0004"u8) && bytes.Length > 30 && bytes[4] is >= 10 and <= 63 && bytes[5] == 0
        || bytes.StartsWith("%PDF-1."u8) || bytes.StartsWith("{\\rtf1"u8) || bytes.StartsWith("MSCF\0\0\0\0"u8) || bytes.StartsWith(CfbReader.Signature) || bytes.StartsWith("Rar!\u001a\u0007"u8)
        || bytes.StartsWith((ReadOnlySpan<byte>)[0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]) || bytes.StartsWith("MZ"u8) && FileTypes.Detect(bytes) is FileType.Pe;
}
