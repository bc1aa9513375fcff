using System.Text;

namespace Lurewatch.Scripts.Batch;

/// <summary>Arguments of a program's command line.</summary>
internal static class CommandLine
{
    private const int MostArguments = 4_000;

    /// <summary>As Microsoft's C runtime splits them: quotes group, a backslash before a quote escapes it.</summary>
    public static List<string> Split(string text)
    {
        var arguments = new List<string>();
        var made = new StringBuilder();
        var (inQuotes, any) = (false, false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\')
            {
                var slashes = 1;
                while (i + slashes < text.Length && text[i + slashes] == '\\') slashes++;
                var beforeQuote = i + slashes < text.Length && text[i + slashes] == '"';
                made.Append('\\', beforeQuote ? slashes / 2 : slashes);
                i += slashes - 1;
                any = true;
                if (beforeQuote && slashes % 2 == 1)
                {
                    made.Append('"');
                    i++;
                }
            }
            else if (c == '"')
            {
                any = true;
                if (inQuotes && i + 1 < text.Length && text[i + 1] == '"')
                {
                    made.Append('"');
                    i++;
                }
                else inQuotes = !inQuotes;
            }
            else if (!inQuotes && c is ' ' or '\t' or '\r' or '\n' && !inQuotes)
            {
                if (any && arguments.Count < MostArguments) arguments.Add(made.ToString());
                made.Clear();
                any = false;
            }
            else
            {
                made.Append(c);
                any = true;
            }
        }
        if (any) arguments.Add(made.ToString());
        return arguments;
    }

    /// <summary>As CALL splits them: words with their quotes.</summary>
    public static List<string> Words(string text)
    {
        var words = new List<string>();
        var made = new StringBuilder();
        var inQuotes = false;
        foreach (var c in text)
        {
            if (c == '"') inQuotes = !inQuotes;
            if (!inQuotes && c is ' ' or '\t' or ',' or ';' or '=' && !inQuotes)
            {
                if (made.Length > 0 && words.Count < MostArguments) words.Add(made.ToString());
                made.Clear();
            }
            else made.Append(c);
        }
        if (made.Length > 0) words.Add(made.ToString());
        return words;
    }

    /// <summary>The program of a command line and the rest, as written. A path with blanks and without quotes is taken up to its <c>.exe</c>.</summary>
    public static (string Program, string Tail) Program(string text)
    {
        text = text.TrimStart();
        if (text.Length > 2 && text[1] == ':' && text.IndexOf(".exe ", StringComparison.OrdinalIgnoreCase) is > 0 and var exe && !text.AsSpan(0, exe).Contains('"')) return (text[..(exe + 4)], text[(exe + 4)..]);
        var inQuotes = false;
        var end = 0;
        for (; end < text.Length; end++)
        {
            if (text[end] == '"') inQuotes = !inQuotes;
            else if (!inQuotes && text[end] is ' ' or '\t' or ',' or ';' or '=' or '\r' or '\n' && !inQuotes) break;
            // cmd/c: options may follow at once
            else if (!inQuotes && text[end] == '/' && end > 0 && !text.AsSpan(0, end).ContainsAny(":\\/")) break;
        }
        return (text[..end].Replace("\"", "", StringComparison.Ordinal), text[end..]);
    }

    /// <summary>Lower-case name of a program without folder and <c>.exe</c>; quotes inside are gone.</summary>
    public static string NameOf(string program)
    {
        var name = program.Replace("\"", "", StringComparison.Ordinal).Replace("^", "", StringComparison.Ordinal).Trim();
        name = name[(name.AsSpan().LastIndexOfAny('\\', '/') + 1)..].ToLowerInvariant();
        return name.EndsWith(".exe", StringComparison.Ordinal) || name.EndsWith(".com", StringComparison.Ordinal) ? name[..^4] : name.TrimEnd('.');
    }

    /// <summary>True for an address of the web.</summary>
    public static bool IsUrl(string text) => text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("ftp://", StringComparison.OrdinalIgnoreCase)
        || text.StartsWith("http:\\\\", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https:\\\\", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Paths on other machines: Windows reads them over SMB, or over WebDAV where a port or <c>DavWWWRoot</c> says so.</summary>
internal static class UncPath
{
    /// <summary>Records the fetching of a path that leads to another machine; false if it does not.</summary>
    public static bool Fetch(string path, ScriptRecord record, IReadOnlyList<string> steps, string? saveAs = null)
    {
        if (ToUrl(path) is not { } url) return false;
        record.Fetch(url, saveAs, steps);
        return true;
    }

    /// <summary>The address; null if it is none.</summary>
    public static string? ToUrl(string path)
    {
        path = path.Trim().Trim('"').Replace('/', '\\');
        if (!path.StartsWith(@"\\", StringComparison.Ordinal) || path.Length < 5 || path[2] is '.' or '?' or '\\') return null;
        var end = path.IndexOf('\\', 2);
        var host = end < 0 ? path[2..] : path[2..end];
        var rest = end < 0 ? "" : path[end..].Replace('\\', '/');
        var parts = host.Split('@');
        if (parts[0].Length == 0 || (!parts[0].Contains('.', StringComparison.Ordinal) && parts.Length == 1)) return null;
        var isSecure = parts.Skip(1).Any(part => part.Equals("ssl", StringComparison.OrdinalIgnoreCase));
        var port = parts.Skip(1).FirstOrDefault(part => part.Length is > 0 and < 6 && !part.AsSpan().ContainsAnyExceptInRange('0', '9'));
        if (parts.Length == 1 && !rest.Contains("davwwwroot", StringComparison.OrdinalIgnoreCase)) return $"file://{parts[0]}{rest}";
        return $"{(isSecure ? "https" : "http")}://{parts[0]}{(port is null or "80" or "443" ? "" : ":" + port)}{rest}";
    }
}
