using System.Buffers.Binary;
using System.Text;

namespace Lurewatch.Samples.Office;

/// <summary>Writes the property sets of old documents [MS-OLEPS 2.21]: \5SummaryInformation and \5DocumentSummaryInformation, in Windows-1252.</summary>
public static class PropertySetWriter
{
    private static readonly Guid s_summary = new("F29F85E0-4FF9-1068-AB91-08002B27B3D9"), s_document = new("D5CDD502-2E9C-101B-9397-08002B2CF9AE"), s_user = new("D5CDD505-2E9C-101B-9397-08002B2CF9AE");

    /// <summary>Name and content of both streams.</summary>
    /// <param name="summary">Properties of the first by number: 2 title, 3 subject, 4 author, 5 keywords, 6 comments, 7 template.</param>
    /// <param name="document">Of the second: 2 category, 14 manager, 15 company.</param>
    /// <param name="custom">The user's own, by name.</param>
    public static IReadOnlyList<(string Path, byte[] Content)> Streams(IReadOnlyDictionary<uint, string> summary, IReadOnlyDictionary<uint, string>? document = null, IReadOnlyDictionary<string, string>? custom = null)
    {
        ArgumentNullException.ThrowIfNull(summary);
        var sections = new List<(Guid, byte[])> { (s_document, Section(document ?? new Dictionary<uint, string>(), null)) };
        if (custom is not null) sections.Add((s_user, Section(custom.Values.Select((value, i) => (i, value)).ToDictionary(pair => (uint)pair.i + 2, pair => pair.value), [.. custom.Keys])));
        return [("\u0005SummaryInformation", Set([(s_summary, Section(summary, null))])), ("\u0005DocumentSummaryInformation", Set(sections))];
    }

    private static byte[] Set(List<(Guid Format, byte[] Section)> sections)
    {
        var set = new List<byte> { 0xFE, 0xFF, 0, 0, 5, 1, 2, 0 };
        set.AddRange(new byte[16]);
        set.AddRange(BitConverter.GetBytes(sections.Count));
        var at = 28 + sections.Count * 20;
        foreach (var (format, section) in sections)
        {
            set.AddRange(format.ToByteArray());
            set.AddRange(BitConverter.GetBytes(at));
            at += section.Length;
        }
        foreach (var (_, section) in sections) set.AddRange(section);
        return [.. set];
    }

    private static byte[] Section(IReadOnlyDictionary<uint, string> texts, IReadOnlyList<string>? names)
    {
        var values = new List<(uint Id, byte[] Value)> { (1, [2, 0, 0, 0, 0xE4, 0x04, 0, 0]) };
        if (names is not null)
        {
            var dictionary = new List<byte>(BitConverter.GetBytes(names.Count));
            for (var i = 0; i < names.Count; i++)
            {
                dictionary.AddRange(BitConverter.GetBytes(i + 2));
                dictionary.AddRange(BitConverter.GetBytes(names[i].Length + 1));
                dictionary.AddRange(Encoding.Latin1.GetBytes(names[i] + "\0"));
            }
            values.Add((0, [.. dictionary]));
        }
        foreach (var (id, text) in texts) values.Add((id, [0x1E, 0, 0, 0, .. BitConverter.GetBytes(text.Length + 1), .. Encoding.Latin1.GetBytes(text + "\0")]));
        var offset = 8 + values.Count * 8;
        var table = new List<byte>(BitConverter.GetBytes(0));
        table.AddRange(BitConverter.GetBytes(values.Count));
        var content = new List<byte>();
        foreach (var (id, value) in values)
        {
            table.AddRange(BitConverter.GetBytes(id));
            table.AddRange(BitConverter.GetBytes(offset + content.Count));
            content.AddRange(value);
            while (content.Count % 4 != 0) content.Add(0);
        }
        byte[] section = [.. table, .. content];
        BinaryPrimitives.WriteInt32LittleEndian(section, section.Length);
        return section;
    }
}
