using Jint;
using Jint.Native;
using Lurewatch.Mail.Links;

namespace Lurewatch.Scripts.JavaScript;

/// <summary>Markup as a flat list for the stub document: start and end tags, texts, comments.</summary>
internal static class Markup
{
    private const int MostTokens = 30_000, MostAttributes = 64;

    /// <summary>Each entry: kind (<c>s</c> start, <c>v</c> void, <c>e</c> end, <c>t</c> text, <c>c</c> comment), name or text, attributes as pairs, raw content.</summary>
    public static JsArray Parse(Engine engine, string markup, AnalysisBudget budget, string what)
    {
        var entries = new List<JsValue>();
        Span<HtmlAttribute> room = stackalloc HtmlAttribute[MostAttributes];
        var tokens = new HtmlTokenizer(markup, room);
        while (entries.Count < MostTokens && tokens.Next() && budget.TryTakeSteps(1, what))
        {
            switch (tokens.Kind)
            {
                case HtmlTokenKind.Text:
                    if (!tokens.Text.IsWhiteSpace()) entries.Add(Entry(engine, "t", Decoded(tokens.Text)));
                    break;
                case HtmlTokenKind.Comment:
                    entries.Add(Entry(engine, "c", tokens.Text.ToString()));
                    break;
                case HtmlTokenKind.End:
                    entries.Add(Entry(engine, "e", Name(tokens.Text)));
                    break;
                default:
                    entries.Add(Start(engine, ref tokens));
                    break;
            }
        }
        return new JsArray(engine, [.. entries]);
    }

    /// <summary>Elements without content.</summary>
    public static bool IsVoid(string name) => HtmlTags.IsVoid(HtmlTags.Of(name));

    private static JsArray Start(Engine engine, ref HtmlTokenizer tokens)
    {
        var name = Name(tokens.Text);
        var attributes = new JsValue[tokens.Attributes.Length * 2];
        for (var i = 0; i < tokens.Attributes.Length; i++)
        {
            var attribute = tokens.Attributes[i];
            attributes[i * 2] = new JsString(Name(tokens.NameOf(attribute)));
            attributes[(i * 2) + 1] = new JsString(Decoded(tokens.ValueOf(attribute)));
        }
        var isVoid = IsVoid(name);
        JsValue[] entry = [new JsString(isVoid ? "v" : "s"), new JsString(name), new JsArray(engine, attributes)];
        if (name is not ("script" or "style" or "textarea" or "title" or "xmp" or "noembed" or "noframes" or "plaintext")) return new JsArray(engine, entry);
        var raw = tokens.RawText(name);
        return new JsArray(engine, [.. entry, new JsString(name is "textarea" or "title" ? Decoded(raw) : raw.ToString())]);
    }

    private static string Decoded(ReadOnlySpan<char> text) => text.Contains('&') ? HtmlEntities.Decode(text, attribute: false).ToString() : text.ToString();

    private static string Name(ReadOnlySpan<char> name) => name.Length > 100 ? "x" : name.ToString().ToLowerInvariant();

    private static JsArray Entry(Engine engine, string kind, string value) => new(engine, [new JsString(kind), new JsString(value)]);
}
