using Lurewatch.Rules.Yara;
using Xunit;

namespace Lurewatch.Tests.Rules;

/// <summary>Tests that need libyara: skipped with the reason where it is missing, failed where CI requires it.</summary>
internal static class YaraLibrary
{
    public static void Require()
    {
        if (YaraRules.Unavailable is not { } why) return;
        Assert.SkipUnless(Environment.GetEnvironmentVariable("LUREWATCH_REQUIRE_ALL") == "1", why);
        Assert.Fail(why);
    }
}
