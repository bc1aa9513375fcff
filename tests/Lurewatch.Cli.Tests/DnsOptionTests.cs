using Lurewatch.Cli.Commands;
using Lurewatch.Mail.Authentication;
using Lurewatch.Server.Dns;
using Shouldly;
using Xunit;

namespace Lurewatch.Cli.Tests;

/// <summary>Whom <c>--dns</c> lets ask. No test here asks anyone: files of records alone answer.</summary>
public sealed class DnsOptionTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_path_behind_the_bare_option_is_no_server() =>
        DnsOption.Spell(["scan", "--dns", "mail", "--", "--dns"]).ShouldBe(["scan", "--dns=system", "mail", "--", "--dns"]);

    [Theory]
    [InlineData("192.0.2.53")]
    [InlineData("192.0.2.53:5353")]
    [InlineData("2001:db8::53")]
    [InlineData("[2001:db8::53]:5353")]
    public void A_server_is_an_address(string value) => DnsOption.Open(value).ShouldBeOfType<DnsResolver>().Dispose();

    [Theory]
    [InlineData("ns.town.example")]
    [InlineData("192.0.2.53:port")]
    [InlineData("")]
    public void What_is_no_address_is_refused(string value) => Should.Throw<UsageException>(() => DnsOption.Open(value));

    [Fact]
    public void Without_the_option_nobody_is_asked() => DnsOption.Open(null).ShouldBeNull();

    [Fact]
    public void A_file_of_records_is_read_or_refused_by_its_line()
    {
        DnsOption.Open("zone:" + _folder.Write("zone.txt", "town.example TXT \"v=spf1 -all\"\n")).ShouldNotBeNull().Resolve("town.example", DnsType.Txt).Values.ShouldBe(["v=spf1 -all"]);
        Should.Throw<UsageException>(() => DnsOption.Open("zone:" + _folder.Write("bad.txt", "\ntown.example WHAT\n"))).Message.ShouldContain("line 2");
        Should.Throw<UsageException>(() => DnsOption.Open("zone:" + _folder["absent.txt"]));
    }

    [Fact]
    public void Explain_shows_what_was_evaluated_and_by_whom()
    {
        var zone = _folder.Write("zone.txt", "town.example TXT \"v=spf1 ip4:192.0.2.1 -all\"\n_dmarc.town.example TXT \"v=DMARC1; p=reject\"\n");
        var now = DateTimeOffset.UtcNow.ToString("ddd, dd MMM yyyy HH:mm:ss +0000", System.Globalization.CultureInfo.InvariantCulture);
        var mail = _folder.Write("mail.eml", $"Return-Path: <eve@town.example>\nReceived: from x (x [203.0.113.9]) by mx.shop.example; {now}\nFrom: Eve <eve@town.example>\nTo: bob@shop.example\nSubject: Hello\nDate: {now}\n\nHello.\n");
        var run = Run.Of("explain", mail, $"--dns=zone:{zone}");
        run.Out.ShouldContain("Authentication, evaluated here");
        run.Out.ShouldContain("policy reject");
        run.Out.ShouldContain("town[.]example");
        var json = Run.Of("explain", mail, "--format", "json", $"--dns=zone:{zone}").Out;
        json.ShouldContain("\"looked_up\":true");
        json.ShouldContain("\"server\":\"lurewatch\"");
    }
}
