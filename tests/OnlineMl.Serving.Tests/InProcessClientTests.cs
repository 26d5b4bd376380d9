using OnlineMl.Contracts;
using static OnlineMl.Serving.Tests.ServiceInFolder;

namespace OnlineMl.Serving.Tests;

public class InProcessClientTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task StreamThatNobodyEnumerates_DoesNotListen()
    {
        await using var service = await StartAsync();
        for (var i = 0; i < 100; i++)
        {
            _ = service.Client.StreamEventsAsync();
            _ = service.Client.StreamMetricsAsync(new StreamRequest("m"));
        }

        Assert.False(service.Host.Events.IsActive);
        Assert.False(service.Host.MetricEvents.IsActive);
    }

    [Fact]
    public async Task StreamThatIsEnumeratedTwice_HearsEachTime()
    {
        await using var service = await StartAsync();
        var stream = service.Client.StreamEventsAsync();
        for (var i = 1; i <= 2; i++)
        {
            var heard = stream.Take(1).ToListAsync().AsTask();
            while (!service.Host.Events.IsActive)
            {
                await Task.Yield();
            }

            await service.Client.LearnAsync(Learn("m", i, 1));
            Assert.Equal(i, (await heard.WaitAsync(Patience))[0].Features.GetProperty("x").GetInt32());
        }
    }

    [Fact]
    public async Task APredictionThatIsInfinite_CanBeLabelled()
    {
        await using var service = new ServiceInFolder(null);
        await service.Client.CreateModelAsync("regression", """{"StatisticRegressor": {"statistic": "Sum"}}""", "m");
        await service.Client.LearnAsync(Learn("m", 0, double.MaxValue));
        await service.Client.LearnAsync(Learn("m", 0, double.MaxValue));
        var prediction = await service.Client.PredictAsync(Predict("m", 0));
        Assert.Equal("inf", prediction.Prediction.GetString());

        await service.Client.LabelAsync(new LabelRequest("m", JsonValues.Value(1), prediction.Identifier!));
        Assert.Equal(3, (await service.Client.GetStatsAsync("m")).Learn.Calls);
    }

    private static async Task<ServiceInFolder> StartAsync()
    {
        var service = new ServiceInFolder(null, options => options.Stream.ResumableEvents = 0);
        await service.Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        return service;
    }
}
