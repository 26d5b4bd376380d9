using OnlineMl.Contracts;
using OnlineMl.Serving;

namespace OnlineMl.Redis.Tests;

/// <summary>Two servers whose Redis is killed and comes back without the last events.</summary>
public sealed class WentBackTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private readonly string _prefix = $"{Guid.NewGuid():N}:";
    private WebServer _one = null!;
    private WebServer _two = null!;

    public async Task InitializeAsync() =>
        (_one, _two) = (await WebServer.StartAsync(server.Process.Address, _prefix), await WebServer.StartAsync(server.Process.Address, _prefix));

    public async Task DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    [Fact]
    public async Task TheModelIsReadAnew_AndStatusSaysIt()
    {
        await _one.Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        await PatientCalls.LearnAsync(_one, 1, 2, 3);
        server.Process.Remember();
        await PatientCalls.LearnAsync(_one, 10, 11);
        Assert.Equal(5, (await _two.Client.GetStatusAsync("m")).Position);

        server.Process.GoBack();
        await PatientCalls.LearnAsync(_two, 4, 5, 6);
        await PatientCalls.TryAsync(async () =>
        {
            await _one.Client.SaveModelAsync("m");
            return true;
        });

        await using var archive = new RedisModelArchive(server.Process.Address, _prefix);
        var replayed = await new LogReplay((await archive.OpenAsync("m"))!).RunAsync();
        foreach (var web in new[] { _one, _two })
        {
            Assert.Equal((6, replayed.StateHash), await PatientCalls.TryAsync(() => web.Host.ReadStateHashAsync("m", default)));
            var status = await web.Client.GetStatusAsync("m");
            Assert.Contains(status.Faults, fault => fault.Contains("its log was rewritten", StringComparison.Ordinal));
        }
    }
}
