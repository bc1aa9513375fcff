using Lurewatch.Containers;
using Lurewatch.Files.Office;
using Lurewatch.Files.Text;
using Lurewatch.Mail.Links;
using Lurewatch.Mail.Links.Wrappers;
using Lurewatch.Mail.Mapi.Rtf;
using Lurewatch.Scripts;
using static Lurewatch.Bytes.LittleEndian;
using Url = Lurewatch.Mail.Url;

namespace Lurewatch.Files.Rtf;

/// <summary>RTF documents [RTF 1.9.1]: objects, template, fields, pictures, text.</summary>
internal sealed class RtfHandler : IFileHandler
{
    private const int MostListed = 64, LeastAppended = 32;

    public string Name => "rtf";

    public bool Claims(FileType type) => type is FileType.Rtf;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var budget = context.Budget;
        var bytes = file.Bytes.Span;
        var document = RtfDocument.Read(bytes, budget, file.Path);
        var reading = new Reading(budget, file.Path);
        foreach (var each in document.Objects) reading.Object(each);
        if (document.Template is { } template) reading.Load(template);
        foreach (var field in document.Fields) reading.Field(field);
        var text = RtfReader.Read(bytes, 0, budget)?.Text ?? "";
        foreach (var link in TextLinks.FindUrls(text, budget)) reading.Links.Add(link.Url);
        for (var i = 0; i < document.Pictures.Count; i++)
            if (FileTypes.Detect(document.Pictures[i].Span) is not FileType.Unknown) reading.Add(new ExtractedFile(document.Pictures[i], null, "image"));
        if (bytes.Length - document.End >= LeastAppended && bytes[document.End..].IndexOfAnyExcept("\0\r\n\t "u8) >= 0) reading.Add(new ExtractedFile(file.Bytes[document.End..], null, "appended"));
        var found = new Extraction(new RtfFacts
        {
            Title = document.Title,
            Author = document.Author,
            Company = document.Company,
            Generator = document.Generator,
            Text = text,
            Template = document.Template,
            Objects = reading.Objects,
            Fields = [.. document.Fields.Where(field => !field.StartsWith("HYPERLINK", StringComparison.OrdinalIgnoreCase)).Take(MostListed)],
            Pictures = document.Pictures.Count,
            Obfuscation = Obfuscation(bytes, document),
            Urls = FoundUrls.Distinct(reading.Record.Urls.Concat(reading.Urls), budget.Limits.Links),
            Links = FoundUrls.Distinct(reading.Links, budget.Limits.Links),
            Actions = reading.Record.Actions,
        });
        found.Files.AddRange(reading.Record.Files);
        found.Files.AddRange(reading.Files);
        return found;
    }

    /// <summary>What no honest writer does: its data of an object is digits and line ends.</summary>
    private static List<string> Obfuscation(ReadOnlySpan<byte> bytes, RtfDocument document)
    {
        var signs = new List<string>();
        if (!bytes.TrimStart(" \t\r\n"u8).StartsWith("{\\rtf1"u8) && document.Objects.Count > 0) signs.Add("its head is not that of RTF");
        int words = 0, groups = 0, symbols = 0, foreign = 0;
        foreach (var each in document.Objects) (words, groups, symbols, foreign) = (words + each.Words, groups + each.Groups, symbols + each.Symbols, foreign + each.Digits.Foreign);
        if (words > 0) signs.Add($"{words} control words among an object's digits");
        if (groups > 0) signs.Add($"{groups} groups among an object's digits");
        if (symbols > 0) signs.Add($"{symbols} control symbols among an object's digits");
        if (foreign > 0) signs.Add($"{foreign} characters that are no digits among an object's digits");
        return signs;
    }

    /// <summary>Gathers what comes out.</summary>
    private sealed class Reading(AnalysisBudget budget, string what)
    {
        public ScriptRecord Record { get; } = new(budget, what);
        public List<ExtractedFile> Files { get; } = [];
        public List<Url> Urls { get; } = [];
        public List<Url> Links { get; } = [];
        public List<RtfObjectFacts> Objects { get; } = [];

        public void Add(ExtractedFile file)
        {
            if (budget.TryTakeBytes(file.Bytes.Length, what)) Files.Add(file);
        }

        /// <summary>What is loaded without a click.</summary>
        public void Load(string target)
        {
            if (ExternalTargets.IsRemote(target) && UrlReader.Read(Plain(target)) is { } url) Urls.Add(LinkWrappers.Open(url));
        }

        public void Field(string instruction)
        {
            if (RtfFields.Target(instruction) is { } link)
            {
                if (UrlReader.Read(link) is { } url) Links.Add(LinkWrappers.Open(url));
                return;
            }
            var words = RtfFieldText.Words(instruction);
            if (RtfFieldText.Command(words) is { } command) Record.Run(command, [words[0]]);
            else if (RtfFieldText.Loads(words) is { } loads) Load(loads);
        }

        public void Object(RtfObject written)
        {
            var data = Ole1Object.Read(written.Digits.Bytes) ?? (written.Groups > 0 ? Ole1Object.Read(written.AllDigits.Bytes) : null);
            var name = data?.Class ?? written.Declared;
            if (data is null)
            {
                Objects.Add(new RtfObjectFacts { Class = name, Kind = "unreadable", Size = written.Digits.Bytes.Length, Updates = written.Updates });
                if (written.Digits.Bytes.Length > 64) Add(new ExtractedFile(written.Digits.Bytes, null, "embedded"));
                return;
            }
            string[] steps = written.Updates ? ["objupdate"] : [];
            if (data.Linked)
            {
                Objects.Add(new RtfObjectFacts { Class = name, Kind = "linked", Updates = written.Updates, Targets = data.Topic is null ? [] : [data.Topic] });
                if (data.Topic is { } topic) Load(topic);
                return;
            }
            var native = data.Native;
            if (native.Span.StartsWith(CfbReader.Signature))
            {
                var targets = Monikers.In(native, budget);
                foreach (var target in targets) Load(target);
                Objects.Add(new RtfObjectFacts { Class = name, Kind = "compound", Size = native.Length, Updates = written.Updates, RootClass = RootClass(native.Span), Targets = targets });
                Add(new ExtractedFile(native, null, "embedded") { Steps = steps });
                Equation(native, Objects[^1], steps);
            }
            else if (U16(native.Span, 0) == 2 && OleObjects.Native(data.Sized) is { } inside && (name is null || name.StartsWith("Package", StringComparison.OrdinalIgnoreCase) || inside.Name is not null))
            {
                var (label, source, temp) = data.Package();
                Objects.Add(new RtfObjectFacts { Class = name, Kind = "package", Size = native.Length, Updates = written.Updates, FileName = label, SourcePath = source, TempPath = temp });
                Add(inside with { Steps = steps, Type = ScriptNames.TypeOf(inside.Name, inside.Bytes.Span) });
            }
            else
            {
                Objects.Add(new RtfObjectFacts { Class = name, Kind = "native", Size = native.Length, Updates = written.Updates });
                if (native.Length > 0) Add(new ExtractedFile(native, null, "embedded") { Steps = steps });
                Equation(native, Objects[^1], steps);
            }
        }

        /// <summary>The formula editor's overflow carries its command in the font's name or behind it, readable [CVE-2017-11882].</summary>
        private void Equation(ReadOnlyMemory<byte> native, RtfObjectFacts facts, string[] steps)
        {
            if (!facts.IsEquation || !budget.TryTakeSteps(native.Length / 8 + 1, what)) return;
            foreach (var text in CommandTexts.In(native.Span)) Record.Run(text, [.. steps, "Equation.3"]);
        }

        private static string Plain(string target) => target.TrimStart('!').StartsWith("x-usc:", StringComparison.OrdinalIgnoreCase) ? target[(target.IndexOf(':', StringComparison.Ordinal) + 1)..] : target;

        /// <summary>CLSID of the root entry [MS-CFB 2.6.1].</summary>
        private static Guid? RootClass(ReadOnlySpan<byte> compound)
        {
            var shift = U16(compound, 30);
            var at = ((long)U32(compound, 48) + 1) << Math.Clamp((int)shift, 7, 16);
            var entry = Slice(compound, at, 128);
            return entry.Length == 128 && Guid(entry, 80) is var id && id != System.Guid.Empty ? id : null;
        }
    }
}
