using System.Globalization;
using System.Text.Json;
using Lurewatch.Files.Shortcuts;
using Shouldly;
using Xunit;

namespace Lurewatch.Conformance;

/// <summary>The shortcuts of LnkParse3's tests against what that reader says of them.</summary>
public sealed class LnkConformanceTests(ITestOutputHelper output)
{
    /// <summary>Where ours differs, and why.</summary>
    private static readonly Dictionary<string, string> s_explained = new(StringComparer.Ordinal)
    {
        ["decoding_error3: network path"] = "the reference shows the local path alone where a shortcut has both; the ANSI path is of another code page (1251) than the file tells",
        ["decoding_error4: network path"] = "the reference shows the local path alone where a shortcut has both",
        ["decoding_error4: local path"] = "a byte (90) that Windows-1252 does not define: a control character here, a replacement character there",
        ["extra_data: appended"] = "four bytes (10000000) follow the end mark; the reference takes them for the end mark",
        ["sample16: network path"] = "the reference shows the local path alone where a shortcut has both",
        ["sample17: network path"] = "the reference shows the local path alone where a shortcut has both",
    };

    public static TheoryData<string> Names()
    {
        var root = Environment.GetEnvironmentVariable("LUREWATCH_CORPORA");
        return root is null || !Directory.Exists(Path.Combine(root, "documents/lnk/samples")) ? ["none"] : [.. Directory.GetFiles(Path.Combine(root, "documents/lnk/samples")).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_the_reference_reads_is_read(string name)
    {
        var folder = Path.Combine(Corpora.Folder("documents"), "lnk");
        var bytes = Convert.FromBase64String(File.ReadAllText(Path.Combine(folder, "samples", name)));
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "json", name + ".json")));
        var analysis = new MailScanner(new ScanOptions { Strict = true }).Scan(bytes, name + ".lnk");
        var facts = analysis.Artifacts[0].Facts.ShouldBeOfType<LnkFacts>();
        var differences = Differences(facts, json.RootElement).ToList();
        foreach (var difference in differences) output.WriteLine($"{name}: {difference}");
        differences.Where(difference => !s_explained.ContainsKey($"{name}: {difference[..difference.IndexOf(':', StringComparison.Ordinal)]}")).ShouldBeEmpty();
    }

    private static IEnumerable<string> Differences(LnkFacts ours, JsonElement theirs)
    {
        foreach (var (what, actual, expected) in Pairs(ours, theirs))
            if ((actual ?? "") != (expected ?? "")) yield return $"{what}: “{actual}”, the reference “{expected}”";
    }

    private static IEnumerable<(string What, string? Actual, string? Expected)> Pairs(LnkFacts ours, JsonElement theirs)
    {
        var header = theirs.GetProperty("header");
        yield return ("flags", ((uint)ours.Flags).ToString(CultureInfo.InvariantCulture), Text(header, "r_link_flags"));
        yield return ("attributes", ours.FileAttributes.ToString(CultureInfo.InvariantCulture), Text(header, "r_file_flags"));
        yield return ("created", Seconds(ours.Created), Text(header, "creation_time"));
        yield return ("accessed", Seconds(ours.Accessed), Text(header, "accessed_time"));
        yield return ("modified", Seconds(ours.Modified), Text(header, "modified_time"));
        yield return ("size", ours.TargetSize.ToString(CultureInfo.InvariantCulture), Text(header, "file_size"));
        yield return ("icon index", ours.IconIndex.ToString(CultureInfo.InvariantCulture), Text(header, "icon_index"));
        yield return ("hot key", ours.HotKey.ToString(CultureInfo.InvariantCulture), Text(header, "r_hotkey"));
        var data = Member(theirs, "data");
        yield return ("name", ours.Description, Text(data, "description"));
        yield return ("relative path", ours.RelativePath, Text(data, "relative_path"));
        yield return ("folder", ours.WorkingDirectory, Text(data, "working_directory"));
        yield return ("arguments", ours.Arguments, Text(data, "command_line_arguments"));
        yield return ("icon", ours.IconLocation, Text(data, "icon_location"));
        var link = Member(theirs, "link_info");
        var location = Member(link, "location_info");
        yield return ("local path", ours.Location?.LocalPath, Text(link, "local_base_path") is { } path ? path + Text(link, "common_path_suffix") : null);
        yield return ("drive type", ours.Location?.DriveType, Text(location, "drive_type")?.Replace("DRIVE_", "", StringComparison.Ordinal).ToLowerInvariant().Replace('_', '-'));
        yield return ("drive serial", ours.Location is { DriveType: not null } local ? $"0x{local.DriveSerial:x}" : null, Text(location, "drive_serial_number"));
        yield return ("volume label", ours.Location?.VolumeLabel, Text(location, "volume_label"));
        yield return ("network path", ours.Location?.NetworkPath, Text(location, "net_name") is { } share ? string.Join('\\', new[] { share, Text(link, "common_path_suffix") }.Where(part => part is { Length: > 0 })) : null);
        yield return ("device", ours.Location?.Device, Text(location, "device_name"));
        var extra = Member(theirs, "extra");
        var tracker = Member(extra, "DISTRIBUTED_LINK_TRACKER_BLOCK");
        yield return ("machine", ours.Extra.Tracker?.MachineId, Text(tracker, "machine_identifier"));
        yield return ("file droid", ours.Extra.Tracker?.File.ToString().ToUpperInvariant(), Text(tracker, "droid_file_identifier"));
        yield return ("volume droid", ours.Extra.Tracker?.Volume.ToString().ToUpperInvariant(), Text(tracker, "droid_volume_identifier"));
        yield return ("birth file droid", ours.Extra.Tracker?.BirthFile.ToString().ToUpperInvariant(), Text(tracker, "birth_droid_file_identifier"));
        yield return ("birth volume droid", ours.Extra.Tracker?.BirthVolume.ToString().ToUpperInvariant(), Text(tracker, "birth_droid_volume_identifier"));
        yield return ("environment target", ours.Extra.EnvironmentTarget, Text(Member(extra, "ENVIRONMENTAL_VARIABLES_LOCATION_BLOCK"), "target_unicode"));
        yield return ("environment icon", ours.Extra.EnvironmentIcon, Text(Member(extra, "ICON_LOCATION_BLOCK"), "target_unicode"));
        yield return ("darwin", ours.Extra.Darwin, Text(Member(extra, "DARWIN_BLOCK"), "darwin_data_unicode"));
        yield return ("known folder", ours.Extra.KnownFolder?.ToString().ToUpperInvariant(), Text(Member(extra, "KNOWN_FOLDER_LOCATION_BLOCK"), "known_folder_id"));
        yield return ("special folder", ours.Extra.SpecialFolder?.ToString(CultureInfo.InvariantCulture), Text(Member(extra, "SPECIAL_FOLDER_LOCATION_BLOCK"), "special_folder_id"));
        var console = Member(extra, "CONSOLE_PROPERTIES_BLOCK");
        yield return ("console", ours.Extra.Console is { } c ? $"{c.Width}x{c.Height}+{c.Left}+{c.Top} {c.Face}" : null,
            console.ValueKind == JsonValueKind.Object ? $"{Text(console, "window_size_x")}x{Text(console, "window_size_y")}+{Text(console, "window_origin_x")}+{Text(console, "window_origin_y")} {Text(console, "face_name")}" : null);
        yield return ("properties", string.Join(' ', ours.Extra.Properties.Select(property => $"{property.Format.ToString().ToUpperInvariant()}/{property.Id}{property.Name}={(property.Type == 0x1f ? property.Value : null)}")), Properties(extra));
        yield return ("appended", ours.AppendedBytes > 0 ? "yes" : null, Text(Member(extra, "TERMINAL_BLOCK"), "appended_data_sha256") is null ? null : "yes");
        var items = Member(Member(theirs, "target"), "items");
        var names = items.ValueKind == JsonValueKind.Array
            ? items.EnumerateArray().Select(item => Text(item, "primary_name") ?? Text(Member(item, "file_entry"), "primary_name") ?? Text(item, "volume_name") ?? Text(item, "cpl_file_path") ?? Text(item, "location")).OfType<string>().Where(text => text.Length > 0)
            : [];
        yield return ("items", string.Join('|', ours.Items.Select(item => item.ShortName ?? item.Name).OfType<string>()), string.Join('|', names));
    }

    private static string Properties(JsonElement extra)
    {
        var stores = Member(Member(extra, "METADATA_PROPERTIES_BLOCK"), "property_store");
        return stores.ValueKind != JsonValueKind.Array ? "" : string.Join(' ', stores.EnumerateArray().SelectMany(store => Member(store, "serialized_property_values").EnumerateArray()
            .Select(value => $"{Text(store, "format_id")}/{Text(value, "id") ?? Text(value, "name")}={(Text(value, "value_type") == "VT_LPWSTR" ? Text(value, "value") : null)}")));
    }

    private static string? Seconds(DateTimeOffset? time) => time?.ToString("yyyy-MM-ddTHH:mm:ss+00:00", CultureInfo.InvariantCulture);

    private static JsonElement Member(JsonElement of, string name) => of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var member) ? member : default;

    private static string? Text(JsonElement of, string name) => Member(of, name) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };
}
