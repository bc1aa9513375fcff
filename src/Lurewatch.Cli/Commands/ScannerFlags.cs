using System.CommandLine;
using Lurewatch.Cli.Scanning;

namespace Lurewatch.Cli.Commands;

/// <summary>The options that every verb with a scanner has.</summary>
internal sealed class ScannerFlags
{
    private readonly Option<string?> _organisation = new("--org") { Description = "The organisation whose mail it is (YAML). Without it, it is guessed from the recipients.", HelpName = "FILE" };
    private readonly Option<int?> _trustedHops = new("--trusted-hops")
    {
        Description = "How many Received fields from the top our own servers wrote; all below is the sender's word. Without it, it is worked out for each mail.",
        HelpName = "N",
    };
    private readonly Option<string[]> _passwords =
        new("--password", "-p") { Description = "A password to try on encrypted archives, beside those found in the message. May be repeated.", HelpName = "P", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _weights = new("--weights") { Description = "Rows that replace those of the table of weights; see lurewatch rates.", HelpName = "FILE" };

    private readonly Option<string?> _dns = DnsOption.Create();
    private readonly Option<string[]> _yara =
        new("--yara") { Description = "YARA rules to hold against every file, beside the shipped ones: a file, or a folder with .yar and .yara files. May be repeated. Needs libyara.", HelpName = "DIR|FILE", Arity = ArgumentArity.OneOrMore };
    private readonly Option<bool> _noYara = new("--no-yara") { Description = "No YARA rules, not even the shipped ones." };

    public ScannerFlags() => _trustedHops.Validators.Add(static result =>
    {
        if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, System.Globalization.CultureInfo.InvariantCulture, out var number) && number is < 1 or > 100)
            result.AddError("--trusted-hops must be between 1 and 100.");
    });

    public void AddTo(Command command)
    {
        command.Add(_organisation);
        command.Add(_trustedHops);
        command.Add(_passwords);
        command.Add(_weights);
        command.Add(_dns);
        command.Add(_yara);
        command.Add(_noYara);
    }

    public ScannerSettings Read(ParseResult parsed) => new()
    {
        OrganisationFile = parsed.GetValue(_organisation),
        TrustedHops = parsed.GetValue(_trustedHops),
        Passwords = parsed.GetValue(_passwords) ?? [],
        WeightsFile = parsed.GetValue(_weights),
        Dns = parsed.GetValue(_dns),
        YaraPaths = parsed.GetValue(_yara) ?? [],
        NoYara = parsed.GetValue(_noYara),
    };
}
