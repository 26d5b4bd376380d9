using System.Buffers.Binary;
using System.Numerics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Storage.Files;
using OnlineMl.Serving.Tests.Storage;
using OnlineMl.Serving.Tests.Storage.Files;
using static OnlineMl.Serving.Tests.ServiceInFolder;

namespace OnlineMl.Serving.Tests.Hosting;

/// <summary>Models that cannot be loaded.</summary>
public sealed class ModelLoaderTests : ILogger<ModelHost>
{
    private const string Regression = "\"LinearRegression\"";

    private readonly SimulatedFileSystem _disk = new();
    private readonly ManualClock _clock = new();
    private readonly List<string> _logged = [];

    [Theory]
    [InlineData("open /models/a/")]
    [InlineData("list /models/a")]
    public async Task AModelWhoseFilesCannotBeRead_IsToldOnceAndTriedAgain_AndTheOthersGoOn(string fails)
    {
        await CreateAsync("a", "b");
        _disk.Outcome = number => _disk.Operations[number].StartsWith(fails, StringComparison.Ordinal) ? SimulatedOutcome.Failure : SimulatedOutcome.Success;
        await using var store = ScriptedLife.OpenStore(_disk);
        await using var host = Host(store);
        var client = new InProcessClient(host);
        await AssertLostAsync(host, client);
        await client.LearnAsync(Learn("b", 1, 2));
        await client.For("anna").CreateModelAsync("regression", Regression, "c");

        _disk.Outcome = _ => SimulatedOutcome.Success;
        await AssertLostAsync(host, client);
        _clock.Advance(TimeSpan.FromSeconds(10));
        await client.LearnAsync(Learn("a", 1, 2));
        Assert.DoesNotContain(host.Health.Problems, problem => problem.Contains("cannot be restored", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AModelThatANewerVersionWrote_IsTold()
    {
        await CreateAsync("a", "b");
        var segment = "/models/a/" + _disk.ListFiles("/models/a").Single(name => name.EndsWith(".log", StringComparison.Ordinal));
        var newer = _disk[segment].ToArray();
        newer[8]++;
        BinaryPrimitives.WriteUInt32LittleEndian(newer.AsSpan(20), ~newer.AsSpan(0, 20).ToArray().Aggregate(~0u, BitOperations.Crc32C));
        _disk[segment] = newer;
        await using var store = ScriptedLife.OpenStore(_disk);
        await using var host = Host(store);
        var client = new InProcessClient(host);
        Assert.Contains("version 2", await AssertLostAsync(host, client), StringComparison.Ordinal);
        await client.LearnAsync(Learn("b", 1, 2));
        Assert.Equal(newer, _disk[segment]);
    }

    [Fact]
    public async Task AModelWhoseCreatorCannotBeRead_KeepsNobodyFromCreatingOthers()
    {
        await CreateAsync("a");
        _disk.Outcome = number => _disk.Operations[number].StartsWith("open /models/a/", StringComparison.Ordinal) ? SimulatedOutcome.Failure : SimulatedOutcome.Success;
        await using var store = ScriptedLife.OpenStore(_disk);
        await using var host = Host(store);
        await new InProcessClient(host).For("anna").CreateModelAsync("regression", Regression, "b");
        Assert.Equal(["a", "b"], host.Names);
    }

    [Fact]
    public async Task AStoreThatIsAway_IsNoFaultOfItsModels()
    {
        await CreateAsync("a");
        await using var store = ScriptedLife.OpenStore(_disk);
        await using var host = Host(store);
        var client = new InProcessClient(host);
        await host.StartAsync(CancellationToken.None);
        _disk.Outcome = _ => SimulatedOutcome.Failure;
        await Assert.ThrowsAsync<OnlineMlException>(() => client.LearnAsync(Learn("a", 1, 2)));
        Assert.DoesNotContain(host.Health.Problems, problem => problem.StartsWith("a: ", StringComparison.Ordinal));
        _disk.Outcome = _ => SimulatedOutcome.Success;
        await client.LearnAsync(Learn("a", 1, 2));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ASharedStoreThatRefuses_IsAFaultOfTheModelOnlyWhereItSaysSo(bool isOfModel)
    {
        await using var store = HookedStore.Open(isShared: true);
        await using (var first = Host(store))
        {
            await new InProcessClient(first).CreateModelAsync("regression", Regression, "a");
        }

        await using var host = Host(store);
        var client = new InProcessClient(host);
        store.Opening = _ => throw new StorageException("It is not understood.") { IsOfModel = isOfModel };
        await Assert.ThrowsAsync<OnlineMlException>(() => client.LearnAsync(Learn("a", 1, 2)));
        Assert.Equal(isOfModel, host.Health.Problems.Any(problem => problem.StartsWith("a: ", StringComparison.Ordinal)));
        store.Opening = null;
        _clock.Advance(TimeSpan.FromSeconds(isOfModel ? 10 : 0));
        await client.LearnAsync(Learn("a", 1, 2));
    }

    bool ILogger.IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_logged)
        {
            _logged.Add(formatter(state, exception));
        }
    }

    private async Task CreateAsync(params string[] names)
    {
        await using var store = ScriptedLife.OpenStore(_disk);
        await using var host = Host(store);
        var client = new InProcessClient(host).For("ben");
        foreach (var name in names)
        {
            await client.CreateModelAsync("regression", Regression, name);
            await client.LearnAsync(Learn(name, 1, 2));
        }
    }

    private async Task<string> AssertLostAsync(ModelHost host, InProcessClient client)
    {
        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => client.LearnAsync(Learn("a", 1, 2)));
        Assert.Equal(RefusalKind.Unavailable, refusal.Kind);
        Assert.Equal(refusal.Message, (await Assert.ThrowsAsync<OnlineMlException>(() => client.GetStatusAsync("a"))).Message);
        Assert.Contains($"a: {refusal.Message}", host.Health.Problems);
        Assert.Single(_logged, line => line.Contains("'a' cannot be restored", StringComparison.Ordinal));
        return refusal.Message;
    }

    private ModelHost Host(IModelStore store) =>
        new(store, ComponentCatalog.BuiltIn, Options.Create(new OnlineMlServingOptions()), _clock, this);
}
