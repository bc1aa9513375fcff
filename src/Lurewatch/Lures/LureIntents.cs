namespace Lurewatch.Lures;

/// <summary>What the writer wants, as far as words say it.</summary>
/// <param name="Intent">Which.</param>
/// <param name="Points">How much speaks for it, see <see cref="LureIntents"/>.</param>
/// <param name="Strong">Enough to be called a lure; otherwise a hint.</param>
/// <param name="Evidence">The phrases that count, subject first.</param>
internal sealed record LureReport(LureIntent Intent, int Points, bool Strong, IReadOnlyList<LureMatch> Evidence);

/// <summary>An intent: the topics that serve it.</summary>
/// <param name="Id">Also the end of the finding's id: <c>credential</c> is <c>lure.credential</c>.</param>
/// <param name="Ordinary">Honest mail is full of it (an invoice, a parcel): without pressure or a phrase that says all, it is no lure.</param>
/// <param name="Objects">How many things count: two, or more where the vocabulary itself gives the intent away (a fortune left by a stranger).</param>
/// <param name="Window">Characters within which its phrases belong together: a page for letters that tell a story, less for the rest.</param>
/// <param name="Topics">Topics of the lexicon.</param>
internal sealed record LureIntent(string Id, bool Ordinary, int Objects, int Window, params string[] Topics)
{
    /// <summary>Its things are words that lists and quarrels are full of too: a demand must stand beside them, or a phrase that says all.</summary>
    public bool Loose { get; init; }

    /// <summary>Honest helpers ask for the same things (open TeamViewer, tell us the code): a lure only beside pressure or a phrase that says all, otherwise a hint.</summary>
    public bool Pressed { get; init; }
}

/// <summary>Weighs phrases against one another: a thing, a demand and a threat that stand together make a lure, each alone does not.</summary>
/// <remarks>
/// Per intent, over the best <see cref="LureIntent.Window"/> characters of the body, the subject, the sender's name and the names of files: a phrase that says the whole lure gives 3 (two or more: 5),
/// objects 1 each up to <see cref="LureIntent.Objects"/>, requests and pressure 1 each up to two, a phrase of its own in the subject 1 more. One request and one pressure of the topic
/// <c>any</c> may fill in. For advertising, the voice of the trade (<c>bulk</c>) gives up to two, and the excuses for it (<c>opt-out</c>) too. <see cref="Strong"/> points are a lure, <see cref="Hint"/> a hint.
/// </remarks>
internal static class LureIntents
{
    public const int Strong = 4, Hint = 3;

    public static IReadOnlyList<LureIntent> All { get; } =
    [
        new("credential", false, 2, 900, "password-expiry", "verify-account", "account-suspended", "mailbox-full", "security-notice"),
        new("renewal", false, 2, 900, "renewal"),
        new("invoice", true, 2, 900, "invoice"),
        new("payment", true, 2, 900, "payment-reminder"),
        new("bank-change", false, 2, 900, "bank-change"),
        new("ceo-request", false, 2, 900, "ceo-request"),
        new("gift-card", false, 4, 3000, "gift-card"),
        new("callback", false, 2, 900, "callback"),
        new("remote-support", false, 2, 900, "remote-support") { Pressed = true },
        new("extortion", false, 4, 3000, "extortion"),
        new("advance-fee", false, 4, 3000, "advance-fee"),
        new("prize", false, 4, 3000, "prize"),
        new("crypto", false, 4, 3000, "crypto-wallet"),
        new("parcel-fee", true, 2, 900, "parcel-fee", "shipment"),
        new("tax", true, 2, 900, "tax", "refund"),
        new("legal-threat", true, 2, 900, "legal-threat"),
        new("voicemail", false, 2, 900, "voicemail"),
        new("shared-document", true, 2, 900, "shared-document"),
        new("job-scam", false, 4, 1500, "job-scam") { Loose = true },
        new("romance", false, 4, 1500, "romance") { Loose = true },
        new("loan", false, 4, 1500, "loan") { Loose = true },
        Bulk("bulk"),
        Bulk("casino"),
        Bulk("pharma", "weight-loss"),
        Bulk("seo", "mailing"),
        Bulk("adult"),
        Bulk("insurance"),
        Bulk("astrology"),
        Bulk("software", "goods"),
        Bulk("diploma"),
        Bulk("snooping"),
        Bulk("trade"),
        Bulk("stock"),
    ];

    /// <summary>Advertising: one trade, with the voice and the excuses that all trades share. Words of several trades together are a list, not an offer.</summary>
    private static LureIntent Bulk(params string[] trades) =>
        new("bulk", false, 4, 1200, [.. trades, .. trades.Contains("bulk") ? Array.Empty<string>() : ["bulk"], "opt-out"]) { Loose = true };

    /// <summary>The intents for which enough speaks, each once, strongest first.</summary>
    public static IReadOnlyList<LureReport> Weigh(IReadOnlyList<LureMatch> matches)
    {
        if (matches.Count == 0) return [];
        var reports = new List<LureReport>();
        foreach (var intent in All)
        {
            if (Weigh(intent, matches) is not { } report) continue;
            var same = reports.FindIndex(other => other.Intent.Id == intent.Id);
            if (same < 0) reports.Add(report);
            else if (report.Strong && !reports[same].Strong || report.Strong == reports[same].Strong && report.Points > reports[same].Points) reports[same] = report;
        }
        reports.Sort((a, b) => b.Points - a.Points);
        return reports;
    }

    private static LureReport? Weigh(LureIntent intent, IReadOnlyList<LureMatch> matches)
    {
        var own = false;
        // What all trades share opens none of them but its own.
        foreach (var match in matches) own |= match.Topic == intent.Topics[0] || Array.IndexOf(intent.Topics, match.Topic) >= 0 && match.Topic is not ("bulk" or "opt-out");
        if (!own) return null;
        LureReport? best = null;
        // The window starts at each own phrase of the body in turn; the subject belongs to every window.
        for (var start = -1; start < matches.Count; start++)
        {
            if (start >= 0 && (matches[start].Place != "body" || Array.IndexOf(intent.Topics, matches[start].Topic) < 0)) continue;
            if (Weigh(intent, matches, start) is { } report && (best is null || report.Points > best.Points)) best = report;
        }
        return best;
    }

    private static LureReport? Weigh(LureIntent intent, IReadOnlyList<LureMatch> matches, int start)
    {
        int wholes = 0, objects = 0, shared = 0, excuses = 0, ownRequests = 0, ownPressure = 0, anyRequests = 0, anyPressure = 0, inSubject = 0;
        int from = start < 0 ? 0 : matches[start].Offset - intent.Window / 3, to = start < 0 ? -1 : matches[start].Offset + intent.Window;
        var evidence = new List<LureMatch>();
        foreach (var match in matches)
        {
            if (match.Place == "body" && (match.Offset < from || match.Offset > to)) continue;
            var any = match.Topic == "any";
            if (!any && Array.IndexOf(intent.Topics, match.Topic) < 0) continue;
            if (!any && (Overlaps(evidence, match) || intent.Loose && match.Role != "whole" && InWhole(matches, match))) continue;
            evidence.Add(match);
            if (match.Topic == "opt-out") { excuses += match.Role == "whole" ? 2 : 1; continue; }
            if (match.Topic == "bulk" && intent.Topics[0] != "bulk" && match.Role is "object" or "whole") { shared++; continue; }
            switch (match.Role)
            {
                case "whole": wholes++; break;
                case "object": objects++; break;
                case "request": if (any) anyRequests++; else ownRequests++; break;
                case "pressure": if (any) anyPressure++; else ownPressure++; break;
            }
            if (match.Place == "subject" && !any) inSubject++;
        }
        if (wholes + objects + ownRequests + ownPressure == 0) return null;
        var things = (wholes > 1 ? 5 : wholes * 3) + Math.Min(objects, intent.Objects);
        var own = things + Math.Min(ownRequests, 2) + Math.Min(ownPressure, 2);
        var points = things + Math.Min(inSubject, 1) + Math.Min(shared, 2) + Math.Min(excuses, 2)
            + Math.Min(ownRequests + Math.Min(anyRequests, 1), 2) + Math.Min(ownPressure + Math.Min(anyPressure, 1), 2);
        if (points < Hint || intent.Ordinary && wholes + ownPressure + anyPressure == 0 || own < 2 && (intent.Loose || inSubject == 0)) return null;
        // What everybody writes (a click, a hurry) adds to a topic but does not carry it.
        var strong = points >= Strong && own >= 3
            && (!intent.Ordinary || points > Strong && wholes + ownPressure > 0)
            && (!intent.Pressed || wholes + ownPressure + anyPressure > 0)
            && (!intent.Loose || shared + excuses + ownRequests + ownPressure + anyRequests + anyPressure > 0);
        return new LureReport(intent, points, strong, evidence);
    }

    /// <summary>The words belong to a phrase of the same topic that says all.</summary>
    private static bool InWhole(IReadOnlyList<LureMatch> matches, LureMatch match)
    {
        foreach (var other in matches)
            if (other.Role == "whole" && other.Topic == match.Topic && other.Place == match.Place && match.Offset < other.Offset + other.Text.Length && other.Offset < match.Offset + match.Text.Length) return true;
        return false;
    }

    /// <summary>Two phrases over the same words, and the same words twice, count once.</summary>
    private static bool Overlaps(List<LureMatch> evidence, LureMatch match)
    {
        foreach (var other in evidence)
            if (other.Role == match.Role && other.Topic != "any" && (other.Text.Equals(match.Text, StringComparison.OrdinalIgnoreCase)
                || other.Place == match.Place && match.Offset < other.Offset + other.Text.Length && other.Offset < match.Offset + match.Text.Length)) return true;
        return false;
    }
}
