using System.Text;
using Lurewatch.Cli.Terminals;
using Microsoft.Extensions.Time.Testing;

namespace Lurewatch.Cli.Tests;

/// <summary>The command run in this process with everything it writes captured.</summary>
internal sealed record Run(int Code, string Out, string Error)
{
    public string[] Lines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static Run Of(params string[] args) => With(new Setting(), args);

    public static Run With(Setting setting, params string[] args)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        var code = Program.Run(args, new Terminal
        {
            Out = setting.Out ?? output,
            Error = error,
            In = () => new MemoryStream(setting.In),
            OutIsTerminal = setting.IsTerminal,
            ErrorIsTerminal = setting.IsTerminal,
            Width = setting.Width,
            // Time stands still: two runs write the same bytes.
            Clock = new FakeTimeProvider(),
            Environment = name => setting.Environment.GetValueOrDefault(name),
        }, setting.Interrupted);
        return new Run(code, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }
}

internal sealed record Setting
{
    public Stream? Out { get; init; }
    public byte[] In { get; init; } = [];
    public bool IsTerminal { get; init; }
    public int Width { get; init; } = 100;
    public Dictionary<string, string> Environment { get; init; } = [];
    public CancellationToken Interrupted { get; init; }
}

/// <summary>A folder of its own for one test.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("lurewatch-cli-test-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        var path = this[name];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

/// <summary>Messages to scan.</summary>
internal static class Mails
{
    public static string Plain(string subject = "Lunch", string from = "Anna <anna@friends.example>", string body = "See you at noon.") =>
        $"From: {from}\r\nTo: bob@acme.example\r\nSubject: {subject}\r\nDate: Mon, 16 Sep 2019 08:12:34 +0200\r\nMessage-ID: <1@friends.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n";
}
