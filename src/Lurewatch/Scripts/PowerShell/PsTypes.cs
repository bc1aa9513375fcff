using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Lurewatch.Scripts.PowerShell;

/// <summary>Casts, and static members of .NET's types as scripts use them.</summary>
internal static class PsTypes
{
    /// <summary>A type's name without System and brackets.</summary>
    public static string Bare(string name)
    {
        name = name.Trim().Trim('[', ']').ToLowerInvariant();
        if (name.StartsWith("system.", StringComparison.Ordinal)) name = name[7..];
        return name;
    }

    public static object? Cast(PsEvaluator by, string type, object? value)
    {
        type = Bare(type.EndsWith("[]", StringComparison.Ordinal) ? type[..^2] : type) + (type.EndsWith("[]", StringComparison.Ordinal) ? "[]" : "");
        if (value is PsUnknown) return value;
        switch (type)
        {
            case "string": return PsConvert.Text(value);
            case "char":
                if (value is string { Length: 1 } single) return single[0];
                return PsConvert.TryNumber(value, out var code) && code is >= 0 and <= 65535 ? (char)code : PsUnknown.Value;
            case "int" or "int32" or "long" or "int64" or "uint32" or "uint64" or "int16" or "uint16" or "short" or "intptr":
                if (value is char c) return (long)c;
                return PsConvert.TryNumber(value, out var number) ? (long)Math.Round(number, MidpointRounding.ToEven) : PsUnknown.Value;
            case "byte": return PsConvert.TryNumber(value, out number) && number is >= 0 and <= 255 ? (long)number : PsUnknown.Value;
            case "double" or "float" or "single" or "decimal": return PsConvert.TryNumber(value, out number) ? number : PsUnknown.Value;
            case "bool" or "boolean": return PsConvert.Condition(value) is { } condition ? condition : PsUnknown.Value;
            case "char[]":
                if (value is string text) return by.Pay(text.Length) ? Array.ConvertAll(text.ToCharArray(), ch => (object?)ch) : PsUnknown.Value;
                return PsConvert.Items(value).Select(item => Cast(by, "char", item)).ToArray();
            case "byte[]": return PsConvert.Bytes(value) ?? (object?)PsUnknown.Value;
            case "string[]": return PsConvert.Items(value).Select(item => (object?)PsConvert.Text(item)).ToArray();
            case "int[]" or "int32[]" or "object[]" or "array":
                return type[0] == 'i' ? PsConvert.Items(value).Select(item => Cast(by, "int", item)).ToArray() : PsConvert.Items(value);
            case "scriptblock": return value is PsScriptBlock ? value : new PsScriptBlock(new PsParser(PsConvert.Text(value), by.Budget).Parse(), []);
            case "type": return value is PsTypeValue ? value : new PsTypeValue(Bare(PsConvert.Text(value)));
            case "void": return null;
            case "wmiclass": return new WmiClassObject(PsConvert.Text(value));
            case "regex" or "text.regularexpressions.regex": return new RegexObject(PsConvert.Text(value));
            case "io.memorystream": return new MemoryStreamObject(PsConvert.Bytes(value) ?? []);
            case "net.webclient": return new WebClientObject();
            case "uri" or "xml" or "ref" or "pscustomobject" or "psobject" or "attribute" or "hashtable" or "ordered": return value;
            default: return value;
        }
    }

    public static object? StaticProperty(PsEvaluator by, string type, string name)
    {
        type = Bare(type);
        switch (type)
        {
            case "text.encoding": return new EncodingObject(name);
            case "environment": return name switch { "newline" => "\r\n", "username" => WindowsMachine.User, "machinename" or "userdomainname" => WindowsMachine.Name, "systemdirectory" => @"C:\Windows\system32", "currentdirectory" => @"C:\Users\user", "is64bitoperatingsystem" => true, _ => PsUnknown.Value };
            case "string" when name == "empty": return "";
            case "io.path": return name switch { "directoryseparatorchar" => '\\', "altdirectoryseparatorchar" => '/', "pathseparator" => ';', _ => PsUnknown.Value };
            case "int" or "int32": return name == "maxvalue" ? (long)int.MaxValue : PsUnknown.Value;
            case "math": return name == "pi" ? Math.PI : PsUnknown.Value;
            // Members of enumerations are their own names.
            default: return name;
        }
    }

    public static object? StaticCall(PsEvaluator by, string type, string name, object?[] args)
    {
        type = Bare(type);
        var first = args.Length > 0 ? args[0] : null;
        if (name == "new") return PsObjects.Create(by, type, args) ?? (object)PsUnknown.Value;
        if (args.Any(PsConvert.HasUnknown) && type is not ("diagnostics.process" or "io.file")) return PsUnknown.Value;
        switch (type)
        {
            case "convert": return ConvertCall(by, name, args);
            case "text.encoding" when name is "getencoding": return new EncodingObject(PsConvert.Text(first));
            case "string":
                return name switch
                {
                    "join" => PsOperators.Join(by, args is [_, var list] ? PsConvert.Items(list) : args[Math.Min(1, args.Length)..], PsConvert.Text(first)),
                    "concat" => PsOperators.Join(by, args is [object?[] only] ? only : args, ""),
                    "format" => PsOperators.Format(by, PsConvert.Text(first), args is [_, object?[] values] ? values : args[Math.Min(1, args.Length)..]),
                    "isnullorempty" or "isnullorwhitespace" => string.IsNullOrWhiteSpace(PsConvert.Text(first)),
                    "copy" or "intern" => PsConvert.Text(first),
                    _ => PsUnknown.Value,
                };
            case "char": return name switch { "toupper" => char.ToUpperInvariant(Char(first)), "tolower" => char.ToLowerInvariant(Char(first)), "convertfromutf32" or "toString" => Cast(by, "char", first), "tostring" => PsConvert.Text(first), _ => PsUnknown.Value };
            case "array":
                if (first is object?[] array && name == "reverse") Array.Reverse(array);
                else if (first is byte[] bytes && name == "reverse") Array.Reverse(bytes);
                return null;
            case "math": return MathCall(name, args);
            case "regex" or "text.regularexpressions.regex": return RegexCall(by, name, args);
            case "bitconverter": return name == "tostring" && PsConvert.Bytes(first) is { } raw && by.Pay(raw.Length * 3L) ? BitConverter.ToString(raw) : PsUnknown.Value;
            case "scriptblock": return name == "create" ? Cast(by, "scriptblock", first) : PsUnknown.Value;
            case "environment":
                if (name == "getenvironmentvariable") return PsEnvironment.Environment(PsConvert.Text(first)) ?? "";
                if (name == "getfolderpath") return PsEnvironment.Folder(PsConvert.Text(first));
                if (name == "expandenvironmentvariables") return WindowsMachine.Expand(PsConvert.Text(first));
                return PsUnknown.Value;
            case "io.path":
                return name switch
                {
                    "combine" => string.Join('\\', args.Select(part => PsConvert.Text(part).TrimEnd('\\'))),
                    "gettemppath" => @"C:\Users\user\AppData\Local\Temp\",
                    "getrandomfilename" => "k2xq0w1z.v5p",
                    "gettempfilename" => @"C:\Users\user\AppData\Local\Temp\tmp4F2A.tmp",
                    "getfilename" => PsConvert.Text(first)[(PsConvert.Text(first).AsSpan().LastIndexOfAny('\\', '/') + 1)..],
                    "changeextension" => PsConvert.Text(first),
                    _ => PsUnknown.Value,
                };
            case "io.file": return FileCall(by, name, args);
            case "diagnostics.process" when name == "start":
                by.Record.Run($"{PsConvert.Text(first is ProcessInfoObject info ? info.Command : first)} {(args.Length > 1 ? PsConvert.Text(args[1]) : "")}", by.Steps("Process.Start"));
                return PsUnknown.Value;
            case "reflection.assembly":
                if (name.StartsWith("load", StringComparison.Ordinal) && PsConvert.Bytes(first) is { Length: > 64 } assembly && first is not string) by.Record.Write("assembly.dll", assembly, by.Steps("Assembly.Load"));
                return new AnyObject("Assembly");
            case "net.webrequest" or "net.httpwebrequest" when name.StartsWith("create", StringComparison.Ordinal): return new WebRequestObject(PsConvert.Text(first));
            case "runtime.interopservices.marshal": return first is SecureStringObject secure ? secure.Plain : first is string ? first : PsUnknown.Value;
            case "web.httputility" or "net.webutility" or "uri":
                return name switch { "unescapedatastring" or "urldecode" => Uri.UnescapeDataString(PsConvert.Text(first)), "htmldecode" => System.Net.WebUtility.HtmlDecode(PsConvert.Text(first)), "escapedatastring" or "urlencode" => Uri.EscapeDataString(PsConvert.Text(first)), _ => PsUnknown.Value };
            case "microsoft.visualbasic.strings" or "strings":
                return name switch { "strreverse" => Vba.VbaFunctions.Reverse(PsConvert.Text(first)), "replace" when args.Length > 2 => PsConvert.Text(first).Replace(PsConvert.Text(args[1]), PsConvert.Text(args[2]), StringComparison.Ordinal), _ => PsUnknown.Value };
            case "microsoft.visualbasic.interaction":
                if (name == "shell") by.Record.Run(PsConvert.Text(first), by.Steps("Interaction.Shell"));
                else if (name is "callbyname" && args.Length > 1 && args[0] is PsObject thing) return thing.Call(by, PsConvert.Text(args[1]).ToLowerInvariant(), args.Length > 3 ? args[3..] : []);
                return PsUnknown.Value;
            case "guid": return name is "newguid" ? "0f8fad5b-d9cb-469f-a165-70867728950e" : PsConvert.Text(first);
            case "threading.thread": return null;
            case "activator" when name == "createinstance": return PsObjects.Create(by, Bare(PsConvert.Text(first)), []) ?? (object)PsUnknown.Value;
            case "type" when name is "gettype": return new PsTypeValue(Bare(PsConvert.Text(first)));
            case "type" when name is "gettypefromprogid": return new PsTypeValue("com:" + PsConvert.Text(first).ToLowerInvariant());
            case "security.cryptography.aes" or "security.cryptography.aesmanaged" or "security.cryptography.symmetricalgorithm" or "security.cryptography.rijndael" when name == "create": return new AesObject();
            case "int" or "int32" or "byte" or "long" or "uint32" when name == "parse": return args.Length > 1 && PsConvert.Text(args[1]).Contains("hex", StringComparison.OrdinalIgnoreCase) ? long.TryParse(PsConvert.Text(first), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var hex) ? hex : PsUnknown.Value : Cast(by, "int", first);
            default: return PsUnknown.Value;
        }
    }

    private static char Char(object? value) => value is char c ? c : PsConvert.Text(value) is [var first, ..] ? first : '\0';

    private static object? ConvertCall(PsEvaluator by, string name, object?[] args)
    {
        var text = PsConvert.Text(args.Length > 0 ? args[0] : null);
        switch (name)
        {
            case "frombase64string":
                return by.Pay(text.Length) && Vba.Emulation.Library.Texts.FromBase64(text) is { } bytes ? bytes : PsUnknown.Value;
            case "tobase64string": return PsConvert.Bytes(args.Length > 0 ? args[0] : null) is { } raw && by.Pay(raw.Length * 2L) ? Convert.ToBase64String(raw) : PsUnknown.Value;
            case "fromhexstring": return Vba.Emulation.Library.Texts.FromHex(text) ?? (object?)PsUnknown.Value;
            case "tostring": return args.Length > 1 && PsConvert.TryNumber(args[0], out var number) && PsConvert.TryNumber(args[1], out var radix) && radix is 2 or 8 or 16 && Math.Abs(number) < long.MaxValue ? Convert.ToString((long)number, (int)radix) : text;
            case "tochar": return Cast(by, "char", args.Length > 0 ? args[0] : null);
        }
        if (!name.StartsWith("to", StringComparison.Ordinal)) return PsUnknown.Value;
        if (args.Length > 1 && PsConvert.TryNumber(args[1], out var from) && from is 2 or 8 or 16)
        {
            try
            {
                return Convert.ToInt64(text.Trim(), (int)from);
            }
            catch (Exception error) when (error is FormatException or OverflowException or ArgumentException)
            {
                return PsUnknown.Value;
            }
        }
        return Cast(by, name switch { "tobyte" => "byte", "todouble" or "tosingle" => "double", "toboolean" => "bool", _ => "int" }, args.Length > 0 ? args[0] : null);
    }

    private static object? MathCall(string name, object?[] args)
    {
        if (args.Length == 0 || !PsConvert.TryNumber(args[0], out var x)) return PsUnknown.Value;
        var y = args.Length > 1 && PsConvert.TryNumber(args[1], out var second) ? second : 0;
        return name switch
        {
            "floor" => PsConvert.Number(Math.Floor(x)),
            "ceiling" => PsConvert.Number(Math.Ceiling(x)),
            "round" => PsConvert.Number(Math.Round(x)),
            "truncate" => PsConvert.Number(Math.Truncate(x)),
            "abs" => PsConvert.Number(Math.Abs(x)),
            "pow" => PsConvert.Number(Math.Pow(x, y)),
            "sqrt" => PsConvert.Number(Math.Sqrt(x)),
            "max" => PsConvert.Number(Math.Max(x, y)),
            "min" => PsConvert.Number(Math.Min(x, y)),
            _ => PsUnknown.Value,
        };
    }

    private static object? RegexCall(PsEvaluator by, string name, object?[] args)
    {
        if (args.Length < 1) return PsUnknown.Value;
        var text = PsConvert.Text(args[0]);
        if (name is "escape") return Regex.Escape(text);
        if (name is "unescape") return PsConvert.Text(args[0]);
        if (args.Length < 2) return PsUnknown.Value;
        // An option RightToLeft turns the text around: [regex]::matches('txet','.','RightToLeft').
        var options = args.Length > 2 && PsConvert.Text(args[^1]).Contains("right", StringComparison.OrdinalIgnoreCase) ? RegexOptions.RightToLeft : RegexOptions.None;
        if (!by.Pay(text.Length) || PsOperators.Pattern(by, PsConvert.Text(args[1]), ignoreCase: false, options) is not { } regex) return PsUnknown.Value;
        try
        {
            switch (name)
            {
                case "matches":
                    var found = new List<object?>();
                    for (var match = regex.Match(text); match.Success && found.Count < 200_000 && by.Step(2); match = match.NextMatch()) found.Add(new MatchValue(match.Value, [.. match.Groups.Values.Select(group => group.Value)], match.Index));
                    return found.ToArray();
                case "match": return regex.Match(text) is { Success: true } one ? new MatchValue(one.Value, [.. one.Groups.Values.Select(group => group.Value)], one.Index) : new MatchValue("", [""], 0);
                case "ismatch": return regex.IsMatch(text);
                case "replace": return PsOperators.RegexReplace(by, text, PsConvert.Text(args[1]), args.Length > 2 ? args[2] : "", ignoreCase: false);
                case "split": return Array.ConvertAll(regex.Split(text), part => (object?)part);
                default: return PsUnknown.Value;
            }
        }
        catch (RegexMatchTimeoutException)
        {
            return PsUnknown.Value;
        }
    }

    private static object? FileCall(PsEvaluator by, string name, object?[] args)
    {
        var path = PsConvert.Text(args.Length > 0 ? args[0] : null);
        var content = args.Length > 1 ? args[1] : null;
        switch (name)
        {
            case "writeallbytes":
                by.Record.Write(path, PsConvert.Bytes(content) is { Length: > 0 } bytes ? bytes : null, by.Steps("File.WriteAllBytes"));
                return null;
            case "writealltext" or "appendalltext" or "writealllines":
                by.Record.Write(path, content is PsUnknown ? null : Encoding.UTF8.GetBytes(content is object?[] lines ? string.Join("\r\n", lines.Select(PsConvert.Text)) : PsConvert.Text(content)), by.Steps("File.WriteAllText"));
                return null;
            case "readalltext" or "readalllines" or "readlines" or "readallbytes" when by.Known(path) is { } text:
                return name is "readalltext" ? text : name is "readallbytes" ? Encoding.Latin1.GetBytes(text) : PsConvert.Lines(text);
            default: return PsUnknown.Value;
        }
    }

    /// <summary>A stream of deflated or zipped bytes in the clear; null if it is none.</summary>
    public static byte[]? Inflate(PsEvaluator by, byte[] packed, bool isGzip)
    {
        const int Most = 16 << 20;
        try
        {
            using var from = new MemoryStream(packed);
            using Stream stream = isGzip ? new GZipStream(from, CompressionMode.Decompress) : new DeflateStream(from, CompressionMode.Decompress);
            using var to = new MemoryStream();
            var buffer = new byte[8192];
            int read;
            while ((read = stream.Read(buffer)) > 0 && to.Length < Most && by.Step(read >> 5)) to.Write(buffer, 0, read);
            return by.Budget.TryTakeBytes(to.Length, "PowerShell") ? to.ToArray() : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>The text of a secure string that was encrypted with a key, as <c>ConvertFrom-SecureString -Key</c> writes it: base64 of <c>2|iv|data</c> behind a fixed head, AES in CBC mode.</summary>
    public static string? Decrypt(string text, byte[] key)
    {
        const string Head = "76492d1116743f0423413b16050a5345";
        if (!text.StartsWith(Head, StringComparison.OrdinalIgnoreCase) || key.Length is not (16 or 24 or 32) || Vba.Emulation.Library.Texts.FromBase64(text[Head.Length..]) is not { } packed) return null;
        var parts = Encoding.Unicode.GetString(packed).Split('|');
        if (parts.Length != 3 || Vba.Emulation.Library.Texts.FromBase64(parts[1]) is not { Length: 16 } iv || Vba.Emulation.Library.Texts.FromHex(parts[2]) is not { } data) return null;
        return AesObject.Decrypt(data, key, iv, CipherMode.CBC, PaddingMode.PKCS7) is { } plain ? Encoding.Unicode.GetString(plain) : null;
    }
}
