using OnlineMl.Metrics;

namespace OnlineMl.Tests.Metrics;

public class MetricSetTests
{
    [Fact]
    public void Example_SharesOneMatrix()
    {
        Accuracy accuracy = new();
        MacroF1 f1 = new();
        var metrics = new MetricSet(accuracy, f1);
        metrics.Update(yTrue: "cat", yPred: "cat");

        Assert.Equal(1, metrics["MacroF1"].Value);
        Assert.Same(accuracy.Matrix, f1.Matrix);
        Assert.Equal(1, accuracy.Matrix.SampleCount);
    }

    [Fact]
    public void Update_GivesEachMetricItsForm()
    {
        var metrics = MetricSet.ForBinaryClassification();
        var probabilities = new Probabilities();
        probabilities.Add(false, 0.25);
        probabilities.Add(true, 0.75);

        metrics.Update(true, probabilities);

        Assert.Equal(1, metrics["Accuracy"].Value);
        Assert.Equal(-Math.Log(0.75), metrics["LogLoss"].Value, 1e-12);
    }

    [Fact]
    public void Update_LeavesMetricsAloneWithoutPrediction()
    {
        var metrics = MetricSet.ForMulticlassClassification();

        metrics.Update("a", new Probabilities());
        metrics.Update("a", default(Label));

        Assert.Equal(0, ((Accuracy)metrics[0]).Matrix.SampleCount);
        Assert.Equal(0, metrics["CrossEntropy"].Value);
    }

    [Fact]
    public void Constructor_RefusesMixedTasks() =>
        Assert.Throws<ArgumentException>(() => new MetricSet(new Mae(), new Accuracy()));

    [Fact]
    public void Update_AllocatesNothing()
    {
        var classes = MetricSet.ForMulticlassClassification();
        var numbers = MetricSet.ForRegression();
        var probabilities = new Probabilities();
        probabilities.Add("a", 0.25);
        probabilities.Add("b", 0.75);
        Allocations.AssertNone(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                classes.Update("a", probabilities);
                classes.Update("b", probabilities);
                numbers.Update(1.5, 2);
            }
        });
    }
}
