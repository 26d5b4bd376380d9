using System.Globalization;
using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The exponentially weighted mean, which follows a stream that changes. Starts at the first number; 0 before it.</summary>
[Component("EWMean")]
public sealed class EWMean : IStatistic
{
    private double _mean;
    private bool _started;

    /// <summary>The share of the newest number: the closer to 1, the faster the past is forgotten. Range [0, 1], default 0.5.</summary>
    [Parameter("fading_factor", "alpha")]
    public double FadingFactor { get; init => field = Require.Between(value, 0, 1); } = 0.5;

    /// <inheritdoc/>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"ewm_{FadingFactor}");

    /// <inheritdoc/>
    public double Value => _mean;

    /// <inheritdoc/>
    public void Update(double x)
    {
        Require.Finite(x, nameof(x));
        if (_started)
        {
            _mean = FadingFactor * x + (1 - FadingFactor) * _mean;
        }
        else
        {
            _started = true;
            _mean = x;
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("mean", ref _mean);
        state.Field("started", ref _started);
    }
}
