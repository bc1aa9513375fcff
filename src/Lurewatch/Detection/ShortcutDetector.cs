using Lurewatch.Bytes;
using Lurewatch.Files.Office;
using Lurewatch.Files.Shortcuts;

namespace Lurewatch.Detection;

/// <summary>Judges Windows shortcuts: what they start, what they hide from their properties page, what they carry behind their end.</summary>
internal sealed class ShortcutDetector : IDetector
{
    private const int MostExcerpt = 300;

    private static readonly FindingKind Command = new("shortcut.command", "A shortcut starts a program that runs its arguments", Severity.High, "T1204.002", "T1059");
    private static readonly FindingKind Padded = new("shortcut.arguments-padded", "White space pushes a shortcut's arguments out of sight", Severity.High, "T1027.012");
    private static readonly FindingKind Long = new("shortcut.arguments-beyond-view", "A shortcut's arguments are longer than Windows shows them", Severity.Medium, "T1027.012");
    private static readonly FindingKind Icon = new("shortcut.icon-pretends", "A shortcut to a command wears a document's icon", Severity.High, "T1036.008");
    private static readonly FindingKind ReadsItself = new("shortcut.reads-itself", "A shortcut's command reads the shortcut: the script is in it", Severity.High, "T1027.009", "T1027.012");
    private static readonly FindingKind Appended = new("shortcut.appended-data", "Data lies behind a shortcut's end", Severity.Medium, "T1027.009");
    private static readonly FindingKind Remote = new("shortcut.remote-target", "A shortcut leads to another computer", Severity.Medium, "T1204.002");
    private static readonly FindingKind RemoteIcon = new("shortcut.remote-icon", "A shortcut loads its icon from another computer", Severity.High, "T1187");
    private static readonly FindingKind Differs = new("shortcut.target-differs", "A shortcut names two different targets", Severity.Medium, "T1036");
    private static readonly FindingKind Minimized = new("shortcut.window-minimized", "A shortcut starts a command in a minimized window", Severity.Low, "T1564.003");

    public IReadOnlyList<FindingKind> Kinds { get; } = [Command, Padded, Long, Icon, ReadsItself, Appended, Remote, RemoteIcon, Differs, Minimized];

    public void Examine(ScanView view, List<Finding> findings)
    {
        foreach (var file in view.OwnArtifacts)
            if (file.Facts is LnkFacts facts) Shortcut(file, facts, findings);
    }

    private static void Shortcut(Artifact file, LnkFacts facts, List<Finding> findings)
    {
        var name = file.Name is null ? "A shortcut" : $"“{Names.Visible(file.Name)}”";
        var program = LnkPrograms.Stem(facts.Target);
        var does = LnkPrograms.Does(facts.Target);
        var runs = does is not null && !string.IsNullOrWhiteSpace(facts.Arguments) || facts.Target is null && !string.IsNullOrWhiteSpace(facts.Arguments);
        if (runs) Add(Command, does is null ? $"{name} has arguments and no readable target." : $"{name} starts {program}, which {does}.", facts.CommandLine ?? facts.Arguments);
        if (LnkArguments.PaddingOf(facts.Arguments) is > 0 and var blanks) Add(Padded, $"In the arguments of {name}, {blanks} blanks push what follows out of the properties page.", facts.CommandLine);
        else if (runs && facts.Arguments!.Length > LnkArguments.Shown) Add(Long, $"The arguments of {name} are {facts.Arguments.Length} characters long; the properties page shows {LnkArguments.Shown}.", facts.CommandLine);
        var icon = facts.IconLocation ?? facts.Extra.EnvironmentIcon;
        if (runs && LnkPrograms.Pretends(icon, facts.IconIndex) is { } shows && LnkPrograms.Stem(icon) != program)
            Add(Icon, $"{name} starts {(program.Length == 0 ? "a command" : program)} and shows the icon of {shows}.", $"{icon},{facts.IconIndex}");
        if (facts.ReadsItself) Add(ReadsItself, $"The command of {name} reads a shortcut's file: what it runs is inside of it.", facts.CommandLine);
        if (facts.AppendedBytes >= 16) Add(Appended, $"{facts.AppendedBytes} bytes follow the end of {name}.");
        if (facts.Target is { } target && ExternalTargets.IsRemote(target)) Add(Remote, $"{name} leads to {target}.", target);
        if (icon is not null && ExternalTargets.IsRemote(icon)) Add(RemoteIcon, $"Windows loads the icon of {name} from {icon} when the folder is shown.", icon);
        if (runs && facts.Actions.Count > 1 && facts.Flags.HasFlag(LnkFlags.HasExpString)) Add(Differs, $"{name} names different programs: {string.Join(" and ", facts.Actions.Select(action => Names.Visible(action.Target)).Take(2))}.");
        if (runs && facts.ShowCommand is "minimized") Add(Minimized, $"{name} starts {(program.Length == 0 ? "a command" : program)} in a minimized window.");

        void Add(FindingKind kind, string reason, string? excerpt = null) =>
            findings.Add(new Finding { Kind = kind, Reason = reason, Excerpt = excerpt is { Length: > MostExcerpt } ? excerpt[..MostExcerpt] + "…" : excerpt, Place = Place.InArtifact(file.Path) });
    }
}
