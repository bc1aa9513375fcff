namespace Lurewatch.Mail.Mapi;

/// <summary>A named property [MS-OXPROPS 1.3.2]: a set, and in it a number or a name.</summary>
internal readonly record struct MapiName(Guid Set, uint Number, string? Name = null)
{
    /// <summary>PS_INTERNET_HEADERS: header fields that Exchange kept, by their names.</summary>
    public static readonly Guid InternetHeaders = new(0x00020386, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46);
    /// <summary>PSETID_Common.</summary>
    public static readonly Guid Common = new(0x00062008, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46);
    /// <summary>PSETID_Appointment.</summary>
    public static readonly Guid Appointment = new(0x00062002, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46);
    /// <summary>PSETID_Task.</summary>
    public static readonly Guid Task = new(0x00062003, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46);
    /// <summary>PSETID_Address.</summary>
    public static readonly Guid Address = new(0x00062004, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46);

    /// <summary>The sound that a reminder plays: PidLidReminderFileParameter.</summary>
    public static MapiName ReminderFile => new(Common, 0x851F);
}

/// <summary>Which identifiers (0x8000 and up) the named properties have in one file; shared by all of its property bags.</summary>
internal sealed class MapiNames
{
    private readonly Dictionary<MapiName, ushort> _ids = [];

    /// <summary>A file without named properties.</summary>
    public static MapiNames None { get; } = new();

    public IReadOnlyDictionary<MapiName, ushort> Ids => _ids;

    /// <summary>Notes an identifier as the file gives it; names are compared in lower case, as Exchange does for header fields.</summary>
    public void Add(MapiName name, ushort id) => _ids.TryAdd(Key(name), id);

    /// <summary>The identifier of a name, a new one if it has none yet: for formats that write the name with each value. 0 when there are no more.</summary>
    public ushort Assign(MapiName name)
    {
        name = Key(name);
        if (_ids.TryGetValue(name, out var id)) return id;
        if (_ids.Count >= 0x7FFE) return 0;
        id = (ushort)(0x8000 + _ids.Count);
        _ids.Add(name, id);
        return id;
    }

    public ushort? Find(MapiName name) => _ids.TryGetValue(Key(name), out var id) ? id : null;

    private static MapiName Key(MapiName name) => name.Name is { } text ? name with { Name = text.ToLowerInvariant(), Number = 0 } : name;
}
