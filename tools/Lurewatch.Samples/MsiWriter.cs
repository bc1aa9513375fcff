using System.Buffers.Binary;
using System.Text;
using Lurewatch.Containers;

namespace Lurewatch.Samples;

/// <summary>Writes Windows Installer packages: tables of properties and custom actions, streams beside them.</summary>
public static class MsiWriter
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._";

    /// <summary>Writes a package.</summary>
    /// <param name="properties">The table Property.</param>
    /// <param name="actions">The table CustomAction: name, type, source, target.</param>
    /// <param name="streams">Streams by name, as <c>Binary.script</c> or <c>data.cab</c>.</param>
    public static byte[] Write(IReadOnlyList<(string Name, string Value)> properties, IReadOnlyList<(string Action, int Type, string Source, string Target)> actions, IReadOnlyList<(string Name, byte[] Content)> streams)
    {
        ArgumentNullException.ThrowIfNull(properties);
        ArgumentNullException.ThrowIfNull(actions);
        var strings = new List<string>();
        const int text = 0x0dff, number = 0x0502;
        (string Table, string Column, int Type)[] columns =
        [
            ("CustomAction", "Action", text), ("CustomAction", "Type", number), ("CustomAction", "Source", text), ("CustomAction", "Target", text),
            ("Property", "Property", text), ("Property", "Value", text),
        ];
        List<(string Path, byte[] Content)> all =
        [
            (Pack("!_Columns"), Table([.. columns.Select(column => Reference(column.Table))], [.. columns.Select((column, i) => i + 1 + 0x8000)], [.. columns.Select(column => Reference(column.Column))], [.. columns.Select(column => column.Type + 0x8000)])),
            (Pack("!CustomAction"), Table([.. actions.Select(row => Reference(row.Action))], [.. actions.Select(row => row.Type + 0x8000)], [.. actions.Select(row => Reference(row.Source))], [.. actions.Select(row => Reference(row.Target))])),
            (Pack("!Property"), Table([.. properties.Select(row => Reference(row.Name))], [.. properties.Select(row => Reference(row.Value))])),
            .. streams.Select(stream => (Pack(stream.Name), stream.Content)),
        ];
        var pool = new byte[4 + (strings.Count * 4)];
        BinaryPrimitives.WriteInt32LittleEndian(pool, 65001);
        for (var i = 0; i < strings.Count; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(pool.AsSpan(4 + (i * 4)), (ushort)Encoding.UTF8.GetByteCount(strings[i]));
            pool[6 + (i * 4)] = 1;
        }
        all.Add((Pack("!_StringPool"), pool));
        all.Add((Pack("!_StringData"), Encoding.UTF8.GetBytes(string.Concat(strings))));
        return CfbWriter.Write(all, new Guid("000c1084-0000-0000-c000-000000000046"));

        int Reference(string value)
        {
            if (value.Length == 0) return 0;
            if (!strings.Contains(value)) strings.Add(value);
            return strings.IndexOf(value) + 1;
        }
    }

    /// <summary>Column by column, two bytes a cell.</summary>
    private static byte[] Table(params int[][] columns) => [.. columns.SelectMany(column => column).SelectMany(cell => new[] { (byte)cell, (byte)(cell >> 8) })];

    private static string Pack(string name)
    {
        var packed = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            int one = Alphabet.IndexOf(name[i], StringComparison.Ordinal), two = i + 1 < name.Length ? Alphabet.IndexOf(name[i + 1], StringComparison.Ordinal) : -1;
            if (one < 0) packed.Append(name[i] == '!' ? '\u4840' : name[i]);
            else if (two < 0) packed.Append((char)(0x4800 + one));
            else { packed.Append((char)(0x3800 + one + (two << 6))); i++; }
        }
        return packed.ToString();
    }
}
