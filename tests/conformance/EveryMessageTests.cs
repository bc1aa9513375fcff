using System.Collections.Concurrent;
using System.Diagnostics;
using Shouldly;
using Xunit;

namespace Lurewatch.Conformance;

public sealed class EveryMessageTests
{
    // What ends is no hang. How fast a scan is, the benchmark says: a machine with other work makes any tighter limit fail.
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);
    private const long BytesPerMessage = 512L << 20;

    [Theory]
    [InlineData("mail")]
    [InlineData("modern")]
    [InlineData("mime")]
    [InlineData("documents")]
    [InlineData("archives")]
    public void Every_file_is_analysed_without_an_exception_or_a_hang_and_within_its_memory(string topic)
    {
        var files = Corpora.Files(Corpora.Folder(topic)).ToArray();
        var scanner = new MailScanner(new ScanOptions { Strict = true });
        scanner.Scan("Subject: warm up\r\n\r\n"u8.ToArray());
        var wrong = new ConcurrentBag<string>();
        var analysed = 0;
        Parallel.ForEach(files, file =>
        {
            var bytes = File.ReadAllBytes(file);
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var started = Stopwatch.GetTimestamp();
            try
            {
                var analysis = scanner.Scan(bytes, Path.GetFileName(file));
                analysis.Verdict.Score.ShouldBeInRange(0, 100);
                Interlocked.Increment(ref analysed);
            }
            catch (Exception error)
            {
                wrong.Add($"{file}: {error}");
            }
            var took = Stopwatch.GetElapsedTime(started);
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            if (took > Hang) wrong.Add($"{file}: {took.TotalSeconds:F0} s");
            if (allocated > BytesPerMessage) wrong.Add($"{file}: allocated {allocated >> 20} MiB");
        });
        wrong.ShouldBeEmpty();
        analysed.ShouldBe(files.Length);
    }

    [Theory]
    [InlineData("mail")]
    [InlineData("modern")]
    public void Every_labelled_mail_is_recognised_as_mail(string topic)
    {
        var scanner = new MailScanner();
        Corpora.Files(Corpora.Folder(topic)).Where(file => file.EndsWith(".eml", StringComparison.Ordinal) && new FileInfo(file).Length > 0)
            .Where(file => scanner.Scan(File.ReadAllBytes(file)).Message is null)
            .ShouldBeEmpty();
    }
}
