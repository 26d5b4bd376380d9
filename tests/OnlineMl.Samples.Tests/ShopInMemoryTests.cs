using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using OnlineMl.Contracts;

namespace OnlineMl.Samples.Tests;

/// <summary>The tests of an application with a model in it, as docs/testing.md shows them: in the process, in memory, by a clock of their own.</summary>
public class ShopInMemoryTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task VisitorWhoDoesNotBuyInTime_TeachesTheModel()
    {
        await using var shop = Open();
        using var http = shop.CreateClient();
        var client = shop.Services.GetRequiredService<IOnlineMlClient>();

        await http.GetAsync("products/2?visitor=ada");
        Assert.Equal(1, (await client.GetStatusAsync("will-buy")).Waiting);

        _clock.Advance(TimeSpan.FromMinutes(29));
        Assert.Equal(0, (await client.GetStatsAsync("will-buy")).Learn.Calls);

        _clock.Advance(TimeSpan.FromMinutes(4));
        await UntilAsync(async () => (await client.GetStatsAsync("will-buy")).Learn.Calls == 1);
    }

    [Fact]
    public async Task ModelThatKnows_DecidesWhoGetsAnOffer()
    {
        await using var shop = Open();
        using var http = shop.CreateClient();
        var client = shop.Services.GetRequiredService<IOnlineMlClient>();
        for (var i = 0; i < 200; i++)
        {
            await client.LearnAsync("will-buy", [new("Category", "Games")], true);
            await client.LearnAsync("will-buy", [new("Category", "Kitchen")], false);
        }

        var page = await http.GetFromJsonAsync<JsonElement>("products/4?visitor=ada");

        Assert.InRange(page.GetProperty("chanceOfPurchase").GetDouble(), 0, 0.3);
        Assert.Equal("Free delivery today", page.GetProperty("offer").GetString());
    }

    private WebApplicationFactory<Program> Open() => new WebApplicationFactory<Program>().WithWebHostBuilder(host => host.ConfigureTestServices(services =>
    {
        services.AddOnlineMl().UseMemory();
        services.AddSingleton<TimeProvider>(_clock);
    }));

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!await isSo())
        {
            await Task.Delay(10, limit.Token);
        }
    }
}
