using System.Text;
using static Lurewatch.Bytes.LittleEndian;

namespace Lurewatch.Files.OneNote;

/// <summary>Property sets of objects [MS-ONESTORE 2.6]: what pages say, and which files they hold under which names [MS-ONE 2.1.12].</summary>
internal sealed class OneProperties
{
    private const int MostTexts = 20_000, MostDepth = 32;
    private const uint FileContainer = 0x1D9B, FileName = 0x1D9C, SourcePath = 0x1D9D, Picture = 0x1C3F, PictureName = 0x1DD7, RichText = 0x1C22, AsciiText = 0x3498, Hyperlink = 0x1E20, AltText = 0x1E58, Title = 0x1CF3,
        TitleOfPage = 0x1D3C;

    /// <summary>Text in the order in which it lies in the file.</summary>
    public List<string> Texts { get; } = [];
    public List<string> Hyperlinks { get; } = [];
    /// <summary>Names of files by the object that declares them.</summary>
    public Dictionary<OneId, (string? Name, string? Source)> Names { get; } = [];

    /// <summary>ObjectSpaceObjectPropSet [MS-ONESTORE 2.6.1].</summary>
    public void Read(ReadOnlySpan<byte> set, Func<uint, OneId> resolve, AnalysisBudget budget, string what)
    {
        var head = U32(set, 0);
        var ids = Ids(set, out var at);
        if (head >> 31 == 0) at += 4 + (int)Math.Min(U32(set, at) & 0xFFFFFF, 1 << 20) * 4;
        if ((head >> 30 & 1) != 0) at += 4 + (int)Math.Min(U32(set, at) & 0xFFFFFF, 1 << 20) * 4;
        var used = 0;
        Set(set, ref at, ids, ref used, resolve, 0, budget, what);
    }

    private static ReadOnlySpan<byte> Ids(ReadOnlySpan<byte> set, out int after)
    {
        var count = Math.Min(U32(set, 0) & 0xFFFFFF, 1 << 20);
        var ids = Slice(set, 4, count * 4L);
        after = 4 + (int)count * 4;
        return ids;
    }

    /// <summary>PropertySet [MS-ONESTORE 2.6.7]. False where it breaks off: what follows is then no property any more.</summary>
    private bool Set(ReadOnlySpan<byte> bytes, ref int at, ReadOnlySpan<byte> ids, ref int used, Func<uint, OneId> resolve, int depth, AnalysisBudget budget, string what)
    {
        if (depth > MostDepth || at + 2 > bytes.Length) return false;
        int count = U16(bytes, at);
        var prids = at + 2;
        at = prids + count * 4;
        if (at > bytes.Length || !budget.TryTakeSteps(count + 1, what)) return false;
        string? name = null, source = null, pictureName = null;
        OneId? holds = null, shows = null;                                    // a file's node shows its icon, too
        for (var i = 0; i < count; i++)
        {
            var prid = U32(bytes, prids + i * 4);
            var id = prid & 0xFFFF;
            switch (prid >> 26 & 0x1F)
            {
                case 1 or 2: break;
                case 3: at += 1; break;
                case 4: at += 2; break;
                case 5: at += 4; break;
                case 6: at += 8; break;
                case 7:
                    var length = U32(bytes, at);
                    if (length > bytes.Length - at - 4L) return false;
                    var value = Slice(bytes, at + 4L, length);
                    at += 4 + (int)length;
                    if (id is FileName) name = Utf16(value, 0);
                    else if (id is PictureName) pictureName = Utf16(value, 0);
                    else if (id is SourcePath) source = Utf16(value, 0);
                    else Text(id, value);
                    break;
                case 8:
                    if (id is FileContainer) holds = resolve(U32(ids, used * 4));
                    else if (id is Picture) shows = resolve(U32(ids, used * 4));
                    used++;
                    break;
                case 9:
                    used += (int)Math.Min(U32(bytes, at), 1 << 20);
                    at += 4;
                    break;
                case 0xA or 0xC: break;
                case 0xB or 0xD: at += 4; break;
                case 0x10:
                    var sets = U32(bytes, at);
                    at += sets > 0 ? 8 : 4;
                    for (var n = 0; n < sets; n++)
                        if (!Set(bytes, ref at, ids, ref used, resolve, depth + 1, budget, what)) return false;
                    break;
                case 0x11:
                    if (!Set(bytes, ref at, ids, ref used, resolve, depth + 1, budget, what)) return false;
                    break;
                default: return false;
            }
            if (at > bytes.Length) return false;
        }
        if (holds is { } held && (name ?? source) is not null) Names[held] = (name, source);
        if (shows is { } shown && pictureName is not null) Names[shown] = (pictureName, null);
        return true;
    }

    private void Text(uint id, ReadOnlySpan<byte> value)
    {
        if (Texts.Count >= MostTexts || value.IsEmpty) return;
        switch (id)
        {
            case RichText or Title or TitleOfPage or AltText: Texts.Add(Utf16(value, 0)); break;
            case AsciiText: Texts.Add(Ansi(value, 0, Encoding.Latin1)); break;
            case Hyperlink: Hyperlinks.Add(Utf16(value, 0)); break;
        }
    }
}
