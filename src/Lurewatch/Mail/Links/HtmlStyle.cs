using System.Globalization;

namespace Lurewatch.Mail.Links;

/// <summary>How text is kept from the eye.</summary>
internal enum Hiding : byte { None, DisplayNone, HiddenAttribute, VisibilityHidden, Transparent, ZeroSize, SameColour, OffScreen }

/// <summary>What an element says of its look, as far as that can hide text: one parsed declaration block.</summary>
internal struct StyleDeclaration
{
    public const int UnknownColour = -1, TransparentColour = -2, Unset = -3;

    public StyleDeclaration() { }

    public Hiding Display;            // DisplayNone, HiddenAttribute, or OffScreen/ZeroSize by box
    public bool Shown;                // display: other than none
    public sbyte Visibility;          // 1 hidden, 2 visible
    public bool SeeThrough;           // opacity near 0
    public float FontPixels = float.NaN;
    public float FontFactor = float.NaN;
    public int Colour = Unset;
    public int Back = Unset;
    public bool Indented;             // text-indent far left
    private float _width = float.NaN, _height = float.NaN;
    private bool _clips, _positioned, _away;

    /// <summary>Reads declarations [CSS Syntax 3] over this one; what is not understood is skipped.</summary>
    public void Read(ReadOnlySpan<char> css)
    {
        while (!css.IsEmpty)
        {
            var end = css.IndexOf(';');
            // a data: URL in url(…) may hold semicolons
            if (end >= 0 && css[..end].IndexOf("url(") is >= 0 and var open && css[open..end].IndexOf(')') < 0 && css[open..].IndexOf(')') is >= 0 and var close)
            {
                var after = css[(open + close)..].IndexOf(';');
                end = after < 0 ? -1 : open + close + after;
            }
            var one = end < 0 ? css : css[..end];
            css = end < 0 ? [] : css[(end + 1)..];
            var colon = one.IndexOf(':');
            if (colon > 0) Property(one[..colon].Trim(), one[(colon + 1)..].Trim());
        }
        if (Display == Hiding.None)
        {
            if (_clips && (_width <= 1 || _height <= 1)) Display = Hiding.ZeroSize;
            else if (_away) Display = Hiding.OffScreen;
        }
    }

    private void Property(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        if (name.Length is < 3 or > 20) return;
        Span<char> lower = stackalloc char[20];
        lower = lower[..name.ToLowerInvariant(lower)];
        if (value.EndsWith("important", StringComparison.OrdinalIgnoreCase)) value = value[..^9].TrimEnd().TrimEnd('!').TrimEnd();
        switch (lower)
        {
            case "display":
                Shown = !Is(value, "none");
                Display = Shown ? Hiding.None : Hiding.DisplayNone;
                break;
            case "visibility":
                Visibility = (sbyte)(Is(value, "hidden") || Is(value, "collapse") ? 1 : 2);
                break;
            case "opacity":
                if (float.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var opacity)) SeeThrough = opacity < 0.05f;
                break;
            case "font-size":
                Size(value);
                break;
            case "font":
                foreach (var range in value.Split(' '))
                {
                    var token = value[range];
                    if (token.Length == 0 || !char.IsAsciiDigit(token[0]) && token[0] != '.') continue;
                    if (token.Length == 3 && token.EndsWith("00")) continue;   // a weight
                    var slash = token.IndexOf('/');
                    Size(slash < 0 ? token : token[..slash]);
                    break;
                }
                break;
            case "color":
                Colour = CssColour.Read(value);
                break;
            case "background-color":
                Back = CssColour.Read(value);
                break;
            case "background":
                Back = value.IndexOf("url(") >= 0 || value.IndexOf("gradient") >= 0 ? UnknownColour : CssColour.ReadFirst(value);
                break;
            case "background-image":
                if (!Is(value, "none")) Back = UnknownColour;
                break;
            case "width" or "max-width":
                _width = Least(_width, Pixels(value));
                break;
            case "height" or "max-height":
                _height = Least(_height, Pixels(value));
                break;
            case "overflow" or "overflow-x" or "overflow-y":
                _clips |= Is(value, "hidden") || Is(value, "clip");
                break;
            case "position":
                _positioned = Is(value, "absolute") || Is(value, "fixed");
                break;
            case "left" or "top" or "right" or "bottom" or "margin-left" or "margin-top":
                _away |= Pixels(value) <= -500;
                break;
            case "text-indent":
                Indented = Pixels(value) <= -500;
                break;
            case "clip":
                if (_positioned && value.StartsWith("rect(0", StringComparison.OrdinalIgnoreCase)) Display = Hiding.ZeroSize;
                break;
            case "clip-path":
                if (value.StartsWith("inset(50%") || value.StartsWith("inset(100%") || value.StartsWith("circle(0")) Display = Hiding.ZeroSize;
                break;
            case "transform":
                if (value.StartsWith("scale(0)") || value.StartsWith("scale(0,")) Display = Hiding.ZeroSize;
                break;
            default:
                break;
        }
    }

    private void Size(ReadOnlySpan<char> value)
    {
        (FontPixels, FontFactor) = (float.NaN, float.NaN);
        if (value.EndsWith("rem", StringComparison.OrdinalIgnoreCase)) FontPixels = Number(value[..^3]) * 16;
        else if (value.EndsWith("em", StringComparison.OrdinalIgnoreCase)) FontFactor = Number(value[..^2]);
        else if (value.EndsWith('%')) FontFactor = Number(value[..^1]) / 100;
        else FontPixels = Pixels(value) is var pixels && float.IsNaN(pixels) ? 16 : pixels;   // a keyword: readable
    }

    /// <summary>Lays <paramref name="other"/>'s own words over this.</summary>
    public void Add(in StyleDeclaration other)
    {
        if (other.Shown) (Shown, Display) = (true, Hiding.None);
        if (other.Display != Hiding.None) Display = other.Display;
        if (other.Visibility != 0) Visibility = other.Visibility;
        SeeThrough |= other.SeeThrough;
        if (!float.IsNaN(other.FontPixels)) (FontPixels, FontFactor) = (other.FontPixels, float.NaN);
        if (!float.IsNaN(other.FontFactor)) (FontPixels, FontFactor) = (float.NaN, other.FontFactor);
        if (other.Colour != Unset) Colour = other.Colour;
        if (other.Back != Unset) Back = other.Back;
        Indented |= other.Indented;
        _width = Least(_width, other._width);
        _height = Least(_height, other._height);
        _clips |= other._clips;
        if (Display == Hiding.None && _clips && (_width <= 1 || _height <= 1)) Display = Hiding.ZeroSize;
    }

    private static float Least(float a, float b) => float.IsNaN(a) ? b : float.IsNaN(b) ? a : Math.Min(a, b);

    private static bool Is(ReadOnlySpan<char> value, string word) => value.Equals(word, StringComparison.OrdinalIgnoreCase);

    public static float Pixels(ReadOnlySpan<char> value)
    {
        if (value.EndsWith("px", StringComparison.OrdinalIgnoreCase)) return Number(value[..^2]);
        if (value.EndsWith("pt", StringComparison.OrdinalIgnoreCase)) return Number(value[..^2]) * 4 / 3;
        if (value.EndsWith("em", StringComparison.OrdinalIgnoreCase)) return Number(value[..^2].TrimEnd("rR")) * 16;
        if (value.EndsWith('%')) return Number(value[..^1]) is 0 ? 0 : float.NaN;
        return Number(value);
    }

    private static float Number(ReadOnlySpan<char> value) =>
        value.Length < 16 && float.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : float.NaN;
}

/// <summary>Colours as 0xRRGGBB.</summary>
internal static class CssColour
{
    public static int Read(ReadOnlySpan<char> value)
    {
        value = value.Trim();
        if (value.Length > 1 && value[0] == '#') return Hex(value[1..]);
        if (value.StartsWith("rgb", StringComparison.OrdinalIgnoreCase)) return Rgb(value);
        Span<char> lower = stackalloc char[12];
        if (value.Length is < 3 or > 12) return StyleDeclaration.UnknownColour;
        return lower[..value.ToLowerInvariant(lower)] switch
        {
            "white" => 0xFFFFFF,
            "black" => 0,
            "transparent" => StyleDeclaration.TransparentColour,
            "inherit" or "initial" or "unset" => StyleDeclaration.Unset,
            "red" => 0xFF0000,
            "blue" => 0x0000FF,
            "green" => 0x008000,
            "yellow" => 0xFFFF00,
            "gray" or "grey" => 0x808080,
            "silver" => 0xC0C0C0,
            "navy" => 0x000080,
            "orange" => 0xFFA500,
            "purple" => 0x800080,
            "maroon" => 0x800000,
            "teal" => 0x008080,
            "lime" => 0x00FF00,
            "aqua" or "cyan" => 0x00FFFF,
            "fuchsia" or "magenta" => 0xFF00FF,
            "snow" => 0xFFFAFA,
            "ivory" => 0xFFFFF0,
            "whitesmoke" => 0xF5F5F5,
            "ghostwhite" => 0xF8F8FF,
            "lightgray" or "lightgrey" => 0xD3D3D3,
            "gainsboro" => 0xDCDCDC,
            "dimgray" or "dimgrey" => 0x696969,
            "darkgray" or "darkgrey" => 0xA9A9A9,
            _ => Hex(value) is >= 0 and var hex && value.Length == 6 ? hex : StyleDeclaration.UnknownColour,   // legacy attributes leave out the #
        };
    }

    /// <summary>The colour in a shorthand.</summary>
    public static int ReadFirst(ReadOnlySpan<char> value)
    {
        if (value.StartsWith("rgb", StringComparison.OrdinalIgnoreCase)) return Read(value);
        foreach (var range in value.Split(' '))
            if (Read(value[range]) is not StyleDeclaration.UnknownColour and var colour) return colour;
        return value.Equals("none", StringComparison.OrdinalIgnoreCase) ? StyleDeclaration.TransparentColour : StyleDeclaration.UnknownColour;
    }

    /// <summary>No eye tells them apart.</summary>
    public static bool Near(int a, int b)
    {
        const int Tolerance = 10;
        return Math.Abs((a >> 16) - (b >> 16)) <= Tolerance && Math.Abs((a >> 8 & 255) - (b >> 8 & 255)) <= Tolerance && Math.Abs((a & 255) - (b & 255)) <= Tolerance;
    }

    private static int Hex(ReadOnlySpan<char> digits)
    {
        if (!int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)) return StyleDeclaration.UnknownColour;
        return digits.Length switch
        {
            3 => (value >> 8 & 15) * 0x110000 + (value >> 4 & 15) * 0x1100 + (value & 15) * 0x11,
            6 => value,
            8 => (value & 0xFF) < 13 ? StyleDeclaration.TransparentColour : value >> 8 & 0xFFFFFF,
            _ => StyleDeclaration.UnknownColour,
        };
    }

    private static int Rgb(ReadOnlySpan<char> value)
    {
        var open = value.IndexOf('(');
        if (open < 0) return StyleDeclaration.UnknownColour;
        var inner = value[(open + 1)..].TrimEnd(") ");
        Span<float> parts = stackalloc float[4];
        var count = 0;
        foreach (var range in inner.SplitAny(',', ' ', '/'))
        {
            var part = inner[range].Trim();
            if (part.IsEmpty) continue;
            if (count == 4 || !float.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out parts[count])) return StyleDeclaration.UnknownColour;
            count++;
        }
        if (count < 3) return StyleDeclaration.UnknownColour;
        if (count == 4 && parts[3] < 0.05f) return StyleDeclaration.TransparentColour;
        return ((int)Math.Clamp(parts[0], 0, 255) << 16) + ((int)Math.Clamp(parts[1], 0, 255) << 8) + (int)Math.Clamp(parts[2], 0, 255);
    }
}

/// <summary>The look that an element's text ends up with: its own declaration over its parent's.</summary>
internal struct ResolvedStyle
{
    public static readonly ResolvedStyle Initial = new() { FontPixels = 16, Colour = 0, Back = 0xFFFFFF };

    public Hiding Box;
    public bool Invisible, Indented;
    public float FontPixels;
    public int Colour, Back;

    public static ResolvedStyle Over(in ResolvedStyle parent, in StyleDeclaration own)
    {
        var style = parent;
        if (style.Box == Hiding.None) style.Box = own.Display != Hiding.None ? own.Display : own.SeeThrough ? Hiding.Transparent : Hiding.None;
        if (own.Visibility != 0) style.Invisible = own.Visibility == 1;
        if (own.Indented) style.Indented = true;
        if (!float.IsNaN(own.FontPixels)) style.FontPixels = own.FontPixels;
        else if (!float.IsNaN(own.FontFactor)) style.FontPixels *= own.FontFactor;
        if (own.Colour != StyleDeclaration.Unset) style.Colour = own.Colour;
        if (own.Back is not (StyleDeclaration.Unset or StyleDeclaration.TransparentColour)) style.Back = own.Back;
        return style;
    }

    public readonly Hiding Hiding
    {
        get
        {
            if (Box != Hiding.None) return Box;
            if (Invisible) return Hiding.VisibilityHidden;
            if (FontPixels < 1.5f) return Hiding.ZeroSize;
            if (Colour == StyleDeclaration.TransparentColour) return Hiding.Transparent;
            if (Colour >= 0 && Back >= 0 && CssColour.Near(Colour, Back)) return Hiding.SameColour;
            return Indented ? Hiding.OffScreen : Hiding.None;
        }
    }
}
