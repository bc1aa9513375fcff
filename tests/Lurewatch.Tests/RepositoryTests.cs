using Shouldly;
using Xunit;

namespace Lurewatch.Tests;

public sealed class RepositoryTests
{
    [Fact]
    public void Each_fuzz_target_can_be_started()
    {
        var wired = File.ReadAllText(Repository.Path("fuzz/Targets.cs"));
        var targets = Directory.GetFiles(Repository.Path("fuzz/Targets"), "*Target.cs").Select(file => Path.GetFileNameWithoutExtension(file)).ToArray();
        targets.ShouldNotBeEmpty();
        targets.Where(target => !wired.Contains($"new({target}.Run,", StringComparison.Ordinal)).ShouldBeEmpty();
    }
}
