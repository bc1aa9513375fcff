using CsCheck;
using Lurewatch.Mail.Trace;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Mail.Trace;

public sealed class AuthenticationFieldTests
{
    private static string Line(AuthenticationField field) => $"{field.ServId ?? "-"}{(field.Version is { } v ? $" v{v}" : "")}{(field.Instance is { } i ? $" i={i}" : "")}: "
        + string.Join(" | ", field.Results.Select(r => $"{r.Method}{(r.Version is { } n ? $"/{n}" : "")}={r.Result}{(r.Reason is { } why ? $" reason={why}" : "")}{(r.Comment is { } c ? $" ({c})" : "")}"
            + string.Concat(r.Properties.Select(p => $" {p.Type}.{p.Name}={p.Value}"))));

    [Theory]
    // The forms of RFC 8601, appendix B, with other names.
    [InlineData("example.org 1; none", "example.org v1: ")]
    [InlineData("example.com; spf=pass smtp.mailfrom=example.net", "example.com: spf=pass smtp.mailfrom=example.net")]
    [InlineData("example.com; auth=pass (cram-md5) smtp.auth=sender@example.net; spf=pass smtp.mailfrom=example.net",
        "example.com: auth=pass (cram-md5) smtp.auth=sender@example.net | spf=pass smtp.mailfrom=example.net")]
    [InlineData("example.com; dkim=pass reason=\"good signature\" header.i=@mail.example.net; dkim=fail reason=\"bad signature\" header.i=@other.example",
        "example.com: dkim=pass reason=good signature header.i=@mail.example.net | dkim=fail reason=bad signature header.i=@other.example")]
    [InlineData("foo.example.net (foobar) 1 (baz); dkim (Because I like it) / 1 (One yay) = (wait for it) fail policy (A dot can go here) . (like that) expired (this surprised me) = (as I wasn't expecting it) 1362471462",
        "foo.example.net v1: dkim/1=fail (Because I like it)")]
    // Real servers.
    [InlineData("mx.google.com; dkim=pass header.i=@a.example header.s=s1 header.b=abc; arc=pass (i=1 spf=pass spfdomain=a.example); spf=pass (google.com: domain of x@a.example designates 192.0.2.1 as permitted sender) smtp.mailfrom=x@a.example; dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=a.example",
        "mx.google.com: dkim=pass header.i=@a.example header.s=s1 header.b=abc | arc=pass (i=1 spf=pass spfdomain=a.example) | spf=pass (google.com: domain of x@a.example designates 192.0.2.1 as permitted sender) smtp.mailfrom=x@a.example | dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=a.example")]
    [InlineData("spf=fail (sender IP is 192.0.2.1) smtp.mailfrom=a.example; dkim=none (message not signed) header.d=none;dmarc=fail action=quarantine header.from=a.example;compauth=fail reason=000",
        "-: spf=fail (sender IP is 192.0.2.1) smtp.mailfrom=a.example | dkim=none (message not signed) header.d=none | dmarc=fail .action=quarantine header.from=a.example | compauth=fail reason=000")]
    [InlineData("mx.a.example; iprev=pass policy.iprev=192.0.2.1 (out.b.example); x-tls=pass smtp.version=TLSv1.3; bimi=pass header.d=b.example header.selector=default; dkim-adsp=none",
        "mx.a.example: iprev=pass (out.b.example) policy.iprev=192.0.2.1 | x-tls=pass smtp.version=TLSv1.3 | bimi=pass header.d=b.example header.selector=default | dkim-adsp=none")]
    [InlineData("i=2; mx.a.example; arc=pass; spf=pass smtp.mailfrom=b.example", "mx.a.example i=2: arc=pass | spf=pass smtp.mailfrom=b.example")]
    [InlineData("\"quoted.example\"; spf=pass smtp.mailfrom=\"odd name\"@b.example", "quoted.example: spf=pass smtp.mailfrom=odd name@b.example")]
    [InlineData("mx.a.example; dkim=pass (2048-bit key; unprotected) header.d=b.example header.a=rsa-sha256", "mx.a.example: dkim=pass (2048-bit key; unprotected) header.d=b.example header.a=rsa-sha256")]
    [InlineData("mx.a.example;spf = pass", "mx.a.example: spf=pass")]
    [InlineData("", "-: ")]
    [InlineData(";;;(((\"", "-: ")]
    public void Fields_are_read_whole(string value, string expected)
    {
        if (expected.Contains("dkim/1=fail", StringComparison.Ordinal))
        {
            // A comment at every place where one is allowed; where the property's dot stands apart its type and name do too.
            var odd = AuthenticationField.Read(value);
            odd.ServId.ShouldBe("foo.example.net");
            odd.Version.ShouldBe(1);
            odd.Results.ShouldHaveSingleItem().ShouldSatisfyAllConditions(r => r.Method.ShouldBe("dkim"), r => r.Version.ShouldBe(1), r => r.Result.ShouldBe("fail"), r => r.Property("policy", "expired").ShouldBe("1362471462"));
            return;
        }
        Line(AuthenticationField.Read(value)).ShouldBe(expected);
    }

    [Fact]
    public void What_is_written_by_the_grammar_is_read_back()
    {
        var word = Gen.String[Gen.Char["abcdefghijklmnopqrstuvwxyz0123456789"], 1, 8].Select(static w => "w" + w);
        var property = Gen.Select(Gen.Int[0, 3].Select(static i => new[] { "smtp", "header", "body", "policy" }[i]), word, word, static (type, name, text) => new Property(type, name, text));
        var method = Gen.Select(word, word, property.Array[0, 3], static (m, r, p) => new MethodResult(m, null, r, null, null, p));
        Gen.Select(word, method.Array[1, 5]).Sample(t =>
        {
            var text = $"{t.Item1}.example; " + string.Join("; ", t.Item2.Select(m => $"{m.Method}={m.Result} (c) " + string.Join(' ', m.Properties.Select(p => $"{p.Type}.{p.Name}={p.Value}"))));
            var field = AuthenticationField.Read(text);
            return field.ServId == t.Item1 + ".example" && field.Results.Select(r => r.Method + r.Result + string.Concat(r.Properties)).SequenceEqual(t.Item2.Select(r => r.Method + r.Result + string.Concat(r.Properties)));
        });
    }

    [Fact]
    public void Nothing_throws_or_hangs() => Gen.String[Gen.Char["a.b=/;()\"\\ 1"], 0, 60].Sample(text =>
    {
        _ = AuthenticationField.Read(text);
        _ = AuthenticationResultsReader.ReadReceivedSpf(text);
    });

    [Theory]
    [InlineData("pass (mx.b.example: domain of x@a.example designates 192.0.2.1 as permitted sender) receiver=mx.b.example; client-ip=192.0.2.1; envelope-from=\"x@a.example\"; helo=mail.a.example;", "pass x@a.example mail.a.example 192.0.2.1")]
    [InlineData("Fail (protection.outlook.com: domain of a.example does not designate 192.0.2.1 as permitted sender) receiver=protection.outlook.com; client-ip=192.0.2.1; helo=x;", "fail a.example x 192.0.2.1")]
    [InlineData("None (no SPF record) identity=mailfrom client-ip=2001:db8::1 helo=h envelope-from=<x@a.example>", "none x@a.example h 2001:db8::1")]
    [InlineData("softfail", "softfail   ")]
    public void Received_SPF_is_read(string value, string expected)
    {
        var spf = AuthenticationResultsReader.ReadReceivedSpf(value);
        $"{spf.Verdict} {spf.Designator} {spf.Helo} {spf.ClientIp?.IpText}".ShouldBe(expected);
    }
}
