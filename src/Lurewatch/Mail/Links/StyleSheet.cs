using System.Buffers;

namespace Lurewatch.Mail.Links;

/// <summary>The rules of style elements, simple selectors only (<c>tag</c>, <c>.class</c>, <c>#id</c>, <c>tag.class</c>): what hides text in mail is written so.</summary>
/// <remarks>Rules inside @media are left out: they speak of other screens. The cascade is simplified to tag, class, id, each in order of place.</remarks>
internal sealed class StyleSheet
{
    private const int MaxRules = 1000;
    private static readonly SearchValues<char> Compound = SearchValues.Create(" >+~:[*");
    private readonly Dictionary<string, StyleDeclaration> _rules = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, StyleDeclaration>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    public StyleSheet() => _lookup = _rules.GetAlternateLookup<ReadOnlySpan<char>>();

    public bool IsEmpty => _rules.Count == 0;

    public void Read(ReadOnlySpan<char> css, AnalysisBudget budget)
    {
        while (_rules.Count < MaxRules && budget.TryTakeSteps(1, "style rules"))
        {
            css = SkipSpace(css);
            if (css.IsEmpty) return;
            var open = css.IndexOf('{');
            if (open < 0) return;
            var selector = css[..open];
            if (selector.StartsWith("@"))
            {
                var semicolon = selector.IndexOf(';');
                if (semicolon >= 0) css = css[(semicolon + 1)..];   // @import, @charset
                else if (selector.StartsWith("@media", StringComparison.OrdinalIgnoreCase) && selector[6..].Trim() is "all" or "screen") css = css[(open + 1)..];
                else css = SkipBlock(css[open..]);
                continue;
            }
            var close = css[open..].IndexOf('}');
            var body = close < 0 ? css[(open + 1)..] : css[(open + 1)..(open + close)];
            css = close < 0 ? [] : css[(open + close + 1)..];
            var declaration = new StyleDeclaration();
            declaration.Read(body);
            foreach (var range in selector.Split(',')) Add(selector[range].Trim().TrimStart('}').Trim(), declaration);
        }
    }

    public void Apply(ReadOnlySpan<char> tag, ReadOnlySpan<char> classes, ReadOnlySpan<char> id, ref StyleDeclaration to)
    {
        if (_lookup.TryGetValue(tag, out var rule)) to.Add(rule);
        Span<char> key = stackalloc char[64];
        foreach (var range in classes.SplitAny(' ', '\t', '\n', '\r'))
        {
            var name = classes[range];
            if (name.IsEmpty || name.Length + tag.Length + 1 > key.Length) continue;
            key[0] = '.';
            name.CopyTo(key[1..]);
            if (_lookup.TryGetValue(key[..(name.Length + 1)], out rule)) to.Add(rule);
            tag.CopyTo(key);
            key[tag.Length] = '.';
            name.CopyTo(key[(tag.Length + 1)..]);
            if (_lookup.TryGetValue(key[..(tag.Length + 1 + name.Length)], out rule)) to.Add(rule);
        }
        if (id.IsEmpty || id.Length + 1 > key.Length) return;
        key[0] = '#';
        id.CopyTo(key[1..]);
        if (_lookup.TryGetValue(key[..(id.Length + 1)], out rule)) to.Add(rule);
    }

    private void Add(ReadOnlySpan<char> selector, in StyleDeclaration declaration)
    {
        if (selector.Length is 0 or > 60 || selector.ContainsAny(Compound) || _rules.Count >= MaxRules) return;
        if (_lookup.TryGetValue(selector, out var known))
        {
            known.Add(declaration);
            _lookup[selector] = known;
        }
        else _lookup[selector] = declaration;
    }

    private static ReadOnlySpan<char> SkipSpace(ReadOnlySpan<char> css)
    {
        while (true)
        {
            css = css.TrimStart().TrimStart('}').TrimStart();
            if (css.StartsWith("<!--")) css = css[4..];
            else if (css.StartsWith("-->")) css = css[3..];
            else if (css.StartsWith("/*"))
            {
                var end = css[2..].IndexOf("*/");
                css = end < 0 ? [] : css[(end + 4)..];
            }
            else return css;
        }
    }

    private static ReadOnlySpan<char> SkipBlock(ReadOnlySpan<char> css)
    {
        var depth = 0;
        for (var i = 0; i < css.Length; i++)
        {
            if (css[i] == '{') depth++;
            else if (css[i] == '}' && --depth == 0) return css[(i + 1)..];
        }
        return [];
    }
}
