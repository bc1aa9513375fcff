using System.Globalization;

namespace Lurewatch.Events;

/// <summary>What several encoders say in the same words.</summary>
internal static class EventText
{
    /// <summary>The event in one sentence: verdict, subject, sender, strongest finding.</summary>
    public static string Summary(Analysis analysis)
    {
        var verdict = analysis.Verdict;
        var head = string.Create(CultureInfo.InvariantCulture,
            $"{verdict.Class.Name()}{(verdict.Kind is VerdictKind.None ? "" : $" ({verdict.Kind.Name()})")}, score {verdict.Score:0.#}");
        var what = analysis.Message is { } message
            ? $"mail \"{message.Subject.SubjectText}\" from {message.Sender.Email.Address ?? message.Sender.DisplayName ?? "nobody"}"
            : $"file {analysis.Root.Name ?? analysis.Root.Type.Name()}";
        var shares = EventOrder.Strongest(verdict);
        return shares.Count > 0 && shares[0].Finding.Kind.Severity > Severity.Info ? $"{head}: {what}: {shares[0].Finding.Reason}" : $"{head}: {what}";
    }

    /// <summary>What leads to an address: <c>mail → Rechnung.doc → AutoOpen → Win32_Process.Create → powershell</c>; null if nothing but the file itself does.</summary>
    public static string? Chain(Indicator indicator) => indicator.Chain.Count == 0 ? null : string.Join(" → ", indicator.Chain);

    /// <summary>The address that fetches the payload, else the first link; null if there is none.</summary>
    public static Indicator? MainUrl(Analysis analysis)
    {
        Indicator? first = null;
        foreach (var indicator in analysis.Indicators)
        {
            if (indicator.Type is not IndicatorType.Url) continue;
            if (indicator.Role == "download-url") return indicator;
            first ??= indicator;
        }
        return first;
    }

    /// <summary>Severity on the scale of syslog-born formats: 0 to 10.</summary>
    public static int Severity10(Verdict verdict) => verdict.Class switch
    {
        VerdictClass.Malicious => verdict.Score >= 95 ? 10 : verdict.Score >= 85 ? 9 : 8,
        VerdictClass.Suspicious => verdict.Score >= 60 ? 6 : 5,
        VerdictClass.Spam => 3,
        _ => verdict.Score >= 20 ? 1 : 0,
    };

    /// <summary>ATT&amp;CK techniques of the findings that speak against the message, strongest first, each once.</summary>
    public static List<string> Techniques(IReadOnlyList<ScoreShare> shares)
    {
        var found = new List<string>();
        foreach (var share in shares)
        {
            if (share.Finding.Kind.Severity <= Severity.Info) continue;
            foreach (var technique in share.Finding.Kind.Techniques)
                if (!found.Contains(technique)) found.Add(technique);
        }
        return found;
    }

    /// <summary>The page of a technique: T1566.001 lies at /techniques/T1566/001/.</summary>
    public static string AttackPage(string technique) => $"https://attack.mitre.org/techniques/{technique.Replace('.', '/')}/";

    /// <summary>The one observable to block or hunt first; null if there is none that a SIEM can match.</summary>
    public static Indicator? MainIndicator(Analysis analysis)
    {
        Indicator? best = null;
        var bestRank = int.MaxValue;
        foreach (var indicator in analysis.Indicators)
        {
            var rank = Rank(indicator);
            if (rank >= bestRank) continue;
            (best, bestRank) = (indicator, rank);
        }
        return best;
    }

    private static int Rank(Indicator indicator) => (indicator.Type, indicator.Role) switch
    {
        (IndicatorType.Url, "download-url") => 0,
        (IndicatorType.Sha256, _) => 1,
        (IndicatorType.Url, _) => 2,
        (IndicatorType.Domain, "link" or "download-url") => 3,
        (IndicatorType.Ipv4 or IndicatorType.Ipv6, "link" or "download-url") => 4,
        (IndicatorType.EmailAddress, "reply-to") => 5,
        (IndicatorType.EmailAddress, _) => 6,
        (IndicatorType.Ipv4 or IndicatorType.Ipv6, _) => 7,
        (IndicatorType.Domain, _) => 8,
        _ => int.MaxValue,
    };
}
