using Shouldly;
using Xunit;

namespace Lurewatch.Conformance;

/// <summary>Replies and forwards of the modern ham, split as a reader would: threads.tsv was checked by hand.</summary>
public sealed class ThreadsConformanceTests
{
    [Fact]
    public void Threads_of_modern_mail_are_split_as_a_reader_would()
    {
        var folder = Path.Combine(Corpora.Folder("modern"), "ham");
        var scanner = new MailScanner();
        var wrong = new List<string>();
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "threads.tsv")).Where(line => line[0] != '#'))
        {
            var row = line.Split('\t');
            var body = scanner.Scan(File.ReadAllBytes(Path.Combine(folder, row[0]))).Message!.Body;
            var read = string.Join('\t', row[0], body.PreviousThreads.Count, (body.CurrentThread.Text ?? "").Count(c => !char.IsWhiteSpace(c)),
                body.PreviousThreads.Count == 0 ? "-" : string.Join(' ', body.PreviousThreads.Select(thread => thread.Sender?.Email.Address ?? "-")));
            if (read != line) wrong.Add($"{read}, not {line}");
        }
        wrong.ShouldBeEmpty();
    }
}
