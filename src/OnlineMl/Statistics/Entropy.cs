using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.Numerics;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The entropy of the values, in nats. Starts at 0.</summary>
/// <remarks>Sovdat, arXiv:1403.6348 (2014). Memory grows with the distinct values, up to a model's <c>MaxNames</c>; all further ones count as one.</remarks>
[Component("Entropy")]
public sealed class Entropy : ICategoricalStatistic, IGrowsByNames
{
    private readonly CategoryCounts _counts = new();
    private double _entropy;
    private long _count;

    /// <summary>How much of the past is kept with each value: 1 forgets nothing. Range (0, 1], default 1.</summary>
    [Parameter("fading_factor", "alpha")]
    public double FadingFactor
    {
        get;
        init => field = Require.Between(Require.Positive(value), 0, 1);
    } = 1;

    /// <summary>What keeps logarithms away from zero. Range (0, ∞), default 1e-8.</summary>
    public double Eps { get; init => field = Require.Positive(value); } = 1e-8;

    int IGrowsByNames.MostNames
    {
        set => _counts.MostNames = value;
    }

    /// <inheritdoc/>
    public string Name => "entropy";

    /// <inheritdoc cref="IStatistic.Value"/>
    public double Value => _entropy;

    FeatureValue ICategoricalStatistic.Value => _entropy;

    /// <inheritdoc/>
    public void Update(FeatureValue x)
    {
        if (!Observed.Value(x))
        {
            return;
        }

        x = _counts.Takes(x) ? x : NameLimit.OtherText;
        var total = _count + 1.0;
        var seen = _counts.CountOf(x);
        var past = (_count + Eps) / total;
        var now = (seen + 1) / total;
        var before = (seen + Eps) / total;
        _entropy = past * (FadingFactor * _entropy - Elementary.Log(past)) - now * Elementary.Log(now) + before * Elementary.Log(before);
        _count++;
        _counts.Increment(x);
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child("counts", _counts);
        state.Field("entropy", ref _entropy);
        state.Field("count", ref _count);
    }
}
