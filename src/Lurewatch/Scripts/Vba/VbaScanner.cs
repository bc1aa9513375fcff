using System.Text;
using Lurewatch.Mail;

namespace Lurewatch.Scripts.Vba;

/// <summary>Reads a module's source without running it: what starts by itself, what it calls, which strings it makes, what they decode to.</summary>
internal sealed class VbaScanner
{
    private const int MostStrings = 2000, MostKept = 200, MostKeptChars = 1 << 18, MostUrls = 500, MostTokens = 20_000, ShortestString = 4, MostDecodes = 3;

    private readonly string _source;
    private readonly AnalysisBudget _budget;
    private readonly VbaNames _names;
    private readonly VbaExpressions _expressions;
    private readonly Dictionary<string, VbaCall> _calls = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<VbaAutoRun> _autoRuns = [];
    private readonly HashSet<string> _strings = new(StringComparer.Ordinal);
    private readonly List<(string Text, int Start)> _joined = [];
    private readonly List<DecodedString> _decoded = [];
    private readonly HashSet<string> _decodedTexts = new(StringComparer.Ordinal);
    private readonly List<Url> _urls = [];
    private readonly HashSet<string> _urlTexts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _longNames = new(StringComparer.OrdinalIgnoreCase);
    private List<StringDecoder.Found> _found = [];
    private string? _procedure;
    private int _procedures, _literalChars, _longest, _randomNames;

    private VbaScanner(string source, Encoding encoding, AnalysisBudget budget)
    {
        _source = source;
        _budget = budget;
        _names = new VbaNames(budget);
        _expressions = new VbaExpressions(source, _names, encoding, budget, Take) { OnName = OnName };
    }

    /// <summary>Programs that decoded from strings.</summary>
    public List<byte[]> Programs { get; } = [];

    public static (VbaFacts Facts, List<byte[]> Programs) Scan(string source, AnalysisBudget budget)
    {
        var scanner = new VbaScanner(source, Encodings.Of(1252), budget);
        var comments = scanner.Pass();
        // A function that only puts a string together is known after the first pass; a second one sees it where it is called.
        if (scanner._names.Functions > 0 && budget.HasTime("VBA source")) scanner.Pass();
        return (scanner.Facts(comments), scanner.Programs);
    }

    private int Pass()
    {
        _autoRuns.Clear();
        _procedures = 0;
        _procedure = null;
        var lexer = new VbaLexer(_source);
        var statement = new List<VbaToken>();
        while (lexer.Next(out var token))
        {
            if (token.Kind != VbaTokenKind.End && statement.Count < MostTokens)
            {
                statement.Add(token);
                if (token.Kind == VbaTokenKind.Text) _literalChars += token.Length - 2;
                continue;
            }
            if (!_budget.TryTakeSteps(statement.Count + 1, "VBA source")) break;
            if (statement.Count > 0) Statement(statement, 0, statement.Count);
            statement.Clear();
            if (token.Kind != VbaTokenKind.End) statement.Add(token);
        }
        if (statement.Count > 0) Statement(statement, 0, statement.Count);
        LeaveProcedure();
        return lexer.CommentChars;
    }

    private VbaFacts Facts(int comments)
    {
        _joined.Sort((a, b) => b.Text.Length != a.Text.Length ? b.Text.Length - a.Text.Length : a.Start - b.Start);
        var kept = new List<string>();
        var chars = 0;
        foreach (var (text, _) in _joined)
        {
            if (kept.Count == MostKept || chars + text.Length > MostKeptChars) break;
            chars += text.Length;
            kept.Add(text);
        }
        return new VbaFacts
        {
            AutoRun = _autoRuns,
            Calls = [.. _calls.Values.OrderBy(call => call.Offset).ThenBy(call => call.Name, StringComparer.Ordinal)],
            JoinedStrings = kept,
            DecodedStrings = _decoded,
            Urls = _urls,
            Measures = new VbaMeasures
            {
                Chars = _source.Length,
                Procedures = _procedures,
                CommentChars = comments,
                CharacterCodes = _expressions.CharacterCodes,
                Joins = _expressions.Joins,
                LiteralChars = _literalChars,
                LongestString = _longest,
                LongNames = _longNames.Count,
                RandomNames = _randomNames,
            },
        };
    }

    private void Statement(List<VbaToken> tokens, int from, int end)
    {
        var e = _expressions;
        e.Begin(tokens, from, end);
        while (e.IsWord(e.At, "Public") || e.IsWord(e.At, "Private") || e.IsWord(e.At, "Friend") || e.IsWord(e.At, "Global") || e.IsWord(e.At, "Static")) e.At++;
        var modified = e.At > from;
        if (e.At >= end) return;
        var first = tokens[e.At];
        if (first.Kind != VbaTokenKind.Word)
        {
            e.EmitRest();
            return;
        }
        var word = e.Span(first);
        if (word.Equals("Attribute", StringComparison.OrdinalIgnoreCase) || word.Equals("Option", StringComparison.OrdinalIgnoreCase)) return;
        if (e.IsWord(e.At, "Sub") || e.IsWord(e.At, "Function") || e.IsWord(e.At, "Property")) EnterProcedure(tokens, end);
        else if (e.IsWord(e.At, "End") && (e.IsWord(e.At + 1, "Sub") || e.IsWord(e.At + 1, "Function") || e.IsWord(e.At + 1, "Property"))) LeaveProcedure();
        else if (e.IsWord(e.At, "Declare")) Declare(tokens, end);
        else if (e.IsWord(e.At, "Const")) Constants(tokens, end);
        else if (e.IsWord(e.At, "Dim") || e.IsWord(e.At, "ReDim") || modified) Variables(tokens, end);
        else if (e.IsWord(e.At, "If") || e.IsWord(e.At, "ElseIf") || e.IsWord(e.At, "Else") || e.IsWord(e.At, "Case")) Branch(tokens, end);
        else Assignment(tokens, end);
    }

    private void EnterProcedure(List<VbaToken> tokens, int end)
    {
        var e = _expressions;
        var isFunction = !e.IsWord(e.At, "Sub");
        e.At++;
        if (e.IsWord(e.At, "Get") || e.IsWord(e.At, "Let") || e.IsWord(e.At, "Set")) e.At++;
        if (e.At >= end || tokens[e.At].Kind != VbaTokenKind.Word) return;
        LeaveProcedure();
        var token = tokens[e.At];
        var name = e.Span(token);
        LongName(token);
        _procedures++;
        _names.Enter();
        _procedure = name.ToString();
        if (isFunction) _names.Declare(name);
        if (VbaCalls.AutoRun(name) is { } when) _autoRuns.Add(new VbaAutoRun(_procedure, when, token.Start));
    }

    private void LeaveProcedure()
    {
        if (!_names.InProcedure) return;
        foreach (var (_, value, start) in _names.Leave(_procedure)) Take(value.Text!, start, true);
        _procedure = null;
    }

    /// <summary>Declare [PtrSafe] Function name Lib "kernel32" Alias "VirtualAlloc": the alias is what is called.</summary>
    private void Declare(List<VbaToken> tokens, int end)
    {
        var e = _expressions;
        for (var at = e.At + 1; at < end; at++)
        {
            if (e.IsOperator(at, '(')) break;
            var token = tokens[at];
            var name = token.Kind == VbaTokenKind.Text ? e.Span(token).Trim('"') : e.Span(token);
            if (VbaCalls.Declare(name) is { } row) _calls.TryAdd(row.Name, row.At(token.Start));
        }
    }

    private void Constants(List<VbaToken> tokens, int end)
    {
        var e = _expressions;
        e.At++;
        while (e.At < end && tokens[e.At].Kind == VbaTokenKind.Word)
        {
            var name = tokens[e.At++];
            if (e.IsWord(e.At, "As")) e.At += 2;
            if (!e.IsOperator(e.At, '=')) break;
            e.At++;
            var value = e.Expression();
            e.Emit(value, name.Start);
            _names.Set(e.Span(name), value, name.Start);
            if (!e.IsOperator(e.At, ',')) break;
            e.At++;
        }
        e.EmitRest();
    }

    private void Variables(List<VbaToken> tokens, int end)
    {
        var e = _expressions;
        if (e.IsWord(e.At, "Dim") || e.IsWord(e.At, "ReDim")) e.At++;
        while (e.At < end && tokens[e.At].Kind == VbaTokenKind.Word)
        {
            LongName(tokens[e.At]);
            var name = e.Span(tokens[e.At++]);
            if (!e.IsOperator(e.At, '(')) _names.Declare(name);
            while (e.At < end && !e.IsOperator(e.At, ',')) e.At++;
            e.At++;
        }
    }

    /// <summary>One line may hold a whole branch: <c>If x Then y = "…" Else z "…"</c>.</summary>
    private void Branch(List<VbaToken> tokens, int end)
    {
        var e = _expressions;
        var from = e.At + 1;
        for (var at = from; at <= end; at++)
        {
            if (at < end && !e.IsWord(at, "Then") && !e.IsWord(at, "Else")) continue;
            if (at > from)
            {
                e.Begin(tokens, from, at);
                Assignment(tokens, at);
                e.Begin(tokens, at, end);
            }
            from = at + 1;
        }
    }

    private void Assignment(List<VbaToken> tokens, int end)
    {
        var e = _expressions;
        if (e.IsWord(e.At, "Set") || e.IsWord(e.At, "Let") || e.IsWord(e.At, "Call")) e.At++;
        if (e.At >= end) return;
        var name = tokens[e.At];
        if (name.Kind == VbaTokenKind.Word && e.IsOperator(e.At + 1, '='))
        {
            LongName(name);
            var word = e.Span(name);
            e.At += 2;
            // x = x & "…": appended, not copied
            if (e.At < end && e.IsOperator(e.At + 1, '&') && tokens[e.At].Kind == VbaTokenKind.Word && e.Span(tokens[e.At]).Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                e.At += 2;
                var added = e.Expression();
                if (added.AsText() is { } text && _names.Append(word, text, name.Start))
                {
                    e.EmitRest();
                    return;
                }
                e.Emit(_names.Set(word, VbaValue.Unknown, name.Start), name.Start);
                e.Emit(added, name.Start);
                e.EmitRest();
                return;
            }
            var value = e.Expression();
            if (e.At < end) value = VbaValue.Unknown;
            else if (value is { Text: not null, IsMade: false } or { Items: not null }) e.Emit(value, name.Start);
            e.Emit(_names.Set(word, value, name.Start), name.Start);
            e.EmitRest();
            return;
        }
        if (name.Kind == VbaTokenKind.Word && VbaCalls.Statement(e.Span(name)) is { } row && !e.IsOperator(e.At + 1, '.') && !e.IsOperator(e.At + 1, '=')) _calls.TryAdd(row.Name, row.At(name.Start));
        e.EmitRest();
    }

    private void OnName(VbaToken token, bool isMember)
    {
        var name = _expressions.Span(token);
        if (VbaCalls.Name(name, isMember) is { } row) _calls.TryAdd(row.Name, row.At(token.Start));
        if (!isMember) LongName(token);
    }

    /// <summary>A name of eight letters and more that has four consonants or digits after one another more than once, or hardly a vowel, was not thought of by a person.</summary>
    private void LongName(VbaToken token)
    {
        if (token.Length < 8 || _longNames.Count >= MostStrings) return;
        var name = _expressions.Span(token);
        if (!_longNames.GetAlternateLookup<ReadOnlySpan<char>>().Add(name)) return;
        int run = 0, runs = 0, vowels = 0, letters = 0;
        foreach (var c in name)
        {
            var isVowel = char.ToLowerInvariant(c) is 'a' or 'e' or 'i' or 'o' or 'u' or 'y';
            if (char.IsAsciiLetter(c)) letters++;
            if (isVowel) vowels++;
            run = isVowel || c == '_' ? 0 : run + 1;
            if (run == 5) runs++;
        }
        if (letters > 0 && (runs > 0 && (vowels * 6 < letters || runs > 1) || vowels * 8 < letters)) _randomNames++;
    }

    /// <summary>A string of the source, joined as far as it goes.</summary>
    private void Take(string text, int start, bool made)
    {
        if (text.Length < ShortestString || _strings.Count >= MostStrings || !_budget.TryTakeSteps(1 + text.Length / 16, "VBA strings") || !_strings.Add(text)) return;
        _longest = Math.Max(_longest, text.Length);
        if (made) _joined.Add((text, start));
        Examine(text, start, 0);
    }

    private void Examine(string text, int start, int depth)
    {
        VbaCalls.InText(text, start, _calls);
        if (_urls.Count < MostUrls && (text.Contains("//", StringComparison.Ordinal) || text.Contains("www.", StringComparison.OrdinalIgnoreCase)))
        {
            foreach (var address in ScriptUrls.In(text, _budget))
                if (address.UrlText is { } url && _urls.Count < MostUrls && _urlTexts.Add(url)) _urls.Add(address);
        }
        if (depth == MostDecodes) return;
        var found = _found;
        _found = [];
        StringDecoder.Decode(text, found, _budget);
        foreach (var item in found)
        {
            if (item.Program is { } program) Programs.Add(program);
            if (item.Text is not { } decoded || _decoded.Count >= MostKept || !_decodedTexts.Add(decoded)) continue;
            _decoded.Add(new DecodedString(decoded.Length > 1 << 16 ? decoded[..(1 << 16)] : decoded, item.How));
            Examine(decoded, start, depth + 1);
        }
        found.Clear();
        _found = found;
    }
}
