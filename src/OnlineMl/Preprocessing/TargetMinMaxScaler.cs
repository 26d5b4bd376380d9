using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.Regression;
using OnlineMl.State;

namespace OnlineMl.Preprocessing;

/// <summary>Lets a regressor learn the target scaled to [0, 1], and scales its predictions back.</summary>
/// <remarks>The bounds are those of the targets learned so far, the current one included. Predicts 0 before there is one.
/// <example><code>
/// var model = new StandardScaler() | new TargetMinMaxScaler(new LinearRegression());
/// </code></example></remarks>
[Component("TargetMinMaxScaler")]
public sealed class TargetMinMaxScaler : IRegressor, IExplains, IPredictsInterval, IWraps
{
    private bool _hasLearned;
    private double _least;
    private double _largest;

    /// <summary>Wraps a regressor.</summary>
    /// <param name="regressor">The regressor, which belongs to this one from then on.</param>
    public TargetMinMaxScaler(IRegressor regressor) => Regressor = Require.Given(regressor);

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
        contributions.Stretch(_largest - _least, _least);
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

        Moments.RefuseOverflow([y], "TargetMinMaxScaler");
        var least = _hasLearned ? Math.Min(_least, y) : y;
        var largest = _hasLearned ? Math.Max(_largest, y) : y;
        Regressor.Learn(x, largest > least ? (y - least) / (largest - least) : 0, weight);
        (_least, _largest, _hasLearned) = (least, largest, true);
    }

    IStateful IWraps.Wrapped => Regressor;

    void IStateful.Describe(StateArchive state)
    {
        state.Field(new FieldName("hasLearned", Formerly: "has_learned"), ref _hasLearned);
        state.Field("least", ref _least);
        state.Field("largest", ref _largest);
        state.Child("regressor", Regressor);
    }

    private double ScaledBack(double number) => Moments.WithinRange(number * (_largest - _least) + _least);
}
