using System.Security.Cryptography;
using System.Text;
using Lurewatch.Mail.Authentication;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Mail.Authentication;

public sealed class ArcValidatorTests
{
    private static readonly string[] Fields = ["From: Anna <anna@town.example>", "To: list@lists.example", "Subject: Minutes"];

    private static string Seal(string mail, int i, string cv)
    {
        // One set on top of what is there, made by text alone.
        var split = mail.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var header = mail[..(split + 2)];
        var body = mail[(split + 4)..];
        var fields = header.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var results = $"ARC-Authentication-Results: i={i}; mx.lists.example; spf=pass";
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.Latin1.GetBytes(SlowSigner.Body(body, relaxed: true))));
        var message = $"ARC-Message-Signature: i={i}; a=rsa-sha256; c=relaxed/relaxed; d=lists.example; s=key; h=from:to:subject; bh={hash}; b=";
        string Of(string name) => SlowSigner.Field(fields.Last(field => field.StartsWith(name, StringComparison.OrdinalIgnoreCase)), relaxed: true) + "\r\n";
        message += Sign(Of("From") + Of("To") + Of("Subject") + SlowSigner.Field(message, relaxed: true));
        var seal = $"ARC-Seal: i={i}; a=rsa-sha256; cv={cv}; d=lists.example; s=key; b=";
        var signed = new StringBuilder();
        for (var n = 1; n < i; n++)
            foreach (var name in (string[])["ARC-Authentication-Results", "ARC-Message-Signature", "ARC-Seal"])
                signed.Append(SlowSigner.Field(fields.Single(field => field.StartsWith($"{name}: i={n};", StringComparison.Ordinal)), relaxed: true)).Append("\r\n");
        signed.Append(SlowSigner.Field(results, relaxed: true)).Append("\r\n").Append(SlowSigner.Field(message, relaxed: true)).Append("\r\n").Append(SlowSigner.Field(seal, relaxed: true));
        seal += Sign(signed.ToString());
        return $"{seal}\r\n{message}\r\n{results}\r\n{mail}";

        static string Sign(string text) => Convert.ToBase64String(SlowSigner.Key.SignData(Encoding.Latin1.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    private static string Plain => string.Join("\r\n", Fields) + "\r\n\r\nHello.\r\n";

    private static ArcOutcome Validate(string mail, bool withDns = true)
    {
        var budget = new AnalysisBudget(new AnalysisLimits(), TimeProvider.System);
        var zone = ZoneResolver.Parse($"key._domainkey.lists.example TXT \"v=DKIM1; p={SlowSigner.PublicKey}\"");
        return new ArcValidator(new SignedMail(Encoding.Latin1.GetBytes(mail), budget), withDns ? new Lookups(zone, budget) : null, DateTimeOffset.UnixEpoch).Validate();
    }

    [Fact]
    public void A_chain_of_three_passes()
    {
        var outcome = Validate(Seal(Seal(Seal(Plain, 1, "none"), 2, "pass"), 3, "pass"));
        outcome.Status.ShouldBe(AuthenticationStatus.Pass);
        outcome.OldestIntact.ShouldBe(1);
        outcome.Sets.Select(set => set.Sealer).ShouldBe(["lists.example", "lists.example", "lists.example"]);
    }

    [Fact]
    public void A_body_changed_between_two_seals_passes_and_is_noted()
    {
        var changed = Seal(Plain, 1, "none").Replace("Hello.", "Hello. -- list footer", StringComparison.Ordinal);
        var outcome = Validate(Seal(changed, 2, "pass"));
        outcome.Status.ShouldBe(AuthenticationStatus.Pass);
        outcome.OldestIntact.ShouldBe(2);
    }

    [Fact]
    public void A_body_changed_after_the_last_seal_fails() =>
        Validate(Seal(Plain, 1, "none").Replace("Hello.", "Pay.", StringComparison.Ordinal)).Status.ShouldBe(AuthenticationStatus.Fail);

    [Fact]
    public void What_an_intermediary_found_cannot_be_rewritten() =>
        Validate(Seal(Plain, 1, "none").Replace("spf=pass", "spf=fail", StringComparison.Ordinal)).Status.ShouldBe(AuthenticationStatus.Fail);

    [Fact]
    public void A_gap_in_the_chain_is_seen_without_keys()
    {
        var outcome = Validate(Seal(Plain, 1, "none").Replace("i=1;", "i=2;", StringComparison.Ordinal), withDns: false);
        outcome.Status.ShouldBe(AuthenticationStatus.Fail);
        outcome.IsMalformed.ShouldBeTrue();
        Validate(Seal(Plain, 1, "none"), withDns: false).Status.ShouldBe(AuthenticationStatus.Neutral);
    }

    [Fact]
    public void More_than_fifty_sets_are_not_verified() =>
        Validate(string.Concat(Enumerable.Range(1, 51).Select(i => $"ARC-Seal: i={i}; a=rsa-sha256; cv=none; d=lists.example; s=key; b=AAAA\r\n")) + Plain).Reason.ShouldContain("50");
}
