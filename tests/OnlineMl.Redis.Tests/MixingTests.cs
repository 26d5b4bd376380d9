using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.Contracts;
using OnlineMl.Redis.Storage;
using OnlineMl.Serving;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Mixing;

namespace OnlineMl.Redis.Tests;

/// <summary>A model that is learned in shares: each acknowledged example is in it once, whichever server took it and whatever became of that one.</summary>
/// <remarks>No server owns anything here, so that all merge at the same time and write to all shares.</remarks>
public sealed class MixingTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private const string Bayes = "\"GaussianNB\"";

    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(120);

    private readonly string _prefix = $"{Guid.NewGuid():N}:";
    private readonly List<WebServer> _servers = [];

    private static CancellationToken Limit => new CancellationTokenSource(MaxWait).Token;

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
    public async Task EachExampleCountsOnce_AlsoWhereServersEndMeanwhile_AndTheModelIsWhatOneFoldLearns()
    {
        Assert.Equal(HttpStatusCode.Created, (await _servers[0].PostAsync("api/model/multiclass/m?mixing=3&mixingEvery=100ms", Bayes)).StatusCode);
        await _servers[0].Client.CreateModelAsync("multiclass", Bayes, "alone");
        for (var i = 0; i < 240; i++)
        {
            var request = new LearnRequest("m", Features(i), ClassOf(i), IdempotencyKey: $"k{i}");
            await PatientCalls.TryAsync(() => _servers[i % 3].Client.LearnAsync(request));
            if (i % 5 == 0)
            {
                // The same call at another server is a repetition.
                await PatientCalls.TryAsync(() => _servers[(i + 1) % 3].Client.LearnAsync(request));
            }

            await PatientCalls.TryAsync(() => _servers[2].Client.LearnAsync(request with { Model = "alone" }));
            if (i % 60 == 40)
            {
                await _servers[i / 60 % 2].DisposeAsync();
                _servers[i / 60 % 2] = await WebServer.StartAsync(server.Process.Address, _prefix);
            }
        }

        await WaitForAsync("m", 240);

        using var merged = new MemoryStream();
        using var alone = new MemoryStream();
        await _servers[1].Client.DownloadModelAsync("m", merged);
        await _servers[1].Client.DownloadModelAsync("alone", alone);
        merged.Position = alone.Position = 0;
        var (several, one) = (Model.Load(merged), Model.Load(alone));
        for (var i = 0; i < 40; i++)
        {
            var x = new Features.FeatureVector { ["x"] = i / 4.0, ["y"] = i % 3 };
            foreach (var (label, probability) in one.Predict(x).Probabilities)
            {
                Assert.Equal(probability, several.Predict(x).Probabilities[label], 1e-9);
            }
        }

        var status = await _servers[2].Client.GetStatusAsync("m");
        Assert.Equal(3, status.Mixing!.Positions.Count);
        Assert.Equal(TimeSpan.FromMilliseconds(100), status.Mixing.Every);

        // What a share was asked before it knew a class is not measured.
        Assert.InRange((await _servers[0].Client.GetReportAsync("m")).Confusion!.Counts.Sum(row => row.Sum()), 237, 240);
        Assert.Equal(["alone", "m"], await _servers[1].Client.GetModelsAsync());
        await AssertSameAsync("m");
    }

    [Fact]
    public async Task APredictionIsLabelledByAnyServer_AndAKeyIsGoodOnAll()
    {
        await CreateAsync("m", Bayes, "multiclass");
        await PatientCalls.TryAsync(() => _servers[0].Client.LearnAsync(new LearnRequest("m", Features(1), ClassOf(1))));
        for (var i = 0; i < 12; i++)
        {
            var request = new PredictRequest("m", Features(i), IdempotencyKey: $"p{i}");
            var predicted = await _servers[i % 3].Client.PredictAsync(request);
            Assert.Equal(predicted.Identifier, (await _servers[(i + 1) % 3].Client.PredictAsync(request)).Identifier);
            var label = new LabelRequest("m", ClassOf(i), predicted.Identifier!, $"l{i}");
            await PatientCalls.TryAsync(() => _servers[(i + 1) % 3].Client.LabelAsync(label));
            await PatientCalls.TryAsync(() => _servers[(i + 2) % 3].Client.LabelAsync(label));
            await Assert.ThrowsAsync<OnlineMlException>(() => _servers[i % 3].Client.LabelAsync(label with { IdempotencyKey = "another" }));
        }

        await WaitForAsync("m", 13);
        await AssertSameAsync("m");
    }

    [Fact]
    public async Task AMergeThatComesTwiceOrLate_CountsOnce()
    {
        await CreateAsync("m", """["StandardScaler", "LinearRegression"]""", "regression", TimeSpan.FromHours(1));
        var shares = Enumerable.Range(0, 3).Select(share => ModelNames.OfShare("m", share, 3)).ToArray();
        for (var i = 0; i < 30; i++)
        {
            await PatientCalls.TryAsync(() => _servers[i % 3].Client.LearnAsync(new LearnRequest("m", WebServer.Features(i), JsonValues.Value(2 * i), IdempotencyKey: $"a{i}")));
        }

        // One server cuts the shares and dies; examples go on coming; two others cut and merge at the same time.
        await StepAsync(_servers[0], shares, new MixingStep("", new MixingRound(1, []), [], IsForced: true));
        for (var i = 30; i < 60; i++)
        {
            await PatientCalls.TryAsync(() => _servers[i % 3].Client.LearnAsync(new LearnRequest("m", WebServer.Features(i % 30), JsonValues.Value(2 * i), IdempotencyKey: $"a{i}")));
        }

        var cuts = await Task.WhenAll(_servers.Select(web => StepAsync(web, shares, new MixingStep("", new MixingRound(1, []), [], IsForced: true))));
        Assert.All(cuts, cut => Assert.Equal(cuts[0].Select(share => share.CutAt), cut.Select(share => share.CutAt)));
        await Task.WhenAll(_servers.Select(web => web.Host.Mixing.MixAsync("m", Limit)));

        // Whoever begins when another is done with that round does the next one.
        var reached = (await _servers[2].Client.GetStatusAsync("m")).Mixing!.Round;
        Assert.Equal(reached == 1 ? 30 : 60, (await _servers[1].Client.GetReportAsync("m")).Examples);
        foreach (var round in new[] { 1, 2, 3 })
        {
            await _servers[round - 1].Host.Mixing.MixAsync("m", Limit);
        }

        Assert.Equal(60, (await _servers[0].Client.GetReportAsync("m")).Examples);
        await AssertSameAsync("m");
        foreach (var share in shares)
        {
            await AssertSameAsync(share);
        }
    }

    [Fact]
    public async Task AMergeOfADeletedModel_IsNotTakenByTheNextOfItsName()
    {
        var merged = await CreateAndCutAsync();
        await _servers[0].Client.DeleteModelAsync("m");
        var cut = await CreateAndCutAsync();

        var late = await StepAsync(_servers[1], ["m~3.0"], new MixingStep(merged.Id, new MixingRound(1, [1, 1, 1]), merged.Cut, IsForced: true));

        Assert.NotEqual(merged.Id, cut.Id);
        Assert.Equal((cut.Id, 0), (Assert.Single(late).Id, late[0].Round));

        async Task<MixingAnswer> CreateAndCutAsync()
        {
            await CreateAsync("m", """["StandardScaler", "LinearRegression"]""", "regression", TimeSpan.FromHours(1));
            for (var i = 0; i < 9; i++)
            {
                await PatientCalls.TryAsync(() => _servers[i % 3].Client.LearnAsync(new LearnRequest("m", WebServer.Features(i), JsonValues.Value(2 * i))));
            }

            return (await StepAsync(_servers[0], ["m~3.0"], new MixingStep("", new MixingRound(1, []), [], IsForced: true)))[0];
        }
    }

    [Fact]
    public async Task AModelIsDeletedWithItsShares_AndANewOneBeginsAnew()
    {
        await CreateAsync("m", Bayes, "multiclass");
        await PatientCalls.TryAsync(() => _servers[1].Client.LearnAsync(new LearnRequest("m", Features(1), ClassOf(1), IdempotencyKey: "k")));
        await WaitForAsync("m", 1);
        await _servers[2].Client.DeleteModelAsync("m");
        Assert.Empty(await _servers[0].Client.GetModelsAsync());

        // A server that was reading a share takes back the mark of its replay a moment later.
        var limit = Limit;
        while (server.Process.SendForAll($"KEYS {_prefix}*").Contains("m~3", StringComparison.Ordinal))
        {
            await Task.Delay(20, limit);
        }

        await CreateAsync("m", Bayes, "multiclass");
        await PatientCalls.TryAsync(() => _servers[0].Client.LearnAsync(new LearnRequest("m", Features(2), ClassOf(2), IdempotencyKey: "k")));
        await WaitForAsync("m", 1);
    }

    [Fact]
    public async Task AModelWhoseLogWentBack_IsToldByItsSharesWhatWasMerged()
    {
        await CreateAsync("m", Bayes, "multiclass", TimeSpan.FromHours(1));
        await LearnAndMixAsync(from: 0, to: 10);
        var kept = Keep("m");
        await LearnAndMixAsync(from: 10, to: 15);
        await LearnAndMixAsync(from: 15, to: 20);

        await RestartAsync(() => Restore("m", kept));
        Assert.Equal(1, (await _servers[1].Client.GetStatusAsync("m")).Mixing!.Round);
        Assert.Equal(10, (await _servers[1].Client.GetReportAsync("m")).Examples);
        await _servers[2].Host.Mixing.MixAsync("m", Limit);
        Assert.Equal(3, (await _servers[1].Client.GetStatusAsync("m")).Mixing!.Round);

        await LearnAndMixAsync(from: 20, to: 23);
        Assert.Equal(23, (await _servers[0].Client.GetReportAsync("m")).Examples);
        await AssertSameAsync("m");
    }

    [Fact]
    public async Task AShareWhoseLogWentBehindItsCut_GoesOnFromTheModel_AndIsNamed()
    {
        await CreateAsync("m", Bayes, "multiclass", TimeSpan.FromHours(1));
        await LearnAndMixAsync(from: 0, to: 10);
        var share = ModelNames.OfShare("m", 1, 3);
        var kept = Keep(share);
        await LearnAndMixAsync(from: 10, to: 20);

        await RestartAsync(() => Restore(share, kept));
        await _servers[0].Host.Mixing.MixAsync("m", Limit);
        Assert.Equal(
            "The log of the share 'm~3.1' has lost what was merged of it; the share goes on from round 2, and what it took since the loss is not in the model.",
            Assert.Single((await _servers[0].Client.GetStatusAsync("m")).Faults));
        await LearnAndMixAsync(from: 20, to: 30);
        await AssertSameAsync("m");
        await AssertSameAsync(share);
    }

    [Fact]
    public async Task SharesThatCannotBeMerged_AreAFaultInTheStatus_UntilTheyCan()
    {
        await CreateAsync("m", Bayes, "multiclass");
        await PatientCalls.TryAsync(() => _servers[0].Client.LearnAsync(new LearnRequest("m", Features(1), ClassOf(1), IdempotencyKey: "k")));
        await WaitForAsync("m", 1);
        Assert.Empty((await _servers[0].Client.GetStatusAsync("m")).Faults);

        var meta = $"{_prefix}{{m~3.1}}:meta";
        server.Process.SendForAll($"HSET {meta} version 99");
        await _servers[0].DisposeAsync();
        _servers[0] = await WebServer.StartAsync(server.Process.Address, _prefix);
        await WaitForFaultsAsync(faults => faults.Any(fault => fault.Contains("The shares are not merged now", StringComparison.Ordinal) && fault.Contains("newer version", StringComparison.Ordinal)));
        server.Process.SendForAll($"HSET {meta} version {RedisFormat.Version}");
        await WaitForFaultsAsync(faults => faults.Count == 0);
    }

    [Fact]
    public async Task WhatCannotBeMerged_IsRefusedWithTheReason()
    {
        await RefusedAsync("\"HoeffdingTreeRegressor\"", "mixing=3", "because of HoeffdingTreeRegressor");
        await RefusedAsync("\"LinearRegression\"", "mixing=1", "2 to 64");
        await RefusedAsync("\"LinearRegression\"", "mixing=3&mixingEvery=1x", "mixingEvery");
        var rolling = await Assert.ThrowsAsync<OnlineMlException>(() => _servers[0].Client.CreateModelAsync(
            "regression", "\"LinearRegression\"", "m", ["""{"Rolling": {"obj": "MAE", "window_size": 10}}"""], new ModelOptions(Mixing: new MixingOptions())));
        Assert.Contains("because of the metric Rolling", rolling.Message, StringComparison.Ordinal);
        await CreateAsync("m", "\"LinearRegression\"", "regression");
        Assert.Contains("cannot be replaced", (await Assert.ThrowsAsync<OnlineMlException>(() => _servers[0].Client.ReplaceModelAsync("m", "\"LinearRegression\""))).Message, StringComparison.Ordinal);
        Assert.Equal(RefusalKind.ModelNotFound, (await Assert.ThrowsAsync<OnlineMlException>(() => _servers[0].Client.LearnAsync(new LearnRequest("m~3.0", WebServer.Features(1), JsonValues.Value(1))))).Kind);

        await using var services = new ServiceCollection().AddLogging().AddOnlineMl().Services.BuildServiceProvider();
        var alone = await Assert.ThrowsAsync<OnlineMlException>(() => services.GetRequiredService<InProcessClient>().CreateModelAsync(
            "regression", "\"LinearRegression\"", "m", options: new ModelOptions(Mixing: new MixingOptions())));
        Assert.Equal(RefusalKind.BadRequest, alone.Kind);
    }

    [Fact]
    public async Task ADeclaredModel_IsLearnedInShares_OnWhateverServerDeclaresItFirst()
    {
        await DisposeAsync();
        _servers.Clear();
        _servers.AddRange(await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => StartDeclaringAsync(new MixingOptions(3, TimeSpan.FromMilliseconds(100))))));
        for (var i = 0; i < 30; i++)
        {
            await PatientCalls.TryAsync(() => _servers[i % 3].Client.LearnAsync(new LearnRequest("m", Features(i), ClassOf(i), IdempotencyKey: $"k{i}")));
        }

        await WaitForAsync("m", 30);
        Assert.Equal(3, (await _servers[1].Client.GetStatusAsync("m")).Mixing!.Positions.Count);
        await AssertSameAsync("m");
        await (await StartDeclaringAsync(new MixingOptions(3, TimeSpan.FromMilliseconds(100)))).DisposeAsync();
        foreach (var (other, shares) in new[] { (null, "none"), (new MixingOptions(4, TimeSpan.FromMilliseconds(100)), "4"), (new MixingOptions(), "3 (merged every 00:00:01)") })
        {
            var reason = (await Assert.ThrowsAsync<InvalidOperationException>(() => StartDeclaringAsync(other))).Message;
            Assert.Contains($"is stored with the shares 3 (merged every 00:00:00.1000000) instead of {shares}", reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ADeclaredModelWithASeed_KnowsItInEachShare()
    {
        var seed = Enumerable.Range(0, 30).Select(i => new TrainingExample<Point>(new Point(i % 40 / 4.0, i % 3), ClassOf(i).GetString()!)).ToList();
        await using var first = await WebServer.StartAsync(server.Process.Address, _prefix, onlineMl => Declare(onlineMl, new MixingOptions(3, TimeSpan.FromMilliseconds(100)))
            .SeedModel<Point>("m", _ => seed.ToAsyncEnumerable()));
        Assert.Equal(30, (await first.Client.GetReportAsync("m")).Examples);
        foreach (var share in Enumerable.Range(0, 3))
        {
            Assert.Equal(30, await first.Host.ReadAsync(ModelNames.OfShare("m", share, 3), (_, loaded) => loaded.State.Record.Examples, Limit));
        }

        for (var i = 30; i < 60; i++)
        {
            await PatientCalls.TryAsync(() => _servers[i % 3].Client.LearnAsync(new LearnRequest("m", Features(i), ClassOf(i), IdempotencyKey: $"k{i}")));
        }

        await WaitForAsync("m", 60);
    }

    [Fact]
    public async Task WhatIsDeclaredAndCannotBeLearnedInShares_IsRefusedWithTheReason()
    {
        await AssertAsync("\"HoeffdingTreeClassifier\"", new MixingOptions(), "The model 'm' cannot be declared so: The model cannot be learned in shares because of HoeffdingTreeClassifier.");
        await AssertAsync(Bayes, new MixingOptions(1), "2 to 64");
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging().AddOnlineMl().AddModel("m", Flavor.Multiclass, Bayes, mixing: new MixingOptions());
        using var alone = builder.Build();
        Assert.Contains("this one has them to itself", (await Assert.ThrowsAsync<InvalidOperationException>(() => alone.StartAsync())).Message, StringComparison.Ordinal);

        async Task AssertAsync(string spec, MixingOptions mixing, string reason) => Assert.Contains(
            reason,
            (await Assert.ThrowsAsync<InvalidOperationException>(() => WebServer.StartAsync(
                server.Process.Address, _prefix, onlineMl => onlineMl.AddModel("m", Flavor.Multiclass, spec, mixing: mixing)))).Message,
            StringComparison.Ordinal);
    }

    // Where three write to one log on a busy machine, a call may be told to come back.
    private Task<WebServer> StartDeclaringAsync(MixingOptions? mixing) => WebServer.StartAsync(server.Process.Address, _prefix, onlineMl => Declare(onlineMl, mixing));

    private static IOnlineMlBuilder Declare(IOnlineMlBuilder onlineMl, MixingOptions? mixing) => onlineMl.AddModel<Point>("m", Flavor.Multiclass, Bayes, mixing: mixing);

    private static JsonElement Features(int i) => JsonElement.Parse(string.Create(CultureInfo.InvariantCulture, $$"""{"x": {{i % 40 / 4.0}}, "y": {{i % 3}}, "new{{i / 50}}": 1}"""));

    private static JsonElement ClassOf(int i) => JsonValues.Value((i % 40) switch { < 13 => "low", < 27 => "middle", _ => "high" });

    private static Task<MixingAnswer[]> StepAsync(WebServer web, string[] shares, MixingStep step) =>
        Task.WhenAll(shares.Select(share => web.Host.ShareSteps.StepAsync(share, step, Limit)));

    private Task<string> CreateAsync(string name, string spec, string flavor, TimeSpan? every = null) =>
        _servers[0].Client.CreateModelAsync(flavor, spec, name, options: new ModelOptions(Mixing: new MixingOptions(3, every ?? TimeSpan.FromMilliseconds(100))));

    private async Task LearnAndMixAsync(int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            await PatientCalls.TryAsync(() => _servers[i % 3].Client.LearnAsync(new LearnRequest("m", Features(i), ClassOf(i), IdempotencyKey: $"k{i}")));
        }

        await _servers[0].Host.Mixing.MixAsync("m", Limit);
        Assert.Equal(to, (await _servers[1].Client.GetReportAsync("m")).Examples);
    }

    private async Task RestartAsync(Action meanwhile)
    {
        foreach (var web in _servers)
        {
            await web.DisposeAsync();
        }

        meanwhile();
        for (var i = 0; i < _servers.Count; i++)
        {
            _servers[i] = await WebServer.StartAsync(server.Process.Address, _prefix);
        }
    }

    private string[] KeysOf(string model) =>
        [.. server.Process.SendForAll($"KEYS {_prefix}{{{model}}}:*").Split("\r\n").Where(line => line.StartsWith(_prefix, StringComparison.Ordinal))];

    // What Redis has of a model, as a replica has it that is not told of anything later.
    private string[] Keep(string model)
    {
        var keys = KeysOf(model);
        Array.ForEach(keys, key => server.Process.Send($"COPY {key} kept:{key} REPLACE"));
        return keys;
    }

    private void Restore(string model, string[] kept)
    {
        Array.ForEach(KeysOf(model), key => server.Process.Send($"DEL {key}"));
        Array.ForEach(kept, key => server.Process.Send($"COPY kept:{key} {key}"));
    }

    private async Task RefusedAsync(string spec, string query, string reason)
    {
        var answer = await _servers[0].PostAsync($"api/model/regression/refused?{query}", spec);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(reason, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task WaitForAsync(string model, long examples)
    {
        var limit = Limit;
        while ((await _servers[0].Client.GetReportAsync(model)).Examples is var learned && learned != examples)
        {
            Assert.True(learned < examples, $"{learned} examples of {examples} were learned.");
            await Task.Delay(20, limit);
        }
    }

    private async Task WaitForFaultsAsync(Predicate<IReadOnlyList<string>> areSo)
    {
        var limit = Limit;
        while (!areSo((await _servers[0].Client.GetStatusAsync("m")).Faults))
        {
            await Task.Delay(50, limit);
        }
    }

    // A merge that another server has done already may be on its way to the log yet.
    private async Task AssertSameAsync(string model)
    {
        var limit = Limit;
        (long Position, string Hash)[] hashes;
        do
        {
            hashes = await Task.WhenAll(_servers.Select(web => web.Host.ReadStateHashAsync(model, limit)));
        }
        while (hashes.DistinctBy(hash => hash.Position).Count() > 1);
        Assert.All(hashes, hash => Assert.Equal(hashes[0], hash));
    }

    private sealed record Point(double X, double Y);
}
