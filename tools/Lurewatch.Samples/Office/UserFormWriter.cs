using System.Buffers.Binary;
using System.Text;

namespace Lurewatch.Samples.Office;

/// <summary>A control to write.</summary>
/// <param name="Kind"><c>TextBox</c>, <c>ComboBox</c>, <c>CheckBox</c>, <c>OptionButton</c>, <c>Label</c>, <c>CommandButton</c>, <c>Frame</c>, <c>MultiPage</c>.</param>
/// <param name="Name">Its name.</param>
public sealed record ControlToWrite(string Kind, string Name)
{
    /// <summary>What it shows.</summary>
    public string? Caption { get; init; }
    /// <summary>Its text or value.</summary>
    public string? Value { get; init; }
    /// <summary>Tag.</summary>
    public string? Tag { get; init; }
    /// <summary>Tip under the pointer.</summary>
    public string? Tip { get; init; }
    /// <summary>Group of option buttons.</summary>
    public string? Group { get; init; }
    /// <summary>Controls of a frame; pages of a multi-page control, each with its own.</summary>
    public IReadOnlyList<ControlToWrite> Inner { get; init; } = [];
}

/// <summary>Writes a user form's storage [MS-OFORMS 2.1.2]: <c>f</c>, <c>o</c>, <c>\3VBFrame</c> and one storage a frame or page.</summary>
public static class UserFormWriter
{
    /// <summary>The streams of a form.</summary>
    /// <param name="name">Name of the form: its storage, and the module with its code.</param>
    /// <param name="caption">Title of the window.</param>
    /// <param name="tag">Tag of the form.</param>
    /// <param name="controls">Its controls.</param>
    /// <param name="root">Storage that holds the project, with its slash.</param>
    public static IReadOnlyList<(string Path, byte[] Content)> Streams(string name, string caption, string? tag, IReadOnlyList<ControlToWrite> controls, string root = "")
    {
        var streams = new List<(string, byte[])>();
        var frame = $"VERSION 5.00\r\nBegin {{C62A69F0-16DC-11CE-9E98-00AA00574A4F}} {name} \r\n   Caption         =   \"{caption.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\r\n"
            + (tag is null ? "" : $"   Tag             =   \"{tag.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\r\n") + "   StartUpPosition =   1\r\nEnd\r\n";
        streams.Add(($"{root}{name}/\u0003VBFrame", Encoding.Latin1.GetBytes(frame)));
        Form(streams, root + name, caption, controls);
        return streams;
    }

    private static void Form(List<(string, byte[])> streams, string storage, string? caption, IReadOnlyList<ControlToWrite> controls)
    {
        ArgumentNullException.ThrowIfNull(controls);
        var objects = new List<byte>();
        var sites = new List<byte>();
        var id = 0;
        foreach (var control in controls)
        {
            id++;
            var inner = control.Kind is "Frame" or "MultiPage" or "UserForm";
            var content = inner ? [] : Object(control);
            objects.AddRange(content);
            sites.AddRange(Site(control, id, content.Length, inner));
            if (!inner) continue;
            var folder = $"{storage}/i{id:00}";
            if (control.Kind == "MultiPage")
            {
                // Its first site is the strip of tabs, which keeps the words of the pages.
                var pages = control.Inner.Select(page => page with { Kind = "UserForm" }).ToList();
                Form(streams, folder, null, [new ControlToWrite("TabStrip", "") { Inner = control.Inner }, .. pages]);
            }
            else Form(streams, folder, control.Caption, control.Inner);
        }
        var form = new Block(4);
        form.Small(6, 4, 0x8004);                                       // no table of classes
        form.BigText(19, caption);
        var header = form.ToBytes();
        var depths = new List<byte>();
        foreach (var control in controls) depths.AddRange((ReadOnlySpan<byte>)[0, (byte)(KindNumber(control.Kind) & 0x7F)]);
        while (depths.Count % 4 != 0) depths.Add(0);
        streams.Add((storage + "/f", [.. header, .. BitConverter.GetBytes(controls.Count), .. BitConverter.GetBytes(depths.Count + sites.Count), .. depths, .. sites]));
        streams.Add((storage + "/o", [.. objects]));
    }

    private static byte[] Site(ControlToWrite control, int id, int size, bool inner)
    {
        var site = new Block(0);
        site.BigText(0, control.Name.Length > 0 ? control.Name : null);
        site.BigText(1, control.Tag);
        site.Small(2, 4, (uint)id);
        if (inner) site.Small(4, 4, 0x23);                              // not streamed: a storage of its own
        if (!inner) site.Small(5, 4, (uint)size);
        site.Small(6, 2, (uint)id);
        site.Small(7, 2, (uint)KindNumber(control.Kind));
        site.Big(8, new byte[8]);
        site.BigText(11, control.Tip);
        return site.ToBytes();
    }

    private static byte[] Object(ControlToWrite control)
    {
        switch (control.Kind)
        {
            case "Label" or "CommandButton":
                var simple = new Block(2);
                simple.BigText(3, control.Caption);
                simple.Big(5, [0, 1, 0, 0, 0, 1, 0, 0]);
                return simple.ToBytes();
            case "TabStrip":
                var strip = new Block(2);
                strip.Big(4, [0, 1, 0, 0, 0, 1, 0, 0]);
                strip.BigTexts(5, control.Inner.Select(page => page.Caption ?? ""));
                strip.BigTexts(15, control.Inner.Select(page => page.Tip ?? ""));
                strip.BigTexts(17, control.Inner.Select(page => page.Name));
                strip.BigTexts(21, control.Inner.Select(page => page.Tag ?? ""));
                return strip.ToBytes();
            default:
                var morph = new Block(2, wide: true);
                morph.Small(0, 4, 0x2C80_081B);
                morph.Small(6, 1, control.Kind switch { "TextBox" => 1u, "ListBox" => 2, "ComboBox" => 3, "CheckBox" => 4, "OptionButton" => 5, _ => 6 });
                morph.Big(8, [0, 1, 0, 0, 0, 1, 0, 0]);
                morph.BigText(22, control.Value);
                morph.BigText(23, control.Caption);
                morph.BigText(32, control.Group);
                return morph.ToBytes();
        }
    }

    private static int KindNumber(string kind) => kind switch
    {
        "UserForm" => 7,
        "Frame" => 14,
        "CommandButton" => 17,
        "TabStrip" => 18,
        "Label" => 21,
        "TextBox" => 23,
        "ListBox" => 24,
        "ComboBox" => 25,
        "CheckBox" => 26,
        "OptionButton" => 27,
        "ToggleButton" => 28,
        "MultiPage" => 57,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such control"),
    };

    /// <summary>A structure with a mask of its properties; they are given in the order of their bits.</summary>
    private sealed class Block(byte major, bool wide = false)
    {
        private readonly SortedDictionary<int, (int Size, uint Value)> _small = [];
        private readonly SortedDictionary<int, byte[]> _big = [];

        public void Small(int bit, int size, uint value) => _small[bit] = (size, value);
        public void Big(int bit, byte[] content) => _big[bit] = content;

        public void BigText(int bit, string? text)
        {
            if (text is null) return;
            var (bytes, head) = Coded(text);
            _small[bit] = (4, head);
            _big[bit] = bytes;
        }

        public void BigTexts(int bit, IEnumerable<string> texts)
        {
            var all = new List<byte>();
            foreach (var text in texts)
            {
                var (bytes, head) = Coded(text);
                all.AddRange(BitConverter.GetBytes(head));
                all.AddRange(bytes);
                while (all.Count % 4 != 0) all.Add(0);
            }
            _small[bit] = (4, (uint)all.Count);
            _big[bit] = [.. all];
        }

        private static (byte[] Bytes, uint Head) Coded(string text)
        {
            var narrow = text.All(c => c < 256);
            var bytes = (narrow ? Encoding.Latin1 : Encoding.Unicode).GetBytes(text);
            return (bytes, (uint)bytes.Length | (narrow ? 0x8000_0000u : 0));
        }

        public byte[] ToBytes()
        {
            ulong mask = 0;
            foreach (var bit in _small.Keys.Concat(_big.Keys)) mask |= 1UL << bit;
            var bytes = new List<byte> { 0, major, 0, 0 };
            bytes.AddRange(wide ? BitConverter.GetBytes(mask) : BitConverter.GetBytes((uint)mask));
            foreach (var (size, value) in _small.Values)
            {
                while (bytes.Count % size != 0) bytes.Add(0);
                bytes.AddRange(BitConverter.GetBytes(value)[..size]);
            }
            foreach (var content in _big.Values)
            {
                while (bytes.Count % 4 != 0) bytes.Add(0);
                bytes.AddRange(content);
            }
            while (bytes.Count % 4 != 0) bytes.Add(0);
            var result = bytes.ToArray();
            BinaryPrimitives.WriteUInt16LittleEndian(result.AsSpan(2), (ushort)(result.Length - 4));
            return result;
        }
    }
}
