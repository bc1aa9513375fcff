using Lurewatch.Containers.Pe;

namespace Lurewatch.Files.Programs;

/// <summary>Packers, installers and script compilers that leave their mark: whose program it is in form, and where the real one lies.</summary>
internal static class PePacking
{
    private const int Searched = 4 << 20, TailSearched = 4 << 10;

    public static string? Of(PeFile pe, ReadOnlySpan<byte> behind)
    {
        foreach (var section in pe.Sections)
        {
            var name = section.Name;
            if (name.StartsWith("UPX", StringComparison.Ordinal)) return "upx";
            if (name.StartsWith(".vmp", StringComparison.Ordinal)) return "vmprotect";
            if (name is ".themida" or ".winlice") return "themida";
            if (name is ".aspack" or ".adata") return "aspack";
            if (name.StartsWith(".mpress", StringComparison.OrdinalIgnoreCase)) return "mpress";
            if (name is ".enigma1" or ".enigma2") return "enigma";
        }
        var head = behind[..Math.Min(behind.Length, TailSearched)];
        if (head.IndexOf("NullsoftInst"u8) >= 0) return "nsis";
        if (head.IndexOf(";!@Install@!UTF-8!"u8) >= 0) return "7z-sfx";
        if (head.StartsWith("Rar!\x1a\x7"u8)) return "rar-sfx";
        if (head.StartsWith("zlb\x1a"u8) || head.StartsWith("idska32"u8)) return "inno";
        var tail = behind[Math.Max(0, behind.Length - TailSearched)..];
        if (tail.IndexOf("MEI\x0c\x0b\x0a\x0b\x0e"u8) >= 0) return "pyinstaller";
        var image = pe.Bytes[..Math.Min((int)pe.End, Searched)];
        if (image.IndexOf("AU3!EA0"u8) >= 0 || behind.IndexOf("AU3!EA0"u8) >= 0) return "autoit";
        return image.IndexOf("Inno Setup Setup Data"u8) >= 0 ? "inno" : null;
    }
}
