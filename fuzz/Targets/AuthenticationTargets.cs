using System.Net;
using System.Security.Cryptography;
using System.Text;
using Lurewatch.Mail.Authentication;

namespace Lurewatch.Fuzz;

/// <summary>Lines as SPF records of a.example, b.example, …: evaluation ends within its look-ups, says the same twice, and each address that an ip4 alone let pass
/// lies in its network by the bit.</summary>
internal static class SpfTarget
{
    /// <summary>A record for each of eleven domains, and for each term the names that an MX or PTR may lead to.</summary>
    private const int MaxQuestions = 11 + 10 * 11 + 20;

    private sealed class Counted(IDnsResolver inner) : IDnsResolver
    {
        public int Questions { get; private set; }

        public DnsAnswer Resolve(string name, DnsType type)
        {
            Questions++;
            Check(DnsNames.CanBeAsked(name), "a name that nobody can answer was asked");
            return inner.Resolve(name, type);
        }
    }

    public static void Run(ReadOnlySpan<byte> data)
    {
        var lines = Encoding.Latin1.GetString(data).Split('\n');
        var zone = new ZoneResolver();
        for (var i = 0; i < Math.Min(lines.Length, 8); i++)
        {
            var name = (char)('a' + i) + ".example";
            zone.Add(name, "TXT", lines[i].TrimEnd('\r'));
            zone.Add(name, "A", $"192.0.2.{i}");
            zone.Add(name, "MX", $"10 {(char)('a' + (i + 1) % 8)}.example");
        }
        zone.Add("1.2.0.192.in-addr.arpa", "PTR", "b.example");
        var counted = new Counted(zone);
        var request = new SpfRequest(IPAddress.Parse("192.0.2.1"), "mx.a.example", "x-y+z@a.example");
        var first = new SpfEvaluator(new Lookups(counted, Budget())).Check(request);
        Check(counted.Questions <= MaxQuestions, $"{counted.Questions} questions");
        Check(new SpfEvaluator(new Lookups(zone, Budget())).Check(request) == first, "two evaluations differ");
        if (!SpfRecord.IsRecord(lines[0].TrimEnd('\r'))) return;
        var record = SpfRecord.Parse(lines[0].TrimEnd('\r'));
        Check(record.Problem is null || first.Status == AuthenticationStatus.PermError, "a broken record has a result");
        foreach (var mechanism in record.Mechanisms)
        {
            if (mechanism is { Kind: SpfKind.Ip4, Qualifier: AuthenticationStatus.Pass } && record.Problem is null && mechanism == record.Mechanisms[0])
                Check(IsWithin(mechanism.Network!, mechanism.Prefix4) == first.Reason?.StartsWith(mechanism.Text + " of a.example", StringComparison.Ordinal), "ip4 by the bit");
            if (mechanism.Domain is { } spec) Check(!SpfMacro.Expand(spec, isExplanation: false, static _ => "v").Contains("%{", StringComparison.Ordinal) || spec.Contains("%%{", StringComparison.Ordinal), "a macro is left");
        }
    }

    private static bool IsWithin(IPAddress network, int prefix)
    {
        static string Bits(IPAddress address) => string.Concat(address.GetAddressBytes().Select(b => Convert.ToString(b, 2).PadLeft(8, '0')));
        return Bits(network)[..prefix] == Bits(IPAddress.Parse("192.0.2.1"))[..prefix];
    }

    internal static AnalysisBudget Budget() => new(new AnalysisLimits(), TimeProvider.System);

    internal static void Check(bool holds, string what)
    {
        if (!holds) throw new InvalidOperationException(what);
    }
}

/// <summary>Any bytes as a signed mail: canonical bodies are what the slow route makes, no more signatures are looked at than allowed, and none passes with a key that
/// signed nothing.</summary>
internal static class DkimTarget
{
    private static readonly ZoneResolver Zone = MakeZone();

    public static void Run(ReadOnlySpan<byte> data)
    {
        var bytes = data.ToArray();
        var budget = SpfTarget.Budget();
        var mail = new SignedMail(bytes, budget);
        var dns = new Lookups(Zone, budget);
        var outcomes = new DkimVerifier(mail, dns, DateTimeOffset.UnixEpoch).Verify();
        SpfTarget.Check(outcomes.Count <= DkimVerifier.MaxSignatures, "too many signatures");
        foreach (var outcome in outcomes)
            SpfTarget.Check(outcome.Status is not AuthenticationStatus.Pass, "a signature passes that nobody made");
        SpfTarget.Check(new ArcValidator(mail, dns, DateTimeOffset.UnixEpoch).Validate().Status is not AuthenticationStatus.Pass, "a chain passes that nobody made");
        foreach (var relaxed in (bool[])[false, true])
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var total = BodyCanonicalizer.Feed(bytes, relaxed, long.MaxValue, hash);
            var slow = Slow(bytes, relaxed);
            SpfTarget.Check(total == slow.Length && hash.GetHashAndReset().AsSpan().SequenceEqual(SHA256.HashData(slow)), "the canonical body differs");
        }
        var text = Encoding.Latin1.GetString(data);
        _ = DkimKey.Parse(text);
        _ = DmarcRecord.Parse(text);
    }

    /// <summary>Byte by byte, line by line.</summary>
    private static byte[] Slow(byte[] body, bool relaxed)
    {
        var lines = new List<List<byte>> { new() };
        for (var i = 0; i < body.Length; i++)
        {
            if (body[i] == '\r' && i + 1 < body.Length && body[i + 1] == '\n') continue;
            if (body[i] == '\n') lines.Add([]);
            else lines[^1].Add(body[i]);
        }
        if (relaxed)
        {
            foreach (var line in lines)
            {
                for (var i = line.Count - 1; i >= 0; i--)
                {
                    if (line[i] is not ((byte)' ' or (byte)'\t')) continue;
                    if (i == line.Count - 1 || line[i + 1] == ' ') line.RemoveAt(i);
                    else line[i] = (byte)' ';
                }
            }
        }
        while (lines.Count > 0 && lines[^1].Count == 0) lines.RemoveAt(lines.Count - 1);
        if (lines.Count == 0) return relaxed ? [] : "\r\n"u8.ToArray();
        var made = new List<byte>();
        foreach (var line in lines)
        {
            made.AddRange(line);
            made.AddRange("\r\n"u8.ToArray());
        }
        return [.. made];
    }

    private static ZoneResolver MakeZone()
    {
        using var key = RSA.Create(1024);
        var zone = new ZoneResolver();
        zone.Add("key._domainkey.town.example", "TXT", $"v=DKIM1; p={Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())}");
        return zone;
    }
}
