using System.Buffers;
using System.Text;
using Lurewatch.Mail;

namespace Lurewatch.Files.Types;

/// <summary>Tells kinds of text apart by how they start, scripts by what they say. Reads the head, and of a long file the tail: scripts hide behind
/// thousands of lines of comment.</summary>
internal static class TextTypes
{
    private const int HeadRead = 12 << 10;
    private const int TailRead = 4 << 10;
    private const int ProbeRead = 4 << 10;

    private static readonly SearchValues<byte> NameEnds = SearchValues.Create(" \t\r\n/>"u8);

    public static FileType Detect(ReadOnlySpan<byte> bytes)
    {
        Span<byte> sample = stackalloc byte[HeadRead + TailRead];
        if (!Sample(bytes, ref sample)) return FileType.Unknown;
        var text = Trim(sample);
        if (text.IsEmpty) return FileType.Txt;
        if (Marked(text, sample) is var marked and not FileType.Unknown) return marked;
        return IsJson(text) ? FileType.Txt : ScriptTypes.Detect(text) ?? FileType.Txt;
    }

    /// <summary>True if a second message starts behind a "From " line further down [RFC 4155].</summary>
    public static bool HasFurtherMail(ReadOnlySpan<byte> bytes)
    {
        var rest = bytes[5..];
        for (var tries = 0; tries < 1000; tries++)
        {
            var at = rest.IndexOf("\nFrom "u8);
            if (at < 0) return false;
            var blankBefore = at >= 1 && (rest[at - 1] == '\n' || (rest[at - 1] == '\r' && at >= 2 && rest[at - 2] == '\n'));
            if (blankBefore && MailSniffer.LooksLikeMail(rest.Slice(at + 1, Math.Min(rest.Length - at - 1, 16 << 10)))) return true;
            rest = rest[(at + 6)..];
        }
        return false;
    }

    /// <summary>Lower-case 8-bit text of head and tail, whatever the Unicode form; false if it is no text.</summary>
    private static bool Sample(ReadOnlySpan<byte> bytes, ref Span<byte> sample)
    {
        var wide = WideForm(bytes);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf])) bytes = bytes[3..];
        if (wide != 0 && bytes.Length >= 2 && (bytes[0], bytes[1]) is (0xff, 0xfe) or (0xfe, 0xff)) bytes = bytes[2..];
        var step = wide == 0 ? 1 : 2;
        var low = wide == 2 ? 1 : 0;
        var head = Math.Min(bytes.Length / step, HeadRead);
        var tail = Math.Min((bytes.Length / step) - head, TailRead);
        var controls = 0;
        var length = 0;
        for (var i = 0; i < head + tail; i++)
        {
            var unit = i < head ? i : (bytes.Length / step) - tail + (i - head);
            var b = bytes[(unit * step) + low];
            if (step == 2 && bytes[(unit * step) + 1 - low] != 0) b = 0xff; // some letter; which does not matter here
            if (b is < 32 and not ((byte)'\t' or (byte)'\n' or (byte)'\r' or 12 or 27) || b == 127) controls++;
            if (b == 0 && controls > 2) return false;
            sample[length++] = b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b | 0x20) : b;
        }
        sample = sample[..length];
        return controls <= length / 100;
    }

    /// <summary>0: bytes; 1: UTF-16 little-endian; 2: big-endian, by mark or by every other byte being zero.</summary>
    private static int WideForm(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4) return 0;
        if (bytes[0] == 0xff && bytes[1] == 0xfe) return 1;
        if (bytes[0] == 0xfe && bytes[1] == 0xff) return 2;
        var probe = bytes[..Math.Min(bytes.Length & ~1, 128)];
        int even = 0, odd = 0;
        for (var i = 0; i < probe.Length; i += 2)
        {
            if (probe[i] == 0) even++;
            if (probe[i + 1] == 0) odd++;
        }
        var pairs = probe.Length / 2;
        return even == 0 && odd * 10 >= pairs * 9 ? 1 : odd == 0 && even * 10 >= pairs * 9 ? 2 : 0;
    }

    /// <summary>An object with a quoted key, or an array of values: what it quotes is not its language.</summary>
    private static bool IsJson(ReadOnlySpan<byte> text)
    {
        var second = Trim(text[1..]);
        if (second.IsEmpty || (text[0] == '{' && second[0] == '}')) return text[0] == '{';
        if (text[0] == '[') return second[0] is (byte)'{' or (byte)'[' or (byte)'"';
        if (text[0] != '{' || second[0] != '"') return false;
        var key = second[1..].IndexOf((byte)'"');
        return key >= 0 && Trim(second[(key + 2)..]) is { IsEmpty: false } rest && rest[0] == ':';
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.TrimStart(" \t\r\n\f"u8);

    /// <summary>What a marker at the start says.</summary>
    private static FileType Marked(ReadOnlySpan<byte> text, ReadOnlySpan<byte> whole)
    {
        var type = text[0] switch
        {
            (byte)'<' => Markup(text),
            (byte)'#' when text.StartsWith("#!"u8) => FileType.Shell,
            (byte)'#' when text.StartsWith("#@~^"u8) => FileType.EncodedScript,
            (byte)'%' when text.StartsWith("%pdf-"u8) => FileType.Pdf,
            (byte)'{' when text.StartsWith("{\\rt"u8) => FileType.Rtf,
            (byte)'b' when text.StartsWith("begin:vcalendar"u8) => FileType.Ics,
            (byte)'b' when text.StartsWith("begin:vcard"u8) => FileType.Vcf,
            (byte)'i' when text.StartsWith("id;p"u8) => FileType.Slk,
            (byte)'w' when text.StartsWith("web\r\n1\r\n"u8) || text.StartsWith("web\n1\n"u8) => FileType.Iqy,
            (byte)'w' when text.StartsWith("windows registry editor"u8) => FileType.Reg,
            (byte)'r' when text.StartsWith("regedit4"u8) => FileType.Reg,
            (byte)'a' when text.StartsWith("attribute vb_"u8) => FileType.Vba,
            (byte)'v' when text.StartsWith("version 1.0 class"u8) || (text.StartsWith("version 5.00"u8) && Probe(text).IndexOf("attribute vb_name"u8) >= 0) => FileType.Vba,
            (byte)'m' when text.StartsWith("manifest-version:"u8) => FileType.JarManifest,
            (byte)'-' when text.StartsWith("-----begin "u8) => FileType.Crypto,
            (byte)'[' when Probe(text).IndexOf("[internetshortcut]"u8) >= 0 => FileType.Url,
            (byte)'[' when text.StartsWith("[shell]"u8) && Probe(text).IndexOf("iconfile="u8) >= 0 => FileType.Url, // a shell command file, whose icon Explorer loads
            (byte)'[' when text.StartsWith("[desktop entry]"u8) => FileType.DesktopEntry,
            _ => FileType.Unknown,
        };
        if (type is not FileType.Unknown) return type;
        var probe = Probe(text);
        if (IsRemoteDesktop(probe)) return FileType.Rdp;
        if (probe.IndexOf("[internetshortcut]"u8) is > 0 and var shortcut && probe[shortcut - 1] == '\n') return FileType.Url;
        if (whole.IndexOf("<hta:application"u8) >= 0) return FileType.Hta;
        // Browsers skip what stands before the first tag they know; so do those who hide a page behind a line of junk.
        foreach (var start in new HtmlStarts())
            if (LineStart(probe, start)) return FileType.Html;
        return probe.IndexOf("#@~^"u8) >= 0 ? FileType.EncodedScript : FileType.Unknown;
    }

    /// <summary>Lines of name, type and value: one that names the computer, and a second of any name.</summary>
    private static bool IsRemoteDesktop(ReadOnlySpan<byte> probe)
    {
        if (!LineStart(probe, "full address:s:"u8) && !LineStart(probe, "alternate full address:s:"u8)) return false;
        var values = 0;
        foreach (var line in probe.Split((byte)'\n'))
        {
            var text = probe[line];
            if (text.IndexOf((byte)':') is > 2 and < 40 and var colon && colon + 2 < text.Length && text[colon + 2] == ':' && text[colon + 1] is (byte)'s' or (byte)'i' or (byte)'b') values++;
        }
        return values > 0;
    }

    private static ReadOnlySpan<byte> Probe(ReadOnlySpan<byte> text) => text[..Math.Min(text.Length, ProbeRead)];

    private static bool LineStart(ReadOnlySpan<byte> text, ReadOnlySpan<byte> what)
    {
        var at = text.IndexOf(what);
        if (at < 0) return false;
        var before = text[..at].TrimEnd(" \t"u8);
        return before.IsEmpty || before[^1] is (byte)'\n' or (byte)'\r' or (byte)'>';
    }

    /// <summary>What browsers sniff as HTML behind junk [WHATWG MIME Sniffing 7.1].</summary>
    private ref struct HtmlStarts
    {
        private int _at;

        public HtmlStarts() => _at = -1;

        public readonly ReadOnlySpan<byte> Current => _at switch { 0 => "<!doctype html"u8, 1 => "<html"u8, 2 => "<script"u8, _ => "<body"u8 };

        public bool MoveNext() => ++_at < 4;

        public readonly HtmlStarts GetEnumerator() => this;
    }

    /// <summary>Text that starts with a tag: HTML, HTML application, SVG, script file, other XML.</summary>
    private static FileType Markup(ReadOnlySpan<byte> text)
    {
        if (text.IndexOf("<hta:application"u8) >= 0) return FileType.Hta;
        var rest = text;
        var isXml = false;
        for (var skipped = 0; skipped < 64; skipped++)
        {
            var start = rest.IndexOf((byte)'<');
            if (start < 0) break;
            rest = rest[start..];
            if (rest.StartsWith("<!doctype"u8))
            {
                var doctype = rest[..Math.Min(rest.Length, 64)];
                if (doctype.IndexOf("html"u8) >= 0) return FileType.Html;
                if (doctype.IndexOf("svg"u8) >= 0) return FileType.Svg;
                isXml = true;
                rest = After(rest, ">"u8);
            }
            else if (rest.StartsWith("<!--"u8))
            {
                rest = After(rest, "-->"u8);
            }
            else if (rest.StartsWith("<?"u8))
            {
                isXml |= rest.StartsWith("<?xml"u8);
                rest = After(rest, ">"u8);
            }
            else if (rest.StartsWith("<!"u8))
            {
                rest = After(rest, ">"u8);
            }
            else
            {
                return Element(rest, text, isXml);
            }
        }
        return isXml ? FileType.Xml : FileType.Unknown;
    }

    private static ReadOnlySpan<byte> After(ReadOnlySpan<byte> text, ReadOnlySpan<byte> what)
    {
        var at = text.IndexOf(what);
        return at < 0 ? [] : text[(at + what.Length)..];
    }

    private static FileType Element(ReadOnlySpan<byte> tag, ReadOnlySpan<byte> text, bool isXml)
    {
        var name = tag[1..];
        var end = name.IndexOfAny(NameEnds);
        if (end < 0) end = Math.Min(name.Length, 32);
        name = name[..end];
        if (name.IsEmpty) return isXml ? FileType.Xml : FileType.Unknown;
        var prefix = name.IndexOf((byte)':');
        var local = name[(prefix + 1)..];
        switch (local)
        {
            case var _ when local.SequenceEqual("svg"u8):
                return FileType.Svg;
            case var _ when local.SequenceEqual("html"u8):
                return FileType.Html;
            case var _ when local.SequenceEqual("job"u8) || local.SequenceEqual("package"u8) || local.SequenceEqual("scriptlet"u8) || local.SequenceEqual("component"u8):
                if (local.SequenceEqual("package"u8) && text[..Math.Min(text.Length, 2048)].IndexOf("schemas.microsoft.com/appx/"u8) >= 0) return FileType.AppxManifest;
                return text.IndexOf("<script"u8) >= 0 ? FileType.Wsf : FileType.Xml;
            case var _ when local.SequenceEqual("appinstaller"u8):
                return FileType.AppInstaller;
            case var _ when local.SequenceEqual("bundle"u8) && text[..Math.Min(text.Length, 2048)].IndexOf("schemas.microsoft.com/appx/"u8) >= 0:
                return FileType.AppxManifest;
            case var _ when local.SequenceEqual("librarydescription"u8) || local.SequenceEqual("searchconnectordescription"u8) || local.SequenceEqual("persistedquery"u8):
                return FileType.ShellLibrary;
            case var _ when local.SequenceEqual("pcsettings"u8):
                return FileType.SettingContent;
            case var _ when local.SequenceEqual("jnlp"u8):
                return FileType.Jnlp;
            case var _ when local.SequenceEqual("assembly"u8) && text.IndexOf("deploymentprovider"u8) >= 0:
                return FileType.ClickOnce;
        }
        if (isXml) return FileType.Xml;
        return IsHtmlElement(name) ? FileType.Html : text.IndexOf("<html"u8) >= 0 || text.IndexOf("<!doctype html"u8) >= 0 ? FileType.Html : LooksLikeXml(name, text) ? FileType.Xml : FileType.Unknown;
    }

    /// <summary>Without a declaration: the first element is closed somewhere, or carries a namespace.</summary>
    private static bool LooksLikeXml(ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
    {
        if (!IsNameStart(name[0])) return false;
        if (text[..Math.Min(text.Length, 512)].IndexOf(" xmlns"u8) >= 0) return true;
        Span<byte> close = stackalloc byte[name.Length + 2];
        "</"u8.CopyTo(close);
        name.CopyTo(close[2..]);
        return text.IndexOf(close) >= 0;
    }

    private static bool IsNameStart(byte b) => b is >= (byte)'a' and <= (byte)'z' or (byte)'_' or >= 0x80;

    private static bool IsHtmlElement(ReadOnlySpan<byte> name) =>
        name.Length is > 0 and <= 10 && Encoding.Latin1.GetString(name) is "html" or "head" or "body" or "script" or "meta" or "title" or "table" or "div" or "p" or "a" or "form" or "iframe" or "style" or "br" or "font" or "h1" or "h2"
            or "h3" or "center" or "img" or "span" or "b" or "link" or "base" or "frameset" or "input" or "ul" or "ol" or "button" or "object" or "embed" or "noscript" or "main" or "section" or "header" or "marquee";
}
