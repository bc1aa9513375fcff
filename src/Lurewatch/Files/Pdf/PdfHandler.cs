using System.Text;
using Lurewatch.Files.Images;
using Lurewatch.Files.Text;
using Lurewatch.Mail;
using Lurewatch.Mail.Links;

namespace Lurewatch.Files.Pdf;

/// <summary>PDF [ISO 32000-2]: where its links lead, what it starts, what its pages say and show, the files inside.</summary>
internal sealed class PdfHandler : IFileHandler
{
    public string Name => "pdf";

    public bool Claims(FileType type) => type is FileType.Pdf;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var pdf = PdfFile.Read(file.Bytes, context.Budget, file.Path, context.Passwords);
        var reading = new PdfReading(pdf, context.Budget, file.Path);
        if (!pdf.Locked) reading.Run();
        var info = pdf.Dictionary(pdf.Trailer["Info"]) ?? PdfDictionary.Empty;
        string? Info(string key) => !pdf.Locked && pdf.Resolve(info[key]) is PdfString { Text: { Length: > 0 } text } ? text.Length > 300 ? text[..300] : text : null;
        var found = new Extraction(new PdfFacts
        {
            Version = pdf.Version,
            Pages = reading.Pages,
            Title = Info("Title"),
            Author = Info("Author"),
            Creator = Info("Creator"),
            Producer = Info("Producer"),
            Encrypted = pdf.Encrypted,
            PasswordSource = pdf.Password?.Source,
            JavaScripts = reading.Scripts.Count,
            OpenAction = reading.OpenAction,
            Launches = reading.Launches,
            Submits = reading.Submits,
            EmbeddedFiles = [.. reading.Embedded.Select(embedded => embedded.Name ?? "unnamed")],
            FormFields = reading.FormFields,
            Xfa = reading.Xfa,
            Pictures = reading.Pictures,
            LargestLink = reading.LargestLink,
            LargestPicture = reading.LargestPicture,
            Repaired = pdf.Repaired,
            Revisions = pdf.Revisions,
            Text = reading.Text,
            Codes = CodeFacts.Of(reading.Codes),
            Links = FoundUrls.Distinct(reading.Links.Concat(TextLinks.FindUrls(reading.Text, context.Budget).Select(link => link.Url)).Concat(CodeFacts.Of(reading.Codes).Select(code => code.Url).OfType<Url>()), context.Budget.Limits.Links),
            Urls = FoundUrls.Distinct(reading.Submits.Concat(reading.Fetches), context.Budget.Limits.Links),
        })
        {
            Unopened = pdf.Locked ? "encrypted" : pdf.Numbers.Count == 0 ? "damaged" : null,
            Passwords = pdf.Password is { } key ? [key] : [],
        };
        for (var i = 0; i < reading.Scripts.Count; i++) found.Files.Add(new ExtractedFile(Encoding.UTF8.GetBytes(reading.Scripts[i]), $"script-{i + 1}.js", "script", FileType.JavaScript));
        foreach (var launch in reading.Launches)
            if (launch.Contains(' ', StringComparison.Ordinal)) found.Files.Add(new ExtractedFile(Encoding.UTF8.GetBytes(launch), null, "command", FileType.Batch) { Steps = ["Launch"] });
        found.Files.AddRange(reading.Embedded);
        for (var i = 0; i < reading.Jpegs.Count; i++) found.Files.Add(new ExtractedFile(reading.Jpegs[i], $"image-{i + 1}.jpg", "image"));
        return found;
    }
}
