using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OnlineMl.Cli;

/// <summary>The web application behind <c>onlineml serve</c>.</summary>
internal static class Server
{
    /// <param name="urls">The addresses to listen on; null for those of the environment.</param>
    /// <param name="settings">What overrides the configuration and the environment.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task RunAsync(string? urls, IReadOnlyDictionary<string, string?> settings, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(settings);
        if (urls is not null)
        {
            builder.WebHost.UseUrls(urls.Split(';'));
        }

        // Whoever sends what is no token does not fill the log.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Authentication", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddOnlineMl();
        var app = builder.Build();
        app.MapOnlineMl();
        await app.StartAsync(cancellation);
        await app.WaitForShutdownAsync(cancellation);
    }
}
