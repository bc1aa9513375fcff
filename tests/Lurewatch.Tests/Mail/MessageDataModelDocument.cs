using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lurewatch.Mail;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Mail;

/// <summary>docs/mdm.md is made from the records themselves. LUREWATCH_ACCEPT=1 rewrites it.</summary>
public sealed class MessageDataModelDocument
{
    /// <summary>Listed once in a section of their own, not at each place where they stand.</summary>
    private static readonly Type[] Shared = [typeof(Mailbox), typeof(Email), typeof(Domain), typeof(Subject), typeof(Recipients), typeof(Link), typeof(Url), typeof(Ip), typeof(SpfDetails), typeof(DmarcDetails)];

    /// <summary>Longest prefix wins.</summary>
    private static readonly Dictionary<string, string> Waits = new(StringComparer.Ordinal)
    {
        ["mailbox"] = "waits for issue 5 (server: whose mailbox it is)",
        ["external"] = "waits for issue 5 (server: what the platform said)",
        ["triage"] = "waits for issue 5 (server: analysts and rules)",
        ["body.current_thread.banners"] = "waits for issue 3 (mail depth: gateway banners)",
    };

    [Fact]
    public void The_document_is_up_to_date()
    {
        var path = Repository.Path("docs/mdm.md");
        var made = Make();
        if (Environment.GetEnvironmentVariable("LUREWATCH_ACCEPT") == "1") File.WriteAllText(path, made);
        File.Exists(path).ShouldBeTrue("run the tests with LUREWATCH_ACCEPT=1 once");
        File.ReadAllText(path).ReplaceLineEndings("\n").ShouldBe(made, "docs/mdm.md is out of date: run the tests with LUREWATCH_ACCEPT=1 and read the difference");
    }

    [Fact]
    public void Every_wait_names_a_path_that_exists()
    {
        var made = Make();
        foreach (var path in Waits.Keys) made.ShouldContain($"| `{path}");
    }

    private static string Make()
    {
        var text = new StringBuilder();
        text.Append("# The Message Data Model\n\n")
            .Append("Made from the records in `src/Lurewatch/Mail/Message.cs` by a test; `LUREWATCH_ACCEPT=1 dotnet test` rewrites it. ")
            .Append("`lurewatch scan --format mdm` prints it, MQL rules read it. `[T]` is a list, `{T}` a map, `?` may be null.\n\n")
            .Append("## Message\n\n| path | type | filled |\n|---|---|---|\n");
        Rows(text, typeof(Message), "", 0);
        text.Append("\n## Shared types\n");
        foreach (var type in Shared)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n### {type.Name}\n\n| field | type |\n|---|---|\n");
            foreach (var property in Properties(type)) text.Append(CultureInfo.InvariantCulture, $"| `{Name(property)}` | {TypeName(property)} |\n");
        }
        return text.ToString();
    }

    private static void Rows(StringBuilder text, Type type, string prefix, int depth)
    {
        depth.ShouldBeLessThan(12);
        foreach (var property in Properties(type))
        {
            var path = prefix + Name(property);
            var (element, isList, _) = Unwrap(property.PropertyType);
            text.Append(CultureInfo.InvariantCulture, $"| `{path}` | {TypeName(property)} | {Status(path)} |\n");
            if (IsRecord(element) && !Shared.Contains(element)) Rows(text, element, path + (isList ? "[]." : "."), depth + 1);
        }
    }

    private static string Status(string path)
    {
        var bare = path.Replace("[]", "", StringComparison.Ordinal);
        foreach (var (prefix, why) in Waits)
            if (bare == prefix || bare.StartsWith(prefix + ".", StringComparison.Ordinal)) return why;
        return "yes";
    }

    private static IEnumerable<PropertyInfo> Properties(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.Name != "EqualityContract")
            .OrderBy(property => property.DeclaringType == type ? 1 : 0).ThenBy(property => property.MetadataToken);

    private static string Name(PropertyInfo property) =>
        property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);

    private static string TypeName(PropertyInfo property)
    {
        var (element, isList, isMap) = Unwrap(property.PropertyType);
        var name = element == typeof(string) ? "string" : element == typeof(bool) ? "boolean" : element == typeof(int) || element == typeof(long) ? "integer"
            : element == typeof(double) ? "float" : element == typeof(DateTimeOffset) ? "time" : element.Name;
        var nullable = Nullable.GetUnderlyingType(property.PropertyType) is not null
            || new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable;
        return (isMap ? $"{{[{name}]}}" : isList ? $"[{name}]" : name) + (nullable ? "?" : "");
    }

    private static (Type Element, bool IsList, bool IsMap) Unwrap(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner) return (inner, false, false);
        if (!type.IsGenericType) return (type, false, false);
        var arguments = type.GetGenericArguments();
        return arguments.Length == 2 ? (Unwrap(arguments[1]).Element, false, true) : (arguments[0], true, false);
    }

    private static bool IsRecord(Type type) => type.Namespace == typeof(Message).Namespace && type.IsClass;
}
