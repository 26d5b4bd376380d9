using OnlineMl.Catalog;
using OnlineMl.Metrics;
using OnlineMl.State;

namespace OnlineMl.Tests.Metrics;

public class MetricStateTests
{
    [Theory]
    [InlineData("""{"Rolling": {"obj": {"LogLoss": {}}, "window_size": 3}}""")]
    [InlineData("""{"TimeRolling": {"obj": {"MacroF1": {}}, "period": {"timedelta": {"seconds": 10}}}}""")]
    [InlineData("""{"ROCAUC": {"n_thresholds": 4}}""")]
    [InlineData("""{"RollingROCAUC": {"window_size": 3}}""")]
    [InlineData("KappaM")]
    [InlineData("KappaT")]
    [InlineData("CohenKappa")]
    [InlineData("CrossEntropy")]
    public void Load_ContinuesAsIfNothingHadHappened(string spec)
    {
        var text = spec.StartsWith('{') ? spec : $"\"{spec}\"";
        var uninterrupted = ComponentCatalog.BuiltIn.Create<IClassificationMetric>(text);
        var continued = ComponentCatalog.BuiltIn.Create<IClassificationMetric>(text);
        var resumed = ComponentCatalog.BuiltIn.Create<IClassificationMetric>(text);
        for (var i = 0; i < 5; i++)
        {
            Step(uninterrupted, i);
            Step(continued, i);
        }

        StateFormat.CopyTo(continued, resumed);
        for (var i = 5; i < 12; i++)
        {
            Step(uninterrupted, i);
            Step(resumed, i);
        }

        Assert.Equal(uninterrupted.Value, resumed.Value);
        Assert.Equal(StateFormat.Hash(uninterrupted), StateFormat.Hash(resumed));
    }

    [Fact]
    public void Load_RestoresTheSharedMatrixOfASet()
    {
        MetricSet source = MetricSet.ForMulticlassClassification(), target = MetricSet.ForMulticlassClassification();
        var probabilities = new Probabilities();
        probabilities.Add("a", 0.7);
        probabilities.Add("b", 0.3);
        source.Update("a", probabilities);
        source.Update("b", probabilities);

        StateFormat.CopyTo(source, target);

        Assert.Equal(source.Select(metric => metric.Value), target.Select(metric => metric.Value));
        Assert.Equal(0.5, target["Accuracy"].Value);
    }

    private static void Step(IClassificationMetric metric, int i)
    {
        if (metric is ITimeAware timed)
        {
            timed.Time = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(4 * i);
        }

        var probabilities = new Probabilities();
        probabilities.Add(false, 0.1 * (i % 9));
        probabilities.Add(true, 1 - 0.1 * (i % 9));
        metric.Update(i % 3 == 0, probabilities, 1 + i % 2);
    }
}
