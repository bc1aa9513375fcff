namespace Lurewatch.Mail;

/// <summary>Collects what is wrong with a message: a few of each kind, for a hostile one has thousands.</summary>
internal sealed class Defects
{
    private const int PerKind = 4;

    private const int MaxProtections = 100;

    public List<MimeDefect> All { get; } = [];
    /// <summary>Signatures and encryption that parts are wrapped in.</summary>
    public List<Protection> Protections { get; private init; } = [];

    /// <summary>For what is put together here: its defects are our own doing, its protections are not.</summary>
    public Defects OfMade() => new() { Protections = Protections };

    public void Protected(Protection protection)
    {
        if (Protections.Count < MaxProtections) Protections.Add(protection);
    }

    public void Add(string id, string detail, Place place)
    {
        var same = 0;
        foreach (var defect in All)
            if (defect.Id == id && ++same == PerKind) return;
        All.Add(new MimeDefect(id, detail.Length > 200 ? detail[..200] + "…" : detail, place));
    }
}
