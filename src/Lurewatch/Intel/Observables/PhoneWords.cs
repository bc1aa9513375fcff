using System.Buffers;

namespace Lurewatch.Intel.Observables;

/// <summary>The words that announce a phone number.</summary>
internal static class PhoneWords
{
    private const int Reach = 40;

    private static readonly SearchValues<string> Words = SearchValues.Create(
    [
        "tel", "tél", "phone", "ph:", "ph.", "call", "mobil", "mob.", "mob:", "cell", "hotline", "helpline", "helpdesk", "toll", "fax", "whatsapp", "dial", "fon", "ruf",
        "handy", "durchwahl", "kom.", "kom:", "komórk", "zadzwoń", "dzwoń", "infolini", "llame", "llama", "llámenos", "móvil", "movil", "ligue", "celular", "cellulare",
        "chiam", "numero verde", "appel", "portable", "bel ", "bellen", "gsm", "電話", "携帯", "フリーダイヤル", "お問い合わせ", "連絡先", "sms",
    ], StringComparison.OrdinalIgnoreCase);

    /// <summary>Words that announce another kind of number. The nearer of both decides.</summary>
    private static readonly SearchValues<string> Others = SearchValues.Create(
    [
        "order", "invoice", "ticket", "case", "ref", "account", "customer", "tracking", "serial", "id:", "nip", "regon", "krs", "iban", "bestell", "rechnung", "kunden", "auftrag",
        "vorgang", "zamówien", "faktur", "commande", "facture", "ordine", "fattura", "pedido", "factura", "fatura", "bestelling", "factuur", "steuer", "konto", "hrb", "ust", "vat",
        "siret", "cnpj", "cpf", "cif", "kvk", "注文", "番号：", "plz", "zip",
    ], StringComparison.OrdinalIgnoreCase);

    /// <summary>True if such a word stands shortly before <paramref name="start"/>, at the start of a word, and no word for another kind of number is nearer.</summary>
    public static bool StandBefore(ReadOnlySpan<char> text, int start)
    {
        var from = Math.Max(0, start - Reach);
        var window = text[from..start];
        return Last(window, Words) is var word and >= 0 && word > Last(window, Others);
    }

    private static int Last(ReadOnlySpan<char> window, SearchValues<string> words)
    {
        var last = -1;
        var at = 0;
        while (at < window.Length && window[at..].IndexOfAny(words) is var found and >= 0)
        {
            at += found;
            if (at == 0 || !char.IsLetter(window[at - 1]) || window[at] > '\u2e80' || Compound(window, at)) last = at;
            at++;
        }
        return last;
    }

    /// <summary>German and Dutch glue: Mobiltelefon, Diensttelefon.</summary>
    private static bool Compound(ReadOnlySpan<char> window, int at) => window[at..].StartsWith("telef", StringComparison.OrdinalIgnoreCase);
}
