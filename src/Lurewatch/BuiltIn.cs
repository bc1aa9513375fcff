using Lurewatch.Detection;
using Lurewatch.Files;
using Lurewatch.Files.Archives;
using Lurewatch.Files.Calendar;
using Lurewatch.Files.Crypto;
using Lurewatch.Files.Images;
using Lurewatch.Files.Mail;
using Lurewatch.Files.Office;
using Lurewatch.Files.OneNote;
using Lurewatch.Files.Pdf;
using Lurewatch.Files.Programs;
using Lurewatch.Files.Programs.Packages;
using Lurewatch.Files.Rtf;
using Lurewatch.Files.Scripts;
using Lurewatch.Files.Shell;
using Lurewatch.Files.Shortcuts;
using Lurewatch.Files.Text;
using Lurewatch.Files.Web;
using Lurewatch.Mail.Mapi.Tnef;
using Lurewatch.Mail.Parts;
using Lurewatch.Mail.Parts.Smime;
using Lurewatch.Rules.Yara;

namespace Lurewatch;

/// <summary>Everything the engine is made of, one readable list a kind. A test asserts that none is missing.</summary>
internal static class BuiltIn
{
    /// <summary>File formats, in the order in which they are asked.</summary>
    public static IReadOnlyList<IFileHandler> Handlers(ScanOptions options) =>
    [
        new MailHandler(options),
        new MsgHandler(options),
        new TnefHandler(options),
        new EmlxHandler(options),
        new MhtmlHandler(),
        new PstHandler(),
        new OleHandler(),
        new ActiveMimeHandler(),
        new OoxmlHandler(),
        new OfficeXmlHandler(),
        new OdfHandler(),
        new SylkHandler(),
        new ZipHandler(),
        new TarHandler(),
        new GzipHandler(),
        new CompressedHandler(),
        new SevenZipHandler(),
        new RarHandler(),
        new IsoHandler(),
        new DiskHandler(),
        new CabHandler(),
        new MsiHandler(),
        new UnsupportedArchiveHandler(),
        new HtmlHandler(),
        new ImageHandler(),
        new PdfHandler(),
        new CalendarHandler(),
        new ContactHandler(),
        new TextHandler(),
        new JavaScriptHandler(),
        new ScriptHandler(),
        new VbScriptHandler(),
        new PowerShellHandler(),
        new BatchHandler(),
        new EncodedScriptHandler(),
        new WsfHandler(),
        new RegistryHandler(),
        new WebQueryHandler(),
        new UrlHandler(),
        new LnkHandler(),
        new OneNoteHandler(),
        new RtfHandler(),
        new VbaHandler(),
        new CryptoHandler(),
        new PeHandler(),
        new ElfHandler(),
        new MachOHandler(),
        new ManifestHandler(),
        new JavaClassHandler(),
        new RdpHandler(),
        new ShellFileHandler(),
    ];

    /// <summary>MIME parts that hold the mail itself in another wrapping.</summary>
    public static IReadOnlyList<IPartOpener> PartOpeners { get; } =
    [
        new TnefOpener(),
        new SmimeOpener(),
    ];

    /// <summary>Detectors, in the order in which they look.</summary>
    public static IReadOnlyList<IDetector> Detectors { get; } =
    [
        new AttachedDetector(),
        new MacroDetector(),
        new BehaviourDetector(),
        new StructureDetector(),
        new ReportDetector(),
        new OutlookDetector(),
        new ProtectionDetector(),
        new AuthenticationDetector(),
        new AuthenticityDetector(),
        new RouteDetector(),
        new HeaderDetector(),
        new ThreadDetector(),
        new SimulationDetector(),
        new ImpersonationDetector(),
        new LookalikeDetector(),
        new ReplyToDetector(),
        new SenderDetector(),
        new SubjectDetector(),
        new AttachmentDetector(),
        new LinkDetector(),
        new HiddenTextDetector(),
        new InFavourDetector(),
        new LureDetector(),
        new CodeDetector(),
        new PdfDetector(),
        new ShortcutDetector(),
        new OneNoteDetector(),
        new RtfDetector(),
        new ProgramDetector(),
        new PackageDetector(),
        new ShellFileDetector(),
        new CalendarDetector(),
        new TextShapeDetector(),
        new ForwardedDetector(),
        new YaraDetector(),
        new ServiceDetector(), // after the lures: a note is a lure first
        new CombinationDetector(), // last: reads what the others found
    ];

    /// <summary>Every kind of finding there is, each once: each has its row in Verdicts/weights.tsv.</summary>
    public static IReadOnlyList<FindingKind> FindingKinds() =>
    [
        .. new[] { EngineFindings.HandlerFailedKind, EngineFindings.DetectorFailedKind, BudgetFindings.Kind }
            .Concat(Handlers(new ScanOptions()).SelectMany(handler => handler.Kinds))
            .Concat(Detectors.SelectMany(detector => detector.Kinds))
            .Distinct(),
    ];
}
