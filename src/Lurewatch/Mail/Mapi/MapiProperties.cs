using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Lurewatch.Containers;

namespace Lurewatch.Mail.Mapi;

/// <summary>The properties of a message, a recipient or an attachment: identifier → type and value, as the container's bytes have it [MS-OXCDATA 2.11].</summary>
/// <remarks>Values are little-endian and without a count before them; strings may or may not end with NUL. Multi-valued properties are not kept: no field of a mail comes from one.</remarks>
internal sealed class MapiProperties
{
    private readonly Dictionary<ushort, (ushort Type, ReadOnlyMemory<byte> Value)> _values = [];

    /// <summary>Named properties of the file.</summary>
    public MapiNames Names { get; init; } = MapiNames.None;

    /// <summary>Windows code page of the 8-bit strings; 0 if the file does not say.</summary>
    public int CodePage { get; set; }

    /// <summary>All of them, in the order in which they were added.</summary>
    public IEnumerable<(ushort Id, ushort Type, ReadOnlyMemory<byte> Value)> All => _values.Select(pair => (pair.Key, pair.Value.Type, pair.Value.Value));

    public int Count => _values.Count;

    /// <summary>Adds a property. The first of an identifier stays, unless it is empty.</summary>
    public void Add(ushort id, ushort type, ReadOnlyMemory<byte> value)
    {
        if ((type & MapiType.Many) != 0 || type == MapiType.Error) return;
        if (!_values.TryAdd(id, (type, value)) && _values[id].Value.IsEmpty) _values[id] = (type, value);
    }

    public bool Has(ushort id) => _values.ContainsKey(id);

    public ushort? TypeOf(ushort id) => _values.TryGetValue(id, out var found) ? found.Type : null;

    /// <summary>A value's bytes whatever its type; null if absent.</summary>
    public ReadOnlyMemory<byte>? Raw(ushort id)
    {
        if (_values.TryGetValue(id, out var found)) return found.Value;
        return null;
    }

    /// <summary>A string up to its first NUL, as C programs read it; null if absent or empty.</summary>
    public string? Text(ushort id)
    {
        if (LongText(id) is not { } text) return null;
        var end = text.IndexOf('\0', StringComparison.Ordinal);
        if (end >= 0) text = text[..end];
        return text.Length == 0 ? null : text;
    }

    /// <summary>A named string.</summary>
    public string? Text(MapiName name) => Names.Find(name) is { } id ? Text(id) : null;

    /// <summary>A string with only the NULs at its end removed, for texts; null if absent or empty.</summary>
    public string? LongText(ushort id)
    {
        if (!_values.TryGetValue(id, out var found)) return null;
        var text = found.Type switch
        {
            MapiType.Unicode => Utf16(found.Value.Span),
            MapiType.String8 => Decode(found.Value.Span.TrimEnd((byte)0)),
            _ => null,
        };
        return string.IsNullOrEmpty(text) ? null : text;
    }

    /// <summary>8-bit text in the file's code page; where that is not known or not what the bytes are, by what they are.</summary>
    public string Decode(ReadOnlySpan<byte> bytes) => MapiCodePages.Decode(bytes, CodePage);

    /// <summary>An integer or Boolean of up to 32 bits.</summary>
    public int? Int32(ushort id)
    {
        if (!_values.TryGetValue(id, out var found)) return null;
        var bytes = found.Value.Span;
        return found.Type switch
        {
            MapiType.Int16 when bytes.Length >= 2 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            MapiType.Boolean when bytes.Length >= 1 => bytes[0] != 0 ? 1 : 0,
            MapiType.Int32 when bytes.Length >= 4 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            MapiType.Int64 when bytes.Length >= 8 => unchecked((int)BinaryPrimitives.ReadInt64LittleEndian(bytes)),
            _ => null,
        };
    }

    public bool? Flag(ushort id) => Int32(id) is { } value ? value != 0 : null;

    public DateTimeOffset? Time(ushort id) =>
        _values.TryGetValue(id, out var found) && found.Type == MapiType.Time && found.Value.Length >= 8
            ? CfbReader.FileTime(BinaryPrimitives.ReadInt64LittleEndian(found.Value.Span)) : null;

    /// <summary>A named time.</summary>
    public DateTimeOffset? Time(MapiName name) => Names.Find(name) is { } id ? Time(id) : null;

    /// <summary>A binary value (or an object's bytes); null if absent or empty.</summary>
    public ReadOnlyMemory<byte>? Binary(ushort id)
    {
        if (_values.TryGetValue(id, out var found) && found.Type is MapiType.Binary or MapiType.Object && !found.Value.IsEmpty) return found.Value;
        return null;
    }

    private static string Utf16(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[..(bytes.Length & ~1)];
        if (!BitConverter.IsLittleEndian) return Encoding.Unicode.GetString(bytes).TrimEnd('\0');
        return new string(MemoryMarshal.Cast<byte, char>(bytes).TrimEnd('\0'));
    }
}
