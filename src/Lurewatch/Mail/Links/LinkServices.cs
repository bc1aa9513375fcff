using System.Collections.Frozen;
using Lurewatch.Intel;

namespace Lurewatch.Mail.Links;

/// <summary>Services under whose names anyone's content or links stand.</summary>
internal static class LinkServices
{
    private static readonly Lazy<FrozenDictionary<string, string>> s_kinds = new(() =>
    {
        var kinds = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in Lists.Rows("Mail/Links/services.tsv")) kinds.TryAdd(row[0], row[1]);
        return kinds.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    });

    /// <summary><c>free-hosting</c>, <c>dynamic-dns</c>, <c>shortener</c>, <c>file-sharing</c>, <c>form-builder</c>, <c>qr-service</c>, <c>tunnel</c>, <c>ipfs</c>, <c>request-catcher</c>, <c>tracker</c>; null if the host is none of these.</summary>
    public static string? KindOf(string? host)
    {
        if (host is null) return null;
        var lookup = s_kinds.Value.GetAlternateLookup<ReadOnlySpan<char>>();
        var name = host.AsSpan();
        for (var labels = 0; labels < 8; labels++)
        {
            if (lookup.TryGetValue(name, out var kind)) return kind;
            var dot = name.IndexOf('.');
            if (dot < 0) return null;
            name = name[(dot + 1)..];
        }
        return null;
    }
}
