using System.Collections.Frozen;

namespace Lurewatch.Mail.Threads;

/// <summary>How mail clients introduce what they quote, in the languages of their users.</summary>
internal static class ThreadDialects
{
    /// <summary>A label of a quoted header block.</summary>
    internal enum Label
    {
        From = 1,
        Date,
        To,
        Cc,
        Subject,
        Other,
    }

    private static readonly FrozenDictionary<string, Label>.AlternateLookup<ReadOnlySpan<char>> Labels = BuildLabels()
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Separators = FrozenSet.ToFrozenSet(
    [
        "Original Message", "Original Mail", "Original E-Mail", "Original Appointment", "Forwarded message", "Forwarded Mail", "Forwarded by", "Begin forwarded message",
        "Ursprüngliche Nachricht", "Originalnachricht", "Original-Nachricht", "Ursprüngliche Mail", "Ursprünglicher Termin", "Weitergeleitete Nachricht",
        "Anfang der weitergeleiteten Nachricht", "Anfang der weitergeleiteten E-Mail",
        "Wiadomość oryginalna", "Oryginalna wiadomość", "Treść oryginalnej wiadomości", "Wiadomość przekazana", "Przekazana wiadomość", "Treść przekazanej wiadomości",
        "Początek przekazywanej wiadomości", "Początek przekazanej wiadomości", "Treść przekazywanej wiadomości",
        "Message d'origine", "Message d’origine", "Message original", "Message initial", "Message transféré", "Message transmis", "Début du message transféré", "Début du message réexpédié",
        "Mensaje original", "Mensaje reenviado", "Inicio del mensaje reenviado",
        "Messaggio originale", "Messaggio Inoltrato", "Messaggio inoltrato", "Inizio messaggio inoltrato",
        "Mensagem original", "Mensagem encaminhada", "Início da mensagem encaminhada", "Início da mensagem reencaminhada",
        "Oorspronkelijk bericht", "Origineel bericht", "Oorspronkelijke bericht", "Doorgestuurd bericht", "Begin doorgestuurd bericht",
        "元のメッセージ", "転送メッセージ", "転送されたメッセージ", "Original message", "Ursprungligt meddelande", "Oprindelig meddelelse", "Původní zpráva", "原始邮件", "原始郵件", "转发的邮件",
    ], StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly string[] Forwarders =
        ["Forwarded by ", "Weitergeleitet von ", "Przekazane przez ", "Przesłane przez ", "Transféré par ", "Réexpédié par ", "Reenviado por ", "Inoltrato da ", "Encaminhado por ", "Doorgestuurd door "];

    private static readonly string[] Leads =
        ["On ", "Am ", "W dniu ", "Dnia ", "Le ", "El ", "Il ", "Em ", "No dia ", "Op ", "Den ", "Dne ", "Dňa ", "Pe ", "Em,", "Il giorno ", "At "];

    private static readonly string[] Verbs =
    [
        " wrote", " writes", " schrieb", "pisze", "napisał", "pisał", " a écrit", " écrit", " écrivit", "escribió", "ha scritto", "scrive", "escreveu", "schreef", " geschreven", "skrev",
        "napsal", "kirjoitti", "さんは書", "のメール", "写道", "wrote", "namens", "sagte", "notait", " geschrieben", "napisana przez",
    ];

    /// <summary>The label at the start of a line, and where its value begins.</summary>
    public static Label? LabelOf(ReadOnlySpan<char> line, out int valueAt)
    {
        valueAt = 0;
        var window = line.Length > 32 ? line[..32] : line;
        var colon = window.IndexOfAny(':', '：');
        if (colon < 1) return null;
        var word = line[..colon].Trim(" \t\u00A0*_•|");
        if (word.Length is 0 or > 24 || !Labels.TryGetValue(word, out var label)) return null;
        valueAt = colon + 1;
        if (valueAt < line.Length && line[valueAt] == '*') valueAt++;
        return label;
    }

    /// <summary>"-----Original Message-----" and "Begin forwarded message:".</summary>
    public static bool IsSeparator(ReadOnlySpan<char> line)
    {
        var core = line.Trim(" \t\u00A0-_=*");
        var dashed = line.TrimStart().StartsWith("--", StringComparison.Ordinal) || line.TrimStart().StartsWith("__", StringComparison.Ordinal);
        var colon = core.EndsWith(':') || core.EndsWith('：');
        if (!dashed && !colon) return false;
        core = core.TrimEnd(" \t\u00A0:：-");
        if (core.Length is < 5 or > 60) return false;
        if (Separators.Contains(core)) return true;
        if (!dashed) return false;
        foreach (var forwarder in Forwarders)
            if (core.StartsWith(forwarder, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    /// <summary>Notes and Zoho put the attribution between dashes: <c>-----"Jan" &lt;jan@x.example&gt; wrote: -----</c>.</summary>
    public static bool IsDashedAttribution(ReadOnlySpan<char> line)
    {
        if (!line.StartsWith("---", StringComparison.Ordinal) || !line.EndsWith("---", StringComparison.Ordinal)) return false;
        var core = line.Trim("- \u00A0").TrimEnd(":： ");
        if (core.Length is < 8 or > 400 || !core.Contains('@')) return false;
        foreach (var word in Verbs)
            if (core.EndsWith(word, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    /// <summary>"On … Name &lt;a@b&gt; wrote:", already joined to one line. <paramref name="sure"/>: quote marks follow, so that any line with a colon at its end counts.</summary>
    public static bool IsAttribution(ReadOnlySpan<char> line, bool sure)
    {
        var text = line.Trim(" \t\u00A0*");
        if (text.Length is < 8 or > 400 || !(text.EndsWith(':') || text.EndsWith('：'))) return false;
        var address = text.Contains('@');
        if (!address && text.IndexOfAnyInRange('0', '9') < 0 && !sure) return false;
        if (text.Contains("年", StringComparison.Ordinal) && text.Contains("月", StringComparison.Ordinal) && address) return true;
        if (sure && (address || text.IndexOfAnyInRange('0', '9') >= 0)) return true;
        var verb = false;
        foreach (var word in Verbs)
            if (text.Contains(word, StringComparison.OrdinalIgnoreCase)) { verb = true; break; }
        if (!verb) return false;
        if (sure || address || HasDateBehindVerb(text)) return true;
        foreach (var lead in Leads)
            if (text.StartsWith(lead, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    /// <summary>"Jan Kowal schreef op 2019-09-16 10:00": a short name, the verb, a day and a time.</summary>
    private static bool HasDateBehindVerb(ReadOnlySpan<char> text)
    {
        var verb = VerbAt(text, out var length);
        if (verb is < 2 or > 60 || text[..verb].IndexOfAnyInRange('0', '9') >= 0) return false;
        var digits = 0;
        foreach (var c in text[(verb + length)..])
            if (char.IsAsciiDigit(c)) digits++;
        return digits >= 8;
    }

    /// <summary>True if a line may begin an attribution that ends on a later line.</summary>
    public static bool MayLead(ReadOnlySpan<char> line)
    {
        foreach (var lead in Leads)
            if (line.StartsWith(lead, StringComparison.Ordinal)) return line.IndexOfAnyInRange('0', '9') >= 0;
        return line.Length > 0 && char.IsAsciiDigit(line[0]) && (line.Contains('年') || line.Contains('@'));
    }

    /// <summary>Where the verb of an attribution stands, -1 if there is none.</summary>
    public static int VerbAt(ReadOnlySpan<char> line, out int length)
    {
        length = 0;
        foreach (var word in Verbs)
        {
            var at = line.LastIndexOf(word, StringComparison.OrdinalIgnoreCase);
            if (at < 0) continue;
            length = word.Length;
            return at;
        }
        return -1;
    }

    private static Dictionary<string, Label> BuildLabels()
    {
        var all = new Dictionary<string, Label>(StringComparer.OrdinalIgnoreCase);
        Add(Label.From, "From", "Von", "Od", "De", "Da", "Van", "差出人", "送信者", "送信元", "From ", "Från", "Fra", "Expéditeur", "Remitente", "Mittente", "Remetente", "Afzender",
            "Nadawca", "Absender", "发件人", "寄件者", "寄件人", "От", "Від", "보낸 사람", "Lähettäjä", "Feladó", "Kimden");
        Add(Label.Date, "Sent", "Date", "Gesendet", "Gesendet am", "Datum", "Wysłano", "Wysłane", "Data", "Data wysłania", "Envoyé", "Envoyé le", "Enviado", "Enviado el", "Enviado em",
            "Enviada em", "Enviada", "Fecha", "Inviato", "Data invio", "Verzonden", "送信日時", "日付", "日時", "Skickat", "Sendt", "Dato", "Odesláno", "发送时间", "發送日期", "日期", "Отправлено", "Дата", "보낸 날짜");
        Add(Label.To, "To", "An", "Do", "À", "A", "Para", "Aan", "宛先", "Till", "Til", "Komu", "收件人", "收件者", "Кому", "Destinataire", "Destinatario", "Destinatário", "Empfänger", "Odbiorca",
            "Pour", "받는 사람", "Vastaanottaja");
        Add(Label.Cc, "Cc", "Kopie", "Kopie (CC)", "DW", "Kopia", "Do wiadomości", "UDW", "CC", "抄送", "副本", "Копия", "Copie à", "Copia");
        Add(Label.Subject, "Subject", "Betreff", "Temat", "Objet", "Sujet", "Asunto", "Oggetto", "Assunto", "Onderwerp", "件名", "題名", "Ämne", "Emne", "Předmět", "主题", "主旨", "Тема", "제목", "Aihe", "Re");
        Add(Label.Other, "Reply-To", "Antwort an", "Attachments", "Anlagen", "Importance", "Priority", "Wichtigkeit", "Importance ", "Message-ID", "Organization", "Bcc", "Priorytet", "Załączniki", "Ważność");
        return all;

        void Add(Label label, params ReadOnlySpan<string> words)
        {
            foreach (var word in words) all[word.Trim()] = label;
        }
    }
}
