using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.Regression;
using OnlineMl.State;
using OnlineMl.Statistics;

namespace OnlineMl.Preprocessing;

/// <summary>Lets a regressor learn the target scaled to mean 0 and variance 1, and scales its predictions back.</summary>
/// <remarks>The moments, with the sample variance, are those of the targets learned so far, the current one included.
/// <example><code>
/// var model = new StandardScaler() | new TargetStandardScaler(new LinearRegression());
/// </code></example></remarks>
[Component("TargetStandardScaler")]
public sealed class TargetStandardScaler : IRegressor
{
    private readonly Var _variance = new();

    /// <summary>Wraps a regressor.</summary>
    /// <param name="regressor">The regressor, which belongs to this one from then on.</param>
    public TargetStandardScaler(IRegressor regressor) => Regressor = Require.Given(regressor);

    /// <summary>The regressor that learns the scaled target.</summary>
    public IRegressor Regressor { get; }

    /// <inheritdoc/>
    public double Predict(FeatureVector x) => Moments.WithinRange(Regressor.Predict(x) * Math.Sqrt(_variance.Value) + _variance.Mean);

    /// <inheritdoc/>
    /// <exception cref="NonFiniteStepException">The target's magnitude is above 1e150, or the regressor refuses the step; nothing
    /// is changed.</exception>
    public void Learn(FeatureVector x, double y, double weight = 1)
    {
        Require.Finite(y, nameof(y));
        if (!Require.Weight(weight))
        {
            return;
        }

        Moments.RefuseOverflow([y], "TargetStandardScaler");
        var before = _variance.Running;
        _variance.Update(y, weight);
        var deviation = Math.Sqrt(_variance.Value);
        try
        {
            Regressor.Learn(x, deviation == 0 ? 0 : (y - _variance.Mean) / deviation, weight);
        }
        catch
        {
            _variance.Running = before;
            throw;
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child("variance", _variance);
        state.Child("regressor", Regressor);
    }
}
