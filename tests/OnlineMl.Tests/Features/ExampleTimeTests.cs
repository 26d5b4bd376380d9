using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Tests.Features;

public class ExampleTimeTests
{
    private static readonly DateTime Start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("""["StandardScaler", {"Agg": {"on": "a", "by": ["b"], "how": {"TimeRolling": {"obj": "Mean", "period": 3600}}}}, "LinearRegression"]""")]
    [InlineData("""[{"TransformerUnion": [["StandardScaler", {"Agg": {"on": "a", "by": null, "how": {"TimeRolling": {"obj": "Mean", "period": 3600}}}}], {"Select": ["a"]}]}, "LinearRegression"]""")]
    [InlineData("""[{"TargetAgg": {"by": ["b"], "how": {"TimeRolling": {"obj": "Mean", "period": 3600}}}}, "LinearRegression"]""")]
    [InlineData("""[{"StatImputer": [["a", {"TimeRolling": {"obj": "Mean", "period": 3600}}]]}, "LinearRegression"]""")]
    [InlineData("""{"BaggingRegressor": {"seed": 1, "model": [{"TargetAgg": {"by": ["b"], "how": {"TimeRolling": {"obj": "Mean", "period": 3600}}}}, "LinearRegression"]}}""")]
    [InlineData("""{"StatisticRegressor": {"statistic": {"TimeRolling": {"obj": "Mean", "period": 3600}}}}""")]
    public void WindowsOfAPipeline_ForgetByTheTimeOfTheExamples(string spec)
    {
        var (old, fresh) = (Model.FromSpec(spec), Model.FromSpec(spec));
        var withoutTime = Model.FromSpec(spec);
        Assert.Throws<ArgumentException>(() => withoutTime.Learn(X(null, 1), 1.0));
        for (var i = 0; i < 100; i++)
        {
            old.Learn(X(Start, 1), 1000.0);
            fresh.Learn(X(Start.AddSeconds(i), 1), 1000.0);
        }

        // What is left of the windows is seen in their state, which shrinks when the time goes on and does not when it stands still.
        old.Learn(X(Start.AddHours(5), 1), 1000.0);
        fresh.Learn(X(Start.AddSeconds(101), 1), 1000.0);
        var (left, kept) = (StateFormat.ToJson(old.Component).Length, StateFormat.ToJson(fresh.Component).Length);
        Assert.True(left < kept - 500, $"{left} {kept}");
    }

    [Fact]
    public void Time_GoesWithCopiesAndIsForgottenWithTheFeatures()
    {
        var x = X(Start, 1);
        var copy = new FeatureVector();
        copy.CopyFrom(x);
        Assert.Equal(Start, copy.Time);
        copy.Clear();
        Assert.Null(copy.Time);
    }

    private static FeatureVector X(DateTime? time, double a) => new() { ["a"] = a, ["b"] = 1, Time = time };
}
