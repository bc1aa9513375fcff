using System.Text;
using Lurewatch.Scripts.Vba;
using static Lurewatch.Bytes.LittleEndian;

namespace Lurewatch.Files.Shortcuts;

/// <summary>ExtraData [MS-SHLLINK 2.5]: blocks of size and signature up to a size below 4.</summary>
internal static class LnkExtraData
{
    private const int MostBlocks = 256;

    public static LnkExtra Read(ReadOnlySpan<byte> file, ref int at, AnalysisBudget budget, string what, List<string> defects)
    {
        var blocks = new List<LnkBlock>();
        var extra = new LnkExtra();
        while (at < file.Length && blocks.Count < MostBlocks && budget.TryTakeSteps(1, what))
        {
            var size = U32(file, at);
            if (size < 4)
            {
                at += 4;
                break;
            }
            if (size < 8 || size > file.Length - at)
            {
                // What follows is no block: data that was appended to a shortcut without an end mark.
                defects.Add("an extra block has an impossible size");
                break;
            }
            var block = file.Slice(at, (int)size);
            blocks.Add(new LnkBlock(U32(block, 4), block.Length));
            extra = Add(extra, block, budget, what);
            at += block.Length;
        }
        return extra with { Blocks = blocks };
    }

    private static LnkExtra Add(LnkExtra extra, ReadOnlySpan<byte> block, AnalysisBudget budget, string what)
    {
        switch (U32(block, 4))
        {
            case 0xA0000001: return extra with { EnvironmentTarget = Path(block) };
            case 0xA0000002:
                var size = U32(block, 32);
                return extra with
                {
                    Console = new LnkConsole((short)U16(block, 16), (short)U16(block, 18), (short)U16(block, 20), (short)U16(block, 22), size,
                        Utf16(Slice(block, 44, 64), 0), U32(block, 112) != 0),
                };
            case 0xA0000003: return extra with { Tracker = Tracker(block) };
            case 0xA0000004: return extra with { CodePage = U32(block, 8) };
            case 0xA0000005: return extra with { SpecialFolder = U32(block, 8) };
            case 0xA0000006: return extra with { Darwin = Path(block) };
            case 0xA0000007: return extra with { EnvironmentIcon = Path(block) };
            case 0xA0000008: return extra with { ShimLayer = Utf16(block, 8) };
            case 0xA0000009: return extra with { Properties = PropertyStore.Read(block[8..], budget, what) };
            case 0xA000000B: return extra with { KnownFolder = Guid(block, 8) };
            case 0xA000000C: return extra with { VistaPath = ShellItems.Path(ShellItems.Read(block[8..], budget, what)) };
            default: return extra;
        }
    }

    /// <summary>260 bytes of ANSI, then 260 characters of Unicode, which count if there are any.</summary>
    private static string? Path(ReadOnlySpan<byte> block)
    {
        var wide = Utf16(Slice(block, 268, 520), 0);
        var text = wide.Length > 0 ? wide : Ansi(Slice(block, 8, 260), 0, Encodings.Of(1252));
        return text.Length == 0 ? null : text;
    }

    private static LnkTracker Tracker(ReadOnlySpan<byte> block) =>
        new(Ansi(Slice(block, 16, 16), 0, Encoding.Latin1), Guid(block, 32), Guid(block, 48), Guid(block, 64), Guid(block, 80));
}
