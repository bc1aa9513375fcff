using System.Text;
using Lurewatch.Cli.Terminals;

namespace Lurewatch.Cli.Formats;

/// <summary>Builds HTML in which text from mails can only ever be text.</summary>
internal sealed class HtmlText
{
    private readonly StringBuilder _html = new(4096);

    /// <summary>Markup written in this program.</summary>
    public HtmlText Raw(string markup)
    {
        _html.Append(markup);
        return this;
    }

    /// <summary>One line of foreign text.</summary>
    public HtmlText Text(string? text) => Escape(Printable.Clean(text));

    /// <summary>Foreign text of several lines, its line ends kept.</summary>
    public HtmlText Lines(string text, int most)
    {
        var cut = text.Length > most;
        if (cut) text = text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n')) Text(line).Raw("\n");
        return cut ? Raw("…") : this;
    }

    public void WriteTo(System.Buffers.IBufferWriter<byte> output)
    {
        foreach (var chunk in _html.GetChunks()) Encoding.UTF8.GetBytes(chunk.Span, output);
    }

    private HtmlText Escape(string text)
    {
        if (text.AsSpan().IndexOfAny("&<>\"'") < 0)
        {
            _html.Append(text);
            return this;
        }
        foreach (var c in text)
        {
            _ = c switch
            {
                '&' => _html.Append("&amp;"),
                '<' => _html.Append("&lt;"),
                '>' => _html.Append("&gt;"),
                '"' => _html.Append("&quot;"),
                '\'' => _html.Append("&#39;"),
                _ => _html.Append(c),
            };
        }
        return this;
    }
}
