using System.Buffers;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.Contracts;
using OnlineMl.Serving.Calls;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Hosting;

namespace OnlineMl.Redis.Tests;

/// <summary>Calls on their way to the owner of their model, while the model is deleted and another one gets its name.</summary>
public sealed class RoutedCallsTests(RedisServer server) : IClassFixture<RedisServer>
{
    private const string Spec = "\"LinearRegression\"";

    private readonly string _prefix = $"{Guid.NewGuid():N}:";

    private static CancellationToken Limit => new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ACallThatComesTooLate_IsNotDoneByTheNextModelOfItsName(bool isPrediction)
    {
        OwnedCall? sent = null;
        await using var owner = await StartAsync(new OneOwner());
        await using var other = await StartAsync(new OneOwner
        {
            Owner = owner.Host,
            OnTheWay = call =>
            {
                sent = call;
                return Task.CompletedTask;
            },
        });
        await owner.Client.CreateModelAsync("regression", Spec, "m");
        await (isPrediction ? other.Client.PredictAsync(new PredictRequest("m", WebServer.Features(1)) { IdempotencyKey = "k" }) : LearnAsync(other));
        Assert.Equal(1, (await owner.Client.GetStatusAsync("m")).Position);
        await owner.Client.DeleteModelAsync("m");
        await owner.Client.CreateModelAsync("regression", Spec, "m");

        // The network had it twice, or the owner stood still when it came.
        var refused = await Assert.ThrowsAsync<OnlineMlException>(() => owner.Host.Calls.TakeHereAsync(
            isPrediction ? EventKind.Predict : EventKind.Learn, sent!, new ArrayBufferWriter<byte>(), Limit));

        Assert.Equal(RefusalKind.ModelNotFound, refused.Kind);
        Assert.Equal(0, (await owner.Client.GetStatusAsync("m")).Position);
    }

    [Fact]
    public async Task AServerThatHasNotHeardOfTheNextModel_BringsItsCallsThere()
    {
        WebServer? deleting = null;
        await using var owner = await StartAsync(new OneOwner());
        await using var other = await StartAsync(new OneOwner
        {
            Owner = owner.Host,
            OnTheWay = async _ =>
            {
                if (Interlocked.Exchange(ref deleting, null) is { } web)
                {
                    await web.Client.DeleteModelAsync("m");
                    await web.Client.CreateModelAsync("regression", Spec, "m");
                }
            },
        });
        await owner.Client.CreateModelAsync("regression", Spec, "m");
        await LearnAsync(other);
        deleting = owner;

        await LearnAsync(other);

        Assert.Equal(1, (await owner.Client.GetStatusAsync("m")).Position);
    }

    private static Task LearnAsync(WebServer web) => web.Client.LearnAsync(new LearnRequest("m", WebServer.Features(1), JsonValues.Value(3)));

    private Task<WebServer> StartAsync(OneOwner router) =>
        WebServer.StartAsync(server.Process.Address, _prefix, onlineMl => onlineMl.Services.AddSingleton<IModelRouter>(router));
}
