using System.Text.Json;
using Lurewatch.Mail.Authentication;

namespace Lurewatch.Events;

/// <summary>What the engine itself found of a mail's authentication, as <c>message.authenticity</c>.</summary>
internal static class AuthenticityJson
{
    public static void Write(Utf8JsonWriter json, Authenticity? own)
    {
        if (own is null)
        {
            json.WriteNull("authenticity"u8);
            return;
        }
        json.WriteStartObject("authenticity"u8);
        json.WriteBoolean("looked_up"u8, own.IsLookedUp);
        json.WriteBoolean("original"u8, own.IsOriginal);
        json.WriteBoolean("late"u8, own.IsLate);
        WriteSpf(json, own.Spf);
        json.WriteStartArray("dkim"u8);
        foreach (var signature in own.Dkim) WriteDkim(json, signature);
        json.WriteEndArray();
        WriteDmarc(json, own.Dmarc);
        WriteArc(json, own.Arc);
        WriteBimi(json, own.Bimi);
        AnalysisJson.WriteStrings(json, "withheld"u8, own.Withheld);
        json.WriteEndObject();
    }

    private static void WriteSpf(Utf8JsonWriter json, SpfCheck? spf)
    {
        if (!Start(json, "spf"u8, spf)) return;
        json.WriteString("result"u8, spf!.Status.Name());
        json.WriteString("domain"u8, spf.Domain);
        json.WriteString("identity"u8, spf.Identity);
        json.WriteString("client_ip"u8, spf.ClientIp);
        json.WriteString("helo"u8, spf.Helo);
        json.WriteString("source"u8, spf.Source);
        json.WriteString("reason"u8, spf.Reason);
        json.WriteString("explanation"u8, spf.Explanation);
        json.WriteEndObject();
    }

    private static void WriteDkim(Utf8JsonWriter json, DkimCheck signature)
    {
        json.WriteStartObject();
        json.WriteString("result"u8, signature.Status.Name());
        json.WriteString("domain"u8, signature.Domain);
        json.WriteString("selector"u8, signature.Selector);
        json.WriteString("algorithm"u8, signature.Algorithm);
        if (signature.KeyBits is { } bits) json.WriteNumber("key_bits"u8, bits); else json.WriteNull("key_bits"u8);
        if (signature.BodyIntact is { } intact) json.WriteBoolean("body_intact"u8, intact); else json.WriteNull("body_intact"u8);
        json.WriteBoolean("no_key"u8, signature.NoKey);
        json.WriteNumber("unsigned_bytes"u8, signature.UnsignedBytes);
        AnalysisJson.WriteStrings(json, "unsigned_fields"u8, signature.UnsignedFields);
        json.WriteString("reason"u8, signature.Reason);
        json.WriteEndObject();
    }

    private static void WriteDmarc(Utf8JsonWriter json, DmarcCheck? dmarc)
    {
        if (!Start(json, "dmarc"u8, dmarc)) return;
        json.WriteString("result"u8, dmarc!.Status.Name());
        json.WriteString("domain"u8, dmarc.Domain);
        json.WriteString("record_domain"u8, dmarc.RecordDomain);
        json.WriteString("policy"u8, dmarc.Policy);
        json.WriteBoolean("test"u8, dmarc.IsTest);
        json.WriteString("aligned_by"u8, dmarc.AlignedBy);
        json.WriteString("reason"u8, dmarc.Reason);
        json.WriteEndObject();
    }

    private static void WriteArc(Utf8JsonWriter json, ArcCheck? arc)
    {
        if (!Start(json, "arc"u8, arc)) return;
        json.WriteString("result"u8, arc!.Status.Name());
        AnalysisJson.WriteStrings(json, "sealers"u8, arc.Sealers);
        if (arc.OldestIntact is { } oldest) json.WriteNumber("oldest_intact"u8, oldest); else json.WriteNull("oldest_intact"u8);
        json.WriteString("reason"u8, arc.Reason);
        json.WriteEndObject();
    }

    private static void WriteBimi(Utf8JsonWriter json, BimiCheck? bimi)
    {
        if (!Start(json, "bimi"u8, bimi)) return;
        json.WriteString("selector"u8, bimi!.Selector);
        json.WriteBoolean("indicator"u8, bimi.HasIndicator);
        json.WriteString("record"u8, bimi.RecordName);
        json.WriteString("logo"u8, bimi.Logo);
        json.WriteString("evidence"u8, bimi.Evidence);
        json.WriteBoolean("declined"u8, bimi.IsDeclined);
        json.WriteEndObject();
    }

    private static bool Start(Utf8JsonWriter json, ReadOnlySpan<byte> name, object? value)
    {
        if (value is null) json.WriteNull(name);
        else json.WriteStartObject(name);
        return value is not null;
    }
}
