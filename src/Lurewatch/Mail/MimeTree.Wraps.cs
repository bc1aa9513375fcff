using System.Text;
using Lurewatch.Files;
using Lurewatch.Mail.Links;
using Lurewatch.Mail.Parts;
using Lurewatch.Mail.Parts.Embedded;
using Lurewatch.Mail.Parts.Smime;
using MimeKit;

namespace Lurewatch.Mail;

/// <summary>What stands around or beside a part: signatures, files written into texts, fragments, content that lies elsewhere.</summary>
internal sealed partial class MimeTree
{
    private const int MaxUrls = 50;

    /// <summary>Addresses from which the mail program would fetch a part [RFC 2017; RFC 2046, 5.2.3].</summary>
    public List<Url> ExternalBodies { get; } = [];

    /// <summary>The signature or encryption that a multipart is about; called when its parts are walked.</summary>
    private void NoteProtection(Multipart multipart, string type, string number, (int HeadersEnd, int End) range)
    {
        if (type is not ("multipart/signed" or "multipart/encrypted") || multipart.Count < 2) return;
        var second = number.Length == 0 ? "2" : number + ".2";
        if (Files.FindLast(candidate => candidate.Part.Number == second) is not { } file) return;
        switch (file.Part.ContentType)
        {
            case "application/pkcs7-signature" or "application/x-pkcs7-signature":
                var body = _buffer.AsSpan(range.HeadersEnd, Math.Max(0, Math.Min(range.End, _buffer.Length) - range.HeadersEnd));
                var content = SignedText.FirstPart(body, Encoding.Latin1.GetBytes(multipart.ContentType.Boundary ?? ""));
                _defects.Protected(SmimeOpener.Detached(file.Bytes, content, second, _budget));
                break;
            case "application/pgp-signature":
                _defects.Protected(Pgp.Part(ProtectionKind.Signed, file.Bytes.Span, second));
                break;
            default:
                if (type == "multipart/encrypted") _defects.Protected(Pgp.Part(ProtectionKind.Encrypted, file.Bytes.Span, second));
                break;
        }
    }

    /// <summary>Notes a fragment of a message, or a part whose content lies elsewhere; true if there is nothing to read in it.</summary>
    private bool NoteFragment(MimeEntity entity, string number)
    {
        var type = entity.ContentType;
        if (!type.MediaType.Equals("message", StringComparison.OrdinalIgnoreCase)) return false;
        if (type.MediaSubtype.Equals("partial", StringComparison.OrdinalIgnoreCase))
        {
            _defects.Add("message-partial", $"part {Parameter(type, "number") ?? "?"} of {Parameter(type, "total") ?? "?"} of message {Parameter(type, "id") ?? "without id"}", Place.InPart(number));
            return false;
        }
        if (!type.MediaSubtype.Equals("external-body", StringComparison.OrdinalIgnoreCase)) return false;
        var access = Parameter(type, "access-type")?.ToLowerInvariant();
        var where = access switch
        {
            "url" => Parameter(type, "url") is { } url ? string.Concat(url.Where(static c => !char.IsWhiteSpace(c))) : null,
            "ftp" or "anon-ftp" or "tftp" when Parameter(type, "site") is { } site => $"ftp://{site}/{Parameter(type, "directory")?.Trim('/')}/{Parameter(type, "name")}",
            "mail-server" when Parameter(type, "server") is { } server => "mailto:" + server,
            _ => null,
        };
        _defects.Add("external-body", $"its content is to be fetched by {access ?? "no stated means"}{(where is null ? "" : ": " + where)}", Place.InPart(number));
        if (where is not null && ExternalBodies.Count < MaxUrls && UrlReader.Read(where) is { } found) ExternalBodies.Add(found);
        Parts.Add(new MimePart(number, Type(entity), null, null, FileName(entity), Disposition(entity)));
        return true;
    }

    private static string? Parameter(ContentType type, string name) => type.Parameters.TryGetValue(name, out string? value) && value.Length > 0 ? value.Length > 500 ? value[..500] : value : null;

    /// <summary>Takes files that are written into a text out of it.</summary>
    private ReadOnlyMemory<byte> WithoutEmbedded(ReadOnlyMemory<byte> text, string number)
    {
        var files = new List<EmbeddedFile>();
        var rest = EmbeddedFiles.Read(text.Span, $"part {number}", _budget, files);
        AddEmbedded(files, number);
        return rest is null ? text : rest;
    }

    /// <summary>A part that by its type is nothing but such a file.</summary>
    private bool TryEmbedded(string type, ReadOnlyMemory<byte> bytes, string number)
    {
        if (type is not ("application/x-uuencode" or "application/x-uuencoded" or "application/x-uue" or "application/uuencode" or "text/x-uuencode" or "application/x-yencode"
            or "application/mac-binhex40" or "application/mac-binhex" or "application/x-binhex40")) return false;
        var files = new List<EmbeddedFile>();
        EmbeddedFiles.Read(bytes.Span, $"part {number}", _budget, files);
        AddEmbedded(files, number);
        return files.Count > 0;
    }

    private void AddEmbedded(List<EmbeddedFile> files, string number)
    {
        foreach (var file in files)
        {
            if (file.Problem is { } problem) _defects.Add("embedded-file-damaged", $"{file.Name ?? "a file"} in {file.Origin}: {problem}", Place.InPart(number));
            var part = new MimePart(number, "application/octet-stream", Charset: null, file.Origin, file.Name, Disposition: null);
            Files.Add(new MailFile(part, file.Bytes, file.Name, file.Origin, FileTypes.Detect(file.Bytes.Span), ContentId: null));
        }
    }
}
