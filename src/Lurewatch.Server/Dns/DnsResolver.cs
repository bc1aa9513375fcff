using System.Collections.Concurrent;
using System.Net;
using DnsClient;
using DnsClient.Protocol;
using Lurewatch.Mail.Authentication;

namespace Lurewatch.Server.Dns;

/// <summary>What a <see cref="DnsResolver"/> is built from.</summary>
public sealed record DnsResolverOptions
{
    /// <summary>Recursive name servers; empty: the system's.</summary>
    public IReadOnlyList<IPEndPoint> Servers { get; init; } = [];
    /// <summary>How long one try may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);
    /// <summary>Tries after the first.</summary>
    public int Retries { get; init; } = 1;
    /// <summary>Questions under way at the same time.</summary>
    public int Concurrency { get; init; } = 32;
    /// <summary>Answers remembered.</summary>
    public int CachedAnswers { get; init; } = 20_000;
    /// <summary>The clock of the cache.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>Asks recursive name servers, over UDP and for long answers TCP. Remembers answers as long as they hold (within bounds), and asks no question twice at the
/// same time: a campaign's mails all ask the same.</summary>
public sealed class DnsResolver : IDnsResolver, IDisposable
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(30), Longest = TimeSpan.FromHours(1), Negative = TimeSpan.FromMinutes(5), Failure = TimeSpan.FromSeconds(30);

    private readonly DnsResolverOptions _options;
    private readonly Lazy<LookupClient> _client;
    private readonly SemaphoreSlim _slots;
    private readonly ConcurrentDictionary<(string Name, DnsType Type), Lazy<Entry>> _cache = new();

    private sealed record Entry(DnsAnswer Answer, DateTimeOffset Until);

    /// <summary>Answers remembered now.</summary>
    internal int Cached => _cache.Count;

    /// <summary>Builds a resolver; the system's configuration is read at the first question.</summary>
    public DnsResolver(DnsResolverOptions? options = null)
    {
        _options = options ?? new DnsResolverOptions();
        _client = new Lazy<LookupClient>(Client);
        _slots = new SemaphoreSlim(_options.Concurrency);
    }

    /// <inheritdoc/>
    public DnsAnswer Resolve(string name, DnsType type)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!CanBeSent(name)) return DnsAnswer.NoName;
        var key = (name.ToLowerInvariant(), type);
        var now = _options.Clock.GetUtcNow();
        if (_cache.Count > _options.CachedAnswers) Trim(now);
        var asked = _cache.GetOrAdd(key, Ask);
        if (asked.Value.Until > now) return asked.Value.Answer;
        var again = Ask(key);
        // Whoever replaces what has expired asks; the others wait for that answer.
        if (!_cache.TryUpdate(key, again, asked)) again = _cache.GetOrAdd(key, again);
        return again.Value.Answer;
    }

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    private Lazy<Entry> Ask((string Name, DnsType Type) question) => new(() =>
    {
        _slots.Wait();
        try
        {
            return Read(_client.Value.Query(question.Name, TypeOf(question.Type)), question.Type);
        }
        // A time-out, no route, an answer that is none: whatever went wrong, it went wrong for now.
        catch (Exception)
        {
            return new Entry(DnsAnswer.Failed, _options.Clock.GetUtcNow() + Failure);
        }
        finally
        {
            _slots.Release();
        }
    });

    private Entry Read(IDnsQueryResponse response, DnsType type)
    {
        var now = _options.Clock.GetUtcNow();
        if (response.Header.ResponseCode == DnsHeaderResponseCode.NotExistentDomain) return new Entry(DnsAnswer.NoName, now + Negative);
        if (response.HasError) return new Entry(DnsAnswer.Failed, now + Failure);
        var values = new List<string>();
        var lives = Longest;
        switch (type)
        {
            case DnsType.A: Take(response.Answers.ARecords(), static record => record.Address.ToString()); break;
            case DnsType.Aaaa: Take(response.Answers.AaaaRecords(), static record => record.Address.ToString()); break;
            case DnsType.Mx: Take(response.Answers.MxRecords().OrderBy(static record => record.Preference), static record => record.Exchange.Value.TrimEnd('.')); break;
            case DnsType.Ptr: Take(response.Answers.PtrRecords(), static record => record.PtrDomainName.Value.TrimEnd('.')); break;
            default: Take(response.Answers.TxtRecords(), static record => string.Concat(record.Text)); break;
        }
        return values.Count == 0 ? new Entry(DnsAnswer.NoData, now + Negative) : new Entry(DnsAnswer.Of(values), now + (lives < Shortest ? Shortest : lives));

        void Take<TRecord>(IEnumerable<TRecord> records, Func<TRecord, string> value) where TRecord : DnsResourceRecord
        {
            foreach (var record in records)
            {
                values.Add(value(record));
                var life = TimeSpan.FromSeconds(record.InitialTimeToLive);
                if (life < lives) lives = life;
            }
        }
    }

    /// <summary>Drops what has expired, and if that is not enough, whatever comes: an attacker's mails may name as many domains as they like.</summary>
    private void Trim(DateTimeOffset now)
    {
        foreach (var (key, asked) in _cache)
            if (asked.IsValueCreated && asked.Value.Until <= now) _cache.TryRemove(KeyValuePair.Create(key, asked));
        foreach (var key in _cache.Keys.Take(Math.Max(0, _cache.Count - _options.CachedAnswers / 2))) _cache.TryRemove(key, out _);
    }

    /// <summary>The client library does not look at sizes: what does not fit into a question [RFC 1035, 3.1] names nothing.</summary>
    private static bool CanBeSent(string name) =>
        name.Length is > 0 and <= 253 && System.Text.Ascii.IsValid(name) && name.Split('.').All(static label => label.Length is > 0 and <= 63);

    private LookupClient Client()
    {
        var options = _options.Servers.Count > 0 ? new LookupClientOptions([.. _options.Servers.Select(static server => new NameServer(server))]) : new LookupClientOptions();
        options.Timeout = _options.Timeout;
        options.Retries = _options.Retries;
        options.UseCache = false;
        options.ThrowDnsErrors = false;
        options.ContinueOnEmptyResponse = false;
        return new LookupClient(options);
    }

    private static QueryType TypeOf(DnsType type) => type switch
    {
        DnsType.A => QueryType.A,
        DnsType.Aaaa => QueryType.AAAA,
        DnsType.Mx => QueryType.MX,
        DnsType.Ptr => QueryType.PTR,
        _ => QueryType.TXT,
    };
}
