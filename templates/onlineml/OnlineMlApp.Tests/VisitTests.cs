using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace OnlineMlApp.Tests;

public class VisitTests
{
    [Fact]
    public async Task TheModel_LearnsWhoBuys()
    {
        await using var app = Open();
        using var http = app.CreateClient();
        for (var i = 0; i < 200; i++)
        {
            var buys = i % 2 == 0;
            var forecast = await AskAsync(http, new Visit(buys ? 12 : 2, 3, "FR"));
            using var told = await http.PostAsJsonAsync($"/visits/{forecast.Visit}/outcome", new Outcome(buys));
            Assert.Equal(HttpStatusCode.NoContent, told.StatusCode);
        }

        Assert.InRange((await AskAsync(http, new Visit(12, 3, "FR"))).ChanceOfPurchase, 0.6, 1);
        Assert.InRange((await AskAsync(http, new Visit(2, 3, "FR"))).ChanceOfPurchase, 0, 0.4);
        var quality = await http.GetFromJsonAsync<JsonElement>("/quality");
        Assert.InRange(quality.GetProperty("Accuracy").GetDouble(), 0.8, 1);
    }

    [Fact]
    public async Task AnOutcomeOfNoVisit_IsRefused()
    {
        await using var app = Open();
        using var http = app.CreateClient();
        using var refused = await http.PostAsJsonAsync("/visits/unknown/outcome", new Outcome(true));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task ThePage_IsThere()
    {
        await using var app = Open();
        using var http = app.CreateClient();
        Assert.Contains("Will they buy?", await http.GetStringAsync("/"), StringComparison.Ordinal);
        Assert.Equal("""{"status":"live"}""", await http.GetStringAsync("/health/live"));
    }

    // Models in memory, so that tests find and leave nothing behind.
    private static WebApplicationFactory<Program> Open() => new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
        host.ConfigureTestServices(services => services.AddOnlineMl().UseMemory()));

    private static async Task<Forecast> AskAsync(HttpClient http, Visit visit)
    {
        using var answer = await http.PostAsJsonAsync("/visits", visit);
        return (await answer.Content.ReadFromJsonAsync<Forecast>())!;
    }
}
