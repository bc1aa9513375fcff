using System.Globalization;
using Lurewatch.Intel;

namespace Lurewatch.Verdicts;

/// <summary>The table Verdicts/weights.tsv: what each finding weighs, how groups are capped, where the classes begin.</summary>
/// <remarks>Rows are <c>id, weight, kind, group</c>; a row whose id starts with <c>@</c> sets the rule itself. docs/scoring.md explains each.</remarks>
public sealed class WeightTable
{
    private static readonly Lazy<WeightTable> Shipped = new(() => new WeightTable(Lists.Rows("Verdicts/weights.tsv")));
    private readonly Dictionary<string, WeightRow> _rows;
    private readonly Dictionary<string, double> _caps;
    private readonly Dictionary<VerdictClass, double> _classes;

    internal WeightTable(IEnumerable<string[]> rows)
    {
        (_rows, _caps, _classes) = (new(StringComparer.Ordinal), new(StringComparer.Ordinal), []);
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
        if (Scale <= 0) throw new FormatException("@scale is missing");
    }

    private WeightTable(WeightTable basis)
    {
        (_rows, _caps, _classes) = (new(basis._rows, StringComparer.Ordinal), new(basis._caps, StringComparer.Ordinal), new(basis._classes));
        (Scale, Damning) = (basis.Scale, basis.Damning);
    }

    /// <summary>The table that ships with the engine; read when first asked for.</summary>
    public static WeightTable Default => Shipped.Value;

    /// <summary>The shipped table with rows changed: those that stand in <paramref name="tsv"/>.</summary>
    /// <param name="tsv">Rows as in weights.tsv, tab-separated; <c>#</c> starts a comment. A finding's row may end after the weight, then kind and group stay.</param>
    /// <exception cref="FormatException">A row cannot be read or names nothing that exists; the message says which line and why.</exception>
    public static WeightTable Parse(string tsv)
    {
        ArgumentNullException.ThrowIfNull(tsv);
        var table = new WeightTable(Default);
        var changed = new HashSet<string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in tsv.AsSpan().EnumerateLines())
        {
            number++;
            if (line.IsWhiteSpace() || line[0] == '#') continue;
            try
            {
                table.Change(line.TrimEnd().ToString().Split('\t'), changed);
            }
            catch (FormatException error)
            {
                throw new FormatException($"line {number}: {error.Message}", error);
            }
        }
        if (table.Scale <= 0) throw new FormatException("@scale must be above 0");
        return table;
    }

    private void Change(string[] row, HashSet<string> changed)
    {
        if (row.Length == 1) throw Wrong(row, "has one column; columns are divided by tabs");
        var name = row[0] is "@group" or "@class" ? row[0] + " " + Cell(row, 1) : row[0];
        if (!changed.Add(name)) throw Wrong(row, "stands twice");
        switch (row[0])
        {
            case "@scale": Scale = Number(row, 1); break;
            case "@damning": Damning = Number(row, 1); break;
            case "@group": _caps[Cell(row, 1)] = Number(row, 2); break;
            case "@class": _classes[ClassOf(row)] = Number(row, 2); break;
            default:
                if (!_rows.TryGetValue(row[0], out var known)) throw Wrong(row, "names no finding; lurewatch rates lists those that occur, docs/scoring.md says where all stand");
                var changedRow = known with { Weight = Number(row, 1), Kind = row.Length > 2 ? KindOf(row) : known.Kind, Group = row.Length > 3 ? row[3] : known.Group };
                if (changedRow.Group != "-" && !_caps.ContainsKey(changedRow.Group)) throw Wrong(row, $"names the group {changedRow.Group}, which has no @group row");
                _rows[row[0]] = changedRow;
                break;
        }
    }

    /// <summary>Judges again, by this table, what a scan found; attached messages first, each by itself.</summary>
    /// <param name="analysis">Of any scan.</param>
    public Verdict Judge(Analysis analysis)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        var attached = analysis.Attached.Count == 0 ? analysis.Attached : [.. analysis.Attached.Select(inner => inner with { Verdict = Judge(inner) })];
        return Scorer.Judge(analysis.Findings, attached, analysis.Verdict.Unopened, this);
    }

    /// <summary>The raw weight that gives half of the full score.</summary>
    internal double Scale { get; private set; }
    /// <summary>From this weight on, a finding stands against any evidence in favour.</summary>
    internal double Damning { get; private set; }
    internal IReadOnlyCollection<WeightRow> Rows => _rows.Values;
    internal IEnumerable<string> Groups => _caps.Keys;

    /// <summary>What a finding weighs before groups are capped; 0 for one that the table does not name.</summary>
    /// <param name="id">The finding's id.</param>
    public double WeightOf(string id) => Row(id).Weight;

    /// <summary>The row of a finding; weight 0 for one that has none (a test asserts that each has).</summary>
    internal WeightRow Row(string id) => _rows.TryGetValue(id, out var row) ? row : new WeightRow(id, 0, VerdictKind.None, "-");

    /// <summary>How much a group may give (or, for a group in favour, take) in all.</summary>
    internal double Cap(string group) => _caps.TryGetValue(group, out var cap) ? cap : double.PositiveInfinity;

    /// <summary>The score at which a class begins; infinite for <see cref="VerdictClass.Clean"/>.</summary>
    /// <param name="verdict">The class.</param>
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

    private static string Cell(string[] row, int at) => at < row.Length ? row[at] : throw Wrong(row, $"has no column {at + 1}; columns are divided by tabs");

    private static double Number(string[] row, int at) =>
        double.TryParse(Cell(row, at), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong(row, "has no number");

    private static FormatException Wrong(string[] row, string why) => new($"the row {row[0]} {why}");
}

/// <summary>One finding's row.</summary>
/// <param name="Id">The finding's id.</param>
/// <param name="Weight">Positive against the message, negative for it.</param>
/// <param name="Kind">What it speaks for; <see cref="VerdictKind.None"/> if it speaks for no kind in particular.</param>
/// <param name="Group">Findings of one group are correlated and capped together.</param>
internal sealed record WeightRow(string Id, double Weight, VerdictKind Kind, string Group);
