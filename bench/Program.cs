using BenchmarkDotNet.Running;
using Lurewatch.Bench;

// bench FOLDER [ROUNDS]   cost of a whole scan over a folder of mail, per message and by stage
// bench                   micro-benchmarks of single stages (BenchmarkDotNet; its own arguments follow --)
if (args is [var folder, ..] && Directory.Exists(folder))
    return FolderScan.Run(folder, args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 5);
BenchmarkSwitcher.FromAssembly(typeof(FolderScan).Assembly).Run(args);
return 0;
