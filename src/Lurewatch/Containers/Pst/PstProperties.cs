using System.Buffers.Binary;

namespace Lurewatch.Containers.Pst;

/// <summary>The properties of an object [MS-PST 2.3.3]: a property context, a tree on a heap of tag → value or where the value lies.</summary>
internal sealed class PstProperties
{
    private const byte Client = 0xbc;
    private readonly Dictionary<ushort, (ushort Type, uint Value)> _properties = [];

    private PstProperties(PstHeap heap) => Heap = heap;

    public PstHeap Heap { get; }
    /// <summary>Ids with their types.</summary>
    public IEnumerable<(ushort Id, ushort Type)> Tags => _properties.Select(static property => (property.Key, property.Value.Type));

    /// <summary>Reads the tags; null, with the reason noted, if the node is no such object.</summary>
    public static PstProperties? Open(PstFile file, PstNode node, PstReading reading)
    {
        if (PstHeap.Open(file, node, reading) is not { } heap) return null;
        if (heap.Client != Client)
        {
            reading.Lose($"node 0x{node.Id:x} holds no properties");
            return null;
        }
        var properties = new PstProperties(heap);
        foreach (var record in heap.Records(heap.Root, 2, 6))
        {
            var bytes = record.Span;
            properties._properties.TryAdd(BinaryPrimitives.ReadUInt16LittleEndian(bytes),
                (BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]), BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..])));
        }
        return properties;
    }

    /// <summary>A property's value in the bytes of its type, little-endian; null if there is no such property. Strings of both kinds end without a zero.</summary>
    public ReadOnlyMemory<byte>? Value(ushort id) => _properties.TryGetValue(id, out var property) ? Value(property.Type, property.Value) : null;

    public ushort TypeOf(ushort id) => _properties.TryGetValue(id, out var property) ? property.Type : (ushort)0;

    /// <summary>The subnode that holds an object; 0 if the property is none.</summary>
    public uint Object(ushort id) =>
        _properties.TryGetValue(id, out var property) && property.Type == 0x000d && Heap.Item(property.Value) is { Length: >= 4 } item ? BinaryPrimitives.ReadUInt32LittleEndian(item.Span) : 0;

    public uint Int(ushort id) => _properties.TryGetValue(id, out var property) && FixedSize(property.Type) is > 0 and <= 4 ? property.Value : 0;

    /// <summary>Text of a property, whichever of the two string types; ANSI as Latin-1, which folder names need no better.</summary>
    public string? Text(ushort id) => Value(id) is not { IsEmpty: false } value ? null
        : TypeOf(id) == 0x001f ? System.Text.Encoding.Unicode.GetString(value.Span).TrimEnd('\0')
        : TypeOf(id) == 0x001e ? System.Text.Encoding.Latin1.GetString(value.Span).TrimEnd('\0') : null;

    private ReadOnlyMemory<byte> Value(ushort type, uint value)
    {
        if (FixedSize(type) is not (> 0 and <= 4 and var size)) return Heap.Value(value);
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes.AsMemory(0, size);
    }

    /// <summary>Bytes of a type whose values have one size [MS-OXCDATA 2.11.1]; 0 for all others.</summary>
    internal static int FixedSize(ushort type) => type switch
    {
        0x0002 => 2,
        0x0003 or 0x0004 or 0x000a => 4,
        0x000b => 1,
        0x0005 or 0x0006 or 0x0007 or 0x0014 or 0x0040 => 8,
        0x0048 => 16,
        _ => 0,
    };
}
