using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The covariance of two streams, weighted or not. Starts at 0.</summary>
/// <remarks>Schubert and Gertz, SSDBM (2018). Constant time and memory.</remarks>
[Component("Cov")]
public sealed class Cov : IWeightedBivariateStatistic, IRevertibleBivariateStatistic, IMergeableStatistic<Cov>
{
    private double _weight;
    private double _meanX;
    private double _meanY;
    private double _products;

    /// <summary>What is taken off the count when dividing: 1 for a sample, 0 for a population. Range [0, ∞), default 1.</summary>
    public int Ddof { get; init => field = Require.NotNegative(value); } = 1;

    /// <inheritdoc/>
    public string Name => "cov";

    /// <inheritdoc/>
    public double Value => _products / Math.Max(1, _weight - Ddof);

    /// <inheritdoc/>
    public void Update(double x, double y) => Update(x, y, 1);

    /// <inheritdoc/>
    public void Update(double x, double y, double weight)
    {
        _weight += weight;
        if (_weight > 0)
        {
            var difference = x - _meanX;
            var share = weight / _weight;
            _meanX += difference * share;
            _meanY += (y - _meanY) * share;
            _products += weight * difference * (y - _meanY);
        }
    }

    /// <inheritdoc/>
    public void Revert(double x, double y, double weight = 1)
    {
        _weight -= weight;
        if (_weight > 0)
        {
            var difference = x - _meanX;
            var share = weight / _weight;
            _meanX -= difference * share;
            _meanY -= (y - _meanY) * share;
            _products -= weight * difference * (y - _meanY);
        }
        else
        {
            _weight = 0;
            _meanX = 0;
            _meanY = 0;
            _products = 0;
        }
    }

    /// <inheritdoc/>
    public void Merge(Cov other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other._weight <= 0)
        {
            return;
        }

        var total = _weight + other._weight;
        var differenceX = other._meanX - _meanX;
        var differenceY = other._meanY - _meanY;
        var share = other._weight / total;
        _products += other._products + differenceX * differenceY * (_weight * share);
        _meanX += differenceX * share;
        _meanY += differenceY * share;
        _weight = total;
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("weight", ref _weight);
        state.Field(new FieldName("meanX", Formerly: "mean_x"), ref _meanX);
        state.Field(new FieldName("meanY", Formerly: "mean_y"), ref _meanY);
        state.Field("products", ref _products);
    }
}
