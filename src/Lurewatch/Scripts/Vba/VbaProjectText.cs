using System.Globalization;

namespace Lurewatch.Scripts.Vba;

/// <summary>The PROJECT stream [MS-OVBA 2.3.1]: what the editor shows of a project.</summary>
internal sealed class VbaProjectText
{
    private const int MostModules = 4096;

    /// <summary>Kind of each listed module.</summary>
    public Dictionary<string, VbaModuleKind> Kinds { get; } = new(StringComparer.OrdinalIgnoreCase);
    public string? Name { get; private set; }
    /// <summary>Protected against viewing.</summary>
    public bool IsLocked { get; private set; }

    public static VbaProjectText Read(string text)
    {
        var read = new VbaProjectText();
        foreach (var raw in text.AsSpan().EnumerateLines())
        {
            var line = raw.Trim();
            if (line.StartsWith('[')) break;                            // [Host Extender Info], [Workspace]
            var equals = line.IndexOf('=');
            if (equals <= 0 || read.Kinds.Count >= MostModules) continue;
            var value = line[(equals + 1)..].Trim('"');
            switch (line[..equals])
            {
                case "Name": read.Name = value.ToString(); break;
                case "Module": read.Kinds[value.ToString()] = VbaModuleKind.Standard; break;
                case "Class": read.Kinds[value.ToString()] = VbaModuleKind.Class; break;
                case "BaseClass": read.Kinds[value.ToString()] = VbaModuleKind.Form; break;
                case "Document":
                    var slash = value.LastIndexOf('/');
                    read.Kinds[(slash < 0 ? value : value[..slash]).ToString()] = VbaModuleKind.Document;
                    break;
                case "CMG": read.IsLocked = IsProtected(value); break;
            }
        }
        return read;
    }

    /// <summary>The name that a module's source gives itself.</summary>
    public static string? ModuleName(string source)
    {
        const string start = "Attribute VB_Name = \"";
        var at = source.IndexOf(start, StringComparison.OrdinalIgnoreCase);
        if (at < 0) return null;
        var name = source.AsSpan(at + start.Length);
        var end = name.IndexOf('"');
        return end is > 0 and <= 255 ? name[..end].ToString() : null;
    }

    /// <summary>Decrypts the protection state [MS-OVBA 2.4.3.3]; any of its three bits means that the editor will not show the source.</summary>
    private static bool IsProtected(ReadOnlySpan<char> hex)
    {
        Span<byte> bytes = stackalloc byte[64];
        var count = Math.Min(hex.Length / 2, bytes.Length);
        for (var i = 0; i < count; i++)
            if (!byte.TryParse(hex.Slice(i * 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[i])) return false;
        if (count < 3) return false;
        int seed = bytes[0], coded2 = bytes[1], coded1 = bytes[2], plain1 = seed ^ coded1;
        var ignored = (seed & 6) / 2;
        var dataFrom = 3 + ignored + 4;
        for (var i = 3; i < count; i++)
        {
            var plain = (bytes[i] ^ (coded2 + plain1)) & 0xFF;
            coded2 = coded1;
            coded1 = bytes[i];
            plain1 = plain;
            if (i == dataFrom) return (plain & 7) != 0;
        }
        return false;
    }
}
