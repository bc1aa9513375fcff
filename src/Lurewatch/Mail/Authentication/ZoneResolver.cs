using System.Text;

namespace Lurewatch.Mail.Authentication;

/// <summary>Answers from a text, one record a line, asks nobody: for tests, and for evaluating a mail against records that were kept.
/// <code>
/// example.com                    TXT   "v=spf1 mx -all"
/// example.com                    MX    10 mail.example.com
/// key._domainkey.example.com     TXT   "v=DKIM1; p=MIGf" "MA0G…"
/// slow.example.com               FAIL
/// </code>
/// Types are A, AAAA, MX, TXT, PTR, CNAME; FAIL makes every other question about that name fail as a time-out does. <c>#</c> and <c>;</c> begin a comment.</summary>
public sealed class ZoneResolver : IDnsResolver
{
    private const int MaxAliases = 8;
    private readonly Dictionary<string, List<(string Type, string Value)>> _names = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a zone.</summary>
    /// <param name="text">Its lines.</param>
    /// <exception cref="FormatException">A line cannot be read; the message says which.</exception>
    public static ZoneResolver Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var zone = new ZoneResolver();
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            var words = Words(line);
            if (words.Count == 0) continue;
            var type = words.Count > 1 ? words[1].ToUpperInvariant() : "";
            var isKnown = type switch
            {
                "A" or "AAAA" or "PTR" or "CNAME" => words.Count == 3,
                "MX" => words.Count == 4 && ushort.TryParse(words[2], out _),
                "TXT" => words.Count > 2,
                "FAIL" => words.Count == 2,
                _ => false,
            };
            if (!isKnown) throw new FormatException(FormattableString.Invariant($"line {number} is no record: {line.ToString()}"));
            zone.Add(words[0], type, type switch { "FAIL" => "", "TXT" => string.Concat(words[2..]), "MX" => $"{words[2]} {words[3]}", _ => words[2] });
        }
        return zone;
    }

    /// <inheritdoc/>
    public DnsAnswer Resolve(string name, DnsType type)
    {
        ArgumentNullException.ThrowIfNull(name);
        for (var aliases = 0; aliases <= MaxAliases; aliases++)
        {
            if (!_names.TryGetValue(Key(name), out var records)) return HasBelow(name) ? DnsAnswer.NoData : DnsAnswer.NoName;
            var wanted = type switch { DnsType.Aaaa => "AAAA", DnsType.Mx => "MX", DnsType.Txt => "TXT", DnsType.Ptr => "PTR", _ => "A" };
            var values = records.Where(record => record.Type == wanted).Select(record => record.Value).ToList();
            if (values.Count > 0) return DnsAnswer.Of(type == DnsType.Mx ? Exchangers(values) : values);
            if (records.Exists(static record => record.Type == "FAIL")) return DnsAnswer.Failed;
            var alias = records.Find(static record => record.Type == "CNAME").Value;
            if (alias is null) return DnsAnswer.NoData;
            name = alias;
        }
        return DnsAnswer.Failed;
    }

    internal void Add(string name, string type, string value)
    {
        var key = Key(name);
        if (!_names.TryGetValue(key, out var records)) _names.Add(key, records = []);
        records.Add((type, value));
    }

    /// <summary>A name between existing ones exists too [RFC 8020].</summary>
    private bool HasBelow(string name)
    {
        var end = "." + Key(name);
        return _names.Keys.Any(key => key.EndsWith(end, StringComparison.OrdinalIgnoreCase));
    }

    private static List<string> Exchangers(List<string> values) =>
        [.. values.OrderBy(static value => int.Parse(value.AsSpan(0, value.IndexOf(' ', StringComparison.Ordinal)), System.Globalization.CultureInfo.InvariantCulture))
            .Select(static value => value[(value.IndexOf(' ', StringComparison.Ordinal) + 1)..])];

    private static string Key(string name) => name.EndsWith('.') ? name[..^1] : name;

    private static List<string> Words(ReadOnlySpan<char> line)
    {
        var words = new List<string>();
        var i = 0;
        while (i < line.Length)
        {
            if (line[i] is ' ' or '\t') { i++; continue; }
            if (line[i] is '#' or ';') break;
            var word = new StringBuilder();
            if (line[i] == '"')
            {
                for (i++; i < line.Length && line[i] != '"'; i++)
                {
                    if (line[i] == '\\' && i + 1 < line.Length) i++;
                    word.Append(line[i]);
                }
                i++;
            }
            else
            {
                while (i < line.Length && line[i] is not (' ' or '\t')) word.Append(line[i++]);
            }
            words.Add(word.ToString());
        }
        return words;
    }
}
