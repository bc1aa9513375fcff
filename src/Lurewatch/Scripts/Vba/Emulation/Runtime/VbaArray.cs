using System.Text;

namespace Lurewatch.Scripts.Vba.Emulation.Runtime;

/// <summary>An array: elements in one row, with bounds for each dimension.</summary>
internal sealed class VbaArray
{
    /// <summary>Elements that an array may have here; a macro that asks for more does not get them.</summary>
    public const int Most = 4 << 20;

    private VbaArray(Variant[] items, (int Low, int High)[] bounds, VariantKind element)
    {
        Items = items;
        Bounds = bounds;
        Element = element;
    }

    /// <summary>Elements, the first dimension slowest.</summary>
    public Variant[] Items { get; private set; }
    /// <summary>Lowest and highest index of each dimension.</summary>
    public (int Low, int High)[] Bounds { get; private set; }
    /// <summary>Declared type of the elements; Empty for Variant.</summary>
    public VariantKind Element { get; }
    public bool IsBytes => Element == VariantKind.Byte;
    public int Low => Bounds.Length == 0 ? 0 : Bounds[0].Low;
    public int High => Bounds.Length == 0 ? -1 : Bounds[0].High;

    public static VbaArray Of(Variant[] items, int low = 0, VariantKind element = VariantKind.Empty) => new(items, [(low, low + items.Length - 1)], element);

    public static VbaArray OfBytes(ReadOnlySpan<byte> bytes)
    {
        var items = new Variant[bytes.Length];
        for (var i = 0; i < items.Length; i++) items[i] = Variant.Of(VariantKind.Byte, bytes[i]);
        return Of(items, 0, VariantKind.Byte);
    }

    /// <summary>A new array; null if it would be too large or a bound is not possible.</summary>
    public static VbaArray? Create((int Low, int High)[] bounds, VariantKind element, Variant initial)
    {
        if (Size(bounds) is not { } size) return null;
        var items = new Variant[size];
        if (initial.Kind != VariantKind.Empty) Array.Fill(items, initial);
        return new VbaArray(items, bounds, element);
    }

    public VbaArray Copy() => new((Variant[])Items.Clone(), Bounds, Element);

    /// <summary>New bounds; keeps what fits. False if too large.</summary>
    public bool Redim((int Low, int High)[] bounds, bool keep, Variant initial)
    {
        if (Size(bounds) is not { } size) return false;
        var items = new Variant[size];
        if (initial.Kind != VariantKind.Empty) Array.Fill(items, initial);
        if (keep) Items.AsSpan(0, Math.Min(size, Items.Length)).CopyTo(items);
        (Items, Bounds) = (items, bounds);
        return true;
    }

    /// <summary>Place of an element; −1 if it is out of bounds.</summary>
    public int Offset(ReadOnlySpan<Variant> indexes)
    {
        if (indexes.Length != Bounds.Length) return -1;
        long at = 0;
        for (var i = 0; i < indexes.Length; i++)
        {
            if (!indexes[i].TryNumber(out var number)) return -1;
            var index = Math.Round(number, MidpointRounding.ToEven);
            var (low, high) = Bounds[i];
            if (index < low || index > high) return -1;
            at = at * ((long)high - low + 1) + ((long)index - low);
        }
        return at < Items.Length ? (int)at : -1;
    }

    /// <summary>Elements as bytes; null if one is no byte.</summary>
    public byte[]? ToBytes()
    {
        var bytes = new byte[Items.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            if (!Items[i].TryNumber(out var number) || number is < 0 or > 255) return null;
            bytes[i] = (byte)number;
        }
        return bytes;
    }

    /// <summary>A byte array as a text: two bytes a character.</summary>
    public string BytesAsText() => ToBytes() is { } bytes ? Encoding.Unicode.GetString(bytes) : "";

    private static int? Size((int Low, int High)[] bounds)
    {
        long size = bounds.Length == 0 ? 0 : 1;
        foreach (var (low, high) in bounds)
        {
            if (high < low - 1) return null;
            size *= (long)high - low + 1;
            if (size > Most) return null;
        }
        return (int)size;
    }
}
