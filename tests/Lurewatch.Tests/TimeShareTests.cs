using Shouldly;
using Xunit;

namespace Lurewatch.Tests;

public sealed class TimeShareTests
{
    [Fact]
    public void A_share_is_half_of_what_is_left_and_says_so_when_it_is_used_up()
    {
        var clock = new Clock();
        var budget = new AnalysisBudget(new AnalysisLimits { Time = TimeSpan.FromSeconds(8) }, clock);
        clock.Seconds = 4;
        var share = budget.Share();
        clock.Seconds = 5.9;
        share.HasTime("here").ShouldBeTrue();
        clock.Seconds = 6.1;
        share.HasTime("here").ShouldBeFalse();
        budget.HasTime("rest").ShouldBeTrue();
        budget.Exhausted.Keys.ShouldBe(["script_time"]);
    }

    private sealed class Clock : TimeProvider
    {
        public double Seconds { get; set; }

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => (long)(Seconds * 1000);
    }
}
