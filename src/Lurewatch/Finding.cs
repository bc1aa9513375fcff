using System.Text.Json.Serialization;

namespace Lurewatch;

/// <summary>How bad a finding is by itself; <see cref="Good"/> is evidence for the message.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Severity>))]
public enum Severity
{
    /// <summary>Speaks for the message.</summary>
    [JsonStringEnumMemberName("good")] Good,
    /// <summary>Worth knowing, no judgement.</summary>
    [JsonStringEnumMemberName("info")] Info,
    /// <summary>Weak evidence.</summary>
    [JsonStringEnumMemberName("low")] Low,
    /// <summary>Evidence that an analyst would note.</summary>
    [JsonStringEnumMemberName("medium")] Medium,
    /// <summary>Evidence that an analyst would act on.</summary>
    [JsonStringEnumMemberName("high")] High,
}

/// <summary>A kind of evidence, declared once, static, by the detector that finds it. Its weight lives in Verdicts/weights.tsv.</summary>
/// <param name="Id">Stable, <c>area.what</c> in lower case: <c>link.text-names-another-host</c>.</param>
/// <param name="Title">One short clause for tables, no full stop.</param>
/// <param name="Severity">How bad it is by itself.</param>
/// <param name="Techniques">ATT&amp;CK technique ids (<c>T1566.001</c>); empty where none fits.</param>
public sealed record FindingKind(string Id, string Title, Severity Severity, params IReadOnlyList<string> Techniques);

/// <summary>Where in the message or file the evidence stands. Null members do not apply.</summary>
public sealed record Place
{
    /// <summary>Name of the header field.</summary>
    public string? Header { get; init; }
    /// <summary>Body part: <c>text/plain</c>, <c>text/html</c>, or a MIME part's number (<c>1.2</c>).</summary>
    public string? Part { get; init; }
    /// <summary><see cref="Artifact.Path"/> of the artifact.</summary>
    public string? Artifact { get; init; }
    /// <summary>Zero-based offset: of bytes in the scanned file for a header, of characters in the decoded part, of bytes in the artifact.</summary>
    public long? Offset { get; init; }

    /// <summary>A header field.</summary>
    public static Place InHeader(string name, long? offset = null) => new() { Header = name, Offset = offset };
    /// <summary>A body part.</summary>
    public static Place InPart(string part, long? offset = null) => new() { Part = part, Offset = offset };
    /// <summary>An artifact.</summary>
    public static Place InArtifact(string path, long? offset = null) => new() { Artifact = path, Offset = offset };

    /// <inheritdoc/>
    public override string ToString() =>
        (Header is { } h ? $"header {h}" : Part is { } p ? $"part {p}" : Artifact is { } a ? $"file {a}" : "message")
        + (Offset is { } o ? $" @{o}" : "");
}

/// <summary>One piece of evidence.</summary>
public sealed record Finding
{
    /// <summary>What kind of evidence.</summary>
    public required FindingKind Kind { get; init; }
    /// <summary>One sentence that an analyst can paste, with the values seen; hosts and addresses as they are (whoever prints, defangs).</summary>
    public required string Reason { get; init; }
    /// <summary>The evidence itself, cut to a readable length.</summary>
    public string? Excerpt { get; init; }
    /// <summary>Where it stands.</summary>
    public Place Place { get; init; } = new();
    /// <summary>For open-ended kinds (a lure topic, a brand): what exactly, as a stable token.</summary>
    public string? Subject { get; init; }
}
