using System.Buffers.Binary;
using System.Text;

namespace Lurewatch.Files.Office.Content;

/// <summary>The controls of Microsoft Forms 2.0 [MS-OFORMS 2.2], as far as they hold text.</summary>
internal static class FormControls
{
    private const byte Major = 2;

    /// <summary>Kind of a control by its number in the table of known classes [MS-OFORMS 2.4.3].</summary>
    public static string KindOf(uint classIndex) => classIndex switch
    {
        7 => "UserForm",
        12 => "Image",
        14 => "Frame",
        15 => "MorphData",
        16 => "SpinButton",
        17 => "CommandButton",
        18 => "TabStrip",
        21 => "Label",
        23 => "TextBox",
        24 => "ListBox",
        25 => "ComboBox",
        26 => "CheckBox",
        27 => "OptionButton",
        28 => "ToggleButton",
        47 => "ScrollBar",
        57 => "MultiPage",
        _ => "Control",
    };

    /// <summary>Kind by class id, as packages name a control; null if it is none of Forms 2.0.</summary>
    public static string? KindOf(Guid classId) => classId.ToString("D") switch
    {
        "d7053240-ce69-11cd-a777-00dd01143c57" => "CommandButton",
        "978c9e23-d4b0-11ce-bf2d-00aa003f40d0" => "Label",
        "8bd21d10-ec42-11ce-9e0d-00aa006002f3" => "TextBox",
        "8bd21d20-ec42-11ce-9e0d-00aa006002f3" => "ListBox",
        "8bd21d30-ec42-11ce-9e0d-00aa006002f3" => "ComboBox",
        "8bd21d40-ec42-11ce-9e0d-00aa006002f3" => "CheckBox",
        "8bd21d50-ec42-11ce-9e0d-00aa006002f3" => "OptionButton",
        "8bd21d60-ec42-11ce-9e0d-00aa006002f3" => "ToggleButton",
        "6e182020-f460-11ce-9bcd-00aa00608e01" => "Frame",
        "46e31370-3f7a-11ce-bed6-00aa00611080" => "MultiPage",
        "eae50eb0-4a62-11ce-bed6-00aa00611080" => "TabStrip",
        "79176fb0-b7f2-11ce-97ef-00aa006d2776" => "SpinButton",
        "dfd181e0-5e2f-11ce-a449-00aa004a803d" => "ScrollBar",
        "4c599241-6926-101b-9992-00000b65c6f9" => "Image",
        "c62a69f0-16dc-11ce-9e98-00aa00574a4f" => "UserForm",
        _ => null,
    };

    /// <summary>Kind by program id (<c>Forms.TextBox.1</c>).</summary>
    public static string KindOf(string progId)
    {
        var parts = progId.Split('.');
        return parts.Length >= 2 && parts[0].Equals("Forms", StringComparison.OrdinalIgnoreCase) ? parts[1] : progId;
    }

    /// <summary>Adds to a control what its own stream says.</summary>
    public static FormControl Read(FormControl control, ReadOnlySpan<byte> bytes, AnalysisBudget budget) => control.Kind switch
    {
        "TextBox" or "ListBox" or "ComboBox" or "CheckBox" or "OptionButton" or "ToggleButton" or "MorphData" => MorphData(control, bytes, budget),
        "CommandButton" => CommandButton(control, bytes, budget),
        "Label" => Label(control, bytes, budget),
        _ => control,
    };

    /// <summary>MorphDataControl [MS-OFORMS 2.2.5].</summary>
    private static FormControl MorphData(FormControl control, ReadOnlySpan<byte> bytes, AnalysisBudget budget)
    {
        if (!FormBlock.TryOpen(bytes, Major, wideMask: true, out var block)) return control;
        block.Pass(4, 0, 1, 2, 3);
        block.Pass(1, 4, 5, 6, 7);
        block.Pass(2, 9);
        block.Pass(4, 10);
        block.Pass(2, 11, 12, 13, 14, 15);
        block.Pass(1, 16, 17, 18, 20, 21);
        var value = block.Number(22, 4);
        var caption = block.Number(23, 4);
        block.Pass(4, 24, 25, 26);
        block.Pass(2, 27, 28, 29);
        var group = block.Number(32, 4);
        block.PassBig(8, 8);
        var text = block.Text(22, value, budget);
        if (control.Kind is "CheckBox" or "OptionButton" or "ToggleButton") text = text switch { "1" => "True", "0" => "False", _ => text };
        return control with { Value = text, Caption = block.Text(23, caption, budget), GroupName = block.Text(32, group, budget) };
    }

    /// <summary>CommandButtonControl [MS-OFORMS 2.2.1].</summary>
    private static FormControl CommandButton(FormControl control, ReadOnlySpan<byte> bytes, AnalysisBudget budget)
    {
        if (!FormBlock.TryOpen(bytes, Major, wideMask: false, out var block)) return control;
        block.Pass(4, 0, 1, 2);
        var caption = block.Number(3, 4);
        block.Pass(4, 4);
        block.Pass(1, 6);
        block.Pass(2, 7, 8, 10);
        return control with { Caption = block.Text(3, caption, budget) };
    }

    /// <summary>LabelControl [MS-OFORMS 2.2.4].</summary>
    private static FormControl Label(FormControl control, ReadOnlySpan<byte> bytes, AnalysisBudget budget)
    {
        if (!FormBlock.TryOpen(bytes, Major, wideMask: false, out var block)) return control;
        block.Pass(4, 0, 1, 2);
        var caption = block.Number(3, 4);
        block.Pass(4, 4);
        block.Pass(1, 6);
        block.Pass(4, 7);
        block.Pass(2, 8, 9, 10, 11, 12);
        return control with { Caption = block.Text(3, caption, budget) };
    }

    /// <summary>The tabs of a TabStripControl [MS-OFORMS 2.2.9]: caption, tip, name, tag.</summary>
    public static List<(string Caption, string Tip, string Name, string Tag)> Tabs(ReadOnlySpan<byte> bytes, AnalysisBudget budget)
    {
        var tabs = new List<(string, string, string, string)>();
        if (!FormBlock.TryOpen(bytes, Major, wideMask: false, out var block)) return tabs;
        block.Pass(4, 0, 1, 2);
        var itemsSize = block.Number(5, 4);
        block.Pass(1, 6);
        block.Pass(4, 8, 9, 11, 12);
        var tipsSize = block.Number(15, 4);
        var namesSize = block.Number(17, 4);
        block.Pass(4, 18, 20);
        var tagsSize = block.Number(21, 4);
        block.Pass(4, 22, 23);
        block.Pass(2, 24);
        block.PassBig(4, 8);
        List<string> captions = block.Texts(5, itemsSize, budget), tips = block.Texts(15, tipsSize, budget), names = block.Texts(17, namesSize, budget), tags = block.Texts(21, tagsSize, budget);
        for (var i = 0; i < Math.Max(captions.Count, names.Count); i++) tabs.Add((At(captions, i), At(tips, i), At(names, i), At(tags, i)));
        return tabs;

        static string At(List<string> list, int index) => index < list.Count ? list[index] : "";
    }

    /// <summary>Program id of an object [MS-OLEDS 2.3.8 CompObjStream]; null if it names none.</summary>
    public static string? ProgId(ReadOnlySpan<byte> compObj)
    {
        const int header = 28;
        if (compObj.Length < header) return null;
        var rest = compObj[header..];
        if (!Pass(ref rest, out _)) return null;                            // the name that users see
        if (rest.Length < 4) return null;
        var format = BinaryPrimitives.ReadUInt32LittleEndian(rest);
        if (format is 0xFFFFFFFF or 0xFFFFFFFE) rest = rest[Math.Min(8, rest.Length)..];
        else if (!Pass(ref rest, out _)) return null;
        return Pass(ref rest, out var name) && name.Length is > 0 and <= 0x28 ? Encoding.Latin1.GetString(name).TrimEnd('\0') : null;

        static bool Pass(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> text)
        {
            text = default;
            if (rest.Length < 4) return false;
            var size = BinaryPrimitives.ReadUInt32LittleEndian(rest);
            if (size > rest.Length - 4) return false;
            text = rest.Slice(4, (int)size);
            rest = rest[(4 + (int)size)..];
            return true;
        }
    }
}
