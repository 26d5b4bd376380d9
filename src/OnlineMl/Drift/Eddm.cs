using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Drift;

/// <summary>Early Drift Detection Method: warns, then signals, when errors come closer together than they used to.</summary>
/// <remarks>Baena-García et al., 4th Workshop on Knowledge Discovery from Data Streams, 2006. Input: 1 for an error, 0 for a
/// right answer. Slow drift is found sooner than by <see cref="Ddm"/>. Constant time and memory.
/// <example><code>
/// var detector = new Eddm { Alpha = 0.8, Beta = 0.75 };
/// detector.Update(1);
/// </code></example></remarks>
[Component("EDDM")]
public sealed class Eddm : IWarningDetector
{
    private long _count;
    private long _errors;
    private long _lastError;
    private double _meanDistance;
    private double _squaredDistance;
    private double _highest = -1;
    private bool _drift;
    private bool _warning;

    /// <summary>How many values and how many errors are taken in before anything can be signalled. Range [0, ∞), default 30.</summary>
    public int WarmStart { get; init => field = Require.NotNegative(value); } = 30;

    /// <summary>A warning is given when the distance between errors falls below this share of its highest. Range (0, 1], default 0.95.</summary>
    public double Alpha { get; init => field = Require.Between(Require.Positive(value), 0, 1); } = 0.95;

    /// <summary>Drift is signalled when the distance between errors falls below this share of its highest; not above Alpha. Range (0, 1], default 0.9.</summary>
    public double Beta { get; init => field = Require.Between(Require.Positive(value), 0, 1); } = 0.9;

    /// <inheritdoc/>
    public bool DriftDetected => _drift;

    /// <inheritdoc/>
    public bool WarningDetected => _warning;

    /// <inheritdoc/>
    public void Update(double value)
    {
        DetectorInput.Check(value, "EDDM");
        if (_drift)
        {
            _drift = _warning = false;
            _count = _errors = _lastError = 0;
            _meanDistance = _squaredDistance = 0;
            _highest = -1;
        }

        _count++;
        if (value != 1)
        {
            return;
        }

        _errors++;
        double distance = _count - _lastError;
        _lastError = _count;
        var before = _meanDistance;
        _meanDistance += (distance - before) / _errors;
        _squaredDistance += (distance - before) * (distance - _meanDistance);
        if (_count <= WarmStart)
        {
            return;
        }

        var deviation = _errors > 1 ? Math.Sqrt(_squaredDistance / (_errors - 1)) : 0;
        var level = _meanDistance + (2 * deviation);
        if (level > _highest)
        {
            _highest = level;
        }
        else if (_errors > WarmStart)
        {
            var share = level / _highest;
            if (share < Beta)
            {
                _drift = true;
            }
            else
            {
                _warning = share < Alpha;
            }
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("count", ref _count);
        state.Field("errors", ref _errors);
        state.Field("lastError", ref _lastError);
        state.Field("meanDistance", ref _meanDistance);
        state.Field("squaredDistance", ref _squaredDistance);
        state.Field("highest", ref _highest);
        state.Field("drift", ref _drift);
        state.Field("warning", ref _warning);
    }
}
