namespace Lurewatch.Samples;

/// <summary>A sample and what a scan must say of it.</summary>
/// <param name="Name">File name without ending.</param>
/// <param name="Why">What it shows, in one sentence.</param>
/// <param name="Bytes">The mail.</param>
/// <param name="Verdict">As in NDJSON.</param>
/// <param name="Kind">As in NDJSON.</param>
/// <param name="Indicators">Values that must be among the indicators.</param>
internal sealed record Sample(string Name, string Why, byte[] Bytes, string Verdict, string Kind, params string[] Indicators);
