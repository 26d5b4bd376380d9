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
public sealed class TargetStandardScaler : IRegressor, IExplains, IPredictsInterval, IWraps
{
    private readonly Var _variance = new();

    /// <summary>Wraps a regressor.</summary>
    /// <param name="regressor">The regressor, which belongs to this one from then on.</param>
    public TargetStandardScaler(IRegressor regressor) => Regressor = Require.Given(regressor);

    /// <summary>The regressor that learns the scaled target.</summary>
    public IRegressor Regressor { get; }

    /// <inheritdoc/>
    public double Predict(FeatureVector x) => ScaledBack(Regressor.Predict(x));

    /// <summary>Writes what each feature adds by the regressor, scaled back; the baseline takes the rest. Only of a regressor that can tell.</summary>
    /// <inheritdoc/>
    public void Explain(FeatureVector x, Contributions contributions)
    {
        ArgumentNullException.ThrowIfNull(contributions);
        Abilities.Explain(Regressor, x, contributions);
        contributions.ToNumber();
        contributions.Stretch(Math.Sqrt(_variance.Value), _variance.Mean);
    }

    /// <summary>The interval of the regressor, scaled back. Only of a regressor that can tell.</summary>
    /// <inheritdoc/>
    public Interval? PredictInterval(FeatureVector x, double level) => Abilities.PredictInterval(Regressor, x, level) is { } scaled
        ? new Interval(ScaledBack(scaled.Lower), ScaledBack(scaled.Upper))
        : null;

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

    IStateful IWraps.Wrapped => Regressor;

    void IStateful.Describe(StateArchive state)
    {
        state.Child("variance", _variance);
        state.Child("regressor", Regressor);
    }

    private double ScaledBack(double number) => Moments.WithinRange(number * Math.Sqrt(_variance.Value) + _variance.Mean);
}
