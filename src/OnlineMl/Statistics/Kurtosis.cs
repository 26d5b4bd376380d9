using OnlineMl.Catalog;
using OnlineMl.Mixing;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The excess kurtosis: how heavy the tails are beside a normal distribution's. Starts at -3, and is that of equal numbers.</summary>
[Component("Kurtosis")]
public sealed class Kurtosis : IStatistic, IMergeableStatistic<Kurtosis>, IMergeable
{
    private readonly CentralMoments _moments = new();

    /// <summary>Whether to leave out the correction for the small size of a sample, which needs four numbers. Default false.</summary>
    public bool Bias { get; init; }

    /// <inheritdoc/>
    public string Name => "kurtosis";

    /// <inheritdoc/>
    public double Value
    {
        get
        {
            var n = _moments.Count;
            if (_moments.Second == 0)
            {
                return -3;
            }

            var kurtosis = n * _moments.Fourth / (_moments.Second * _moments.Second);
            return Bias || n <= 3
                ? kurtosis - 3
                : ((n * n - 1) * kurtosis - 3 * (n - 1) * (n - 1)) / ((n - 2) * (n - 3));
        }
    }

    /// <inheritdoc/>
    public void Update(double x) => _moments.Update(x);

    /// <inheritdoc/>
    public void Merge(Kurtosis other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _moments.Merge(other._moments);
    }

    void IMergeable.Merge(Shares shares)
    {
        _moments.Merge(shares.Of<Kurtosis>(statistic => statistic._moments));
    }

    void IStateful.Describe(StateArchive state) => state.Child("moments", _moments);
}
