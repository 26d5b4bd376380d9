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
public sealed class TargetStandardScaler : TargetScaler
{
    private readonly Var _variance = new();

    /// <summary>Wraps a regressor.</summary>
    /// <param name="regressor">The regressor, which belongs to this one from then on.</param>
    public TargetStandardScaler(IRegressor regressor)
        : base(regressor)
    {
    }

    private protected override (double Factor, double Offset) Back => (Math.Sqrt(_variance.Value), _variance.Mean);

    private protected override void LearnScaled(FeatureVector x, double y, double weight)
    {
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

    private protected override void Describe(StateArchive state) => state.Child("variance", _variance);
}
