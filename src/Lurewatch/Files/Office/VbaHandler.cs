using System.Text;
using Lurewatch.Scripts.Vba;

namespace Lurewatch.Files.Office;

/// <summary>Source of a VBA module [MS-VBAL], read without running it. Programs that its strings decode to come out as files.</summary>
internal sealed class VbaHandler : IFileHandler
{
    private const int MostChars = 4 << 20, MostPrograms = 16;

    public string Name => "vba";

    public bool Claims(FileType type) => type is FileType.Vba;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var source = Encoding.UTF8.GetString(file.Bytes.Span[..Math.Min(file.Bytes.Length, MostChars)]);
        if (file.Bytes.Length > MostChars) context.Budget.Exhaust("text_chars", file.Path);
        var (facts, programs) = VbaScanner.Scan(source, context.Budget);
        var found = new Extraction(facts);
        foreach (var program in programs.Take(MostPrograms)) found.Files.Add(new ExtractedFile(program, null, "decoded"));
        return found;
    }
}
