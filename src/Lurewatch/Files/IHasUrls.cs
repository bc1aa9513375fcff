using Lurewatch.Files.Images;
using Lurewatch.Mail;
using Lurewatch.Mail.Links;
using Lurewatch.Scripts;

namespace Lurewatch.Files;

/// <summary>Facts of a file that would fetch something itself: a macro's strings, a document's remote template. Their role as indicators is <c>download-url</c>.</summary>
internal interface IHasUrls
{
    /// <summary>In order of discovery, each once.</summary>
    IReadOnlyList<Url> Urls { get; }

    /// <summary>What happens between the file and the fetching of one of <see cref="Urls"/>, where that is known.</summary>
    IReadOnlyList<string> StepsTo(Url url)
    {
        if (this is IHasActions { Actions: var actions })
            foreach (var action in actions)
                if (action.Kind == ScriptActionKind.Fetch && UrlReader.Read(action.Target)?.UrlText == url.UrlText) return action.Steps;
        return [];
    }
}

/// <summary>Facts of a file that shows links to its reader. Their role as indicators is <c>link</c>.</summary>
internal interface IHasLinks
{
    /// <summary>In order of discovery, each once.</summary>
    IReadOnlyList<Url> Links { get; }
    /// <summary>Those of them that a reader would follow; pictures and styles are none.</summary>
    IReadOnlyList<Url> Followed => Links;
}

/// <summary>Facts of a file that shows codes (QR) to its reader.</summary>
internal interface IHasCodes
{
    /// <summary>In order of discovery.</summary>
    IReadOnlyList<CodeFacts> Codes { get; }
}
