using System.Globalization;
using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The correlation of a stream with itself some steps ago. 0 before there is enough data.</summary>
[Component("AutoCorr")]
public sealed class AutoCorr : IStatistic, ISized
{
    private readonly PearsonCorr _correlation = new();
    private readonly NumberWindow _recent;

    /// <summary>Makes the statistic.</summary>
    /// <param name="lag">How many steps to look back. Range [1, ∞).</param>
    public AutoCorr(int lag)
    {
        Lag = Require.Positive(lag);
        _recent = new NumberWindow(lag);
    }

    /// <summary>How many steps to look back. Range [1, ∞).</summary>
    public int Lag { get; }

    /// <inheritdoc/>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"autocorr_{Lag}");

    /// <inheritdoc/>
    public double Value => _correlation.Value;

    /// <inheritdoc/>
    public void Update(double x)
    {
        Require.Finite(x, nameof(x));
        if (_recent.IsFull)
        {
            _correlation.Update(x, _recent.Oldest);
        }

        _recent.Push(x);
    }

    double ISized.EstimateBytes(int classes) => Lag * ComponentSize.PerNumber;

    void IStateful.Describe(StateArchive state)
    {
        state.Child("correlation", _correlation);
        state.Child("recent", _recent);
    }
}
