namespace Lurewatch.Samples;

internal static class Program
{
    /// <summary><c>Lurewatch.Samples FOLDER</c> writes samples/ anew. Deterministic: a second run changes nothing.</summary>
    public static int Main(string[] args)
    {
        if (args is not [var folder])
        {
            Console.Error.WriteLine("usage: Lurewatch.Samples FOLDER");
            return 3;
        }
        Directory.CreateDirectory(folder);
        var count = 0;
        foreach (var (name, content) in SampleSet.Files())
        {
            File.WriteAllBytes(Path.Combine(folder, name), content);
            count++;
        }
        Console.WriteLine($"{count} files written to {folder}");
        return 0;
    }
}
