namespace Lurewatch.Containers.Pe;

/// <summary>What a library offers to others.</summary>
/// <param name="Name">The name that it gives itself.</param>
/// <param name="Functions">Those with a name.</param>
internal sealed record PeExports(string? Name, IReadOnlyList<string> Functions)
{
    private const int Most = 4096, MostNameChars = 512;

    public static PeExports Read(PeFile file, AnalysisBudget budget, string what)
    {
        var fields = file.Fields;
        var address = file.Directory(PeDirectory.Exports).Address;
        var table = address == 0 ? -1 : file.Offset(address);
        if (table < 0) return new PeExports(null, []);
        var functions = new List<string>();
        var count = Math.Min(fields.U32(table + 24), Most);
        var names = file.Offset(fields.U32(table + 32));
        for (var i = 0; names >= 0 && i < count && fields.Has(names + (4L * i), 4) && budget.TryTakeSteps(1, what); i++)
            if (file.Offset(fields.U32(names + (4L * i))) is >= 0 and var at && fields.Text(at, MostNameChars) is { Length: > 0 } name) functions.Add(name);
        var own = file.Offset(fields.U32(table + 12));
        return new PeExports(own < 0 ? null : fields.Text(own, MostNameChars), functions);
    }
}
