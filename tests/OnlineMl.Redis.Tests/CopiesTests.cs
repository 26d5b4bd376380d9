using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.Contracts;
using OnlineMl.Serving;
using OnlineMl.Serving.Hosting;

namespace OnlineMl.Redis.Tests;

/// <summary>Predictions that copies of a model remember for their labels, beside the log.</summary>
public sealed class CopiesTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private readonly string _prefix = $"{Guid.NewGuid():N}:";
    private readonly List<WebServer> _servers = [];
    private readonly OneOwner _ofOwner = new();

    private static CancellationToken Limit => new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    public Task InitializeAsync() => StartAsync();

    public async Task DisposeAsync()
    {
        foreach (var web in _servers)
        {
            await web.DisposeAsync();
        }
    }

    [Fact]
    public async Task APredictionOfACopyIsNoEvent_AndIsLabelledAnywhereAsOne()
    {
        await using var single = await WebServer.StartAsync(server.Process.Address, $"{Guid.NewGuid():N}:");
        await single.Client.CreateModelAsync("regression", """["StandardScaler", "LinearRegression"]""", "m");
        await _servers[0].Client.CreateModelAsync("regression", """["StandardScaler", "LinearRegression"]""", "m");
        for (var i = 0; i < 12; i++)
        {
            var copy = _servers[1 + (i % 2)];
            await copy.Client.GetMetricsAsync("m");
            var alone = await single.Client.PredictAsync(new PredictRequest("m", WebServer.Features(i)));
            var predicted = await copy.Client.PredictAsync(new PredictRequest("m", WebServer.Features(i)));
            Assert.NotNull(predicted.Identifier);
            Assert.Equal(alone.Prediction.GetRawText(), predicted.Prediction.GetRawText());

            await single.Client.LabelAsync(new LabelRequest("m", JsonValues.Value(3 * i), alone.Identifier!));
            await _servers[i % 3].Client.LabelAsync(new LabelRequest("m", JsonValues.Value(3 * i), predicted.Identifier!));
        }

        var status = await _servers[0].Client.GetStatusAsync("m");
        Assert.Equal((12, 12, 0), (status.Position, status.Labels.Labelled, status.Waiting));
        Assert.Equal(await single.Client.GetMetricsAsync("m"), await _servers[0].Client.GetMetricsAsync("m"));
        Assert.Equal(
            (await single.Client.PredictAsync(new PredictRequest("m", WebServer.Features(7)))).Prediction.GetRawText(),
            (await _servers[0].Client.PredictAsync(new PredictRequest("m", WebServer.Features(7)))).Prediction.GetRawText());

        // The fold is the same on all, also on one that reads the whole log.
        await using var late = await WebServer.StartAsync(server.Process.Address, _prefix);
        var hashes = await Task.WhenAll(_servers.Append(late).Select(web => web.Host.ReadStateHashAsync("m", Limit)));
        Assert.All(hashes, hash => Assert.Equal(hashes[0], hash));
        Assert.Empty(PredictionKeys());
    }

    [Fact]
    public async Task ALabelCountsOnce_WhicheverServersGetIt()
    {
        await _servers[0].Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        var predicted = await _servers[1].Client.PredictAsync(new PredictRequest("m", WebServer.Features(1)));
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => _servers[i % 3].PostAsync("api/label", Label(predicted.Identifier!))));
        Assert.Equal(HttpStatusCode.OK, Assert.Single(answers, answer => answer.IsSuccessStatusCode).StatusCode);
        var refused = await Assert.ThrowsAsync<OnlineMlException>(() => _servers[2].Client.LabelAsync(new LabelRequest("m", JsonValues.Value(2), predicted.Identifier!)));
        Assert.Contains("labelled or learned already", refused.Message, StringComparison.Ordinal);
        var status = await _servers[1].Client.GetStatusAsync("m");
        Assert.Equal(1, status.Labels.Labelled);

        // A label that is repeated with its key is the same label.
        var another = await _servers[1].Client.PredictAsync(new PredictRequest("m", WebServer.Features(2), Identifier: "mine"));
        Assert.Equal("mine", another.Identifier);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await _servers[i].PostAsync("api/label", Label("mine"), "key")).StatusCode);
        }

        Assert.Equal(2, (await _servers[2].Client.GetStatusAsync("m")).Labels.Labelled);
    }

    [Fact]
    public async Task WhoLearnsByTheIdentifierAlone_LearnsWhatACopyPredicted()
    {
        await _servers[0].Client.CreateModelAsync("multiclass", "\"GaussianNB\"", "c");
        await _servers[0].Client.LearnAsync(new LearnRequest("c", WebServer.Features(1), JsonValues.Value("low")));
        await _servers[0].Client.LearnAsync(new LearnRequest("c", WebServer.Features(9), JsonValues.Value("high")));
        await _servers[2].Client.GetMetricsAsync("c");
        var predicted = await _servers[2].Client.PredictAsync(new PredictRequest("c", WebServer.Features(8), Time: DateTimeOffset.UnixEpoch));
        await _servers[1].Client.LearnAsync(new LearnRequest("c", default, JsonValues.Value("high"), Identifier: predicted.Identifier));
        var report = await _servers[0].Client.GetReportAsync("c");
        Assert.Equal((3, 3), (report.Examples, report.Position));
        var hashes = await Task.WhenAll(_servers.Select(web => web.Host.ReadStateHashAsync("c", Limit)));
        Assert.All(hashes, hash => Assert.Equal(hashes[0], hash));
    }

    [Fact]
    public async Task WhatCopiesRememberIsBounded_AndEnds()
    {
        foreach (var web in _servers)
        {
            await web.DisposeAsync();
        }

        _servers.Clear();
        await StartAsync(options => (options.RememberedPredictions, options.RememberFor) = (3, TimeSpan.FromHours(1)));
        await _servers[0].Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        for (var i = 0; i < 5; i++)
        {
            await _servers[1].Client.PredictAsync(new PredictRequest("m", WebServer.Features(i), Identifier: $"p{i}"));
        }

        await _servers[1].Client.PredictAsync(new PredictRequest("m", WebServer.Features(7), Identifier: "p4"));
        var keys = PredictionKeys();
        Assert.Equal(["p2", "p3", "p4"], keys.Select(key => key[^2..]).Order(StringComparer.Ordinal));
        Assert.All(keys, key => Assert.InRange(int.Parse(server.Process.Send($"PTTL {key}")[1..], CultureInfo.InvariantCulture), 1, (int)TimeSpan.FromHours(1).TotalMilliseconds));
        await Assert.ThrowsAsync<OnlineMlException>(() => _servers[2].Client.LabelAsync(new LabelRequest("m", JsonValues.Value(1), "p1")));
        await _servers[2].Client.LabelAsync(new LabelRequest("m", JsonValues.Value(14), "p4"));
        Assert.Equal(2, PredictionKeys().Count);

        // What was remembered for a model is nothing to another one of its name.
        await _servers[0].Client.DeleteModelAsync("m");
        await _servers[0].Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        await Assert.ThrowsAsync<OnlineMlException>(() => _servers[2].Client.LabelAsync(new LabelRequest("m", JsonValues.Value(1), "p3")));
    }

    [Fact]
    public async Task ACopyPredictsByTheModelThatTookThePlaceOfTheFirst()
    {
        await _servers[0].Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        await _servers[1].Client.PredictAsync(new PredictRequest("m", WebServer.Features(1)));
        using var file = new MemoryStream();
        await _servers[0].Client.CreateModelAsync("regression", "\"LinearRegression\"", "taught");
        for (var i = 0; i < 50; i++)
        {
            await _servers[0].Client.LearnAsync(new LearnRequest("taught", WebServer.Features(1), JsonValues.Value(5)));
        }

        await _servers[0].Client.DownloadModelAsync("taught", file);
        file.Position = 0;
        await _servers[0].Client.ReplaceModelAsync("m", file);
        await _servers[1].Client.GetMetricsAsync("m");
        var predicted = await _servers[1].Client.PredictAsync(new PredictRequest("m", WebServer.Features(1)));
        Assert.NotNull(predicted.Identifier);
        Assert.True(predicted.Prediction.GetDouble() > 1, predicted.Prediction.GetRawText());
    }

    [Fact]
    public async Task AnIdentifierThatTheModelKnows_IsTheOwnersToPredict()
    {
        await _servers[0].Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        await _servers[0].Client.PredictAsync(new PredictRequest("m", WebServer.Features(1), Identifier: "p"));
        await _servers[1].Client.GetMetricsAsync("m");
        await _servers[1].Client.PredictAsync(new PredictRequest("m", WebServer.Features(2), Identifier: "p"));
        Assert.Equal((2, 1), ((await _servers[0].Client.GetStatusAsync("m")).Position, (await _servers[0].Client.GetStatusAsync("m")).Waiting));
        Assert.Empty(PredictionKeys());
    }

    [Fact]
    public async Task WhoLearnedThroughAServer_IsNotAnsweredByItsOlderCopy()
    {
        await _servers[0].Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        var copy = _servers[1];
        await copy.Client.PredictAsync(new PredictRequest("m", WebServer.Features(1)));
        var access = copy.Host.Entries.Single(entry => entry.Name == "m").Loaded!.Access;
        using var isOver = new ManualResetEventSlim();
        var reading = access.RunFirstAsync(() =>
        {
            isOver.Wait();
            return true;
        });
        try
        {
            await copy.Client.LearnAsync(new LearnRequest("m", WebServer.Features(1), JsonValues.Value(5)), Limit);
            var predicted = await copy.Client.PredictAsync(new PredictRequest("m", WebServer.Features(1)), Limit);
            Assert.True(predicted.Prediction.GetDouble() > 0, predicted.Prediction.GetRawText());
        }
        finally
        {
            isOver.Set();
            await reading;
        }
    }

    private static string Label(string identifier) => $$"""{"model": "m", "identifier": "{{identifier}}", "label": 2}""";

    private async Task StartAsync(Action<OnlineMlCallOptions>? configure = null)
    {
        _servers.Add(await Start(_ofOwner));
        _servers.Add(await Start(new OneOwner { Owner = _servers[0].Host }));
        _servers.Add(await Start(new OneOwner { Owner = _servers[0].Host }));

        Task<WebServer> Start(OneOwner router) => WebServer.StartAsync(server.Process.Address, _prefix, onlineMl =>
        {
            onlineMl.Services.AddSingleton<IModelRouter>(router);
            onlineMl.Configure(configure ?? (_ => { }));
        });
    }

    private List<string> PredictionKeys() => [.. server.Process.SendForAll($"KEYS {_prefix}*:prediction:*").Split("\r\n").Where(line => line.Contains(":prediction:", StringComparison.Ordinal))];
}
