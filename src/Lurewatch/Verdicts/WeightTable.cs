using System.Globalization;
using Lurewatch.Intel;

namespace Lurewatch.Verdicts;

/// <summary>The table Verdicts/weights.tsv: what each finding weighs, how groups are capped, where the classes begin.</summary>
/// <remarks>Rows are <c>id, weight, kind, group</c>; a row whose id starts with <c>@</c> sets the rule itself. docs/scoring.md explains each.</remarks>
internal sealed class WeightTable
{
    private static readonly Lazy<WeightTable> Shipped = new(() => new WeightTable(Lists.Rows("Verdicts/weights.tsv")));
    private readonly Dictionary<string, WeightRow> _rows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _caps = new(StringComparer.Ordinal);
    private readonly Dictionary<VerdictClass, double> _classes = [];

    public WeightTable(IEnumerable<string[]> rows)
    {
        foreach (var row in rows)
        {
            switch (row[0])
            {
                case "@scale": Scale = Number(row, 1); break;
                case "@damning": Damning = Number(row, 1); break;
                case "@group": _caps.Add(Cell(row, 1), Number(row, 2)); break;
                case "@class": _classes.Add(ClassOf(row), Number(row, 2)); break;
                default:
                    if (!_rows.TryAdd(row[0], new WeightRow(row[0], Number(row, 1), KindOf(row), Cell(row, 3))))
                        throw Wrong(row, "stands twice");
                    break;
            }
        }
        if (Scale <= 0) throw new FormatException("weights.tsv: @scale is missing");
    }

    /// <summary>The table that ships with the engine; read when first asked for.</summary>
    public static WeightTable Default => Shipped.Value;

    /// <summary>The raw weight that gives half of the full score.</summary>
    public double Scale { get; }
    /// <summary>From this weight on, a finding stands against any evidence in favour.</summary>
    public double Damning { get; }
    public IReadOnlyCollection<WeightRow> Rows => _rows.Values;
    public IEnumerable<string> Groups => _caps.Keys;

    /// <summary>The row of a finding; weight 0 for one that has none (a test asserts that each has).</summary>
    public WeightRow Row(string id) => _rows.TryGetValue(id, out var row) ? row : new WeightRow(id, 0, VerdictKind.None, "-");

    /// <summary>How much a group may give (or, for a group in favour, take) in all.</summary>
    public double Cap(string group) => _caps.TryGetValue(group, out var cap) ? cap : double.PositiveInfinity;

    /// <summary>The score at which a class begins.</summary>
    public double From(VerdictClass verdict) => _classes.TryGetValue(verdict, out var score) ? score : double.PositiveInfinity;

    private static VerdictClass ClassOf(string[] row) => Cell(row, 1) switch
    {
        "malicious" => VerdictClass.Malicious,
        "suspicious" => VerdictClass.Suspicious,
        "spam" => VerdictClass.Spam,
        _ => throw Wrong(row, "names no class"),
    };

    private static VerdictKind KindOf(string[] row) => Cell(row, 2) switch
    {
        "malware" => VerdictKind.Malware,
        "credential-phishing" => VerdictKind.CredentialPhishing,
        "payment-fraud" => VerdictKind.PaymentFraud,
        "callback" => VerdictKind.Callback,
        "extortion" => VerdictKind.Extortion,
        "advance-fee" => VerdictKind.AdvanceFee,
        "bulk" => VerdictKind.Bulk,
        "simulation" => VerdictKind.Simulation,
        "-" => VerdictKind.None,
        _ => throw Wrong(row, "names no kind"),
    };

    private static string Cell(string[] row, int at) => at < row.Length ? row[at] : throw Wrong(row, $"has no column {at + 1}");

    private static double Number(string[] row, int at) =>
        double.TryParse(Cell(row, at), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong(row, "has no number");

    private static FormatException Wrong(string[] row, string why) => new($"weights.tsv: the row {row[0]} {why}");
}

/// <summary>One finding's row.</summary>
/// <param name="Id">The finding's id.</param>
/// <param name="Weight">Positive against the message, negative for it.</param>
/// <param name="Kind">What it speaks for; <see cref="VerdictKind.None"/> if it speaks for no kind in particular.</param>
/// <param name="Group">Findings of one group are correlated and capped together.</param>
internal sealed record WeightRow(string Id, double Weight, VerdictKind Kind, string Group);
