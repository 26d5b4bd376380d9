using OnlineMl.Catalog;
using OnlineMl.Mixing;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The skewness: how lopsided the numbers lie. Starts at 0.</summary>
[Component("Skew")]
public sealed class Skew : IStatistic, IMergeableStatistic<Skew>, IMergeable
{
    private readonly CentralMoments _moments = new();

    /// <summary>Whether to leave out the correction for the small size of a sample, which needs three numbers. Default false.</summary>
    public bool Bias { get; init; }

    /// <inheritdoc/>
    public string Name => "skew";

    /// <inheritdoc/>
    public double Value
    {
        get
        {
            var n = _moments.Count;
            if (_moments.Second == 0)
            {
                return 0;
            }

            var skew = Math.Sqrt(n) * _moments.Third / (_moments.Second * Math.Sqrt(_moments.Second));
            return !Bias && n > 2 ? Math.Sqrt((n - 1) * n) / (n - 2) * skew : skew;
        }
    }

    /// <inheritdoc/>
    public void Update(double x) => _moments.Update(x);

    /// <inheritdoc/>
    public void Merge(Skew other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _moments.Merge(other._moments);
    }

    void IMergeable.Merge(Shares shares)
    {
        _moments.Merge(shares.Of<Skew>(statistic => statistic._moments));
    }

    void IStateful.Describe(StateArchive state) => state.Child("moments", _moments);
}
