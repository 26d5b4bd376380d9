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
public sealed class TargetMinMaxScaler : TargetScaler
{
    private bool _hasLearned;
    private double _least;
    private double _largest;

    /// <summary>Wraps a regressor.</summary>
    /// <param name="regressor">The regressor, which belongs to this one from then on.</param>
    public TargetMinMaxScaler(IRegressor regressor)
        : base(regressor)
    {
    }

    private protected override (double Factor, double Offset) Back => (_largest - _least, _least);

    private protected override void LearnScaled(FeatureVector x, double y, double weight)
    {
        var least = _hasLearned ? Math.Min(_least, y) : y;
        var largest = _hasLearned ? Math.Max(_largest, y) : y;
        Regressor.Learn(x, largest > least ? (y - least) / (largest - least) : 0, weight);
        (_least, _largest, _hasLearned) = (least, largest, true);
    }

    private protected override void Describe(StateArchive state)
    {
        state.Field(new FieldName("hasLearned", Formerly: "has_learned"), ref _hasLearned);
        state.Field("least", ref _least);
        state.Field("largest", ref _largest);
    }
}
