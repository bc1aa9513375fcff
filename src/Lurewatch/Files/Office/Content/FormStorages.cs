using System.Buffers.Binary;
using System.Globalization;
using Lurewatch.Containers;
using Lurewatch.Scripts.Vba;

namespace Lurewatch.Files.Office.Content;

/// <summary>User forms of VBA projects [MS-OFORMS 2.1.2]: a storage a form, with streams <c>f</c> (the form and its sites), <c>o</c> (the controls), and storages <c>i01</c>… for frames and pages.</summary>
internal static class FormStorages
{
    private const byte Major = 4;
    private const int MostControls = 4096, MostDepth = 8;
    private const uint Streamed = 0x10, NoClassTable = 0x8000;

    public static List<FormControl> Read(CfbReader cfb, AnalysisBudget budget)
    {
        var controls = new List<FormControl>();
        foreach (var entry in cfb.Entries)
        {
            if (entry.IsStorage || entry.IsOrphan || entry.Name != "f" || entry.Path.Length < 3) continue;
            var storage = entry.Path[..^2];
            var slash = storage.LastIndexOf('/');
            if (slash >= 0 && cfb.Find(storage[..slash] + "/f") is not null) continue;          // a frame's or page's own
            var name = storage[(slash + 1)..];
            controls.Add(Frame(cfb, storage, name, budget));
            ReadForm(cfb, storage, name, parent: null, controls, MostDepth, budget);
        }
        return controls;
    }

    /// <summary>The form itself, by the text that the designer keeps of it.</summary>
    private static FormControl Frame(CfbReader cfb, string storage, string name, AnalysisBudget budget)
    {
        var form = new FormControl(name, name, "UserForm");
        if (CfbStreams.Open(cfb, storage + "/\u0003VBFrame", budget) is not { } frame) return form;
        var text = Encodings.Of(1252).GetString(frame.Span[..Math.Min(frame.Length, 1 << 20)]);
        return form with { Caption = Property(text, "Caption"), Tag = Property(text, "Tag") };
    }

    private static string? Property(string text, string name)
    {
        foreach (var raw in text.AsSpan().EnumerateLines())
        {
            var line = raw.Trim();
            if (!line.StartsWith(name, StringComparison.OrdinalIgnoreCase)) continue;
            var value = line[name.Length..].TrimStart();
            if (!value.StartsWith('=')) continue;
            value = value[1..].TrimStart();
            if (!value.StartsWith('"')) continue;
            var end = value[1..].LastIndexOf('"');
            if (end >= 0) return value.Slice(1, end).ToString().Replace("\"\"", "\"", StringComparison.Ordinal);
        }
        return null;
    }

    private static void ReadForm(CfbReader cfb, string storage, string form, string? parent, List<FormControl> controls, int depth, AnalysisBudget budget)
    {
        if (depth == 0 || CfbStreams.Open(cfb, storage + "/f", budget) is not { } stream || !TryReadSites(stream.Span, out var caption, out var sites, budget)) return;
        if (parent is null && caption is not null && controls.FindLastIndex(control => control.Name == form && control.Kind == "UserForm") is >= 0 and var own && controls[own].Caption is null)
            controls[own] = controls[own] with { Caption = caption };
        var objects = (CfbStreams.Open(cfb, storage + "/o", budget) ?? default).Span;
        var pages = new List<int>();
        List<(string Caption, string Tip, string Name, string Tag)> tabs = [];
        foreach (var site in sites)
        {
            if (controls.Count >= MostControls || !budget.TryTakeSteps(1, "form controls")) return;
            var control = new FormControl(form, site.Name ?? "", FormControls.KindOf(site.Class)) { Tag = site.Tag, ControlTipText = site.Tip, ControlSource = site.ControlSource, RowSource = site.RowSource, Parent = parent };
            if ((site.Flags & Streamed) != 0)
            {
                var bytes = objects[..(int)Math.Min(site.Size, (uint)objects.Length)];
                objects = objects[bytes.Length..];
                if (control.Kind == "TabStrip")
                {
                    tabs = FormControls.Tabs(bytes, budget);
                    foreach (var tab in tabs) control = control with { Caption = control.Caption is null ? tab.Caption : control.Caption };
                }
                controls.Add(FormControls.Read(control, bytes, budget));
                continue;
            }
            var isPage = control.Kind == "UserForm";
            if (isPage) pages.Add(controls.Count);
            controls.Add(isPage ? control with { Kind = "Page" } : control);
            var inner = $"{storage}/i{site.Id.ToString("00", CultureInfo.InvariantCulture)}";
            if (cfb.Find(inner + "/f") is not { } found) continue;
            var index = controls.Count - 1;
            if (control.Kind is "Frame" && cfb.Open(found, budget) is { } frame && TryReadSites(frame.Span, out var title, out _, budget)) controls[index] = controls[index] with { Caption = title };
            ReadForm(cfb, inner, form, control.Name.Length > 0 ? control.Name : parent, controls, depth - 1, budget);
        }
        // A multi-page control keeps the words of its pages in the strip of tabs beside them.
        for (var i = 0; i < pages.Count && i < tabs.Count; i++)
        {
            var page = controls[pages[i]];
            controls[pages[i]] = page with
            {
                Name = page.Name.Length > 0 ? page.Name : tabs[i].Name,
                Caption = tabs[i].Caption,
                ControlTipText = tabs[i].Tip.Length > 0 ? tabs[i].Tip : page.ControlTipText,
                Tag = tabs[i].Tag.Length > 0 ? tabs[i].Tag : page.Tag,
            };
        }
    }

    private sealed record Site(string? Name, string? Tag, uint Id, uint Flags, uint Size, uint Class, string? Tip, string? ControlSource, string? RowSource);

    /// <summary>A FormControl [MS-OFORMS 2.2.10] up to its sites.</summary>
    private static bool TryReadSites(ReadOnlySpan<byte> stream, out string? caption, out List<Site> sites, AnalysisBudget budget)
    {
        caption = null;
        sites = [];
        if (!FormBlock.TryOpen(stream, Major, wideMask: false, out var block)) return false;
        block.Pass(4, 1, 2, 3);
        var flags = block.Number(6, 4);
        block.Pass(1, 7, 8, 9);
        block.Pass(4, 13);
        block.Pass(2, 15);
        block.Pass(1, 16, 17);
        block.Pass(4, 18);
        var captionSize = block.Number(19, 4);
        block.Pass(2, 20, 21);
        block.Pass(4, 22);
        block.Pass(1, 23, 25);
        block.Pass(4, 26, 27);
        block.PassBig(10, 8);
        block.PassBig(11, 8);
        block.PassBig(12, 8);
        caption = block.Text(19, captionSize, budget);
        var rest = stream[block.Size..];
        if (block.Has(15) && !PassPicture(ref rest) || block.Has(20) && !PassFont(ref rest) || block.Has(21) && !PassPicture(ref rest)) return true;
        if ((flags & NoClassTable) == 0 && !PassClasses(ref rest, budget)) return true;
        ReadSites(rest, sites, budget);
        return true;
    }

    /// <summary>Counts, depths and types (which the sites repeat), then the sites [MS-OFORMS 2.2.10.6].</summary>
    private static void ReadSites(ReadOnlySpan<byte> rest, List<Site> sites, AnalysisBudget budget)
    {
        if (rest.Length < 8) return;
        var count = BinaryPrimitives.ReadUInt32LittleEndian(rest);
        rest = rest[8..];
        var at = 0;
        for (long counted = 0; counted < count && rest.Length - at >= 2 && budget.TryTakeSteps(1, "form sites");)
        {
            var typeOrCount = rest[at + 1];
            at += 2;
            if ((typeOrCount & 0x80) != 0)
            {
                counted += typeOrCount & 0x7F;
                at++;
            }
            else counted++;
        }
        at = Math.Min(at + 3 & ~3, rest.Length);
        for (var i = 0; i < count && sites.Count < MostControls && rest.Length - at >= 8 && budget.TryTakeSteps(1, "form sites"); i++)
        {
            // A site has a version of two bytes where the other structures have two of one.
            var bytes = rest[at..];
            if (!FormBlock.TryOpen(bytes, 0, wideMask: false, out var site)) return;
            uint nameSize = site.Number(0, 4), tagSize = site.Number(1, 4), id = site.Number(2, 4);
            site.Pass(4, 3);
            var flags = site.Has(4) ? site.Number(4, 4) : 0x33;
            var size = site.Number(5, 4);
            site.Pass(2, 6);
            var type = site.Number(7, 2);
            site.Pass(2, 9);
            uint tipSize = site.Number(11, 4), licenceSize = site.Number(12, 4), sourceSize = site.Number(13, 4), rowSize = site.Number(14, 4);
            string? name = site.Text(0, nameSize, budget), tag = site.Text(1, tagSize, budget);
            site.PassBig(8, 8);
            var tip = site.Text(11, tipSize, budget);
            site.Text(12, licenceSize, budget);
            sites.Add(new Site(name, tag, id, flags, size, type, tip, site.Text(13, sourceSize, budget), site.Text(14, rowSize, budget)));
            at += site.Size;
        }
    }

    private static bool PassClasses(ref ReadOnlySpan<byte> rest, AnalysisBudget budget)
    {
        if (rest.Length < 2) return false;
        var count = BinaryPrimitives.ReadUInt16LittleEndian(rest);
        rest = rest[2..];
        for (var i = 0; i < count && budget.TryTakeSteps(1, "form classes"); i++)
        {
            if (rest.Length < 4) return false;
            var size = 4 + BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]);
            if (size > rest.Length) return false;
            rest = rest[size..];
        }
        return true;
    }

    /// <summary>GuidAndPicture [MS-OFORMS 2.4.8].</summary>
    private static bool PassPicture(ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length < 24) return false;
        var size = 24L + BinaryPrimitives.ReadUInt32LittleEndian(rest[20..]);
        if (size > rest.Length) return false;
        rest = rest[(int)size..];
        return true;
    }

    /// <summary>GuidAndFont [MS-OFORMS 2.4.7]: a standard font, or text properties.</summary>
    private static bool PassFont(ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length < 20) return false;
        var isStandard = BinaryPrimitives.ReadUInt32LittleEndian(rest) == 0x0BE35203;
        if (isStandard && rest.Length < 27) return false;
        var size = isStandard ? 27 + rest[26] : 20 + BinaryPrimitives.ReadUInt16LittleEndian(rest[18..]);
        if (size > rest.Length) return false;
        rest = rest[size..];
        return true;
    }
}
