using System.Text;
using Lurewatch.Detection;
using Lurewatch.Files;
using Lurewatch.Intel.Observables;
using Lurewatch.Mail;
using Lurewatch.Mail.Links;
using Lurewatch.Mail.Links.Wrappers;

namespace Lurewatch.Intel;

/// <summary>Collects the observables of a message: each once, with its role and the place where it stands first, the most telling first.</summary>
/// <remarks>
/// What belongs to the receiving side (the organisation's and the recipients' domains and addresses, private networks) and hosts that stand in every mail are none.
/// A host that many share (free mail, a brand's own) is no <c>domain</c> indicator, while a URL there still is one.
/// </remarks>
internal static class IndicatorExtractor
{
    public static IReadOnlyList<Indicator> From(ScanView view)
    {
        var into = new IndicatorCollector(view);
        new Pass(view, into).Run();
        return into.All;
    }

    private sealed class Pass(ScanView view, IndicatorCollector into)
    {
        private const int TextMax = 256;
        private const int FileTextChars = 1 << 16;
        private readonly Message? _message = view.Message;
        private readonly PhoneRegion _region = PhoneRegions.Guess(view.Lure.Language, view.Message?.Sender.Email.Domain.Tld);

        public void Run()
        {
            var own = view.OwnArtifacts;
            Downloads(own);
            if (_message is not null) Links(_message.Body.Links);
            foreach (var file in own) FileLinks(file);
            foreach (var seen in view.Codes)
                if (!seen.InArtifact && seen.Code.Url is { } url) Link(url, seen.Place);
            foreach (var file in own) File(file);
            if (_message is not null)
            {
                Senders(_message);
                Texts(_message);
                foreach (var file in own) FileText(file);
                Origin();
                Names(_message);
                Resources(_message.Body.Links);
            }
            else
            {
                FileText(view.Root);
            }
            foreach (var attached in view.Attached) Attached(attached);
        }

        /// <summary>What files would fetch. An address that code leads to is told with its chain, though it may stand in plain text elsewhere.</summary>
        private void Downloads(IReadOnlyList<Artifact> own)
        {
            foreach (var hasSteps in (ReadOnlySpan<bool>)[true, false])
            {
                foreach (var file in own)
                {
                    if (file.Facts is not IHasUrls { Urls: { Count: > 0 } urls } facts) continue;
                    foreach (var url in urls)
                    {
                        var chain = Chains.To(file, facts.StepsTo(url), out var runs);
                        if (runs == hasSteps) into.AddUrl(url, "download-url", Place.InArtifact(file.Path), always: true, chain: chain);
                    }
                }
            }
        }

        private void Links(IReadOnlyList<Link> links)
        {
            foreach (var link in links)
            {
                if (IsResource(link.Parser)) continue;
                var place = Place.InPart(link.Parser is "plain" ? "text/plain" : "text/html");
                switch (link.HrefUrl.Scheme)
                {
                    case "mailto": Mailto(link.HrefUrl, place); break;
                    case "tel" or "callto" or "sms": Telephone(link.HrefUrl, place); break;
                    default: Link(link.HrefUrl, place); break;
                }
            }
        }

        /// <summary>Where a link leads, by which redirectors (proxy logs show those first), and the host that a sealed link names. A gateway of the receiving side is none of it.</summary>
        private void Link(Url url, Place place)
        {
            if (LinkWrappers.Of(url, out var unopened) is { Kind: WrapperKind.Gateway })
            {
                if (unopened.Domain is { Length: < 254 } named && UrlReader.Read("https://" + named) is { } host) into.AddHost(host, "link", place);
            }
            else into.AddUrl(url, "link", place);
            foreach (var hop in url.Rewrite?.Hops ?? [])
                if (hop.By.Kind != WrapperKind.Gateway) into.AddUrl(hop.Url, "redirector", place, host: false);
            if (OpenRedirects.Of(url, view.Budget) is { } inner) into.AddUrl(inner.Target, "link", place);
        }

        private static bool IsResource(string? parser) => parser is "image" or "css" or "background" or "stylesheet";

        /// <summary>What the mail client fetches by itself: pictures and styles, most of them logos.</summary>
        private void Resources(IReadOnlyList<Link> links)
        {
            var place = Place.InPart("text/html");
            foreach (var link in links)
                if (IsResource(link.Parser) && link.HrefUrl.Scheme is "http" or "https" && Brands.OwnerOf(link.HrefUrl.Domain.RootDomain) is null)
                    into.AddUrl(link.HrefUrl, "resource", place);
        }

        private void Mailto(Url url, Place place)
        {
            if (url.UrlText is not { Length: > 7 } text) return;
            var address = text.AsSpan(7);
            var end = address.IndexOfAny('?', ',');
            if (end >= 0) address = address[..end];
            into.AddAddress(Uri.UnescapeDataString(address.ToString()), "contact", place);
        }

        private void Telephone(Url url, Place place)
        {
            if (url.UrlText is { } text && text.IndexOf(':', StringComparison.Ordinal) is var colon and > 0
                && PhoneNumbers.FromUri(Uri.UnescapeDataString(text[(colon + 1)..]), _region) is { } number)
                into.Add(IndicatorType.PhoneNumber, number, "contact", place);
        }

        private void FileLinks(Artifact file)
        {
            var place = Place.InArtifact(file.Path);
            if (file.Facts is IHasLinks shown) foreach (var url in shown.Links) Link(url, place);
            if (file.Facts is not HtmlContent html) return;
            foreach (var form in html.Forms)
                if (form.Action is { } action) into.AddUrl(action, "link", Place.InArtifact(file.Path, form.Offset), always: true);
            foreach (var link in html.Html.Links)
                if (!IsResource(link.Parser) && link.HrefUrl.Scheme is "http" or "https" or "ftp" or "file" or "ms-search" or "search-ms")
                    into.AddUrl(link.HrefUrl, "link", place);
        }

        private void File(Artifact file)
        {
            if (file == view.Root && _message is not null || file.Size == 0 || file.SameAs is not null) return;
            if (IndicatorFiles.IsImage(file.Type) || file.Type is FileType.Crypto || file.Facts is ParsedMail) return;
            var place = Place.InArtifact(file.Path);
            if (file.Origin is "macro" or "stream" or "command" or "decoded") return;   // made here while reading: no scanner elsewhere hashes these bytes, and half of all macro documents share an empty module
            into.Add(IndicatorType.Sha256, file.Sha256, "payload-hash", place);
            into.Add(IndicatorType.Sha1, file.Sha1, "payload-hash", place);
            into.Add(IndicatorType.Md5, file.Md5, "payload-hash", place);
            if (!string.IsNullOrWhiteSpace(file.Name)) into.Add(IndicatorType.FileName, file.Name, file.Depth <= view.Root.Depth + 1 ? "attachment" : "inside", place);
        }

        private void Senders(Message message)
        {
            var headers = message.Headers;
            into.AddSender(message.Sender.Email, "sender", Header("From"));
            foreach (var mailbox in headers.From) into.AddSender(mailbox.Email, "sender", Header("From"));
            foreach (var mailbox in headers.ReplyTo) into.AddSender(mailbox.Email, "reply-to", Header("Reply-To"));
            if (headers.ReturnPath is { } path) into.AddSender(path, "return-path", Header("Return-Path"));
            else if (view.Envelope?.MailFrom is { Length: > 0 } from) into.AddAddress(from, "return-path", new Place());
        }

        private void Texts(Message message)
        {
            var found = new List<TextObservable>();
            if (message.Subject.SubjectText is { Length: > 0 } subject)
            {
                TextObservables.Find(subject, _region, found, TextMax);
                foreach (var one in found) Text(one, Header("Subject"));
            }
            var text = message.Body.CurrentThread.Text ?? message.Body.Plain?.Raw ?? message.Body.Html?.DisplayText;
            if (text is not null)
            {
                found.Clear();
                TextObservables.Find(text, _region, found, TextMax);
                foreach (var one in found) Text(one, InBody(message.Body, text, one));
            }
            // In what is quoted below, addresses and phone numbers are the victims'; a changed bank account is not.
            foreach (var previous in message.Body.PreviousThreads)
            {
                if (previous.Text is not { Length: > 0 } quoted) continue;
                found.Clear();
                TextObservables.Find(quoted, _region, found, TextMax);
                foreach (var one in found)
                    if (one.Type is IndicatorType.Iban or IndicatorType.CryptoAddress) Text(one, InBody(message.Body, quoted, one));
            }
            foreach (var ip in message.Body.Ips) into.AddIp(ip.IpText, "text", Place.InPart(message.Body.Plain is null ? "text/html" : "text/plain"));
        }

        private void Text(TextObservable one, Place place)
        {
            if (one.Type is IndicatorType.EmailAddress) into.AddAddress(one.Value, "contact", place);
            else into.Add(one.Type, one.Value, one.Type is IndicatorType.PhoneNumber ? "contact" : "payment", place);
        }

        /// <summary>The place in the part as it was decoded; without offset where the words there are broken up by markup.</summary>
        private static Place InBody(Body body, string text, TextObservable one)
        {
            var words = text.AsSpan(one.Offset, one.Length);
            var plain = body.Plain?.Raw.AsSpan().IndexOf(words, StringComparison.Ordinal) ?? -1;
            if (plain >= 0) return Place.InPart("text/plain", plain);
            var html = body.Html?.Raw.AsSpan().IndexOf(words, StringComparison.Ordinal) ?? -1;
            return html >= 0 ? Place.InPart("text/html", html) : Place.InPart(body.Html is null ? "text/plain" : "text/html");
        }

        /// <summary>Text files and pages tell phone numbers and accounts, too: help-desk scams put them into an attachment.</summary>
        private void FileText(Artifact file)
        {
            string? text = null;
            if (file.Facts is HtmlContent { Html.DisplayText: { } shown }) text = shown.Length > FileTextChars ? shown[..FileTextChars] : shown;
            else if (file.Type is FileType.Txt && (file != view.Root || _message is null))
                text = Encoding.UTF8.GetString(file.Bytes.Span[..Math.Min(file.Bytes.Length, FileTextChars)]);
            if (text is null) return;
            var found = new List<TextObservable>();
            TextObservables.Find(text, _region, found, TextMax);
            var isText = file.Type is FileType.Txt;
            foreach (var one in found) Text(one, Place.InArtifact(file.Path, isText ? Encoding.UTF8.GetByteCount(text.AsSpan(0, one.Offset)) : null));
        }

        /// <summary>Where the mail came from: the client that an own server saw, and apart from it what others claim.</summary>
        private void Origin()
        {
            if (view.Route is not { } route) return;
            foreach (var origin in route.Origins)
            {
                var place = origin.Hop is { } hop ? Place.InHeader(origin.Source, route.Hops[hop].Offset) : origin.Source == "envelope" ? new Place() : Header(origin.Source);
                if (origin.Hop is { } at && into.IsOwnName(route.Hops[at].ReverseName ?? "")) continue;
                into.AddIp(origin.Ip, origin.Certain ? "origin" : "claimed-origin", place);
            }
            if (view.Message?.Headers.Believed?.SpfDetails?.ClientIp?.IpText is { } client) into.AddIp(client, "origin", Header("Authentication-Results"));
        }

        private void Names(Message message)
        {
            if (message.Headers.MessageId is { Length: > 0 } id) into.Add(IndicatorType.MessageId, id, "message-id", Header("Message-ID"));
            if (!string.IsNullOrWhiteSpace(message.Subject.SubjectText)) into.Add(IndicatorType.Subject, message.Subject.SubjectText, "subject", Header("Subject"));
        }

        private void Attached(Analysis attached)
        {
            foreach (var indicator in attached.Indicators)
                into.Add(indicator.Type, indicator.Value, indicator.Role,
                    indicator.Place.Artifact is null ? indicator.Place with { Artifact = attached.Root.Path } : indicator.Place);
        }

        private Place Header(string name)
        {
            if (view.Mail is { } mail)
                foreach (var header in mail.Headers)
                    if (header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return Place.InHeader(name, header.Offset);
            return Place.InHeader(name);
        }
    }
}
