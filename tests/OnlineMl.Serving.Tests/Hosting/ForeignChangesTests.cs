using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Hosting;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Tests.Storage;

namespace OnlineMl.Serving.Tests.Hosting;

/// <summary>A server that hears late that a model was deleted and that another one has its name knows nothing of the first one any more.</summary>
public sealed class ForeignChangesTests : IAsyncLifetime
{
    private const string Spec = "\"GaussianNB\"";

    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(120);

    private readonly SharedMemoryStore _store;
    private readonly HeldStore _lateStore;
    private readonly ModelHost _host;
    private readonly ModelHost _late;
    private readonly InProcessClient _client;
    private readonly InProcessClient _lateClient;

    public ForeignChangesTests()
    {
        var place = new SharedMemory();
        (_store, _lateStore) = (new SharedMemoryStore(place), new HeldStore(place));
        (_host, _late) = (Host(_store), Host(_lateStore));
        (_client, _lateClient) = (new InProcessClient(_host), new InProcessClient(_late));
    }

    private static CancellationToken Limit => new CancellationTokenSource(MaxWait).Token;

    public async Task InitializeAsync()
    {
        await _host.StartAsync(Limit);
        await _late.StartAsync(Limit);
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _late.DisposeAsync();
        await _store.DisposeAsync();
        await _lateStore.DisposeAsync();
    }

    [Fact]
    public async Task AModelInShares_ThatIsPlainNow_TakesItsCallsItself()
    {
        await CreateAsync("m", new MixingOptions(3, TimeSpan.FromHours(1)));
        await UntilAsync(() => Late("m")?.Shares is not null);
        _lateStore.Sleep();
        await _client.DeleteModelAsync("m");
        await CreateAsync("m", mixing: null);
        await HearAsync();

        await _lateClient.LearnAsync(Example("k"));
        Assert.Equal(1, (await _client.GetReportAsync("m")).Examples);
    }

    [Fact]
    public async Task AModelInShares_ThatHasOthersNow_IsMergedByTheServerThatWasLate()
    {
        await CreateAsync("m", new MixingOptions(3, TimeSpan.FromHours(1)));
        await UntilAsync(() => Late("m")?.MixedEvery == TimeSpan.FromHours(1));
        _lateStore.Sleep();
        await _client.DeleteModelAsync("m");
        await CreateAsync("m", new MixingOptions(5, TimeSpan.FromMilliseconds(100)));
        await HearAsync();

        await _host.DisposeAsync();
        await _lateClient.LearnAsync(Example("k"));
        await UntilAsync(async () => (await _lateClient.GetReportAsync("m")).Examples == 1);
        Assert.Equal(5, (await _lateClient.GetStatusAsync("m")).Mixing!.Positions.Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task ACallForAShareThatIsNoMore_IsOneOfTheModelThatIsThere_BeforeTheServerHasHeard(int? shares)
    {
        await CreateAsync("m", new MixingOptions(3, TimeSpan.FromHours(1)));
        await UntilAsync(() => Late("m")?.Shares is not null);
        _lateStore.Sleep();
        await _client.DeleteModelAsync("m");
        await CreateAsync("m", shares is { } count ? new MixingOptions(count, TimeSpan.FromMilliseconds(100)) : null);

        await AgainAsync(() => _lateClient.PredictAsync(new PredictRequest("m", JsonElement.Parse("""{"x": 1}"""), Identifier: "p")));
        await AgainAsync(() => _lateClient.LabelAsync(new LabelRequest("m", JsonValues.Value("low"), "p", "l")));
        await AgainAsync(() => _lateClient.LearnAsync(Example("k")));
        await AgainAsync(() => _client.LearnAsync(Example("k")));
        await UntilAsync(async () => (await _client.GetReportAsync("m")).Examples == 2);
    }

    [Fact]
    public async Task ACallForAShareThatIsNoMore_IsRefusedInTheNameOfTheModel_WhenThatIsNoMoreEither()
    {
        await CreateAsync("m", new MixingOptions(3, TimeSpan.FromHours(1)));
        await UntilAsync(() => Late("m")?.Shares is not null);
        _lateStore.Sleep();
        await _client.DeleteModelAsync("m");

        var refused = await Assert.ThrowsAsync<OnlineMlException>(() => AgainAsync(() => _lateClient.LearnAsync(Example("k"))));
        Assert.Equal((RefusalKind.ModelNotFound, "There is no model named 'm'."), (refused.Kind, refused.Message));
    }

    [Fact]
    public async Task AShareIsNobodysToCall_AlsoOnAServerThatHasNotHeardOfAny()
    {
        _lateStore.Sleep();
        await CreateAsync("m", new MixingOptions(3, TimeSpan.FromHours(1)));
        foreach (var client in new[] { _client, _lateClient })
        {
            var refused = await Assert.ThrowsAsync<OnlineMlException>(() => client.LearnAsync(Example("k") with { Model = "m~3.1" }));
            Assert.Equal(RefusalKind.ModelNotFound, refused.Kind);
            await Assert.ThrowsAsync<OnlineMlException>(() => client.PredictAsync(new PredictRequest("m~3.1", JsonElement.Parse("""{"x": 1}"""))));
        }

        Assert.Equal(0, (await _host.ReadStateHashAsync("m~3.1", Limit)).Position);
    }

    [Fact]
    public async Task AModelOfAnotherUser_IsHis()
    {
        await _client.For("ann").CreateModelAsync("multiclass", Spec, "m");
        await UntilAsync(() => Late("m") is not null);
        await _lateClient.For("ann").CreateModelAsync("multiclass", Spec, "a");
        Assert.Equal("ann", Late("m")!.Creator!.User);
        _lateStore.Sleep();
        await _client.DeleteModelAsync("m");
        await _client.For("bob").CreateModelAsync("multiclass", Spec, "m");
        await HearAsync();

        Assert.Equal("bob", (await _lateClient.GetStatusAsync("m")).CreatedBy);
    }

    [Fact]
    public async Task WhatWasFoundDamagedOfTheFirst_IsNotSaidOfTheSecond()
    {
        await CreateAsync("m", mixing: null);
        await _lateClient.LearnAsync(Example("k"));
        Late("m")!.Report(new StorageFault("m", 0, "Something is damaged."));
        Assert.Single((await _lateClient.GetStatusAsync("m")).Faults);
        _lateStore.Sleep();
        await _client.DeleteModelAsync("m");
        await CreateAsync("m", mixing: null);

        // Whoever asks before the server has heard of it finds it, too.
        Assert.Empty((await _lateClient.GetStatusAsync("m")).Faults);
        Assert.Equal(0, (await _lateClient.GetReportAsync("m")).Examples);
    }

    private static ModelHost Host(IModelStore store) =>
        new(store, ComponentCatalog.BuiltIn, Options.Create(new OnlineMlServingOptions()), TimeProvider.System, NullLogger<ModelHost>.Instance);

    private static LearnRequest Example(string key) => new("m", JsonElement.Parse("""{"x": 1}"""), JsonValues.Value("low"), IdempotencyKey: key);

    // Who is told to come back, as while a share is made, does.
    private static Task AgainAsync(Func<Task> call) => UntilAsync(async () =>
    {
        try
        {
            await call();
            return true;
        }
        catch (OnlineMlException refusal) when (refusal.Kind == RefusalKind.Unavailable)
        {
            return false;
        }
    });

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        var limit = Limit;
        while (!await isSo())
        {
            await Task.Delay(10, limit);
        }
    }

    private static Task UntilAsync(Func<bool> isSo) => UntilAsync(() => Task.FromResult(isSo()));

    private ModelEntry? Late(string name) => _late.Entries.FirstOrDefault(entry => entry.Name == name);

    private Task<string> CreateAsync(string name, MixingOptions? mixing) =>
        _client.CreateModelAsync("multiclass", Spec, name, options: new ModelOptions(Mixing: mixing));

    // What happened is told in its order.
    private async Task HearAsync()
    {
        await CreateAsync("last", mixing: null);
        _lateStore.Hear();
        await UntilAsync(() => Late("last") is not null);
    }
}
