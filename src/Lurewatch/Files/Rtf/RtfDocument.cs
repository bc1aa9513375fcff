using System.Text;
using Lurewatch.Mail.Mapi;
using Lurewatch.Mail.Mapi.Rtf;

namespace Lurewatch.Files.Rtf;

/// <summary>Goes through an RTF document for what is not text: objects, pictures, fields, template, properties. Never throws; there is no wrong RTF.</summary>
/// <remarks>
/// Hostile documents rely on what Word forgives: data of an object in pieces between control words and groups, destinations that are ignored and inside of them
/// one that is not, groups that never end. So a destination that matters is taken wherever it stands, and an object's digits are gathered twice: with and without those of groups inside.
/// </remarks>
internal sealed class RtfDocument
{
    private const int MostDepth = 4096, MostText = 8192, MostObjects = 256, MostPictures = 64, MostFields = 1000;

    private enum Into { Text, Skip, Data, Picture, Class, Template, Instruction, Title, Author, Company, Generator }

    private record struct Group(Into Into, int Skip, int Inside);

    private readonly Stack<Group> _groups = new();
    private readonly Stack<(int Depth, StringBuilder Text)> _texts = new();
    private readonly AnalysisBudget _budget;
    private readonly string _what;
    private Group _group = new(Into.Text, 1, 0);
    private RtfObject? _object;
    private RtfHex? _picture;
    private int _tooDeep, _toSkip;
    private bool _fresh, _starred;

    private RtfDocument(AnalysisBudget budget, string what) => (_budget, _what) = (budget, what);

    public List<RtfObject> Objects { get; } = [];
    public List<ReadOnlyMemory<byte>> Pictures { get; } = [];
    /// <summary>Instructions in order.</summary>
    public List<string> Fields { get; } = [];
    public string? Template { get; private set; }
    public string? Title { get; private set; }
    public string? Author { get; private set; }
    public string? Company { get; private set; }
    public string? Generator { get; private set; }
    /// <summary>Where the document's outermost group ends; the length if it does not.</summary>
    public int End { get; private set; }

    public static RtfDocument Read(ReadOnlySpan<byte> rtf, AnalysisBudget budget, string what)
    {
        var document = new RtfDocument(budget, what) { End = rtf.Length };
        document.Walk(rtf);
        return document;
    }

    private void Walk(ReadOnlySpan<byte> rtf)
    {
        var tokens = new RtfTokens(rtf);
        for (var count = 1; ; count++)
        {
            if ((count & 1023) == 0 && !_budget.TryTakeSteps(1024, _what)) break;
            var kind = tokens.Next();
            if (kind == RtfKind.End) break;
            switch (kind)
            {
                case RtfKind.GroupStart:
                    Open();
                    continue;
                case RtfKind.GroupEnd:
                    Close();
                    if (_groups.Count == 0 && End == rtf.Length) End = tokens.At;
                    continue;
                case RtfKind.Word:
                    Word(tokens.Word, tokens.Number, tokens.Binary);
                    continue;
                case RtfKind.Symbol:
                    if (tokens.Byte == '*')
                    {
                        if (_fresh) _starred = true;
                        continue;
                    }
                    if (_group.Into == Into.Data && _object is { } data) data.Symbols++;
                    else if (tokens.Byte is (byte)'\\' or (byte)'{' or (byte)'}') Text([tokens.Byte]);
                    break;
                case RtfKind.Hex:
                    if (_group.Into == Into.Data && _object is { } hex) hex.Symbols++;
                    else Text([tokens.Byte]);
                    break;
                case RtfKind.Text:
                    Text(tokens.Text);
                    break;
            }
            _fresh = _starred = false;
        }
        while (_groups.Count > 0) Close();
        Finish(_group.Into);
    }

    private void Open()
    {
        (_fresh, _starred, _toSkip) = (true, false, 0);
        if (_groups.Count >= MostDepth)
        {
            _tooDeep++;
            _budget.Exhaust("depth", _what);
            return;
        }
        _groups.Push(_group);
        if (_group.Into != Into.Data) return;
        if (_object is { } data) data.Groups++;
        if (_group.Inside == 0) _group.Inside = 1;
    }

    private void Close()
    {
        (_fresh, _starred, _toSkip) = (false, false, 0);
        if (_tooDeep > 0)
        {
            _tooDeep--;
            return;
        }
        if (_groups.Count == 0) return;
        var closed = _group;
        var depth = _groups.Count;
        _group = _groups.Pop();
        if (closed.Into == _group.Into && !(_texts.TryPeek(out var top) && top.Depth == depth)) return;
        Finish(closed.Into);
    }

    private void Finish(Into into)
    {
        switch (into)
        {
            case Into.Data when _object is { } data:
                if (Objects.Count < MostObjects && data.Digits.Bytes.Length + data.AllDigits.Bytes.Length > 0) Objects.Add(data);
                _object = null;
                break;
            case Into.Picture when _picture is { } picture:
                if (picture.Bytes.Length > 0 && Pictures.Count < MostPictures) Pictures.Add(picture.Bytes);
                _picture = null;
                break;
            case Into.Class or Into.Template or Into.Instruction or Into.Title or Into.Author or Into.Company or Into.Generator when _texts.TryPop(out var popped):
                var text = popped.Text.ToString().Trim();
                if (text.Length > 0) Keep(into, text);
                break;
        }
    }

    private void Keep(Into into, string text)
    {
        switch (into)
        {
            case Into.Class: Object().Declared = text; break;
            case Into.Template: Template ??= text; break;
            case Into.Title: Title ??= text; break;
            case Into.Author: Author ??= text; break;
            case Into.Company: Company ??= text; break;
            case Into.Generator: Generator ??= text.TrimEnd(';'); break;
            case Into.Instruction:
                // A field inside of another's instruction gives its result to it: QUOTE spells out characters.
                if (_group.Into == Into.Instruction && _texts.TryPeek(out var outer) && RtfFieldText.Quoted(text) is { } quoted) outer.Text.Append(quoted);
                else if (Fields.Count < MostFields) Fields.Add(text);
                break;
        }
    }

    private RtfObject Object() => _object ??= new RtfObject();

    private void Word(ReadOnlySpan<byte> word, int? number, ReadOnlySpan<byte> binary)
    {
        var first = _fresh;
        var starred = _starred;
        _fresh = _starred = false;
        if (_tooDeep > 0) return;
        if (word.SequenceEqual("bin"u8))
        {
            if (_group.Into == Into.Data) Object().AddBinary(binary, _group.Inside);
            else if (_group.Into == Into.Picture) _picture?.AddBinary(binary);
            return;
        }
        if (Destination(word)) return;
        if (word.StartsWith("obj"u8) || word.SequenceEqual("object"u8))
        {
            if (word.SequenceEqual("objupdate"u8)) Object().Updates = true;
            else if (word.SequenceEqual("objautlink"u8)) (Object().Updates, Object().Linked) = (true, true);
            else if (word.SequenceEqual("objlink"u8)) Object().Linked = true;
        }
        if (_group.Into == Into.Data)
        {
            Object().Words++;
            if (first) _group.Inside = 2;                                     // a destination of its own: Word may ignore its text
            return;
        }
        if (word.SequenceEqual("u"u8) && number is { } code)
        {
            if (_toSkip > 0) { _toSkip--; return; }
            Append([(char)(ushort)code]);
            _toSkip = _group.Skip;
        }
        else if (word.SequenceEqual("uc"u8)) _group.Skip = Math.Clamp(number ?? 1, 0, 64);
        else if (first && (starred || word.SequenceEqual("fonttbl"u8) || word.SequenceEqual("colortbl"u8) || word.SequenceEqual("stylesheet"u8))) _group.Into = _group.Into is Into.Text ? Into.Skip : _group.Into;
        else if (word.SequenceEqual("tab"u8)) Append([' ']);
    }

    /// <summary>True if the word leads what follows elsewhere, whatever stood before it in its group.</summary>
    private bool Destination(ReadOnlySpan<byte> word)
    {
        Into into;
        if (word.SequenceEqual("objdata"u8))
        {
            if (_group.Into == Into.Data) return true;
            if (_object is { HasData: true }) Finish(Into.Data);
            Object().HasData = true;
            into = Into.Data;
        }
        else if (word.SequenceEqual("pict"u8) && _group.Into != Into.Data)
        {
            _picture = new RtfHex();
            into = Into.Picture;
        }
        else if (_group.Into is Into.Data or Into.Picture) return false;
        else if (word.SequenceEqual("objclass"u8)) into = Into.Class;
        else if (word.SequenceEqual("template"u8)) into = Into.Template;
        else if (word.SequenceEqual("fldinst"u8)) into = Into.Instruction;
        else if (word.SequenceEqual("fldrslt"u8)) { _group.Into = _group.Into == Into.Instruction ? Into.Skip : Into.Text; return true; }
        else if (word.SequenceEqual("title"u8)) into = Into.Title;
        else if (word.SequenceEqual("author"u8)) into = Into.Author;
        else if (word.SequenceEqual("company"u8)) into = Into.Company;
        else if (word.SequenceEqual("generator"u8)) into = Into.Generator;
        else return false;
        if (_texts.TryPeek(out var open) && open.Depth == _groups.Count) Finish(_group.Into);   // two destinations in one group
        _group.Into = into;
        _group.Inside = 0;
        if (into is not (Into.Data or Into.Picture)) _texts.Push((_groups.Count, new StringBuilder()));
        return true;
    }

    private void Text(ReadOnlySpan<byte> bytes)
    {
        if (_tooDeep > 0) return;
        switch (_group.Into)
        {
            case Into.Data:
                Object().Add(bytes, _group.Inside);
                return;
            case Into.Picture:
                _picture?.Add(bytes);
                return;
            case Into.Text or Into.Skip:
                return;
        }
        if (_toSkip > 0)
        {
            var skipped = Math.Min(_toSkip, bytes.Length);
            _toSkip -= skipped;
            bytes = bytes[skipped..];
        }
        if (!bytes.IsEmpty) Append(MapiCodePages.Decode(bytes[..Math.Min(bytes.Length, MostText)], 1252));
    }

    private void Append(ReadOnlySpan<char> text)
    {
        if (_group.Into is Into.Text or Into.Skip or Into.Data or Into.Picture || !_texts.TryPeek(out var top) || top.Text.Length >= MostText) return;
        top.Text.Append(text);
    }
}

/// <summary>An object as its document writes it.</summary>
internal sealed class RtfObject
{
    public string? Declared { get; set; }
    public bool Updates { get; set; }
    public bool Linked { get; set; }
    public bool HasData { get; set; }
    /// <summary>Control words, groups and control symbols among its digits.</summary>
    public int Words { get; set; }
    public int Groups { get; set; }
    public int Symbols { get; set; }
    /// <summary>Its data without that of groups inside which begin with a control word.</summary>
    public RtfHex Digits { get; } = new();
    /// <summary>All of it.</summary>
    public RtfHex AllDigits { get; } = new();

    public void Add(ReadOnlySpan<byte> text, int inside)
    {
        AllDigits.Add(text);
        if (inside < 2) Digits.Add(text);
    }

    public void AddBinary(ReadOnlySpan<byte> bytes, int inside)
    {
        AllDigits.AddBinary(bytes);
        if (inside < 2) Digits.AddBinary(bytes);
    }
}
