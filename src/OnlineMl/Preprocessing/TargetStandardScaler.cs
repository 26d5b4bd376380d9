using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Preprocessing;

/// <summary>Lets a regressor learn the target scaled to mean 0 and variance 1, and scales its predictions back.</summary>
/// <remarks>The moments, with the sample variance, are those of the targets learned so far, the current one included.
/// <example><code>
/// var model = new StandardScaler() | new TargetStandardScaler(new LinearRegression());
/// </code></example></remarks>
[Component("TargetStandardScaler")]
public sealed class TargetStandardScaler : IRegressor
{
<<<<<<< HEAD
    private readonly Var _variance = new();
    private readonly Var _before = new();
=======
    private long _count;
    private double _mean;
    private double _squares;
>>>>>>> 64cd54b (Keep target scalers unchanged when their regressor refuses a step)

    /// <summary>Wraps a regressor.</summary>
    /// <param name="regressor">The regressor, which belongs to this one from then on.</param>
    public TargetStandardScaler(IRegressor regressor) => Regressor = Require.Given(regressor);

    /// <summary>The regressor that learns the scaled target.</summary>
    public IRegressor Regressor { get; }

    /// <inheritdoc/>
    public double Predict(FeatureVector x) => Regressor.Predict(x) * Deviation(_count, _squares) + _mean;

    /// <inheritdoc/>
    /// <exception cref="NonFiniteStepException">The target's magnitude is above 1e150, or the regressor refuses the step; nothing
    /// is changed.</exception>
    public void Learn(FeatureVector x, double y, double weight = 1)
    {
        Moments.RefuseOverflow([y], "TargetStandardScaler");
<<<<<<< HEAD
        _before.CopyFrom(_variance);
        _variance.Update(y);
        var deviation = Math.Sqrt(_variance.Value);
        try
        {
            Regressor.Learn(x, deviation == 0 ? 0 : (y - _variance.Mean) / deviation, weight);
        }
        catch (NonFiniteStepException)
        {
            _variance.CopyFrom(_before);
            throw;
        }
=======
        var count = _count + 1;
        var before = y - _mean;
        var mean = _mean + before / count;
        var squares = _squares + before * (y - mean);
        var deviation = Deviation(count, squares);

        // The moments change last: the regressor may refuse the step, and then nothing may have changed.
        Regressor.Learn(x, deviation == 0 ? 0 : (y - mean) / deviation, weight);
        _count = count;
        _mean = mean;
        _squares = squares;
>>>>>>> 64cd54b (Keep target scalers unchanged when their regressor refuses a step)
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("count", ref _count);
        state.Field("mean", ref _mean);
        state.Field("squares", ref _squares);
        state.Child("regressor", Regressor);
    }

    private static double Deviation(long count, double squares) => count > 1 ? Math.Sqrt(squares / (count - 1)) : 0;
}
