using System.Text.Json;
using Lurewatch.Mail;

namespace Lurewatch.Events;

/// <summary>The route of a mail as a member of the analysis' JSON object.</summary>
internal static class RouteJson
{
    public static void Write(Utf8JsonWriter json, MailRoute? route)
    {
        if (route is null)
        {
            json.WriteNull("route"u8);
            return;
        }
        json.WriteStartObject("route"u8);
        WriteNumber(json, "boundary"u8, route.Boundary);
        json.WriteString("boundary_source"u8, route.BoundarySource switch { BoundarySource.Configured => "configured"u8, BoundarySource.Assumed => "assumed"u8, _ => "none"u8 });
        json.WriteStartArray("origins"u8);
        foreach (var origin in route.Origins)
        {
            json.WriteStartObject();
            json.WriteString("ip"u8, origin.Ip);
            json.WriteString("source"u8, origin.Source);
            WriteNumber(json, "hop"u8, origin.Hop);
            json.WriteBoolean("certain"u8, origin.Certain);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("hops"u8);
        foreach (var hop in route.Hops) WriteHop(json, hop);
        json.WriteEndArray();
        json.WriteStartArray("claims"u8);
        foreach (var claim in route.Claims)
        {
            json.WriteStartObject();
            json.WriteString("source"u8, claim.Source);
            json.WriteString("name"u8, claim.Name);
            json.WriteString("value"u8, claim.Value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteHop(Utf8JsonWriter json, RouteHop hop)
    {
        json.WriteStartObject();
        json.WriteNumber("index"u8, hop.Index);
        json.WriteBoolean("trusted"u8, hop.Trusted);
        json.WriteString("helo"u8, hop.Helo);
        json.WriteString("reverse_name"u8, hop.ReverseName);
        json.WriteString("ip"u8, hop.Ip);
        WriteNumber(json, "port"u8, hop.Port);
        json.WriteString("by"u8, hop.By);
        json.WriteString("by_ip"u8, hop.ByIp);
        json.WriteString("software"u8, hop.Software);
        json.WriteString("with"u8, hop.With);
        json.WriteString("id"u8, hop.Id);
        json.WriteString("for"u8, hop.For);
        json.WriteString("envelope_from"u8, hop.EnvelopeFrom);
        json.WriteString("tls_version"u8, hop.TlsVersion);
        json.WriteString("tls_cipher"u8, hop.TlsCipher);
        WriteNumber(json, "tls_bits"u8, hop.TlsBits);
        json.WriteBoolean("authenticated"u8, hop.Authenticated);
        json.WriteString("user"u8, hop.User);
        json.WriteString("local_user"u8, hop.LocalUser);
        if (hop.Time is { } time) json.WriteString("time"u8, time); else json.WriteNull("time"u8);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, ReadOnlySpan<byte> name, int? number)
    {
        if (number is { } value) json.WriteNumber(name, value); else json.WriteNull(name);
    }
}
