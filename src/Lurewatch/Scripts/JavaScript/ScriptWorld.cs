using Acornima.Ast;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;

namespace Lurewatch.Scripts.JavaScript;

/// <summary>One JavaScript engine with its limits: no access to .NET, statements and memory counted, a guard against deep recursion, a fixed clock.</summary>
/// <remarks>A stack overflow cannot be caught, so the guard is the one setting that must not change: it works only while no execution stack count is set.</remarks>
internal sealed class ScriptWorld : IDisposable
{
    private const int FinishStatements = 20_000;
    private const int MostFaults = 6;
    private const uint MostElements = 4_000_000;
    private readonly Engine _engine;
    private readonly BudgetConstraint _limit;
    private readonly UnknownResolver _resolver = new();
    private readonly AnalysisBudget _budget;
    private readonly string _what;
    private ObjectInstance? _base;
    private int _faults;

    public ScriptWorld(AnalysisBudget budget, string what, int mostStatements)
    {
        _budget = budget;
        _what = what;
        _limit = new BudgetConstraint(budget, what, mostStatements);
        _engine = new Engine(options =>
        {
            options.MaxArraySize(MostElements);
            options.RegexTimeoutInterval(TimeSpan.FromMilliseconds(250));
            options.Constraint(_limit);
            options.SetReferencesResolver(_resolver);
            options.LocalTimeZone(TimeZoneInfo.Utc);
            options.RetainFunctionSourceText = true;
            options.TimeSystem = new FixedTime();
            options.Constraints.StackOverflowGuard = true;
            options.Constraints.MaxExecutionStackCount = -1;
            options.Constraints.PromiseTimeout = TimeSpan.Zero;
        });
    }

    public Engine Engine => _engine;
    public BudgetConstraint Limit => _limit;
    /// <summary>Nothing more may run: a limit was reached.</summary>
    public bool IsSpent { get; private set; }

    /// <summary>Runs the base world; the others follow with <see cref="Add"/>.</summary>
    public void Start(ObjectInstance host)
    {
        _base = (ObjectInstance)_engine.Call(_engine.Evaluate(Worlds.Base), host);
        _resolver.Unknown = _base.Get("unknown");
    }

    /// <summary>Adds a world; gives what it returns.</summary>
    public ObjectInstance Add(in Prepared<Script> world, ObjectInstance host, params JsValue[] others) => (ObjectInstance)_engine.Call(_engine.Evaluate(world), [host, Base, .. others]);

    /// <summary>What the base world shares with the others.</summary>
    public ObjectInstance Base => _base!;

    /// <summary>Runs a script. What fails costs the statement of the script's top level in which it fails: once more with unknowns for what is missing, then the rest.</summary>
    public void Execute(string source)
    {
        _limit.Begin();
        var resumed = 0;
        var text = source;
        while (text.Length > 0 && !IsSpent && resumed <= TopLevel.MostResumptions)
        {
            if (Try(text, out var failed)) return;
            if (IsSpent || TopLevel.Around(text, failed, _budget, _what) is not { } parts) return;
            resumed++;
            if (failed.IsSyntax && parts.Statement.Length > 0) Try(parts.Statement, out _);
            else if (parts.Statement.Length > 0) Leniently(() => _engine.Execute(parts.Statement, "script"));
            text = parts.After;
        }
    }

    /// <summary>Calls a function of the script's; once more with unknowns if that fails.</summary>
    public void Call(JsValue function, JsValue self, params JsValue[] arguments)
    {
        _limit.Begin();
        if (Guard(() => _engine.Call(function, self, arguments), out var failed) || failed.Line < 0) return;
        Leniently(() => _engine.Call(function, self, arguments));
    }

    /// <summary>Lets a world record what it kept for the end, even where the script has used up its share.</summary>
    public void Finish(JsValue finish)
    {
        if (finish is not Jint.Native.Function.Function) return;
        _limit.Grant(FinishStatements);
        Guard(() => _engine.Call(finish, JsValue.Undefined, []), out _);
    }

    private bool Try(string text, out ScriptFailure failed) => Guard(() => _engine.Execute(text, "script"), out failed);

    private void Leniently(Action run)
    {
        if (IsSpent) return;
        _resolver.IsLenient = true;
        Guard(run, out _);
        _resolver.IsLenient = false;
    }

    /// <summary>True if nothing failed. What the engine throws ends here.</summary>
    private bool Guard(Action run, out ScriptFailure failed)
    {
        failed = ScriptFailure.None;
        try
        {
            run();
            _engine.Advanced.ProcessTasks();
            return true;
        }
        catch (JavaScriptException error)
        {
            failed = ScriptFailure.Of(error);
        }
        catch (Exception error) when (error is Acornima.ParseErrorException or ScriptPreparationException)
        {
            failed = ScriptFailure.OfSyntax((error as Acornima.ParseErrorException ?? error.InnerException as Acornima.ParseErrorException)?.Error.Index ?? -1);
        }
        catch (ScriptSpentException)
        {
            IsSpent = true;
        }
        catch (Exception error) when (error is JintException or InsufficientExecutionStackException or OutOfMemoryException or InvalidOperationException or ArgumentException or OverflowException or InvalidCastException or NotSupportedException
            or IndexOutOfRangeException or NullReferenceException or NotImplementedException or System.Text.RegularExpressions.RegexMatchTimeoutException or KeyNotFoundException or FormatException)
        {
            // Of memory the world has one measure; what the engine itself does not stand costs that script.
            IsSpent = error is MemoryLimitExceededException or OutOfMemoryException || ++_faults > MostFaults;
            _budget.Exhaust("script_engine", _what);
        }
        return false;
    }

    public void Dispose() => _engine.Dispose();
}
