using System.Text;
using Lurewatch.Files;
using Lurewatch.Files.Scripts;
using Lurewatch.Scripts;
using Shouldly;

namespace Lurewatch.Tests.Scripts;

/// <summary>Explodes a script or command line as the scanner does, and says what came out.</summary>
internal static class Evaluated
{
    /// <summary>A command line as another file would start it.</summary>
    public static Explosion Command(string line) => Explode(line, FileType.Batch, "command");

    public static Explosion Batch(string text) => Explode(text, FileType.Batch, "member");

    public static Explosion PowerShell(string text) => Explode(text, FileType.PowerShell, "member");

    public static Explosion Explode(string text, FileType type, string origin, string? name = null) => Explode(Encoding.UTF8.GetBytes(text), type, origin, name);

    public static Explosion Explode(byte[] bytes, FileType type, string origin, string? name = null)
    {
        var options = new ScanOptions { Strict = true };
        var handlers = new List<IFileHandler> { new Container(new ExtractedFile(bytes, name, origin, type)) };
        handlers.AddRange(BuiltIn.Handlers(options));
        return new Exploder(handlers, options).Explode("%PDF-"u8.ToArray(), null, new AnalysisBudget(options.Limits, TimeProvider.System));
    }

    /// <summary>Addresses that would be fetched, and those that the script's texts name.</summary>
    public static List<string> Urls(this Explosion explosion) =>
        [.. explosion.Artifacts.Select(file => file.Facts).OfType<IHasUrls>().SelectMany(facts => facts.Urls).Select(url => url.UrlText!).Distinct(StringComparer.Ordinal)];

    public static List<string> Actions(this Explosion explosion) =>
        [.. explosion.Artifacts.Select(file => file.Facts).OfType<IHasActions>().SelectMany(facts => facts.Actions).Select(action => $"{action.Kind} {action.Target}").Distinct(StringComparer.Ordinal)];

    /// <summary>Texts of the files below.</summary>
    public static List<string> Layers(this Explosion explosion) => [.. explosion.Artifacts.Skip(2).Select(file => Encoding.UTF8.GetString(file.Bytes.Span))];

    public static string Described(this Explosion explosion) =>
        string.Join('\n', explosion.Artifacts.Select(file => $"{file.Path} {file.Type} [{string.Join(" → ", file.Steps)}] {Encoding.UTF8.GetString(file.Bytes.Span)}")) + "\n" + string.Join('\n', explosion.Actions())
        + "\n" + string.Join('\n', explosion.Artifacts.Select(file => file.Facts).OfType<ScriptFacts>().SelectMany(facts => facts.Decoded)) + "\n" + string.Join('\n', explosion.Urls());

    /// <summary>Recorded as fetched, not only found as text.</summary>
    public static void ShouldFetch(this Explosion explosion, params string[] urls)
    {
        urls.ShouldBeSubsetOf(explosion.Urls(), explosion.Described());
        var actions = explosion.Actions();
        foreach (var url in urls) actions.ShouldContain($"Fetch {url}", explosion.Described());
    }

    private sealed class Container(ExtractedFile file) : IFileHandler
    {
        public string Name => "container";

        public bool Claims(FileType type) => type is FileType.Pdf;

        public Extraction Extract(Artifact artifact, FileContext context)
        {
            var found = new Extraction(facts: null);
            found.Files.Add(file);
            return found;
        }
    }
}
