using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Lurewatch.Rules.Yara;

/// <summary>Owns compiled rules and the scanners made from them: a scanner serves one thread at a time and is used again.</summary>
internal sealed class YaraHandle : SafeHandle
{
    private readonly ConcurrentBag<nint> _scanners = [];

    public YaraHandle(nint rules) : base(0, ownsHandle: true) => SetHandle(rules);

    public override bool IsInvalid => handle == 0;

    /// <summary>Scans; null if it went to its end, else the limit that stopped it.</summary>
    public string? Scan(ReadOnlySpan<byte> bytes, int seconds, IReadOnlyList<(string Name, string? Text, long Number)> variables, List<YaraMatch> matches)
    {
        var held = false;
        try
        {
            DangerousAddRef(ref held);
            if (!_scanners.TryTake(out var scanner) && (scanner = YaraNative.CreateScanner(handle)) == 0) return "yara";
            var stopped = YaraNative.Scan(scanner, bytes, seconds, variables, matches);
            _scanners.Add(scanner);
            return stopped;
        }
        finally
        {
            if (held) DangerousRelease();
        }
    }

    protected override bool ReleaseHandle()
    {
        YaraNative.Free(handle, _scanners);
        return true;
    }
}
