using Lurewatch.Samples.Documents;

namespace Lurewatch.Samples;

internal static class Program
{
    /// <summary><c>Lurewatch.Samples FOLDER</c> writes samples/ anew; <c>--documents</c> behind it the document samples instead, which are not kept in the tree. Deterministic: a second run changes nothing.</summary>
    public static int Main(string[] args)
    {
        if (args is not [var folder, .. var more] || more is not ([] or ["--documents"]))
        {
            Console.Error.WriteLine("usage: Lurewatch.Samples FOLDER [--documents]");
            return 3;
        }
        var files = more.Length == 0 ? SampleSet.Files() : DocumentSet.All().Select(sample => (sample.Name, sample.Bytes));
        Directory.CreateDirectory(folder);
        var count = 0;
        foreach (var (name, content) in files)
        {
            File.WriteAllBytes(Path.Combine(folder, name), content);
            count++;
        }
        Console.WriteLine($"{count} files written to {folder}");
        return 0;
    }
}
