using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Drift;

/// <summary>Drift Detection Method: warns, then signals, when the error rate rises well above the lowest it has been.</summary>
/// <remarks>Gama, Medas, Castillo, Rodrigues, SBIA 2004. Input: 1 for an error, 0 for a right answer. Constant time and memory.
/// <example><code>
/// var detector = new Ddm();
/// detector.Update(1);
/// </code></example></remarks>
[Component("DDM")]
public sealed class Ddm : IWarningDetector
{
    private double _count;
    private double _rate;
    private double _lowestRate = double.PositiveInfinity;
    private double _lowestDeviation = double.PositiveInfinity;
    private bool _drift;
    private bool _warning;

    /// <summary>How many values are taken in before anything can be signalled. Range [0, ∞), default 30.</summary>
    [Parameter("warm_start", "min_num_instances")]
    public int WarmStart { get; init => field = Require.NotNegative(value); } = 30;

    /// <summary>How many standard deviations above the lowest error rate give a warning. Range (0, ∞), default 2.</summary>
    [Parameter("warning_threshold", "warning_level")]
    public double WarningThreshold { get; init => field = Require.Positive(value); } = 2;

    /// <summary>How many standard deviations above the lowest error rate are drift. Range (0, ∞), default 3.</summary>
    [Parameter("drift_threshold", "out_control_level")]
    public double DriftThreshold { get; init => field = Require.Positive(value); } = 3;

    /// <inheritdoc/>
    public bool DriftDetected => _drift;

    /// <inheritdoc/>
    public bool WarningDetected => _warning;

    /// <inheritdoc/>
    public void Update(double value)
    {
        DetectorInput.Check(value, "DDM");
        if (_drift)
        {
            _drift = _warning = false;
            _count = _rate = 0;
            _lowestRate = _lowestDeviation = double.PositiveInfinity;
        }

        _count++;
        _rate += (value - _rate) / _count;
        if (_count <= WarmStart)
        {
            return;
        }

        var deviation = Math.Sqrt(Math.Max(0, _rate * (1 - _rate)) / _count);
        var level = _rate + deviation;
        if (level <= _lowestRate + _lowestDeviation)
        {
            _lowestRate = _rate;
            _lowestDeviation = deviation;
        }

        _drift = level > _lowestRate + (DriftThreshold * _lowestDeviation);
        _warning = !_drift && level > _lowestRate + (WarningThreshold * _lowestDeviation);
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("count", ref _count);
        state.Field("rate", ref _rate);
        state.Field("lowestRate", ref _lowestRate, NumberRange.NotNaN);
        state.Field("lowestDeviation", ref _lowestDeviation, NumberRange.NotNaN);
        state.Field("drift", ref _drift);
        state.Field("warning", ref _warning);
    }
}
