using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace OnlineMl.AspNetCore.Limits;

/// <summary>Lets the application see callers behind the proxies of <see cref="OnlineMlAccessOptions.KnownProxies"/>, and only behind those.</summary>
internal sealed class TrustedProxies(IOptions<OnlineMlOptions> options) : IStartupFilter
{
    /// <summary>Reads an address or a network.</summary>
    public static bool TryParse(string text, out IPNetwork network)
    {
        if (IPAddress.TryParse(text, out var address))
        {
            network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
            return true;
        }

        return IPNetwork.TryParse(text, out network);
    }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next)
    {
        if (options.Value.Access.KnownProxies.Count == 0)
        {
            return next;
        }

        var headers = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            ForwardLimit = null,
        };
        headers.KnownProxies.Clear();
        headers.KnownIPNetworks.Clear();
        foreach (var proxy in options.Value.Access.KnownProxies)
        {
            if (TryParse(proxy, out var network))
            {
                headers.KnownIPNetworks.Add(network);
            }
        }

        return app =>
        {
            app.UseForwardedHeaders(headers);
            next(app);
        };
    }
}
