using System.Collections.Frozen;
using System.Globalization;
using Lurewatch.Intel;

namespace Lurewatch.Scripts.Xlm;

/// <summary>The application's functions by number and name (functions.tsv).</summary>
internal static class XlmFunctions
{
    /// <summary>The function whose first operand says which function of the user's is called.</summary>
    public const int UserDefined = 255;

    private static readonly FrozenDictionary<int, Row> s_byNumber = Lists.Rows("Scripts/Xlm/functions.tsv")
        .ToFrozenDictionary(row => int.Parse(row[0], CultureInfo.InvariantCulture), row => new Row(row[1], row[2].Length == 0 ? -1 : int.Parse(row[2], CultureInfo.InvariantCulture)));

    private static readonly FrozenSet<string> s_names = s_byNumber.Values.Select(row => row.Name).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private sealed record Row(string Name, int Parameters);

    /// <summary>Name of a function; one that has none gets its number.</summary>
    public static string Name(int number) => s_byNumber.TryGetValue(number, out var row) ? row.Name : string.Create(CultureInfo.InvariantCulture, $"FUNCTION.{number}");

    /// <summary>Operands of the form without a count; one where it is not known.</summary>
    public static int Parameters(int number) => s_byNumber.TryGetValue(number, out var row) && row.Parameters >= 0 ? row.Parameters : 1;

    public static bool IsFunction(string name) => s_names.Contains(name);
}
