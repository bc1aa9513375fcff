using Lurewatch.Intel;
using Lurewatch.Lures;

namespace Lurewatch.Detection;

/// <summary>Real services that carry a stranger's message: an invoice, a money request, a shared document that is authentic, with a note that is the fraud. Whatever vouches
/// for the sender vouches for the service alone.</summary>
internal sealed class ServiceDetector : IDetector
{
    private static readonly FindingKind CallbackNote = new("service.callback-note", "A real service carries a stranger's note with a number to call", Severity.High, "T1566.003", "T1656");
    private static readonly FindingKind ForeignBrandNote = new("service.foreign-brand-note", "A real service carries a note that speaks for another brand", Severity.Medium, "T1566.003", "T1656");

    public IReadOnlyList<FindingKind> Kinds { get; } = [CallbackNote, ForeignBrandNote];

    public void Examine(ScanView view, List<Finding> findings)
    {
        var callback = findings.Find(static finding => finding.Kind.Id is "lure.callback" or "lure.callback-hint" or "lure.remote-support" or "lure.remote-support-hint");
        if (callback is null || view.Message is not { } message || view.Sender is not { } sender || WellKnown.NoteService(sender.Root) is not { } service) return;
        if (message.Body.CurrentThread.Text is not { Length: > 0 } text || !PhoneNumbers.Any(text)) return;
        findings.Add(new Finding
        {
            Kind = CallbackNote,
            Reason = $"The mail comes through {service}, where any customer can send such a note; this one wants a call: “{callback.Excerpt}”.",
            Excerpt = callback.Excerpt,
            Place = callback.Place,
        });
        foreach (var mention in Brands.Find(text))
        {
            if (mention.Ambiguous || mention.Brand == sender.Brand) continue;
            findings.Add(new Finding { Kind = ForeignBrandNote, Reason = $"The mail comes through {service} and speaks for {mention.Brand.Name}.", Place = callback.Place, Subject = mention.Brand.Name });
            return;
        }
    }
}
