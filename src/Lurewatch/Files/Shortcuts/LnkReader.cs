using System.Text;
using Lurewatch.Scripts.Vba;
using static Lurewatch.Bytes.LittleEndian;

namespace Lurewatch.Files.Shortcuts;

/// <summary>A shortcut's structure [MS-SHLLINK]. Never throws, keeps what it had.</summary>
/// <remarks>
/// <code>
/// header (76) │ item list │ link info │ name, relative path, folder, arguments, icon │ extra blocks … │ end mark (4) │ nothing, if it is honest
/// </code>
/// Each part that the header's flags announce begins where the one before ends.
/// </remarks>
internal sealed class LnkReader
{
    public const int HeaderSize = 76;
    private const int MostChars = 260;

    private LnkReader(List<string> defects) => Defects = defects;

    public LnkFlags Flags { get; private set; }
    public IReadOnlyList<ShellItem> Items { get; private set; } = [];
    public LnkLocation? Location { get; private set; }
    public string? Name { get; private set; }
    public string? RelativePath { get; private set; }
    public string? WorkingDirectory { get; private set; }
    public string? Arguments { get; private set; }
    public string? IconLocation { get; private set; }
    public LnkExtra Extra { get; private set; } = new();
    /// <summary>Where the shortcut's own structure ends.</summary>
    public int End { get; private set; }
    public List<string> Defects { get; }

    public static LnkReader Read(ReadOnlySpan<byte> file, AnalysisBudget budget, string what)
    {
        var read = new LnkReader([]);
        read.Run(file, budget, what);
        return read;
    }

    private void Run(ReadOnlySpan<byte> file, AnalysisBudget budget, string what)
    {
        if (file.Length < HeaderSize) Defects.Add("the header is cut");
        Flags = (LnkFlags)U32(file, 20);
        var at = HeaderSize;
        if (Flags.HasFlag(LnkFlags.HasTargetIdList))
        {
            var size = U16(file, at);
            if (at + 2 + size > file.Length) Defects.Add("the item list goes beyond the file");
            Items = ShellItems.Read(Slice(file, at + 2, size), budget, what);
            at += 2 + size;
        }
        if (Flags.HasFlag(LnkFlags.HasLinkInfo))
        {
            var size = U32(file, at);
            if (size < 0x1c || size > file.Length - at) Defects.Add("the link info has an impossible size");
            Location = LnkInfo.Read(Slice(file, at, size));
            at += (int)Math.Clamp(size, 4, Math.Max(4, file.Length - at));
        }
        Name = Text(file, LnkFlags.HasName, ref at);
        RelativePath = Text(file, LnkFlags.HasRelativePath, ref at);
        WorkingDirectory = Text(file, LnkFlags.HasWorkingDir, ref at);
        Arguments = Text(file, LnkFlags.HasArguments, ref at);
        IconLocation = Text(file, LnkFlags.HasIconLocation, ref at);
        Extra = LnkExtraData.Read(file, ref at, budget, what, Defects);
        End = Math.Min(at, file.Length);
    }

    /// <summary>StringData [MS-SHLLINK 2.4]: characters are counted, not ended by a zero. Windows reads 260 of them whatever the count says, of arguments all.</summary>
    private string? Text(ReadOnlySpan<byte> file, LnkFlags flag, ref int at)
    {
        if (!Flags.HasFlag(flag)) return null;
        var unicode = Flags.HasFlag(LnkFlags.IsUnicode);
        int count = U16(file, at);
        if (count > MostChars && flag != LnkFlags.HasArguments)
        {
            Defects.Add($"the text of {flag} counts {count} characters");
            count = MostChars;
        }
        var size = count * (unicode ? 2 : 1);
        if (at + 2 + size > file.Length) Defects.Add($"the text of {flag} goes beyond the file");
        var bytes = Slice(file, at + 2, size);
        at += 2 + size;
        return (unicode ? Encoding.Unicode : Encodings.Of(1252)).GetString(bytes).TrimEnd('\0');
    }
}

/// <summary>LinkInfo [MS-SHLLINK 2.3].</summary>
internal static class LnkInfo
{
    public static LnkLocation? Read(ReadOnlySpan<byte> info)
    {
        if (info.Length < 0x1c) return null;
        var encoding = Encodings.Of(1252);
        var header = U32(info, 4);
        var flags = U32(info, 8);
        var wide = header >= 0x24;
        var suffix = (wide ? Wide(info, 32) : null) ?? Ansi(info, U32(info, 24), encoding);
        string? local = null, label = null, drive = null, network = null, device = null;
        uint serial = 0, provider = 0;
        if ((flags & 1) != 0)
        {
            local = ((wide ? Wide(info, 28) : null) ?? Ansi(info, U32(info, 16), encoding)) + suffix;
            var volume = Slice(info, U32(info, 12), U32(info, (int)Math.Min(U32(info, 12), int.MaxValue)));
            drive = U32(volume, 4) switch { 1 => "no-root", 2 => "removable", 3 => "fixed", 4 => "remote", 5 => "cdrom", 6 => "ramdisk", _ => "unknown" };
            serial = U32(volume, 8);
            label = U32(volume, 12) == 0x14 ? Utf16(volume, U32(volume, 16)) : Ansi(volume, U32(volume, 12), encoding);
        }
        if ((flags & 2) != 0)
        {
            var share = Slice(info, U32(info, 20), U32(info, (int)Math.Min(U32(info, 20), int.MaxValue)));
            var name = U32(share, 8) > 0x14 ? Utf16(share, U32(share, 20)) : Ansi(share, U32(share, 8), encoding);
            network = suffix.Length == 0 ? name : name + '\\' + suffix;
            if ((U32(share, 4) & 1) != 0) device = Ansi(share, U32(share, 12), encoding);
            if ((U32(share, 4) & 2) != 0) provider = U32(share, 16);
        }
        return new LnkLocation { LocalPath = local, NetworkPath = network, Device = device, DriveType = drive, DriveSerial = serial, VolumeLabel = label, ProviderType = provider };
    }

    private static string? Wide(ReadOnlySpan<byte> info, int field) => U32(info, field) is > 0 and var at && at < info.Length ? Utf16(info, at) : null;
}
