namespace Lurewatch.Mail.Reports;

/// <summary>The envelope that an Exchange journal report writes as the text of its first part, one field a line. <c>Expanded:</c> and <c>Forwarded:</c> stand behind
/// an address, with the list or mailbox through which the copy came.</summary>
internal sealed record Journal
{
    private const int MaxRecipients = 1000;

    public string? Sender { get; private init; }
    public string? OnBehalfOf { get; private init; }
    public string? MessageId { get; private init; }
    public string? Subject { get; private init; }
    public IReadOnlyList<string> Recipients { get; private init; } = [];

    /// <summary>Null if the text is no envelope: that names a sender and holds nothing but its fields.</summary>
    public static Journal? Read(string? text)
    {
        if (text is null) return null;
        string? sender = null, onBehalfOf = null, messageId = null, subject = null;
        var recipients = new List<string>();
        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var isSubject = false;
        foreach (var raw in text.AsSpan().EnumerateLines())
        {
            var line = raw.TrimEnd();
            if (line.IsEmpty) continue;
            if (isSubject && line[0] is ' ' or '\t')
            {
                subject = $"{subject} {line.Trim()}";                        // a long subject goes on
                continue;
            }
            var colon = line.IndexOf(':');
            if (colon < 1) return null;
            var name = line[..colon].Trim();
            var value = line[(colon + 1)..].Trim();
            isSubject = Is(name, "Subject");
            if (isSubject)
            {
                if (subject is not null) return null;
                subject = value.ToString();
            }
            else if (Is(name, "Sender")) sender ??= Address(value);
            else if (Is(name, "On-Behalf-Of")) onBehalfOf ??= Address(value);
            else if (Is(name, "Message-Id")) messageId ??= value.Trim("<> ").ToString();
            else if (Is(name, "To") || Is(name, "Cc") || Is(name, "Bcc") || Is(name, "Recipient"))
            {
                var address = Address(value);
                if (address is not null && recipients.Count < MaxRecipients && known.Add(address)) recipients.Add(address);
            }
            else if (!Is(name, "Label") && !Is(name, "SentUtc") && !Is(name, "ReceivedUtc"))
            {
                return null;
            }
        }
        return sender is null ? null : new Journal { Sender = sender, OnBehalfOf = onBehalfOf, MessageId = messageId, Subject = subject, Recipients = recipients };
    }

    /// <summary>The address before <c>, Expanded:</c> and the like; in angle brackets or bare.</summary>
    private static string? Address(ReadOnlySpan<char> value)
    {
        var open = value.IndexOf('<');
        if (open >= 0 && value[open..].IndexOf('>') is var close and > 1) value = value.Slice(open + 1, close - 1);
        else if (value.IndexOf(',') is var comma and >= 0) value = value[..comma];
        value = value.Trim();
        return value.IsEmpty || value.Length > 400 || value.ContainsAny(" \t/") && !value.Contains('@') ? null : value.ToString();
    }

    private static bool Is(ReadOnlySpan<char> name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);
}
