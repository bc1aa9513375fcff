using System.Collections.Frozen;
using Lurewatch.Scripts.Vba.Emulation.Runtime;

namespace Lurewatch.Scripts.Vba.Emulation.Objects;

/// <summary>Objects of Windows by programmatic identifier, class id or moniker.</summary>
internal static class ComObjects
{
    private static readonly FrozenDictionary<string, string> s_classes = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["72c24dd5-d70a-438b-8a42-98424b88afb8"] = "wscript.shell",
        ["f935dc22-1cf0-11d0-adb9-00c04fd58a0b"] = "wscript.shell",
        ["13709620-c279-11ce-a49e-444553540000"] = "shell.application",
        ["9ba05972-f6a8-11cf-a442-00a0c90a8f39"] = "shell.application",
        ["c08afd90-f2a1-11d1-8455-00a0c91f3880"] = "shell.application",
        ["0d43fe01-f093-11cf-8940-00a0c9054228"] = "scripting.filesystemobject",
        ["ee09b103-97e0-11cf-978f-00a02463e06f"] = "scripting.dictionary",
        ["2087c2f4-2cef-4953-a8ab-66779b670495"] = "winhttp.winhttprequest.5.1",
        ["f6d90f16-9c73-11d3-b32e-00c04f990bb4"] = "msxml2.xmlhttp",
        ["88d96a0a-f192-11d4-a65f-0040963251e5"] = "msxml2.xmlhttp.6.0",
        ["88d96a0b-f192-11d4-a65f-0040963251e5"] = "msxml2.serverxmlhttp.6.0",
        ["ed8c108e-4349-11d2-91a4-00c04f7969e8"] = "microsoft.xmlhttp",
        ["00000566-0000-0010-8000-00aa006d2ea4"] = "adodb.stream",
        ["0002df01-0000-0000-c000-000000000046"] = "internetexplorer.application",
        ["d5e8041d-920f-45e9-b8fb-b1deb82c6e5e"] = "internetexplorer.application",
        ["0006f03a-0000-0000-c000-000000000046"] = "outlook.application",
        ["00024500-0000-0000-c000-000000000046"] = "excel.application",
        ["000209ff-0000-0000-c000-000000000046"] = "word.application",
        ["0f87369f-a4e5-4cfc-bd3e-73e6154572dd"] = "schedule.service",
        ["76a64158-cb41-11d1-8b02-00600806d9b6"] = "wbemscripting.swbemlocator",
        ["0e59f1d5-1fbe-11d0-8ff2-00a0d10038bc"] = "scriptcontrol",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>An object by identifier; null if it is none that is modelled.</summary>
    public static VbaObject? Create(Interpreter by, string identifier)
    {
        var id = identifier.Trim().ToLowerInvariant();
        if (id.StartsWith("new:", StringComparison.Ordinal)) id = id[4..];
        if (s_classes.TryGetValue(id.Trim('{', '}'), out var named)) id = named;
        switch (id)
        {
            case "wscript.shell" or "wshshell" or "wscript.shell.1" or "iwshruntimelibrary.wshshell" or "wshom.wshshell": return new ShellObject();
            case "shell.application" or "shell32.shell" or "shell.application.1": return new ShellApplication();
            case "wscript.network" or "wshnetwork": return new NetworkObject();
            case "scripting.filesystemobject" or "filesystemobject": return new FileSystem();
            case "scripting.dictionary" or "dictionary": return new DictionaryObject();
            case "collection" or "vba.collection": return new CollectionObject();
            case "system.collections.arraylist" or "system.collections.queue" or "system.collections.stack": return new CollectionObject();
            case "adodb.stream" or "adodb.stream.6.0": return new StreamObject();
            case "adodb.connection" or "adodb.recordset": return new UnknownObject(identifier);
            case "vbscript.regexp" or "regexp" or "vbscript_regexp_55.regexp": return new RegExpObject();
            case "schedule.service": return new TaskObject("Schedule.Service");
            case "wbemscripting.swbemlocator": return new WmiService("SWbemLocator");
            case "scriptcontrol" or "msscriptcontrol.scriptcontrol" or "msscriptcontrol.scriptcontrol.1": return new ScriptControl();
            case "internetexplorer.application": return new Browser();
            case "outlook.application" or "excel.application" or "word.application" or "powerpoint.application" or "excel.sheet": return by.Globals.Application;
            case "htmlfile" or "mshtml.htmldocument": return new HtmlFile();
            case "system.text.utf8encoding" or "system.text.asciiencoding" or "system.text.unicodeencoding": return new EncodingObject(id.Contains("unicode", StringComparison.Ordinal));
            case "system.security.cryptography.frombase64transform": return new Base64Transform();
            case "microsoft.update.autoupdate" or "microsoft.update.session": return new UnknownObject(identifier);
        }
        if (id.Contains("xmlhttp", StringComparison.Ordinal) || id.StartsWith("winhttp.winhttprequest", StringComparison.Ordinal) || id.StartsWith("winhttp.", StringComparison.Ordinal)) return new HttpObject(identifier);
        if (id.Contains("domdocument", StringComparison.Ordinal) || id is "microsoft.xmldom" or "msxml.domdocument") return new XmlDocument();
        return null;
    }

    /// <summary><c>GetObject</c>: monikers of WMI, of scripts, of classes.</summary>
    public static Variant GetObject(Interpreter by, string path, string type)
    {
        var lower = path.Trim().ToLowerInvariant();
        if (lower.StartsWith("winmgmts:", StringComparison.Ordinal)) return Variant.Of(Wmi.FromMoniker(path));
        if (lower.StartsWith("script:", StringComparison.Ordinal) || lower.StartsWith("scriptlet:", StringComparison.Ordinal))
        {
            by.Record.Fetch(path[(path.IndexOf(':', StringComparison.Ordinal) + 1)..], null, by.Steps("GetObject"));
            return Variant.Unknown;
        }
        if (lower.Contains("://", StringComparison.Ordinal) && !lower.StartsWith("winnt:", StringComparison.Ordinal) && !lower.StartsWith("ldap:", StringComparison.Ordinal)) by.Record.Fetch(path, null, by.Steps("GetObject"));
        var id = lower.Length > 0 ? path : type;
        return Variant.Of(Create(by, id) ?? new UnknownObject(id));
    }
}
