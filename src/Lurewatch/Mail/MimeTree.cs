using System.Buffers;
using System.Text;
using Lurewatch.Files;
using Lurewatch.Mail.Parts;
using Lurewatch.Mail.Parts.Embedded;
using MimeKit;
using MimeKit.IO;

namespace Lurewatch.Mail;

/// <summary>A file of the mail, decoded.</summary>
/// <param name="Part">Its MIME part.</param>
/// <param name="Bytes">Its content; a slice of the mail where nothing had to be decoded.</param>
/// <param name="Name">Decoded name.</param>
/// <param name="Origin"><c>attachment</c>, <c>inline</c> or <c>alternative</c>.</param>
/// <param name="Type">By content.</param>
/// <param name="ContentId">Without angle brackets.</param>
/// <param name="Form">Of an attached message: the form it came in.</param>
internal sealed record MailFile(MimePart Part, ReadOnlyMemory<byte> Bytes, string? Name, string Origin, FileType Type, string? ContentId, MailForm Form = MailForm.Mime);

/// <summary>A decoded text body.</summary>
internal sealed record TextBody(string Number, string Text, bool IsHtml);

/// <summary>Walks what MimeKit parsed: decodes each part once, tells bodies from files, notes every deviation.</summary>
internal sealed partial class MimeTree
{
    private const int MaxParts = 2000;
    private const int MaxFieldBytes = 16 << 10;
    private static readonly SearchValues<byte> AfterCharset = SearchValues.Create(" \"'>/;"u8);
    private readonly AnalysisBudget _budget;
    private Defects _defects;
    private MailForm _form;
    private readonly ParserOptions _options;
    private byte[] _buffer;
    private int _base;
    private Dictionary<MimeEntity, (int HeadersEnd, int End)> _offsets = [];

    private MimeTree(byte[] buffer, ParserOptions options, AnalysisBudget budget, Defects defects)
    {
        _buffer = buffer;
        _options = options;
        _budget = budget;
        _defects = defects;
    }

    public List<MimePart> Parts { get; } = [];
    public List<TextBody> Bodies { get; } = [];
    public List<MailFile> Files { get; } = [];
    /// <summary>A part was left out because the budget did not allow it.</summary>
    public bool Cut { get; private set; }

    /// <summary>Parses the message below its header block and walks it.</summary>
    public static MimeTree Read(byte[] buffer, HeaderBlock block, ParserOptions options, AnalysisBudget budget, Defects defects, MailForm form = MailForm.Mime)
    {
        var tree = new MimeTree(buffer, options, budget, defects) { _form = form };
        var (start, length) = (block.Start, buffer.Length - block.Start);
        MimeEntity? body = null;
        try
        {
            if (block.Fields.Count > 0) body = tree.Parse(tree.ContentFields(block), block.End);
        }
        catch (FormatException)
        {
            // MimeKit sees no header where this reader saw one: the bytes are text.
        }
        if (body is null)
        {
            if (length > 0) tree.AddPlain("1", start, length);
            return tree;
        }
        tree.Walk(body, body is Multipart ? "" : "1", 0, parent: null);
        return tree;
    }

    /// <summary>The first of each field that says how to read the body.</summary>
    private byte[] ContentFields(HeaderBlock block)
    {
        var fields = new ArrayBufferWriter<byte>(256);
        var seen = 0;
        foreach (var raw in block.Fields)
        {
            var name = _buffer.AsSpan(raw.Start, raw.NameEnd - raw.Start);
            if (name.Length < 10 || (name[0] | 0x20) != 'c' || raw.End - raw.Start > MaxFieldBytes) continue;
            var field = 0;
            if (Ascii.EqualsIgnoreCase(name, "content-type"u8)) field = 1;
            else if (Ascii.EqualsIgnoreCase(name, "content-transfer-encoding"u8)) field = 2;
            else if (Ascii.EqualsIgnoreCase(name, "content-disposition"u8)) field = 4;
            else if (Ascii.EqualsIgnoreCase(name, "content-id"u8)) field = 8;
            if (field == 0 || (seen & field) != 0) continue;
            seen |= field;
            fields.Write(_buffer.AsSpan(raw.Start, raw.End - raw.Start));
        }
        return fields.WrittenSpan.ToArray();
    }

    /// <summary>Parses <paramref name="fields"/> as the header of what follows at <paramref name="bodyStart"/> (a blank line, then the body).</summary>
    private MimeEntity Parse(byte[] fields, int bodyStart)
    {
        _base = bodyStart - fields.Length;
        _offsets = [];
        var (start, offsets) = (_base, _offsets);
        // The stream is never disposed: MimeKit's parts refer to it (persistent), and it holds nothing but the array.
        var stream = new MimeStream(fields, _buffer.AsMemory(bodyStart), _budget);
        var parser = new MimeParser(_options, stream, MimeFormat.Entity, persistent: true);
        parser.MimeEntityEnd += (_, end) =>
        {
            if (end.Entity is MessagePart or Multipart) offsets[end.Entity] = (start + (int)end.HeadersEndOffset, start + (int)end.EndOffset);
        };
        var entity = parser.ParseEntity();
        Cut |= stream.Cut;
        return entity;
    }

    private void Walk(MimeEntity entity, string number, int depth, string? parent)
    {
        if (Parts.Count >= MaxParts || !_budget.HasTime("MIME parts"))
        {
            if (Parts.Count >= MaxParts) _budget.Exhaust("mime_parts", $"part {number}");
            Cut = true;
            return;
        }
        if (NoteFragment(entity, number)) return;
        if (entity is Multipart multipart) WalkMultipart(multipart, number, depth);
        else if (entity is MessagePart message) AddMessage(message, number);
        else if (entity is MimeKit.MimePart part) AddPart(part, number, depth, parent);
    }

    private void WalkMultipart(Multipart multipart, string number, int depth)
    {
        var type = Type(multipart);
        Parts.Add(new MimePart(number, type, null, null, null, null));
        var place = Place.InPart(number.Length == 0 ? "1" : number);
        var known = _offsets.TryGetValue(multipart, out var range);
        var boundary = multipart.ContentType.Boundary;
        if (multipart.Count == 0)
        {
            if (!known || range.End <= range.HeadersEnd || _buffer.AsSpan(range.HeadersEnd, range.End - range.HeadersEnd).Trim(" \t\r\n"u8).IsEmpty)
            {
                _defects.Add("multipart-empty", $"{type} holds no part", place);
                return;
            }
            _defects.Add(string.IsNullOrEmpty(boundary) ? "boundary-missing" : "boundary-not-found",
                string.IsNullOrEmpty(boundary) ? $"{type} names no boundary" : $"the boundary {boundary} of {type} does not occur", place);
            Recover(range.HeadersEnd, range.End, number, depth, type);
            return;
        }
        if (known && !string.IsNullOrEmpty(boundary) && !HasEnd(_buffer.AsSpan(range.HeadersEnd, Math.Max(0, range.End - range.HeadersEnd)), boundary))
            _defects.Add("boundary-unterminated", $"{type} does not end with its boundary", place);
        for (var i = 0; i < multipart.Count; i++)
            Walk(multipart[i], number.Length == 0 ? $"{i + 1}" : $"{number}.{i + 1}", depth + 1, type);
        if (known) NoteProtection(multipart, type, number, range);
    }

    private static bool HasEnd(ReadOnlySpan<byte> body, string boundary)
    {
        Span<byte> end = stackalloc byte[Math.Min(boundary.Length, 200) + 4];
        end[0] = end[1] = (byte)'-';
        var length = 2;
        foreach (var c in boundary.AsSpan(0, Math.Min(boundary.Length, 200))) end[length++] = (byte)c;
        if (boundary.Length <= 200) end[length++] = (byte)'-';
        return body.LastIndexOf(end[..length]) >= 0;
    }

    /// <summary>A multipart whose boundary is missing or wrong: the delimiter is the first line that begins with two hyphens and comes again.</summary>
    private void Recover(int from, int to, string number, int depth, string type)
    {
        var body = _buffer.AsSpan(from, to - from);
        if (depth < 8 && GuessBoundary(body) is { } boundary)
        {
            var (buffer, offset, offsets) = (_buffer, _base, _offsets);
            var head = Encoding.Latin1.GetBytes($"Content-Type: {type}; boundary=\"{boundary}\"\n");
            if (_budget.TryTakeBytes(head.Length + body.Length, $"part {number}"))
            {
                _buffer = [(byte)'\n', .. body];
                if (Parse(head, 0) is Multipart { Count: > 0 } again)
                    for (var i = 0; i < again.Count; i++)
                        Walk(again[i], number.Length == 0 ? $"{i + 1}" : $"{number}.{i + 1}", depth + 1, type);
                (_buffer, _base, _offsets) = (buffer, offset, offsets);
                return;
            }
        }
        AddPlain(number.Length == 0 ? "1" : number + ".1", from, to - from);
    }

    /// <summary>What has no readable structure is text.</summary>
    private void AddPlain(string number, int start, int length)
    {
        var part = new MimePart(number, "text/plain", Charset: null, Encoding: null, FileName: null, Disposition: null);
        Parts.Add(part);
        AddText(part, _buffer.AsMemory(start, length), isHtml: false);
    }

    private static string? GuessBoundary(ReadOnlySpan<byte> body)
    {
        var rest = body;
        for (var lines = 0; lines < 200 && !rest.IsEmpty; lines++)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = (end < 0 ? rest : rest[..end]).TrimEnd(" \t\r"u8);
            rest = end < 0 ? [] : rest[(end + 1)..];
            if (line.Length is < 3 or > 200 || !line.StartsWith("--"u8) || line.IndexOfAny((byte)'"', (byte)'\\') >= 0) continue;
            if (line.TrimStart((byte)'-').IsEmpty) continue;
            if (rest.IndexOf(line) >= 0) return Encoding.Latin1.GetString(line[2..]);
        }
        return null;
    }

    private void AddMessage(MessagePart message, string number)
    {
        var part = new MimePart(number, Type(message), null, null, FileName(message), Disposition(message));
        Parts.Add(part);
        if (!_offsets.TryGetValue(message, out var range)) return;
        var bytes = _buffer.AsMemory(range.HeadersEnd, Math.Max(0, range.End - range.HeadersEnd));
        if (!_budget.TryTakeBytes(bytes.Length, $"part {number}")) { Cut = true; return; }
        var type = part.ContentType is "message/rfc822" or "message/global" or "message/news" || MailSniffer.LooksLikeMail(bytes.Span) ? FileType.Eml : FileTypes.Detect(bytes.Span);
        string? subject = null;
        if (part.FileName is null && message.Message?.Subject is { Length: > 0 } inner) subject = inner;
        Files.Add(new MailFile(part, bytes, part.FileName ?? (subject ?? "message") + ".eml", "attachment", type, message.ContentId, _form));
    }

    private void AddPart(MimeKit.MimePart part, string number, int depth, string? parent)
    {
        var type = Type(part);
        var name = FileName(part);
        var disposition = Disposition(part);
        var contentType = part.Headers.IndexOf(HeaderId.ContentType);
        if (type == "application/octet-stream" && contentType >= 0 && name is null && part.Headers[contentType].RawValue.AsSpan().IndexOf((byte)'/') < 0)
        {
            _defects.Add("content-type-malformed", $"Content-Type: {part.Headers[contentType].Value.Trim()}", Place.InPart(number));
            type = "text/plain";                            // RFC 2045, 5.2: what cannot be read counts as text
        }
        if (type.StartsWith("multipart/", StringComparison.Ordinal))
        {
            _defects.Add("nesting-too-deep", $"{type} below {depth} levels", Place.InPart(number));
            _budget.Exhaust("mime_depth", $"part {number}");
        }
        var encodingAt = part.Headers.IndexOf(HeaderId.ContentTransferEncoding);
        var encodingName = encodingAt < 0 ? null : part.Headers[encodingAt].Value.Trim();
        if (encodingAt >= 0 && part.ContentTransferEncoding == ContentEncoding.Default && encodingName is { Length: > 0 })
            _defects.Add("transfer-encoding-unknown", $"Content-Transfer-Encoding: {encodingName}", Place.InPart(number));
        var known = new MimePart(number, type, part.ContentType.Charset, encodingName?.ToLowerInvariant(), name, disposition);
        Parts.Add(known);
        var encoded = Encoded(part);
        var isText = type is "text/plain" or "text/html" or "text/enriched" or "text/richtext" or "text" || (type == "application/xhtml+xml" && name is null);
        // A text with a name is a file, unless it stands where the body has to be.
        var isBody = isText && disposition != "attachment" && (name is null || (Bodies.Count == 0 && disposition is null && Files.Count == 0));
        if (isBody)
        {
            AddText(known, encoded, isHtml: type is "text/html" or "application/xhtml+xml", part.ContentTransferEncoding);
            return;
        }
        if (!TryDecode(part, encoded, number, out var bytes)) { Cut = true; return; }
        if (bytes.IsEmpty && name is null && part.ContentId is null) return;
        var found = FileTypes.Detect(bytes.Span);
        if (type.StartsWith("message/", StringComparison.Ordinal) || type == "text/rfc822-headers") found = MessagePartType(type, bytes.Span, found);
        if (TryEmbedded(type, bytes, number) || TryOpen(type, found, bytes, number, depth)) return;
        var origin = disposition switch
        {
            "attachment" => "attachment",
            "inline" => "inline",
            _ when parent == "multipart/alternative" => "alternative",
            _ when part.ContentId is not null && parent == "multipart/related" => "inline",
            _ => "attachment",
        };
        Files.Add(new MailFile(known, bytes, name, origin, found, part.ContentId));
    }

    /// <summary>A report's fields look much like a header, and are none.</summary>
    private static FileType MessagePartType(string type, ReadOnlySpan<byte> bytes, FileType found) => type switch
    {
        "message/delivery-status" or "message/global-delivery-status" or "message/disposition-notification" or "message/global-disposition-notification" or "message/feedback-report" => FileType.Txt,
        "text/rfc822-headers" or "message/global-headers" or "message/rfc822" or "message/global" when MailSniffer.LooksLikeMail(bytes) => FileType.Eml,
        _ => found,
    };

    /// <summary>Walks the mail that a part holds in another wrapping, in that part's place.</summary>
    private bool TryOpen(string type, FileType found, ReadOnlyMemory<byte> bytes, string number, int depth)
    {
        if (depth >= _budget.Limits.MimeDepth) return false;
        foreach (var opener in BuiltIn.PartOpeners)
        {
            if (!opener.Claims(type, found)) continue;
            if (opener.Open(bytes, number, _defects, _budget) is not { } entity || !_budget.TryTakeBytes(entity.Length, $"part {number}")) continue;
            var (buffer, offset, offsets, defects, form) = (_buffer, _base, _offsets, _defects, _form);
            var texts = Bodies.Count;
            _buffer = entity;
            if (opener.Form.IsMade()) (_form, _defects) = (opener.Form, _defects.OfMade());     // how it is put together is our own doing
            try
            {
                Walk(Parse([], 0), number + ".1", depth + 1, type);
            }
            catch (FormatException)
            {
                AddPlain(number + ".1", 0, entity.Length);                                  // no header: text
            }
            (_buffer, _base, _offsets, _defects, _form) = (buffer, offset, offsets, defects, form);
            // Mail programs write the wrapped text once more beside it.
            for (var i = Bodies.Count - 1; i >= texts; i--)
                if (Bodies.FindIndex(0, texts, before => before.IsHtml == Bodies[i].IsHtml && IsSame(before.Text, Bodies[i].Text)) >= 0) Bodies.RemoveAt(i);
            return true;
        }
        return false;
    }

    /// <summary>The same but for white space.</summary>
    private static bool IsSame(ReadOnlySpan<char> one, ReadOnlySpan<char> two)
    {
        while (true)
        {
            one = one.TrimStart();
            two = two.TrimStart();
            if (one.IsEmpty || two.IsEmpty) return one.IsEmpty && two.IsEmpty;
            if (one[0] != two[0]) return false;
            one = one[1..];
            two = two[1..];
        }
    }

    private void AddText(MimePart part, ReadOnlyMemory<byte> encoded, bool isHtml, ContentEncoding encoding = ContentEncoding.Default)
    {
        var limit = _budget.Limits.TextChars;
        var place = Place.InPart(part.Number);
        if (encoded.Length > limit * 4L)
        {
            _budget.Exhaust("text_chars", $"part {part.Number}");
            encoded = encoded[..(limit * 4)];
        }
        var problem = default(TransferDecoder.Problem);
        var bytes = encoding switch
        {
            ContentEncoding.Base64 => TransferDecoder.Base64(encoded.Span, out problem),
            ContentEncoding.QuotedPrintable => TransferDecoder.QuotedPrintable(encoded.Span, out problem),
            ContentEncoding.UUEncode => TransferDecoder.Uu(encoded.Span),
            _ => encoded,
        };
        if (problem.Id is { } id) _defects.Add(id, problem.Detail!, place);
        if (!isHtml && EmbeddedFiles.MayHold(bytes.Span)) bytes = WithoutEmbedded(bytes, part.Number);
        var charset = part.Charset;
        if (isHtml && string.IsNullOrEmpty(charset)) charset = MetaCharset(bytes.Span);
        if (bytes.Length > limit) _budget.Exhaust("text_chars", $"part {part.Number}");
        var text = Charsets.Decode(bytes.Span, charset, limit, out var outcome);
        if (outcome != Charsets.Outcome.AsDeclared)
        {
            var (kind, detail) = outcome switch
            {
                Charsets.Outcome.Unknown => ("charset-unknown", $"charset {charset}"),
                Charsets.Outcome.Wrong => ("charset-wrong", $"the text is not in its charset {charset}"),
                _ => ("charset-undeclared", "bytes above 127 without a charset"),
            };
            _defects.Add(kind, detail, place);
        }
        if (!isHtml) text = Pgp.Text(text, part.Number, _defects);
        if (text.Contains('\0', StringComparison.Ordinal)) _defects.Add("nul-byte", "NUL in the text", place);
        Bodies.Add(new TextBody(part.Number, text, isHtml));
    }

    private bool TryDecode(MimeKit.MimePart part, ReadOnlyMemory<byte> encoded, string number, out ReadOnlyMemory<byte> bytes)
    {
        bytes = encoded;
        var bound = part.ContentTransferEncoding == ContentEncoding.Base64 ? TransferDecoder.Base64Bound(encoded.Length) : encoded.Length;
        if (!_budget.TryTakeBytes(bound, $"part {number}")) return false;
        var problem = default(TransferDecoder.Problem);
        bytes = part.ContentTransferEncoding switch
        {
            ContentEncoding.Base64 => TransferDecoder.Base64(encoded.Span, out problem),
            ContentEncoding.QuotedPrintable => TransferDecoder.QuotedPrintable(encoded.Span, out problem),
            ContentEncoding.UUEncode => TransferDecoder.Uu(encoded.Span),
            _ => encoded,
        };
        if (problem.Id is { } id) _defects.Add(id, problem.Detail!, Place.InPart(number));
        return true;
    }

    private ReadOnlyMemory<byte> Encoded(MimeKit.MimePart part)
    {
        if (part.Content?.Stream is BoundStream bound)
        {
            var start = (int)bound.StartBoundary;
            var end = bound.EndBoundary < 0 ? _buffer.Length - _base : (int)bound.EndBoundary;
            return end > start ? _buffer.AsMemory(_base + start, end - start) : default;
        }
        if (part.Content is null) return default;
        using var copy = new MemoryStream();
        part.Content.WriteTo(copy);
        return copy.ToArray();
    }

    private static string? MetaCharset(ReadOnlySpan<byte> html)
    {
        var head = html[..Math.Min(html.Length, 2048)];
        var at = head.IndexOf("charset="u8);
        if (at < 0) return null;
        head = head[(at + 8)..].TrimStart(" \"'"u8);
        var end = head.IndexOfAny(AfterCharset);
        return end is < 1 or > 40 ? null : Encoding.ASCII.GetString(head[..end]);
    }

    private static string Type(MimeEntity entity) => $"{entity.ContentType.MediaType}/{entity.ContentType.MediaSubtype}".ToLowerInvariant();

    private static string? Disposition(MimeEntity entity) => entity.ContentDisposition?.Disposition.ToLowerInvariant();

    private static string? FileName(MimeEntity entity)
    {
        var name = entity.ContentDisposition?.FileName;
        if (string.IsNullOrEmpty(name)) name = entity.ContentType.Name;
        return string.IsNullOrWhiteSpace(name) ? null : name.Trim();
    }
}
