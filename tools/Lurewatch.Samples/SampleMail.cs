using System.Globalization;
using System.Text;

namespace Lurewatch.Samples;

/// <summary>Writes one mail byte by byte, the same each time: fixed dates, fixed boundaries, CRLF line ends.</summary>
internal sealed class SampleMail
{
    private readonly List<(string Name, string Value)> _headers = [];
    private readonly List<Part> _files = [];
    private string? _text;
    private string? _html;

    private sealed record Part(string Name, string ContentType, byte[] Content, string Disposition);

    public SampleMail Header(string name, string value)
    {
        _headers.Add((name, value));
        return this;
    }

    /// <summary>The hop into the organisation's own mail server, with what it found of SPF, DKIM and DMARC.</summary>
    public SampleMail Delivered(string from, string ip, string by, string time, string authentication) => this
        .Header("Received", $"from {from} ({from} [{ip}])\r\n\tby {by} (Postfix) with ESMTPS id {Id(from + time)};\r\n\t{time}")
        .Header("Authentication-Results", $"{by};\r\n\t{authentication}");

    /// <summary>Appends another mail's headers and takes its body: the trace headers of a delivery stand above the author's own.</summary>
    public SampleMail With(SampleMail written)
    {
        _headers.AddRange(written._headers);
        _files.AddRange(written._files);
        (_text, _html) = (written._text, written._html);
        return this;
    }

    public SampleMail Text(string text)
    {
        _text = text;
        return this;
    }

    public SampleMail Html(string html)
    {
        _html = html;
        return this;
    }

    public SampleMail Attach(string name, string contentType, byte[] content, string disposition = "attachment")
    {
        _files.Add(new Part(name, contentType, content, disposition));
        return this;
    }

    public byte[] ToBytes()
    {
        var mail = new StringBuilder();
        foreach (var (name, value) in _headers) mail.Append(name).Append(": ").Append(EncodeHeader(name, value)).Append("\r\n");
        mail.Append("MIME-Version: 1.0\r\n");
        if (_files.Count > 0)
        {
            var boundary = "=_" + Id("mixed" + _headers.Count);
            mail.Append(CultureInfo.InvariantCulture, $"Content-Type: multipart/mixed; boundary=\"{boundary}\"\r\n\r\n");
            mail.Append(CultureInfo.InvariantCulture, $"--{boundary}\r\n");
            AppendBody(mail);
            foreach (var file in _files)
            {
                mail.Append(CultureInfo.InvariantCulture, $"--{boundary}\r\n");
                mail.Append(CultureInfo.InvariantCulture, $"Content-Type: {file.ContentType};\r\n name=\"{EncodeWord(file.Name)}\"\r\n");
                mail.Append(CultureInfo.InvariantCulture, $"Content-Disposition: {file.Disposition};\r\n filename=\"{EncodeWord(file.Name)}\"\r\n");
                mail.Append("Content-Transfer-Encoding: base64\r\n\r\n");
                mail.Append(Base64(file.Content)).Append("\r\n");
            }
            mail.Append(CultureInfo.InvariantCulture, $"--{boundary}--\r\n");
        }
        else AppendBody(mail);
        return Encoding.Latin1.GetBytes(mail.ToString());
    }

    private void AppendBody(StringBuilder mail)
    {
        if (_text is not null && _html is not null)
        {
            var boundary = "=_" + Id("alternative" + _headers.Count);
            mail.Append(CultureInfo.InvariantCulture, $"Content-Type: multipart/alternative; boundary=\"{boundary}\"\r\n\r\n");
            mail.Append(CultureInfo.InvariantCulture, $"--{boundary}\r\n");
            AppendText(mail, "plain", _text);
            mail.Append(CultureInfo.InvariantCulture, $"--{boundary}\r\n");
            AppendText(mail, "html", _html);
            mail.Append(CultureInfo.InvariantCulture, $"--{boundary}--\r\n");
        }
        else if (_html is not null) AppendText(mail, "html", _html);
        else AppendText(mail, "plain", _text ?? "");
    }

    private static void AppendText(StringBuilder mail, string subtype, string text)
    {
        mail.Append(CultureInfo.InvariantCulture, $"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n");
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n')) AppendQuotedPrintable(mail, line);
    }

    /// <summary>RFC 2045, 6.7: lines of at most 76 characters.</summary>
    private static void AppendQuotedPrintable(StringBuilder mail, string line)
    {
        var length = 0;
        var bytes = Encoding.UTF8.GetBytes(line);
        for (var i = 0; i < bytes.Length; i++)
        {
            var b = bytes[i];
            var last = i == bytes.Length - 1;
            var literal = b is >= 33 and <= 126 and not (byte)'=' || (b == ' ' && !last);
            var token = literal ? ((char)b).ToString() : $"={b:X2}";
            if (length + token.Length > 75)
            {
                mail.Append("=\r\n");
                length = 0;
            }
            mail.Append(token);
            length += token.Length;
        }
        mail.Append("\r\n");
    }

    private static string EncodeHeader(string name, string value)
    {
        if (IsAscii(value)) return value;
        var address = name is "From" or "To" or "Cc" or "Reply-To" ? value.LastIndexOf('<') : -1;
        return address > 0 ? $"{EncodeWord(value[..address].Trim().Trim('"'))} {value[address..]}" : EncodeWord(value);
    }

    /// <summary>RFC 2047 encoded words, each at most 75 characters.</summary>
    private static string EncodeWord(string text)
    {
        if (IsAscii(text)) return text;
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (Encoding.UTF8.GetByteCount(word.ToString()) + rune.Utf8SequenceLength > 42)
            {
                words.Add(word.ToString());
                word.Clear();
            }
            word.Append(rune);
        }
        words.Add(word.ToString());
        return string.Join("\r\n ", words.Select(w => $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(w))}?="));
    }

    private static bool IsAscii(string text) => text.All(char.IsAscii);

    private static string Base64(byte[] content) => Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks);

    /// <summary>A stable short id of a text (FNV-1a).</summary>
    internal static string Id(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var b in Encoding.UTF8.GetBytes(text)) hash = (hash ^ b) * 1099511628211UL;
        return hash.ToString("X16", CultureInfo.InvariantCulture);
    }
}
