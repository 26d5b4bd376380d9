using OnlineMl.Numerics;
using OnlineMl.Randomness;

namespace OnlineMl.Datasets;

/// <summary>The draws of NumPy's <c>RandomState</c>, which river's older generators use.</summary>
internal sealed class NumPyDraws(int? seed)
{
    private readonly RandomSource _source = RandomSource.SeededLikeNumPy(seed ?? 0);
    private double _spare;
    private bool _hasSpare;

    public double NextDouble() => _source.NextDouble();

    /// <summary>A whole number below a bound: random bits under the smallest mask that holds the bound, drawn until one fits.</summary>
    public int NextInt(int exclusiveMost)
    {
        var most = (uint)(exclusiveMost - 1);
        if (most == 0)
        {
            return 0;
        }

        var mask = uint.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount(most);
        uint value;
        do
        {
            value = _source.NextBits(32) & mask;
        }
        while (value > most);

        return (int)value;
    }

    /// <summary>A number from the standard normal distribution by Marsaglia's polar method.</summary>
    public double NextGauss()
    {
        if (_hasSpare)
        {
            _hasSpare = false;
            return _spare;
        }

        double a, b, squaredRadius;
        do
        {
            a = (2 * _source.NextDouble()) - 1;
            b = (2 * _source.NextDouble()) - 1;
            squaredRadius = (a * a) + (b * b);
        }
        while (squaredRadius is >= 1 or 0);

        var factor = Math.Sqrt(-2 * Elementary.Log(squaredRadius) / squaredRadius);
        _spare = factor * a;
        _hasSpare = true;
        return factor * b;
    }
}
