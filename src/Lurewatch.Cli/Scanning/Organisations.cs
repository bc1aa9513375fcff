using Lurewatch.Intel;
using Lurewatch.Server.Ingest;

namespace Lurewatch.Cli.Scanning;

/// <summary>Whose mail it is: the file given with <c>--org</c>, or else a guess from the recipients of the run.</summary>
internal static class Organisations
{
    private const int ReadAheadItems = 64;
    private const long ReadAheadBytes = 16 << 20;

    /// <returns>The organisation, and the items again: those read ahead for the guess come first.</returns>
    public static (Organisation Organisation, IEnumerable<MailItem> Items) Of(string? file, SourceSurvey survey, IEnumerable<MailItem> items, CancellationToken interrupted = default)
    {
        if (file is not null) return (Load(file), items);
        var guess = new OrganisationGuess();
        foreach (var path in survey.Sample)
            if (!interrupted.IsCancellationRequested) guess.Add(MailSources.Head(path).Span);
        if (interrupted.IsCancellationRequested) return (Organisation.Unknown, items);
        if (guess.Messages > 0 || (survey.Files > survey.Sample.Count && !survey.HasStandardInput)) return (guess.ToOrganisation(), items);

        // Heads of archives and of standard input show no recipients: look at their first messages instead.
        var rest = items.GetEnumerator();
        var ahead = new List<MailItem>();
        long bytes = 0;
        while (ahead.Count < ReadAheadItems && bytes < ReadAheadBytes && rest.MoveNext())
        {
            ahead.Add(rest.Current);
            bytes += rest.Current.Bytes.Length;
            guess.Add(rest.Current.Bytes.Span[..Math.Min(rest.Current.Bytes.Length, 64 << 10)]);
        }
        return (guess.ToOrganisation(), Again(ahead, rest));
    }

    private static Organisation Load(string file)
    {
        try
        {
            return Organisation.Parse(File.ReadAllBytes(file));
        }
        catch (OrganisationFormatException error)
        {
            throw new UsageException($"organisation file {file}: {error.Message}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UsageException(Directory.Exists(file) ? $"organisation file {file} is a folder; name the YAML file in it."
                : File.Exists(file) ? $"organisation file {file} may not be read; check its permissions."
                : $"organisation file {file} does not exist; see docs/organisation.md for how to write one.");
        }
    }

    private static IEnumerable<MailItem> Again(List<MailItem> ahead, IEnumerator<MailItem> rest)
    {
        using var _ = rest;
        foreach (var item in ahead) yield return item;
        ahead.Clear();
        while (rest.MoveNext()) yield return rest.Current;
    }
}
