using OnlineMl.Features;
using OnlineMl.Regression;
using OnlineMl.State;

namespace OnlineMl.Preprocessing;

/// <summary>Lets a regressor learn a scaled target, and scales its predictions, explanations and intervals back.</summary>
public abstract class TargetScaler : IRegressor, IExplains, IPredictsInterval, IWraps
{
    private protected TargetScaler(IRegressor regressor) => Regressor = Require.Given(regressor, nameof(regressor));

    /// <summary>The regressor that learns the scaled target.</summary>
    public IRegressor Regressor { get; }

    IStateful IWraps.Wrapped => Regressor;

    /// <summary>What a scaled number is multiplied with to be a target, and what is then added.</summary>
    private protected abstract (double Factor, double Offset) Back { get; }

    /// <inheritdoc/>
    public double Predict(FeatureVector x) => ScaledBack(Regressor.Predict(x));

    /// <summary>Writes what each feature adds by the regressor, scaled back; the baseline takes the rest. Only of a regressor that can tell.</summary>
    /// <inheritdoc/>
    public void Explain(FeatureVector x, Contributions contributions)
    {
        ArgumentNullException.ThrowIfNull(contributions);
        Abilities.Explain(Regressor, x, contributions);
        contributions.ToNumber();
        var (factor, offset) = Back;
        contributions.Stretch(factor, offset);
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
        if (Require.Weight(weight))
        {
            SquareLimit.Check([y], GetType().Name);
            LearnScaled(x, y, weight);
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        Describe(state);
        state.Child("regressor", Regressor);
    }

    /// <summary>Takes a target into the scale and teaches the regressor the scaled one, or leaves all as it was.</summary>
    private protected abstract void LearnScaled(FeatureVector x, double y, double weight);

    private protected abstract void Describe(StateArchive state);

    private double ScaledBack(double number)
    {
        var (factor, offset) = Back;
        return Math.Clamp((number * factor) + offset, double.MinValue, double.MaxValue);
    }
}
