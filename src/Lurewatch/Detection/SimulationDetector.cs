namespace Lurewatch.Detection;

/// <summary>Phishing tests that say so: training vendors mark their mail with a header, so that filters let it through.</summary>
/// <remarks>A header is only a claim, and an attacker can write it too. So it changes the name of what the message plays, never its class or score; and where
/// the organisation says how its own tests are marked, only that counts.</remarks>
internal sealed class SimulationDetector : IDetector
{
    private static readonly FindingKind Declared = new("simulation.declared", "Declared as a phishing test", Severity.Info);
    private static readonly FindingKind Claimed = new("simulation.claimed", "Claims to be a phishing test, but not in the organisation's way", Severity.Info);

    /// <summary>Header names that training vendors document for allow-listing.</summary>
    private static readonly string[] VendorHeaders =
    [
        "X-PHISHTEST", "X-PHISH-CRID", "X-PhishMe", "X-PhishMeTracking", "X-ThreatSim-Header", "X-ThreatSim-ID", "X-Gophish-Contact", "X-Gophish-Signature",
        "X-Sophos-Phish-Threat", "X-HOXHUNT", "X-Lucy-Victim", "X-Phishing-Simulation", "X-SoSafe", "X-Barracuda-PhishLine", "X-PHISHLINE", "X-Mimecast-Awareness",
        "X-Infosec-IQ", "X-CybeReady", "X-Terranova-Phishing",
    ];

    public IReadOnlyList<FindingKind> Kinds { get; } = [Declared, Claimed];

    public void Examine(ScanView view, List<Finding> findings)
    {
        if (view.Mail is not { } mail) return;
        var own = view.Organisation.Simulations;
        foreach (var header in mail.Headers)
        {
            if (header.Name.Length < 3 || (header.Name[0] | 0x20) != 'x') continue;
            var isOwn = false;
            foreach (var entry in own) isOwn |= Matches(entry, header.Name, header.Value);
            if (!isOwn && Array.FindIndex(VendorHeaders, name => name.Equals(header.Name, StringComparison.OrdinalIgnoreCase)) < 0) continue;
            var believed = isOwn || own.Count == 0;
            findings.Add(new Finding
            {
                Kind = believed ? Declared : Claimed,
                Reason = believed
                    ? $"The header {header.Name} declares a phishing test."
                    : $"The header {header.Name} declares a phishing test, but the organisation marks its own tests otherwise.",
                Excerpt = $"{header.Name}: {(header.Value.Length > 80 ? header.Value[..80] : header.Value)}",
                Place = Place.InHeader(header.Name, header.Offset),
            });
            return;
        }
    }

    private static bool Matches(string entry, string name, string value)
    {
        var colon = entry.IndexOf(':', StringComparison.Ordinal);
        return colon < 0
            ? entry.Trim().Equals(name, StringComparison.OrdinalIgnoreCase)
            : entry.AsSpan(0, colon).Trim().Equals(name, StringComparison.OrdinalIgnoreCase) && entry.AsSpan(colon + 1).Trim().SequenceEqual(value.AsSpan().Trim());
    }
}
