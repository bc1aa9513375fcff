namespace Lurewatch.Mail.Authentication;

/// <summary>Answers the engine's DNS questions; the engine has no network of its own. Thread-safe, never throws for what a name server says or fails to say.</summary>
public interface IDnsResolver
{
    /// <summary>Asks for the records of one name and type, aliases followed.</summary>
    /// <param name="name">In A-label form, without the root's dot.</param>
    /// <param name="type">The type.</param>
    DnsAnswer Resolve(string name, DnsType type);
}

/// <summary>The record types that mail authentication asks for.</summary>
public enum DnsType
{
    /// <summary>IPv4 addresses.</summary>
    A,
    /// <summary>IPv6 addresses.</summary>
    Aaaa,
    /// <summary>Mail exchangers, the most preferred first, without their preference.</summary>
    Mx,
    /// <summary>Texts: the strings of one record joined, bytes beyond ASCII as Latin-1.</summary>
    Txt,
    /// <summary>Names of an address.</summary>
    Ptr,
}

/// <summary>How a question was answered.</summary>
public enum DnsOutcome
{
    /// <summary>With records.</summary>
    Found,
    /// <summary>The name exists, but has no record of that type.</summary>
    NoData,
    /// <summary>The name does not exist [NXDOMAIN].</summary>
    NoName,
    /// <summary>Not now: a time-out, SERVFAIL, no server, a limit.</summary>
    Failed,
}

/// <summary>An answer.</summary>
/// <param name="Outcome">How it was answered.</param>
/// <param name="Values">The records' values; empty unless found.</param>
public sealed record DnsAnswer(DnsOutcome Outcome, IReadOnlyList<string> Values)
{
    /// <summary>The name exists without such a record.</summary>
    public static DnsAnswer NoData { get; } = new(DnsOutcome.NoData, []);
    /// <summary>No such name.</summary>
    public static DnsAnswer NoName { get; } = new(DnsOutcome.NoName, []);
    /// <summary>No answer now.</summary>
    public static DnsAnswer Failed { get; } = new(DnsOutcome.Failed, []);

    /// <summary>Found, or <see cref="NoData"/> if there is none.</summary>
    /// <param name="values">The records' values.</param>
    public static DnsAnswer Of(IReadOnlyList<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.Count == 0 ? NoData : new DnsAnswer(DnsOutcome.Found, values);
    }
}
