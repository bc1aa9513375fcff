using System.Text;
using System.Text.Json.Serialization;
using Lurewatch.Files.Text;
using Lurewatch.Mail;
using Lurewatch.Mail.Links;
using Lurewatch.Scripts;
using Lurewatch.Scripts.JavaScript;

namespace Lurewatch.Files.Web;

/// <summary>HTML, HTML applications and SVG as files: forms, links, and what their scripts are able to do.</summary>
internal sealed class HtmlHandler : IFileHandler
{
    /// <summary>Pages carry whole disk images as text, so scripts are read further than other text.</summary>
    private const int MostScriptChars = 48 << 20;

    public string Name => "html";

    public bool Claims(FileType type) => type is FileType.Html or FileType.Svg or FileType.Hta;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var source = FileText.Decode(file.Bytes.Span, context.Budget, file.Path);
        var content = HtmlReader.Read(source, context.Budget);
        var scriptUrls = new List<Url>();
        foreach (var script in content.Scripts)
        {
            // Names of markup languages look like addresses.
            scriptUrls.AddRange(FoundUrls.In(script, context.Budget).Where(url => url.Domain.RootDomain is not "w3.org"));
            if (scriptUrls.Count > context.Budget.Limits.Links) break;
        }
        var whole = file.Bytes.Length <= context.Budget.Limits.TextChars ? source : FileText.Decode(file.Bytes.Span, context.Budget, file.Path, MostScriptChars);
        var run = file.Origin == "written" ? null : PageEmulator.Run(whole, file.Name ?? "page.html", file.Type is FileType.Hta, context.Budget, file.Path);
        if (run is not null) scriptUrls.InsertRange(0, run.Record.Urls.Concat(run.Texts.SelectMany(text => ScriptUrls.In(text, context.Budget))));
        var found = new Extraction(new HtmlFacts
        {
            Title = content.Title,
            Forms = content.Forms.Count,
            AsksForPassword = content.Forms.Any(form => form.AsksForPassword),
            FormActions = FoundUrls.Distinct(content.Forms.Select(form => form.Action).OfType<Url>(), context.Budget.Limits.Links),
            Scripts = content.Scripts.Count,
            Abilities = PageAbilities.Read(source, content),
            Redirect = content.Html.Links.FirstOrDefault(link => link.Parser == "meta_refresh")?.HrefUrl,
            Links = FoundUrls.Distinct(content.Html.Links.Select(link => link.HrefUrl), context.Budget.Limits.Links),
            Followed = FoundUrls.Distinct(content.Html.Links.Where(link => link.Parser is "hyperlink" or "area" or "plain" or "meta_refresh").Select(link => link.HrefUrl), context.Budget.Limits.Links),
            Actions = run?.Record.Actions ?? [],
            Urls = FoundUrls.Distinct(scriptUrls, context.Budget.Limits.Links),
        })
        {
            // The page that hands over an archive tells its password, too.
            Passwords = run is { Files.Count: > 0 } && content.Html.DisplayText is { } shown ? PasswordCandidates.FromText(shown, "page") : [],
        };
        if (run is not null) found.Files.AddRange(run.Files);
        if (run is { VbScript.Length: > 0 } && context.Budget.TryTakeBytes(run.VbScript.Length, file.Path)) found.Files.Add(new ExtractedFile(Encoding.UTF8.GetBytes(run.VbScript), "script.vbs", "script", FileType.VbScript));
        found.Files.AddRange(CarriedFiles.InAddresses(whole, context.Budget, file.Path));
        if (!found.Files.Exists(inside => inside.Origin == "dropped")) found.Files.AddRange(CarriedFiles.InRuns(whole, context.Budget, file.Path));
        return found;
    }
}

/// <summary>What an HTML file holds.</summary>
internal sealed record HtmlFacts : IHasUrls, IHasLinks, IHasActions
{
    /// <summary>The title element.</summary>
    public string? Title { get; init; }
    /// <summary>Forms.</summary>
    public int Forms { get; init; }
    /// <summary>A form has a password field.</summary>
    public bool AsksForPassword { get; init; }
    /// <summary>Where forms are sent.</summary>
    [JsonIgnore]
    public IReadOnlyList<Url> FormActions { get; init; } = [];
    /// <summary>Inline scripts.</summary>
    public int Scripts { get; init; }
    /// <summary>What its scripts are able to do.</summary>
    public PageAbilities Abilities { get; init; } = new();
    /// <inheritdoc/>
    public IReadOnlyList<ScriptAction> Actions { get; init; } = [];
    /// <summary>Where a meta refresh leads.</summary>
    [JsonIgnore]
    public Url? Redirect { get; init; }
    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<Url> Links { get; init; } = [];
    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<Url> Followed { get; init; } = [];
    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<Url> Urls { get; init; } = [];
}
