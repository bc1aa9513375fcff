#!/usr/bin/env dotnet
// The developer's loop; see CONTRIBUTING.md. `dotnet dev.cs` alone does what CI does, less the corpora.
using System.Diagnostics;

return args switch
{
    [] => Run("dotnet", "build") ?? Run("dotnet", "format --no-restore --verify-no-changes --severity warn") ?? Run("dotnet", "test --no-build") ?? 0,
    ["accept"] => Run("dotnet", "test", ("LUREWATCH_ACCEPT", "1")) ?? 0,
    ["fuzz", var target, .. var rest] => Run("dotnet", $"run -c Release --project fuzz -- {target} {string.Join(' ', rest)}") ?? 0,
    ["bench", .. var rest] => Run("dotnet", $"run -c Release --project bench -- {string.Join(' ', rest)}") ?? 0,
    ["corpora", var folder] => Run("dotnet", "test --project tests/conformance", ("LUREWATCH_CORPORA", Path.GetFullPath(folder))) ?? 0,
    ["samples"] => Run("dotnet", "run --project tools/Lurewatch.Samples -- samples") ?? 0,
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: dotnet dev.cs [accept | fuzz TARGET [SECONDS] | bench [FOLDER] | corpora DIR | samples]");
    return 3;
}

static int? Run(string program, string arguments, params (string Name, string Value)[] environment)
{
    Console.Error.WriteLine($"> {program} {arguments}");
    var start = new ProcessStartInfo(program, arguments);
    foreach (var (name, value) in environment) start.Environment[name] = value;
    using var process = Process.Start(start)!;
    process.WaitForExit();
    return process.ExitCode == 0 ? null : process.ExitCode;
}
