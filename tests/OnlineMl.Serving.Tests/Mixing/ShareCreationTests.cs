using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Tests.Storage;

namespace OnlineMl.Serving.Tests.Mixing;

/// <summary>Shares are deleted with their model; those of a model that is created under its name meanwhile stay, with all that they were told.</summary>
public sealed class ShareCreationTests : IAsyncLifetime
{
    private const int Examples = 9;

    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(120);

    private readonly HeldStore _store;
    private readonly HeldStore _otherStore;
    private readonly ModelHost _host;
    private readonly ModelHost _other;
    private readonly InProcessClient _client;
    private readonly InProcessClient _otherClient;

    // A server that deletes a share is held up in it.
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ShareCreationTests()
    {
        var place = new SharedMemory();
        (_store, _otherStore) = (new HeldStore(place), new HeldStore(place));
        (_host, _other) = (Host(_store), Host(_otherStore));
        (_client, _otherClient) = (new InProcessClient(_host), new InProcessClient(_other));
    }

    private static CancellationToken Limit => new CancellationTokenSource(MaxWait).Token;

    public async Task InitializeAsync()
    {
        await _host.StartAsync(Limit);
        await _other.StartAsync(Limit);
    }

    public async Task DisposeAsync()
    {
        _released.TrySetResult();
        await _host.DisposeAsync();
        await _other.DisposeAsync();
        await _store.DisposeAsync();
        await _otherStore.DisposeAsync();
    }

    [Fact]
    public async Task AServerThatFoundAShareAlone_LeavesThatOfTheNextModel()
    {
        await CreateAsync(_client);
        await UntilAsync(() => _other.Entries.Any(entry => entry is { Name: "m", Shares: not null }));
        _store.Deleting = name => ModelNames.IsShare(name) ? _reached.Task : Task.CompletedTask;
        _otherStore.Deleting = HoldAsync;
        await _client.DeleteModelAsync("m");

        await CreateAsync(_client);
        await LearnAsync(_client);
        _released.SetResult();
        await UntilAsync(() => !_otherStore.Deleted.IsEmpty);
        await AssertAllIsThereAsync();
    }

    [Fact]
    public async Task AModelThatIsCreatedWhileAnotherServerDeletesTheSharesOfTheFirst_KeepsItsOwn()
    {
        await CreateAsync(_client);
        _store.Deleting = HoldAsync;
        _otherStore.Deleting = name => ModelNames.IsShare(name) ? _reached.Task : Task.CompletedTask;
        var deletion = _client.DeleteModelAsync("m");
        await _reached.Task.WaitAsync(Limit);

        await CreateAsync(_otherClient);
        await LearnAsync(_otherClient);
        _released.SetResult();
        await deletion;
        await AssertAllIsThereAsync();
    }

    [Fact]
    public async Task AServerThatHasNotHeardOfShares_DeletesThemWithTheirModel()
    {
        // The other one would do it when it finds them alone.
        _store.Deleting = _ => _released.Task;
        _otherStore.Sleep();
        await CreateAsync(_client);

        await _otherClient.DeleteModelAsync("m");
        Assert.Empty(await _store.ListAsync(Limit));
    }

    private static ModelHost Host(IModelStore store) =>
        new(store, ComponentCatalog.BuiltIn, Options.Create(new OnlineMlServingOptions()), TimeProvider.System, NullLogger<ModelHost>.Instance);

    private static Task<string> CreateAsync(InProcessClient client) => client.CreateModelAsync(
        "multiclass", "\"GaussianNB\"", "m", options: new ModelOptions(Mixing: new MixingOptions(3, TimeSpan.FromMilliseconds(100))));

    // The keys are of all three shares.
    private static async Task LearnAsync(InProcessClient client)
    {
        for (var i = 0; i < Examples; i++)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"k{i}");
            await client.LearnAsync(new LearnRequest("m", JsonElement.Parse("""{"x": 1}"""), JsonValues.Value("low"), IdempotencyKey: key));
        }
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        var limit = Limit;
        while (!isSo())
        {
            await Task.Delay(10, limit);
        }
    }

    private async Task HoldAsync(string name)
    {
        if (ModelNames.IsShare(name))
        {
            _reached.TrySetResult();
            await _released.Task;
        }
    }

    private async Task AssertAllIsThereAsync()
    {
        foreach (var share in Enumerable.Range(0, 3).Select(share => ModelNames.OfShare("m", share, 3)))
        {
            Assert.True(await _store.ExistsAsync(share, Limit), $"The share '{share}' is there.");
        }

        var limit = Limit;
        while ((await _client.GetReportAsync("m", limit)).Examples < Examples)
        {
            await Task.Delay(10, limit);
        }

        Assert.Equal(Examples, (await _otherClient.GetReportAsync("m", limit)).Examples);
    }
}
