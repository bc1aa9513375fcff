namespace Lurewatch.Samples.Documents;

/// <summary>All document samples. They are built when they are needed: none lies in the tree.</summary>
public static class DocumentSet
{
    public static IEnumerable<DocumentSample> All() =>
    [
        .. MacroDocuments.All(),
        .. ShortcutDocuments.All(),
        .. LinkDocuments.All(),
        .. ArchiveDocuments.All(),
        .. ScriptedPages.All(),
        .. XlmDocuments.All(),
        .. ProgramDocuments.All(),
        .. StompedDocuments.All(),
    ];
}
