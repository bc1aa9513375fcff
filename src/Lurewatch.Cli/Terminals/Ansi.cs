namespace Lurewatch.Cli.Terminals;

/// <summary>Colours as a terminal understands them, or nothing at all.</summary>
internal sealed class Ansi(bool colours)
{
    public string Bold(string text) => Wrap("1", text);
    public string Dim(string text) => Wrap("2", text);
    public string Red(string text) => Wrap("31", text);
    public string Green(string text) => Wrap("32", text);
    public string Yellow(string text) => Wrap("33", text);
    public string Cyan(string text) => Wrap("36", text);

    public string Verdict(VerdictClass verdict, string text) => verdict switch
    {
        VerdictClass.Malicious => Wrap("1;31", text),
        VerdictClass.Suspicious => Wrap("33", text),
        VerdictClass.Spam => Wrap("35", text),
        _ => Wrap("32", text),
    };

    private string Wrap(string code, string text) => colours && text.Length > 0 ? $"\e[{code}m{text}\e[0m" : text;
}
