using Jint.Native;
using Lurewatch.Files;

namespace Lurewatch.Scripts.JavaScript;

/// <summary>What the objects of Windows need beside.</summary>
internal partial class ScriptHost
{
    /// <summary>Adds it.</summary>
    /// <param name="isScriptHost">The script runs in Windows Script Host, not in a page.</param>
    /// <param name="isOnline">Downloads seem to succeed.</param>
    /// <param name="source">The script's own text, which it may read back.</param>
    /// <param name="written">Paths that are recorded already; those of a second run are the first's.</param>
    public void AddWindows(bool isScriptHost, bool isOnline, string? source, HashSet<string> written)
    {
        Object.FastSetDataProperty("isScriptHost", isScriptHost ? JsBoolean.True : JsBoolean.False);
        Object.FastSetDataProperty("isOnline", isOnline ? JsBoolean.True : JsBoolean.False);
        Object.FastSetDataProperty("fileName", new JsString(FileName));
        if (source is not null) Object.FastSetDataProperty("source", new JsString(source));
        Add("variable", arguments => Value(WindowsMachine.Variable(Text(arguments, 0)) ?? ""));
        Add("folder", arguments => Value(WindowsMachine.SpecialFolder(Text(arguments, 0))));
        Add("run", arguments => Record.Run(Text(arguments, 0), Steps(Text(arguments, 1))));
        Add("registry", arguments => Record.Registry(Text(arguments, 0), TextOrNull(arguments, 1), Steps(Text(arguments, 2))));
        Add("call", arguments => Record.Call(Text(arguments, 0), TextOrNull(arguments, 1), Steps(Text(arguments, 2))));
        Add("file", arguments =>
        {
            var path = Text(arguments, 0);
            if (written.Add(path)) Record.Write(path, arguments.Length > 1 && BytesOf(arguments[1]) is { } bytes ? bytes : null, Steps(Text(arguments, 2)));
        });
        Add("evaluate", arguments => Record.Evaluate(Text(arguments, 0), Text(arguments, 1) is "xml" ? FileType.Xml : FileType.Html, Steps(Text(arguments, 2))));
        Add("bytes", arguments =>
        {
            if (arguments.Length > 0 && BytesOf(arguments[0]) is { Length: > 0 } bytes) Record.Write("", bytes, Steps(Text(arguments, 1)));
        });
        AddBytes();
    }

    private void AddBytes()
    {
        Add("toBytes", arguments => Bytes(Paid(ScriptText.Encode(Text(arguments, 0), Text(arguments, 1)))));
        Add("fromBytes", arguments => Value(arguments.Length > 0 && BytesOf(arguments[0]) is { } bytes ? ScriptText.Decode(Paid(bytes), Text(arguments, 1)) : ""));
        Add("fromBase64", arguments => ScriptText.FromBase64(Text(arguments, 0)) is { } bytes ? Bytes(Paid(bytes)) : JsValue.Undefined);
        Add("fromHex", arguments => ScriptText.FromHex(Text(arguments, 0)) is { } bytes ? Bytes(Paid(bytes)) : JsValue.Undefined);
    }

    private byte[] Paid(byte[] bytes)
    {
        World.Limit.Take(bytes.Length / 256);
        return bytes;
    }
}
