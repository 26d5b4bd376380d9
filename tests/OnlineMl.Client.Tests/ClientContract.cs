using System.Text.Json;
using OnlineMl.Contracts;

namespace OnlineMl.Client.Tests;

/// <summary>What every <see cref="IOnlineMlClient"/> does, however far away the models are.</summary>
public abstract class ClientContract : IAsyncLifetime
{
    private const string Regression = """["StandardScaler", "LinearRegression"]""";

    protected abstract IOnlineMlClient Client { get; }

    public abstract Task InitializeAsync();

    public abstract Task DisposeAsync();

    [Fact]
    public async Task ServiceInfo_SaysThatTheServiceRuns() =>
        Assert.Equal("running", (await Client.GetServiceInfoAsync()).Status);

    [Fact]
    public async Task Create_ListDescribeDelete()
    {
        Assert.Equal("b", await Client.CreateModelAsync("regression", Regression, "b"));
        Assert.Equal("a", await Client.CreateModelAsync("binary", "\"LogisticRegression\"", "a"));
        var madeUp = await Client.CreateModelAsync("cluster", """{"KMeans": {"n_clusters": 2}}""");

        Assert.Equal(new[] { "a", "b", madeUp }.Order(StringComparer.Ordinal), await Client.GetModelsAsync());
        var description = await Client.DescribeModelAsync("b");
        Assert.Equal(["StandardScaler", "LinearRegression"], description.EnumerateObject().Select(step => step.Name));

        await Client.DeleteModelAsync("b");
        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => Client.DescribeModelAsync("b"));
        Assert.Equal(RefusalKind.ModelNotFound, refusal.Kind);
        Assert.Equal("There is no model named 'b'.", refusal.Message);
    }

    [Fact]
    public async Task LearnPredictLabel_UpdateMetricsAndStats()
    {
        await Client.CreateModelAsync("regression", Regression, "m");
        for (var i = 0; i < 30; i++)
        {
            await Client.LearnAsync("m", Features(("x", i % 7)), (double)(i % 7));
        }

        var answer = await Client.PredictAsync("m", Features(("x", 3), ("colour", "red")));
        Assert.Equal(JsonValueKind.Number, answer.Prediction.ValueKind);
        await Client.LabelAsync("m", answer.Identifier!, 3.0);
        await Assert.ThrowsAsync<OnlineMlException>(() => Client.LabelAsync("m", answer.Identifier!, 3.0));

        var metrics = await Client.GetMetricsAsync("m");
        Assert.Equal(["MAE", "RMSE", "SMAPE"], metrics.Keys);
        Assert.InRange(metrics["MAE"], 0.01, 6);
        var stats = await Client.GetStatsAsync("m");
        Assert.Equal(31, stats.Learn.Calls);
        Assert.Equal(1, stats.Predict.Calls);
        Assert.True(stats.Learn.MeanDuration > 0);
    }

    [Fact]
    public async Task Download_ThenImport_ContinuesTheModel()
    {
        await Client.CreateModelAsync("regression", Regression, "m");
        for (var i = 0; i < 10; i++)
        {
            await Client.LearnAsync("m", Features(("x", i)), i);
        }

        using var file = new MemoryStream();
        await Client.DownloadModelAsync("m", file);
        file.Position = 0;
        await Client.ImportModelAsync("regression", file, "copy");

        var first = await Client.PredictAsync("m", Features(("x", 4)));
        var second = await Client.PredictAsync("copy", Features(("x", 4)));
        Assert.Equal(first.Prediction.GetRawText(), second.Prediction.GetRawText());
    }

    [Fact]
    public async Task Streams_DeliverEveryEventInOrder()
    {
        await Client.CreateModelAsync("regression", Regression, "m");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await using var events = Client.StreamEventsAsync(cancellationToken: limit.Token).GetAsyncEnumerator(limit.Token);
        await using var metrics = Client.StreamMetricsAsync(cancellationToken: limit.Token).GetAsyncEnumerator(limit.Token);
        var nextEvent = events.MoveNextAsync().AsTask();
        var nextMetrics = metrics.MoveNextAsync().AsTask();
        while (!nextEvent.IsCompleted || !nextMetrics.IsCompleted)
        {
            // Over HTTP a listener is there once its request has arrived, so the first learns may come before it.
            await Client.LearnAsync("m", Features(("x", -1)), 5.0, limit.Token);
        }

        for (var i = 0; i < 20; i++)
        {
            await Client.LearnAsync("m", Features(("x", i)), 5.0, limit.Token);
        }

        Assert.True(await nextMetrics);
        Assert.Contains("MAE", metrics.Current.Metrics.Keys);
        Assert.True(await nextEvent);
        var seen = new List<int>();
        while (seen.Count < 20)
        {
            Assert.Equal("learn", events.Current.Kind);
            var x = events.Current.Features.GetProperty("x").GetInt32();
            if (x >= 0)
            {
                seen.Add(x);
            }

            if (seen.Count < 20)
            {
                Assert.True(await events.MoveNextAsync());
            }
        }

        Assert.Equal(Enumerable.Range(0, 20), seen);
    }

    [Theory]
    [InlineData("magic", "\"LinearRegression\"", "magic")]
    [InlineData("regression", "\"LinearRegresion\"", "LinearRegression")]
    [InlineData("regression", "\"LogisticRegression\"", "does not fit")]
    [InlineData("regression", "{", "JSON")]
    public async Task Create_OfAWrongModel_SaysWhatIsWrong(string flavor, string spec, string reason)
    {
        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => Client.CreateModelAsync(flavor, spec));
        Assert.Equal(RefusalKind.BadRequest, refusal.Kind);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, object?> Features(params (string Name, object Value)[] features) =>
        features.ToDictionary(feature => feature.Name, feature => (object?)feature.Value, StringComparer.Ordinal);
}
