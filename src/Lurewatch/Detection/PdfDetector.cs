using Lurewatch.Bytes;
using Lurewatch.Files;
using Lurewatch.Files.Pdf;
using Lurewatch.Lures;

namespace Lurewatch.Detection;

/// <summary>PDFs that act, that hide what they carry, or that are nothing but a link; and lures on the pages of a document, where the mail itself says little.</summary>
internal sealed class PdfDetector : IDetector
{
    private const string Attachment = "T1566.001", LinkTechnique = "T1566.002", UserExecution = "T1204.002";
    /// <summary>A page that says more than this is a document, not a button.</summary>
    private const int LittleText = 1_500, VeryLittleText = 250, LureText = 8_000;
    private const double LargeLink = 0.25, LargePicture = 0.35;

    private static readonly FindingKind JavaScript = new("pdf.javascript", "A PDF holds script", Severity.Low, "T1059.007");
    private static readonly FindingKind OpensScript = new("pdf.javascript-on-open", "A PDF runs script when it is opened", Severity.Medium, "T1059.007");
    private static readonly FindingKind Launch = new("pdf.launch", "A PDF starts a program or command", Severity.High, UserExecution);
    private static readonly FindingKind Program = new("pdf.embedded-program", "A PDF carries a program, script or document with macros", Severity.High, Attachment, "T1027.009");
    private static readonly FindingKind Submits = new("pdf.submits-form", "A PDF's form is sent to a site", Severity.Low, "T1598.002");
    private static readonly FindingKind LinkOnly = new("pdf.link-only-page", "A PDF is one page that is little more than a link elsewhere", Severity.Medium, LinkTechnique);
    private static readonly FindingKind Fetches = new("pdf.remote-target", "A PDF leads to a file on another computer", Severity.Medium, "T1187");
    private static readonly FindingKind Locked = new("pdf.encrypted", "A PDF is encrypted and could not be read", Severity.Low, Attachment);
    private static readonly FindingKind PasswordInMail = new("pdf.password-in-mail", "A PDF's password stands in the mail", Severity.Medium, Attachment);
    private static readonly FindingKind Credential = new("pdf.lure-credential", "The text of a PDF asks to verify, sign in or open a protected document", Severity.High, LinkTechnique);
    private static readonly FindingKind Callback = new("pdf.lure-callback", "The text of a PDF makes the reader call about a charge", Severity.High, "T1566.004");
    private static readonly FindingKind Fraud = new("pdf.lure-fraud", "The text of a PDF promises or threatens as swindlers do", Severity.High, "T1657");

    public IReadOnlyList<FindingKind> Kinds { get; } = [JavaScript, OpensScript, Launch, Program, Submits, LinkOnly, Fetches, Locked, PasswordInMail, Credential, Callback, Fraud];

    public void Examine(ScanView view, List<Finding> findings)
    {
        foreach (var file in view.OwnArtifacts)
        {
            if (file.Facts is not PdfFacts pdf) continue;
            var name = file.Name is null ? "A PDF without a name" : $"“{Names.Visible(file.Name)}”";
            if (pdf.JavaScripts > 0) Add(pdf.OpenAction ? OpensScript : JavaScript, $"{name} holds {pdf.JavaScripts} script{(pdf.JavaScripts == 1 ? "" : "s")}{(pdf.OpenAction ? ", and does something when it is opened" : "")}.");
            foreach (var launch in pdf.Launches) Add(Launch, $"{name} starts {Names.Visible(launch)}.", launch);
            if (pdf.Submits is [var submit, ..]) Add(Submits, $"The form in {name} is sent to {submit.UrlText}.", submit.UrlText);
            foreach (var url in pdf.Urls)
                if (url.Scheme is "file" or "smb" && url.Domain.DomainName is { } host) Add(Fetches, $"{name} leads to a file on {host}, where Windows logs on by itself.", url.UrlText);
            if (file.Unopened == "encrypted") Add(Locked, $"{name} is encrypted; no password of the message or of usage opens it.");
            if (pdf.PasswordSource is "body" or "subject" or "file name") Add(PasswordInMail, $"{name} is encrypted, and its password stands in the {pdf.PasswordSource}.");
            foreach (var inside in view.OwnArtifacts)
                if (inside.Parent == file && inside.Origin == "embedded" && (Danger.Of(inside.Type, inside.Extension) is not DangerClass.None || inside.Type is FileType.Docm or FileType.Xlsm or FileType.Pptm or FileType.Iso or FileType.OneNote))
                    Add(Program, $"{name} carries {(inside.Name is null ? "a file" : $"“{Names.Visible(inside.Name)}”")} ({FileTypes.Name(inside.Type)}).");
            Page(view, file, pdf, name);
            if (view.Message is not null && pdf.Text.Length > 0) Lure(view, pdf, name);

            void Add(FindingKind kind, string reason, string? excerpt = null) =>
                findings.Add(new Finding { Kind = kind, Reason = reason, Excerpt = excerpt is { Length: > 300 } ? excerpt[..300] + "…" : excerpt, Place = Place.InArtifact(file.Path) });

            void Page(ScanView seen, Artifact artifact, PdfFacts facts, string shown)
            {
                if (seen.Message is null || facts.Pages != 1 || facts.Links.Count is 0 or > 3 || facts.Text.Length > LittleText) return;
                var root = facts.Links[0].Domain.RootDomain;
                if (root is null || root == seen.Sender?.Root || seen.Organisation.Owns(facts.Links[0].Domain.DomainName)) return;
                var covers = facts.LargestLink >= LargeLink || (facts.LargestLink > 0 && facts.LargestPicture >= LargePicture && facts.Text.Length < VeryLittleText);
                if (covers) Add(LinkOnly, $"{shown} is one page that is little more than a link to {facts.Links[0].Domain.DomainName}.", facts.Links[0].UrlText);
            }

            void Lure(ScanView seen, PdfFacts facts, string shown)
            {
                var reading = LureReader.Read(null, facts.Text.Length > LureText ? facts.Text[..LureText] : facts.Text, seen.Budget);
                foreach (var report in LureIntents.Weigh(reading.Matches))
                {
                    if (!report.Strong) continue;
                    var kind = report.Intent.Id switch
                    {
                        "credential" or "shared-document" or "voicemail" => Credential,
                        "remote-support" => Callback,
                        "callback" or "renewal" => PhoneNumbers.Any(facts.Text) ? Callback : null,
                        "extortion" or "advance-fee" or "prize" or "crypto" => Fraud,
                        _ => null,
                    };
                    if (kind is null || findings.Exists(known => known.Kind == kind)) continue;
                    Add(kind, $"The text of {shown} speaks of {report.Intent.Id} as lures do: {string.Join(", ", report.Evidence.Select(match => match.Text).Distinct(StringComparer.OrdinalIgnoreCase).Take(4).Select(text => $"\"{text}\""))}.");
                }
            }
        }
    }
}
