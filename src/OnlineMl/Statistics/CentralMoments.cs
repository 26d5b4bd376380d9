using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The first four central moments, as sums.</summary>
/// <remarks>Pébay, Sandia report SAND2008-6212 (2008).</remarks>
internal sealed class CentralMoments : IStateful
{
    private double _count;
    private double _mean;
    private double _second;
    private double _third;
    private double _fourth;

    public double Count => _count;

    public double Second => _second;

    public double Third => _third;

    public double Fourth => _fourth;

    public void Update(double x)
    {
        var n = ++_count;
        var difference = x - _mean;
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

    void IStateful.Describe(StateArchive state)
    {
        state.Field("count", ref _count);
        state.Field("mean", ref _mean);
        state.Field("second", ref _second);
        state.Field("third", ref _third);
        state.Field("fourth", ref _fourth);
    }
}
