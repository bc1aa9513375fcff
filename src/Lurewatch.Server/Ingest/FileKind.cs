using System.Runtime.InteropServices;

namespace Lurewatch.Server.Ingest;

/// <summary>Tells pipes, sockets and devices from files before they are opened: opening a pipe that nobody writes to would wait for ever.</summary>
/// <remarks>.NET does not say; Linux's statx has one layout on all processors. Elsewhere everything counts as a regular file.</remarks>
internal static partial class FileKind
{
    private const int TypeMask = 0xF000, Regular = 0x8000, StatxSize = 256, ModeOffset = 28, CurrentFolder = -100;
    private const uint WantType = 1;

    /// <summary>False for what is surely no regular file (links are followed); true in doubt.</summary>
    public static bool MayBeRegular(string path)
    {
        if (!OperatingSystem.IsLinux()) return true;
        try
        {
            Span<byte> answer = stackalloc byte[StatxSize];
            if (Statx(CurrentFolder, path, 0, WantType, answer) != 0) return true;
            return (MemoryMarshal.Read<ushort>(answer[ModeOffset..]) & TypeMask) == Regular;
        }
        catch (EntryPointNotFoundException)
        {
            return true;
        }
        catch (DllNotFoundException)
        {
            return true;
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Statx(int folder, string path, int flags, uint mask, Span<byte> answer);
}
