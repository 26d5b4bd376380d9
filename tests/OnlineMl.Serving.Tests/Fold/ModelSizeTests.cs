using OnlineMl.Features;
using OnlineMl.Metrics;
using OnlineMl.Serving.Fold;
using OnlineMl.State;

namespace OnlineMl.Serving.Tests.Fold;

public class ModelSizeTests
{
    [Fact]
    public void Measure_IsWhatTheModelTakesWithWhatMeasuresIt()
    {
        var (model, measured, size) = Sized();
        Grow(model, 0, 5_000);

        Assert.Equal(HeapMeasure.SizeOf(measured), size.Measure());
        Assert.Equal(5_000, size.Names.Most);
    }

    [Fact]
    public void Measure_GoesThroughTheModelAgain_OnlyWhenItHasGrownByAnEighth()
    {
        var (model, measured, size) = Sized();
        Grow(model, 0, 5_000);
        var first = size.Measure();

        // In proportion: what is described has grown by less than a tenth.
        Grow(model, 5_000, 5_500);
        var second = size.Measure();
        Assert.NotEqual(HeapMeasure.SizeOf(measured), second);
        Assert.InRange((double)second / first, 1.03, 1.12);

        Grow(model, 5_500, 7_000);
        Assert.Equal(HeapMeasure.SizeOf(measured), size.Measure());
        Assert.Equal(7_000, size.Names.Most);
    }

    [Fact]
    public void Measure_IsNoLessForAModelThatHasNotLearned()
    {
        var (_, measured, size) = Sized();
        Assert.Equal(HeapMeasure.SizeOf(measured), size.Measure());
        Assert.True(size.Measure() > 0);
    }

    private static (Model Model, MeasuredModel Measured, ModelSize Size) Sized()
    {
        var model = Model.FromSpec("\"LinearRegression\"");
        var measured = new MeasuredModel(model, new MetricSet(new Mae()), new PredictionWriter(model.Task, isShort: false));
        return (model, measured, new ModelSize(model, measured));
    }

    private static void Grow(Model model, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            model.Learn(new FeatureVector { [$"feature number {i}"] = 1 }, 1);
        }
    }
}
