using OnlineMl.Features;
using OnlineMl.Regression;
using OnlineMl.State;

namespace OnlineMl.Composition;

/// <summary>Lets a regressor learn a function of the target, and turns its predictions back.</summary>
/// <remarks>The functions must be inverse to each other and deterministic. It cannot be part of a model spec, because a spec
/// carries no code.
/// <example><code>
/// var model = new TargetTransformRegressor(new LinearRegression(), Math.Log, Math.Exp);
/// </code></example></remarks>
public sealed class TargetTransformRegressor : IRegressor, IExplains, IPredictsInterval, IWraps
{
    private readonly IRegressor _regressor;
    private readonly Func<double, double> _func;
    private readonly Func<double, double> _inverseFunc;

    /// <summary>Wraps a regressor.</summary>
    /// <param name="regressor">The regressor, which belongs to this one from then on.</param>
    /// <param name="func">What the regressor learns of a target.</param>
    /// <param name="inverseFunc">The target of what the regressor predicts.</param>
    public TargetTransformRegressor(IRegressor regressor, Func<double, double> func, Func<double, double> inverseFunc)
    {
        _regressor = Require.Given(regressor);
        _func = Require.Given(func);
        _inverseFunc = Require.Given(inverseFunc);
    }

    /// <inheritdoc/>
    public double Predict(FeatureVector x) => _inverseFunc(_regressor.Predict(x));

    /// <summary>Writes what each feature adds: of the difference that all make to the prediction its share in the regressor. Only of a regressor that
    /// can tell.</summary>
    /// <inheritdoc/>
    public void Explain(FeatureVector x, Contributions contributions)
    {
        ArgumentNullException.ThrowIfNull(contributions);
        Abilities.Explain(_regressor, x, contributions);
        contributions.ToNumber();
        contributions.Map(_inverseFunc, ContributionScale.Number);
    }

    /// <summary>The interval of the regressor, turned back. Only of a regressor that can tell, and of functions that only rise or only fall.</summary>
    /// <inheritdoc/>
    public Interval? PredictInterval(FeatureVector x, double level)
    {
        if (Abilities.PredictInterval(_regressor, x, level) is not { } learned)
        {
            return null;
        }

        double one = _inverseFunc(learned.Lower), other = _inverseFunc(learned.Upper);
        return new Interval(Math.Min(one, other), Math.Max(one, other));
    }

    /// <inheritdoc/>
    public void Learn(FeatureVector x, double y, double weight = 1)
    {
        Require.Finite(y, nameof(y));
        if (Require.Weight(weight))
        {
            _regressor.Learn(x, _func(y), weight);
        }
    }

    IStateful IWraps.Wrapped => _regressor;

    void IStateful.Describe(StateArchive state) => state.Child("regressor", _regressor);
}
