using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace EmbeddedShop;

/// <summary>Prints what to try once the shop is open.</summary>
internal sealed class Welcome(IServer server, IHostApplicationLifetime lifetime) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(Print);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Print()
    {
        if (server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is not { } url)
        {
            // A test serves the shop without an address.
            return;
        }

        Console.WriteLine($$"""

            The shop is open, and learns from every visit who will buy. Try:

              curl "{{url}}/products/2?visitor=ada&from=search"
              curl {{url}}/orders -H "Content-Type: application/json" -d '{"visitor": "ada", "product": 2}'
              curl {{url}}/insights

            """);
    }
}
