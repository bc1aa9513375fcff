using System.Globalization;
using System.Text;
using Lurewatch.Intel;
using Lurewatch.Mail.Trace;
using MimeKit;
using MimeKit.Utils;

namespace Lurewatch.Mail;

/// <summary>Makes the Message Data Model's headers of the raw fields, and notes what is wrong with them.</summary>
internal sealed class HeadersReader(byte[] buffer, HeaderBlock block, ParserOptions options, DomainCache domains, Defects defects)
{
    private const int MaxFields = 1000;

    // Once each [RFC 5322, 3.6; RFC 2045].
    private static readonly string[] Singles = ["From", "Sender", "Reply-To", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To", "Content-Type", "MIME-Version"];

    public List<MailHeader> All { get; } = new(block.Fields.Count);
    public List<Mailbox> From { get; private set; } = [];
    public List<Mailbox> ReplyTo { get; private set; } = [];
    public Mailbox? SenderField { get; private set; }
    public Recipients Recipients { get; private set; } = new();
    public string? SubjectText { get; private set; }
    public string? SubjectCharset { get; private set; }
    public AuthenticationResults? Trusted { get; private set; }
    public MailHeader? ForgedResults { get; private set; }
    public MailRoute Route { get; private set; } = new();

    public Headers Read(Organisation organisation)
    {
        var fields = Math.Min(block.Fields.Count, MaxFields);
        int from = -1, sender = -1, replyTo = -1, subject = -1, date = -1, messageId = -1, references = -1, inReplyTo = -1, returnPath = -1;
        List<Mailbox>? to = null, cc = null, bcc = null;
        Span<byte> seen = stackalloc byte[Singles.Length];
        seen.Clear();
        for (var i = 0; i < fields; i++)
        {
            var raw = block.Fields[i];
            var name = Encoding.ASCII.GetString(buffer, raw.Start, raw.NameEnd - raw.Start);
            var value = buffer.AsSpan(raw.ValueStart, raw.End - raw.ValueStart);
            var facts = default(HeaderTextFacts);
            var text = HeaderText.Decode(value, ref facts);
            All.Add(new MailHeader(name, text, raw.Start));
            Check(name, text, value, facts, raw.Start);
            var single = IndexOfSingle(name);
            if (single >= 0 && seen[single] < 2 && ++seen[single] == 2)
                defects.Add("header-duplicate", $"{Singles[single]} stands twice", Place.InHeader(Singles[single], raw.Start));
            switch (single)
            {
                case 0: from = from < 0 ? i : from; CheckFrom(text, value, facts, raw.Start); break;
                case 1: sender = sender < 0 ? i : sender; break;
                case 2: replyTo = replyTo < 0 ? i : replyTo; break;
                case 3: (to ??= []).AddRange(Addresses(raw)); break;
                case 4: (cc ??= []).AddRange(Addresses(raw)); break;
                case 5: subject = subject < 0 ? i : subject; SubjectCharset ??= facts.FirstCharset; CheckSubject(text, facts, raw.Start); break;
                case 6: date = date < 0 ? i : date; break;
                case 7: messageId = messageId < 0 ? i : messageId; break;
                case 8: inReplyTo = inReplyTo < 0 ? i : inReplyTo; break;
                default:
                    if (Is(name, "Bcc")) (bcc ??= []).AddRange(Addresses(raw));
                    else if (Is(name, "References")) references = references < 0 ? i : references;
                    else if (Is(name, "Return-Path")) returnPath = returnPath < 0 ? i : returnPath;
                    break;
            }
        }
        if (block.Fields.Count > MaxFields) defects.Add("header-fields-many", $"{block.Fields.Count} header fields", new Place());
        if (from < 0) defects.Add("from-missing", "no From field", new Place());
        if (date < 0) defects.Add("date-missing", "no Date field", new Place());
        if (messageId < 0) defects.Add("message-id-missing", "no Message-ID field", new Place());
        if (from >= 0) From = Addresses(block.Fields[from]);
        if (replyTo >= 0) ReplyTo = Addresses(block.Fields[replyTo]);
        if (sender >= 0) SenderField = Addresses(block.Fields[sender]).FirstOrDefault();
        if (From.Count > 1 && sender < 0)
            defects.Add("from-several", $"{From.Count} mailboxes in From without a Sender", Place.InHeader("From", block.Fields[from].Start));
        Recipients = new Recipients { To = to ?? [], Cc = cc ?? [], Bcc = bcc ?? [] };
        SubjectText = subject < 0 ? null : All[subject].Value;

        var hopsReader = new HopsReader(All, domains, organisation);
        var hops = hopsReader.Read();
        Trusted = hopsReader.Trusted;
        ForgedResults = hopsReader.Forged;
        Route = hopsReader.Route;
        var returnAddress = returnPath < 0 ? null : BareAddress(All[returnPath].Value);
        if (returnAddress?.Domain.DomainName is { } returnHost && returnAddress.Domain.Valid && !hopsReader.Domains.Exists(d => d.DomainName == returnHost))
            hopsReader.Domains.Add(returnAddress.Domain);
        DateTimeOffset? when = null;
        string? offset = null;
        if (date >= 0) (when, offset) = ReadDate(block.Fields[date], All[date].Value);
        return new Headers
        {
            Hops = hops,
            References = references < 0 ? [] : Ids(All[references].Value),
            InReplyTo = inReplyTo < 0 ? null : Ids(All[inReplyTo].Value).FirstOrDefault(),
            ReplyTo = ReplyTo,
            Domains = hopsReader.Domains,
            Ips = hopsReader.Ips,
            MessageId = messageId < 0 ? null : Ids(All[messageId].Value).FirstOrDefault(),
            Mailer = First("X-Mailer") ?? First("User-Agent"),
            Date = when,
            DateOriginalOffset = offset,
            AuthSummary = Summary(Trusted),
            Believed = Trusted,
            ReturnPath = returnAddress,
            DeliveredTo = First("Delivered-To") is { } delivered ? BareAddress(delivered) : null,
            From = From,
            XAuthenticatedDomain = First("X-Authenticated-Domain") is { Length: > 0 } authenticated ? domains.Split(authenticated.Trim().ToLowerInvariant()) : null,
            XAuthenticatedSender = First("X-Authenticated-Sender") is { } authenticatedSender ? BareAddress(authenticatedSender) : null,
            XOriginatingIp = First("X-Originating-IP") is { } originating ? BareIp(originating) : null,
            XClientIp = First("X-Client-IP") is { } client ? BareIp(client) : null,
            XSender = First("X-Sender") is { } xSender ? BareAddress(xSender) : null,
            XSecureServerAccount = First("X-SecureServer-Acct") ?? First("X-Secure-Server-Account"),
        };
    }

    /// <summary>Message ids of a field, without angle brackets.</summary>
    internal static List<string> Ids(string value)
    {
        var ids = new List<string>();
        var rest = value.AsSpan();
        while (ids.Count < 500)
        {
            var open = rest.IndexOf('<');
            if (open < 0) break;
            rest = rest[(open + 1)..];
            var close = rest.IndexOf('>');
            if (close < 0) break;
            var id = rest[..close].Trim();
            if (!id.IsEmpty) ids.Add(id.ToString());
            rest = rest[(close + 1)..];
        }
        if (ids.Count == 0)
        {
            // Some write them bare: words with an @ count.
            foreach (var range in value.AsSpan().SplitAny(" \t,"))
                if (value.AsSpan()[range].Contains('@') && ids.Count < 500) ids.Add(value[range].Trim('<', '>'));
            if (ids.Count == 0 && value.Length is > 0 and < 200 && !value.Contains(' ', StringComparison.Ordinal)) ids.Add(value.Trim('<', '>'));
        }
        return ids;
    }

    /// <summary>SPF and DMARC in one line each.</summary>
    internal static AuthSummary? Summary(AuthenticationResults? results)
    {
        if (results is null) return null;
        return new AuthSummary
        {
            Spf = results.Spf is not { } spf ? null
                : new SpfSummary { Pass = spf == "pass", Error = spf is "temperror" or "permerror", Details = results.SpfDetails },
            Dmarc = results.Dmarc is not { } dmarc ? null : new DmarcSummary { Pass = dmarc == "pass", Details = results.DmarcDetails },
        };
    }

    private (DateTimeOffset?, string?) ReadDate(RawHeader raw, string text)
    {
        if (!DateUtils.TryParse(buffer, raw.ValueStart, raw.End - raw.ValueStart, out var date) || date == default)
        {
            defects.Add("date-malformed", $"Date: {text}", Place.InHeader("Date", raw.Start));
            return (null, null);
        }
        var offset = date.Offset;
        var written = string.Create(CultureInfo.InvariantCulture, $"{(offset < TimeSpan.Zero ? '-' : '+')}{Math.Abs(offset.Hours):00}{Math.Abs(offset.Minutes):00}");
        return (date.ToUniversalTime(), written);
    }

    private List<Mailbox> Addresses(RawHeader raw) => AddressReader.Read(buffer, raw.ValueStart, raw.End - raw.ValueStart, options, domains);

    private string? First(string name)
    {
        foreach (var header in All)
            if (Is(header.Name, name)) return header.Value.Length == 0 ? null : header.Value;
        return null;
    }

    /// <summary>One address, in angle brackets or not; an empty reverse-path gives an address without parts.</summary>
    private Email? BareAddress(string value)
    {
        var text = value.AsSpan().Trim();
        var open = text.LastIndexOf('<');
        if (open >= 0) text = text[(open + 1)..];
        var close = text.IndexOf('>');
        if (close >= 0) text = text[..close];
        text = text.Trim();
        if (text.IsEmpty) return new Email { Address = "" };
        return text.Length > 400 ? null : domains.Email(text.ToString());
    }

    private static Ip? BareIp(string value) => ReceivedReader.TryIp(value.AsSpan().Trim(" []()"), out var ip) ? ip : null;

    private void Check(string name, string text, ReadOnlySpan<byte> value, in HeaderTextFacts facts, int at)
    {
        if (facts.Raw8BitNotUtf8) defects.Add("header-8bit", $"{name} holds raw 8-bit text that is no UTF-8", Place.InHeader(name, at));
        else if (facts.Raw8Bit) defects.Add("header-8bit-utf8", $"{name} holds raw UTF-8", Place.InHeader(name, at));
        if (facts.UnknownCharset is { } charset) defects.Add("header-charset-unknown", $"{name} has an encoded word in {charset}", Place.InHeader(name, at));
        if (facts.ManyCharsets) defects.Add("encoded-word-charsets", $"{name} mixes charsets: {text}", Place.InHeader(name, at));
        if (value.Contains((byte)0)) defects.Add("header-nul", $"{name} holds a NUL byte", Place.InHeader(name, at));
    }

    private void CheckFrom(string text, ReadOnlySpan<byte> value, in HeaderTextFacts facts, int at)
    {
        var place = Place.InHeader("From", at);
        if (facts.BrokenWords > 0) defects.Add("encoded-word-broken", $"From: {text}", place);
        if (facts.Words > 0)
        {
            if (facts.AsciiBase64Words == facts.Words) defects.Add("from-encoded-needlessly", $"From is base64 of plain ASCII: {text}", place);
            // The address itself may not be encoded [RFC 2047, 5]: clients disagree on what it then is.
            var open = value.LastIndexOf((byte)'<');
            var close = value.LastIndexOf((byte)'>');
            var inAddress = open >= 0 && close > open ? value[open..close].IndexOf("=?"u8) >= 0
                : open < 0 && text.Contains('@', StringComparison.Ordinal) && value.IndexOf((byte)'@') < 0;
            if (inAddress) defects.Add("address-encoded", $"the address in From is an encoded word: {text}", place);
        }
        Invisible("from", text, place);
    }

    private void CheckSubject(string text, in HeaderTextFacts facts, int at)
    {
        var place = Place.InHeader("Subject", at);
        if (facts.BrokenWords > 0) defects.Add("encoded-word-broken", $"Subject: {text}", place);
        if (facts.Words > 0 && facts.AsciiBase64Words == facts.Words && text.Length > 3)
            defects.Add("subject-encoded-needlessly", $"Subject is base64 of plain ASCII: {text}", place);
        Invisible("subject", text, place);
    }

    private void Invisible(string what, string text, Place place)
    {
        foreach (var c in text)
        {
            if (c is '\u202E' or '\u202D' or '\u2067' or '\u2066')
            {
                defects.Add(what + "-bidi", $"U+{(int)c:X4} turns the direction of the text", place);
                return;
            }
            if (c is '\u200B' or '\u2060' or '\u00AD' or '\uFEFF' or '\u180E' or '\u034F' or '\u115F' or '\u1160' or '\u3164' or >= '\u2061' and <= '\u2064')
            {
                defects.Add(what + "-invisible", $"U+{(int)c:X4}, which no reader sees", place);
                return;
            }
        }
    }

    private static int IndexOfSingle(string name)
    {
        for (var i = 0; i < Singles.Length; i++)
            if (Is(name, Singles[i])) return i;
        return -1;
    }

    private static bool Is(string name, string other) => name.Length == other.Length && name.Equals(other, StringComparison.OrdinalIgnoreCase);
}
