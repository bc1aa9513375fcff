namespace Lurewatch.Mail;

/// <summary>Collects what is wrong with a message: a few of each kind, for a hostile one has thousands.</summary>
internal sealed class Defects
{
    private const int PerKind = 4;

    public List<MimeDefect> All { get; } = [];

    public void Add(string id, string detail, Place place)
    {
        var same = 0;
        foreach (var defect in All)
            if (defect.Id == id && ++same == PerKind) return;
        All.Add(new MimeDefect(id, detail.Length > 200 ? detail[..200] + "…" : detail, place));
    }
}
