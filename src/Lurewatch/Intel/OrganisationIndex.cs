using Lurewatch.Lures;

namespace Lurewatch.Intel;

/// <summary>What is looked up about an organisation for every message, prepared once.</summary>
internal sealed class OrganisationIndex(Organisation organisation)
{
    private readonly PersonName[] _people = [.. organisation.People.Select(PersonName.Of).Where(person => person.Words.Length > 0)];
    private readonly string[] _ownName = organisation.Name is { } name ? FoldedNames.Words(name) : [];

    public Organisation Organisation { get; } = organisation;

    public OwnServers Servers => field ??= new OwnServers(Organisation);

    public ProtectedNames Names => field ??= new ProtectedNames(Organisation);

    /// <summary>The person of the organisation that a display name speaks as: all words of the name stand in it, in any order; a name of one word must be all of it.</summary>
    public Person? PersonIn(string[] words)
    {
        foreach (var person in _people)
            if (person.Words.Length == 1 ? words.Length == 1 && words[0] == person.Words[0] : ContainsAll(words, person.Words)) return person.Person;
        return null;
    }

    /// <summary>True if a display name starts with or is the organisation's own name.</summary>
    public bool IsOwnName(string[] words) => _ownName.Length > 0 && words.Length >= _ownName.Length && words.AsSpan(0, _ownName.Length).SequenceEqual(_ownName);

    private static bool ContainsAll(string[] words, string[] wanted)
    {
        foreach (var word in wanted)
            if (Array.IndexOf(words, word) < 0) return false;
        return true;
    }

    private sealed record PersonName(Person Person, string[] Words)
    {
        public static PersonName Of(Person person) => new(person, FoldedNames.Words(person.Name));
    }
}

/// <summary>Names as lists of folded words, so that accents, homoglyphs, commas and order make no difference.</summary>
internal static class FoldedNames
{
    public static string[] Words(string name)
    {
        var text = FoldedText.Of(name, 512);
        var words = new string[text.Words.Length];
        for (var i = 0; i < words.Length; i++) words[i] = text[text.Words[i]].ToString();
        return words;
    }
}
