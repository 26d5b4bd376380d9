using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.Regression;
using OnlineMl.State;

namespace OnlineMl.AspNetCore.Tests;

/// <summary>A component of an application's own.</summary>
[Component("AlwaysSeven")]
public sealed class AlwaysSeven : IRegressor
{
    public double Predict(FeatureVector x) => 7;

    public void Learn(FeatureVector x, double y, double weight = 1)
    {
    }

    void IStateful.Describe(StateArchive state)
    {
    }
}
