using System.CommandLine;
using Lurewatch.Cli.Scanning;

namespace Lurewatch.Cli.Commands;

/// <summary>The options that every verb with a scanner has.</summary>
internal sealed class ScannerFlags
{
    private readonly Option<string?> _organisation = new("--org") { Description = "The organisation whose mail it is (YAML). Without it, it is guessed from the recipients.", HelpName = "FILE" };
    private readonly Option<string[]> _passwords =
        new("--password", "-p") { Description = "A password to try on encrypted archives, beside those found in the message. May be repeated.", HelpName = "P", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _weights = new("--weights") { Description = "Rows that replace those of the table of weights; see lurewatch rates.", HelpName = "FILE" };

    private readonly Option<string?> _dns = DnsOption.Create();

    public void AddTo(Command command)
    {
        command.Add(_organisation);
        command.Add(_passwords);
        command.Add(_weights);
        command.Add(_dns);
    }

    public ScannerSettings Read(ParseResult parsed) => new()
    {
        OrganisationFile = parsed.GetValue(_organisation),
        Passwords = parsed.GetValue(_passwords) ?? [],
        WeightsFile = parsed.GetValue(_weights),
        Dns = parsed.GetValue(_dns),
    };
}
