namespace OnlineMl.Client.Tests;

/// <summary>What the client makes of the connection that it is given.</summary>
public class ConnectionTests
{
    [Fact]
    public async Task BaseAddress_IsThatOfTheOptions_UnlessTheConnectionHasOne()
    {
        using var server = new ScriptedServer((_, _) => ScriptedServer.Json("""{"models": []}"""));
        var options = new OnlineMlClientOptions { BaseAddress = new Uri("http://server.test/other") };

        await new OnlineMlHttpClient(new HttpClient(server), options).GetModelsAsync();
        await new OnlineMlHttpClient(new HttpClient(server) { BaseAddress = ScriptedServer.Address }, options).GetModelsAsync();

        Assert.Equal(["GET /other/models/", "GET /api/models/"], server.Calls.Select(call => call.Line));
    }
}
