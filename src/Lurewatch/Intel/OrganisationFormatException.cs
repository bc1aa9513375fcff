namespace Lurewatch.Intel;

/// <summary>An organisation file that cannot be read. The message says where, what is wrong and what to write instead.</summary>
public sealed class OrganisationFormatException : FormatException
{
    /// <summary>Without a place.</summary>
    public OrganisationFormatException() { }

    /// <summary>Without a place.</summary>
    /// <param name="message">What is wrong.</param>
    public OrganisationFormatException(string message) : base(message) { }

    /// <summary>Without a place.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">What the YAML reader said.</param>
    public OrganisationFormatException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>With its place.</summary>
    /// <param name="line">One-based line.</param>
    /// <param name="column">One-based column.</param>
    /// <param name="problem">What is wrong there, and what to write instead.</param>
    /// <param name="innerException">What the YAML reader said.</param>
    public OrganisationFormatException(long line, long column, string problem, Exception? innerException = null)
        : base($"line {line}, column {column}: {problem}", innerException)
    {
        Line = line;
        Column = column;
    }

    /// <summary>One-based line; 0 if the file as a whole is meant.</summary>
    public long Line { get; }
    /// <summary>One-based column; 0 if the file as a whole is meant.</summary>
    public long Column { get; }
}
