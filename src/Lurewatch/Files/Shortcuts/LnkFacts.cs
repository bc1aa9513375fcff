using System.Text.Json.Serialization;
using Lurewatch.Mail;
using Lurewatch.Scripts;

namespace Lurewatch.Files.Shortcuts;

/// <summary>What a Windows shortcut holds [MS-SHLLINK].</summary>
internal sealed record LnkFacts : IHasUrls, IHasActions
{
    /// <summary>What it starts, by the first of its records that names a path: item list, link info, environment block, relative path.</summary>
    public string? Target { get; init; }
    /// <summary>Its arguments as they stand there, padding and all.</summary>
    public string? Arguments { get; init; }
    /// <summary>Target and arguments as one command line, without padding; null if there is no target.</summary>
    public string? CommandLine { get; init; }
    public string? Description { get; init; }
    public string? RelativePath { get; init; }
    public string? WorkingDirectory { get; init; }
    public string? IconLocation { get; init; }
    public int IconIndex { get; init; }
    /// <summary><c>normal</c>, <c>maximized</c>, <c>minimized</c>, or the number.</summary>
    public string ShowCommand { get; init; } = "normal";
    public int HotKey { get; init; }
    public LnkFlags Flags { get; init; }
    public uint FileAttributes { get; init; }
    public DateTimeOffset? Created { get; init; }
    public DateTimeOffset? Accessed { get; init; }
    public DateTimeOffset? Modified { get; init; }
    /// <summary>Size of the target when the shortcut was made.</summary>
    public uint TargetSize { get; init; }
    /// <summary>The path that the item list gives.</summary>
    public string? ItemPath { get; init; }
    public IReadOnlyList<ShellItem> Items { get; init; } = [];
    public LnkLocation? Location { get; init; }
    public LnkExtra Extra { get; init; } = new();
    /// <summary>Bytes behind the end of the shortcut's own structure.</summary>
    public int AppendedBytes { get; init; }
    /// <summary>The command reads this very file.</summary>
    public bool ReadsItself { get; init; }
    /// <summary>What is wrong with the structure.</summary>
    public IReadOnlyList<string> Defects { get; init; } = [];
    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<Url> Urls { get; init; } = [];
    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<ScriptAction> Actions { get; init; } = [];
}

/// <summary>LinkFlags [MS-SHLLINK 2.1.1].</summary>
[Flags]
internal enum LnkFlags : uint
{
    None = 0,
    HasTargetIdList = 0x1,
    HasLinkInfo = 0x2,
    HasName = 0x4,
    HasRelativePath = 0x8,
    HasWorkingDir = 0x10,
    HasArguments = 0x20,
    HasIconLocation = 0x40,
    IsUnicode = 0x80,
    ForceNoLinkInfo = 0x100,
    HasExpString = 0x200,
    RunInSeparateProcess = 0x400,
    Unused1 = 0x800,
    HasDarwinId = 0x1000,
    RunAsUser = 0x2000,
    HasExpIcon = 0x4000,
    NoPidlAlias = 0x8000,
    Unused2 = 0x10000,
    RunWithShimLayer = 0x20000,
    ForceNoLinkTrack = 0x40000,
    EnableTargetMetadata = 0x80000,
    DisableLinkPathTracking = 0x100000,
    DisableKnownFolderTracking = 0x200000,
    DisableKnownFolderAlias = 0x400000,
    AllowLinkToLink = 0x800000,
    UnaliasOnSave = 0x1000000,
    PreferEnvironmentPath = 0x2000000,
    KeepLocalIdListForUncTarget = 0x4000000,
}

/// <summary>One item of the target's list.</summary>
/// <param name="Kind"><c>root</c>, <c>volume</c>, <c>file</c>, <c>folder</c>, <c>network</c>, <c>uri</c>, <c>control-panel</c>, <c>users-folder</c>, <c>property-view</c>, <c>unknown</c>.</param>
/// <param name="Name">Long name where there is one, path, address; null where there is only <paramref name="Id"/>.</param>
/// <param name="ShortName">The 8.3 name of a file entry.</param>
/// <param name="Id">Class or folder identifier.</param>
internal sealed record ShellItem(string Kind, string? Name, string? ShortName = null, Guid? Id = null);

/// <summary>LinkInfo [MS-SHLLINK 2.3]: where the target was found.</summary>
internal sealed record LnkLocation
{
    /// <summary>Local path with its suffix; null if the target is only on the network.</summary>
    public string? LocalPath { get; init; }
    /// <summary>Share with the suffix.</summary>
    public string? NetworkPath { get; init; }
    /// <summary>Drive letter that the share is mapped to.</summary>
    public string? Device { get; init; }
    /// <summary><c>fixed</c>, <c>removable</c>, <c>remote</c>, <c>cdrom</c>, <c>ramdisk</c>, <c>unknown</c>, <c>no-root</c>.</summary>
    public string? DriveType { get; init; }
    public uint DriveSerial { get; init; }
    public string? VolumeLabel { get; init; }
    public uint ProviderType { get; init; }
}

/// <summary>ExtraData [MS-SHLLINK 2.5].</summary>
internal sealed record LnkExtra
{
    /// <summary>All blocks, known or not, in order.</summary>
    public IReadOnlyList<LnkBlock> Blocks { get; init; } = [];
    public string? EnvironmentTarget { get; init; }
    public string? EnvironmentIcon { get; init; }
    public string? Darwin { get; init; }
    public string? ShimLayer { get; init; }
    public Guid? KnownFolder { get; init; }
    public uint? SpecialFolder { get; init; }
    public uint? CodePage { get; init; }
    public LnkConsole? Console { get; init; }
    public LnkTracker? Tracker { get; init; }
    public IReadOnlyList<StoredProperty> Properties { get; init; } = [];
    /// <summary>The path of the VistaAndAbove item list.</summary>
    public string? VistaPath { get; init; }
}

/// <summary>A block of extra data.</summary>
internal sealed record LnkBlock(uint Signature, int Size);

/// <summary>ConsoleDataBlock [MS-SHLLINK 2.5.1], as far as it can hide a window: its size and place.</summary>
internal sealed record LnkConsole(int Width, int Height, int Left, int Top, uint FontSize, string Face, bool FullScreen);

/// <summary>TrackerDataBlock [MS-SHLLINK 2.5.10]: the computer on which the target lay.</summary>
/// <param name="MachineId">NetBIOS name.</param>
/// <param name="Volume">Volume droid.</param>
/// <param name="File">File droid.</param>
/// <param name="BirthVolume">Volume droid at creation.</param>
/// <param name="BirthFile">File droid at creation.</param>
internal sealed record LnkTracker(string MachineId, Guid Volume, Guid File, Guid BirthVolume, Guid BirthFile)
{
    /// <summary>Of the network card that the file droid was made with; null if it is no time-based UUID [RFC 9562].</summary>
    public string? Mac
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            File.TryWriteBytes(bytes);
            return bytes[7] >> 4 == 1 ? string.Join(':', Convert.ToHexStringLower(bytes[10..]).Chunk(2).Select(pair => new string(pair))) : null;
        }
    }
}

/// <summary>A value of a property store [MS-PROPSTORE].</summary>
/// <param name="Format">Format identifier.</param>
/// <param name="Id">Number; null if it is named.</param>
/// <param name="Name">Name; null if it is numbered.</param>
/// <param name="Type">VT_ number.</param>
/// <param name="Value">Text of it; null for types that are not read.</param>
internal sealed record StoredProperty(Guid Format, uint? Id, string? Name, ushort Type, string? Value);
