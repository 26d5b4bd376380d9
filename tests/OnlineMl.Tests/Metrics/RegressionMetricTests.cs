using OnlineMl.Metrics;

namespace OnlineMl.Tests.Metrics;

public class RegressionMetricTests
{
    public static TheoryData<IRevertibleRegressionMetric> All =>
        [new Mae(), new Mse(), new Rmse(), new Rmsle(), new Smape(), new Mape(), new R2()];

    [Theory]
    [MemberData(nameof(All))]
    public void Revert_UndoesUpdate(IRevertibleRegressionMetric metric)
    {
        metric.Update(3, 2.5);
        metric.Update(1, 1.5, 2);
        metric.Update(7, 8);
        var before = metric.Value;

        metric.Update(100, 0, 0.5);
        metric.Revert(100, 0, 0.5);

        Assert.Equal(before, metric.Value, 1e-12);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Update_StaysFiniteAtZeroAndBelow(IRevertibleRegressionMetric metric)
    {
        metric.Update(0, 0);
        metric.Update(0, -5);

        Assert.True(double.IsFinite(metric.Value));
    }

    [Fact]
    public void Mae_Example()
    {
        var error = new Mae();
        error.Update(yTrue: 3, yPred: 2.5);
        error.Update(yTrue: -0.5, yPred: 1);

        Assert.Equal(1, error.Value);
    }

    [Fact]
    public void Rolling_ForgetsTheOldestError()
    {
        var error = new RollingRegressionMetric(new Mae(), 2);
        error.Update(0, 100);
        error.Update(0, 1);
        error.Update(0, 2);

        Assert.Equal(1.5, error.Value, 1e-12);
    }

    [Fact]
    public void TimeRolling_ForgetsErrorsOfLongAgo()
    {
        var start = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var error = new TimeRollingRegressionMetric(new Mae(), TimeSpan.FromMinutes(10)) { Time = start };
        error.Update(0, 100);
        error.Time = start.AddMinutes(10);
        error.Update(0, 1);

        Assert.Equal(1, error.Value, 1e-12);
    }
}
