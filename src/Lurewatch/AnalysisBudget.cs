namespace Lurewatch;

/// <summary>What one analysis may spend. One instance travels down the whole line; whoever runs out returns what it has.</summary>
/// <remarks>Not thread-safe: one analysis runs on one thread.</remarks>
internal sealed class AnalysisBudget
{
    private readonly TimeProvider _clock;
    private readonly long _started;
    private readonly SortedDictionary<string, string> _exhausted = new(StringComparer.Ordinal);
    private long _bytesOut;
    private long _digested;
    private int _members;
    private int _lookups;
    private long _steps;
    private TimeSpan _waited;

    /// <param name="limits">The bounds.</param>
    /// <param name="clock">The clock that <see cref="AnalysisLimits.Time"/> is measured with.</param>
    public AnalysisBudget(AnalysisLimits limits, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(clock);
        Limits = limits;
        _clock = clock;
        _started = clock.GetTimestamp();
    }

    /// <summary>The bounds this budget was built from.</summary>
    public AnalysisLimits Limits { get; }

    /// <summary>Each limit that was reached (name of the limit → what was left out), in stable order.</summary>
    public IReadOnlyDictionary<string, string> Exhausted => _exhausted;

    /// <summary>Bytes that may still be unpacked.</summary>
    public long BytesLeft => Limits.TotalBytesOut - _bytesOut;

    /// <summary>True while time is left; notes the limit when it is not.</summary>
    public bool HasTime(string what)
    {
        if (_clock.GetElapsedTime(_started) - _waited <= Limits.Time) return true;
        Exhaust("time", what);
        return false;
    }

    /// <summary>Time that is left; nothing or less if none is.</summary>
    public TimeSpan TimeLeft => Limits.Time + _waited - _clock.GetElapsedTime(_started);

    /// <summary>Half of the time that is left, for code that is emulated: what comes out of it still has to be looked into.</summary>
    public TimeShare Share() => new(this, TimeLeft / 2);

    /// <summary>Asks to produce <paramref name="count"/> more bytes of output; false, with the limit noted, when that is too much.</summary>
    public bool TryTakeBytes(long count, string what)
    {
        if (count >= 0 && count <= Limits.MemberBytes && count <= BytesLeft)
        {
            _bytesOut += count;
            return true;
        }
        Exhaust(count > Limits.MemberBytes ? "member_bytes" : "total_bytes_out", what);
        return false;
    }

    /// <summary>Asks for one more artifact.</summary>
    public bool TryTakeMember(string what)
    {
        if (_members < Limits.Members)
        {
            _members++;
            return true;
        }
        Exhaust("members", what);
        return false;
    }

    /// <summary>Asks to run <paramref name="count"/> more steps of a loop whose length the input decides. Checks the clock now and then.</summary>
    public bool TryTakeSteps(long count, string what)
    {
        var before = _steps;
        _steps += count;
        if (_steps > Limits.Steps)
        {
            Exhaust("steps", what);
            return false;
        }
        return (before >> 12) == (_steps >> 12) || HasTime(what);
    }

    /// <summary>Asks for one more question to the resolver.</summary>
    public bool TryTakeLookup(string what)
    {
        if (_lookups < Limits.Lookups && _waited < Limits.LookupTime)
        {
            _lookups++;
            return true;
        }
        Exhaust("lookups", what);
        return false;
    }

    /// <summary>Asks to compare one more file with others by digests. They are no part of the judgement, so that a refusal is no limit reached.</summary>
    public bool TryTakeDigest(long count)
    {
        if (_digested + count > Bytes.Similarity.SimilarityDigests.MostBytesInAll) return false;
        _digested += count;
        return true;
    }

    /// <summary>Waits for something outside of the analysis: the time counts against <see cref="AnalysisLimits.LookupTime"/>, not against <see cref="AnalysisLimits.Time"/>.</summary>
    public TResult Outside<TState, TResult>(TState state, Func<TState, TResult> wait)
    {
        var from = _clock.GetTimestamp();
        try
        {
            return wait(state);
        }
        finally
        {
            _waited += _clock.GetElapsedTime(from);
        }
    }

    /// <summary>True if an artifact at <paramref name="depth"/> may still be looked into.</summary>
    public bool AllowsDepth(int depth, string what)
    {
        if (depth <= Limits.Depth) return true;
        Exhaust("depth", what);
        return false;
    }

    /// <summary>Notes that a limit was reached; the first thing left out is the one that is named.</summary>
    public void Exhaust(string limit, string what) => _exhausted.TryAdd(limit, what);
}

/// <summary>A part of an analysis's time.</summary>
/// <param name="budget">The whole.</param>
/// <param name="leave">What has to be left of it.</param>
internal sealed class TimeShare(AnalysisBudget budget, TimeSpan leave)
{
    /// <summary>True while some is left; notes the limit <c>script_time</c> when not.</summary>
    public bool HasTime(string what)
    {
        if (budget.TimeLeft >= leave) return true;
        budget.Exhaust("script_time", what);
        return false;
    }
}

/// <summary>Bounds of one analysis; docs/limits.md lists each with its finding.</summary>
public sealed record AnalysisLimits
{
    /// <summary>Wall time of one analysis by its clock.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(5);
    /// <summary>Artifacts below the root: nesting levels.</summary>
    public int Depth { get; init; } = 16;
    /// <summary>Artifacts in all.</summary>
    public int Members { get; init; } = 10_000;
    /// <summary>Bytes of one unpacked artifact.</summary>
    public long MemberBytes { get; init; } = 64L << 20;
    /// <summary>Bytes of all unpacked artifacts together.</summary>
    public long TotalBytesOut { get; init; } = 256L << 20;
    /// <summary>Unpacked size over packed size beyond which a member is cut (checked above 1 MiB of output).</summary>
    public int Ratio { get; init; } = 250;
    /// <summary>Steps of loops whose length the input decides (chains of sectors, tokens, …).</summary>
    public long Steps { get; init; } = 50_000_000;
    /// <summary>Characters of decoded body text per part that are looked at.</summary>
    public int TextChars { get; init; } = 1 << 20;
    /// <summary>Links kept per message.</summary>
    public int Links { get; init; } = 2_000;
    /// <summary>MIME nesting levels.</summary>
    public int MimeDepth { get; init; } = 64;
    /// <summary>Questions to the resolver, if there is one.</summary>
    public int Lookups { get; init; } = 150;
    /// <summary>Time spent waiting for the resolver, by the same clock; no further question is asked beyond.</summary>
    public TimeSpan LookupTime { get; init; } = TimeSpan.FromSeconds(10);
}
