using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Lurewatch.Mail.Authentication;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Mail.Authentication;

public sealed class DkimVerifierTests
{
    private static readonly string[] Fields = ["Received: by mx.town.example; Wed, 2 Sep 2026 10:00:00 +0200", "From: Anna <anna@town.example>", "To: bob@shop.example", "Subject: Minutes\r\n of the meeting"];
    private const string Body = "Dear Bob,\r\n\r\nhere  they are. \r\n\r\n\r\n";

    private static Gen<string> Any(params string[] choices) => Gen.Int[0, choices.Length - 1].Select(i => choices[i]);

    private static DkimOutcome Verify(string mail, string? record = null, DateTimeOffset? time = null)
    {
        var zone = ZoneResolver.Parse($"key._domainkey.town.example TXT \"{record ?? $"v=DKIM1; k=rsa; p={SlowSigner.PublicKey}"}\"");
        var budget = new AnalysisBudget(new AnalysisLimits(), TimeProvider.System);
        return new DkimVerifier(new SignedMail(Encoding.Latin1.GetBytes(mail), budget), new Lookups(zone, budget), time ?? DateTimeOffset.UnixEpoch).Verify().ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("simple/simple")]
    [InlineData("relaxed/simple")]
    [InlineData("simple/relaxed")]
    [InlineData("relaxed/relaxed")]
    public void A_signature_fits_with_either_line_end(string canonicalization)
    {
        var mail = SlowSigner.Sign(Fields, Body, canonicalization);
        Verify(mail).Status.ShouldBe(AuthenticationStatus.Pass);
        Verify(mail.ReplaceLineEndings("\n")).Status.ShouldBe(AuthenticationStatus.Pass);
    }

    [Fact]
    public void Relaxed_forgives_what_mail_servers_do_to_blanks_and_simple_does_not()
    {
        static string Reflow(string mail) => mail.Replace("Subject: Minutes\r\n of", "SUBJECT:Minutes \t\r\n\t of", StringComparison.Ordinal).Replace("here  they are. \r\n", "here they are.\r\n", StringComparison.Ordinal);
        Verify(Reflow(SlowSigner.Sign(Fields, Body))).Status.ShouldBe(AuthenticationStatus.Pass);
        Verify(Reflow(SlowSigner.Sign(Fields, Body, "simple/simple"))).Status.ShouldBe(AuthenticationStatus.Fail);
    }

    [Fact]
    public void A_changed_body_is_seen_without_any_key()
    {
        var mail = SlowSigner.Sign(Fields, Body) + "Please pay to the new account.\r\n";
        var budget = new AnalysisBudget(new AnalysisLimits(), TimeProvider.System);
        var outcome = new DkimVerifier(new SignedMail(Encoding.Latin1.GetBytes(mail), budget), dns: null, DateTimeOffset.UnixEpoch).Verify().ShouldHaveSingleItem();
        outcome.Body.ShouldBe(BodyState.Changed);
        outcome.Status.ShouldBe(AuthenticationStatus.Fail);
    }

    [Fact]
    public void A_changed_header_fails_and_an_unsigned_one_does_not()
    {
        var mail = SlowSigner.Sign(Fields, Body);
        Verify(mail.Replace("anna@town.example", "eve@town.example", StringComparison.Ordinal)).Status.ShouldBe(AuthenticationStatus.Fail);
        Verify(mail.Replace("by mx.town.example", "by mx.evil.example", StringComparison.Ordinal)).Status.ShouldBe(AuthenticationStatus.Pass);
    }

    [Fact]
    public void A_second_From_is_named_unless_the_signature_forbids_it()
    {
        const string Forged = "From: Chief <chief@shop.example>\r\n";
        var plain = Verify(Forged + SlowSigner.Sign(Fields, Body));
        plain.Status.ShouldBe(AuthenticationStatus.Pass);
        plain.UnsignedFields.ShouldBe(["from"]);
        Verify(Forged + SlowSigner.Sign(Fields, Body, h: "from:from:to:subject")).Status.ShouldBe(AuthenticationStatus.Fail);
        Verify(SlowSigner.Sign(Fields, Body, h: "from:from:to:subject")).Status.ShouldBe(AuthenticationStatus.Pass);
    }

    [Fact]
    public void What_l_leaves_open_is_counted()
    {
        var signed = SlowSigner.Sign(Fields, Body, tags: new() { ["l"] = "10" });
        var outcome = Verify(signed);
        outcome.Status.ShouldBe(AuthenticationStatus.Pass);
        outcome.UnsignedBytes.ShouldBe(SlowSigner.Body(Body, relaxed: true).Length - 10);
        Verify(SlowSigner.Sign(Fields, Body, tags: new() { ["l"] = "100000" })).Status.ShouldBe(AuthenticationStatus.PermError);
    }

    [Fact]
    public void A_signature_expires_by_the_time_of_receipt()
    {
        var mail = SlowSigner.Sign(Fields, Body, tags: new() { ["t"] = "1000", ["x"] = "2000" });
        Verify(mail, time: DateTimeOffset.FromUnixTimeSeconds(1500)).Status.ShouldBe(AuthenticationStatus.Pass);
        Verify(mail, time: DateTimeOffset.FromUnixTimeSeconds(2001)).Status.ShouldBe(AuthenticationStatus.Policy);
        Verify(SlowSigner.Sign(Fields, Body, tags: new() { ["t"] = "3000", ["x"] = "2000" })).Status.ShouldBe(AuthenticationStatus.PermError);
    }

    [Fact]
    public void Weak_means_verify_but_do_not_count()
    {
        using var small = RSA.Create(768);
        Verify(SlowSigner.Sign(Fields, Body, key: small), $"v=DKIM1; p={Convert.ToBase64String(small.ExportSubjectPublicKeyInfo())}").Status.ShouldBe(AuthenticationStatus.Policy);
        Verify(SlowSigner.Sign(Fields, Body, hash: HashAlgorithmName.SHA1)).Status.ShouldBe(AuthenticationStatus.Policy);
        Verify(SlowSigner.Sign(Fields, Body, hash: HashAlgorithmName.SHA1).Replace("Anna", "Eve", StringComparison.Ordinal)).Status.ShouldBe(AuthenticationStatus.Fail);
    }

    [Fact]
    public void A_bare_RSA_key_is_read_too()
    {
        var outcome = Verify(SlowSigner.Sign(Fields, Body), $"p={Convert.ToBase64String(SlowSigner.Key.ExportRSAPublicKey())}");
        outcome.Status.ShouldBe(AuthenticationStatus.Pass);
        outcome.KeyBits.ShouldBe(2048);
    }

    [Theory]
    [InlineData("v=DKIM1; p=", "withdrawn")]
    [InlineData("v=DKIM2; p=KEY", "no key record")]
    [InlineData("k=rsa; v=DKIM1; p=KEY", "no key record")]
    [InlineData("v=DKIM1; h=sha1; p=KEY", "hash")]
    [InlineData("v=DKIM1; s=chat; p=KEY", "mail")]
    [InlineData("v=DKIM1; k=dsa; p=KEY", "unknown")]
    [InlineData("v=DKIM1; k=ed25519; p=KEY", "Ed25519")]
    [InlineData("v=DKIM1; p=AAAA", "RSA")]
    [InlineData("v=DKIM1; p=KEY; p=KEY", "twice")]
    public void A_key_that_cannot_be_used_says_why(string record, string why)
    {
        var outcome = Verify(SlowSigner.Sign(Fields, Body), record.Replace("KEY", SlowSigner.PublicKey, StringComparison.Ordinal));
        outcome.Status.ShouldBe(AuthenticationStatus.PermError);
        outcome.Reason.ShouldContain(why);
    }

    [Fact]
    public void A_domain_that_only_tests_is_not_held_to_a_failure()
    {
        var record = $"v=DKIM1; t=y; p={SlowSigner.PublicKey}";
        Verify(SlowSigner.Sign(Fields, Body), record).Status.ShouldBe(AuthenticationStatus.Pass);
        Verify(SlowSigner.Sign(Fields, Body).Replace("Anna", "Eve", StringComparison.Ordinal), record).Status.ShouldBe(AuthenticationStatus.Neutral);
    }

    [Fact]
    public void A_strict_key_is_for_its_own_domain_alone()
    {
        var mail = SlowSigner.Sign(Fields, Body, tags: new() { ["i"] = "anna@sub.town.example" });
        Verify(mail).Status.ShouldBe(AuthenticationStatus.Pass);
        Verify(mail, $"v=DKIM1; t=s; p={SlowSigner.PublicKey}").Status.ShouldBe(AuthenticationStatus.PermError);
        Verify(SlowSigner.Sign(Fields, Body, tags: new() { ["i"] = "anna@evil.example" })).Status.ShouldBe(AuthenticationStatus.PermError);
    }

    [Fact]
    public void Many_signatures_cost_no_more_than_ten()
    {
        var mail = string.Concat(Enumerable.Repeat("DKIM-Signature: v=1; a=rsa-sha256; d=town.example; s=key; h=from; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AAAA\r\n", 5_000)) + "From: a@town.example\r\n\r\nx\r\n";
        var budget = new AnalysisBudget(new AnalysisLimits(), TimeProvider.System);
        new DkimVerifier(new SignedMail(Encoding.ASCII.GetBytes(mail), budget), null, default).Verify().Count.ShouldBe(DkimVerifier.MaxSignatures);
    }

    [Fact]
    public void Bodies_hash_as_the_slow_route_says()
    {
        var piece = Any(" ", "  ", "\t", "\r\n", "\n", "\r", "a", "word", "=20", "\r\n\r\n", " \r\n", "é");
        Gen.Select(piece.Array[0, 60], Gen.Bool).Sample((pieces, relaxed) =>
        {
            var body = string.Concat(pieces);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var expected = Encoding.Latin1.GetBytes(SlowSigner.Body(body, relaxed));
            BodyCanonicalizer.Feed(Encoding.Latin1.GetBytes(body), relaxed, long.MaxValue, hash).ShouldBe(expected.Length);
            hash.GetHashAndReset().ShouldBe(SHA256.HashData(expected));
        });
    }

    [Fact]
    public void Long_bodies_are_cut_where_l_says()
    {
        Gen.Select(Gen.Int[0, 20_000], Gen.Int[0, 20_000], Gen.Bool).Sample((length, l, relaxed) =>
        {
            var body = string.Concat(Enumerable.Range(0, length / 8).Select(i => i % 9 == 0 ? "word  \r\n" : "more wo "));
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var expected = Encoding.Latin1.GetBytes(SlowSigner.Body(body, relaxed));
            BodyCanonicalizer.Feed(Encoding.Latin1.GetBytes(body), relaxed, l, hash).ShouldBe(expected.Length);
            hash.GetHashAndReset().ShouldBe(SHA256.HashData(expected.AsSpan(0, Math.Min(l, expected.Length))));
        }, iter: 50);
    }

    [Fact]
    public void Fields_fold_as_the_slow_route_says()
    {
        var piece = Any(" ", "  ", "\t", "\r\n ", "\n\t", "a", "Word", ":", ";", "=", "é");
        Gen.Select(piece.Array[0, 30], Gen.Bool, Any("Subject", "SUBJECT ", "x-a\t")).Sample((pieces, relaxed, name) =>
        {
            var field = name + ":" + string.Concat(pieces);
            var to = new System.Buffers.ArrayBufferWriter<byte>();
            HeaderCanonicalizer.Write(Encoding.Latin1.GetBytes(field + "\n"), name.Trim().Length, relaxed, to);
            Encoding.Latin1.GetString(to.WrittenSpan).ShouldBe(SlowSigner.Field(field, relaxed) + "\r\n");
        });
    }
}
