using OnlineMl.Catalog;
using OnlineMl.Mixing;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>Pearson's correlation of two streams, weighted or not. 0 while either does not vary, NaN once a variance has exceeded the largest number.</summary>
[Component("PearsonCorr")]
public sealed class PearsonCorr : IWeightedBivariateStatistic, IRevertibleBivariateStatistic, IMergeableStatistic<PearsonCorr>, IPartial, IMergeable
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
            double x = _varianceX.Value, y = _varianceY.Value;
            if (x == 0 || y == 0)
            {
                return 0;
            }

            // The product of two small or large variances may be none of the numbers.
            var product = x * y;
            var scale = double.IsNormal(product) ? Math.Sqrt(product) : Math.Sqrt(x) * Math.Sqrt(y);
            return double.IsFinite(scale) ? Math.Clamp(_covariance.Value / scale, -1, 1) : double.NaN;
        }
    }

    /// <inheritdoc/>
    public void Update(double x, double y) => Update(x, y, 1);

    /// <inheritdoc/>
    public void Update(double x, double y, double weight)
    {
        Require.Finite(x, nameof(x));
        Require.Finite(y, nameof(y));
        _varianceX.Update(x, weight);
        _varianceY.Update(y, weight);
        _covariance.Update(x, y, weight);
    }

    /// <inheritdoc/>
    public void Revert(double x, double y, double weight = 1)
    {
        Require.Finite(x, nameof(x));
        Require.Finite(y, nameof(y));
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

    PartialResults IPartial.ByParts() => new FoldedResults<Part, Fold>(new Fold(this));

    void IMergeable.Merge(Shares shares)
    {
        shares.Merge<PearsonCorr>(_varianceX, correlation => correlation._varianceX);
        shares.Merge<PearsonCorr>(_varianceY, correlation => correlation._varianceY);
        shares.Merge<PearsonCorr>(_covariance, correlation => correlation._covariance);
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child(new FieldName("varianceX", Formerly: "variance_x"), _varianceX);
        state.Child(new FieldName("varianceY", Formerly: "variance_y"), _varianceY);
        state.Child("covariance", _covariance);
    }

    private struct Part
    {
        public RunningVariance X;
        public RunningVariance Y;
        public RunningCovariance Both;
    }

    private readonly struct Fold(PearsonCorr correlation) : IFold<Part>
    {
        public void Take(ref Part result, ReadOnlySpan<double> row)
        {
            result.X.Update(row[0], row[2]);
            result.Y.Update(row[1], row[2]);
            result.Both.Update(row[0], row[1], row[2]);
        }

        public void Merge(ref Part result, in Part other)
        {
            result.X.Merge(in other.X);
            result.Y.Merge(in other.Y);
            result.Both.Merge(in other.Both);
        }

        public void Show(in Part result)
        {
            correlation._varianceX.Running = result.X;
            correlation._varianceY.Running = result.Y;
            correlation._covariance.Running = result.Both;
        }
    }
}
