namespace Lurewatch.Detection;

/// <summary>What a mail program of repute does not write: each tolerance that the reader noted, by how much it says. Real mail deviates too, so a single
/// deviation weighs little; those on which two readers disagree (what one checks, another shows) weigh more, and together most.</summary>
internal sealed class StructureDetector : IDetector
{
    private static readonly FindingKind Evasion = new("structure.parser-evasion", "Several deviations on which mail programs disagree", Severity.High, "T1027");
    private static readonly FindingKind Many = new("structure.many-defects", "Many different deviations from the mail standards", Severity.Medium);

    /// <summary>Defect → kind. <c>Splits</c>: two programs read the message differently because of it.</summary>
    private static readonly Dictionary<string, (FindingKind Kind, bool Splits)> ByDefect = new(StringComparer.Ordinal)
    {
        ["boundary-missing"] = (new("structure.boundary-missing", "A multipart that names no boundary", Severity.Medium, "T1027"), true),
        ["boundary-not-found"] = (new("structure.boundary-not-found", "A multipart whose boundary does not occur", Severity.Medium, "T1027"), true),
        ["boundary-unterminated"] = (new("structure.boundary-unterminated", "A multipart that does not end", Severity.Info), false),
        ["message-partial"] = (new("structure.message-partial", "A fragment of a message: the rest comes in other mails", Severity.Medium, "T1027"), true),
        ["external-body"] = (new("structure.external-body", "A part whose content is to be fetched from elsewhere", Severity.Low, "T1027"), false),
        ["embedded-file-damaged"] = (new("structure.embedded-file-damaged", "A damaged file inside the text", Severity.Info), false),
        ["multipart-empty"] = (new("structure.multipart-empty", "A multipart without parts", Severity.Low), false),
        ["nesting-too-deep"] = (new("structure.nesting-too-deep", "Parts nested beyond any use", Severity.High, "T1027"), true),
        ["mime-version-missing"] = (new("structure.mime-version-missing", "MIME content without MIME-Version", Severity.Low), false),
        ["content-type-malformed"] = (new("structure.content-type-malformed", "A Content-Type that is none", Severity.Low), true),
        ["transfer-encoding-unknown"] = (new("structure.transfer-encoding-unknown", "An unknown transfer encoding", Severity.Low), true),
        ["base64-invalid"] = (new("structure.base64-invalid", "Base64 with characters that do not belong there", Severity.Low), false),
        ["base64-truncated"] = (new("structure.base64-truncated", "Base64 that breaks off", Severity.Info), false),
        ["base64-after-padding"] = (new("structure.base64-after-padding", "Base64 that goes on after its end", Severity.Medium, "T1027"), true),
        ["quoted-printable-invalid"] = (new("structure.quoted-printable-invalid", "Broken quoted-printable", Severity.Info), false),
        ["charset-unknown"] = (new("structure.charset-unknown", "A text in an unknown charset", Severity.Low), false),
        ["charset-wrong"] = (new("structure.charset-wrong", "A text that is not in its charset", Severity.Low), false),
        ["charset-undeclared"] = (new("structure.charset-undeclared", "8-bit text without a charset", Severity.Info), false),
        ["html-as-text"] = (new("structure.html-as-text", "HTML declared as plain text", Severity.Low), true),
        ["nul-byte"] = (new("structure.nul-byte", "NUL bytes in the text", Severity.Low, "T1027"), true),
        ["header-nul"] = (new("structure.header-nul", "NUL bytes in a header", Severity.Medium, "T1027"), true),
        ["header-bare-cr"] = (new("structure.header-bare-cr", "Carriage returns inside the header", Severity.Medium, "T1027"), true),
        ["line-end-bare-cr"] = (new("structure.line-end-bare-cr", "Carriage returns without line feed", Severity.Low), false),
        ["line-end-mixed"] = (new("structure.line-end-mixed", "Two kinds of line ends", Severity.Info), false),
        ["line-long"] = (new("structure.line-long", "Lines longer than mail allows", Severity.Low), false),
        ["header-line-long"] = (new("structure.header-line-long", "A header line longer than mail allows", Severity.Low), false),
        ["header-line-stray"] = (new("structure.header-line-stray", "A header line that is no field", Severity.Low), true),
        ["header-block-unterminated"] = (new("structure.header-block-unterminated", "No blank line between header and body", Severity.Medium), true),
        ["header-fields-many"] = (new("structure.header-fields-many", "Over a thousand header fields", Severity.Medium), false),
        ["header-8bit"] = (new("structure.header-8bit", "Raw 8-bit text in a header", Severity.Low), false),
        ["header-8bit-utf8"] = (new("structure.header-8bit-utf8", "Raw UTF-8 in From or Subject", Severity.Low), false),
        ["header-charset-unknown"] = (new("structure.header-charset-unknown", "A header in an unknown charset", Severity.Low), false),
        ["encoded-word-charsets"] = (new("structure.encoded-word-charsets", "A header that mixes charsets", Severity.Low, "T1027"), false),
        ["encoded-word-broken"] = (new("structure.encoded-word-broken", "A broken encoded word in From or Subject", Severity.Low), false),
        ["from-encoded-needlessly"] = (new("structure.from-encoded-needlessly", "Plain ASCII in From hidden in base64", Severity.Low, "T1027"), false),
        ["subject-encoded-needlessly"] = (new("structure.subject-encoded-needlessly", "Plain ASCII in Subject hidden in base64", Severity.Low, "T1027"), false),
        ["address-encoded"] = (new("structure.address-encoded", "The sender's address is an encoded word", Severity.High, "T1036"), true),
        ["from-several"] = (new("structure.from-several", "Several authors without a Sender", Severity.Low), true),
        ["from-missing"] = (new("structure.from-missing", "No From", Severity.Low), false),
        ["date-missing"] = (new("structure.date-missing", "No Date", Severity.Low), false),
        ["date-malformed"] = (new("structure.date-malformed", "A Date that is none", Severity.Low), false),
        ["message-id-missing"] = (new("structure.message-id-missing", "No Message-ID", Severity.Info), false),
        ["from-bidi"] = (new("structure.from-bidi", "Turned text in From", Severity.High, "T1036.002"), true),
        ["subject-bidi"] = (new("structure.subject-bidi", "Turned text in Subject", Severity.Medium, "T1036.002"), false),
        ["from-invisible"] = (new("structure.from-invisible", "Invisible characters in From", Severity.Medium, "T1027"), false),
        ["subject-invisible"] = (new("structure.subject-invisible", "Invisible characters in Subject", Severity.Medium, "T1027"), false),
    };

    private static readonly FindingKind DuplicateHeader =
        new("structure.header-duplicate", "A header that may stand once stands twice: programs show one and check the other", Severity.Medium, "T1036");

    public IReadOnlyList<FindingKind> Kinds { get; } = [.. ByDefect.Values.Select(known => known.Kind), DuplicateHeader, Evasion, Many];

    public void Examine(ScanView view, List<Finding> findings)
    {
        if (view.Mail is not { Defects.Count: > 0 } mail) return;
        var seen = new List<FindingKind>();
        var splits = 0;
        string? named = null;
        foreach (var defect in mail.Defects)
        {
            FindingKind kind;
            bool split;
            if (defect.Id == "header-duplicate")
            {
                // A second MIME-Version misleads nobody.
                if (defect.Place.Header is "MIME-Version" or "In-Reply-To") continue;
                (kind, split) = (DuplicateHeader, true);
            }
            else if (ByDefect.TryGetValue(defect.Id, out var known))
            {
                // RFC 6532 mail may have raw UTF-8 anywhere; only where the reader looks does it say something.
                if (defect.Id == "header-8bit-utf8" && defect.Place.Header is not { Length: 4 or 7 }) continue;
                (kind, split) = known;
            }
            else
            {
                continue;
            }
            if (seen.Contains(kind)) continue;
            seen.Add(kind);
            if (split)
            {
                splits++;
                named = named is null ? defect.Id : $"{named}, {defect.Id}";
            }
            findings.Add(new Finding { Kind = kind, Reason = char.ToUpperInvariant(defect.Detail[0]) + defect.Detail[1..] + ".", Place = defect.Place });
        }
        if (splits >= 2) findings.Add(new Finding { Kind = Evasion, Reason = $"Programs that check the mail and programs that show it read it differently: {named}." });
        if (seen.Count >= 4) findings.Add(new Finding { Kind = Many, Reason = $"{seen.Count} kinds of deviation: {string.Join(", ", seen.Select(kind => kind.Id["structure.".Length..]))}." });
    }
}
