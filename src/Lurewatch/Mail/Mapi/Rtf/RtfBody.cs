namespace Lurewatch.Mail.Mapi.Rtf;

/// <summary>What an RTF body was before Outlook made it RTF [MS-OXRTFEX 2.1.3.1].</summary>
internal enum RtfOrigin
{
    /// <summary>RTF from the start.</summary>
    Rtf,
    /// <summary>\fromhtml1</summary>
    Html,
    /// <summary>\fromtext</summary>
    Text,
}

/// <summary>The texts of an RTF body.</summary>
/// <param name="Origin">What it was made from.</param>
/// <param name="Text">What is shown, as plain text; null where the origin is HTML.</param>
/// <param name="Html">The HTML that was encapsulated, or a simple one with the links of RTF proper; null where the origin is text.</param>
internal sealed record RtfBody(RtfOrigin Origin, string? Text, string? Html);
