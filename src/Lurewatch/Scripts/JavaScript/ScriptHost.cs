using System.Text;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;
using Jint.Runtime.Descriptors;
using Jint.Runtime.Interop;

namespace Lurewatch.Scripts.JavaScript;

/// <summary>The emulator's side of every world: native functions for bytes and text, and the record.</summary>
internal partial class ScriptHost
{
    private const int MostBlobs = 400, MostBlobBytes = 96 << 20;
    private readonly List<Blob> _blobs = [];
    private readonly ScriptWorld _world;
    private long _blobBytes;
    private uint _random = 0x2545F491;
    private double _tick;

    public ScriptHost(ScriptWorld world, ScriptRecord record, string fileName)
    {
        _world = world;
        Record = record;
        FileName = fileName;
        Object = new JsObject(world.Engine);
        AddText();
        AddBlobs();
        AddRecord();
    }

    /// <summary>What is handed to the worlds.</summary>
    public ObjectInstance Object { get; }
    public ScriptRecord Record { get; }
    public string FileName { get; }
    /// <summary>Through what the running code was started: <c>script</c>, <c>onload</c>, <c>setTimeout</c>.</summary>
    public string Entry { get; set; } = "script";
    /// <summary>VBScript that stands among the script.</summary>
    public StringBuilder VbScript { get; } = new();

    protected ScriptWorld World => _world;

    /// <summary>Bytes that a script put together.</summary>
    protected sealed class Blob(ReadOnlyMemory<byte> bytes, string type)
    {
        public ReadOnlyMemory<byte> Bytes { get; } = bytes;
        public string Type { get; } = type;
        public string? Name { get; set; }
        public bool IsDropped { get; set; }
    }

    protected IReadOnlyList<Blob> Blobs => _blobs;

    /// <summary>The steps to an action: how the code was started, and the call.</summary>
    protected IReadOnlyList<string> Steps(string how) => [Entry, how];

    /// <summary>Adds a native function; what it is given as arguments is text, numbers or bytes.</summary>
    protected void Add(string name, Func<JsValue[], JsValue> run) =>
        Object.FastSetProperty(name, new PropertyDescriptor(new ClrFunction(_world.Engine, name, (_, arguments) => run(arguments)), writable: false, enumerable: false, configurable: false));

    protected void Add(string name, Action<JsValue[]> run) => Add(name, arguments =>
    {
        run(arguments);
        return JsValue.Undefined;
    });

    /// <summary>Text of an argument; empty if there is none.</summary>
    protected static string Text(JsValue[] arguments, int at) => at < arguments.Length && arguments[at] is { Type: Types.String or Types.Number or Types.Boolean } value ? value.ToString() : "";

    /// <summary>Text of an argument; null if it is none.</summary>
    protected static string? TextOrNull(JsValue[] arguments, int at) => at < arguments.Length && arguments[at].Type is Types.String ? arguments[at].ToString() : null;

    protected static int Handle(JsValue value) => value.Type is Types.Number && TypeConverter.ToNumber(value) is >= 0 and < int.MaxValue and var number ? (int)number : -1;

    /// <summary>Bytes of an argument; null if it is none.</summary>
    protected static byte[]? BytesOf(JsValue value) => value.IsUint8Array() ? value.AsUint8Array() : null;

    protected JsValue Bytes(ReadOnlySpan<byte> bytes) => _world.Engine.Intrinsics.Uint8Array.Construct(bytes);

    protected static JsValue Value(string? text) => text is null ? JsValue.Null : new JsString(text);

    /// <summary>A new blob; -1 if there are too many.</summary>
    protected int AddBlob(ReadOnlyMemory<byte> bytes, string type)
    {
        if (_blobs.Count >= MostBlobs || _blobBytes + bytes.Length > MostBlobBytes) return -1;
        _world.Limit.Take(bytes.Length / 256);
        _blobBytes += bytes.Length;
        _blobs.Add(new Blob(bytes, type));
        return _blobs.Count - 1;
    }

    protected Blob? BlobAt(JsValue handle) => Handle(handle) is >= 0 and var at && at < _blobs.Count ? _blobs[at] : null;

    private void AddText()
    {
        Add("atob", arguments =>
        {
            var text = Text(arguments, 0);
            _world.Limit.Take(text.Length / 256);
            return Value(ScriptText.FromBase64(text) is { } bytes ? Encoding.Latin1.GetString(bytes) : null);
        });
        Add("btoa", arguments => Value(Convert.ToBase64String(Encoding.Latin1.GetBytes(Text(arguments, 0)))));
        Add("encode", arguments => Bytes(Encoding.UTF8.GetBytes(Text(arguments, 0))));
        Add("decode", arguments => Value(arguments.Length > 0 && BytesOf(arguments[0]) is { } bytes ? ScriptText.Decode(bytes, Text(arguments, 1)) : ""));
        Add("unescape", arguments => Value(Uri.UnescapeDataString(Text(arguments, 0))));
        Add("random", _ => JsNumber.Create(Random()));
        Add("tick", _ => JsNumber.Create(_tick += 0.7));
        Add("spent", _ => throw new ScriptSpentException());
    }

    private void AddBlobs()
    {
        Add("blob", arguments => JsNumber.Create(arguments.Length > 0 && arguments[0] is JsArray parts ? Join(parts, Text(arguments, 1)) : -1));
        Add("sizeOf", arguments => JsNumber.Create(arguments.Length > 0 ? BlobAt(arguments[0])?.Bytes.Length ?? 0 : 0));
        Add("bytesOf", arguments => Bytes(arguments.Length > 0 && BlobAt(arguments[0]) is { } blob ? blob.Bytes.Span : []));
        Add("nameBlob", arguments =>
        {
            if (arguments.Length > 0 && BlobAt(arguments[0]) is { } blob) blob.Name = Text(arguments, 1);
        });
        Add("dataBlob", arguments => JsNumber.Create(DataAddress.Read(Text(arguments, 0)) is { } data ? AddBlob(data.Bytes, data.Type) : -1));
    }

    private void AddRecord()
    {
        Add("fetch", arguments => Record.Fetch(Text(arguments, 0), TextOrNull(arguments, 1), Steps(Text(arguments, 2))));
        Add("vbscript", arguments =>
        {
            if (VbScript.Length < 1 << 20) VbScript.Append(Text(arguments, 0)).Append('\n');
        });
        Add("failed", _ => { });
    }

    private int Join(JsArray parts, string type)
    {
        var joined = new MemoryStream();
        for (var i = 0u; i < parts.Length && joined.Length <= MostBlobBytes; i++)
        {
            var part = parts[i];
            if (part.Type is Types.String) joined.Write(Encoding.UTF8.GetBytes(part.ToString()));
            else if (BytesOf(part) is { } bytes) joined.Write(bytes);
            else if (BlobAt(part) is { } blob) joined.Write(blob.Bytes.Span);
        }
        return AddBlob(joined.ToArray(), type);
    }

    private double Random()
    {
        _random ^= _random << 13;
        _random ^= _random >> 17;
        _random ^= _random << 5;
        return _random / 4294967296.0;
    }
}
