using Lurewatch.Mail.Links;

namespace Lurewatch.Files.Web;

/// <summary>What the scripts of a page are able to do, by the calls that they name. A page that was mailed has no business doing these.</summary>
internal sealed record PageAbilities
{
    /// <summary>There is script at all: an element, an event attribute or a javascript: address.</summary>
    public bool HasScript { get; init; }
    /// <summary>Makes a file out of its own text and hands it to the reader (HTML smuggling): the calls.</summary>
    public string? BuildsFile { get; init; }
    /// <summary>Decodes text and writes it out as page or runs it: the calls.</summary>
    public string? UnfoldsItself { get; init; }
    /// <summary>Leads elsewhere by itself: the call.</summary>
    public string? Redirects { get; init; }
    /// <summary>Starts programs through Windows' script objects (HTML application): the call.</summary>
    public string? StartsPrograms { get; init; }

    private static readonly string[] Savers = ["msSaveOrOpenBlob", "msSaveBlob"];
    private static readonly string[] Decoders = ["atob(", "unescape(", "fromCharCode", "decodeURIComponent(", "charCodeAt(", "TextDecoder(", "CryptoJS"];
    private static readonly string[] Outlets = ["document.write(", "document.writeln(", "document['write", "document[\"write", "eval(", "innerHTML", "outerHTML", "new Function(", "srcdoc", "insertAdjacentHTML", "document.open("];
    private static readonly string[] Movers = ["location.href", "location.replace(", "location.assign(", "window.location", "top.location", "self.location", "document.location", "parent.location"];
    private static readonly string[] Starters = ["WScript.Shell", "Shell.Application", "ActiveXObject", "CreateObject(", "Scripting.FileSystemObject"];
    private static readonly string[] Events = ["onload=", "onerror=", "onclick=", "onmouseover=", "onbegin=", "onfocus=", "javascript:"];

    public static PageAbilities Read(string source, HtmlContent content)
    {
        var hasScript = content.Scripts.Count > 0 || Has(source, "<script") || First(source, Events) is not null;
        if (!hasScript) return new PageAbilities();
        var decoder = First(source, Decoders);
        var outlet = First(source, Outlets);
        return new PageAbilities
        {
            HasScript = true,
            BuildsFile = BuildsAFile(source, decoder),
            UnfoldsItself = decoder is not null && outlet is not null ? $"{Call(outlet)} with {Call(decoder)}" : null,
            Redirects = First(source, Movers) is { } mover && IsSet(source, mover) ? Call(mover) : null,
            StartsPrograms = First(source, Starters),
        };
    }

    private static string? BuildsAFile(string source, string? decoder)
    {
        if (First(source, Savers) is { } saver) return saver;
        var offers = Has(source, ".download") || Has(source, "download=") || Has(source, "'download'") || Has(source, "\"download\"");
        if (Has(source, "createObjectURL") && Has(source, "Blob") && (offers || decoder is not null || Has(source, ".click()"))) return "createObjectURL with Blob";
        if (offers && (Has(source, "data:application/") || Has(source, ";base64,")) && Has(source, ".click()")) return "a data: address, clicked by script";
        return null;
    }

    /// <summary>Named is not set: reading one's own address is common, assigning it is not.</summary>
    private static bool IsSet(string source, string mover)
    {
        if (mover.EndsWith('(')) return true;
        for (var at = source.IndexOf(mover, StringComparison.OrdinalIgnoreCase); at >= 0; at = source.IndexOf(mover, at + mover.Length, StringComparison.OrdinalIgnoreCase))
        {
            var rest = source.AsSpan(at + mover.Length);
            if (rest.StartsWith(".href")) rest = rest[5..];
            if (rest.StartsWith(".replace(") || rest.StartsWith(".assign(")) return true;
            rest = rest.TrimStart();
            if (rest.Length > 1 && rest[0] == '=' && rest[1] != '=') return true;
        }
        return false;
    }

    private static string Call(string token) => token.TrimEnd('(');

    private static string? First(string source, string[] tokens)
    {
        foreach (var token in tokens)
            if (Has(source, token)) return token;
        return null;
    }

    private static bool Has(string source, string token) => source.Contains(token, StringComparison.OrdinalIgnoreCase);
}
