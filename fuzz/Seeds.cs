namespace Lurewatch.Fuzz;

/// <summary>Inputs to start from: all files below a folder that a target can use.</summary>
internal static class Seeds
{
    public static IReadOnlyList<byte[]> Load(string folder)
    {
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"No seeds: {Path.GetFullPath(folder)} is no folder. Name one as the third argument.");
        List<byte[]> seeds = [];
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            if (new FileInfo(file).Length is > 0 and < 256 << 10 && seeds.Count < 4000) seeds.Add(File.ReadAllBytes(file));
        return seeds.Count > 0 ? seeds : throw new InvalidOperationException($"No seeds: {folder} holds no file below 256 KiB.");
    }
}
