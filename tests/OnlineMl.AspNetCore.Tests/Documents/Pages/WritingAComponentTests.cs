using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.Regression;
using OnlineMl.State;

namespace OnlineMl.AspNetCore.Tests.Documents.Pages;

/// <summary>Predicts the mean of the targets, the later ones counting more.</summary>
[Component("FadingMean")]
public sealed class FadingMean : IRegressor
{
    private double _mean;
    private bool _hasMean;

    /// <summary>How much a new target counts. Range (0, 1], default 0.1.</summary>
    public double Alpha { get; init; } = 0.1;

    public double Predict(FeatureVector x) => _mean;

    public void Learn(FeatureVector x, double y, double weight = 1)
    {
        if (weight == 0)
        {
            return;
        }

        _mean = _hasMean ? _mean + (Alpha * (y - _mean)) : y;
        _hasMean = true;
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("mean", ref _mean);
        state.Field("hasMean", ref _hasMean);
    }
}

/// <summary>The code of <c>docs/writing-a-component.md</c>.</summary>
public class WritingAComponentTests
{
    [Fact]
    public void AComponent_StandsInSpecs()
    {
        var catalog = ComponentCatalog.BuiltIn.With<FadingMean>();
        var model = Model.FromSpec("""["StandardScaler", {"FadingMean": {"alpha": 0.5}}]""", catalog: catalog);
        model.Learn(new FeatureVector(model.Features) { ["a"] = 1 }, 10);
        model.Learn(new FeatureVector(model.Features) { ["a"] = 2 }, 20);
        Assert.Equal(15, model.Predict(new FeatureVector(model.Features) { ["a"] = 3 }).Number);
    }
}
