namespace Lurewatch.Containers.Pst;

/// <summary>Reading one thing out of a PST (a message, the folders): what it may spend, and what was wrong on the way.</summary>
internal sealed class PstReading(AnalysisBudget budget, string what)
{
    private const int MostProblems = 16;
    private readonly List<string> _problems = [];

    public AnalysisBudget Budget => budget;
    /// <summary>In the reader's words, with the place in the file.</summary>
    public IReadOnlyList<string> Problems => _problems;
    /// <summary>Something that belongs to it could not be read.</summary>
    public bool IsIncomplete { get; private set; }

    /// <summary>Notes that something could not be read.</summary>
    public void Lose(string problem)
    {
        IsIncomplete = true;
        Suspect(problem);
    }

    /// <summary>Notes that something was read although a checksum or the like says that it is not what it was.</summary>
    public void Suspect(string problem)
    {
        if (_problems.Count < MostProblems && !_problems.Contains(problem)) _problems.Add(problem);
    }

    public bool Steps(long count)
    {
        if (budget.TryTakeSteps(count, what)) return true;
        Lose("there is more of it than one analysis may read");
        return false;
    }

    public bool Bytes(long count)
    {
        if (budget.TryTakeBytes(count, what)) return true;
        Lose("it is larger than one analysis may unpack");
        return false;
    }
}
