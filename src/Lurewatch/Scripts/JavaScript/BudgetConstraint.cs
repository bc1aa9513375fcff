using Jint;

namespace Lurewatch.Scripts.JavaScript;

/// <summary>Counts an engine's statements against its own share and against the analysis; throws past everything that script can catch.</summary>
internal sealed class BudgetConstraint(AnalysisBudget budget, string what, int most) : Constraint
{
    private int _left = most;

    /// <summary>True once nothing more may run.</summary>
    public bool Spent => _left <= 0;

    public override void Check()
    {
        if (--_left <= 0)
        {
            budget.Exhaust("script_steps", what);
            throw new ScriptSpentException();
        }
        if (budget.TryTakeSteps(1, what)) return;
        _left = 0;
        throw new ScriptSpentException();
    }

    /// <summary>Counts what a native function does on behalf of the script.</summary>
    public void Take(long units)
    {
        _left = (int)Math.Max(0, _left - Math.Min(units, int.MaxValue));
        if (_left <= 0) budget.Exhaust("script_steps", what);
        if (_left > 0 && budget.TryTakeSteps(units, what)) return;
        _left = 0;
        throw new ScriptSpentException();
    }

    /// <summary>A little more, for the world's own end.</summary>
    public void Grant(int statements) => _left = Math.Max(_left, statements);

    /// <summary>The share is one for all entries into the engine, so nothing is given back.</summary>
    public override void Reset()
    {
    }
}

/// <summary>A script has used up what it may spend.</summary>
internal sealed class ScriptSpentException : Exception;
