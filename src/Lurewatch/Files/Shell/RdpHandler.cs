using System.Text.Json.Serialization;
using Lurewatch.Bytes;
using Lurewatch.Files.Text;
using Lurewatch.Mail;
using Lurewatch.Mail.Links;
using Lurewatch.Mail.Parts.Smime;

namespace Lurewatch.Files.Shell;

/// <summary>Remote desktop files [Microsoft: RDP properties]: which computer they connect to, what of the user's own computer they hand over there, what starts.</summary>
internal sealed class RdpHandler : IFileHandler
{
    private const int MostLines = 1_000, MostSignature = 256 << 10, SignatureHead = 12;

    public string Name => "rdp";

    public bool Claims(FileType type) => type is FileType.Rdp;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var raw in FileText.Decode(file.Bytes.Span, context.Budget, file.Path).AsSpan().EnumerateLines())
        {
            if (values.Count >= MostLines || !context.Budget.TryTakeSteps(1, file.Path)) break;
            // name:type:value
            var line = raw.Trim();
            var colon = line.IndexOf(':');
            if (colon <= 0 || colon + 2 >= line.Length || line[colon + 2] != ':') continue;
            if (line[(colon + 3)..].Trim() is { IsEmpty: false } value) values[line[..colon].Trim().ToString()] = value.ToString();
        }
        var address = values.GetValueOrDefault("full address") ?? values.GetValueOrDefault("alternate full address");
        var gateway = values.GetValueOrDefault("gatewayhostname");
        return new Extraction(new RdpFacts
        {
            Address = address,
            Gateway = gateway,
            UserName = values.GetValueOrDefault("username"),
            Program = values.GetValueOrDefault("remoteapplicationprogram") ?? values.GetValueOrDefault("alternate shell"),
            ProgramName = values.GetValueOrDefault("remoteapplicationname"),
            ProgramArguments = values.GetValueOrDefault("remoteapplicationcmdline"),
            Redirected = [.. s_redirections.Where(one => IsOn(values, one.Key)).Select(one => one.Shown).Distinct(StringComparer.Ordinal)],
            Signed = values.ContainsKey("signature"),
            Signers = Signers(values.GetValueOrDefault("signature"), context.Budget),
            Links = FoundUrls.Distinct(new[] { address, gateway }.Select(host => host is null ? null : UrlReader.Read("rdp://" + host)).OfType<Url>(), 2),
        });
    }

    private static readonly (string Key, string Shown)[] s_redirections =
    [
        ("drivestoredirect", "drives"), ("redirectdrives", "drives"), ("redirectclipboard", "clipboard"), ("redirectprinters", "printers"), ("redirectsmartcards", "smart cards"), ("redirectcomports", "serial ports"),
        ("redirectposdevices", "sales devices"), ("devicestoredirect", "devices"), ("usbdevicestoredirect", "USB devices"), ("camerastoredirect", "cameras"), ("audiocapturemode", "microphone"), ("redirectwebauthn", "security keys"),
    ];

    private static bool IsOn(Dictionary<string, string> values, string key) => values.TryGetValue(key, out var value) && value != "0";

    /// <summary>Twelve bytes, then a PKCS #7 message over the lines that <c>signscope</c> names. Nothing is verified.</summary>
    private static IReadOnlyList<MailSigner> Signers(string? text, AnalysisBudget budget)
    {
        if (text is null || text.Length > MostSignature) return [];
        var bytes = new byte[(text.Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64String(text, bytes, out var length) || length <= SignatureHead) return [];
        var message = bytes.AsMemory(SignatureHead, length - SignatureHead);
        var size = BerShape.DefiniteLength(message.Span);
        return size == 0 ? [] : CmsReader.Named(message[..size], budget);
    }
}

/// <summary>What a remote desktop file asks for.</summary>
internal sealed record RdpFacts : IHasLinks
{
    /// <summary>The computer that it connects to, as written.</summary>
    public string? Address { get; init; }
    public string? Gateway { get; init; }
    public string? UserName { get; init; }
    /// <summary>What starts over there, instead of a desktop.</summary>
    public string? Program { get; init; }
    /// <summary>What the user is told that it is.</summary>
    public string? ProgramName { get; init; }
    public string? ProgramArguments { get; init; }
    /// <summary>What of the user's computer the other one gets: <c>drives</c>, <c>clipboard</c>, …</summary>
    public IReadOnlyList<string> Redirected { get; init; } = [];
    /// <summary>It bears a signature, whatever that is worth.</summary>
    public bool Signed { get; init; }
    /// <summary>Whom it names. Nothing of it is verified.</summary>
    public IReadOnlyList<MailSigner> Signers { get; init; } = [];
    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<Url> Links { get; init; } = [];
}
