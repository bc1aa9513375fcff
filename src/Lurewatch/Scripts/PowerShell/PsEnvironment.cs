using System.Collections.Frozen;

namespace Lurewatch.Scripts.PowerShell;

/// <summary>The machine as PowerShell sees it; the same ordinary desktop as for macros. Obfuscation picks letters out of these texts.</summary>
internal static class PsEnvironment
{
    /// <summary>Variables that are there from the start.</summary>
    public static IEnumerable<(string Name, object? Value)> Variables =>
    [
        ("true", true), ("false", false), ("null", null),
        ("pshome", @"C:\Windows\System32\WindowsPowerShell\v1.0"),
        ("shellid", "Microsoft.PowerShell"),
        ("home", @"C:\Users\user"),
        ("pwd", @"C:\Users\user\Documents"),
        ("pid", 4711L),
        ("verbosepreference", "SilentlyContinue"),
        ("erroractionpreference", "Continue"),
        ("debugpreference", "SilentlyContinue"),
        ("warningpreference", "Continue"),
        ("progresspreference", "Continue"),
        ("whatifpreference", false),
        ("maximumdrivecount", 4096L),
        ("ofs", " "),
        ("psversiontable", PsUnknown.Value),
        ("executioncontext", new ExecutionContextObject()),
        ("psculture", "de-DE"),
        ("host", PsUnknown.Value),
        ("profile", @"C:\Users\user\Documents\WindowsPowerShell\Microsoft.PowerShell_profile.ps1"),
        ("pscommandpath", ""),
        ("psscriptroot", @"C:\Users\user\Downloads"),
        ("error", Array.Empty<object?>()),
    ];

    /// <summary>An environment variable; null if there is none.</summary>
    public static string? Environment(string name) => WindowsMachine.Variable(name);

    /// <summary>A folder by the name of .NET's enumeration.</summary>
    public static string Folder(string name) => name.ToLowerInvariant() switch
    {
        "applicationdata" => WindowsMachine.SpecialFolder("appdata"),
        "localapplicationdata" => @"C:\Users\user\AppData\Local",
        "commonapplicationdata" => @"C:\ProgramData",
        "system" => @"C:\Windows\system32",
        "windows" => @"C:\Windows",
        "programfiles" => @"C:\Program Files",
        "userprofile" => @"C:\Users\user",
        "mydocuments" or "personal" => @"C:\Users\user\Documents",
        "templates" => WindowsMachine.SpecialFolder("templates"),
        var other => WindowsMachine.SpecialFolder(other),
    };

    /// <summary>Commands, for wildcards such as <c>gcm i*x</c>.</summary>
    public static readonly FrozenDictionary<string, string> Aliases = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["iex"] = "invoke-expression",
        ["%"] = "foreach-object",
        ["foreach"] = "foreach-object",
        ["?"] = "where-object",
        ["where"] = "where-object",
        ["echo"] = "write-output",
        ["write"] = "write-output",
        ["iwr"] = "invoke-webrequest",
        ["curl"] = "invoke-webrequest",
        ["wget"] = "invoke-webrequest",
        ["irm"] = "invoke-restmethod",
        ["ii"] = "invoke-item",
        ["saps"] = "start-process",
        ["start"] = "start-process",
        ["gv"] = "get-variable",
        ["sv"] = "set-variable",
        ["set"] = "set-variable",
        ["nv"] = "new-variable",
        ["gi"] = "get-item",
        ["si"] = "set-item",
        ["ls"] = "get-childitem",
        ["dir"] = "get-childitem",
        ["gci"] = "get-childitem",
        ["gcm"] = "get-command",
        ["gal"] = "get-alias",
        ["sal"] = "set-alias",
        ["nal"] = "new-alias",
        ["gc"] = "get-content",
        ["cat"] = "get-content",
        ["type"] = "get-content",
        ["sc"] = "set-content",
        ["ac"] = "add-content",
        ["sp"] = "set-itemproperty",
        ["ni"] = "new-item",
        ["md"] = "new-item",
        ["mkdir"] = "new-item",
        ["sleep"] = "start-sleep",
        ["select"] = "select-object",
        ["sort"] = "sort-object",
        ["measure"] = "measure-object",
        ["icm"] = "invoke-command",
        ["sajb"] = "start-job",
        ["iwmi"] = "invoke-wmimethod",
        ["gwmi"] = "get-wmiobject",
        ["cp"] = "copy-item",
        ["copy"] = "copy-item",
        ["cpi"] = "copy-item",
        ["mv"] = "move-item",
        ["rm"] = "remove-item",
        ["del"] = "remove-item",
        ["ri"] = "remove-item",
        ["cd"] = "set-location",
        ["sls"] = "select-string",
        ["gm"] = "get-member",
        ["ps"] = "get-process",
        ["kill"] = "stop-process",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Cmdlets that are modelled, and those that wildcards may hit.</summary>
    public static readonly string[] Cmdlets =
    [
        "Invoke-Expression", "Invoke-WebRequest", "Invoke-RestMethod", "Invoke-Item", "Invoke-Command", "Invoke-History", "Invoke-WmiMethod", "Invoke-CimMethod", "New-Object", "Start-Process", "Start-BitsTransfer", "Start-Job", "Start-Sleep",
        "Get-Variable", "Get-Command", "Get-Alias", "Get-Content", "Get-Item", "Get-ChildItem", "Get-Random", "Set-Variable", "Set-Content", "Set-Item", "Set-Alias", "ForEach-Object", "Where-Object", "Write-Output", "Write-Host",
        "Out-String", "Out-File", "Out-Null", "Select-Object", "Sort-Object", "ConvertTo-SecureString", "New-Item", "New-ItemProperty", "Set-ItemProperty", "Join-Path",
    ];
}

/// <summary><c>$ExecutionContext</c>: a way to run text without naming the command.</summary>
internal sealed class ExecutionContextObject : PsObject
{
    public override string Type => "EngineIntrinsics";
    public override object? Get(PsEvaluator by, string member) => this;

    public override object? Call(PsEvaluator by, string member, object?[] args) => member switch
    {
        "invokescript" or "newscriptblock" when args.Length > 0 => by.Expression(PsConvert.Text(args[^1] is bool ? args[0] : args[^1]), "InvokeScript"),
        "expandstring" when args.Length > 0 => by.Value(new PsParser("\"" + PsConvert.Text(args[0]).Replace("\"", "\"\"", StringComparison.Ordinal) + "\"", by.Budget).Parse() is { Statements: [var only] } ? only : new PsLiteral(PsConvert.Text(args[0]))),
        "getcommand" or "getcmdlet" or "getcommandname" when args.Length > 0 => PsConvert.Text(args[0]),
        "getcmdlets" => PsEnvironment.Cmdlets.Select(name => (object?)name).ToArray(),
        _ => this,
    };
}
