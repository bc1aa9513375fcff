using System.Text.RegularExpressions;
using Lurewatch.Scripts.Vba.Emulation.Library;
using Lurewatch.Scripts.Vba.Emulation.Runtime;

namespace Lurewatch.Scripts.Vba.Emulation.Objects;

/// <summary><c>Scripting.Dictionary</c>.</summary>
internal sealed class DictionaryObject : VbaObject
{
    private const int Most = 100_000;
    private readonly Dictionary<string, Variant> _items = new(StringComparer.Ordinal);
    private readonly List<Variant> _keys = [];
    public override string Type => "Dictionary";

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args)
    {
        switch (member)
        {
            case "item" or "_default": return Index(by, args);
            case "add":
                if (args.Length > 1) Put(args[0], args[1]);
                return Variant.Empty;
            case "exists": return Variant.Of(args.Length > 0 && _items.ContainsKey(args[0].AsText()));
            case "count": return Variant.Long(_items.Count);
            case "keys": return by.Step(_keys.Count) ? Variant.Of(VbaArray.Of([.. _keys])) : Variant.Unknown;
            case "items": return by.Step(_keys.Count) ? Variant.Of(VbaArray.Of([.. _keys.Select(key => _items[key.AsText()])])) : Variant.Unknown;
            case "remove":
                if (args.Length > 0 && _items.Remove(args[0].AsText(), out _)) _keys.RemoveAll(new Key(args[0].AsText()).Is);
                return Variant.Empty;
            case "removeall":
                _items.Clear();
                _keys.Clear();
                return Variant.Empty;
            default: return Variant.Unknown;
        }
    }

    private sealed record Key(string Text)
    {
        public bool Is(Variant key) => key.AsText() == Text;
    }

    public override Variant Index(Interpreter by, ReadOnlySpan<Variant> args) => args.Length > 0 && _items.TryGetValue(args[0].AsText(), out var value) ? value : Variant.Empty;

    public override void Set(Interpreter by, string member, ReadOnlySpan<Variant> args, Variant value)
    {
        if (member is "item" && args.Length > 0) Put(args[0], value);
    }

    public override void SetDefault(Interpreter by, ReadOnlySpan<Variant> args, Variant value)
    {
        if (args.Length > 0) Put(args[0], value);
    }

    public override IReadOnlyList<Variant> Enumerate(Interpreter by) => [.. _keys];

    private void Put(Variant key, Variant value)
    {
        if (_items.Count >= Most) return;
        if (!_items.ContainsKey(key.AsText())) _keys.Add(key);
        _items[key.AsText()] = value;
    }
}

/// <summary><c>Collection</c> and <c>System.Collections.ArrayList</c>.</summary>
internal sealed class CollectionObject : VbaObject
{
    private const int Most = 200_000;
    private readonly List<Variant> _items = [];
    private readonly Dictionary<string, Variant> _named = new(StringComparer.OrdinalIgnoreCase);
    private bool _fromZero;
    public override string Type => "Collection";

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args)
    {
        switch (member)
        {
            case "add" or "push" or "enqueue":
                if (args.Length > 0 && _items.Count < Most) _items.Add(args[0]);
                if (args.Length > 1 && args[1].IsText && _named.Count < Most) _named[args[1].AsText()] = args[0];
                return Variant.Long(_items.Count - 1);
            case "count": return Variant.Long(_items.Count);
            case "item":
                return Index(by, args);
            case "toarray":
                _fromZero = true;
                return by.Step(_items.Count) ? Variant.Of(VbaArray.Of([.. _items])) : Variant.Unknown;
            case "reverse":
                _items.Reverse();
                return Variant.Empty;
            case "sort":
                _fromZero = true;
                _items.Sort((a, b) => string.CompareOrdinal(a.AsText(), b.AsText()));
                return Variant.Empty;
            case "remove" or "removeat":
                if (args.Length > 0 && args[0].TryNumber(out var at) && at - 1 >= 0 && at - 1 < _items.Count) _items.RemoveAt((int)at - 1);
                return Variant.Empty;
            default: return Variant.Unknown;
        }
    }

    public override Variant Index(Interpreter by, ReadOnlySpan<Variant> args)
    {
        if (args.Length == 0) return Variant.Of(this);
        if (args[0].IsText && _named.TryGetValue(args[0].AsText(), out var named)) return named;
        if (!args[0].TryNumber(out var n)) return Variant.Unknown;
        var at = (int)n - (_fromZero ? 0 : 1);
        return at >= 0 && at < _items.Count ? _items[at] : Variant.Unknown;
    }

    public override IReadOnlyList<Variant> Enumerate(Interpreter by) => [.. _items];
}

/// <summary><c>VBScript.RegExp</c>.</summary>
internal sealed class RegExpObject : VbaObject
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMilliseconds(100);
    private string _pattern = "";
    private bool _global, _ignoreCase, _multiline;
    public override string Type => "RegExp";

    public override void Set(Interpreter by, string member, ReadOnlySpan<Variant> args, Variant value)
    {
        var flag = value.AsCondition() is true;
        switch (member)
        {
            case "pattern": _pattern = value.AsText(); break;
            case "global": _global = flag; break;
            case "ignorecase": _ignoreCase = flag; break;
            case "multiline": _multiline = flag; break;
        }
    }

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args)
    {
        if (args.Length == 0 || args[0].IsUnknown) return Variant.Unknown;
        var text = args[0].AsText();
        if (!by.Pay(text.Length) || !by.Step(2000)) return Variant.Unknown;
        try
        {
            var regex = new Regex(_pattern, (_ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None) | (_multiline ? RegexOptions.Multiline : RegexOptions.None) | RegexOptions.CultureInvariant | RegexOptions.ECMAScript, s_limit);
            switch (member)
            {
                case "replace": return Variant.Of(regex.Replace(text, args.Length > 1 ? args[1].AsText() : "", _global ? -1 : 1));
                case "test": return Variant.Of(regex.IsMatch(text));
                case "execute":
                    var matches = new List<(string, Variant)>();
                    foreach (var match in regex.EnumerateMatches(text))
                    {
                        var value = text.Substring(match.Index, match.Length);
                        var groups = regex.Match(text, match.Index).Groups;
                        matches.Add(("", Variant.Of(new MatchObject(value, match.Index, [.. groups.Values.Skip(1).Select(g => g.Value)]))));
                        if (!_global || matches.Count >= 50_000 || !by.Step(10)) break;
                    }
                    return Variant.Of(new MatchList(matches));
                default: return Variant.Unknown;
            }
        }
        catch (ArgumentException)
        {
            by.Raise(5017);
            return Variant.Unknown;
        }
        catch (RegexMatchTimeoutException)
        {
            return Variant.Unknown;
        }
    }
}

/// <summary>Matches, counted from zero.</summary>
internal sealed class MatchList(List<(string Name, Variant Value)> items) : VbaObject
{
    public override string Type => "MatchCollection";
    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args) => member == "count" ? Variant.Long(items.Count) : member == "item" ? Index(by, args) : Variant.Unknown;
    public override Variant Index(Interpreter by, ReadOnlySpan<Variant> args) => args.Length > 0 && args[0].TryNumber(out var n) && n >= 0 && n < items.Count ? items[(int)n].Value : Variant.Of(this);
    public override IReadOnlyList<Variant> Enumerate(Interpreter by) => [.. items.Select(item => item.Value)];
}

/// <summary>A match.</summary>
internal sealed class MatchObject(string value, int index, string[] groups) : VbaObject
{
    public override string Type => "Match";
    public override Variant Default => Variant.Of(value);

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args) => member switch
    {
        "value" => Variant.Of(value),
        "firstindex" => Variant.Long(index),
        "length" => Variant.Long(value.Length),
        "submatches" => args.Length > 0 && args[0].TryNumber(out var n) && n >= 0 && n < groups.Length ? Variant.Of(groups[(int)n]) : Variant.Of(new MatchList([.. groups.Select(group => ("", Variant.Of(group)))])),
        _ => Variant.Unknown,
    };
}

/// <summary><c>Scripting.FileSystemObject</c> and its files, over files that exist here alone.</summary>
internal sealed class FileSystem : VbaObject
{
    public override string Type => "FileSystemObject";

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args)
    {
        var first = args.Length > 0 ? args[0].AsText() : "";
        switch (member)
        {
            case "createtextfile":
                by.Files.Begin(first, append: false, by.Steps("CreateTextFile"));
                return Variant.Of(new TextFile(first, args.Length > 2 && args[2].AsCondition() is true));
            case "opentextfile":
                if (args.Length > 1 && args[1].TryNumber(out var mode) && mode is 2 or 8) by.Files.Begin(first, mode is 8, by.Steps("OpenTextFile"));
                return Variant.Of(new TextFile(first, args.Length > 3 && args[3].AsCondition() is true));
            case "fileexists" or "folderexists" or "driveexists": return member[0] == 'f' && member[1] == 'i' ? Variant.Of(by.Files.Exists(first)) : Variant.True;
            case "getspecialfolder": return Variant.Of(new ValueObject("Folder", "Path", Variant.Of(args.Length > 0 && args[0].TryNumber(out var which) ? which switch { 0 => @"C:\Windows", 1 => @"C:\Windows\System32", _ => WindowsMachine.Variable("TEMP") ?? "" } : WindowsMachine.Variable("TEMP") ?? "")));
            case "gettempname": return Variant.Of("rad4F2A1.tmp");
            case "buildpath": return Variant.Of(first.TrimEnd('\\') + "\\" + (args.Length > 1 ? args[1].AsText() : ""));
            case "getfilename": return Variant.Of(VirtualFiles.NameOf(first));
            case "getbasename": return Variant.Of(VirtualFiles.NameOf(first) is var name && name.LastIndexOf('.') is > 0 and var dot ? name[..dot] : name);
            case "getextensionname": return Variant.Of(first.LastIndexOf('.') is >= 0 and var at ? first[(at + 1)..] : "");
            case "getparentfoldername": return Variant.Of(first.LastIndexOf('\\') is > 0 and var slash ? first[..slash] : "");
            case "getabsolutepathname": return Variant.Of(first);
            case "copyfile" or "movefile":
                if (args.Length > 1) by.Files.Copy(first, args[1].AsText(), by.Steps(member == "copyfile" ? "CopyFile" : "MoveFile"));
                return Variant.Empty;
            case "createfolder" or "deletefile" or "deletefolder" or "copyfolder" or "movefolder": return Variant.Empty;
            case "getfile" or "getfolder": return Variant.Of(new TextFile(first, unicode: false));
            default: return Variant.Unknown;
        }
    }
}

/// <summary>A text file.</summary>
internal sealed class TextFile(string path, bool unicode) : VbaObject
{
    public override string Type => "TextStream";
    public override Variant Default => Variant.Of(path);

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args)
    {
        switch (member)
        {
            case "write" or "writeline":
                var text = (args.Length > 0 ? args[0].AsText() : "") + (member == "writeline" ? "\r\n" : "");
                if (by.Pay(text.Length)) by.Files.Append(path, VirtualFiles.Encode(text, unicode));
                return Variant.Empty;
            case "readall" or "readline" or "read": return by.Files.Content(path) is { } content && by.Pay(content.Length) ? Variant.Of(Texts.FromBytes(content)) : Variant.Unknown;
            case "openastextstream": return Variant.Of(this);
            case "size": return by.Files.Content(path) is { } known ? Variant.Long(known.Length) : Variant.Long(300_000);
            case "path" or "shortpath" or "shortname" or "name": return Variant.Of(path);
            case "atendofstream": return Variant.True;
            case "close" or "delete" or "writeblanklines" or "skipline": return Variant.Empty;
            case "copy":
                if (args.Length > 0) by.Files.Copy(path, args[0].AsText(), by.Steps("Copy"));
                return Variant.Empty;
            default: return Variant.Unknown;
        }
    }
}
