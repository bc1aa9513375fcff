using System.Security.Cryptography;
using System.Text;
using Lurewatch.Scripts.Vba;

namespace Lurewatch.Scripts.PowerShell;

/// <summary>Makes objects by type: <c>New-Object</c>, <c>[type]::new()</c>.</summary>
internal static class PsObjects
{
    public static PsObject? Create(PsEvaluator by, string type, object?[] args)
    {
        type = PsTypes.Bare(type);
        if (type.StartsWith("com:", StringComparison.Ordinal)) return new ComObject(type[4..]);
        var first = args.Length > 0 ? args[0] is object?[] { Length: > 0 } list && type is not "io.memorystream" ? list[0] : args[0] : null;
        switch (type)
        {
            case "net.webclient" or "net.http.httpclient": return new WebClientObject();
            case "io.memorystream": return new MemoryStreamObject(PsConvert.Bytes(args.Length == 1 && args[0] is object?[] { Length: > 0 } inner && inner[0] is byte[] or object?[]? inner[0] : args.Length > 0 ? args[0] is byte[]? args[0] : first is byte[]? first : args[0] : null) ?? []);
            case "io.compression.deflatestream" or "io.compression.gzipstream":
                var from = first as MemoryStreamObject;
                return new MemoryStreamObject(from is null ? [] : PsTypes.Inflate(by, from.Rest(), type.Contains("gzip", StringComparison.Ordinal)) ?? []);
            case "io.streamreader" or "io.streamwriter": return first as MemoryStreamObject ?? new MemoryStreamObject([]) { IsUnknown = true };
            case "io.binaryreader": return first as MemoryStreamObject ?? new MemoryStreamObject([]) { IsUnknown = true };
            case "text.stringbuilder": return new BuilderObject(PsConvert.Text(first));
            case "diagnostics.processstartinfo": return new ProcessInfoObject { File = PsConvert.Text(first), Arguments = args.Length > 1 ? PsConvert.Text(args[1]) : "" };
            case "diagnostics.process": return new ProcessInfoObject();
            case "text.asciiencoding" or "text.utf8encoding": return new EncodingObject("utf8");
            case "text.unicodeencoding": return new EncodingObject("unicode");
            case "security.cryptography.aesmanaged" or "security.cryptography.rijndaelmanaged" or "security.cryptography.aescryptoserviceprovider": return new AesObject();
            case "collections.arraylist" or "collections.generic.list[string]" or "collections.generic.list[byte]" or "collections.generic.list[object]" or "collections.queue" or "collections.stack": return new ListObject();
            case "uri": return new AnyObject("Uri", PsConvert.Text(first), "");
            case "management.automation.pscredential" when args.Length > 1: return args[1] as PsObject;
            default: return new AnyObject(type);
        }
    }
}

/// <summary>An object of which little is known: it passes on texts that name types, and answers with more of its kind.</summary>
internal sealed class AnyObject(string type, string text = "", string name = "") : PsObject
{
    public override string Type => type;
    public override string Text => text;
    public override object? Get(PsEvaluator by, string member) => member is "absoluteuri" or "originalstring" ? text : PsUnknown.Value;

    public override object? Call(PsEvaluator by, string member, object?[] args)
    {
        if (member is "gettype" or "getfield" or "getmethod" or "createinstance" or "entrypoint" or "gettypes") return new AnyObject(type, args.Length > 0 ? PsConvert.Text(args[0]) : text, args.Length > 0 ? PsConvert.Text(args[0]) : name);
        if (member == "setvalue" && (name.Contains("amsi", StringComparison.OrdinalIgnoreCase) || text.Contains("amsi", StringComparison.OrdinalIgnoreCase))) by.Record.Call("AmsiUtils." + name, null, by.Steps("SetValue"));
        return member is "tostring" ? text : PsUnknown.Value;
    }
}

/// <summary>A method as a value: <c>$x.Method.Invoke(…)</c>.</summary>
internal sealed class MethodValue(object target, string name) : PsObject
{
    public override string Type => "PSMethod";
    public override object? Call(PsEvaluator by, string member, object?[] args) => member == "invoke" ? PsMembers.Call(by, target, name, args) : PsUnknown.Value;
}

/// <summary><c>Net.WebClient</c> and <c>HttpClient</c>: what they would fetch.</summary>
internal sealed class WebClientObject : PsObject
{
    public override string Type => "WebClient";
    public override object? Get(PsEvaluator by, string member) => new MethodValue(this, member);

    public override object? Call(PsEvaluator by, string member, object?[] args)
    {
        if (member.StartsWith("download", StringComparison.Ordinal) || member.StartsWith("open", StringComparison.Ordinal) || member.StartsWith("upload", StringComparison.Ordinal) || member.StartsWith("get", StringComparison.Ordinal) && member.Length > 6 || member.EndsWith("async", StringComparison.Ordinal))
        {
            var name = char.ToUpperInvariant(member[0]) + member[1..];
            if (args.Length > 0) by.Record.Fetch(PsConvert.Text(args[0]), args.Length > 1 ? PsConvert.Text(args[1]) : null, by.Steps("WebClient." + name));
            return PsUnknown.Value;
        }
        return new AnyObject(member);
    }
}

/// <summary><c>WebRequest.Create</c>.</summary>
internal sealed class WebRequestObject(string url) : PsObject
{
    public override string Type => "WebRequest";
    public override object? Get(PsEvaluator by, string member) => PsUnknown.Value;

    public override object? Call(PsEvaluator by, string member, object?[] args)
    {
        if (member.StartsWith("getres", StringComparison.Ordinal)) by.Record.Fetch(url, null, by.Steps("WebRequest.GetResponse"));
        return PsUnknown.Value;
    }
}

/// <summary>A stream in memory, and readers over it.</summary>
internal sealed class MemoryStreamObject(byte[] bytes) : PsObject
{
    private byte[] _bytes = bytes;
    private int _at;
    public bool IsUnknown { get; init; }
    public override string Type => "MemoryStream";
    public byte[] Rest() => _bytes[Math.Min(_at, _bytes.Length)..];
    public override object? Get(PsEvaluator by, string member) => member switch { "length" => (long)_bytes.Length, "position" => (long)_at, "basestream" => this, "endofstream" => _at >= _bytes.Length, _ => PsUnknown.Value };

    public override void Set(PsEvaluator by, string member, object? value)
    {
        if (member == "position" && PsConvert.TryNumber(value, out var at)) _at = (int)Math.Clamp(at, 0, _bytes.Length);
    }

    public override object? Call(PsEvaluator by, string member, object?[] args)
    {
        if (IsUnknown && member.StartsWith("read", StringComparison.Ordinal)) return PsUnknown.Value;
        switch (member)
        {
            case "readtoend":
                if (!by.Pay(_bytes.Length)) return PsUnknown.Value;
                var rest = Rest();
                _at = _bytes.Length;
                return EncodingObject.Guess(rest);
            case "toarray" or "getbuffer": return _bytes;
            case "readbytes": return Rest();
            case "write" when args.Length > 0 && PsConvert.Bytes(args[0]) is { } more && _bytes.Length + more.Length < 16 << 20:
                _bytes = [.. _bytes, .. more];
                return null;
            case "copyto" when args.Length > 0 && args[0] is MemoryStreamObject to:
                to._bytes = [.. to._bytes, .. Rest()];
                return null;
            case "read" when args.Length > 2 && args[0] is byte[] into && PsConvert.TryNumber(args[1], out var offset) && PsConvert.TryNumber(args[2], out var count) && offset >= 0:
                var length = (int)Math.Max(0, Math.Min(Math.Min(count, into.Length - offset), _bytes.Length - _at));
                _bytes.AsSpan(_at, length).CopyTo(into.AsSpan((int)offset));
                _at += length;
                return (long)length;
            case "seek" when args.Length > 0 && PsConvert.TryNumber(args[0], out var at):
                _at = (int)Math.Clamp(at, 0, _bytes.Length);
                return (long)_at;
            default: return null;
        }
    }
}

/// <summary>An encoding.</summary>
internal sealed class EncodingObject(string name) : PsObject
{
    public override string Type => "Encoding";

    private Encoding Of => name.ToLowerInvariant() switch
    {
        "unicode" or "utf-16" or "utf-16le" or "1200" => Encoding.Unicode,
        "bigendianunicode" or "utf-16be" or "1201" => Encoding.BigEndianUnicode,
        "utf32" => Encoding.UTF32,
        "ascii" or "us-ascii" or "default" or "latin1" or "iso-8859-1" or "1252" or "28591" or "windows-1252" => Encodings.Of(1252),
        _ => Encoding.UTF8,
    };

    /// <summary>Text of bytes whose encoding nobody named.</summary>
    public static string Guess(byte[] bytes) => bytes.Length > 3 && bytes[1] == 0 && bytes[3] == 0 ? Encoding.Unicode.GetString(bytes) : Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF');

    public override object? Get(PsEvaluator by, string member) => member is "unicode" or "utf8" or "ascii" or "default" or "utf32" or "bigendianunicode" ? new EncodingObject(member) : PsUnknown.Value;

    public override object? Call(PsEvaluator by, string member, object?[] args)
    {
        var first = args.Length > 0 ? args[0] : null;
        switch (member)
        {
            case "getstring" or "getchars":
                if (PsConvert.Bytes(first) is not { } bytes || !by.Pay(bytes.Length)) return PsUnknown.Value;
                if (args.Length > 2 && PsConvert.TryNumber(args[1], out var from) && PsConvert.TryNumber(args[2], out var count) && from >= 0 && from + count <= bytes.Length && count >= 0) bytes = bytes[(int)from..(int)(from + count)];
                return Of.GetString(bytes);
            case "getbytes": return first is PsUnknown || !by.Pay(PsConvert.Text(first).Length) ? PsUnknown.Value : Of.GetBytes(first is object?[] chars ? string.Concat(chars.Select(PsConvert.Text)) : PsConvert.Text(first));
            default: return PsUnknown.Value;
        }
    }
}

/// <summary><c>StringBuilder</c>.</summary>
internal sealed class BuilderObject(string start) : PsObject
{
    private readonly StringBuilder _text = new(start);
    public override string Type => "StringBuilder";
    public override string Text => _text.ToString();
    public override object? Get(PsEvaluator by, string member) => member == "length" ? (long)_text.Length : PsUnknown.Value;

    public override object? Call(PsEvaluator by, string member, object?[] args)
    {
        if (member is "append" or "appendline" or "appendformat" && args.Length > 0 && by.Pay(PsConvert.Text(args[0]).Length) && _text.Length < 1 << 22)
        {
            _text.Append(PsConvert.Text(args[0]));
            if (member == "appendline") _text.Append("\r\n");
            return this;
        }
        if (member == "replace" && args.Length > 1 && PsConvert.Text(args[0]).Length > 0 && by.Pay(_text.Length)) _text.Replace(PsConvert.Text(args[0]), PsConvert.Text(args[1]));
        return member is "tostring" ? by.Pay(_text.Length) ? _text.ToString() : PsUnknown.Value : this;
    }
}

/// <summary>A list that grows.</summary>
internal sealed class ListObject : PsObject
{
    private readonly List<object?> _items = [];
    public override string Type => "ArrayList";
    public override string Text => string.Join(' ', _items.Take(10_000).Select(PsConvert.Text));
    public override object? Get(PsEvaluator by, string member) => member is "count" or "length" ? (long)_items.Count : PsUnknown.Value;

    public override object? Call(PsEvaluator by, string member, object?[] args)
    {
        switch (member)
        {
            case "add" or "push" or "enqueue" when args.Length > 0 && _items.Count < 500_000: _items.Add(args[0]); return null;
            case "addrange" when args.Length > 0 && _items.Count < 500_000: _items.AddRange(PsConvert.Items(args[0])); return null;
            case "toarray": return by.Pay(_items.Count) ? _items.ToArray() : PsUnknown.Value;
            case "reverse": _items.Reverse(); return null;
            case "item" when args.Length > 0: return PsOperators.Index(by, _items.ToArray(), args[0]);
            default: return PsUnknown.Value;
        }
    }
}

/// <summary><c>ProcessStartInfo</c> and <c>Process</c>.</summary>
internal sealed class ProcessInfoObject : PsObject
{
    public string File { get; set; } = "";
    public string Arguments { get; set; } = "";
    public string Command => $"{File} {Arguments}";
    public override string Type => "Process";
    public override string Text => Command;
    public override object? Get(PsEvaluator by, string member) => member == "startinfo" ? this : PsUnknown.Value;

    public override void Set(PsEvaluator by, string member, object? value)
    {
        if (member == "filename") File = PsConvert.Text(value);
        else if (member == "arguments") Arguments = PsConvert.Text(value);
        else if (member == "startinfo" && value is ProcessInfoObject other) (File, Arguments) = (other.File, other.Arguments);
    }

    public override object? Call(PsEvaluator by, string member, object?[] args)
    {
        if (member == "start") by.Record.Run(Command, by.Steps("Process.Start"));
        return PsUnknown.Value;
    }
}

/// <summary>A secure string whose text is known.</summary>
internal sealed class SecureStringObject(string plain) : PsObject
{
    public string Plain => plain;
    public override string Type => "SecureString";
    public override string Text => plain;
    public override object? Get(PsEvaluator by, string member) => member is "password" or "username" ? plain : this;
    public override object? Call(PsEvaluator by, string member, object?[] args) => this;
}

/// <summary>A match.</summary>
internal sealed class MatchValue(string value, string[] groups, int index) : PsObject
{
    public override string Type => "Match";
    public override string Text => value;
    public override object? Get(PsEvaluator by, string member) => member switch { "value" => value, "success" => value.Length > 0, "index" => (long)index, "length" => (long)value.Length, "groups" => groups.Select(group => (object?)new MatchValue(group, [group], 0)).ToArray(), _ => null };
    public override object? Call(PsEvaluator by, string member, object?[] args) => member == "tostring" ? value : PsUnknown.Value;
}

/// <summary>A regular expression.</summary>
internal sealed class RegexObject(string pattern) : PsObject
{
    public override string Type => "Regex";
    public override string Text => pattern;
    public override object? Call(PsEvaluator by, string member, object?[] args) => args.Length > 0 ? PsTypes.StaticCall(by, "regex", member, [args[0], pattern, .. args[1..]]) : PsUnknown.Value;
}

/// <summary>AES with a key and vector that the script holds.</summary>
internal sealed class AesObject : PsObject
{
    private byte[]? _key, _iv;
    private CipherMode _mode = CipherMode.CBC;
    private PaddingMode _padding = PaddingMode.PKCS7;
    public override string Type => "Aes";
    public override object? Get(PsEvaluator by, string member) => member is "key" ? _key : member is "iv" ? _iv : PsUnknown.Value;

    public override void Set(PsEvaluator by, string member, object? value)
    {
        var text = PsConvert.Text(value);
        switch (member)
        {
            case "key": _key = PsConvert.Bytes(value); break;
            case "iv": _iv = PsConvert.Bytes(value); break;
            case "mode": _mode = text.Contains("ecb", StringComparison.OrdinalIgnoreCase) ? CipherMode.ECB : CipherMode.CBC; break;
            case "padding": _padding = text.Contains("zero", StringComparison.OrdinalIgnoreCase) ? PaddingMode.Zeros : text.Contains("none", StringComparison.OrdinalIgnoreCase) ? PaddingMode.None : PaddingMode.PKCS7; break;
        }
    }

    public override object? Call(PsEvaluator by, string member, object?[] args)
    {
        switch (member)
        {
            case "createdecryptor":
                if (args.Length > 1) (_key, _iv) = (PsConvert.Bytes(args[0]), PsConvert.Bytes(args[1]));
                return this;
            case "transformfinalblock":
                return args.Length > 0 && _key is { Length: 16 or 24 or 32 } && PsConvert.Bytes(args[0]) is { } data && by.Pay(data.Length)
                    ? Decrypt(args.Length > 2 && PsConvert.TryNumber(args[1], out var from) && PsConvert.TryNumber(args[2], out var count) && from >= 0 && count >= 0 && from + count <= data.Length ? data[(int)from..(int)(from + count)] : data, _key, _iv is { Length: 16 } ? _iv : new byte[16], _mode, _padding) ?? (object?)PsUnknown.Value
                    : PsUnknown.Value;
            default: return this;
        }
    }

    /// <summary>Decrypts; null if the data does not fit.</summary>
    public static byte[]? Decrypt(byte[] data, byte[] key, byte[] iv, CipherMode mode, PaddingMode padding)
    {
        try
        {
            using var aes = Aes.Create();
            aes.Key = key;
            return mode == CipherMode.ECB ? aes.DecryptEcb(data, padding) : aes.DecryptCbc(data, iv, padding);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}

/// <summary>A class of WMI.</summary>
internal sealed class WmiClassObject(string name) : PsObject
{
    public override string Type => "ManagementClass";

    public override object? Call(PsEvaluator by, string member, object?[] args)
    {
        if (member == "create" && args.Length > 0) by.Record.Run(PsConvert.Text(args[0]), by.Steps($"{name[(name.LastIndexOf(':') + 1)..]}.Create"));
        return PsUnknown.Value;
    }
}

/// <summary>A COM object by programmatic identifier.</summary>
internal sealed class ComObject(string identifier) : PsObject
{
    private string _url = "", _target = "", _arguments = "";
    public override string Type => identifier;
    public override object? Get(PsEvaluator by, string member) => member is "document" or "application" or "item" or "parent" ? this : member is "status" ? 200L : member is "readystate" ? 4L : PsUnknown.Value;

    public override void Set(PsEvaluator by, string member, object? value)
    {
        if (member == "targetpath") _target = PsConvert.Text(value);
        else if (member == "arguments") _arguments = PsConvert.Text(value);
    }

    public override object? Call(PsEvaluator by, string member, object?[] args)
    {
        var first = args.Length > 0 ? PsConvert.Text(args[0]) : "";
        switch (member)
        {
            case "run" or "exec": by.Record.Run(first, by.Steps("WScript.Shell.Run")); return 0L;
            case "shellexecute": by.Record.Run($"{first} {(args.Length > 1 ? PsConvert.Text(args[1]) : "")}", by.Steps("ShellExecute")); return null;
            case "regwrite": by.Record.Registry(first, args.Length > 1 ? PsConvert.Text(args[1]) : null, by.Steps("RegWrite")); return null;
            case "navigate" or "navigate2": by.Record.Fetch(first, null, by.Steps("Navigate")); return null;
            case "open" when args.Length > 1: _url = PsConvert.Text(args[1]); return null;
            case "send":
                if (_url.Length > 0) by.Record.Fetch(_url, null, by.Steps(identifier));
                return null;
            case "createshortcut": return this;
            case "save": by.Record.Run($"{_target} {_arguments}", by.Steps("CreateShortcut")); return null;
            case "expandenvironmentstrings": return WindowsMachine.Expand(first);
            case "windows" or "item": return this;
            default: return PsUnknown.Value;
        }
    }
}
