using System.Text;
using Lurewatch.Scripts.Vba.Emulation.Library;
using Lurewatch.Scripts.Vba.Emulation.Runtime;

namespace Lurewatch.Scripts.Vba.Emulation.Objects;

/// <summary>XMLHTTP, ServerXMLHTTP, WinHttpRequest: what they would fetch is recorded; the answer is not known, but it came.</summary>
internal sealed class HttpObject(string identifier) : VbaObject
{
    private string _url = "", _method = "GET";
    public override string Type => identifier;

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args)
    {
        switch (member)
        {
            case "open":
                if (args.Length > 1) (_method, _url) = (args[0].AsText(), args[1].AsText());
                return Variant.Empty;
            case "send":
                by.Record.Fetch(_url, null, by.Steps($"{identifier} {_method}"));
                return Variant.Empty;
            case "status": return Variant.Int(200);
            case "statustext": return Variant.Of("OK");
            case "readystate": return Variant.Int(4);
            case "setrequestheader" or "setproxy" or "setoption" or "settimeouts" or "waitforresponse" or "abort" or "setcredentials" or "option": return Variant.True;
            default: return Variant.Unknown;
        }
    }
}

/// <summary><c>ADODB.Stream</c>.</summary>
internal sealed class StreamObject : VbaObject
{
    private const int Most = 16 << 20;
    private byte[] _content = [];
    private int _type = 2, _at;
    private string _charset = "unicode";
    private bool _unknown;

    public override string Type => "Stream";

    public override void Set(Interpreter by, string member, ReadOnlySpan<Variant> args, Variant value)
    {
        switch (member)
        {
            case "type" when value.TryNumber(out var type): _type = (int)type; break;
            case "charset": _charset = value.AsText().ToLowerInvariant(); break;
            case "position" when value.TryNumber(out var at): _at = (int)Math.Clamp(at, 0, _content.Length); break;
        }
    }

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args)
    {
        switch (member)
        {
            case "open":
                (_content, _at, _unknown) = ([], 0, false);
                return Variant.Empty;
            case "write" or "writetext":
                if (args.Length == 0 || args[0].IsUnknown) _unknown = true;
                else if (args[0].Items?.ToBytes() is { } bytes) Append(by, bytes);
                else Append(by, Encoding().GetBytes(args[0].AsText()));
                return Variant.Empty;
            case "savetofile":
                if (args.Length > 0) by.Files.Save(args[0].AsText(), _unknown || _content.Length == 0 ? null : _content, by.Steps("ADODB.Stream.SaveToFile"));
                return Variant.Empty;
            case "loadfromfile":
                if (args.Length > 0 && by.Files.Content(args[0].AsText()) is { } loaded) _content = loaded;
                else _unknown = true;
                return Variant.Empty;
            case "read": return _unknown || !by.Step(_content.Length - _at) ? Variant.Unknown : Variant.Of(VbaArray.OfBytes(_content.AsSpan(_at)));
            case "readtext": return _unknown || !by.Pay(_content.Length) ? Variant.Unknown : Variant.Of(Encoding().GetString(_content.AsSpan(_at)).TrimStart('\uFEFF'));
            case "size": return _unknown ? Variant.Long(300_000) : Variant.Long(_content.Length);
            case "position": return Variant.Long(_at);
            case "type": return Variant.Int(_type);
            case "eos": return Variant.True;
            case "close" or "flush" or "seteos" or "skipline": return Variant.Empty;
            case "copyto": return Variant.Empty;
            default: return Variant.Unknown;
        }
    }

    private void Append(Interpreter by, byte[] bytes)
    {
        if (_content.Length + bytes.Length > Most || !by.Step(bytes.Length >> 6)) return;
        _content = [.. _content, .. bytes];
        _at = _content.Length;
    }

    private Encoding Encoding() => _charset switch
    {
        "unicode" or "utf-16" or "utf-16le" => System.Text.Encoding.Unicode,
        "utf-8" => System.Text.Encoding.UTF8,
        _ => Encodings.Of(1252),
    };
}

/// <summary><c>MSXML2.DOMDocument</c>, used to decode base64 and hex, and to load style sheets that hold script.</summary>
internal sealed class XmlDocument : VbaObject
{
    public override string Type => "DOMDocument";

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args)
    {
        switch (member)
        {
            case "createelement" or "createnode" or "documentelement" or "createtextnode": return Variant.Of(new XmlElement());
            case "load":
                if (args.Length > 0 && args[0].AsText() is { Length: > 0 } url) by.Record.Fetch(url, null, by.Steps("DOMDocument.Load"));
                return Variant.True;
            case "loadxml":
                // XSL with msxsl:script: the text is examined as a file of its own.
                if (args.Length > 0 && args[0].AsText() is { Length: > 60 } xml) by.Record.Evaluate(xml, Lurewatch.Files.FileType.Xml, by.Steps("DOMDocument.LoadXML"));
                return Variant.True;
            case "transformnode" or "appendchild" or "setproperty": return Variant.Empty;
            default: return Variant.Unknown;
        }
    }
}

/// <summary>An element with a data type.</summary>
internal sealed class XmlElement : VbaObject
{
    private string _type = "", _text = "";
    private byte[]? _bytes;
    public override string Type => "IXMLDOMElement";
    public override Variant Default => Variant.Of(_text);

    public override void Set(Interpreter by, string member, ReadOnlySpan<Variant> args, Variant value)
    {
        switch (member)
        {
            case "datatype": _type = value.AsText().ToLowerInvariant(); break;
            case "text" or "nodevalue": (_text, _bytes) = (value.AsText(), null); break;
            case "nodetypedvalue":
                if (value.Items?.ToBytes() is { } bytes)
                {
                    _bytes = bytes;
                    _text = _type == "bin.hex" ? Convert.ToHexStringLower(bytes) : Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks).Replace("\r\n", "\n", StringComparison.Ordinal);
                }
                else (_text, _bytes) = (value.AsText(), null);
                break;
        }
    }

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args)
    {
        switch (member)
        {
            case "nodetypedvalue":
                var decoded = _bytes ?? (_type == "bin.base64" ? Texts.FromBase64(_text) : _type == "bin.hex" ? Texts.FromHex(_text) : null);
                return decoded is null ? Variant.Of(_text) : by.Step(decoded.Length) ? Variant.Of(VbaArray.OfBytes(decoded)) : Variant.Unknown;
            case "text" or "nodevalue" or "xml": return Variant.Of(_text);
            case "datatype": return Variant.Of(_type);
            case "appendchild" or "createelement" or "firstchild" or "documentelement" or "selectsinglenode": return Variant.Of(this);
            default: return Variant.Unknown;
        }
    }
}

/// <summary><c>htmlfile</c>: a page in memory, used for its clipboard, its script engine and its timers.</summary>
internal sealed class HtmlFile : VbaObject
{
    public override string Type => "HTMLDocument";

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args)
    {
        switch (member)
        {
            case "parentwindow" or "script" or "body" or "documentelement": return Variant.Of(this);
            case "createelement": return Variant.Of(new XmlElement());
            case "execscript" or "write" or "writeln" or "settimeout" or "eval":
                if (args.Length > 0 && args[0].AsText() is { Length: > 20 } code)
                    by.Record.Evaluate(code, member.StartsWith("write", StringComparison.Ordinal) ? Lurewatch.Files.FileType.Html : args.Length > 1 && args[1].AsText().StartsWith("vb", StringComparison.OrdinalIgnoreCase) ? Lurewatch.Files.FileType.VbScript : Lurewatch.Files.FileType.JavaScript, by.Steps("htmlfile"));
                return Variant.Unknown;
            default: return Variant.Unknown;
        }
    }
}

/// <summary>.NET's encodings, as COM shows them.</summary>
internal sealed class EncodingObject(bool isWide) : VbaObject
{
    public override string Type => "Encoding";

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args)
    {
        var encoding = isWide ? Encoding.Unicode : Encoding.UTF8;
        if (args.Length == 0 || !by.Step(1)) return Variant.Unknown;
        if (member.StartsWith("getstring", StringComparison.Ordinal)) return args[0].Items?.ToBytes() is { } bytes && by.Step(bytes.Length) ? Variant.Of(encoding.GetString(bytes)) : Variant.Unknown;
        if (member.StartsWith("getbytes", StringComparison.Ordinal)) return by.Step(args[0].AsText().Length) ? Variant.Of(VbaArray.OfBytes(encoding.GetBytes(args[0].AsText()))) : Variant.Unknown;
        return Variant.Unknown;
    }
}

/// <summary><c>System.Security.Cryptography.FromBase64Transform</c>.</summary>
internal sealed class Base64Transform : VbaObject
{
    public override string Type => "FromBase64Transform";

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args) =>
        member == "transformfinalblock" && args.Length > 0 && args[0].Items?.ToBytes() is { } bytes && Texts.FromBase64(Texts.FromBytes(bytes)) is { } decoded && by.Step(decoded.Length) ? Variant.Of(VbaArray.OfBytes(decoded)) : Variant.Unknown;
}
