namespace Lurewatch.Mail.Mapi;

/// <summary>A message as Outlook keeps it, whatever file it lay in.</summary>
/// <param name="Properties">The message's own.</param>
/// <param name="Recipients">One row a recipient, in order.</param>
/// <param name="Attachments">In order.</param>
internal sealed record MapiMessage(MapiProperties Properties, IReadOnlyList<MapiProperties> Recipients, IReadOnlyList<MapiAttachment> Attachments)
{
    /// <summary>What is wrong with the container or worth a note, as ids that start with <c>mapi-</c> or <c>tnef-</c>, with a detail; they become the mail's defects.</summary>
    public IReadOnlyList<(string Id, string Detail)> Problems { get; init; } = [];

    /// <summary><c>IPM.Note</c> and so on; empty if not given.</summary>
    public string Class => Properties.Text(MapiTag.MessageClass) ?? "";
}

/// <summary>An attachment: its properties and either the message or the bytes in it; neither if it only refers to a place.</summary>
internal sealed record MapiAttachment(MapiProperties Properties, MapiMessage? Message, ReadOnlyMemory<byte>? Content)
{
    /// <summary>The name that the reader sees: the long one, else the short one, else what it is called.</summary>
    public string? Name =>
        Properties.Text(MapiTag.AttachLongFileName) ?? Properties.Text(MapiTag.AttachFileName) ?? Properties.Text(MapiTag.AttachTransportName) ?? Properties.Text(MapiTag.DisplayName);

    /// <summary>Content-ID without brackets.</summary>
    public string? ContentId => Properties.Text(MapiTag.AttachContentId)?.Trim().Trim('<', '>') is { Length: > 0 } id ? id : null;

    /// <summary>Where the file lies that the message only names: a path or a URL.</summary>
    public string? Place => Properties.Text(MapiTag.AttachLongPathName) ?? Properties.Text(MapiTag.AttachPathName);
}
