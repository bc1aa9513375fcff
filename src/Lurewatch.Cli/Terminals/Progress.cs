namespace Lurewatch.Cli.Terminals;

/// <summary>One line on standard error that says how far the run is; silent unless that is a terminal.</summary>
internal sealed class Progress(Terminal terminal, bool isOn)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);
    private readonly bool _isOn = isOn && terminal.ErrorIsTerminal && terminal.Environment("TERM") != "dumb";
    private readonly long _started = terminal.Clock.GetTimestamp();
    private long _drawn;
    private bool _isVisible;

    public void Draw(long files, long ofFiles, long messages, int bad)
    {
        if (!_isOn || terminal.Clock.GetElapsedTime(_drawn) < s_interval || terminal.Clock.GetElapsedTime(_started) < s_interval) return;
        _drawn = terminal.Clock.GetTimestamp();
        var seconds = terminal.Clock.GetElapsedTime(_started).TotalSeconds;
        var share = ofFiles > 0 ? Math.Clamp((double)files / ofFiles, 0, 1) : 0;
        var text = ofFiles > 1
            ? Invariant($"{share * 100,3:F0} %  {messages:N0} scanned, file {Math.Min(files + 1, ofFiles):N0} of {ofFiles:N0}, {messages / Math.Max(seconds, 0.001):N0} a second")
            : Invariant($"{messages:N0} scanned, {messages / Math.Max(seconds, 0.001):N0} a second");
        if (bad > 0) text += Invariant($", {bad:N0} bad");
        var bar = ofFiles > 1 && terminal.Width >= 100 ? Bar(share, 24) + " " : "";
        terminal.Error.Write("\r" + bar + Printable.Fit(text, Math.Max(10, terminal.Width - CellWidth.Of(bar) - 1)) + "\e[K");
        _isVisible = true;
    }

    /// <summary>Takes the line away, so that other output can stand there.</summary>
    public void Clear()
    {
        if (!_isVisible) return;
        terminal.Error.Write("\r\e[K");
        _isVisible = false;
        _drawn = 0;
    }

    public static string Bar(double share, int cells)
    {
        var eighths = (int)Math.Round(Math.Clamp(share, 0, 1) * cells * 8);
        var full = new string('█', eighths / 8);
        var part = eighths % 8 is > 0 and var rest ? "▏▎▍▌▋▊▉"[rest - 1].ToString() : "";
        return (full + part).PadRight(cells, '·');
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
