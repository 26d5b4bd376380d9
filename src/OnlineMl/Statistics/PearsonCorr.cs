using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>Pearson's correlation of two streams, weighted or not. 0 while either does not vary.</summary>
[Component("PearsonCorr")]
public sealed class PearsonCorr : IWeightedBivariateStatistic, IRevertibleBivariateStatistic, IMergeableStatistic<PearsonCorr>
{
    private readonly Var _varianceX = new();
    private readonly Var _varianceY = new();
    private readonly Cov _covariance = new();

    /// <summary>What is taken off the count when dividing. Range [0, ∞), default 1.</summary>
    public int Ddof
    {
        get => _covariance.Ddof;
        init
        {
            _varianceX = new Var { Ddof = value };
            _varianceY = new Var { Ddof = value };
            _covariance = new Cov { Ddof = value };
        }
    }

    /// <inheritdoc/>
    public string Name => "pearsoncorr";

    /// <inheritdoc/>
    public double Value
    {
        get
        {
            var product = _varianceX.Value * _varianceY.Value;
            return product > 0 ? _covariance.Value / Math.Sqrt(product) : 0;
        }
    }

    /// <inheritdoc/>
    public void Update(double x, double y)
    {
        _varianceX.Update(x);
        _varianceY.Update(y);
        _covariance.Update(x, y);
    }

    /// <inheritdoc/>
    public void Update(double x, double y, double weight)
    {
        _varianceX.Update(x, weight);
        _varianceY.Update(y, weight);
        _covariance.Update(x, y, weight);
    }

    /// <inheritdoc/>
    public void Revert(double x, double y, double weight = 1)
    {
        _varianceX.Revert(x, weight);
        _varianceY.Revert(y, weight);
        _covariance.Revert(x, y, weight);
    }

    /// <inheritdoc/>
    public void Merge(PearsonCorr other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _varianceX.Merge(other._varianceX);
        _varianceY.Merge(other._varianceY);
        _covariance.Merge(other._covariance);
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child(new FieldName("varianceX", Formerly: "variance_x"), _varianceX);
        state.Child(new FieldName("varianceY", Formerly: "variance_y"), _varianceY);
        state.Child("covariance", _covariance);
    }
}
