using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The covariance of two streams, weighted or not. Starts at 0.</summary>
/// <remarks>Schubert and Gertz, SSDBM (2018). Constant time and memory. NaN once the product of two deviations has exceeded the largest number. Taking pairs back
/// loses digits when they are far larger than what is left; <see cref="RollingBivariateStatistic"/> takes nothing back.</remarks>
[Component("Cov")]
public sealed class Cov : IWeightedBivariateStatistic, IRevertibleBivariateStatistic, IMergeableStatistic<Cov>, IPartial
{
    internal const int Figures = 4;

    private double _weight;
    private double _meanX;
    private double _meanY;
    private double _products;

    /// <summary>What is taken off the count when dividing: 1 for a sample, 0 for a population. Range [0, ∞), default 1.</summary>
    public int Ddof { get; init => field = Require.NotNegative(value); } = 1;

    /// <inheritdoc/>
    public string Name => "cov";

    /// <inheritdoc/>
    public double Value => double.IsFinite(_products) ? _products / Math.Max(1, _weight - Ddof) : double.NaN;

    int IPartial.Figures => Figures;

    /// <inheritdoc/>
    public void Update(double x, double y) => Update(x, y, 1);

    /// <inheritdoc/>
    public void Update(double x, double y, double weight)
    {
        Require.Finite(x, nameof(x));
        Require.Finite(y, nameof(y));
        if (Require.Weight(weight))
        {
            _weight += weight;
            var share = weight / _weight;
            var difference = x - _meanX;
            _meanX = Towards(_meanX, x, share);
            _meanY = Towards(_meanY, y, share);
            var rest = y - _meanY;
            _products += rest == 0 ? 0 : weight * (difference * rest);
        }
    }

    /// <inheritdoc/>
    public void Revert(double x, double y, double weight = 1)
    {
        Require.Finite(x, nameof(x));
        Require.Finite(y, nameof(y));
        if (!Require.Weight(weight))
        {
            return;
        }

        _weight -= weight;
        if (_weight > 0)
        {
            var difference = x - _meanX;
            var share = weight / _weight;
            _meanX -= difference * share;
            _meanY -= (y - _meanY) * share;
            _products -= weight * (difference * (y - _meanY));
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
        Merge(other._weight, other._meanX, other._meanY, other._products);
    }

    void IPartial.Read(Span<double> figures) => Read(figures);

    void IPartial.Write(ReadOnlySpan<double> figures) => Write(figures);

    void IPartial.Merge(ReadOnlySpan<double> figures) => Merge(figures);

    internal void Read(Span<double> figures)
    {
        figures[0] = _weight;
        figures[1] = _meanX;
        figures[2] = _meanY;
        figures[3] = _products;
    }

    internal void Write(ReadOnlySpan<double> figures)
    {
        _weight = figures[0];
        _meanX = figures[1];
        _meanY = figures[2];
        _products = figures[3];
    }

    internal void Merge(ReadOnlySpan<double> figures) => Merge(figures[0], figures[1], figures[2], figures[3]);

    void IStateful.Describe(StateArchive state)
    {
        state.Field("weight", ref _weight, NumberRange.Between(0, double.PositiveInfinity));
        state.Field(new FieldName("meanX", Formerly: "mean_x"), ref _meanX);
        state.Field(new FieldName("meanY", Formerly: "mean_y"), ref _meanY);
        state.Field("products", ref _products, NumberRange.Any);
    }

    // A mean that lies so far away that their distance is no number is still one.
    private static double Towards(double mean, double value, double share)
    {
        var difference = value - mean;
        return double.IsFinite(difference) ? mean + difference * share : mean * (1 - share) + value * share;
    }

    private void Merge(double weight, double meanX, double meanY, double products)
    {
        if (weight <= 0)
        {
            return;
        }

        var total = _weight + weight;
        var share = weight / total;
        var differenceX = meanX - _meanX;
        var differenceY = meanY - _meanY;

        // The first part is no distance away from anything, although its own may be too large to be squared.
        _products += products + (_weight == 0 || differenceX == 0 ? 0 : differenceX * (_weight * share) * differenceY);
        _meanX = Towards(_meanX, meanX, share);
        _meanY = Towards(_meanY, meanY, share);
        _weight = total;
    }
}
