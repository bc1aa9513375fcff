using System.Globalization;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Lurewatch.Intel;

/// <summary>Reads the organisation's YAML file, documented in docs/organisation.md.</summary>
/// <remarks>Walks the parser's events by hand: no reflection, no graph to be built, and every complaint knows its line. It stops at the first event that does not fit,
/// so deep nesting ends at depth three.</remarks>
internal sealed class OrganisationReader
{
    internal const int MaxBytes = 256 << 10;
    private const string Keys = "name, domains, people, languages, partners, trusted_authserv_ids, trusted_hops, simulations";
    private readonly Parser _parser;

    private OrganisationReader(string yaml) => _parser = new Parser(new StringReader(yaml));

    public static Organisation Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxBytes) throw TooLarge();
        try
        {
            return Read(new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(utf8));
        }
        catch (DecoderFallbackException error)
        {
            throw new OrganisationFormatException("The file is not UTF-8: save it as UTF-8.", error);
        }
    }

    public static Organisation Read(string yaml)
    {
        if (yaml.Length > MaxBytes) throw TooLarge();
        OrganisationReader? reader = null;
        try
        {
            reader = new OrganisationReader(yaml.TrimStart('\uFEFF'));
            return reader.ReadFile();
        }
        catch (YamlException error)
        {
            throw new OrganisationFormatException(error.Start.Line, error.Start.Column, $"this is not YAML ({error.Message}).", error);
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            // YamlDotNet loses its own state over some broken input, such as a list that is never closed, and says so in these ways.
            var at = reader?._parser.Current?.End ?? Mark.Empty;
            throw new OrganisationFormatException(at.Line, at.Column, "this is not YAML from here on; a bracket or quotation mark may be missing.", error);
        }
    }

    private static OrganisationFormatException TooLarge() => new($"The file is larger than {MaxBytes >> 10} kB: list the people at risk, not all employees.");

    private Organisation ReadFile()
    {
        Next();
        if (Next() is StreamEnd) return new Organisation();
        var top = Next();
        if (top is Scalar { Value: "", Style: ScalarStyle.Plain }) return new Organisation();
        if (top is not MappingStart) throw Wrong(top, $"expected keys ({Keys}), each with its value, such as “domains: [example.org]”.");
        var organisation = new Organisation();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (Next() is not MappingEnd)
        {
            var key = KeyHere(seen);
            organisation = key.Value.Replace('-', '_') switch
            {
                "name" => organisation with { Name = Text("the organisation's name") is { Length: > 0 } name ? name : null },
                "domains" => organisation with { Domains = List(DomainHere) },
                "people" => organisation with { People = List(PersonHere) },
                "languages" => organisation with { Languages = List(LanguageHere) },
                "partners" => organisation with { Partners = List(DomainHere) },
                "trusted_authserv_ids" => organisation with { TrustedAuthservIds = List(() => TextHere("an authserv-id such as mx.example.org")) },
                "trusted_hops" => WithHops(organisation, List(TrustedHopHere)),
                "simulations" => organisation with { Simulations = List(() => TextHere("a header such as X-PHISHTEST or “X-PHISHTEST: token”")) },
                _ => throw Wrong(key, $"unknown key “{key.Value}”; known are {Keys}."),
            };
        }
        Next();
        if (Next() is not StreamEnd) throw Wrong(Here, "a second YAML document; one file describes one organisation.");
        return organisation;
    }

    private ParsingEvent Here => _parser.Current!;

    private ParsingEvent Next()
    {
        do
        {
            if (!_parser.MoveNext()) throw new OrganisationFormatException("The file ends early.");
        } while (Here is Comment);
        if (Here is AnchorAlias or NodeEvent { Anchor.IsEmpty: false } or NodeEvent { Tag.IsEmpty: false })
            throw Wrong(Here, "anchors, aliases and tags are not used in this file; write the value out.");
        return Here;
    }

    private Scalar KeyHere(HashSet<string> seen)
    {
        if (Here is not Scalar key) throw Wrong(Here, "expected a key.");
        return seen.Add(key.Value) ? key : throw Wrong(key, $"the key “{key.Value}” stands twice; keep one.");
    }

    /// <summary>The value of a key: a list, a single item, or nothing.</summary>
    private List<T> List<T>(Func<T> item)
    {
        var items = new List<T>();
        switch (Next())
        {
            case Scalar scalar when IsNull(scalar):
                break;
            case SequenceStart:
                while (Next() is not SequenceEnd) items.Add(item());
                break;
            default:
                items.Add(item());
                break;
        }
        return items;
    }

    private string Text(string what)
    {
        Next();
        return Here is Scalar scalar && IsNull(scalar) ? "" : TextHere(what);
    }

    private string TextHere(string what) =>
        Here is Scalar { Value: var value } && !string.IsNullOrWhiteSpace(value) ? value.Trim() : throw Wrong(Here, $"expected {what}.");

    private static bool IsNull(Scalar scalar) => scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null";

    private Person PersonHere()
    {
        if (Here is Scalar) return new Person(TextHere("a person's name"));
        var start = Here;
        if (start is not MappingStart) throw Wrong(start, "expected a person: a name, or “name: …” and “email: …”.");
        string? name = null, email = null;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (Next() is not MappingEnd)
        {
            var key = KeyHere(seen);
            switch (key.Value)
            {
                case "name": name = Text("a person's name"); break;
                case "email": Next(); email = EmailHere(); break;
                default: throw Wrong(key, $"unknown key “{key.Value}” of a person; known are name, email.");
            }
        }
        return string.IsNullOrEmpty(name) ? throw Wrong(start, "a person without a name; add “name: …”.") : new Person(name, email);
    }

    /// <summary>A server's name, an address, a network, or how many fields from the top are own.</summary>
    private string TrustedHopHere()
    {
        var text = TextHere("a mail server's name, address or network, or how many Received fields from the top are own");
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            return count is > 0 and <= 100 ? text : throw Wrong(Here, $"{text} is no number of hops; write 1 to 100.");
        if (System.Net.IPAddress.TryParse(text, out _) || System.Net.IPNetwork.TryParse(text, out _)) return text;
        return DomainName(text) ?? throw Wrong(Here, $"“{text}” is no server; write mx.example.org, 192.0.2.1, 192.0.2.0/24, or a number of hops.");
    }

    private static Organisation WithHops(Organisation organisation, List<string> hops)
    {
        int? count = null;
        foreach (var hop in hops)
            if (int.TryParse(hop, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) count = number;
        hops.RemoveAll(static hop => int.TryParse(hop, NumberStyles.None, CultureInfo.InvariantCulture, out _));
        return organisation with { TrustedHops = hops, TrustedHopCount = count };
    }

    private string? EmailHere()
    {
        if (Here is Scalar scalar && IsNull(scalar)) return null;
        var text = TextHere("an address such as anna@example.org");
        var at = text.LastIndexOf('@');
        if (at <= 0 || text.AsSpan(0, at).IndexOfAny(' ', '<', '@') >= 0 || DomainName(text[(at + 1)..]) is not { } domain)
            throw Wrong(Here, $"“{text}” is no e-mail address; write it like anna@example.org.");
        return text[..at] + "@" + domain;
    }

    private string DomainHere()
    {
        var text = TextHere("a domain such as example.org");
        return DomainName(text) ?? throw Wrong(Here, $"“{text}” is no domain; write it like example.org, without http://, @ or *; its subdomains are included.");
    }

    private string LanguageHere()
    {
        var text = TextHere("a language code such as de");
        return text.Length == 2 && char.IsAsciiLetter(text[0]) && char.IsAsciiLetter(text[1])
            ? text.ToLowerInvariant()
            : throw Wrong(Here, $"“{text}” is no two-letter ISO 639-1 code; write de, en, pl, ja, …");
    }

    /// <summary>The name in lower case and Unicode form; null if it is none.</summary>
    private static string? DomainName(string text)
    {
        var name = text.TrimEnd('.').ToLowerInvariant();
        if (name.Length is 0 or > 253 || !name.Contains('.', StringComparison.Ordinal)) return null;
        foreach (var label in name.Split('.'))
        {
            if (label.Length is 0 or > 63 || label[0] == '-' || label[^1] == '-') return null;
            foreach (var c in label)
                if (c != '-' && !char.IsLetterOrDigit(c) && char.GetUnicodeCategory(c) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark)) return null;
        }
        try
        {
            return name.Contains("xn--", StringComparison.Ordinal) ? new IdnMapping().GetUnicode(name) : name;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static OrganisationFormatException Wrong(ParsingEvent at, string problem) => new(at.Start.Line, at.Start.Column, problem);
}
