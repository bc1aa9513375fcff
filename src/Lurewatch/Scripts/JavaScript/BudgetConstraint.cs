using Jint;

namespace Lurewatch.Scripts.JavaScript;

/// <summary>Counts an engine's statements and what they allocate, against its own share and against the analysis; throws past everything that script can catch.</summary>
/// <remarks>What is allocated bounds what can be kept, and unlike the heap's size is the same every time. A single statement is bounded, too: strings that double reach gigabytes in thirty.</remarks>
internal sealed class BudgetConstraint(AnalysisBudget budget, string what, int most) : Constraint
{
    private const long MostAllocated = 448L << 20, MostAtOnce = 64L << 20;
    private readonly long _start = GC.GetAllocatedBytesForCurrentThread();
    private long _last = GC.GetAllocatedBytesForCurrentThread();
    private TimeShare? _time;
    private int _left = most;

    public override void Check()
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        if (allocated - _last > MostAtOnce || allocated - _start > MostAllocated) Spend("script_memory");
        _last = allocated;
        if (--_left <= 0) Spend("script_steps");
        if (!budget.TryTakeSteps(1, what) || ((_left & 1023) == 0 && _time is { } time && !time.HasTime(what))) Spend("steps");
    }

    /// <summary>From here on the script's own time counts; making its world does not, which costs the most in a process's first script.</summary>
    public void Begin() => _time ??= budget.Share();

    /// <summary>Counts what a native function does on behalf of the script.</summary>
    public void Take(long units)
    {
        _left = (int)Math.Max(0, _left - Math.Min(units, int.MaxValue));
        if (_left <= 0) Spend("script_steps");
        if (!budget.TryTakeSteps(units, what)) Spend("steps");
        _last = GC.GetAllocatedBytesForCurrentThread();
    }

    /// <summary>A little more, for the world's own end.</summary>
    public void Grant(int statements)
    {
        _left = Math.Max(_left, statements);
        _last = GC.GetAllocatedBytesForCurrentThread();
    }

    /// <summary>The share is one for all entries into the engine, so nothing is given back.</summary>
    public override void Reset() => _last = GC.GetAllocatedBytesForCurrentThread();

    private void Spend(string limit)
    {
        _left = 0;
        if (limit is not "steps") budget.Exhaust(limit, what);
        throw new ScriptSpentException();
    }
}

/// <summary>A script has used up what it may spend.</summary>
internal sealed class ScriptSpentException : Exception;
