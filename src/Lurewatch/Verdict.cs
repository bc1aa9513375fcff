using System.Text.Json.Serialization;

namespace Lurewatch;

/// <summary>What a message is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<VerdictClass>))]
public enum VerdictClass
{
    /// <summary>Nothing speaks against it.</summary>
    [JsonStringEnumMemberName("clean")] Clean,
    /// <summary>Unwanted bulk, not an attack.</summary>
    [JsonStringEnumMemberName("spam")] Spam,
    /// <summary>An analyst should look.</summary>
    [JsonStringEnumMemberName("suspicious")] Suspicious,
    /// <summary>An attack.</summary>
    [JsonStringEnumMemberName("malicious")] Malicious,
}

/// <summary>What the attack or nuisance is after.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<VerdictKind>))]
public enum VerdictKind
{
    /// <summary>Nothing.</summary>
    [JsonStringEnumMemberName("none")] None,
    /// <summary>Runs code on the reader's machine.</summary>
    [JsonStringEnumMemberName("malware")] Malware,
    /// <summary>Takes a password or a session.</summary>
    [JsonStringEnumMemberName("credential-phishing")] CredentialPhishing,
    /// <summary>Has money sent: CEO fraud, changed bank details, false invoice.</summary>
    [JsonStringEnumMemberName("payment-fraud")] PaymentFraud,
    /// <summary>Has the reader call a number.</summary>
    [JsonStringEnumMemberName("callback")] Callback,
    /// <summary>Threatens.</summary>
    [JsonStringEnumMemberName("extortion")] Extortion,
    /// <summary>Promises money for money.</summary>
    [JsonStringEnumMemberName("advance-fee")] AdvanceFee,
    /// <summary>Unasked advertising.</summary>
    [JsonStringEnumMemberName("bulk")] Bulk,
    /// <summary>A declared phishing test.</summary>
    [JsonStringEnumMemberName("simulation")] Simulation,
}

/// <summary>The judgement, each point explained by the finding that gave it.</summary>
/// <param name="Class">What it is.</param>
/// <param name="Kind">What it is after.</param>
/// <param name="Score">0 to 100, one decimal.</param>
/// <param name="Shares">What each finding gave; the shares sum to <paramref name="Score"/>.</param>
/// <param name="Unopened">Paths of artifacts that could not be opened (encrypted, damaged, beyond a limit); empty if all were.</param>
public sealed record Verdict(VerdictClass Class, VerdictKind Kind, double Score, IReadOnlyList<ScoreShare> Shares, IReadOnlyList<string> Unopened);

/// <summary>A finding's part of the score.</summary>
/// <param name="Finding">The evidence.</param>
/// <param name="Weight">Its weight in the table, after caps; negative for evidence in favour.</param>
/// <param name="Points">Its part of the final score.</param>
public sealed record ScoreShare(Finding Finding, double Weight, double Points);
