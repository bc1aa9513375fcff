using System.Globalization;
using System.Text;

namespace Lurewatch.Mail.Mapi.Rtf;

/// <summary>Reads an RTF body: gives back the HTML or text that Outlook put into it [MS-OXRTFEX 3.1], else the text with its links.</summary>
internal sealed class RtfReader
{
    private const int MostDepth = 256, MostInstruction = 8192, HeadTokens = 40;
    private const string What = "RTF";

    private enum Into { Text, Skip, HtmlTag, FontTable, Instruction }

    /// <summary>What a group inherits and gives back at its end.</summary>
    private record struct Group(Into Into, bool Suppressed, bool Hidden, int Skip, int Font, bool OpensLink);

    private readonly AnalysisBudget _budget;
    private readonly RtfFonts _fonts;
    private readonly RtfOrigin _origin;
    private readonly RtfText _output;
    private readonly Stack<Group> _groups = new();
    private readonly StringBuilder _instruction = new();
    private Group _group = new(Into.Text, false, false, Skip: 1, Font: 0, false);
    private int _tooDeep;
    private int _toSkip;
    private bool _starred, _fresh;

    private RtfReader(RtfOrigin origin, int codePage, AnalysisBudget budget)
    {
        _origin = origin;
        _budget = budget;
        _fonts = new RtfFonts(codePage);
        _output = new RtfText(origin, budget.Limits.TextChars);
    }

    /// <summary>Reads RTF; null if it is none.</summary>
    /// <param name="rtf">Decompressed.</param>
    /// <param name="codePage">Of its text, if it does not say; 0 if unknown.</param>
    /// <param name="budget">What may be spent.</param>
    public static RtfBody? Read(ReadOnlySpan<byte> rtf, int codePage, AnalysisBudget budget)
    {
        rtf = rtf.TrimStart(" \t\r\n\0"u8);
        if (!rtf.StartsWith("{\\rt"u8)) return null;                           // Word asks for no more
        var origin = Origin(rtf);
        var reader = new RtfReader(origin, codePage, budget);
        reader.Walk(rtf);
        return reader._output.Body(budget);
    }

    private static RtfOrigin Origin(ReadOnlySpan<byte> rtf)
    {
        var tokens = new RtfTokens(rtf);
        for (var i = 0; i < HeadTokens; i++)
        {
            var kind = tokens.Next();
            if (kind == RtfKind.End) break;
            if (kind != RtfKind.Word) continue;
            if (tokens.Word.SequenceEqual("fromhtml"u8)) return tokens.Number is 0 ? RtfOrigin.Rtf : RtfOrigin.Html;
            if (tokens.Word.SequenceEqual("fromtext"u8)) return RtfOrigin.Text;
        }
        return RtfOrigin.Rtf;
    }

    private void Walk(ReadOnlySpan<byte> rtf)
    {
        var tokens = new RtfTokens(rtf);
        for (var count = 1; !_output.IsFull; count++)
        {
            if ((count & 1023) == 0 && !_budget.TryTakeSteps(1024, What)) break;
            switch (tokens.Next())
            {
                case RtfKind.End:
                    Close();
                    return;
                case RtfKind.GroupStart:
                    Open();
                    break;
                case RtfKind.GroupEnd:
                    if (_groups.Count == 0 && _tooDeep == 0) break;
                    End();
                    if (_groups.Count == 0) { Close(); return; }             // what follows the document is not shown
                    break;
                case RtfKind.Word:
                    Word(tokens.Word, tokens.Number);
                    break;
                case RtfKind.Symbol:
                    Symbol(tokens.Byte);
                    break;
                case RtfKind.Hex:
                    _fresh = false;
                    if (_toSkip > 0) _toSkip--;
                    else Bytes([tokens.Byte]);
                    break;
                case RtfKind.Text:
                    _fresh = false;
                    var text = tokens.Text;
                    if (_toSkip > 0)
                    {
                        var skipped = Math.Min(_toSkip, text.Length);
                        _toSkip -= skipped;
                        text = text[skipped..];
                    }
                    Bytes(text);
                    break;
            }
        }
        Close();
    }

    private void Close()
    {
        while (_groups.Count > 0) End();
        _output.Flush();
    }

    private void Open()
    {
        _toSkip = 0;
        (_starred, _fresh) = (false, true);
        if (_groups.Count >= MostDepth)
        {
            _tooDeep++;
            _budget.Exhaust("depth", What);
            return;
        }
        _groups.Push(_group);
        _group.OpensLink = false;
    }

    private void End()
    {
        _toSkip = 0;
        _fresh = false;
        if (_tooDeep > 0)
        {
            _tooDeep--;
            return;
        }
        if (_group.OpensLink) _output.EndLink();
        _group = _groups.Pop();
    }

    private void Symbol(byte symbol)
    {
        if (symbol == '*')
        {
            if (_fresh) _starred = true;
            return;
        }
        _fresh = false;
        if (_toSkip > 0)
        {
            _toSkip--;
            return;
        }
        switch (symbol)
        {
            case (byte)'\\' or (byte)'{' or (byte)'}': Bytes([symbol]); break;
            case (byte)'~': Special('\u00a0', "&nbsp;"); break;
            case (byte)'_': Special('\u2011', "&shy;"); break;
            case (byte)'-': Special('\u00ad', "&shy;"); break;
        }
    }

    private void Word(ReadOnlySpan<byte> word, int? number)
    {
        var first = _fresh;
        var starred = _starred;
        (_fresh, _starred) = (false, false);
        if (_tooDeep > 0) return;
        if (first && Destination(word, starred)) return;
        if (word.SequenceEqual("u"u8))
        {
            if (_toSkip > 0) { _toSkip--; return; }
            if (number is { } code) Unicode(code);
            _toSkip = _group.Skip;
            return;
        }
        if (_toSkip > 0) { _toSkip--; return; }
        switch (word)
        {
            case [(byte)'f'] when number is { } font:
                _group.Font = font;
                break;
            case [(byte)'v']:
                _group.Hidden = number != 0;
                break;
            case var _ when word.SequenceEqual("uc"u8):
                _group.Skip = Math.Clamp(number ?? 1, 0, 64);
                break;
            case var _ when word.SequenceEqual("htmlrtf"u8):
                _output.Flush();
                _group.Suppressed = number != 0;
                break;
            case var _ when word.SequenceEqual("plain"u8):
                (_group.Font, _group.Hidden) = (_fonts.Default, false);
                break;
            case var _ when word.SequenceEqual("deff"u8):
                _fonts.Default = _group.Font = number ?? 0;
                break;
            case var _ when word.SequenceEqual("ansicpg"u8):
                if (number is > 0 and < 65536 and var page) _fonts.Document = page;
                break;
            case var _ when word.SequenceEqual("mac"u8):
                _fonts.Document = 10000;
                break;
            case var _ when word.SequenceEqual("pc"u8):
                _fonts.Document = 437;
                break;
            case var _ when word.SequenceEqual("pca"u8):
                _fonts.Document = 850;
                break;
            case var _ when _group.Into == Into.FontTable:
                if (word.SequenceEqual("fcharset"u8) && number is { } charset) _fonts.SetCharset(_group.Font, charset);
                else if (word.SequenceEqual("cpg"u8) && number is { } cpg) _fonts.SetPage(_group.Font, cpg);
                break;
            default:
                Characters(word);
                break;
        }
    }

    /// <summary>Words that stand for a character.</summary>
    private void Characters(ReadOnlySpan<byte> word)
    {
        if (word.SequenceEqual("par"u8) || word.SequenceEqual("line"u8) || word.SequenceEqual("sect"u8) || word.SequenceEqual("page"u8) || word.SequenceEqual("row"u8)) Break();
        else if (word.SequenceEqual("tab"u8) || word.SequenceEqual("cell"u8)) Special('\t', "\t");
        else if (word.SequenceEqual("lquote"u8)) Special('‘', "&lsquo;");
        else if (word.SequenceEqual("rquote"u8)) Special('’', "&rsquo;");
        else if (word.SequenceEqual("ldblquote"u8)) Special('“', "&ldquo;");
        else if (word.SequenceEqual("rdblquote"u8)) Special('”', "&rdquo;");
        else if (word.SequenceEqual("bullet"u8)) Special('•', "&bull;");
        else if (word.SequenceEqual("endash"u8)) Special('–', "&ndash;");
        else if (word.SequenceEqual("emdash"u8)) Special('—', "&mdash;");
        else if (word.SequenceEqual("emspace"u8) || word.SequenceEqual("enspace"u8)) Special(' ', " ");
    }

    /// <summary>True if the word opens a destination: text that goes elsewhere than into the document.</summary>
    private bool Destination(ReadOnlySpan<byte> word, bool starred)
    {
        if (_group.Into == Into.Skip) return false;
        if (starred && word.SequenceEqual("htmltag"u8)) _group.Into = _origin == RtfOrigin.Html ? Into.HtmlTag : Into.Skip;
        else if (word.SequenceEqual("fldinst"u8))
        {
            _instruction.Clear();
            _group.Into = _origin == RtfOrigin.Rtf ? Into.Instruction : Into.Skip;
        }
        else if (word.SequenceEqual("fldrslt"u8))
        {
            if (_origin == RtfOrigin.Rtf && _group.Into == Into.Text && RtfFields.Target(_instruction.ToString()) is { } target)
            {
                _output.StartLink(target);
                _group.OpensLink = true;
            }
            _instruction.Clear();
            return true;
        }
        else if (word.SequenceEqual("fonttbl"u8)) _group.Into = Into.FontTable;
        else if (starred || IsElsewhere(word)) _group.Into = Into.Skip;
        else return false;
        return true;
    }

    private static bool IsElsewhere(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("colortbl"u8) || word.SequenceEqual("stylesheet"u8) || word.SequenceEqual("info"u8) || word.SequenceEqual("pict"u8)
        || word.SequenceEqual("pntext"u8) || word.SequenceEqual("objdata"u8) || word.SequenceEqual("objclass"u8) || word.SequenceEqual("objname"u8)
        || word.SequenceEqual("listtext"u8) || word.SequenceEqual("filetbl"u8) || word.SequenceEqual("listtable"u8) || word.SequenceEqual("revtbl"u8)
        || word.StartsWith("header"u8) || word.StartsWith("footer"u8) || word.SequenceEqual("xe"u8) || word.SequenceEqual("tc"u8) || word.SequenceEqual("nonshppict"u8);

    private void Bytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || _tooDeep > 0) return;
        switch (_group.Into)
        {
            case Into.Instruction:
                if (_instruction.Length < MostInstruction) _instruction.Append(MapiCodePages.Decode(bytes, _fonts.PageOf(_group.Font)));
                break;
            case Into.HtmlTag when !_group.Suppressed:
                _output.Bytes(bytes, _fonts.Document, hidden: false);
                break;
            case Into.Text when !_group.Suppressed:
                _output.Bytes(bytes, _fonts.PageOf(_group.Font), _group.Hidden);
                break;
        }
    }

    private bool Writes => _tooDeep == 0 && !_group.Suppressed && _group.Into is Into.Text or Into.HtmlTag;

    private void Unicode(int code)
    {
        if (_group.Into == Into.Instruction && _instruction.Length < MostInstruction) _instruction.Append((char)(ushort)code);
        else if (Writes) _output.Char((char)(ushort)code, _group.Hidden);
    }

    private void Special(char c, string entity)
    {
        if (_group.Into == Into.Instruction) _instruction.Append(c);
        else if (Writes) _output.Special(c, entity, _group.Hidden);
    }

    private void Break()
    {
        if (Writes) _output.Break();
    }
}

/// <summary>Field instructions of RTF and Word.</summary>
internal static class RtfFields
{
    /// <summary>The target of <c>HYPERLINK "target" \l "place" \o "tip"</c>; null if it is another field.</summary>
    public static string? Target(string instruction)
    {
        var rest = instruction.AsSpan().Trim();
        if (!rest.StartsWith("HYPERLINK", StringComparison.OrdinalIgnoreCase)) return null;
        rest = rest[9..];
        string? place = null;
        while (true)
        {
            rest = rest.TrimStart();
            if (rest.IsEmpty) return place is null ? null : "#" + place;
            var isSwitch = rest[0] == '\\' && rest.Length > 1 && char.IsAsciiLetter(rest[1]) && (rest.Length == 2 || !char.IsAsciiLetterOrDigit(rest[2]));
            if (!isSwitch) return Value(ref rest) is { Length: > 0 } target ? target : place;
            var letter = char.ToLower(rest[1], CultureInfo.InvariantCulture);
            rest = rest[2..].TrimStart();
            if (letter is 'l' or 'o' or 't' && Value(ref rest) is var value && letter == 'l') place = value;
        }
    }

    private static string Value(ref ReadOnlySpan<char> rest)
    {
        var quoted = !rest.IsEmpty && rest[0] is '"' or '“';
        var text = quoted ? rest[1..] : rest;
        var end = quoted ? text.IndexOfAny('"', '”') : text.IndexOfAny(' ', '\t');
        var value = (end < 0 ? text : text[..end]).ToString();
        rest = end < 0 ? [] : text[(end + 1)..];
        return value;
    }
}
