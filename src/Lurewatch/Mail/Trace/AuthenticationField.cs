using System.Globalization;
using System.Text;

namespace Lurewatch.Mail.Trace;

/// <summary>An Authentication-Results field as written [RFC 8601, 2.2].</summary>
internal sealed record AuthenticationField
{
    /// <summary>authserv-id; null in Microsoft's dialect, which has none.</summary>
    public string? ServId { get; init; }
    /// <summary>Version behind the authserv-id; null is 1.</summary>
    public int? Version { get; init; }
    /// <summary>The <c>i=</c> of an ARC-Authentication-Results field [RFC 8617, 4.1.1].</summary>
    public int? Instance { get; init; }
    /// <summary>One for each method asked; empty for <c>none</c>.</summary>
    public IReadOnlyList<MethodResult> Results { get; init; } = [];

    private const int MaxResults = 100, MaxProperties = 64;

    /// <summary>Reads a field's value. Comments may stand anywhere between tokens, values may be quoted; what is malformed is left out.</summary>
    public static AuthenticationField Read(string value)
    {
        string? server = null;
        int? version = null, instance = null;
        List<MethodResult>? results = null;
        var cursor = new Cursor(value);
        var first = true;
        while (!cursor.AtEnd && (results?.Count ?? 0) < MaxResults)
        {
            var name = cursor.Word(out var comment);
            if (name.Length == 0)
            {
                cursor.SkipSegment();
                continue;
            }
            int? methodVersion = null;
            if (cursor.Take('/')) methodVersion = Number(cursor.Word(out _));
            if (cursor.Take('='))
            {
                var result = cursor.Value(out var before);
                comment ??= before;
                if (name == "i" && server is null && results is null && Number(result) is { } number) instance = number;
                else if (result.Length > 0) (results ??= []).Add(Method(ref cursor, name, methodVersion, result, comment));
            }
            else if (first || (instance is not null && server is null && results is null))
            {
                server = name.ToLowerInvariant();
                if (!cursor.AtSegmentEnd) version = Number(cursor.Word(out _));
            }
            first = false;
            cursor.SkipSegment();
        }
        return new AuthenticationField { ServId = server, Version = version, Instance = instance, Results = results ?? (IReadOnlyList<MethodResult>)[] };
    }

    private static MethodResult Method(ref Cursor cursor, string name, int? version, string result, string? comment)
    {
        List<Property>? properties = null;
        string? reason = null;
        while (!cursor.AtSegmentEnd && (properties?.Count ?? 0) < MaxProperties)
        {
            var key = cursor.Word(out var another);
            comment ??= another;
            if (key.Length == 0)
            {
                if (!cursor.AtSegmentEnd) cursor.Skip();
                continue;
            }
            // "policy (comment) . (comment) expired": the dot may stand apart.
            if (cursor.Take('.')) key = $"{key}.{cursor.Word(out _)}";
            else if (key.EndsWith('.')) key += cursor.Word(out _);
            if (!cursor.Take('=')) continue;
            var value = cursor.Value(out another);
            comment ??= another;
            key = key.ToLowerInvariant();
            if (key == "reason") reason ??= value;
            else
            {
                var dot = key.IndexOf('.', StringComparison.Ordinal);
                (properties ??= []).Add(dot < 0 ? new Property("", key, value) : new Property(key[..dot], key[(dot + 1)..], value));
            }
        }
        return new MethodResult(name.ToLowerInvariant(), version, result.ToLowerInvariant(), reason, comment, properties ?? (IReadOnlyList<Property>)[]);
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Goes through a structured field, over comments and folding.</summary>
    internal ref struct Cursor(ReadOnlySpan<char> text)
    {
        private readonly ReadOnlySpan<char> _text = text;
        private int _at;

        public readonly bool AtEnd => _at >= _text.Length;
        /// <summary>Comments and blanks behind it are passed first.</summary>
        public bool AtSegmentEnd
        {
            get
            {
                var at = _at;
                while (at < _text.Length && char.IsWhiteSpace(_text[at])) at++;
                _at = at;
                return at >= _text.Length || _text[at] == ';';
            }
        }

        public void Skip() => _at++;

        /// <summary>Over white space and comments; the first comment's text is kept.</summary>
        public void SkipComments(ref string? comment)
        {
            while (_at < _text.Length)
            {
                if (char.IsWhiteSpace(_text[_at])) { _at++; continue; }
                if (_text[_at] != '(') return;
                var start = ++_at;
                for (var depth = 1; _at < _text.Length; _at++)
                {
                    if (_text[_at] == '\\') _at++;
                    else if (_text[_at] == '(') depth++;
                    else if (_text[_at] == ')' && --depth == 0) break;
                }
                _at = Math.Min(_at, _text.Length);
                comment ??= _text[start.._at].ToString();
                if (_at < _text.Length) _at++;
            }
        }

        public bool Take(char wanted)
        {
            string? ignored = null;
            SkipComments(ref ignored);
            if (_at >= _text.Length || _text[_at] != wanted) return false;
            _at++;
            return true;
        }

        /// <summary>A keyword: up to <c>= / ;</c>, blank or comment. Blanks around a dot belong to it.</summary>
        public string Word(out string? comment)
        {
            comment = null;
            SkipComments(ref comment);
            if (_at < _text.Length && _text[_at] == '"') return Quoted();
            var start = _at;
            while (_at < _text.Length && !char.IsWhiteSpace(_text[_at]) && _text[_at] is not ('=' or '/' or ';' or '(')) _at++;
            return _text[start.._at].ToString();
        }

        /// <summary>A value: quoted string, or up to a blank, comment or semicolon; a quoted local part may be followed by its domain.</summary>
        public string Value(out string? comment)
        {
            comment = null;
            SkipComments(ref comment);
            var quoted = _at < _text.Length && _text[_at] == '"' ? Quoted() : null;
            var start = _at;
            while (_at < _text.Length && !char.IsWhiteSpace(_text[_at]) && _text[_at] is not (';' or '(')) _at++;
            var rest = _text[start.._at];
            var value = quoted is null ? rest.ToString() : rest.IsEmpty ? quoted : quoted + rest.ToString();
            SkipComments(ref comment);
            return value;
        }

        private string Quoted()
        {
            var value = new StringBuilder();
            for (_at++; _at < _text.Length && _text[_at] != '"'; _at++)
            {
                if (_text[_at] == '\\' && _at + 1 < _text.Length) _at++;
                value.Append(_text[_at]);
            }
            if (_at < _text.Length) _at++;
            return value.ToString();
        }

        /// <summary>Behind the next semicolon that is in no quotes or comment.</summary>
        public void SkipSegment()
        {
            string? ignored = null;
            while (_at < _text.Length)
            {
                SkipComments(ref ignored);
                if (_at >= _text.Length) return;
                if (_text[_at] == '"') Quoted();
                else if (_text[_at++] == ';') return;
            }
        }
    }
}

/// <summary>One method's result: <c>dkim/1=pass reason="…" (comment) header.d=example.org</c>.</summary>
/// <param name="Method">Lower case: <c>spf dkim dmarc arc iprev auth bimi dkim-atps compauth x-…</c>.</param>
/// <param name="Version">Behind the slash.</param>
/// <param name="Result">Lower case.</param>
/// <param name="Reason">reason=.</param>
/// <param name="Comment">The first comment.</param>
/// <param name="Properties">propspecs in order.</param>
internal sealed record MethodResult(string Method, int? Version, string Result, string? Reason, string? Comment, IReadOnlyList<Property> Properties)
{
    /// <summary>The first value of that name that is not empty.</summary>
    public string? Property(string type, string name)
    {
        foreach (var property in Properties)
            if (property.Name == name && property.Type == type && property.Value.Length > 0) return property.Value;
        return null;
    }
}

/// <summary>A propspec.</summary>
/// <param name="Type">ptype: <c>smtp header body policy</c>; empty if the server leaves it out.</param>
/// <param name="Name">property.</param>
/// <param name="Value">pvalue, unquoted.</param>
internal readonly record struct Property(string Type, string Name, string Value);
