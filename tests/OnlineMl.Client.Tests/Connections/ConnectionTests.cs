using System.Net;
using System.Net.Sockets;
using OnlineMl.Contracts;

namespace OnlineMl.Client.Tests.Connections;

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

    [Fact]
    public async Task Delete_WhoseConnectionBreaks_ReachesTheServerOnce()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var http = new HttpClient { BaseAddress = new Uri($"http://{listener.LocalEndpoint}/api/") };
        var asked = 0;
        var serving = Task.Run(async () =>
        {
            while (true)
            {
                using var socket = await listener.AcceptSocketAsync();
                var buffer = new byte[4096];
                await socket.ReceiveAsync(buffer);
                asked++;
            }
        });

        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => new OnlineMlHttpClient(http).DeleteModelAsync("m"));
        listener.Stop();

        Assert.Equal(RefusalKind.Unavailable, refusal.Kind);
        Assert.Equal(1, asked);
        await Assert.ThrowsAnyAsync<SocketException>(() => serving);
    }
}
