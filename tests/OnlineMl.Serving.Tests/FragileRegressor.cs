using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.Regression;
using OnlineMl.State;

namespace OnlineMl.Serving.Tests;

/// <summary>A regressor that predicts how many examples it has learned, and does what a test wants on the way.</summary>
[Component("Fragile")]
public sealed class FragileRegressor : IRegressor
{
    private double _count;

    /// <summary>Called before each example is learned, with its target.</summary>
    public static Action<double>? Learning { get; set; }

    /// <summary>Called before each prediction.</summary>
    public static Action? Predicting { get; set; }

    /// <summary>Called before the state is saved or restored.</summary>
    public static Action? Describing { get; set; }

    public double Predict(FeatureVector x)
    {
        Predicting?.Invoke();
        return _count;
    }

    public void Learn(FeatureVector x, double y, double weight = 1)
    {
        Learning?.Invoke(y);
        _count++;
    }

    void IStateful.Describe(StateArchive state)
    {
        Describing?.Invoke();
        state.Field("count", ref _count);
    }
}
