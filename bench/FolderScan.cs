using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using Lurewatch.Detection;
using Lurewatch.Events;
using Lurewatch.Files;
using Lurewatch.Intel;
using Lurewatch.Mail;
using Lurewatch.Rules.Yara;
using Lurewatch.Verdicts;
using MimeKit;

namespace Lurewatch.Bench;

/// <summary>Scans a folder of mail held in memory, single-threaded and warm, and prints what a message costs: whole, and by stage.</summary>
/// <remarks>Means are processor time of the process, collector included, so that a busy machine does not bend them much; percentiles are wall time, each message's best round.</remarks>
internal static class FolderScan
{
    public static int Run(string folder, int rounds)
    {
        var mails = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToArray();
        if (mails.Length == 0)
        {
            Console.Error.WriteLine($"{folder} holds no files");
            return 2;
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{mails.Length} files, mean {mails.Average(m => m.Length) / 1024:F1} KiB, {rounds} rounds after four to warm up; milliseconds of CPU a message, one thread"));
        Whole(mails, rounds);
        Stages(mails, rounds);
        return 0;
    }

    private static void Whole(byte[][] mails, int rounds)
    {
        var scanner = new MailScanner();
        for (var warm = 0; warm < 4; warm++)   // the second tier of the compiler is done then
            foreach (var mail in mails) scanner.Scan(mail);
        var best = new double[mails.Length];
        Array.Fill(best, double.MaxValue);
        var means = new List<double>();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < rounds; round++)
        {
            var before = Environment.CpuUsage.TotalTime;
            for (var i = 0; i < mails.Length; i++)
            {
                var started = Stopwatch.GetTimestamp();
                scanner.Scan(mails[i]);
                best[i] = Math.Min(best[i], Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
            means.Add((Environment.CpuUsage.TotalTime - before).TotalMilliseconds / mails.Length);
        }
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Array.Sort(best);
        means.Sort();
        Row("whole scan, mean (median of rounds)", means[means.Count / 2]);
        Row("  a message's best round, wall: median", best[best.Length / 2]);
        Row("  p95", best[(int)(best.Length * 0.95)]);
        Row("  p99", best[(int)(best.Length * 0.99)]);
        Row("  slowest", best[^1]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"  allocated, KiB a message",-44}{allocated / 1024.0 / rounds / mails.Length,10:F1}"));
    }

    /// <summary>Each stage over all mail, its inputs made beforehand, so that the rows add up to about the whole.</summary>
    private static void Stages(byte[][] mails, int rounds)
    {
        var options = new ScanOptions();
        AnalysisBudget Budget() => new(options.Limits, options.Clock);
        Stage("floor: MimeKit alone, parse only", mails, rounds, mail =>
        {
            using var stream = new MemoryStream(mail, writable: false);
            try
            {
                new MimeParser(new ParserOptions(), stream, MimeFormat.Entity).ParseMessage();
            }
            catch (FormatException)
            {
                // not every file of the folder is mail
            }
        });
        Stage("type by content", mails, rounds, mail => FileTypes.Detect(mail));
        Stage("MIME, headers, text, HTML, links", [.. mails.Where(mail => FileTypes.Detect(mail) is FileType.Eml)], rounds, mail => MessageReader.Read(mail, Budget()));
        var exploder = new Exploder(BuiltIn.Handlers(options), options);
        Stage("exploder, all handlers (row above included)", mails, rounds, mail => exploder.Explode(mail, null, Budget()));
        var views = mails.Select(mail =>
        {
            var budget = Budget();
            var explosion = exploder.Explode(mail, null, budget);
            return new ScanView(explosion.Artifacts[0], explosion.Artifacts, [], null, options, budget);
        }).ToArray();
        foreach (var handler in BuiltIn.Handlers(options))
        {
            var claimed = views.SelectMany(view => view.Artifacts).Where(file => file.SameAs is null && handler.Claims(file.Type)).ToArray();
            if (claimed.Length > 0) Stage($"  handler {handler.Name}, {claimed.Length} files", claimed, rounds, file => handler.Extract(file, new FileContext(Budget(), [])), mails.Length);
        }
        Stage("codes drawn or parted", views, rounds, view => SeenCodes.Of(view));
        Stage("language and lures", views, rounds, view => Lures.LureReader.Read(view.Message?.Subject.SubjectText, view.Message?.Body.CurrentThread.Text, Budget()));
        foreach (var view in views) _ = view.Lure;
        foreach (var detector in BuiltIn.Detectors)
            Stage(detector.GetType().Name, views, rounds, view => detector.Examine(view, []));
        Yara("YARA, shipped rules (command's default)", YaraRules.Shipped, views, rounds);
        if (Environment.GetEnvironmentVariable("LUREWATCH_BENCH_YARA") is { } folder)
            Yara("YARA, rules of LUREWATCH_BENCH_YARA", Directory.EnumerateFiles(folder, "*.yar", SearchOption.AllDirectories).Select(file => (file, File.ReadAllText(file))), views, rounds);
        var findings = views.Select(view =>
        {
            var all = new List<Finding>();
            foreach (var detector in BuiltIn.Detectors) detector.Examine(view, all);
            return (view, all);
        }).ToArray();
        Stage("score", findings, rounds, pair => Scorer.Judge(pair.all, pair.view));
        Stage("indicators", views, rounds, view => IndicatorExtractor.From(view));
        var scanner = new MailScanner(options);
        var records = mails.Select(mail => new ScanRecord { Analysis = scanner.Scan(mail), Path = "mail.eml", ScannedAt = DateTimeOffset.UnixEpoch, ProductVersion = "bench" }).ToArray();
        var buffer = new ArrayBufferWriter<byte>(1 << 20);
        foreach (var name in Encoders.Names)
        {
            Stage($"encode {name} (only if asked for)", records, rounds, record =>
            {
                buffer.ResetWrittenCount();
                Encoders.Create(name)!.Write(record, buffer);
            });
        }
    }

    private static void Yara(string name, IEnumerable<(string, string)> sources, ScanView[] views, int rounds)
    {
        if (YaraRules.Unavailable is not null) return;
        var before = Environment.CpuUsage.TotalTime;
        using var rules = YaraRules.Compile(sources);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{$"  {rules.Count} rules compiled, {rules.Problems.Count} problems, in all",-44}{(Environment.CpuUsage.TotalTime - before).TotalMilliseconds,10:F1}"));
        var options = new ScanOptions { Yara = rules };
        ScanView[] seen = [.. views.Select(view => new ScanView(view.Root, view.Artifacts, [], null, options, new AnalysisBudget(options.Limits with { Time = TimeSpan.FromHours(1) }, options.Clock)))];
        var detector = new YaraDetector();
        Stage(name, seen, rounds, view => detector.Examine(view, []));
    }

    private static void Stage<T>(string name, T[] inputs, int rounds, Action<T> stage, int? messages = null)
    {
        foreach (var input in inputs) stage(input);
        var times = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var before = Environment.CpuUsage.TotalTime;
            foreach (var input in inputs) stage(input);
            times.Add((Environment.CpuUsage.TotalTime - before).TotalMilliseconds / (messages ?? inputs.Length));
        }
        times.Sort();
        Row(name, times[times.Count / 2]);
    }

    private static void Row(string name, double milliseconds) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-44}{milliseconds,10:F4}"));
}
