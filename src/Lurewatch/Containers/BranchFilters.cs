using System.Buffers.Binary;
using SharpCompress.Compressors.Filters;

namespace Lurewatch.Containers;

/// <summary>Filters before compression that 7z and xz share: jump targets of programs made relative again, differences summed up. They work in place, on the whole of what a decoder gave.</summary>
internal static class BranchFilters
{
    /// <summary>Undoes a filter; false if it is none that is known. The names are those of xz's filter list.</summary>
    public static bool Undo(string filter, byte[] data, ReadOnlySpan<byte> properties)
    {
        var start = properties.Length == 4 && filter is not "delta" ? BinaryPrimitives.ReadUInt32LittleEndian(properties) : 0;
        switch (filter)
        {
            case "delta":
                Delta(data, properties.Length > 0 ? properties[0] + 1 : 1);
                return true;
            case "x86":
                uint state = 0;
                BranchExecFilter.X86Converter(data, start, ref state);
                return true;
            case "powerpc":
                BranchExecFilter.PowerPCConverter(data, start);
                return true;
            case "ia64":
                BranchExecFilter.IA64Converter(data, start);
                return true;
            case "arm":
                BranchExecFilter.ARMConverter(data, start);
                return true;
            case "armthumb":
                BranchExecFilter.ARMTConverter(data, start);
                return true;
            case "sparc":
                BranchExecFilter.SPARCConverter(data, start);
                return true;
            case "arm64":
                Arm64(data, start);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Each byte was stored as the difference from the one so many bytes before.</summary>
    private static void Delta(Span<byte> data, int distance)
    {
        for (var i = distance; i < data.Length; i++) data[i] += data[i - distance];
    }

    /// <summary>BL and ADRP instructions [xz 3.2, the ARM64 filter].</summary>
    private static void Arm64(Span<byte> data, uint start)
    {
        for (var at = 0; at + 4 <= data.Length; at += 4)
        {
            var code = BinaryPrimitives.ReadUInt32LittleEndian(data[at..]);
            var here = start + (uint)at;
            if (code >> 26 == 0x25)
            {
                code = 0x94000000 | ((code - (here >> 2)) & 0x03ffffff);
            }
            else if ((code & 0x9f000000) == 0x90000000)
            {
                var target = ((code >> 29) & 3) | ((code >> 3) & 0x1ffffc);
                if (((target + 0x20000) & 0x1c0000) != 0) continue;
                var relative = target - (here >> 12);
                code = (code & 0x9000001f) | ((relative & 3) << 29) | ((relative & 0x3fffc) << 3) | ((0 - (relative & 0x20000)) & 0xe00000);
            }
            else
            {
                continue;
            }
            BinaryPrimitives.WriteUInt32LittleEndian(data[at..], code);
        }
    }
}
