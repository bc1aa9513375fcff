using System.Text;

namespace Lurewatch.Mail.Reports;

/// <summary>Groups of fields, written like header fields, blank lines between the groups [RFC 3464, 2.1; RFC 8098, 3.1; RFC 5965, 3].</summary>
internal sealed class ReportFields
{
    private const int MaxGroups = 200;
    private const int MaxFields = 100;
    private const int MaxBytes = 256 << 10;
    private readonly List<(string Name, string Value)> _fields = [];

    public int Count => _fields.Count;

    /// <summary>First value of a field; null if absent or empty.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var field in _fields)
                if (field.Value.Length > 0 && field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return field.Value;
            return null;
        }
    }

    public IEnumerable<string> All(string name)
    {
        foreach (var field in _fields)
            if (field.Value.Length > 0 && field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) yield return field.Value;
    }

    /// <summary>The value behind its type: <c>user@example.net</c> of <c>rfc822; user@example.net</c>.</summary>
    public string? Typed(string name)
    {
        if (this[name] is not { } value) return null;
        var semicolon = value.IndexOf(';', StringComparison.Ordinal);
        return (semicolon < 0 ? value : value[(semicolon + 1)..]).Trim() is { Length: > 0 } plain ? plain : null;
    }

    /// <summary>As <see cref="Typed"/>, an address without angle brackets.</summary>
    public string? Address(string name) => Typed(name)?.Trim('<', '>', ' ');

    /// <summary>Reads what it can: lines that are no field are passed over, several blank lines are one.</summary>
    public static List<ReportFields> Read(ReadOnlySpan<byte> bytes)
    {
        var groups = new List<ReportFields>();
        var group = new ReportFields();
        var rest = bytes[..Math.Min(bytes.Length, MaxBytes)];
        while (!rest.IsEmpty)
        {
            var line = Line(ref rest);
            if (line.IsEmpty)
            {
                if (group.Count == 0) continue;
                groups.Add(group);
                if (groups.Count == MaxGroups) return groups;
                group = new ReportFields();
                continue;
            }
            var name = HeaderBlock.NameLength(line);
            if (name == 0 || group.Count == MaxFields) continue;
            var value = line[(line.IndexOf((byte)':') + 1)..].ToArray();
            while (!rest.IsEmpty && rest[0] is (byte)' ' or (byte)'\t' && Line(ref rest) is { IsEmpty: false } more && value.Length < 4096) value = [.. value, (byte)' ', .. more.Trim(" \t"u8)];
            var facts = default(HeaderTextFacts);
            group._fields.Add((Encoding.ASCII.GetString(line[..name]), HeaderText.Decode(value, ref facts).Trim()));
        }
        if (group.Count > 0) groups.Add(group);
        return groups;
    }

    private static ReadOnlySpan<byte> Line(ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)'\n');
        var line = (end < 0 ? rest : rest[..end]).TrimEnd("\r \t"u8);
        rest = end < 0 ? [] : rest[(end + 1)..];
        return line;
    }
}
