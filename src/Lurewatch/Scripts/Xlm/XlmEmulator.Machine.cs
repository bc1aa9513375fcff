using System.Globalization;
using System.Text;

namespace Lurewatch.Scripts.Xlm;

/// <summary>Functions that act on the machine: programs, libraries, files. Here they only leave a record.</summary>
internal sealed partial class XlmEmulator
{
    private const int MostFiles = 64, MostFileChars = 4 << 20, MostHandles = 1024;
    private readonly Dictionary<string, (string Module, string Procedure)> _registered = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<double, (string Module, string Procedure)> _handles = [];
    private readonly List<OpenFile> _files = [];
    private int _fileChars;

    private sealed class OpenFile(string path)
    {
        public string Path => path;
        public StringBuilder Content { get; } = new();
        public bool IsWritten { get; set; }
        public int At { get; set; }
    }

    private string[] Steps(string step) => _entry.Length == 0 ? [step] : [_entry, step];

    private XlmValue? ActOnMachine(string function, XlmValue[] arguments)
    {
        switch (function)
        {
            case "EXEC" when arguments.Length > 0:
                _record.Run(Told(One(arguments[0])), Steps("EXEC"));
                return XlmValue.Unknown;
            case "REGISTER" or "REGISTER.ID" when arguments.Length > 1:
                var (module, procedure) = (One(arguments[0]).AsText(), One(arguments[1]).AsText());
                if (arguments.Length > 3 && One(arguments[3]) is { Kind: XlmKind.Text } alias && _registered.Count < MostHandles) _registered[alias.AsText()] = (module, procedure);
                var handle = 1_073_741_824.0 + _handles.Count;
                if (_handles.Count < MostHandles) _handles.Add(handle, (module, procedure));
                return XlmValue.Of(handle);
            case "CALL" when arguments.Length > 0:
                var first = One(arguments[0]);
                if (first.Kind == XlmKind.Number && first.TryNumber(out var id) && _handles.TryGetValue(id, out var registered)) return Native(registered.Module, registered.Procedure, arguments[1..]);
                return arguments.Length > 1 ? Native(first.AsText(), One(arguments[1]).AsText(), arguments.Length > 3 ? arguments[3..] : []) : XlmValue.Wrong;
            case "FOPEN" when arguments.Length > 0:
                if (_files.Count >= MostFiles) return XlmValue.NotAvailable;
                _files.Add(new OpenFile(One(arguments[0]).AsText()));
                return XlmValue.Of(_files.Count);
            case "FWRITE" or "FWRITELN" when arguments.Length > 1:
                if (FileOf(arguments[0]) is { } file && Told(One(arguments[1])) is var piece && _fileChars + piece.Length <= MostFileChars)
                {
                    file.Content.Append(piece);
                    _fileChars += piece.Length;
                    if (function == "FWRITELN") file.Content.Append("\r\n");
                    file.IsWritten = true;
                }
                return XlmValue.Of(One(arguments[1]).AsText().Length);
            case "FREAD" or "FREADLN" when arguments.Length > 0:
                if (FileOf(arguments[0]) is not { IsWritten: true } read) return XlmValue.Unknown;
                var rest = read.Content.ToString(Math.Min(read.At, read.Content.Length), Math.Max(0, read.Content.Length - read.At));
                if (rest.Length == 0) return XlmValue.NotAvailable;
                var size = function == "FREADLN" ? Math.Max(0, rest.IndexOf('\n', StringComparison.Ordinal)) : arguments.Length > 1 && One(arguments[1]).TryNumber(out var chars) ? (int)Math.Clamp(chars, 0, rest.Length) : rest.Length;
                if (function == "FREADLN" && size == 0) size = rest.Length;
                read.At += function == "FREADLN" ? Math.Min(size + 1, rest.Length) : size;
                return Text(rest[..Math.Min(size, rest.Length)].TrimEnd('\r'));
            case "FPOS":
                if (FileOf(arguments.Length > 0 ? arguments[0] : XlmValue.Missing) is { } moved && arguments.Length > 1 && One(arguments[1]).TryNumber(out var at)) moved.At = (int)Math.Clamp(at - 1, 0, MostFileChars);
                return XlmValue.Of(1);
            case "FSIZE": return FileOf(arguments.Length > 0 ? arguments[0] : XlmValue.Missing) is { IsWritten: true } sized ? XlmValue.Of(sized.Content.Length) : XlmValue.Unknown;
            case "FCLOSE": return XlmValue.True;
            case "OPEN" when arguments.Length > 0:
                if (One(arguments[0]).AsText() is var opened && IsAddress(opened)) _record.Fetch(opened, null, Steps("OPEN"));
                return XlmValue.True;
            case "HYPERLINK" when arguments.Length > 0:
                return arguments.Length > 1 ? arguments[1] : arguments[0];
            case "INITIATE" when arguments.Length > 1:
                _record.Run($"{One(arguments[0]).AsText()} {One(arguments[1]).AsText()}", Steps("INITIATE"));
                return XlmValue.Of(1);
            case "EXECUTE" when arguments.Length > 1:
                _record.Call("DDE", One(arguments[1]).AsText(), Steps("EXECUTE"));
                return XlmValue.True;
            case "SEND.KEYS" when arguments.Length > 0:
                _record.Call("SEND.KEYS", One(arguments[0]).AsText(), Steps("SEND.KEYS"));
                return XlmValue.True;
            case "SAVE.AS" or "SAVE.COPY.AS" when arguments.Length > 0:
                _record.Write(One(arguments[0]).AsText(), null, Steps(function));
                return XlmValue.True;
            case "FILE.EXISTS" when arguments.Length > 0: return WasWritten(One(arguments[0]).AsText()) ? XlmValue.True : XlmValue.Unknown;
            case "FILES" when arguments.Length > 0: return WasWritten(One(arguments[0]).AsText()) ? One(arguments[0]) : XlmValue.Unknown;
            default: return null;
        }
    }

    /// <summary>What a value says to the machine; an error says nothing.</summary>
    private static string Told(XlmValue value) => value.IsError ? "" : value.AsText();

    private OpenFile? FileOf(XlmValue handle) => One(handle).TryNumber(out var number) && number >= 1 && number <= _files.Count ? _files[(int)number - 1] : null;

    private static bool IsAddress(string text) => text.Contains("://", StringComparison.Ordinal) || text.StartsWith(@"\\", StringComparison.Ordinal);

    private readonly HashSet<string> _fetchedTo = new(StringComparer.OrdinalIgnoreCase);

    private bool WasWritten(string path) => _fetchedTo.Contains(path) || _files.Exists(file => file.IsWritten && file.Path.Equals(path, StringComparison.OrdinalIgnoreCase));

    private void CloseFiles()
    {
        foreach (var file in _files)
            if (file.IsWritten && file.Path.Length > 0) _record.Write(file.Path, Encoding.UTF8.GetBytes(file.Content.ToString()), Steps("FWRITE"));
        _files.Clear();
        _memory.Flush(_record, Steps("CALL"));
    }

    private readonly XlmMemory _memory = new();

    /// <summary>A function of a library, by what it would do.</summary>
    private XlmValue Native(string module, string procedure, IReadOnlyList<XlmValue> given)
    {
        if (_onlyLooks) return XlmValue.Unknown;
        var arguments = new List<XlmValue>(given.Count);
        foreach (var argument in given) arguments.Add(One(argument));
        string At(int index) => index < arguments.Count ? Told(arguments[index]) : "";
        string Words(int index) => index < arguments.Count && arguments[index].Kind == XlmKind.Text ? At(index) : "";
        var name = procedure.Length > 2 && procedure[^1] is 'A' or 'W' && char.IsLower(procedure[^2]) ? procedure[..^1] : procedure;
        switch (name.ToLowerInvariant())
        {
            case "urldownloadtofile" or "urldownloadtocachefile":
                var address = arguments.FindIndex(argument => argument.Kind == XlmKind.Text && IsAddress(argument.AsText()));
                if (address < 0) address = 1;
                var saveAs = Words(address + 1);
                _record.Fetch(At(address), saveAs, Steps(procedure));
                if (saveAs.Length > 0 && _fetchedTo.Count < MostFiles) _fetchedTo.Add(saveAs);
                return XlmValue.Unknown;                            // so that the next address is tried, too
            case "internetopenurl":
                _record.Fetch(At(1), null, Steps(procedure));
                return XlmValue.Unknown;
            case "internetconnect":
                _record.Call($"{module}!{procedure}", At(1), Steps(procedure));
                return XlmValue.Unknown;
            case "shellexecute":
                _record.Run($"{At(2)} {Words(3)}", Steps(procedure));
                return XlmValue.Unknown;
            case "winexec":
                _record.Run(At(0), Steps(procedure));
                return XlmValue.Unknown;
            case "createprocess":
                _record.Run($"{Words(0)} {Words(1)}", Steps(procedure));
                return XlmValue.Unknown;
            case "shellexec_rundll" or "openas_rundll":
                _record.Run(Words(2), Steps(procedure));
                return XlmValue.Unknown;
            case "virtualalloc" or "virtualallocex" or "heapalloc" or "globalalloc" or "localalloc":
                _record.Call($"{module}!{procedure}", Listed(arguments), Steps(procedure));
                return XlmValue.Of(_memory.Allocate());
            case "writeprocessmemory" or "rtlmovememory" or "rtlcopymemory" or "memcpy" or "wmemcpy" or "lstrcpy" or "rtlmovemem":
                var shift = name.StartsWith("write", StringComparison.OrdinalIgnoreCase) ? 1 : 0;
                if (shift < arguments.Count && arguments[shift].TryNumber(out var to)) _memory.Write(to, Words(shift + 1));
                _record.Call($"{module}!{procedure}", null, Steps(procedure));
                return XlmValue.Of(1);
            default:
                _record.Call($"{module}!{procedure}", Listed(arguments), Steps(procedure));
                return XlmValue.Unknown;
        }
    }

    private static string? Listed(List<XlmValue> arguments)
    {
        var text = string.Join(", ", arguments.Select(argument => argument.AsText() is { Length: > 200 } cut ? cut[..200] : argument.AsText()).Where(argument => argument.Length > 0));
        return text.Length == 0 ? null : text;
    }
}

/// <summary>Memory that macros write code into, byte by byte: what comes together there becomes a file.</summary>
internal sealed class XlmMemory
{
    private const double Base = 0x1000_0000, BlockSize = 0x10_0000;
    private const int MostBytes = 1 << 20, LeastBytes = 32;
    private readonly SortedDictionary<long, byte> _bytes = [];
    private int _blocks;

    /// <summary>Address of a new block.</summary>
    public double Allocate() => Base + Math.Min(_blocks++, 1000) * BlockSize;

    /// <summary>Each character of a text is a byte.</summary>
    public void Write(double address, string text)
    {
        if (address is < 0 or > 1e15) return;
        foreach (var c in text)
        {
            if (_bytes.Count >= MostBytes) return;
            _bytes[(long)address++] = (byte)c;
        }
    }

    /// <summary>Gives what lies together to the record.</summary>
    public void Flush(ScriptRecord record, IReadOnlyList<string> steps)
    {
        var run = new List<byte>();
        long last = -2;
        foreach (var (address, value) in _bytes)
        {
            if (address != last + 1) Take();
            run.Add(value);
            last = address;
        }
        Take();
        _bytes.Clear();

        void Take()
        {
            if (run.Count >= LeastBytes) record.Write(string.Create(CultureInfo.InvariantCulture, $"memory-{last - run.Count + 1:x}.bin"), run.ToArray(), steps);
            run.Clear();
        }
    }
}
