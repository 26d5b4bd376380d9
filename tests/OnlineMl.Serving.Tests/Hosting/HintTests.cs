using static OnlineMl.Serving.Tests.ServiceInFolder;

namespace OnlineMl.Serving.Tests.Hosting;

/// <summary>What the status of a model says that its callers may have meant otherwise.</summary>
public class HintTests
{
    [Fact]
    public async Task AMetricThatIsInfiniteForGood_IsTold_AndOneOverAWindowRecovers()
    {
        await using var service = new ServiceInFolder(null);
        await service.Client.CreateModelAsync(
            "regression", "\"LinearRegression\"", "m", ["MSE", """{"Rolling": {"obj": "MSE", "window_size": 3}}"""]);
        await service.Client.LearnAsync(Learn("m", 0, 1));
        await service.Client.LearnAsync(Learn("m", 0, 1e200));
        for (var i = 0; i < 5; i++)
        {
            await service.Client.LearnAsync(Learn("m", 0, 1));
        }

        var metrics = await service.Client.GetMetricsAsync("m");
        var hint = Assert.Single((await service.Client.GetStatusAsync("m")).Hints!);

        Assert.Contains("'MSE' is infinite", hint, StringComparison.Ordinal);
        Assert.Equal(double.PositiveInfinity, metrics["MSE"]);
        Assert.True(double.IsFinite(metrics["Rolling(MSE, 3)"]), $"{metrics["Rolling(MSE, 3)"]}");
    }
}
