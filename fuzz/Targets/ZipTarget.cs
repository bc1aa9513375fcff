using Lurewatch.Containers;

namespace Lurewatch.Fuzz;

/// <summary>Any bytes as a ZIP: reading neither throws nor overruns, what opens as whole has the declared CRC, output stays inside the budget.</summary>
internal static class ZipTarget
{
    public static void Run(ReadOnlySpan<byte> data)
    {
        var bytes = data.ToArray();
        var limits = new AnalysisLimits();
        var budget = new AnalysisBudget(limits, TimeProvider.System);
        var zip = ZipReader.Read(bytes, budget);
        long total = 0;
        foreach (var entry in zip.Entries)
        {
            var content = zip.OpenContent(entry, budget, "infected");
            if (content.State is ZipState.Whole or ZipState.Damaged) total += content.Bytes.Length;
            if (content.Bytes.Length > limits.MemberBytes) throw new InvalidOperationException($"{entry.Name}: over the member limit");
            if (content.State is ZipState.Whole && entry.HasPlainCrc && Crc(content.Bytes.Span) != entry.Crc) throw new InvalidOperationException($"{entry.Name}: whole, with a wrong CRC");
            if (entry.Encryption is not null && zip.Open(entry, budget) is not null) throw new InvalidOperationException($"{entry.Name}: opened without a password");
        }
        if (total > limits.TotalBytesOut) throw new InvalidOperationException("over the total limit");
        if (zip.Entries.Count == 0 && bytes.AsSpan().IndexOf("PK\x3\x4"u8) == 0 && zip.Problems.Count == 0 && bytes.Length > 200 && bytes.AsSpan().IndexOf("PK\x5\x6"u8) < 0)
            throw new InvalidOperationException("no entry and no word why");
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0xedb88320 & (0 - (crc & 1)));
        }
        return ~crc;
    }
}
