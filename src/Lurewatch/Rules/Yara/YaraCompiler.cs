namespace Lurewatch.Rules.Yara;

/// <summary>Makes one set of rules out of many sources: follows includes within the sources, leaves out rules that do not compile and says which.</summary>
internal sealed class YaraCompiler
{
    private const int MaxRounds = 200, MaxSources = 20_000;
    private const string Undefined = "undefined identifier";
    private readonly List<string> _names = [];
    private readonly List<string> _texts = [];
    private readonly List<List<int>> _includes = [];
    /// <summary>Sources that hold includes and nothing else.</summary>
    private readonly List<bool> _isIndex = [];
    /// <summary>Sources up to here were given; those behind came by includes.</summary>
    private readonly int _given;
    private readonly List<YaraProblem> _problems = [];
    private readonly HashSet<(int, int, string)> _said = [];
    private readonly Dictionary<(int Source, string Rule), int> _borrowed = [];
    private Dictionary<string, int>? _rulesByName;

    public YaraCompiler(IEnumerable<(string Namespace, string Source)> sources, Func<string, string?>? include)
    {
        foreach (var (name, source) in sources) Add(name.Replace('\\', '/'), source);
        _given = _names.Count;
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < _names.Count; i++) index.TryAdd(_names[i], i);
        // The list grows by what the includes bring in.
        for (var i = 0; i < _texts.Count; i++) ResolveIncludes(i, index, include);
    }

    private int Add(string name, string source)
    {
        _names.Add(name);
        _texts.Add(source.StartsWith('\ufeff') ? source[1..] : source);
        return _names.Count - 1;
    }

    public IReadOnlyList<YaraProblem> Problems => _problems;

    /// <summary>The compiled rules; 0 if none is left.</summary>
    public nint Compile()
    {
        var tops = Tops();
        var rules = Try(tops, static (_, _, _, _, _) => { });
        if (rules != 0) return rules;
        tops.RemoveAll(source => !Repair(source));
        for (var rounds = 0; tops.Count > 0 && rounds < MaxRounds; rounds++)
        {
            var bad = -1;
            rules = Try(tops, (source, file, line, _, message) =>
            {
                bad = source;
                Say(file is null ? tops[source] : Included(file), line, null, message);
            });
            if (rules != 0 || bad < 0) return rules;
            tops.RemoveAt(bad);
        }
        return 0;
    }

    private nint Try(IReadOnlyList<int> sources, Action<int, string?, int, string?, string> report) =>
        YaraNative.Compile([.. sources.Select(i => (_names[i], _texts[i]))], YaraRules.Variables, name => Included(name) is var i and >= 0 ? _texts[i] : null, report);

    /// <summary>Compiles one source by itself, without the rules that are wrong; false if nothing of it can be used.</summary>
    private bool Repair(int source)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            var errors = new List<(int Source, int Line, string Message)>();
            var rules = Try([source], (_, file, line, _, message) => errors.Add((file is null ? source : Included(file), line, message)));
            if (rules != 0)
            {
                YaraNative.Free(rules, []);
                return true;
            }
            var gone = new List<(int Source, YaraStatement Statement)>();
            foreach (var (at, line, message) in errors)
            {
                // What was left out for one error has no others worth telling.
                if (at < 0 || gone.Exists(left => left.Source == at && Holds(left.Statement, line))) continue;
                var statement = YaraText.Statements(_texts[at]).Find(statement => Holds(statement, line));
                if (statement is { Kind: "import" } && IsUnknownModule(message))
                {
                    gone.AddRange(LeaveOut(at, statement).Select(left => (at, left)));
                    continue;
                }
                if (statement is { Kind: "rule" } && Borrow(at, message, round))
                {
                    gone.Add((at, statement));
                    continue;
                }
                Say(at, line, statement is { Kind: "rule" } ? statement.Name : null, message);
                if (statement is null) continue;
                _texts[at] = YaraText.Without(_texts[at], statement);
                gone.Add((at, statement));
            }
            if (gone.Count > 0) continue;
            if (errors.Count == 0) Say(source, 0, null, "could not be compiled");
            return false;
        }
        return false;
    }

    /// <summary>
    /// In packs that are compiled from one index, rules ask rules of other files. Such a rule is brought in by itself, so that each file remains a namespace of its own.
    /// </summary>
    private bool Borrow(int source, string message, int round)
    {
        if (!message.StartsWith(Undefined, StringComparison.Ordinal) || message.Split('"') is not [_, var name, ..]) return false;
        if (_borrowed.TryGetValue((source, name), out var when)) return when == round;   // several rules of a source may ask it
        if (!RulesByName().TryGetValue(name, out var owner) || owner == source || _names.Count >= MaxSources) return false;
        var text = _texts[owner];
        foreach (var statement in YaraText.Statements(text))
            if (statement.Kind == "include" || statement.Kind == "rule" && statement.Name != name) text = YaraText.Without(text, statement);
        var rule = YaraText.Statements(text).Find(statement => statement.Kind == "rule");
        if (rule is null) return false;
        var isPrivate = text.AsSpan(rule.Start, text.IndexOf(name, rule.Start, StringComparison.Ordinal) - rule.Start).Contains("private", StringComparison.Ordinal);
        _borrowed[(source, name)] = round;
        var lender = Add(_names[owner], isPrivate ? text : text.Insert(rule.Start, "private "));
        _texts[source] = $"include \"#{lender.ToString(System.Globalization.CultureInfo.InvariantCulture)}\" {_texts[source]}";
        return true;
    }

    private Dictionary<string, int> RulesByName()
    {
        if (_rulesByName is not null) return _rulesByName;
        _rulesByName = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < _texts.Count; i++)
            foreach (var statement in YaraText.Statements(_texts[i]))
                if (statement.Kind == "rule") _rulesByName.TryAdd(statement.Name, i);
        return _rulesByName;
    }

    /// <summary>A module that is not there takes with it all rules that ask it, told once.</summary>
    private List<YaraStatement> LeaveOut(int source, YaraStatement import)
    {
        var users = YaraText.Statements(_texts[source]).FindAll(statement =>
            statement.Kind == "rule" && _texts[source].AsSpan(statement.Start, statement.End - statement.Start).Contains(import.Name + ".", StringComparison.Ordinal));
        foreach (var statement in users.Append(import)) _texts[source] = YaraText.Without(_texts[source], statement);
        var left = users.Count == 1 ? "the rule that asks it is left out" : $"the {users.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)} rules that ask it are left out";
        if (_said.Add((source, import.FirstLine, import.Name)))
            _problems.Add(new YaraProblem(_names[source], import.FirstLine, null, $"this libyara was built without the module {import.Name}; {left}"));
        return [.. users, import];
    }

    private static bool Holds(YaraStatement statement, int line) => statement.FirstLine <= line && line <= statement.LastLine;

    private static bool IsUnknownModule(string message) => message.StartsWith("unknown module", StringComparison.Ordinal);

    private void Say(int source, int line, string? rule, string message)
    {
        if (source < 0 || !_said.Add((source, line, message))) return;
        var what = rule is null ? "" : $"rule {rule} is left out: ";
        _problems.Add(new YaraProblem(_names[source], line, rule, $"{what}{message}{Remedy(message)}"));
    }

    private static string Remedy(string message) =>
        message.StartsWith(Undefined, StringComparison.Ordinal) ? $"; neither a rule that is given nor one of the external variables {string.Join(", ", YaraRules.Variables.Select(variable => variable.Name))}"
        : message.StartsWith("duplicated identifier", StringComparison.Ordinal) ? "; rename one of the two rules"
        : message.Contains("unreferenced string", StringComparison.Ordinal) ? "; use it in the condition or name it with a leading underscore"
        : "; correct the rule";

    /// <summary>An include names its source by an index from here on, so that neither folders nor spelling matter to libyara.</summary>
    private void ResolveIncludes(int source, Dictionary<string, int> index, Func<string, string?>? include)
    {
        var targets = new List<int>();
        _includes.Add(targets);
        _isIndex.Add(false);
        if (!_texts[source].Contains("include", StringComparison.Ordinal)) return;
        var statements = YaraText.Statements(_texts[source]);
        _isIndex[source] = statements.Count > 0 && statements.TrueForAll(static statement => statement.Kind == "include");
        for (var i = statements.Count - 1; i >= 0; i--)   // backwards: places before stay
        {
            var statement = statements[i];
            if (statement.Kind != "include") continue;
            if (Resolve(_names[source], statement.Name, index, include) is { } target)
            {
                targets.Add(target);
                _texts[source] = string.Concat(_texts[source].AsSpan(0, statement.Start), $"include \"#{target}\"", _texts[source].AsSpan(statement.End));
                continue;
            }
            _texts[source] = YaraText.Without(_texts[source], statement);
            _problems.Add(new YaraProblem(_names[source], statement.FirstLine, null, $"the included {statement.Name} is not among the rule files given; give its folder too"));
        }
    }

    /// <summary>As the path is written, from the folder of the including source; or, as in packs that are compiled from their own top, from a folder above it.</summary>
    private int? Resolve(string from, string name, Dictionary<string, int> index, Func<string, string?>? include)
    {
        var folder = from.Split('/')[..^1];
        for (var up = folder.Length; up >= 0; up--)
        {
            var path = Join(folder.AsSpan(0, up), name);
            if (index.TryGetValue(path, out var found)) return found;
            if (_names.Count >= MaxSources || include?.Invoke(path) is not { } text) continue;
            return index[path] = Add(path, text);
        }
        return null;
    }

    private static string Join(ReadOnlySpan<string> folder, string name)
    {
        var parts = new List<string>();
        parts.AddRange(folder);
        foreach (var part in name.Replace('\\', '/').Split('/'))
        {
            if (part is "." or "") continue;
            if (part == ".." && parts.Count > 0 && parts[^1] != "..") parts.RemoveAt(parts.Count - 1);
            else parts.Add(part);
        }
        return string.Join('/', parts);
    }

    private int Included(string name) => name.Length > 1 && name[0] == '#' && int.TryParse(name.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture, out var i) && i < _texts.Count ? i : -1;

    /// <summary>Sources that no other includes, and the first of those that include each other in a circle. An index of sources that were given is none: they stand for themselves.</summary>
    private List<int> Tops()
    {
        var own = Enumerable.Range(0, _texts.Count).Where(i => !_isIndex[i] || _includes[i].Exists(target => target >= _given)).ToList();
        var included = own.SelectMany(i => _includes[i]).ToHashSet();
        var tops = own.FindAll(i => !included.Contains(i));
        var reached = tops.SelectMany(Reach).ToHashSet();
        foreach (var i in own)
        {
            if (reached.Contains(i)) continue;
            tops.Add(i);
            reached.UnionWith(Reach(i));
        }
        tops.Sort();
        return tops;
    }

    /// <summary>A source with all that it includes.</summary>
    private HashSet<int> Reach(int from)
    {
        var reach = new HashSet<int> { from };
        var open = new Stack<int>([from]);
        while (open.TryPop(out var next))
            foreach (var target in _includes[next])
                if (reach.Add(target)) open.Push(target);
        return reach;
    }
}
