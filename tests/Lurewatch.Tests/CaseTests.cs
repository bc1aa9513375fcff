using System.Net;
using System.Text;
using Lurewatch.Events;
using Lurewatch.Intel.Observables;
using Lurewatch.Mail.Links;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests;

/// <summary>Each folder below tests/cases/mail is a test, held to its expected.json and to what every analysis must satisfy.</summary>
public sealed class CaseTests
{
    private const int Prefixes = 40;
    private const int Mutations = 100;

    public static TheoryData<string> Mails => [.. Cases.Folders("mail")];

    [Theory]
    [MemberData(nameof(Mails))]
    public void A_case_gives_its_expected_answer(string folder)
    {
        File.Exists(Cases.PathOf(folder, "why.md")).ShouldBeTrue($"{folder} says why it is there");
        Cases.Matches(folder, "expected.json", Cases.Reviewable(Cases.Scan(Cases.Input(folder))));
    }

    [Theory]
    [MemberData(nameof(Mails))]
    public void The_same_bytes_give_the_same_answer(string folder)
    {
        var input = Cases.Input(folder);
        Cases.Reviewable(Cases.Scan(input)).ShouldBe(Cases.Reviewable(Cases.Scan(input)));
    }

    [Theory]
    [MemberData(nameof(Mails))]
    public void Every_analysis_is_consistent_with_itself(string folder) => Consistent(Cases.Scan(Cases.Input(folder)));

    [Theory]
    [MemberData(nameof(Mails))]
    public void Prefixes_and_mutations_neither_throw_nor_overrun_the_budget(string folder)
    {
        var input = Cases.Input(folder);
        for (var i = 0; i < Prefixes; i++) Bounded(input.AsSpan(0, (int)((long)input.Length * i / Prefixes)).ToArray());
        var random = new Random(Seed(folder));
        for (var i = 0; i < Mutations; i++) Bounded(Mutate(input, random));
    }

    [Theory]
    [MemberData(nameof(Mails))]
    public void Line_ends_make_no_difference(string folder)
    {
        var input = Cases.Input(folder);
        if (input.AsSpan().IndexOfAnyInRange((byte)0x80, (byte)0xff) >= 0 && input.AsSpan().IndexOf("8bit"u8) < 0) return;   // binary parts would change
        var lf = Encoding.Latin1.GetString(input).Replace("\r\n", "\n", StringComparison.Ordinal);
        var one = Cases.Scan(Encoding.Latin1.GetBytes(lf));
        var two = Cases.Scan(Encoding.Latin1.GetBytes(lf.Replace("\n", "\r\n", StringComparison.Ordinal)));
        one.Verdict.Class.ShouldBe(two.Verdict.Class);
        one.Verdict.Kind.ShouldBe(two.Verdict.Kind);
        one.Message?.Subject.SubjectText.ShouldBe(two.Message?.Subject.SubjectText);
        (one.Message?.Body.Links ?? []).Select(l => l.HrefUrl.UrlText).ShouldBe((two.Message?.Body.Links ?? []).Select(l => l.HrefUrl.UrlText));
    }

    private static int Seed(string folder)
    {
        var seed = 17;
        foreach (var c in folder) seed = unchecked(seed * 31 + c);
        return seed;
    }

    private static void Bounded(byte[] bytes)
    {
        var started = TimeProvider.System.GetTimestamp();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        Consistent(Cases.Scan(bytes));
        TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(4));   // the budget's two, and a busy machine
        (GC.GetAllocatedBytesForCurrentThread() - allocated).ShouldBeLessThan(512L << 20);
    }

    private static byte[] Mutate(byte[] input, Random random)
    {
        var bytes = new List<byte>(input);
        for (var n = random.Next(1, 8); n > 0 && bytes.Count > 0; n--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes.RemoveRange(at, Math.Min(random.Next(1, 40), bytes.Count - at)); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 80), bytes.Count - at))); break;
                default: bytes.InsertRange(at, "\r\n \r\n--=_<>\"':;\0\xff"u8.ToArray().AsSpan(random.Next(8)).ToArray()); break;
            }
        }
        return [.. bytes];
    }

    /// <summary>What holds for every analysis, whatever was scanned.</summary>
    internal static void Consistent(Analysis analysis)
    {
        var paths = analysis.Artifacts.Select(a => a.Path).ToHashSet(StringComparer.Ordinal);
        paths.Count.ShouldBe(analysis.Artifacts.Count);
        foreach (var artifact in analysis.Artifacts.Skip(1))
        {
            artifact.Parent.ShouldNotBeNull();
            paths.ShouldContain(artifact.Parent.Path);
            artifact.Depth.ShouldBe(artifact.Parent.Depth + 1);
        }
        analysis.Verdict.Score.ShouldBeInRange(0, 100);
        analysis.Verdict.Shares.Sum(s => s.Points).ShouldBe(analysis.Verdict.Score, 0.051);
        analysis.Verdict.Shares.Count.ShouldBe(analysis.Findings.Count);
        foreach (var finding in analysis.Findings)
        {
            finding.Reason.ShouldNotBeNullOrWhiteSpace();
            if (finding.Place.Artifact is { } place && finding.Place.Header is null) paths.ShouldContain(place, finding.Kind.Id);
        }
        foreach (var path in analysis.Verdict.Unopened) paths.ShouldContain(path);
        analysis.Indicators.Select(i => (i.Type, i.Value)).ShouldBeUnique();
        foreach (var indicator in analysis.Indicators) ReadsAsItsKind(indicator, paths);
        foreach (var attached in analysis.Attached)
        {
            paths.ShouldContain(attached.Root.Path);
            attached.Message.ShouldNotBeNull();
            Consistent(attached);
        }
    }

    private static void ReadsAsItsKind(Indicator indicator, HashSet<string> paths)
    {
        var value = indicator.Value;
        value.ShouldNotBeNullOrEmpty();
        if (indicator.Place.Artifact is { } artifact) paths.ShouldContain(artifact);
        switch (indicator.Type)
        {
            case IndicatorType.Url: UrlReader.Read(value)?.UrlText.ShouldBe(value); break;
            case IndicatorType.Domain: Uri.CheckHostName(value).ShouldBe(UriHostNameType.Dns, value); break;
            case IndicatorType.Ipv4 or IndicatorType.Ipv6: IPAddress.Parse(value).ToString().ShouldBe(value); break;
            case IndicatorType.EmailAddress: value.IndexOf('@', StringComparison.Ordinal).ShouldBeInRange(1, value.Length - 2, value); break;
            case IndicatorType.Md5: Convert.FromHexString(value).Length.ShouldBe(16); break;
            case IndicatorType.Sha1: Convert.FromHexString(value).Length.ShouldBe(20); break;
            case IndicatorType.Sha256: Convert.FromHexString(value).Length.ShouldBe(32); break;
            case IndicatorType.Iban: Iban.Read(value, out _).ShouldBe(value); break;
            case IndicatorType.CryptoAddress: CryptoAddresses.Read(value).ShouldBe(value); break;
            case IndicatorType.PhoneNumber: value.TrimStart('+').ShouldAllBe(c => char.IsAsciiDigit(c)); break;
        }
        indicator.Type.Name().ShouldNotBeEmpty();
    }
}
