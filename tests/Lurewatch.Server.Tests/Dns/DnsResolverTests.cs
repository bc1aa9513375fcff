using Lurewatch.Mail.Authentication;
using Lurewatch.Server.Dns;
using Shouldly;
using Xunit;

namespace Lurewatch.Server.Tests.Dns;

public sealed class DnsResolverTests : IDisposable
{
    private readonly TinyDnsServer _server = new();
    private readonly DnsResolver _resolver;

    public DnsResolverTests() => _resolver = new DnsResolver(new DnsResolverOptions { Servers = [_server.Address], Timeout = TimeSpan.FromMilliseconds(300), Retries = 0 });

    public void Dispose()
    {
        _resolver.Dispose();
        _server.Dispose();
    }

    [Fact]
    public void Addresses_are_answered()
    {
        _server.A("mail.town.example", "192.0.2.1");
        _server.Aaaa("mail.town.example", "2001:db8::1");
        _resolver.Resolve("mail.town.example", DnsType.A).Values.ShouldBe(["192.0.2.1"]);
        _resolver.Resolve("Mail.Town.Example", DnsType.Aaaa).Values.ShouldBe(["2001:db8::1"]);
    }

    [Fact]
    public void Strings_of_one_text_are_joined_and_texts_kept_apart()
    {
        _server.Text("key._domainkey.town.example", "v=DKIM1; p=", "AAAA");
        _server.Text("key._domainkey.town.example", "other; \"text\"");
        _resolver.Resolve("key._domainkey.town.example", DnsType.Txt).Values.ShouldBe(["v=DKIM1; p=AAAA", "other; \"text\""]);
    }

    [Fact]
    public void Exchangers_come_in_their_order_and_names_without_the_last_dot()
    {
        _server.Mx("town.example", 20, "b.town.example");
        _server.Mx("town.example", 10, "a.town.example");
        _server.Ptr("1.2.0.192.in-addr.arpa", "mail.town.example");
        _resolver.Resolve("town.example", DnsType.Mx).Values.ShouldBe(["a.town.example", "b.town.example"]);
        _resolver.Resolve("1.2.0.192.in-addr.arpa", DnsType.Ptr).Values.ShouldBe(["mail.town.example"]);
    }

    [Fact]
    public void What_is_not_there_is_told_apart_from_what_does_not_answer()
    {
        _server.A("town.example", "192.0.2.1");
        _server.Silent("slow.example");
        _server.Broken("broken.example");
        _resolver.Resolve("town.example", DnsType.Txt).Outcome.ShouldBe(DnsOutcome.NoData);
        _resolver.Resolve("ghost.example", DnsType.Txt).Outcome.ShouldBe(DnsOutcome.NoName);
        _resolver.Resolve("slow.example", DnsType.Txt).Outcome.ShouldBe(DnsOutcome.Failed);
        _resolver.Resolve("broken.example", DnsType.Txt).Outcome.ShouldBe(DnsOutcome.Failed);
    }

    [Fact]
    public void Names_that_no_server_could_know_do_not_throw()
    {
        foreach (var name in (string[])["", ".", "a..b", new string('a', 64) + ".example", "blank in.example", "\u0000.example", "ü.example"])
            _resolver.Resolve(name, DnsType.Txt).Values.ShouldBeEmpty();
    }

    [Fact]
    public void An_answer_is_asked_for_once_however_many_want_it()
    {
        _server.A("town.example", "192.0.2.1");
        Parallel.For(0, 64, _ => _resolver.Resolve("town.example", DnsType.A).Values.ShouldHaveSingleItem());
        _server.Asked.ShouldBe(1);
    }

    [Fact]
    public void An_answer_is_asked_for_again_when_its_time_is_over()
    {
        var clock = new MovingClock();
        using var resolver = new DnsResolver(new DnsResolverOptions { Servers = [_server.Address], Clock = clock });
        _server.A("town.example", "192.0.2.1");
        resolver.Resolve("town.example", DnsType.A);
        clock.Now += TimeSpan.FromSeconds(299);
        resolver.Resolve("town.example", DnsType.A);
        _server.Asked.ShouldBe(1);
        clock.Now += TimeSpan.FromSeconds(2);
        resolver.Resolve("town.example", DnsType.A).Values.ShouldBe(["192.0.2.1"]);
        _server.Asked.ShouldBe(2);
    }

    [Fact]
    public void The_cache_keeps_its_size()
    {
        using var resolver = new DnsResolver(new DnsResolverOptions { Servers = [_server.Address], CachedAnswers = 20 });
        for (var i = 0; i < 100; i++) resolver.Resolve($"n{i}.example", DnsType.A).Outcome.ShouldBe(DnsOutcome.NoName);
        resolver.Cached.ShouldBeLessThanOrEqualTo(21);
    }

    private sealed class MovingClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
