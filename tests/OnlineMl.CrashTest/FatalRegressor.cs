using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.Regression;
using OnlineMl.State;

namespace OnlineMl.CrashTest;

/// <summary>Counts its examples, and ends the process on the target 13.</summary>
[Component("Fatal")]
public sealed class FatalRegressor : IRegressor
{
    private const double Deadly = 13;

    private double _count;

    /// <inheritdoc/>
    public double Predict(FeatureVector x) => _count;

    /// <inheritdoc/>
    public void Learn(FeatureVector x, double y, double weight = 1)
    {
        if (y == Deadly)
        {
            Environment.FailFast("The learner ends the process.");
        }

        _count++;
    }

    void IStateful.Describe(StateArchive state) => state.Field("count", ref _count);
}
