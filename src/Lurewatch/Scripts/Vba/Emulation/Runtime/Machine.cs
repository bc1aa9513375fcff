namespace Lurewatch.Scripts.Vba.Emulation.Runtime;

/// <summary>Clock and chance as the code sees them: the same answers every time.</summary>
internal sealed class Machine
{
    private double _now = 44_837.4;   // a Tuesday morning of 2022; it advances with each question, so that loops that wait end
    private uint _random = 0x2545F491;

    /// <summary>Serial date; each call is a minute later.</summary>
    public double Now() => _now += 1.0 / 1440;

    /// <summary>0 to 1, the same sequence every time.</summary>
    public double Random()
    {
        _random ^= _random << 13;
        _random ^= _random >> 17;
        _random ^= _random << 5;
        return _random / 4294967296.0;
    }
}
