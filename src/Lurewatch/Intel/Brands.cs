using System.Collections.Frozen;
using Lurewatch.Lures;

namespace Lurewatch.Intel;

/// <summary>A brand or authority that mail pretends to come from.</summary>
/// <param name="Name">As people write it.</param>
/// <param name="Domains">Root domains that are its own. Some also give addresses to everybody (gmail.com): see <see cref="WellKnown.IsFreeMail"/>.</param>
/// <param name="Sector"><c>bank</c>, <c>parcel</c>, <c>cloud</c>, <c>mail</c>, <c>hosting</c>, <c>shop</c>, <c>payment</c>, <c>telecom</c>, <c>social</c>, <c>crypto</c>,
/// <c>tax</c>, <c>government</c>, <c>utility</c>, <c>insurance</c>, <c>travel</c>, <c>entertainment</c>, <c>security</c>.</param>
internal sealed record Brand(string Name, IReadOnlyList<string> Domains, string Sector);

/// <summary>A brand named in a text.</summary>
/// <param name="Brand">Which.</param>
/// <param name="Text">The words as written.</param>
/// <param name="Offset">Of characters, in the text.</param>
/// <param name="Ambiguous">The word means other things too (Apple, Orange, Chase): count it in a display name, not in running text.</param>
internal sealed record BrandMention(Brand Brand, string Text, int Offset, bool Ambiguous);

/// <summary>The brands of Intel/brands.tsv: who is named, and whose domain it is.</summary>
internal static class Brands
{
    private static readonly Lazy<(PhraseTable Table, Named[] Words)> s_names = new(ReadNames);
    private static readonly Lazy<(Brand[] All, string[] Words, FrozenDictionary<string, Brand> Owners)> s_brands = new(Read);

    /// <summary>All of the list.</summary>
    public static IReadOnlyList<Brand> All => s_brands.Value.All;

    /// <summary>Brands named in a display name or subject, each once, in order of place. Case, diacritics, homoglyphs and invisible characters make no difference.</summary>
    public static IReadOnlyList<BrandMention> Find(string? text) => string.IsNullOrEmpty(text) ? [] : Find(FoldedText.Of(text));

    /// <summary>Brands named in a text that is already folded.</summary>
    public static IReadOnlyList<BrandMention> Find(FoldedText text)
    {
        var (table, words) = s_names.Value;
        var hits = new List<PhraseHit>();
        table.Find(text, hits);
        if (hits.Count == 0) return [];
        var mentions = new List<BrandMention>();
        foreach (var hit in hits)
        {
            var named = words[hit.Phrase];
            var earlier = mentions.FindIndex(mention => mention.Brand == named.Brand);
            if (earlier >= 0 && (named.Ambiguous || !mentions[earlier].Ambiguous)) continue;
            var mention = new BrandMention(named.Brand, text.Between(hit.First, hit.Last).ToString(), text.Words[hit.First].Source, named.Ambiguous);
            if (earlier >= 0) mentions[earlier] = mention;                                            // the clear name wins over the ambiguous word
            else mentions.Add(mention);
        }
        return mentions;
    }

    /// <summary>Whose domain it is; null if of none of the list. Ask with the root domain (<c>paypal.com</c>), in any case.</summary>
    public static Brand? OwnerOf(string? rootDomain) =>
        rootDomain is not null && s_brands.Value.Owners.TryGetValue(rootDomain, out var brand) ? brand : null;

    private static (Brand[] All, string[] Words, FrozenDictionary<string, Brand> Owners) Read()
    {
        var brands = new List<Brand>();
        var words = new List<string>();
        var owners = new Dictionary<string, Brand>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in Lists.Rows("Intel/brands.tsv"))
        {
            var brand = new Brand(row[0], row[2].Split('|'), row[3]);
            brands.Add(brand);
            words.Add(row[1]);
            foreach (var domain in brand.Domains) owners.TryAdd(domain, brand);
        }
        return ([.. brands], [.. words], owners.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase));
    }

    private static (PhraseTable, Named[]) ReadNames()
    {
        var (all, words, _) = s_brands.Value;
        var phrases = new List<string>();
        var named = new List<Named>();
        for (var i = 0; i < all.Length; i++)
            foreach (var word in words[i].Split('|'))
            {
                phrases.Add(word.TrimStart('~'));
                named.Add(new Named(all[i], word[0] == '~'));
            }
        return (PhraseTable.Of(phrases), [.. named]);
    }

    private readonly record struct Named(Brand Brand, bool Ambiguous);
}
