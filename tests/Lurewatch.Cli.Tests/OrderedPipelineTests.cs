using Lurewatch.Cli.Scanning;
using Shouldly;
using Xunit;

namespace Lurewatch.Cli.Tests;

public sealed class OrderedPipelineTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Results_come_in_the_order_of_the_items(int jobs)
    {
        var results = new List<int>();
        Pipeline(Enumerable.Range(0, 5_000), item =>
        {
            if (item % 13 == 0) Thread.SpinWait(item % 1000);
            return item;
        }, results.Add).Run(jobs, static () => { }, TestContext.Current.CancellationToken).ShouldBeTrue();
        results.ShouldBe(Enumerable.Range(0, 5_000));
    }

    /// <summary>A result that was finished while the ticker held the sink was once left behind, and all waited for ever.</summary>
    [Fact(Timeout = 60_000)]
    public async Task A_result_finished_during_a_tick_is_handed_on()
    {
        await Task.Yield();
        for (var round = 0; round < 20; round++)
        {
            var count = 0;
            var pipeline = new OrderedPipeline<int, int>(Enumerable.Range(0, 300), static _ => 1, static item => item, _ => count++, TimeSpan.FromTicks(1));
            pipeline.Run(2, static () => Thread.Sleep(1), TestContext.Current.CancellationToken).ShouldBeTrue();
            count.ShouldBe(300);
        }
    }

    [Fact]
    public void A_failing_sink_ends_the_run_with_its_failure() =>
        Should.Throw<InvalidOperationException>(() => Pipeline(Enumerable.Range(0, 1_000), static item => item, static item => throw new InvalidOperationException("full")).Run(4, static () => { }, default));

    [Fact]
    public void A_failing_source_ends_the_run_with_its_failure() =>
        Should.Throw<InvalidOperationException>(() => Pipeline(Failing(), static item => item, static _ => { }).Run(4, static () => { }, default));

    [Fact]
    public void Large_items_wait_until_their_turn()
    {
        long inFlight = 0, most = 0;
        var gate = new Lock();
        var pipeline = new OrderedPipeline<int, int>(Enumerable.Range(0, 100), static _ => 40 << 20, item =>
        {
            var now = Interlocked.Increment(ref inFlight);
            lock (gate) most = Math.Max(most, now);
            return item;
        }, _ => Interlocked.Decrement(ref inFlight));
        pipeline.Run(8, static () => { }, TestContext.Current.CancellationToken).ShouldBeTrue();
        most.ShouldBeLessThanOrEqualTo(2);
    }

    private static OrderedPipeline<int, int> Pipeline(IEnumerable<int> source, Func<int, int> work, Action<int> sink) => new(source, static _ => 1, work, sink);

    private static IEnumerable<int> Failing()
    {
        yield return 1;
        throw new InvalidOperationException("gone");
    }
}
