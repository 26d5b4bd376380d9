using OnlineMl.Catalog;
using OnlineMl.State;
using OnlineMl.Statistics;

namespace OnlineMl.Tests.Statistics;

public class StatisticStateTests
{
    [Theory]
    [InlineData("\"Var\"")]
    [InlineData("\"EWVar\"")]
    [InlineData("\"Quantile\"")]
    [InlineData("\"MAD\"")]
    [InlineData("\"Kurtosis\"")]
    [InlineData("""{"Shift": {"amount": 3}}""")]
    [InlineData("""{"AutoCorr": {"lag": 2}}""")]
    [InlineData("""{"RollingPeakToPeak": {"window_size": 4}}""")]
    [InlineData("""{"RollingQuantile": {"q": 0.3, "window_size": 4}}""")]
    [InlineData("""{"RollingVar": {"window_size": 4, "ddof": 0}}""")]
    [InlineData("""{"TimeRolling": {"obj": {"SEM": {}}, "period": {"timedelta": {"seconds": 10}}}}""")]
    public void Load_ContinuesAsIfNothingHadHappened(string spec)
    {
        var uninterrupted = ComponentCatalog.BuiltIn.Create<IStatistic>(spec);
        var resumed = ComponentCatalog.BuiltIn.Create<IStatistic>(spec);
        for (var i = 0; i < 6; i++)
        {
            Step(uninterrupted, i);
        }

        StateFormat.CopyTo(uninterrupted, resumed);
        for (var i = 6; i < 15; i++)
        {
            Step(uninterrupted, i);
            Step(resumed, i);
        }

        Assert.Equal(uninterrupted.Value, resumed.Value);
        Assert.Equal(StateFormat.Hash(uninterrupted), StateFormat.Hash(resumed));
    }

    private static void Step(IStatistic statistic, int i)
    {
        if (statistic is ITimeAware timed)
        {
            timed.Time = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(4 * i);
        }

        statistic.Update(10 * Math.Sin(7.3 * i));
    }
}
