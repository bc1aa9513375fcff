using Lurewatch.Files;

namespace Lurewatch.Mail.Parts;

/// <summary>A MIME part that holds the mail itself in another wrapping (TNEF, opaque S/MIME): what is inside takes its place in the tree.</summary>
internal interface IPartOpener
{
    /// <summary>True if this opens such parts.</summary>
    /// <param name="contentType">As declared, lower case, without parameters.</param>
    /// <param name="found">Type by content.</param>
    bool Claims(string contentType, FileType found);

    /// <summary>What is inside: MIME as it was, or made into MIME by the opener (then its structure is no evidence).</summary>
    MailForm Form => MailForm.Mime;

    /// <summary>The MIME entity inside: header fields, blank line, body. Null if it cannot be opened; then the part stays a file.</summary>
    /// <param name="bytes">The part's content, transfer decoding done.</param>
    /// <param name="number">The part's number, for the place of what is noted.</param>
    /// <param name="defects">Takes what is wrong with the wrapping or worth a note.</param>
    /// <param name="budget">What may be spent; the caller has not taken the result from it.</param>
    byte[]? Open(ReadOnlyMemory<byte> bytes, string number, Defects defects, AnalysisBudget budget);
}
