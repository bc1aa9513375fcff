namespace Lurewatch.Mail.Threads;

/// <summary>What a person wrote, apart from what is always there.</summary>
/// <param name="Text">The message itself, greeting included.</param>
/// <param name="Signature">The closing, name and contact lines, or a mobile client's line; null if there is none.</param>
/// <param name="Boilerplate">Disclaimers, footers of lists, company data; null if there are none.</param>
internal sealed record WrittenText(string Text, string? Signature, string? Boilerplate);
