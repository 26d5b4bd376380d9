using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Drift;

/// <summary>The Page-Hinkley test: sums how far values lie from their running mean and signals when the sum has moved too far
/// from its extreme.</summary>
/// <remarks>Page, Biometrika 41 (1954), two-sided as in Sebastião and Fernandes (2017). Constant time and memory.
/// <example><code>
/// var detector = new PageHinkley { Threshold = 10 };
/// detector.Update(0.5);
/// </code></example></remarks>
[Component("PageHinkley")]
public sealed class PageHinkley : IDriftDetector
{
    private double _count;
    private double _mean;
    private double _rise;
    private double _fall;
    private double _leastRise = double.PositiveInfinity;
    private double _mostFall = double.NegativeInfinity;
    private bool _drift;

    /// <summary>How many values are taken in before drift can be signalled. Range [0, ∞), default 30.</summary>
    public int MinInstances { get; init => field = Require.NotNegative(value); } = 30;

    /// <summary>The deviation from the mean that is tolerated at each value. Range [0, ∞), default 0.005.</summary>
    public double Delta { get; init => field = Require.NotNegative(value); } = 0.005;

    /// <summary>How far the sum may move before it is drift. Range (0, ∞), default 50.</summary>
    public double Threshold { get; init => field = Require.Positive(value); } = 50;

    /// <summary>The share of the sum that is kept at each value. Range (0, 1], default 0.9999.</summary>
    public double Alpha { get; init => field = value > 0 ? Require.Between(value, 0, 1) : Require.Positive(value); } = 0.9999;

    /// <summary>Which changes count. Default both.</summary>
    public ChangeDirection Mode { get; init => field = Require.Defined(value); } = ChangeDirection.Both;

    /// <inheritdoc/>
    public bool DriftDetected => _drift;

    /// <inheritdoc/>
    public void Update(double value)
    {
        DetectorInput.Check(value, "PageHinkley");
        if (_drift)
        {
            _drift = false;
            _count = _mean = _rise = _fall = 0;
            _leastRise = double.PositiveInfinity;
            _mostFall = double.NegativeInfinity;
        }

        _count++;
        _mean += (value - _mean) / _count;
        var deviation = value - _mean;
        _rise = (Alpha * _rise) + deviation - Delta;
        _fall = (Alpha * _fall) + deviation + Delta;
        _leastRise = Math.Min(_leastRise, _rise);
        _mostFall = Math.Max(_mostFall, _fall);
        if (_count >= MinInstances)
        {
            _drift = (Mode != ChangeDirection.Down && _rise - _leastRise > Threshold)
                || (Mode != ChangeDirection.Up && _mostFall - _fall > Threshold);
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("count", ref _count);
        state.Field("mean", ref _mean);
        state.Field("rise", ref _rise);
        state.Field("fall", ref _fall);
        state.Field("leastRise", ref _leastRise, NumberRange.NotNaN);
        state.Field("mostFall", ref _mostFall, NumberRange.NotNaN);
        state.Field("drift", ref _drift);
    }
}
