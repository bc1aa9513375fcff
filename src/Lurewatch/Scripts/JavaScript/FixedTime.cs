using System.Globalization;
using Jint.Runtime;

namespace Lurewatch.Scripts.JavaScript;

/// <summary>A Tuesday morning of 2022, in UTC; it advances with each question, faster after many, so that loops that wait end.</summary>
internal sealed class FixedTime : ITimeSystem
{
    private static readonly DateTimeOffset s_start = new(2022, 10, 4, 9, 36, 0, TimeSpan.Zero);
    private const int Slowly = 100;
    private int _asked;

    public TimeZoneInfo DefaultTimeZone => TimeZoneInfo.Utc;

    public DateTimeOffset GetUtcNow()
    {
        if (_asked < 1_000_000) _asked++;
        return s_start.AddMilliseconds(_asked <= Slowly ? _asked : Slowly + ((_asked - Slowly) * 500d));
    }

    public bool TryParse(string date, out long epochMilliseconds)
    {
        var parsed = DateTimeOffset.TryParse(date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time);
        epochMilliseconds = parsed ? time.ToUnixTimeMilliseconds() : 0;
        return parsed;
    }

    public TimeSpan GetUtcOffset(long epochMilliseconds) => TimeSpan.Zero;
}
