using System.Globalization;
using Lurewatch.Mail;

namespace Lurewatch.Files.Mail;

/// <summary>Apple Mail's <c>.emlx</c> and <c>.partial.emlx</c>: read as the mail in them. Attachments that lie in files beside are said to be missing.</summary>
internal sealed class EmlxHandler(ScanOptions options) : IFileHandler
{
    private static readonly FindingKind s_elsewhere = new("mail.parts-elsewhere", "Parts of the mail lie in other files", Severity.Info);
    private static readonly FindingKind s_kept = new("mail.kept-state", "What the mail program had noted of it", Severity.Info);

    public string Name => "emlx";
    public IReadOnlyList<FindingKind> Kinds { get; } = [s_elsewhere, s_kept];

    public bool Claims(FileType type) => type is FileType.Emlx;

    public Extraction Extract(Artifact file, FileContext context)
    {
        if (Emlx.Read(file.Bytes) is not { } emlx) return new Extraction(facts: null) { Unopened = "damaged" };
        var found = MailHandler.Found(MessageReader.Read(emlx.Mail, context.Budget, options.Organisation, MailForm.Emlx), options, context, emlx.Mail);
        if (State(emlx) is { } state) found.Findings.Add(new Finding { Kind = s_kept, Reason = state, Place = Place.InArtifact(file.Path) });
        if (emlx.Elsewhere > 0)
        {
            found.Findings.Add(new Finding
            {
                Kind = s_elsewhere,
                Reason = $"{emlx.Elsewhere} {(emlx.Elsewhere == 1 ? "part is" : "parts are")} not in this file; Apple Mail keeps them in a folder Attachments beside.",
                Place = Place.InArtifact(file.Path),
            });
            found.Unopened ??= "missing";
        }
        else if (emlx.IsCut)
        {
            found.Unopened ??= "damaged";
        }
        return found;
    }

    private static string? State(Emlx emlx)
    {
        var received = emlx.Received is { } time ? "received it " + time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC" : null;
        var flags = emlx.IsJunk ? emlx.IsDeleted ? "had it as junk and deleted" : "had it as junk" : emlx.IsDeleted ? "had it as deleted" : null;
        return received is null && flags is null ? null : $"Apple Mail {string.Join(", ", new[] { received, flags }.OfType<string>())}.";
    }
}
