using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Lurewatch.Containers;
using Lurewatch.Samples.Office;

namespace Lurewatch.Samples;

/// <summary>What a VBA module is to its project.</summary>
public enum VbaModuleKind
{
    /// <summary>Standard module.</summary>
    Standard,
    /// <summary>Module of the document or of a sheet.</summary>
    Document,
    /// <summary>Class module.</summary>
    Class,
    /// <summary>Module of a user form.</summary>
    Form,
}

/// <summary>Writes a VBA project's streams [MS-OVBA 2.3]: <c>PROJECT</c>, <c>PROJECTwm</c>, <c>VBA/dir</c>, <c>VBA/_VBA_PROJECT</c> and the modules.</summary>
/// <param name="codePage">Code page of names and source.</param>
/// <param name="name">Name of the project.</param>
public sealed class VbaProjectWriter(int codePage = 1252, string name = "Project")
{
    private const string ProjectId = "{6A1C2E5D-0B57-4C0F-9C41-2F1D6B0E7A11}";
    private readonly Encoding _encoding = CodePagesEncodingProvider.Instance.GetEncoding(codePage) ?? Encoding.GetEncoding(codePage);
    private readonly List<(string Name, string Source, VbaModuleKind Kind)> _modules = [];
    private readonly Dictionary<string, PCodeWriter> _compiled = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];
    private readonly HashSet<string> _removed = new(StringComparer.Ordinal);
    private readonly List<Func<string, IReadOnlyList<(string Path, byte[] Content)>>> _forms = [];

    /// <summary>Adds a module; the <c>Attribute VB_</c> lines that Office writes are put before <paramref name="source"/>.</summary>
    public VbaProjectWriter Add(string module, string source, VbaModuleKind kind = VbaModuleKind.Standard)
    {
        ArgumentNullException.ThrowIfNull(source);
        var lines = source.ReplaceLineEndings("\r\n");
        _modules.Add((module, Attributes(module, kind) + lines, kind));
        return this;
    }

    /// <summary>Puts compiled code before a module's source, whether it matches that or not.</summary>
    public VbaProjectWriter Compile(string module, Action<PCodeWriter> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var code = new PCodeWriter(_names, _encoding);
        write(code);
        _compiled[module] = code;
        return this;
    }

    /// <summary>Overwrites a module's source with zeros: only its compiled code stays.</summary>
    public VbaProjectWriter RemoveSource(string module)
    {
        _removed.Add(module);
        return this;
    }

    /// <summary>Adds a user form: the module with its code, and the storage with its controls.</summary>
    public VbaProjectWriter AddForm(string form, string caption, IReadOnlyList<ControlToWrite> controls, string source = "", string? tag = null)
    {
        _forms.Add(root => UserFormWriter.Streams(form, caption, tag, controls, root));
        return Add(form, source, VbaModuleKind.Form);
    }

    /// <summary>The full source of a module, as it stands in its stream.</summary>
    public string SourceOf(string module) => _modules.Find(m => m.Name == module).Source;

    /// <summary>The project's streams.</summary>
    /// <param name="root">Storage that holds the project, with its slash: <c>Macros/</c>; empty in a vbaProject.bin.</param>
    public IReadOnlyList<(string Path, byte[] Content)> Streams(string root = "")
    {
        var streams = new List<(string, byte[])>
        {
            (root + "PROJECT", _encoding.GetBytes(ProjectText())),
            (root + "PROJECTwm", NameMap()),
            (root + "VBA/_VBA_PROJECT", _compiled.Count > 0 ? PCodeWriter.NameTable(_names, _encoding) : [0xCC, 0x61, 0xFF, 0xFF, 0x00, 0x00, 0x00]),
            (root + "VBA/dir", OvbaCompressor.Compress(Dir())),
        };
        foreach (var module in _modules)
        {
            var source = OvbaCompressor.Compress(_encoding.GetBytes(module.Source));
            if (_removed.Contains(module.Name)) Array.Clear(source);
            streams.Add((root + "VBA/" + module.Name, [.. Cache(module.Name), .. source]));
        }
        foreach (var form in _forms) streams.AddRange(form(root));
        return streams;
    }

    private byte[] Cache(string module) => _compiled.TryGetValue(module, out var code) ? code.ToCache() : [];

    /// <summary>A vbaProject.bin, as OOXML files hold it.</summary>
    public byte[] ToBin() => CfbWriter.Write(Streams());

    private static string Attributes(string module, VbaModuleKind kind) => kind switch
    {
        VbaModuleKind.Standard => $"Attribute VB_Name = \"{module}\"\r\n",
        VbaModuleKind.Class => $"Attribute VB_Name = \"{module}\"\r\nAttribute VB_Base = \"0{{FCFB3D2A-A0FA-1068-A738-08002B3371B5}}\"\r\n" + Tail("False", "False"),
        VbaModuleKind.Form => $"Attribute VB_Name = \"{module}\"\r\nAttribute VB_Base = \"0{{A1B2C3D4-0001-4002-8003-0405060708FF}}{{A1B2C3D4-0002-4002-8003-0405060708FF}}\"\r\n" + Tail("True", "False"),
        _ => $"Attribute VB_Name = \"{module}\"\r\nAttribute VB_Base = \"1Normal.{module}\"\r\n" + Tail("True", "True"),
    };

    private static string Tail(string predeclared, string exposed) =>
        "Attribute VB_GlobalNameSpace = False\r\nAttribute VB_Creatable = False\r\n"
        + $"Attribute VB_PredeclaredId = {predeclared}\r\nAttribute VB_Exposed = {exposed}\r\n"
        + "Attribute VB_TemplateDerived = False\r\nAttribute VB_Customizable = False\r\n";

    private string ProjectText()
    {
        var text = new StringBuilder($"ID=\"{ProjectId}\"\r\n");
        foreach (var module in _modules)
        {
            text.Append(module.Kind switch
            {
                VbaModuleKind.Standard => $"Module={module.Name}\r\n",
                VbaModuleKind.Class => $"Class={module.Name}\r\n",
                VbaModuleKind.Form => $"BaseClass={module.Name}\r\n",
                _ => $"Document={module.Name}/&H00000000\r\n",
            });
        }
        text.Append(CultureInfo.InvariantCulture, $"Name=\"{name}\"\r\nHelpContextID=\"0\"\r\nVersionCompatible32=\"393222000\"\r\n");
        text.Append(CultureInfo.InvariantCulture, $"CMG=\"{Encrypt([0, 0, 0, 0], 0x07)}\"\r\nDPB=\"{Encrypt([0], 0x0E)}\"\r\nGC=\"{Encrypt([0xFF], 0x15)}\"\r\n");
        text.Append("\r\n[Host Extender Info]\r\n&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000\r\n\r\n[Workspace]\r\n");
        foreach (var module in _modules) text.Append(CultureInfo.InvariantCulture, $"{module.Name}=0, 0, 0, 0, C\r\n");
        return text.ToString();
    }

    /// <summary>Data encryption of protection state, password and visibility [MS-OVBA 2.4.3.2].</summary>
    private static string Encrypt(ReadOnlySpan<byte> data, byte seed)
    {
        byte key = 0;
        foreach (var c in ProjectId) key += (byte)c;
        var plain1 = key;
        var coded2 = (byte)(seed ^ 2);
        var coded1 = (byte)(seed ^ key);
        var output = new List<byte> { seed, coded2, coded1 };
        void Put(byte value)
        {
            var coded = (byte)(value ^ (byte)(coded2 + plain1));
            output.Add(coded);
            coded2 = coded1;
            coded1 = coded;
            plain1 = value;
        }
        for (var i = 0; i < (seed & 6) / 2; i++) Put(7);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, data.Length);
        foreach (var b in length) Put(b);
        foreach (var b in data) Put(b);
        return Convert.ToHexString([.. output]);
    }

    private byte[] NameMap()
    {
        var map = new List<byte>();
        foreach (var module in _modules)
        {
            map.AddRange(_encoding.GetBytes(module.Name));
            map.Add(0);
            map.AddRange(Encoding.Unicode.GetBytes(module.Name));
            map.AddRange((ReadOnlySpan<byte>)[0, 0]);
        }
        map.AddRange((ReadOnlySpan<byte>)[0, 0]);
        return [.. map];
    }

    /// <summary>The dir stream [MS-OVBA 2.3.4.2], not yet compressed.</summary>
    private byte[] Dir()
    {
        using var stream = new MemoryStream();
        using var to = new BinaryWriter(stream);
        void Record(ushort id, ReadOnlySpan<byte> data)
        {
            to.Write(id);
            to.Write(data.Length);
            to.Write(data);
        }
        void Text(ushort id, string text, ushort unicodeId)
        {
            Record(id, _encoding.GetBytes(text));
            Record(unicodeId, Encoding.Unicode.GetBytes(text));
        }
        Record(0x0001, [1, 0, 0, 0]);                                   // PROJECTSYSKIND: 32-bit Windows
        Record(0x0002, [0x09, 0x04, 0, 0]);                             // PROJECTLCID
        Record(0x0014, [0x09, 0x04, 0, 0]);                             // PROJECTLCIDINVOKE
        Record(0x0003, [(byte)codePage, (byte)(codePage >> 8)]);        // PROJECTCODEPAGE
        Record(0x0004, _encoding.GetBytes(name));                       // PROJECTNAME
        Text(0x0005, "", 0x0040);                                       // PROJECTDOCSTRING
        Record(0x0006, []);                                             // PROJECTHELPFILEPATH
        Record(0x003D, []);
        Record(0x0007, [0, 0, 0, 0]);                                   // PROJECTHELPCONTEXT
        Record(0x0008, [0, 0, 0, 0]);                                   // PROJECTLIBFLAGS
        to.Write((ushort)0x0009);                                       // PROJECTVERSION: its size leaves the minor version out
        to.Write(4);
        to.Write(1);
        to.Write((ushort)1);
        Text(0x000C, "", 0x003C);                                       // PROJECTCONSTANTS
        Text(0x0016, "stdole", 0x003E);                                 // REFERENCENAME, REFERENCEREGISTERED
        var libid = Encoding.ASCII.GetBytes(@"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation");
        Record(0x000D, [.. BitConverter.GetBytes(libid.Length), .. libid, 0, 0, 0, 0, 0, 0]);
        Record(0x000F, BitConverter.GetBytes((ushort)_modules.Count));  // PROJECTMODULES
        Record(0x0013, [0xFF, 0xFF]);                                   // PROJECTCOOKIE
        foreach (var module in _modules)
        {
            Text(0x0019, module.Name, 0x0047);                          // MODULENAME
            Text(0x001A, module.Name, 0x0032);                          // MODULESTREAMNAME
            Text(0x001C, "", 0x0048);                                   // MODULEDOCSTRING
            Record(0x0031, BitConverter.GetBytes(Cache(module.Name).Length));   // MODULEOFFSET
            Record(0x001E, [0, 0, 0, 0]);                               // MODULEHELPCONTEXT
            Record(0x002C, [0xFF, 0xFF]);                               // MODULECOOKIE
            Record(module.Kind == VbaModuleKind.Standard ? (ushort)0x0021 : (ushort)0x0022, []);
            Record(0x002B, []);
        }
        Record(0x0010, []);
        to.Flush();
        return stream.ToArray();
    }
}
