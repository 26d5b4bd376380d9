using OnlineMl.Contracts;
using static OnlineMl.Serving.Tests.ServiceInFolder;

namespace OnlineMl.Serving.Tests.Calls;

/// <summary>How calls find their model, and what they are told that find none.</summary>
public sealed class CallDispatcherTests : IAsyncLifetime, IDisposable
{
    private const int MaxLength = 40;

    private readonly ServiceInFolder _service = new(null, options => options.Limit.MaxIdentifierLength = MaxLength);

    private InProcessClient Client => _service.Client;

    public Task InitializeAsync() => Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _service.Dispose();

    [Fact]
    public async Task AModelThatIsNotInMemory_IsLoadedForACall()
    {
        await _service.Host.UnloadAsync("m", CancellationToken.None);
        Assert.Equal(0, _service.Host.LoadedModels);
        await Client.LearnAsync(Learn("m", 1, 2));
        Assert.Equal(1, _service.Host.LoadedModels);
    }

    [Fact]
    public async Task AModelThatIsNotThere_IsNotFound() =>
        Assert.Equal(RefusalKind.ModelNotFound, (await RefusedAsync(() => Client.LearnAsync(Learn("other", 1, 2)))).Kind);

    [Fact]
    public async Task TextsThatAreTooLong_AreRefusedWithTheirLimit()
    {
        Assert.Equal("MaxIdentifierLength", (await RefusedAsync(() => Client.PredictAsync(Predict("m", 1, identifier: new string('i', MaxLength + 1))))).Limit);
        Assert.Equal("MaxIdentifierLength", (await RefusedAsync(() => Client.LearnAsync(Learn("m", 1, 2, key: new string('k', MaxLength + 1))))).Limit);
        await Client.PredictAsync(Predict("m", 1, identifier: new string('i', MaxLength)));
    }

    [Fact]
    public async Task AHostThatStops_TakesNoCalls()
    {
        await _service.Host.StopAsync(CancellationToken.None);
        Assert.Equal(RefusalKind.Unavailable, (await RefusedAsync(() => Client.LearnAsync(Learn("m", 1, 2)))).Kind);
        Assert.Equal(RefusalKind.Unavailable, (await RefusedAsync(() => Client.PredictAsync(Predict("m", 1)))).Kind);
    }

    private static Task<OnlineMlException> RefusedAsync(Func<Task> call) => Assert.ThrowsAsync<OnlineMlException>(call);
}
