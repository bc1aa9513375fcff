using System.Collections.Frozen;
using System.Globalization;

namespace Lurewatch.Mail;

/// <summary>Takes a subject line apart: list tags, reply and forward prefixes of the world's mail clients, automatic answers.</summary>
internal static class SubjectReader
{
    [Flags]
    private enum Prefix
    {
        None = 0,
        Reply = 1,
        Forward = 2,
        Auto = 4,
    }

    private static readonly FrozenDictionary<string, Prefix>.AlternateLookup<ReadOnlySpan<char>> Prefixes =
        Build().ToFrozenDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    public static Subject Read(string? subject)
    {
        if (subject is null) return new Subject();
        var rest = subject.AsSpan().Trim();
        var tags = default(List<string>);
        var kinds = Prefix.None;
        for (var rounds = 0; rounds < 32; rounds++)
        {
            if (TakeTag(rest, out var tag, out var after) || TakePrefix(rest, ref kinds, out tag, out after))
            {
                if (after.IsEmpty && kinds == Prefix.None) break;                  // a subject that is one tag keeps it
                (tags ??= []).Add(tag);
                rest = after;
                if (kinds.HasFlag(Prefix.Auto)) break;
            }
            else
            {
                break;
            }
        }
        return new Subject
        {
            SubjectText = subject,
            Base = rest.ToString(),
            Tags = tags ?? (IReadOnlyList<string>)[],
            IsReply = kinds.HasFlag(Prefix.Reply),
            IsForward = kinds.HasFlag(Prefix.Forward),
            IsAutoReply = kinds.HasFlag(Prefix.Auto),
        };
    }

    private static bool TakeTag(ReadOnlySpan<char> text, out string tag, out ReadOnlySpan<char> after)
    {
        tag = "";
        after = default;
        if (text.IsEmpty || text[0] is not ('[' or '【')) return false;
        var close = text.IndexOfAny(']', '】');
        if (close is < 2 or > 80) return false;
        tag = text[..(close + 1)].ToString();
        after = text[(close + 1)..].TrimStart();
        return true;
    }

    private static bool TakePrefix(ReadOnlySpan<char> text, scoped ref Prefix kinds, out string tag, out ReadOnlySpan<char> after)
    {
        tag = "";
        after = default;
        var window = text.Length > 48 ? text[..48] : text;
        var colon = window.IndexOfAny(':', '：');
        if (colon < 1) return false;
        var word = window[..colon].TrimEnd();
        // Counters of old clients: Re[2]:, Re^3:, AW(4):
        var counter = word.IndexOfAny('[', '(', '^');
        if (counter > 0 && word[(counter + 1)..].TrimEnd("])").IndexOfAnyExceptInRange('0', '9') < 0) word = word[..counter].TrimEnd();
        if (!Prefixes.TryGetValue(word, out var kind)) return false;
        kinds |= kind;
        tag = text[..(colon + 1)].ToString();
        after = text[(colon + 1)..].TrimStart();
        return true;
    }

    private static Dictionary<string, Prefix> Build()
    {
        var all = new Dictionary<string, Prefix>(StringComparer.OrdinalIgnoreCase);
        Add(Prefix.Reply, "Re", "RE", "AW", "Antw", "Antwort", "Antwoord", "SV", "Svar", "Odp", "Odpoved", "Odpověď", "R", "RIF", "Res", "Resp", "Rép", "Rép.",
            "REF", "VS", "Vast", "Ynt", "Yanıt", "Cevap", "Vá", "ATB", "BLS", "Răsp", "Odg", "ΑΠ", "ΣΧΕΤ", "Απ", "Отв", "Ответ", "Отг", "Відп", "НА", "На", "Trả lời", "TL",
            "回复", "回覆", "答复", "答覆", "返信", "회신", "답장", "השב", "תגובה", "رد", "ตอบกลับ", "ตอบ", "پاسخ");
        Add(Prefix.Forward, "Fw", "Fwd", "Forw", "Forward", "WG", "Weitergeleitet", "TR", "RV", "Rm", "ENC", "Enc", "I", "PD", "Przek", "Doorst", "Dst", "VB", "VL", "FS",
            "VS", "Edasi", "İLT", "ILT", "Továbbítás", "YML", "TRS", "Redir", "Redirecionado", "Reenv", "Reenviado", "Inoltrato", "Inoltra", "Předáno", "Pre", "Fwd ",
            "ΠΡΘ", "Πρθ", "Пересл", "Переслать", "Пер", "Препр", "Chuyển tiếp", "转发", "轉寄", "轉發", "転送", "전달", "הועבר", "إعادة توجيه", "ส่งต่อ");
        Add(Prefix.Auto | Prefix.Reply, "Automatic reply", "Automatische Antwort", "Automatische Abwesenheitsantwort", "Autoreply", "Auto-reply", "Auto reply", "Auto Response",
            "Autoresponse", "Autoresponder", "Autosvar", "Automatiskt svar", "Automatisk svar", "Automaattinen vastaus", "Automatisch antwoord", "Abwesenheit",
            "Abwesenheitsnotiz", "Abwesend", "Out of office", "Out of Office AutoReply", "Out of Office Reply", "OOO", "Réponse automatique", "Absence du bureau", "Respuesta automática",
            "Respuesta automatica", "Fuera de la oficina", "Resposta automática", "Resposta Automatica", "Ausência temporária", "Risposta automatica", "Fuori sede",
            "Odpowiedź automatyczna", "Automatyczna odpowiedź", "Autoodpowiedź", "Automatická odpověď", "Automatikus válasz", "Otomatik yanıt", "Răspuns automat",
            "Автоматический ответ", "Автоответ", "Αυτόματη απάντηση", "自動応答", "自動返信", "自动回复", "自動回覆", "자동 회신", "자동 응답");
        return all;

        void Add(Prefix kind, params ReadOnlySpan<string> words)
        {
            foreach (var word in words)
            {
                ref var known = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(all, word.Trim().ToUpper(CultureInfo.InvariantCulture), out _);
                known |= kind;
            }
        }
    }
}
