using System.Text;

namespace Lurewatch.Samples;

/// <summary>Writes the compiled code of a VBA module as 32-bit Office 2016 keeps it before the source: header, declarations, lines. Only what a reader needs is filled in.</summary>
/// <param name="names">The project's names, which grow with those that are used.</param>
/// <param name="encoding">Of literals.</param>
public sealed class PCodeWriter(List<string> names, Encoding encoding)
{
    private const int Header = 0x60, Declaration = 64;

    private readonly List<List<byte>> _lines = [[]];
    private readonly List<int> _procedures = [];

    /// <summary>Starts the next line.</summary>
    public PCodeWriter Line()
    {
        _lines.Add([]);
        return this;
    }

    /// <summary><c>Sub name()</c>.</summary>
    public PCodeWriter Sub(string name)
    {
        Word(150).Word((ushort)(_procedures.Count * Declaration)).Word(0);
        _procedures.Add(Number(name));
        return Line();
    }

    /// <summary><c>End Sub</c>.</summary>
    public PCodeWriter EndSub() => Word(111).Line();

    /// <summary>A string.</summary>
    public PCodeWriter Text(string text)
    {
        var bytes = encoding.GetBytes(text);
        Word(182).Word((ushort)bytes.Length);
        _lines[^1].AddRange(bytes);
        if (bytes.Length % 2 == 1) _lines[^1].Add(0);
        return this;
    }

    /// <summary>A small number.</summary>
    public PCodeWriter Integer(short number) => Word(172).Word((ushort)number);

    /// <summary>A variable.</summary>
    public PCodeWriter Load(string name) => Word(32).Word(Number(name));

    /// <summary>Joins the last two values.</summary>
    public PCodeWriter Concat() => Word(17);

    /// <summary>A function's result.</summary>
    public PCodeWriter Function(string name, int arguments) => Word(36).Word(Number(name)).Word((ushort)arguments);

    /// <summary>A call that stands for itself.</summary>
    public PCodeWriter Call(string name, int arguments) => Word(0x4041).Word(Number(name)).Word((ushort)arguments).Line();

    /// <summary>A call of the last value's method.</summary>
    public PCodeWriter Method(string name, int arguments) => Word(0x4042).Word(Number(name)).Word((ushort)arguments).Line();

    /// <summary><c>Set name = </c> the last value.</summary>
    public PCodeWriter Set(string name) => Word(46).Word(Number(name)).Line();

    /// <summary>Any word.</summary>
    public PCodeWriter Word(int word)
    {
        _lines[^1].Add((byte)word);
        _lines[^1].Add((byte)(word >> 8));
        return this;
    }

    /// <summary>The module's stream up to its source.</summary>
    public byte[] ToCache()
    {
        using var stream = new MemoryStream();
        using var to = new BinaryWriter(stream);
        var lines = Header + 4 + _procedures.Count * Declaration;
        var header = new byte[Header];
        BitConverter.TryWriteBytes(header.AsSpan(0x11), Header - 10);
        BitConverter.TryWriteBytes(header.AsSpan(0x19), lines - 0x3C);
        to.Write(header);
        to.Write(_procedures.Count * Declaration);
        foreach (var procedure in _procedures)
        {
            to.Write((ushort)0x1000);
            to.Write((ushort)procedure);
            to.Write(new byte[Declaration - 4]);
        }
        to.Write((ushort)0xCAFE);
        to.Write((ushort)0);
        to.Write((ushort)_lines.Count);
        var at = 0;
        foreach (var line in _lines)
        {
            to.Write(0);
            to.Write((ushort)line.Count);
            to.Write((ushort)0);
            to.Write(at);
            at += line.Count;
        }
        to.Write(new byte[10]);
        foreach (var line in _lines) to.Write([.. line]);
        to.Flush();
        return stream.ToArray();
    }

    /// <summary>The stream <c>_VBA_PROJECT</c> with the project's names, and none of the other tables filled.</summary>
    public static byte[] NameTable(IReadOnlyList<string> names, Encoding encoding)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(encoding);
        using var stream = new MemoryStream();
        using var to = new BinaryWriter(stream);
        to.Write((ushort)0x61CC);
        to.Write((ushort)0x00AF);
        to.Write(new byte[0x1E - 4]);
        to.Write(new byte[4 + 2 + 2 + 2]);                              // no references, classes, constants
        to.Write([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]);
        to.Write(new byte[0x64 + 2 + 6 + 4 + 6]);                       // no modules
        to.Write((ushort)names.Count);
        to.Write((ushort)names.Count);
        to.Write((ushort)0);
        to.Write(0);
        foreach (var name in names)
        {
            var bytes = encoding.GetBytes(name);
            to.Write((byte)bytes.Length);
            to.Write((byte)0);
            to.Write(bytes);
            to.Write(0);
        }
        to.Flush();
        return stream.ToArray();
    }

    private int Number(string name)
    {
        var index = names.IndexOf(name);
        if (index < 0)
        {
            index = names.Count;
            names.Add(name);
        }
        return index + 0x104 << 1;
    }
}
