using System.Buffers;
using System.Net;
using System.Text.Json;
using OnlineMl.Contracts;
using OnlineMl.Serving;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Redis.Tests;

/// <summary>Three servers that have the same models: what one does, the others have, too.</summary>
public sealed class ServersTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private readonly string _prefix = $"{Guid.NewGuid():N}:";
    private readonly List<WebServer> _servers = [];

    private static CancellationToken Limit => new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    public async Task InitializeAsync()
    {
        for (var i = 0; i < 3; i++)
        {
            _servers.Add(await WebServer.StartAsync(server.Process.Address, _prefix));
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var web in _servers)
        {
            await web.DisposeAsync();
        }
    }

    [Fact]
    public async Task AModelIsCreatedReplacedAndDeletedForAll()
    {
        await _servers[0].Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        Assert.Equal(HttpStatusCode.Created, (await _servers[1].PostAsync("api/learn", WebServer.Learn(1))).StatusCode);
        Assert.Equal(["m"], await _servers[2].Client.GetModelsAsync());
        var twice = await Assert.ThrowsAsync<OnlineMlException>(() => _servers[2].Client.CreateModelAsync("regression", "\"LinearRegression\"", "m"));
        Assert.Equal(RefusalKind.AlreadyExists, twice.Kind);

        await _servers[2].Client.DeleteModelAsync("m");
        foreach (var web in _servers)
        {
            Assert.Equal(RefusalKind.ModelNotFound, (await Assert.ThrowsAsync<OnlineMlException>(() => web.Client.GetStatusAsync("m"))).Kind);
        }

        await _servers[1].Client.CreateModelAsync("regression", """["StandardScaler", "LinearRegression"]""", "m", ["RMSE"], new ModelOptions(MaxMadeFeatures: 77));
        foreach (var web in _servers)
        {
            Assert.Contains("StandardScaler", (await web.Client.DescribeModelAsync("m")).GetRawText(), StringComparison.Ordinal);
            Assert.Equal(["RMSE"], (await web.Client.GetMetricsAsync("m")).Keys);
            Assert.Equal(77, (await web.Client.GetStatusAsync("m")).Options!.MaxMadeFeatures);
        }
    }

    [Fact]
    public async Task WhatOneServerAcknowledged_ItHasAtOnce_AndTheOthersShowItWithItsPosition()
    {
        await _servers[0].Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        for (var i = 0; i < 30; i++)
        {
            var web = _servers[i % 3];
            Assert.Equal(HttpStatusCode.Created, (await web.PostAsync("api/learn", WebServer.Learn(i % 5))).StatusCode);
            Assert.Equal(i + 1, await web.Host.ReadAsync("m", (_, loaded) => loaded.State.Position, Limit));
            var other = _servers[(i + 1) % 3];
            Assert.Equal(await DownloadAsync(web), await DownloadAsync(other));
            Assert.Equal(i + 1, (await other.Client.GetStatusAsync("m")).Position);
            Assert.Equal((i + 1, i + 1), ((await other.Client.GetReportAsync("m")).Position, (await other.Client.GetReportAsync("m")).Examples));
            Assert.Equal(i + 1, (await _servers[(i + 2) % 3].Client.GetMetricHistoryAsync("m")).Position);
            var (status, _, position) = await _servers[(i + 2) % 3].GetWithPositionAsync("api/metrics?model=m");
            Assert.Equal((HttpStatusCode.OK, $"{i + 1}"), (status, position));
        }

        var hashes = await Task.WhenAll(_servers.Select(web => web.Host.ReadStateHashAsync("m", Limit)));
        Assert.All(hashes, hash => Assert.Equal(hashes[0], hash));
    }

    [Fact]
    public async Task AnswersToCallsSayOfWhichEventTheyAre()
    {
        await _servers[0].Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        Assert.Equal("1", WebServer.PositionOf(await _servers[0].PostAsync("api/learn", WebServer.Learn(1), "k")));
        Assert.Equal("2", WebServer.PositionOf(await _servers[1].PostAsync("api/learn", WebServer.Learn(2))));
        var predicted = await _servers[2].PostAsync("api/predict", WebServer.Predict(3));
        Assert.Equal("3", WebServer.PositionOf(predicted));
        var identifier = JsonElement.Parse(await predicted.Content.ReadAsStringAsync()).GetProperty("identifier").GetString();
        Assert.Equal("4", WebServer.PositionOf(await _servers[0].PostAsync("api/label", $$"""{"model": "m", "identifier": "{{identifier}}", "label": 6}""")));

        // The first answer to a repeated call stands, as of what the server has by now.
        Assert.Equal("4", WebServer.PositionOf(await _servers[0].PostAsync("api/learn", WebServer.Learn(1), "k")));
        foreach (var path in (string[])["api/metrics?model=m", "api/metrics/history?model=m", "api/metrics/report?model=m", "api/model/m/status"])
        {
            Assert.StartsWith("4", (await _servers[1].GetWithPositionAsync(path)).Position, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task AModelThatOneServerReplaces_IsReplacedAtTheSameEventOnAll()
    {
        await _servers[0].Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        for (var i = 0; i < 9; i++)
        {
            Assert.Equal(HttpStatusCode.Created, (await _servers[i % 3].PostAsync("api/learn", WebServer.Learn(i))).StatusCode);
        }

        var waiting = await _servers[0].Client.PredictAsync(new PredictRequest("m", WebServer.Features(3)));
        await _servers[1].Client.ReplaceModelAsync("m", """["StandardScaler", "PARegressor"]""");
        await _servers[2].Client.LabelAsync(new LabelRequest("m", JsonValues.Value(6), waiting.Identifier!));

        foreach (var web in _servers)
        {
            Assert.Contains("PARegressor", (await web.Client.DescribeModelAsync("m")).GetRawText(), StringComparison.Ordinal);
            Assert.Equal([9L], (await web.Client.GetMetricHistoryAsync("m")).Replacements.Select(mark => mark.Examples));
        }

        var hashes = await Task.WhenAll(_servers.Select(web => web.Host.ReadStateHashAsync("m", Limit)));
        Assert.All(hashes, hash => Assert.Equal((12L, hashes[0].Hash), hash));
    }

    [Fact]
    public async Task ALabelFindsThePredictionOfAnyServer()
    {
        await _servers[0].Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        for (var i = 0; i < 12; i++)
        {
            var predicted = await _servers[i % 3].Client.PredictAsync(new PredictRequest("m", WebServer.Features(i)));
            await _servers[(i + 1) % 3].Client.LabelAsync(new LabelRequest("m", JsonValues.Value(2 * i), predicted.Identifier!));
        }

        var status = await _servers[0].Client.GetStatusAsync("m");
        Assert.Equal((24, 12, 0), (status.Position, status.Labels.Labelled, status.Waiting));
    }

    [Fact]
    public async Task ListenersOnAllServersHearWhatAnyDoes_AndComeBackToAnyOther()
    {
        await _servers[0].Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        var heard = _servers.Select(web => ListenAsync(web, null)).ToArray();
        await Task.WhenAll(heard.Select(one => one.Begun));
        for (var i = 0; i < 9; i++)
        {
            Assert.Equal(HttpStatusCode.Created, (await _servers[i % 3].PostAsync("api/learn", WebServer.Learn(i))).StatusCode);
        }

        var first = await heard[0].Events.ReadAsync(9, Limit);
        Assert.Equal(9, first.Select(happened => happened.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Enumerable.Range(0, 9), first.Select(happened => (int)happened.Features.GetProperty("x").GetDouble()));
        Assert.All(first, happened => Assert.Equal(0, happened.Missed));
        Assert.Equal(first.Select(happened => happened.Id), (await heard[1].Events.ReadAsync(9, Limit)).Select(happened => happened.Id));
        Assert.Equal(first.Select(happened => happened.Id), (await heard[2].Events.ReadAsync(9, Limit)).Select(happened => happened.Id));

        foreach (var web in _servers)
        {
            var resumed = await ListenAsync(web, first[3].Id).Events.ReadAsync(5, Limit);
            Assert.Equal(first.Skip(4).Select(happened => (happened.Id, 0L)), resumed.Select(happened => (happened.Id, happened.Missed ?? -1)));
        }
    }

    [Fact]
    public async Task AnEventWhoseServerDiedBeforeItTold_IsToldByAnother_AndEachIsToldOnce()
    {
        await _servers[0].Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        var heard = ListenAsync(_servers[2], null);
        await heard.Begun;
        using var metrics = _servers[2].Host.MetricEvents.Listen(new StreamRequest("m"));
        await metrics.Announced;
        await UntilAsync(() => _servers.TrueForAll(web => web.Host.MetricEvents.IsActive));
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(HttpStatusCode.Created, (await _servers[i % 3].PostAsync("api/learn", WebServer.Learn(i))).StatusCode);
        }

        // A server that appends and is gone then.
        await using (var store = new RedisModelStore(server.Process.Address, new RedisModelStoreOptions { Prefix = _prefix, Durability = Durability.OperatingSystem }))
        {
            var log = (await store.OpenAsync("m", Limit))!;
            await log.FollowAsync(log.Position, new Nobody(), Limit);
            var record = new ArrayBufferWriter<byte>();
            EventRecord.Write(
                record, EventKind.Learn, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), new ModelCall { Model = "m", Features = """{"x":77}"""u8, GroundTruth = "154"u8 });
            log.Append(record.WrittenSpan, null);
            await log.DisposeAsync();
        }

        // What was told already, and is told a second time after the same wait, would be in front of it.
        var told = await heard.Events.ReadAsync(7, Limit);
        Assert.Equal([0, 1, 2, 3, 4, 5, 77], told.Select(happened => (int)happened.Features.GetProperty("x").GetDouble()).Order());
        Assert.Equal(HttpStatusCode.Created, (await _servers[0].PostAsync("api/learn", WebServer.Learn(8))).StatusCode);
        Assert.Equal(8, (await heard.Events.ReadAsync(1, Limit))[0].Features.GetProperty("x").GetDouble());
        for (var i = 0; i < 8; i++)
        {
            Assert.True(await metrics.WaitAsync(Limit) && metrics.TryRead(out _, out var missed) && missed == 0);
        }

        Assert.False(metrics.TryRead(out _, out _));
    }

    [Fact]
    public async Task AServerThatHasNotTheModelInMemory_TellsItsMetricsOnAll()
    {
        await _servers[0].Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        using var listener = _servers[2].Host.MetricEvents.Listen(new StreamRequest("m"));
        await listener.Announced;
        await UntilAsync(() => _servers[0].Host.MetricEvents.IsActive);
        await _servers[0].Client.LearnAsync(new LearnRequest("m", WebServer.Features(3), JsonValues.Value(6)));
        Assert.True(await listener.WaitAsync(Limit));
        Assert.True(listener.TryRead(out var published, out _));
        Assert.Equal("m", published.Model);
        Assert.True(JsonElement.Parse(published.Data.Span).TryGetProperty("MAE", out _));
        Assert.Equal(0, _servers[2].Host.LoadedModels);
    }

    private static async Task<byte[]> DownloadAsync(WebServer web)
    {
        using var file = new MemoryStream();
        await web.Client.DownloadModelAsync("m", file);
        return file.ToArray();
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            await Task.Delay(5, limit.Token);
        }
    }

    private (EventReader Events, Task Begun) ListenAsync(WebServer web, string? lastEventId)
    {
        var events = web.Client.StreamEventsAsync(new StreamRequest("m", lastEventId), Limit).GetAsyncEnumerator();
        var next = events.MoveNextAsync().AsTask();
        return (new EventReader(events, next), UntilAsync(() => _servers.TrueForAll(other => other.Host.Events.IsActive) && web.Host.Events.IsActiveHere));
    }

    /// <summary>Makes nothing of events.</summary>
    private sealed class Nobody : IEventSink
    {
        public void Apply(ReadOnlySpan<StoredEvent> events)
        {
        }

        public void Fail(object? pending, StorageException reason)
        {
        }
    }

    private sealed class EventReader(IAsyncEnumerator<ModelEvent> events, Task<bool> next)
    {
        private Task<bool> _next = next;

        public async Task<List<ModelEvent>> ReadAsync(int count, CancellationToken cancellationToken)
        {
            var read = new List<ModelEvent>();
            while (read.Count < count && await _next.WaitAsync(cancellationToken))
            {
                read.Add(events.Current);
                _next = events.MoveNextAsync().AsTask();
            }

            return read;
        }
    }
}
