namespace Lurewatch.Samples.Documents;

/// <summary>An inert document built from the published traits of a campaign, and what must come out of it.</summary>
/// <param name="Name">File name with ending.</param>
/// <param name="Why">Which trait it shows, and when and by whom it was used, in one sentence.</param>
/// <param name="Bytes">The file.</param>
/// <param name="Urls">Addresses that must be among the indicators with the role <c>download-url</c>.</param>
public sealed record DocumentSample(string Name, string Why, byte[] Bytes, params string[] Urls);
