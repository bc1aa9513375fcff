namespace Lurewatch.Events;

/// <summary>The machine formats, one readable list.</summary>
public static class Encoders
{
    private static readonly (string Name, Func<IAnalysisEncoder> Create)[] All =
    [
        ("json", static () => new JsonEncoder()),
        ("ndjson", static () => new NdjsonEncoder()),
        ("mdm", static () => new MdmEncoder()),
        ("ecs", static () => new EcsEncoder()),
        ("cef", static () => new CefEncoder()),
        ("stix", static () => new StixEncoder()),
    ];

    /// <summary>Names of the formats, in the order in which help texts list them.</summary>
    public static IReadOnlyList<string> Names { get; } = Array.ConvertAll(All, static entry => entry.Name);

    /// <summary>A new encoder for one stream; null if there is no format of that name.</summary>
    public static IAnalysisEncoder? Create(string name)
    {
        foreach (var (known, create) in All)
            if (known.Equals(name, StringComparison.OrdinalIgnoreCase)) return create();
        return null;
    }
}
