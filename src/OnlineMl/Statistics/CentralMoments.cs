using OnlineMl.Mixing;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The first four central moments, as sums, in a unit of their own in which none of them is too large or too small to be a number.</summary>
/// <remarks>Pébay, Sandia report SAND2008-6212 (2008).</remarks>
internal sealed class CentralMoments : IStateful
{
    private const double Far = 1e70;

    private double _count;
    private double _mean;
    private double _second;
    private double _third;
    private double _fourth;
    private double _scale = 1;

    public double Count => _count;

    public double Second => _second;

    public double Third => _third;

    public double Fourth => _fourth;

    public void Update(double x)
    {
        Require.Finite(x, nameof(x));
        var difference = x * _scale - _mean;
        if (!(Math.Abs(difference) < Far) || (_second == 0 && Math.Abs(difference) < 1 / Far && difference != 0))
        {
            difference = ChooseUnit(x);
        }

        var n = ++_count;
        var delta = difference / n;
        var deltaSquared = delta * delta;
        var term = difference * delta * (n - 1);
        _mean += delta;
        _fourth += term * deltaSquared * (n * n - 3 * n + 3) + 6 * deltaSquared * _second - 4 * delta * _third;
        _third += term * delta * (n - 2) - 3 * delta * _second;
        _second += term;
    }

    public void Merge(CentralMoments other)
    {
        if (other._count == 0)
        {
            return;
        }

        if (_count == 0)
        {
            (_count, _mean, _second, _third, _fourth, _scale) = (other._count, other._mean, other._second, other._third, other._fourth, other._scale);
            return;
        }

        var theirs = new CentralMoments();
        theirs.Merge(other);
        Rescale(Math.Min(1, other._scale / _scale));
        theirs.Rescale(Math.Min(1, _scale / other._scale));
        if (!(Math.Abs(theirs._mean - _mean) < Far))
        {
            var unit = Math.ScaleB(1, -Math.ILogB(Math.Max(Math.Abs(theirs._mean), Math.Abs(_mean))) - 2);
            Rescale(unit);
            theirs.Rescale(unit);
        }

        Add(theirs);
    }

    /// <summary>Takes in what shares have learned since they were what this is.</summary>
    public void Merge(Shares shares)
    {
        var origin = new CentralMoments();
        origin.Merge(this);
        for (var share = 0; share < shares.Count; share++)
        {
            var since = new CentralMoments();
            since.Merge(shares.Get<CentralMoments>(share));
            if (since._count > origin._count)
            {
                since.TakeAway(origin);
                Merge(since);
            }
        }

        // What was taken away may have been all there was but for rounding.
        (_second, _fourth) = (Math.Max(0, _second), Math.Max(0, _fourth));
    }

    void IStateful.Describe(StateArchive state)
    {
        if (state.IsLoading)
        {
            // States of before have no unit of their own.
            _scale = 1;
        }

        state.Field("count", ref _count, NumberRange.NotNegative);
        state.Field("mean", ref _mean);
        state.Field("second", ref _second, NumberRange.NotNegative);
        state.Field("third", ref _third);
        state.Field("fourth", ref _fourth);
        state.Field("scale", ref _scale, NumberRange.Between(double.Epsilon, 1e300));
    }

    // The formulas of a union hold for numbers that count negatively, too.
    private void TakeAway(CentralMoments other)
    {
        if (other._count > 0)
        {
            Merge(new CentralMoments
            {
                _count = -other._count,
                _mean = other._mean,
                _second = -other._second,
                _third = -other._third,
                _fourth = -other._fourth,
                _scale = other._scale,
            });
        }
    }

    private void Add(CentralMoments other)
    {
        var a = _count;
        var b = other._count;
        var n = a + b;
        var delta = other._mean - _mean;
        var d = delta / n;
        _fourth += other._fourth + delta * d * d * d * a * b * (a * a - a * b + b * b) +
            6 * d * d * (a * a * other._second + b * b * _second) + 4 * d * (a * other._third - b * _third);
        _third += other._third + delta * d * d * a * b * (a - b) + 3 * d * (a * other._second - b * _second);
        _second += other._second + delta * d * a * b;
        _mean += d * b;
        _count = n;
    }

    // The distance of a number becomes about 1; a power of two leaves all digits as they are.
    private double ChooseUnit(double x)
    {
        var distance = x * (_scale / 4) - _mean / 4;
        Rescale(Math.ScaleB(1, Math.Clamp(-Math.ILogB(distance) - 2, -1000, 1000)));
        return x * _scale - _mean;
    }

    private void Rescale(double unit)
    {
        var scale = Math.Clamp(_scale * unit, double.Epsilon * (1L << 52), 1e300);
        unit = scale / _scale;
        _scale = scale;
        _mean *= unit;
        _second = _second * unit * unit;
        _third = _third * unit * unit * unit;
        _fourth = _fourth * unit * unit * unit * unit;
    }
}
