using System.Runtime.ExceptionServices;
using OnlineMl.Contracts;
using OnlineMl.Serving.Diagnostics;
using OnlineMl.Serving.Fold;
using static OnlineMl.Serving.Tests.ServiceInFolder;

namespace OnlineMl.Serving.Tests.Hosting;

/// <summary>Metrics that cannot tell their value, or not under a name of their own.</summary>
public sealed class FailingMetricTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml-").FullName;

    public void Dispose()
    {
        FragileMetric.Reading = null;
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("MAE", "MAE")]
    [InlineData("""{"Rolling": {"obj": "MAE", "window_size": 5}}""", """{"Rolling": {"obj": "MAE", "window_size": 5}}""")]
    public async Task MetricsOfOneName_AreRefused(string first, string second)
    {
        await using var service = new ServiceInFolder(null);
        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => service.Client.CreateModelAsync("regression", "\"LinearRegression\"", "m", ["RMSE", first, second]));
        Assert.Equal(RefusalKind.BadRequest, refusal.Kind);
        Assert.Contains("Two of the metrics have the name", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(service.Host.Names);
    }

    [Fact]
    public async Task AModelOfEarlierTimesWithMetricsOfOneName_IsServed()
    {
        await using (var service = new ServiceInFolder(_folder))
        {
            await service.Host.CreateAsync("m", name => Earlier(name, service), null, CancellationToken.None);
            await service.Client.LearnAsync(Learn("m", 1, 3));
        }

        await using var restarted = new ServiceInFolder(_folder);
        using var listener = restarted.Host.MetricEvents.Listen();
        await restarted.Client.LearnAsync(Learn("m", 1, 4));

        var metrics = await restarted.Client.GetMetricsAsync("m");
        Assert.Equal(["MAE", "RMSE"], metrics.Keys);
        Assert.True(metrics["MAE"] > 0);
        Assert.Equal(metrics["MAE"], (await restarted.Client.GetMetricHistoryAsync("m")).Metrics["MAE"][^1]);
        Assert.Equal(2, new ModelGauges(restarted.Host.Entries, 10, (_, _, _) => { }).Measure().Count);
        Assert.True(listener.TryRead(out var told, out _));
        Assert.Equal(2, told.Position);
    }

    [Fact]
    public async Task AMetricThatFails_IsNotANumber_AndNoFailureOfWhoeverLearns()
    {
        await using var service = await StartAsync();
        using var listener = service.Host.MetricEvents.Listen();
        FragileMetric.Reading = () => throw new InvalidOperationException("It cannot tell.");
        var loaded = service.Host.Entries.Single(entry => entry.Name == "m").Loaded;

        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => service.Client.LearnAsync(Learn("m", i, i))));

        Assert.Same(loaded, service.Host.Entries.Single(entry => entry.Name == "m").Loaded);
        var metrics = await service.Client.GetMetricsAsync("m");
        Assert.Equal((double.NaN, true), (metrics["Fragile"], metrics["MAE"] > 0));
        Assert.All((await service.Client.GetMetricHistoryAsync("m")).Metrics["Fragile"], value => Assert.True(double.IsNaN(value)));
        var status = await service.Client.GetStatusAsync("m");
        Assert.Equal(50, status.Position);
        Assert.Contains("It cannot tell.", Assert.Single(status.Faults), StringComparison.Ordinal);

        // What was said before anything was learned is not measured.
        FragileMetric.Reading = null;
        Assert.Equal(49, (await service.Client.GetMetricsAsync("m"))["Fragile"]);
    }

    [Fact]
    public async Task AMetricThatFails_HidesNoOtherFromWhoeverWatchesTheMeter()
    {
        await using var service = await StartAsync();
        await service.Client.CreateModelAsync("regression", "\"LinearRegression\"", "other", ["MAE"]);
        await service.Client.LearnAsync(Learn("m", 1, 1));
        await service.Client.LearnAsync(Learn("other", 1, 1));
        FragileMetric.Reading = () => throw new InvalidOperationException("It cannot tell.");

        var gauges = new ModelGauges(service.Host.Entries, 10, (_, _, _) => { });
        Assert.Equal([("m", "MAE"), ("other", "MAE")], gauges.Measure().Select(seen => ((string)seen.Tags[0].Value!, (string)seen.Tags[1].Value!)));

        FragileMetric.Reading = EndMemory;
        Assert.Equal([("m", "MAE"), ("other", "MAE")], gauges.Measure().Select(seen => ((string)seen.Tags[0].Value!, (string)seen.Tags[1].Value!)));
    }

    [Fact]
    public async Task AMetricThatEndsTheMemoryWhenItIsTold_LosesNoExampleThatWasLearned()
    {
        await using (var service = await StartAsync())
        {
            using var listener = service.Host.MetricEvents.Listen();

            // The first one to read it is the history of the model, which is part of what was learned.
            var reads = 0;
            FragileMetric.Reading = () =>
            {
                if (++reads == 2)
                {
                    EndMemory();
                }
            };
            await service.Client.LearnAsync(Learn("m", 1, 1));
            await service.Client.LearnAsync(Learn("m", 1, 2));
        }

        FragileMetric.Reading = null;
        await using var restarted = new ServiceInFolder(_folder);
        Assert.Equal([1, 2], (await restarted.Client.GetMetricHistoryAsync("m")).Examples);
    }

    private static void EndMemory() => ExceptionDispatchInfo.Throw(new EndOfMemoryException());

    private static ModelState Earlier(string name, ServiceInFolder service) => new(
        name,
        new ServedHeader(Flavor.Regression, ["MAE", "RMSE", "MAE"]),
        Model.FromSpec("\"LinearRegression\""),
        service.Host.Context.Options,
        service.Host.Context.Catalog);

    private async Task<ServiceInFolder> StartAsync()
    {
        var service = new ServiceInFolder(_folder);
        await service.Client.CreateModelAsync("regression", "\"LinearRegression\"", "m", ["FragileMetric", "MAE"]);
        return service;
    }

    private sealed class EndOfMemoryException : OutOfMemoryException;
}
