namespace Lurewatch.Mail.Mapi.Rtf;

/// <summary>Code pages of an RTF text: the document's and those of its fonts.</summary>
internal sealed class RtfFonts(int fallback)
{
    private const int MostFonts = 4096;
    private readonly Dictionary<int, int> _pages = [];

    /// <summary>Of text in no particular font.</summary>
    public int Document { get; set; } = fallback == 0 ? 1252 : fallback;
    /// <summary>The font of \plain text.</summary>
    public int Default { get; set; }

    public int PageOf(int font) => _pages.GetValueOrDefault(font, Document);

    /// <summary>\fcharset in the font table.</summary>
    public void SetCharset(int font, int charset)
    {
        var page = charset switch
        {
            77 => 10000,
            128 => 932,
            129 => 949,
            130 => 1361,
            134 => 936,
            136 => 950,
            161 => 1253,
            162 => 1254,
            163 => 1258,
            177 => 1255,
            178 => 1256,
            186 => 1257,
            204 => 1251,
            222 => 874,
            238 => 1250,
            254 => 437,
            _ => 0,                                                         // ANSI, default, symbol: as the document
        };
        if (page != 0) SetPage(font, page);
    }

    /// <summary>\cpg in the font table.</summary>
    public void SetPage(int font, int page)
    {
        if (_pages.Count < MostFonts && page is > 0 and < 65536) _pages[font] = page;
    }
}
