using System.Runtime.InteropServices;
using Lurewatch.Intel;
using Lurewatch.Mail.Authentication;
using Lurewatch.Mail.Reports;
using MimeKit;

namespace Lurewatch.Mail;

/// <summary>Reads a mail: MimeKit parses, this makes the Message Data Model of it and notes every deviation.</summary>
internal static class MessageReader
{
    public static ParsedMail Read(ReadOnlyMemory<byte> bytes, AnalysisBudget budget, Organisation? organisation = null, MailForm form = MailForm.Mime)
    {
        organisation ??= Organisation.Unknown;
        var defects = new Defects();
        // MimeKit's stream and address parser want an array; almost always there is one behind the memory.
        var (buffer, offset, length) = MemoryMarshal.TryGetArray(bytes, out var segment)
            ? (segment.Array!, segment.Offset, segment.Count) : (bytes.ToArray(), 0, bytes.Length);
        if (offset != 0 || length != buffer.Length || IsCrOnly(bytes.Span))
        {
            // Offsets into the message are offsets into the buffer from here on; slices (attached messages) are copied once.
            buffer = bytes.ToArray();
            if (IsCrOnly(buffer))
            {
                defects.Add("line-end-bare-cr", "lines end with CR alone", new Place());
                buffer.AsSpan().Replace((byte)'\r', (byte)'\n');
            }
        }
        var block = HeaderBlock.Scan(buffer);
        var options = Options(budget);
        if (block.NoBlankLine && block.Fields.Count > 0)
        {
            defects.Add("header-block-unterminated", "the body follows the header without a blank line", new Place { Offset = block.End });
            buffer = [.. buffer.AsSpan(0, block.End), (byte)'\n', .. buffer.AsSpan(block.End)];
        }
        foreach (var stray in block.StrayLines)
            defects.Add("header-line-stray", $"no field: {Line(buffer, stray)}", new Place { Offset = stray });
        LineDefects.Find(buffer, block, defects);

        var domains = new DomainCache();
        var headersReader = new HeadersReader(buffer, block, options, domains, defects);
        var headers = headersReader.Read(organisation);
        var tree = MimeTree.Read(buffer, block, options, budget, defects, form);
        MimeDefects(headersReader.All, tree, defects);
        var subject = SubjectReader.Read(headersReader.SubjectText);
        var (body, html) = BodyReader.Read(tree, domains, budget, defects);
        if (tree.ExternalBodies.Count > 0) body = body with { Links = [.. body.Links, .. tree.ExternalBodies.Select(url => new Link { HrefUrl = url, Parser = "external_body", Visible = true })] };
        var sender = headersReader.From.Find(mailbox => mailbox.Email.Domain.DomainName is not null)
            ?? (headersReader.From.Count > 0 ? headersReader.From[0] : headersReader.SenderField);
        var message = new Message
        {
            Sender = sender is null ? new Sender() : new Sender { DisplayName = sender.DisplayName, Email = sender.Email },
            Recipients = headersReader.Recipients,
            Subject = subject,
            Headers = headers,
            Body = body,
            Attachments = Attachments(tree.Files),
        };
        var machine = default(MachineReports);
        ReportedMail? report = null;
        if (tree.Files.Count > 0)
        {
            machine = ReportReader.Machine(tree.Files);
            report = ReportReader.Read(message, headersReader.All, tree, machine);
        }
        return new ParsedMail
        {
            Form = form,
            Message = message with { Type = Direction(message, organisation, headersReader.Trusted) },
            Headers = headersReader.All,
            Defects = form.IsMade() ? defects.All.FindAll(defect => form.IsEvidence(defect.Id)) : defects.All,
            Parts = tree.Parts,
            Files = tree.Files,
            TrustedResults = headersReader.Trusted,
            ClaimedResults = headersReader.Trusted,
            ForgedResults = headersReader.ForgedResults,
            Route = headersReader.Route,
            SubjectCharset = headersReader.SubjectCharset,
            Cut = tree.Cut,
            Html = html,
            Protections = defects.Protections,
            Report = report,
            Delivery = machine.Delivery,
            Disposition = machine.Disposition,
            Feedback = machine.Feedback,
        };
    }

    /// <summary>The mail with what was evaluated here before what its header claims.</summary>
    public static ParsedMail WithAuthenticity(ParsedMail mail, Authenticity own, Organisation organisation)
    {
        if (own.Results is null) return mail with { Authenticity = own };
        var believed = BelievedResults.Of(own, mail.ClaimedResults, organisation.TrustedAuthservIds.Count > 0);
        var headers = mail.Message.Headers with { AuthSummary = HeadersReader.Summary(believed) };
        return mail with
        {
            Message = mail.Message with { Headers = headers, Type = Direction(mail.Message, organisation, believed) },
            TrustedResults = believed,
            Authenticity = own with { Believed = believed },
        };
    }

    private static ParserOptions Options(AnalysisBudget budget) => new()
    {
        MaxMimeDepth = budget.Limits.MimeDepth,
        MaxAddressGroupDepth = 8,
        RespectContentLength = false,
        AddressParserComplianceMode = RfcComplianceMode.Loose,
        ParameterComplianceMode = RfcComplianceMode.Loose,
        Rfc2047ComplianceMode = RfcComplianceMode.Loose,
        AllowUnquotedCommasInAddresses = true,
        // An unquoted comma in a display name must not make two mailboxes of one.
        AllowAddressesWithoutDomain = false,
    };

    private static Attachment[] Attachments(List<MailFile> files)
    {
        if (files.Count == 0) return [];
        var attachments = new Attachment[files.Count];
        for (var i = 0; i < attachments.Length; i++)
        {
            var file = files[i];
            attachments[i] = new Attachment
            {
                FileName = file.Name,
                FileExtension = Files.FileNames.Extension(file.Name),
                FileType = FileTypeNames.Of(file.Type),
                Size = file.Bytes.Length,
                ContentType = file.Part.ContentType,
                ContentId = file.ContentId,
                ContentTransferEncoding = file.Part.Encoding,
                ContentDisposition = file.Part.Disposition,
                Content = file.Bytes,
            };
        }
        return attachments;
    }

    private static void MimeDefects(List<MailHeader> headers, MimeTree tree, Defects defects)
    {
        var version = false;
        var content = false;
        foreach (var header in headers)
        {
            if (header.Name.Equals("MIME-Version", StringComparison.OrdinalIgnoreCase)) version = true;
            else if (header.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)) content |= !header.Value.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase);
            else if (header.Name.Equals("Content-Transfer-Encoding", StringComparison.OrdinalIgnoreCase)) content = true;
        }
        if (content && !version) defects.Add("mime-version-missing", "MIME content without MIME-Version", new Place());
        foreach (var part in tree.Parts)
        {
            if (part.FileName is null) continue;
            foreach (var c in part.FileName)
            {
                if (c is not ('\u202E' or '\u202D' or '\u2066' or '\u2067')) continue;
                defects.Add("file-name-bidi", $"U+{(int)c:X4} turns the direction of the name {part.FileName}", Place.InPart(part.Number));
                break;
            }
        }
    }

    private static MessageType Direction(Message message, Organisation organisation, AuthenticationResults? trusted)
    {
        if (organisation.Domains.Count == 0) return new MessageType();
        var inside = organisation.Owns(message.Sender.Email.Domain.DomainName);
        var insideRecipient = false;
        var outsideRecipient = false;
        foreach (var list in (ReadOnlySpan<IReadOnlyList<Mailbox>>)[message.Recipients.To, message.Recipients.Cc, message.Recipients.Bcc])
        {
            foreach (var recipient in list)
            {
                if (recipient.Email.Domain.DomainName is not { } domain) continue;
                if (organisation.Owns(domain)) insideRecipient = true;
                else outsideRecipient = true;
            }
        }
        // Mail in an organisation's mailbox without a named recipient (Bcc, lists) came in.
        if (!insideRecipient && !inside) insideRecipient = true;
        var authenticated = trusted is not null && (trusted.Spf == "pass" || trusted.Dkim == "pass");
        return new MessageType
        {
            Inbound = !inside && insideRecipient || inside && insideRecipient && !authenticated && trusted is not null,
            Outbound = inside && outsideRecipient,
            Internal = inside && insideRecipient && authenticated,
        };
    }

    private static bool IsCrOnly(ReadOnlySpan<byte> bytes)
    {
        var head = bytes[..Math.Min(bytes.Length, 4096)];
        return head.IndexOf((byte)'\n') < 0 && head.Count((byte)'\r') > 2 && bytes.IndexOf((byte)'\n') < 0;
    }

    private static string Line(byte[] buffer, int at)
    {
        var line = buffer.AsSpan(at, Math.Min(120, buffer.Length - at));
        var end = line.IndexOfAny((byte)'\r', (byte)'\n');
        return Charsets.Guess(end < 0 ? line : line[..end]);
    }
}
