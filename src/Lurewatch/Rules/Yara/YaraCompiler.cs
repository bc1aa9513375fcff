namespace Lurewatch.Rules.Yara;

/// <summary>Makes one set of rules out of many sources: follows includes within the sources, leaves out rules that do not compile and says which.</summary>
internal sealed class YaraCompiler
{
    private const int MaxRounds = 200;
    private readonly List<string> _names = [];
    private readonly List<string> _texts = [];
    private readonly List<List<int>> _includes = [];
    private readonly List<YaraProblem> _problems = [];
    private readonly HashSet<(int, int, string)> _said = [];

    public YaraCompiler(IEnumerable<(string Namespace, string Source)> sources)
    {
        foreach (var (name, source) in sources)
        {
            _names.Add(name.Replace('\\', '/'));
            _texts.Add(source.StartsWith('\ufeff') ? source[1..] : source);
        }
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < _names.Count; i++) index.TryAdd(_names[i], i);
        for (var i = 0; i < _texts.Count; i++) ResolveIncludes(i, index);
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
            var progress = false;
            foreach (var (at, line, message) in errors)
            {
                if (at < 0) continue;
                var statement = YaraText.Statements(_texts[at]).Find(statement => statement.FirstLine <= line && line <= statement.LastLine);
                Say(at, line, statement is { Kind: "rule" } ? statement.Name : null, message);
                if (statement is null) continue;
                _texts[at] = YaraText.Without(_texts[at], statement);
                progress = true;
            }
            if (progress) continue;
            if (errors.Count == 0) Say(source, 0, null, "could not be compiled");
            return false;
        }
        return false;
    }

    private void Say(int source, int line, string? rule, string message)
    {
        if (source < 0 || !_said.Add((source, line, message))) return;
        var what = rule is null ? "" : $"rule {rule} is left out: ";
        _problems.Add(new YaraProblem(_names[source], line, rule, $"{what}{message}{Remedy(message)}"));
    }

    private static string Remedy(string message) =>
        message.StartsWith("unknown module", StringComparison.Ordinal) ? "; this libyara was built without it: remove the import and the rules that use it"
        : message.StartsWith("undefined identifier", StringComparison.Ordinal) ? $"; neither a rule above it nor one of the external variables {string.Join(", ", YaraRules.Variables.Select(variable => variable.Name))}"
        : message.StartsWith("duplicated identifier", StringComparison.Ordinal) ? "; rename one of the two rules"
        : message.Contains("unreferenced string", StringComparison.Ordinal) ? "; use it in the condition or name it with a leading underscore"
        : "; correct the rule";

    /// <summary>An include names its source by an index from here on, so that neither folders nor spelling matter to libyara.</summary>
    private void ResolveIncludes(int source, Dictionary<string, int> index)
    {
        var targets = new List<int>();
        _includes.Add(targets);
        if (!_texts[source].Contains("include", StringComparison.Ordinal)) return;
        var statements = YaraText.Statements(_texts[source]);
        for (var i = statements.Count - 1; i >= 0; i--)   // backwards: places before stay
        {
            var statement = statements[i];
            if (statement.Kind != "include") continue;
            if (Resolve(_names[source], statement.Name, index) is { } target)
            {
                targets.Add(target);
                _texts[source] = string.Concat(_texts[source].AsSpan(0, statement.Start), $"include \"#{target}\"", _texts[source].AsSpan(statement.End));
                continue;
            }
            _texts[source] = YaraText.Without(_texts[source], statement);
            _problems.Add(new YaraProblem(_names[source], statement.FirstLine, null, $"the included {statement.Name} is not among the rule files given; give its folder too"));
        }
    }

    private static int? Resolve(string from, string name, Dictionary<string, int> index)
    {
        var parts = new List<string>(from.Split('/')[..^1]);
        foreach (var part in name.Replace('\\', '/').Split('/'))
        {
            if (part is "." or "") continue;
            if (part == ".." && parts.Count > 0) parts.RemoveAt(parts.Count - 1);
            else parts.Add(part);
        }
        return index.TryGetValue(string.Join('/', parts), out var found) ? found : index.TryGetValue(name, out found) ? found : null;
    }

    private int Included(string name) => name.Length > 1 && name[0] == '#' && int.TryParse(name.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture, out var i) && i < _texts.Count ? i : -1;

    /// <summary>Sources that no other includes; of those that include each other in a circle, the first.</summary>
    private List<int> Tops()
    {
        var included = _includes.SelectMany(targets => targets).ToHashSet();
        var tops = new List<int>();
        var reached = new HashSet<int>();
        for (var i = 0; i < _texts.Count; i++)
            if (!included.Contains(i)) Reach(i);
        for (var i = 0; i < _texts.Count; i++)
            if (!reached.Contains(i)) Reach(i);
        tops.Sort();
        return tops;

        void Reach(int top)
        {
            tops.Add(top);
            var open = new Stack<int>([top]);
            while (open.TryPop(out var next))
                if (reached.Add(next))
                    foreach (var target in _includes[next]) open.Push(target);
        }
    }
}
