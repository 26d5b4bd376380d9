using OnlineMl.Metrics;

namespace OnlineMl.Tests.Metrics;

public class ClassificationMetricTests
{
    public static TheoryData<IRevertibleClassificationMetric> Revertible =>
    [
        new Accuracy(), new BalancedAccuracy(), new MacroF1(), new WeightedPrecision(), new MicroJaccard(), new CohenKappa(),
        new GeometricMean(), new Mcc { PosVal = "b" }, new F1 { PosVal = "b" }, new LogLoss(), new CrossEntropy(), new RocAuc { PosVal = "b" },
    ];

    [Theory]
    [MemberData(nameof(Revertible))]
    public void Revert_UndoesUpdate(IRevertibleClassificationMetric metric)
    {
        Probabilities sure = new(), unsure = new();
        sure.Add("a", 0.9);
        sure.Add("b", 0.1);
        unsure.Add("a", 0.4);
        unsure.Add("b", 0.6);
        metric.Update("a", sure);
        metric.Update("b", unsure, 0.5);
        metric.Update("b", sure);
        var before = metric.Value;

        metric.Update("c", sure, 2);
        metric.Update("a", unsure);
        metric.Revert("c", sure, 2);
        metric.Revert("a", unsure);

        Assert.Equal(before, metric.Value, 1e-12);
    }

    [Fact]
    public void Accuracy_Example()
    {
        var accuracy = new Accuracy();
        accuracy.Update(yTrue: "cat", yPred: "cat");
        accuracy.Update(yTrue: "dog", yPred: "cat");

        Assert.Equal(0.5, accuracy.Value);
    }

    [Theory]
    [MemberData(nameof(Revertible))]
    public void Update_IgnoresMissingPredictions(IRevertibleClassificationMetric metric)
    {
        var before = metric.Value;

        metric.Update("a", new Probabilities());
        metric.Update("a", default(Label));

        Assert.Equal(before, metric.Value);
    }

    [Fact]
    public void BalancedAccuracy_LeavesOutClassesWithoutExamples()
    {
        var metric = new BalancedAccuracy();
        metric.Update("a", "a");
        metric.Update("a", "never");

        Assert.Equal(0.5, metric.Value);
    }

    [Fact]
    public void CohenKappa_DividesByTheWeight()
    {
        CohenKappa weighted = new(), repeated = new();
        foreach (var (truth, predicted) in ((Label, Label)[])[("a", "a"), ("b", "b"), ("a", "b")])
        {
            weighted.Update(truth, predicted, 3);
            for (var i = 0; i < 3; i++)
            {
                repeated.Update(truth, predicted);
            }
        }

        Assert.Equal(repeated.Value, weighted.Value, 1e-12);
    }

    [Fact]
    public void BinaryMetrics_TakeTheNumberOneAsTrue()
    {
        var recall = new Recall();
        recall.Update(1, 1);
        recall.Update(1, 0);
        recall.Update(0, 0);

        Assert.Equal(0.5, recall.Value);
    }

    [Fact]
    public void ClassificationReport_IsATable()
    {
        var report = new ClassificationReport { Decimals = 1 };
        report.Update("cat", "cat");
        report.Update("dog", "cat");

        var lines = report.ToString().Split('\n');

        Assert.Equal("     cat       50.0%   100.0%   66.7%         1  ", lines[2]);
        Assert.EndsWith("50.0% accuracy", lines[^1].TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void RollingRocAuc_EqualsTheShareOfOrderedPairs()
    {
        var metric = new RollingRocAuc { WindowSize = 4 };
        metric.Update(true, 0.0);
        metric.Update(false, 0.1);
        metric.Update(false, 0.4);
        metric.Update(true, 0.4);
        metric.Update(true, 0.8);

        Assert.Equal((2 + 1.5) / 4, metric.Value, 1e-12);
    }

    [Fact]
    public void RollingExample_ForgetsTheOldestPrediction()
    {
        var accuracy = new RollingClassificationMetric(new Accuracy(), windowSize: 2);
        accuracy.Update("cat", "dog");
        accuracy.Update("cat", "cat");
        accuracy.Update("dog", "dog");

        Assert.Equal(1, accuracy.Value);
    }

    [Fact]
    public void TimeRolling_ForgetsPredictionsOfLongAgo()
    {
        var start = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var loss = new TimeRollingClassificationMetric(new LogLoss(), TimeSpan.FromHours(1)) { Time = start };
        var wrong = new Probabilities();
        wrong.Add(false, 0.99);
        wrong.Add(true, 0.01);
        loss.Update(true, wrong);
        loss.Time = start.AddMinutes(59);
        loss.Update(false, wrong);
        Assert.Equal(-(Math.Log(0.01) + Math.Log(0.99)) / 2, loss.Value, 1e-12);

        loss.Time = start.AddMinutes(60);
        loss.Update(false, wrong);

        Assert.Equal(-Math.Log(0.99), loss.Value, 1e-12);
    }
}
