using System.Diagnostics;
using System.Globalization;
using Lurewatch.Fuzz;

// fuzz TARGET [SECONDS [SEEDS-FOLDER]]   mutates seeds in this process; prints each failure and keeps its input in fuzz-failures/
// fuzz TARGET --afl                      one input a run from AFL++ (instrument Lurewatch.dll with the sharpfuzz tool first)
if (args.Length == 0 || !Targets.All.TryGetValue(args[0], out var target))
{
    Console.Error.WriteLine($"usage: fuzz TARGET [SECONDS [SEEDS-FOLDER]] | fuzz TARGET --afl\ntargets: {string.Join(' ', Targets.All.Keys)}");
    return 3;
}
if (args is [_, "--afl"])
{
    SharpFuzz.Fuzzer.OutOfProcess.Run(stream =>
    {
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        target.Run(copy.ToArray());
    });
    return 0;
}
var seconds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 60;
var seeds = args.Length <= 2 && target.Made is { } made ? made() : Seeds.Load(args.Length > 2 ? args[2] : target.Seeds);
Console.WriteLine($"{args[0]}: {seeds.Count} seeds, {seconds} s");

var mutator = new Mutator(seeds, seed: 20190916);
var clock = Stopwatch.StartNew();
var process = Process.GetCurrentProcess();
long runs = 0, failures = 0, peak = 0;
var slowest = TimeSpan.Zero;
while (clock.Elapsed.TotalSeconds < seconds)
{
    var input = mutator.Next();
    var started = Stopwatch.GetTimestamp();
    try
    {
        target.Run(input);
    }
    catch (Exception error)
    {
        failures++;
        Directory.CreateDirectory("fuzz-failures");
        var path = Path.Combine("fuzz-failures", $"{args[0]}-{failures}.bin");
        File.WriteAllBytes(path, input);
        Console.WriteLine($"FAILED {path}: {error}");
        if (failures >= 20) break;
    }
    var took = Stopwatch.GetElapsedTime(started);
    if (took > slowest)
    {
        slowest = took;
        if (took.TotalSeconds > 3)
        {
            failures++;
            Directory.CreateDirectory("fuzz-failures");
            File.WriteAllBytes(Path.Combine("fuzz-failures", $"{args[0]}-slow-{failures}.bin"), input);
            Console.WriteLine($"SLOW {took.TotalSeconds:F1} s");
        }
    }
    if ((++runs & 255) == 0)
    {
        process.Refresh();
        peak = Math.Max(peak, process.WorkingSet64);
    }
}
Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"{args[0]}: {runs} runs in {clock.Elapsed.TotalSeconds:F0} s, {failures} failures, slowest {slowest.TotalMilliseconds:F0} ms, peak {peak >> 20} MiB"));
return failures == 0 ? 0 : 1;
